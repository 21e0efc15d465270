"""The method in plain NumPy, from the paper and the weights in model.h5: what the program's forecasts are compared
with. Nothing here is shared with the program, and nothing is batched."""

import h5py
import numpy as np

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "silu": lambda x: x / (1 + np.exp(-x)),
}


class Network:
    """A chain of layers y = activation(x W + b); the flat parameters hold W and b of one layer after the other."""

    def __init__(self, group):
        widths = group["widths"][:]
        names = group.attrs["activations"].split()
        flat = group["parameters"][:].astype(float)
        self.layers = []
        at = 0
        for rows, columns, name in zip(widths[:-1], widths[1:], names, strict=True):
            weights = flat[at:at + rows * columns].reshape(rows, columns)
            bias = flat[at + rows * columns:at + (rows + 1) * columns]
            self.layers.append((weights, bias, ACTIVATIONS[name]))
            at += (rows + 1) * columns
        assert at == len(flat)

    def __call__(self, x, first=0, end=None):
        for weights, bias, activation in self.layers[first:end]:
            x = activation(x @ weights + bias)
        return x


class Scaler:
    """scaled = (x - offset) / scale"""

    def __init__(self, group):
        self.offset = group["offset"][:].astype(float)
        self.scale = group["scale"][:].astype(float)

    def apply(self, x):
        return (x - self.offset) / self.scale

    def undo(self, x):
        return x * self.scale + self.offset


class Surrogate:
    """One latent dimension of model.h5."""

    def __init__(self, group):
        reduction = group["reduction"]
        self.kind = reduction.attrs["kind"]
        self.latent_scaler = Scaler(reduction["latent_scaler"])
        if self.kind != "identity":
            self.scaler = Scaler(reduction["scaler"])
            if self.kind == "pca":
                both = Network(reduction["network"])
                self.encoder, self.decoder = (lambda x: both(x, 0, 1)), (lambda z: both(z, 1))
            else:
                self.encoder, self.decoder = Network(reduction["encoder"]), Network(reduction["decoder"])
        self.steppers = {int(name.split("-")[1]): Network(item["network"])
                         for name, item in group.items() if name.startswith("stepper-")}
        self.strides = sorted(self.steppers)
        self.coupled = {protocol: self.strides[item.attrs["finest"]:item.attrs["coarsest"] + 1]
                        for protocol, item in group["coupling"].items()}  # strides

    def encode(self, u):
        if self.kind != "identity":
            u = self.encoder(self.scaler.apply(u))
        return self.latent_scaler.apply(u)

    def decode(self, z):
        z = self.latent_scaler.undo(z)
        return z if self.kind == "identity" else self.scaler.undo(self.decoder(z))

    def step(self, z, stride):
        return z + self.steppers[stride](z)

    def rollout(self, start, steps, strides):
        """Latent states at times 0 .. steps. The coarsest stepper goes as far as it can; each finer one fills the gap
        after every known time; what is left is interpolated, up to one step beyond the end."""
        known = {0: start}
        coarser = None
        for stride in sorted(strides, reverse=True):
            for time in sorted(known):
                end = steps if coarser is None else min(time + coarser - 1, steps)
                while time + stride <= end:
                    known[time + stride] = self.step(known[time], stride)
                    time += stride
            coarser = stride
        last = max(known)
        if last < steps:
            known[last + coarser] = self.step(known[last], coarser)
        times = sorted(known)
        states = np.array([known[time] for time in times])
        return np.array([np.interp(np.arange(steps + 1), times, column) for column in states.T]).T

    def forecast(self, start, steps, strides):
        """(latent, decoded) trajectories from the state `start`."""
        z = self.rollout(self.encode(start), steps, strides)
        return z, self.decode(z)


def read_surrogates(path):
    with h5py.File(path) as file:
        return {name: Surrogate(group) for name, group in file.items() if "reduction" in group}


def lattice_boltzmann(state, system, steps):
    """FitzHugh-Nagumo from `state` (u, then v), sampled `steps` times: D1Q3, written down from the equations."""
    points = system["points"]
    dx = system["length"] / (points - 1)
    dt = system["time_step"]
    fields = np.array(state, float).reshape(2, points)
    omega = np.array([2 / (1 + 3 * d * dt / dx**2) for d in (system["diffusion_u"], system["diffusion_v"])])
    f = np.repeat(fields[:, None, :] / 3, 3, axis=1)  # (species, rest right left, point)
    samples = [fields.ravel()]
    for _ in range(steps):
        for _ in range(system["sample_every"]):
            u, v = f.sum(axis=1)
            rate = np.array([u - u**3 - v, system["epsilon"] * (u - system["a1"] * v - system["a0"])])
            density = np.array([u, v])
            f += omega[:, None, None] * (density[:, None, :] / 3 - f) + dt / 3 * rate[:, None, :]
            right, left = f[:, 1].copy(), f[:, 2].copy()
            f[:, 1, 1:], f[:, 2, :-1] = right[:, :-1], left[:, 1:]
            f[:, 1, 0], f[:, 2, -1] = left[:, 0], right[:, -1]  # what leaves through a wall comes back
        samples.append(f.sum(axis=1).ravel())
    return np.array(samples)
