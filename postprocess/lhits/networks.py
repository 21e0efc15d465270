"""Networks and scalers of a model file, run with NumPy alone, in single precision as they were trained."""
import numpy as np

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "silu": lambda x: x / (1 + np.exp(-np.maximum(x, -80))),
    "gelu": lambda x: x * _normal_distribution(x),
}


def _normal_distribution(x):
    """Its distribution function, to 1e-7 (Abramowitz and Stegun, 7.1.26); NumPy has no erf."""
    t = 1 / (1 + np.float32(0.3275911 / 2 ** 0.5) * np.abs(x))
    tail = np.polyval(np.float32([1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592, 0]), t) * np.exp(-x * x / 2) / 2
    return np.where(x < 0, tail, 1 - tail)


class Network:
    """A chain of layers y = activation(x W + b), in single precision as it was trained."""

    def __init__(self, layers, bypass=None):
        self.layers = layers  # [(W (in, out), b (out), function)]
        self.bypass = bypass  # B (in, out): x B is added to what the layers make of x

    def __call__(self, x):
        y = x
        for weights, bias, activation in self.layers:
            y = activation(y @ weights + bias)
        return y if self.bypass is None else y + x @ self.bypass

    def split(self, first):
        """The first layers, and the others."""
        return Network(self.layers[:first]), Network(self.layers[first:])


class Scaler:
    """scaled = (x - offset) / scale, component by component."""

    def __init__(self, offset=0, scale=1):
        self.offset, self.scale = np.float32(offset), np.float32(scale)

    def apply(self, x):
        return (x - self.offset) / self.scale

    def undo(self, x):
        return x * self.scale + self.offset

    def first(self, width):
        """Of the first so many components."""
        return Scaler(self.offset[:width], self.scale[:width]) if self.offset.size > 1 else self


def read_network(group):
    """The flat parameters hold W and b of one layer after the other."""
    widths, names = group["widths"][...], group.attributes["activations"].split()
    sizes = [size for rows, columns in zip(widths[:-1], widths[1:]) for size in (rows * columns, columns)]
    bypassed = widths[0] * widths[-1] if group.attributes.get("bypass", 0) else 0
    flat = np.asarray(group["parameters"][...], np.float32)
    flat, bypass = np.split(flat, [len(flat) - bypassed])
    if len(flat) != sum(sizes) or len(names) != len(widths) - 1:
        raise ValueError(f"{len(flat)} parameters and {len(names)} activations for layers of the widths {list(widths)}")
    parts = np.split(flat, np.cumsum(sizes)[:-1])
    return Network([(weights.reshape(rows, -1), bias, ACTIVATIONS[name])
                    for rows, weights, bias, name in zip(widths, parts[::2], parts[1::2], names)],
                   bypass.reshape(widths[0], -1) if bypassed else None)


def read_scaler(group):
    offset, scale = group["offset"][...], group["scale"][...]
    return Scaler(offset, scale) if len(offset) else Scaler()
