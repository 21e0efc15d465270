"""The files of lhits in NumPy, and its surrogates run with NumPy alone. Needs NumPy and h5py, nothing else of lhits.

    import lhits

    with lhits.open_file("runs/fhn/forecast.h5") as file:  # trajectories.h5 and all that have named dimensions alike
        u = file["z4/u_predicted"]              # nothing of it is read yet
        u.dimensions, u.shape, u.units          # ("trajectory", "time", "state"), (16, 5121, 202), "1"
        u.long_name, u.label                    # what it is; the same for an axis of a figure, short and with the units
        u[0, ::64]                              # a NumPy array: every 64th time of the first trajectory
        u.along("time")                         # and what lies along a dimension
        file.attributes["dt"], file["z4"].variables, file.groups
        file["z4"].fields(u[0, -1])             # {"u": (y, x), "v": (y, x)}: the components as pictures

    with lhits.open_file("runs/fhn/ensemble.h5", "lhits ensemble") as file:     # and member-17.h5
        group = file["z4"]                      # which has of these what the deck asked for:
        group["quantiles"].dimensions           # ("initial_condition", "quantile", "time", "state")
        group["quantiles"].along("quantile")    # their levels; along("threshold"), along("member") alike
        group["spread"][...], group["skill"][...], group.attributes["crps"]

    surrogate = lhits.read_surrogates("runs/fhn/model.h5")["z4"]
    z = surrogate.encode(x)                     # (..., n) to (..., 4)
    surrogate.decode(z)                         # and back
    surrogate.step(z, 16)                       # 16 time steps of dt later
    surrogate.forecast(x, 5120)                 # (..., 5121, n): the coupled forecast, at the times 0, dt, 2 dt, ...

Whatever is wrong with a file is an InputError that says what was expected and what was found. No file is ever executed
or unpickled: HDF5 holds numbers and text.
"""
import os
import re
from collections.abc import Mapping

import h5py
import numpy as np

FORMAT_VERSION = 1  # the newest that this module reads


class InputError(Exception):
    """A file is not as it must be; the text says expected, found, what to do."""


# Files

def has_unit(unit):
    """Whether it is one: neither empty nor '1', nor the units of several fields, "K, m s-1", that differ."""
    return unit not in ("", "1") and ", " not in unit


class Variable:
    """A dataset with named dimensions. Indexing reads: v[0], v[:, ::64], v[...]."""

    def __init__(self, dataset):
        self._dataset = dataset
        self.name = dataset.name  # with the path of its group
        self.shape = dataset.shape
        self.attributes = _attributes(dataset)
        self.units = self.attributes.get("units", "")
        self.long_name = self.attributes.get("long_name", "")
        self.dimensions = tuple(_dimension(dataset, axis) for axis in range(dataset.ndim))

    @property
    def title(self):
        """The long name as far as it names and does not explain: "mean squared error of the state"."""
        return re.split("[,;:]", self.long_name)[0]

    @property
    def label(self):
        """The title with the units, where it has some: "mean squared error of the state (K²)"."""
        unit = re.sub(r"(?<=[A-Za-z)])2$", "²", self.units)
        if not has_unit(unit):
            return self.title
        return f"{self.title} {unit}" if unit.startswith("(") else f"{self.title} ({unit})"

    def __getitem__(self, index):
        return self._dataset[index]

    def __len__(self):
        return len(self._dataset)

    def along(self, dimension):
        """The values of that dimension's scale: the times along "time", 0, 1, ... along "trajectory"."""
        axis = self.dimensions.index(dimension)
        return self[...] if h5py.h5ds.is_scale(self._dataset.id) else self._dataset.dims[axis][0][...]


class Group(Mapping):
    """A group of a file by the names in it: variables, and groups again. Paths such as "z4/u_predicted" work too."""

    def __init__(self, group):
        self._group = group
        self.path = group.file.filename
        self.name = group.name
        self.attributes = _attributes(group)

    def __getitem__(self, name):
        item = self._group[name]
        return Variable(item) if isinstance(item, h5py.Dataset) else Group(item)

    def __iter__(self):
        return iter(self._group)

    def __len__(self):
        return len(self._group)

    @property
    def variables(self):
        return {name: item for name, item in self.items() if isinstance(item, Variable)}

    @property
    def groups(self):
        return {name: item for name, item in self.items() if isinstance(item, Group)}

    @property
    def axes(self):
        """The names of the variables that say where the elements of a state lie: ["x"], ["x", "y"], ..."""
        found = self["state"].attributes.get("axes", "x y" if "y" in self else "x") if "state" in self else "x"
        return found.split()

    def fields(self, values):
        """{name: its values on the grid, (..., y, x)} of the components of states, (..., state)."""
        component, state = self.variable("component", "state"), self.variable("state", "state")
        values = np.asarray(values)
        made = {}
        for c, name in enumerate(component.attributes["names"].split()):
            own = values[..., component[...] == c]
            shape = state.attributes.get("shape", own.shape[-1:])
            if own.shape[-1] != np.prod(shape):
                raise InputError(f"{self.path}: expected {name} on a grid of {tuple(shape)} points, found {own.shape[-1]}; "
                                 "give values of all elements of a state")
            made[name] = own.reshape(*own.shape[:-1], *shape)
        return made

    def group(self, name):
        """The group of that name, or an InputError."""
        found = self.get(name)
        if not isinstance(found, Group):
            raise InputError(f"{self.path}: expected the group '{_join(self.name, name)}', found "
                             f"{', '.join(sorted(self)) or 'nothing'}; is the run that wrote it finished?")
        return found

    def variable(self, name, *dimensions):
        """The variable of that name, which must have exactly these dimensions, none of length 0; or an InputError."""
        found = self.get(name)
        where = f"{self.path}: expected the variable '{_join(self.name, name)}'"
        if not isinstance(found, Variable):
            raise InputError(f"{where}, found none; is the file of the same version of lhits?")
        if found.dimensions != dimensions or 0 in found.shape:
            raise InputError(f"{where} over ({', '.join(dimensions)}), found it over ({', '.join(found.dimensions)}) "
                             f"with the shape {found.shape}; is the file of the same version of lhits?")
        return found


