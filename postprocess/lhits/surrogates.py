"""Surrogates of a model file, run with NumPy alone."""
import operator

import numpy as np

from .files import InputError, open_file
from .networks import Network, Scaler, read_network, read_scaler
from .trust import QUANTILE, read_trust


class Surrogate:
    """What was learned for one latent dimension. States x are (..., input_size), codes z are (..., latent_size), in single
    precision; many members at once are much faster than one after the other. Where a moment is known by more than its
    state, x is that, then the states `delays` steps before, then the parameters, and z ends in the parameters. Where phases
    are taken out of states (phases = 1), z begins with the phase."""

    def __init__(self, name, kind, dt, encoder, decoder, scaler, latent_scaler, steppers, couplings, state_size, parameters=(),
                 delays=(), phases=0, fixed=((), ()), units=None, component=(), places=None, time_units="1", trust=None):
        self.name = name                  # "z4"; "full" for the full space
        self.kind = kind                  # "autoencoder", "variational", "pca-residual", "pca", "identity"
        self.dt = dt                      # a time step, in time_units
        self.encoder = encoder            # Network, of scaled states
        self.decoder = decoder
        self.scaler = scaler              # of states
        self.latent_scaler = latent_scaler
        self.steppers = steppers          # {stride: Network}, by rising stride
        self.couplings = couplings        # {"unseen": [strides], "in-sample": [strides]}, by whom they were chosen for
        self.state_size = state_size
        self.parameters = list(parameters)  # their names
        self.delays = list(delays)          # in steps
        self.phases = phases
        self.fixed = np.array(fixed[0], np.int64), np.array(fixed[1], np.float32)  # elements that never vary: numbers, values
        self.varying = np.setdiff1d(np.arange(state_size), self.fixed[0])
        self.units = dict(units or {})      # {name of a field: its units}
        self.component = np.array(component, np.int64)  # which of these each element of a state is of
        self.places = dict(places or {})    # {"x": (where each element lies, units)}
        self.time_units = time_units
        self.trust = trust                  # Trust; None in a model that was not coupled

    def __repr__(self):
        return f"<Surrogate {self.name}: {self.kind}, {self.input_size} numbers to {self.latent_size}, strides {list(self.steppers)}>"

    @property
    def input_size(self):
        """The numbers of a row of x."""
        return self.state_size * (1 + len(self.delays)) + len(self.parameters)

    @property
    def latent_size(self):
        """The numbers of a code: phases, and what steppers read, parameters among it; None without steppers."""
        read = [stepper.layers[0][0].shape[0] for stepper in self.steppers.values()]
        return self.phases + read[0] if read else None

    def encode(self, x):
        x = self._rows(x, "x", self.input_size)
        states = 1 + len(self.delays)
        if len(self.fixed[0]):
            read = [k * self.state_size + self.varying for k in range(states)]
            x = np.concatenate([x[..., np.concatenate(read)], x[..., states * self.state_size:]], -1)
        self._check_finite(x, "x")
        known = len(self.varying) * states
        told = self.scaler.offset.size == known + len(self.parameters) > known  # the encoder reads the parameters too
        phase = x[..., :0]
        if self.phases:
            state = x[..., :len(self.varying)]
            phase = np.angle(np.fft.rfft(state)[..., 1:2]).astype(np.float32)
            x = np.concatenate([_shifted(state, -phase), x[..., len(self.varying):]], -1)
        scaled = self.scaler.apply(x if told else x[..., :known])
        z = self.encoder(scaled)
        return self.latent_scaler.apply(np.concatenate([phase, z, (scaled if told else x)[..., known:]], -1))

    def decode(self, z):
        raw = self.latent_scaler.undo(self._rows(z, "z", self.latent_size))
        phase, raw = raw[..., :self.phases], raw[..., self.phases:]
        read = self.decoder.layers[0][0].shape[0] if self.decoder.layers else raw.shape[-1] - len(self.parameters)
        n = len(self.varying)
        x = self.scaler.first(n).undo(self.decoder(raw[..., :read])[..., :n])
        x = _shifted(x, phase) if self.phases else x
        if n == self.state_size:
            return x
        whole = np.empty((*x.shape[:-1], self.state_size), np.float32)
        whole[..., self.varying], whole[..., self.fixed[0]] = x, self.fixed[1]
        return whole

    def step(self, z, stride):
        """`stride` time steps of dt later: z + network(z); the parameters stay, and the phase is not read."""
        z = self._rows(z, "z", self.latent_size)
        if stride not in self.steppers:
            raise InputError(f"{self.name}: expected a stride among {list(self.steppers)}, found {stride}")
        change = self.steppers[stride](z[..., self.phases:])
        return np.concatenate([z[..., :change.shape[-1]] + change, z[..., change.shape[-1]:]], -1)

    def roll_out(self, z, steps, strides=None):
        """(..., steps + 1, latent_size): z and what follows it by hierarchical time-stepping with these strides, those
        coupled for unseen trajectories where none are given (Liu, Kutz and Brunton, 2022, Algorithm 1). The coarsest stepper
        goes as far as it can; each finer one fills the gaps between the known times, all at once; then linear
        interpolation. Any number of steps, also one that no stride divides."""
        z = self._rows(z, "z", self.latent_size)
        self._check_finite(z, "z")
        steps, strides = self._steps(steps), self._strides(strides)
        nodes = np.empty((steps + 1, *z.shape), np.float32)
        nodes[0] = z
        gap = steps + strides[0] + 1  # before the first level only time 0 is known
        for stride in strides:
            for offset in range(0, gap - stride, stride):
                times = np.arange(offset, steps - stride + 1, gap)
                if len(times):
                    nodes[times + stride] = self.step(nodes[times], stride)
            gap = stride
        last = steps // gap * gap
        if gap > 1:
            known = nodes[:last + 1:gap]
            if last < steps:
                known = np.concatenate([known, self.step(nodes[last], gap)[None]])
            between = np.arange(steps + 1)[np.arange(steps + 1) % gap > 0]
            weight = np.float32(between % gap / gap).reshape(-1, *[1] * z.ndim)
            nodes[between] = (1 - weight) * known[between // gap] + weight * known[between // gap + 1]
        return np.moveaxis(nodes, 0, -2)

    def forecast(self, x, steps, strides=None):
        """(..., steps + 1, state_size): the decoded roll_out() from the encoded states x; the first is decode(encode(x))."""
        return self.decode(self.roll_out(self.encode(x), steps, strides))

    def outside(self, z, quantile=QUANTILE):
        """Whether codes, of forecasts too, lie farther from the training data than `quantile` of the known trajectories."""
        z = self._rows(z, "z", self.latent_size)
        return self._known().far(z[..., self.phases:], quantile)

    def starts_outside(self, x, quantile=QUANTILE):
        """Whether states lie outside the training data, by their codes, their errors of reconstruction or their parameters:
        nothing is known of how good their forecasts are."""
        trust, z = self._known(), self.encode(x)
        x = np.asarray(x, np.float32)
        difference = (self.decode(z) - x[..., :self.state_size])[..., self.varying].astype(float)
        errors = (difference ** 2).mean(axis=-1)
        rounding = 1e-12 * (x[..., self.varying].astype(float) ** 2).mean(axis=-1)
        errors = np.where(errors < rounding, 0, errors)
        beyond = trust.untrained(x[..., self.input_size - len(self.parameters):]) if self.parameters else False
        return self.outside(z, quantile) | trust.poor(errors, quantile) | beyond

    def _known(self):
        if self.trust is None:
            raise InputError(f"{self.name}: expected where the training data lie in the model, found nothing; "
                             "run 'lhits couple DECK' first")
        return self.trust

    def _rows(self, values, name, size):
        """Single precision, with so many numbers in a row."""
        rows = np.asarray(values, np.float32)
        if size is None or (rows.ndim and rows.shape[-1] == size):
            return rows
        parts = [f"{self.state_size} of a state"] + [f"as many of {len(self.delays)} earlier ones"] * bool(self.delays)
        named = f" and the parameters {', '.join(self.parameters)}" * bool(self.parameters)
        what = f" ({', '.join(parts)}{named})" if name == "x" else " (encode() makes them)"
        missing = name == "x" and rows.ndim and size - rows.shape[-1] == len(self.parameters)
        raise InputError(f"{self.name}: expected {name} of shape (..., {size}){what}, found {rows.shape}"
                         + (f"; add the parameters {', '.join(self.parameters)} at the end of each row" if missing else ""))

    def _check_finite(self, values, name):
        wrong = ~np.isfinite(values)
        if wrong.any():
            raise InputError(f"{self.name}: expected finite numbers in {name}, found {values[wrong][0]} in {wrong.any(-1).sum()} "
                             "of its rows; leave these rows out, or fill them")

    @staticmethod
    def _steps(steps):
        try:
            found = operator.index(steps)
        except TypeError:
            found = -1
        if found < 0:
            raise InputError(f"steps: expected a whole number of time steps, 0 or more, found {steps!r}")
        return found

    def _strides(self, strides):
        """By falling stride."""
        if strides is None and "unseen" not in self.couplings:
            raise InputError(f"{self.name}: expected strides, or a model that is coupled, found neither; give strides among "
                             f"{list(self.steppers)}, or run 'lhits couple DECK' first")
        found = sorted(self.couplings["unseen"] if strides is None else strides, reverse=True)
        if not found or not set(found) <= set(self.steppers) or any(a % b for a, b in zip(found, found[1:])):
            raise InputError(f"{self.name}: expected strides among {list(self.steppers)} of which each divides the next one, "
                             f"found {found}")
        return found


def _shifted(x, phase):
    """States on a periodic line whose modes k are multiplied by exp(i k phase), the shortest one of an even number left out."""
    waves = np.arange(x.shape[-1] // 2 + 1)
    waves[2 * waves == x.shape[-1]] = 0
    return np.fft.irfft(np.fft.rfft(x) * np.exp(1j * waves * phase), x.shape[-1]).astype(np.float32)


def read_surrogates(path):
    """{name: Surrogate} of a model.h5 in which steppers have been trained."""
    with open_file(path, "lhits model") as file:
        try:
            return {name: _surrogate(name, group, file) for name, group in file.groups.items() if "reduction" in group}
        except (KeyError, ValueError, IndexError, TypeError, OSError, RuntimeError) as error:
            raise InputError(f"{path}: expected a whole model of the same version of lhits, found: {error}") from error


def _surrogate(name, group, file):
    reduction = whole = group["reduction"]
    phases = 0
    for inner in ("states", "rows", "aligned"):  # of what a moment is known by beside its state; of states without phase
        phases += inner == "aligned" and inner in reduction
        reduction = reduction.get(inner, reduction)
    kind = reduction.attributes["kind"]
    encoder, decoder, scaler = Network([]), Network([]), Scaler()
    if kind != "identity":
        if "network" in reduction:  # PCA, and autoencoders of an earlier lhits
            encoder, decoder = read_network(reduction["network"]).split(reduction.attributes.get("encoder_layers", 1))
        else:
            encoder, decoder = read_network(reduction["encoder"]), read_network(reduction["decoder"])
        scaler = read_scaler(reduction["scaler"])
    steppers = {int(group[key].attributes["stride"]): read_network(group[key]["network"])
                for key in group if key.startswith("stepper-")}
    strides = sorted(steppers)
    couplings = {protocol: strides[item.attributes["finest"]:item.attributes["coarsest"] + 1]
                 for protocol, item in group.get("coupling", {}).items()}
    places = file["coordinates"]
    fixed = [places[name][...] if "fixed" in places else [] for name in ("fixed", "fixed_value")]
    units = dict(zip(places.attributes["component_names"].split(), places.attributes["component_units"].split(", ")))
    axes = {axis: (places[axis][...], places.attributes[f"{axis}_units"]) for axis in places.attributes["axes"].split()}
    return Surrogate(name, kind, file.attributes["dt"], encoder, decoder, scaler, read_scaler(whole["latent_scaler"]),
                     {stride: steppers[stride] for stride in strides}, couplings, int(file.attributes["state_size"]),
                     file.attributes.get("parameters", "").split(), file["delays"][...].tolist() if "delays" in file else [],
                     phases, fixed, units, places["component"][...], axes, places.attributes["time_units"],
                     read_trust(group["trust"]) if "trust" in group else None)
