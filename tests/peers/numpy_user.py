"""What a user of NumPy and a C++ compiler would write: everything of the comparison that needs no PyTorch."""

import os
import pathlib
import subprocess

import numpy as np

LATTICE_SOURCE = pathlib.Path(__file__).with_name("lattice_boltzmann.cpp")


def roll_out(nodes, flow_maps: dict, steps: int) -> int:
    """The coupled rollout of Liu, Kutz and Brunton (arXiv 2008.09768), each level vectorised over all nodes.

    nodes: (steps + 1, members, d), an array or a tensor; nodes[0] is given, the multiples of the finest stride are
    filled. flow_maps: {stride: function from (any, members, d) to the same shape, stride steps later}; each stride
    divides the next. Returns the finest stride.
    """
    known = None  # distance of the nodes so far; at first there is only one
    for stride in sorted(flow_maps, reverse=True):
        spacing = known or steps + stride + 1
        for offset in range(0, min(spacing - stride, steps - stride + 1), stride):
            nodes[offset + stride::spacing] = flow_maps[stride](nodes[offset:steps - stride + 1:spacing])
        known = stride
    return known


def fill_between(nodes, stride: int) -> None:
    """Linear interpolation between the multiples of the stride, which must divide the number of steps."""
    left, right = nodes[:-1:stride], nodes[stride::stride]
    for i in range(1, stride):
        nodes[i::stride] = (1 - i / stride) * left + (i / stride) * right


class KuramotoSivashinsky:
    """u_t = -u u_x - u_xx - u_xxxx, periodic, by ETDRK4 (Kassam and Trefethen, SISC 26, 2005) for a batch of states."""

    def __init__(self, length: float = 22.0, points: int = 120, dt: float = 0.05):
        self.points = points
        k = 2 * np.pi / length * np.arange(points // 2 + 1)
        linear = k**2 - k**4
        roots = np.exp(1j * np.pi * (np.arange(1, 33) - 0.5) / 32)  # of a half circle: the coefficients are real
        z = dt * linear[:, None] + roots
        self.full = np.exp(dt * linear)
        self.half = np.exp(dt * linear / 2)
        self.stage = dt * ((np.exp(z / 2) - 1) / z).mean(axis=1).real
        self.first = dt * ((-4 - z + np.exp(z) * (4 - 3 * z + z**2)) / z**3).mean(axis=1).real
        self.middle = dt * 2 * ((2 + z + np.exp(z) * (z - 2)) / z**3).mean(axis=1).real
        self.last = dt * ((-4 - 3 * z - z**2 + np.exp(z) * (4 - z)) / z**3).mean(axis=1).real
        self.gradient = -0.5j * k
        self.gradient[-1] = 0  # the wave number at the end has no derivative

    def nonlinear(self, v: np.ndarray) -> np.ndarray:
        return self.gradient * np.fft.rfft(np.fft.irfft(v, self.points)**2)

    def integrate(self, u: np.ndarray, steps: int) -> np.ndarray:
        """(members, points) to (steps + 1, members, points)."""
        states = np.empty((steps + 1, *u.shape))
        states[0] = u
        v = np.fft.rfft(u)
        for step in range(1, steps + 1):
            nv = self.nonlinear(v)
            relaxed = self.half * v
            a = relaxed + self.stage * nv
            na = self.nonlinear(a)
            nb = self.nonlinear(relaxed + self.stage * na)
            nc = self.nonlinear(self.half * a + self.stage * (2 * nb - nv))
            v = self.full * v + self.first * nv + self.middle * (na + nb) + self.last * nc
            states[step] = np.fft.irfft(v, self.points)
        return states

    def initial_states(self, members: int, seed: int = 1) -> np.ndarray:
        """A few long waves of random amplitude and phase."""
        random = np.random.default_rng(seed)
        spectrum = np.zeros((members, self.points // 2 + 1), complex)
        spectrum[:, 1:5] = self.points / 4 * (random.normal(size=(members, 4)) + 1j * random.normal(size=(members, 4)))
        return np.fft.irfft(spectrum, self.points)


def compile_lattice(folder: str) -> pathlib.Path:
    """lattice_boltzmann.cpp as a program in the folder."""
    program = pathlib.Path(folder) / "lattice_boltzmann"
    subprocess.run(["g++", "-O3", "-march=native", "-o", program, LATTICE_SOURCE], check=True)
    return program


def run_lattice(program: pathlib.Path, steps: int, every: int, file: str | None = None) -> float:
    """Seconds of one trajectory; `file` gets the samples."""
    arguments = [str(steps), str(every)] + ([file] if file else [])
    return float(subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout)


def write_file(values: np.ndarray, path: str) -> None:
    """To the disk, not only to the cache."""
    with open(path, "wb") as file:
        values.tofile(file)
        file.flush()
        os.fsync(file.fileno())
