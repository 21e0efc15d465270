"""How far a surrogate can be trusted: where its training data lie, and how far known trajectories went from them."""
from dataclasses import dataclass

import numpy as np

QUANTILE = 0.999  # as [forecast] outside_quantile where a deck names none


def limit_of(extent, quantile):
    """Of one value for each known trajectory the k-th smallest, k = ceil((n + 1) quantile): a new trajectory of the same
    kind goes beyond it with a probability of at most 1 - k / (n + 1)."""
    rank = np.ceil((len(extent) + 1) * quantile * (1 - 1e-12))
    return np.sort(extent)[int(np.clip(rank, 1, len(extent))) - 1]


@dataclass
class Trust:
    """Learned from the training and validation data."""
    references: np.ndarray   # (reference, latent): points that cover the training data in latent space
    distances: np.ndarray    # the largest distance from them of each known trajectory
    errors: np.ndarray       # and its largest mean squared error of reconstruction
    valid_times: np.ndarray  # of the validation trajectories
    low: np.ndarray          # the trained range of the parameters
    high: np.ndarray

    def distance(self, z):
        """Of codes without phases (..., latent) to the nearest reference; infinite for what is not a number."""
        shape = np.shape(z)[:-1]
        z = np.reshape(z, (-1, self.references.shape[1]))
        squares = np.full(len(z), np.inf, np.float32)
        for point in self.references:
            square = ((z - point) ** 2).sum(axis=1)
            np.fmin(squares, square, out=squares)
        return np.sqrt(squares).reshape(shape)

    def far(self, z, quantile):
        """Whether codes lie farther from the training data than known trajectories went."""
        return ~(self.distance(z) <= np.float32(limit_of(self.distances, quantile)))

    def poor(self, errors, quantile):
        """Whether errors of reconstruction are larger than those of known trajectories."""
        return ~(errors <= limit_of(self.errors, quantile))

    def untrained(self, parameters):
        """Whether parameters (..., parameter) lie outside the trained range, but for rounding."""
        slack = 1e-6 * (self.high - self.low)
        return ~((parameters >= self.low - slack) & (parameters <= self.high + slack)).all(axis=-1)


def read_trust(group):
    domain, parameters = group["domain"], group.get("parameters", {})
    low, high = (np.array(parameters[key][...] if key in parameters else []) for key in ("low", "high"))
    return Trust(domain["references"][...], domain["largest_distances"][...], domain["largest_reconstruction_errors"][...],
                 group["valid_time"]["valid_times"][...], low, high)