class File(Group):
    """A whole file, open until the end of its `with`."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._group.close()


def open_file(path, expected="lhits"):
    """A file of lhits whose attribute "format" begins with `expected`: "lhits trajectories", "lhits forecasts"."""
    path = os.fspath(path)
    try:
        file = File(h5py.File(path, "r"))
    except OSError as error:
        raise InputError(f"{path}: expected a whole HDF5 file, found: {error}") from error
    found, version = file.attributes.get("format", ""), file.attributes.get("format_version", 0)
    if not str(found).startswith(expected) or version > FORMAT_VERSION:
        file.__exit__()
        raise InputError(f"{path}: expected the attribute format = '{expected}...' of version {FORMAT_VERSION} or older, "
                         f"found '{found}' of version {version}; give a file that lhits wrote, or use a newer lhits.py")
    return file


def _attributes(item):
    """Texts as str, single numbers as numbers, without what HDF5 keeps there for itself."""
    found = {}
    for key in item.attrs:
        if key not in ("DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME"):
            value = item.attrs[key]
            found[key] = value.decode() if isinstance(value, bytes) else value
    return found


def _dimension(dataset, axis):
    if h5py.h5ds.is_scale(dataset.id):
        return dataset.name.rsplit("/", 1)[-1]
    scales = dataset.dims[axis]
    return scales[0].name.rsplit("/", 1)[-1] if len(scales) else f"axis_{axis}"


def _join(group, name):
    return f"{group.rstrip('/')}/{name}"


# Surrogates

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


class Surrogate:
    """What was learned for one latent dimension. States x are (..., state_size), codes z are (..., latent), in single
    precision; many members at once are much faster than one after the other. Where a moment is known by more than its
    state, x is that, then the states `delays` steps before, then the parameters, and z ends in the parameters. Where phases
    are taken out of states (phases = 1), z begins with the phase."""

    def __init__(self, name, kind, dt, encoder, decoder, scaler, latent_scaler, steppers, couplings, state_size, parameters=(),
                 delays=(), phases=0, fixed=((), ())):
        self.name = name                  # "z4"; "full" for the full space
        self.kind = kind                  # "autoencoder", "variational", "pca-residual", "pca", "identity"
        self.dt = dt                      # a time step, in the file's units
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

    def encode(self, x):
        x = np.asarray(x, np.float32)
        states = 1 + len(self.delays)
        if len(self.fixed[0]):
            read = [k * self.state_size + self.varying for k in range(states)]
            x = np.concatenate([x[..., np.concatenate(read)], x[..., states * self.state_size:]], -1)
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
        raw = self.latent_scaler.undo(np.asarray(z, np.float32))
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
        z = np.asarray(z, np.float32)
        change = self.steppers[stride](z[..., self.phases:])
        return np.concatenate([z[..., :change.shape[-1]] + change, z[..., change.shape[-1]:]], -1)

    def roll_out(self, z, steps, strides=None):
        """(..., steps + 1, latent): z and what follows it by hierarchical time-stepping with these strides, those coupled
        for unseen trajectories where none are given (Liu, Kutz and Brunton, 2022, Algorithm 1). The coarsest stepper goes
        as far as it can; each finer one fills the gaps between the known times, all at once; then linear interpolation."""
        strides = sorted(self.couplings["unseen"] if strides is None else strides, reverse=True)
        if not strides or any(coarse % fine for coarse, fine in zip(strides, strides[1:])):
            raise ValueError(f"expected strides of which each divides the next one, found {strides}")
        z = np.asarray(z, np.float32)
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
            encoder, decoder = _network(reduction["network"]).split(reduction.attributes.get("encoder_layers", 1))
        else:
            encoder, decoder = _network(reduction["encoder"]), _network(reduction["decoder"])
        scaler = _scaler(reduction["scaler"])
    steppers = {int(group[key].attributes["stride"]): _network(group[key]["network"]) for key in group if key.startswith("stepper-")}
    strides = sorted(steppers)
    couplings = {protocol: strides[item.attributes["finest"]:item.attributes["coarsest"] + 1]
                 for protocol, item in group.get("coupling", {}).items()}
    return Surrogate(name, kind, file.attributes["dt"], encoder, decoder, scaler, _scaler(whole["latent_scaler"]),
                     {stride: steppers[stride] for stride in strides}, couplings, int(file.attributes["state_size"]),
                     file.attributes.get("parameters", "").split(), file["delays"][...].tolist() if "delays" in file else [],
                     phases, [file["coordinates"][name][...] if "fixed" in file["coordinates"] else []
                              for name in ("fixed", "fixed_value")])


def _network(group):
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


def _scaler(group):
    offset, scale = group["offset"][...], group["scale"][...]
    return Scaler(offset, scale) if len(offset) else Scaler()
