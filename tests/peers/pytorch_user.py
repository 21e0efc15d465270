#!/usr/bin/python3
"""What a PyTorch user would write for the work that `lhits bench` measures, and how long it takes: CPU, float.

    /usr/bin/python3 tests/peers/pytorch_user.py [--json FILE] [--only NAMES] [--threads N | best] [--seconds S]

runs with Debian's python3-torch (1.13), and with a current PyTorch in the same way:

    python3 -m venv ~/torch && ~/torch/bin/pip install torch numpy
    ~/torch/bin/python tests/peers/pytorch_user.py

The plain script is what most people write: modules, whole batches, the fastest Adam there is. With `--tuned` also what
an expert might try: torch.compile, or a trace where there is none yet; pieces of a large batch that stay in the cache;
OpenBLAS told its processor. Each is timed shortly, and the fastest measured and named. `--threads best` does this with
one thread and with as many as there are cores. Seconds are the median of the repeats; a training iteration's, with its
share of the validations. The JSON file is an object:

    {"stepper_fhn": {"seconds": s, "repeats": [s, ...], "flops": f, "variant": "plain", "threads": 1}, ...}

Exit status: 0 done, 2 bad usage, or no PyTorch.
"""

import argparse
import copy
import functools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np

import numpy_user

try:
    import torch
    from torch.nn import functional
except ImportError as fault:
    print(f"pytorch_user.py: expected PyTorch for {sys.executable}, found: {fault}; 'apt install python3-torch', or "
          f"see the head of {__file__}", file=sys.stderr)
    sys.exit(2)

Work = Callable[[], object]

TUNED = "--tuned" in sys.argv

WINDOW, BATCH = 5, 32
TRAJECTORIES, TIMES = 32, 5121
BLOCK = 1000  # iterations between two validations
VALIDATION_WINDOWS = 4096
PIECE_ROWS = 2048  # rows of a piece that stays in the cache

STEPPER_WIDTHS = {"fhn": [2, 128, 128, 128, 2], "ks": [8, 1024, 1024, 1024, 8]}
ENCODER_WIDTHS = {"fhn": [202, 100, 100, 100, 2], "ks": [120, 120, 120, 100, 8]}
SNAPSHOTS = {"fhn": 20480, "ks": 51210}
STRIDES = {"fhn": [2**i for i in range(11)], "ks": [8, 16, 32, 64]}
CAN_COMPILE = hasattr(torch, "compile")


def seconds_each(work: Work, count: int) -> float:
    started = time.perf_counter()
    for _ in range(count):
        work()
    return (time.perf_counter() - started) / count


def repeated(work: Work, seconds: float, at_least: int = 3) -> list[float]:
    """Seconds of one call, `at_least` to 9 times, in about `seconds`; the first call of all is the caller's warm-up."""
    probes = [seconds_each(work, 1) for _ in range(at_least)]
    if sum(probes) >= seconds / 2:
        return probes
    count = max(1, int(seconds / 9 / min(probes)))
    return [seconds_each(work, count) for _ in range(max(at_least, min(9, int(seconds / (count * min(probes))))))]


def fastest(variants: dict[str, Work], seconds: float) -> tuple[str, list[float]]:
    """Warms every variant up, times each shortly, then the best one: its name and its repeats."""
    trials = {}
    if not TUNED:
        variants = {name: work for name, work in variants.items() if name.startswith(("plain", "numpy"))}
    for name, work in variants.items():
        try:
            work()
            trials[name] = statistics.median(repeated(work, seconds / 4, 1)) if len(variants) > 1 else 0.0
        except Exception as fault:  # torch.compile needs a compiler and Python's headers
            if name.startswith("plain"):
                raise
            print(f"pytorch_user.py: {name}: {str(fault).splitlines()[0]}", file=sys.stderr)
    best = min(trials, key=trials.get)
    return best, repeated(variants[best], seconds)


def entry(variants: dict[str, Work], seconds: float, **more) -> dict:
    variant, repeats = fastest(variants, seconds)
    return {"seconds": statistics.median(repeats), "repeats": repeats, "variant": variant, **more}


def layers(widths: list[int]) -> list[torch.nn.Module]:
    """ReLU between the layers, the last one linear."""
    chain = []
    for rows, columns in zip(widths, widths[1:]):
        chain += [torch.nn.Linear(rows, columns), torch.nn.ReLU(inplace=True)]
    return chain[:-1]


def weights(widths: list[int]) -> int:
    return sum(rows * columns for rows, columns in zip(widths, widths[1:]))


def adam(network: torch.nn.Module, **way) -> torch.optim.Optimizer:
    return torch.optim.Adam(network.parameters(), lr=1e-4, **way)


def adam_ways() -> dict[str, dict]:
    """Adam's implementations worth a try: the fused one, which older versions have on the GPU only, or the others."""
    try:
        network = torch.nn.Linear(1, 1)
        optimizer = adam(network, fused=True)
        network(torch.ones(1)).backward()
        optimizer.step()
        return {"fused Adam": {"fused": True}}
    except (RuntimeError, TypeError):
        return {"foreach Adam": {"foreach": True}, "plain Adam": {"foreach": False}}


class Stepper(torch.nn.Module):
    """z -> z + N(z)"""

    def __init__(self, widths: list[int]):
        super().__init__()
        self.network = torch.nn.Sequential(*layers(widths))

    def forward(self, z):
        return z + self.network(z)


class WindowLoss(torch.nn.Module):
    """Mean squared error of a stepper unrolled over windows: (WINDOW + 1, batch, d)."""

    def __init__(self, stepper: Stepper):
        super().__init__()
        self.stepper = stepper

    def forward(self, windows):
        z = windows[0]
        states = []
        for _ in range(WINDOW):
            z = self.stepper(z)
            states.append(z)
        return functional.mse_loss(torch.stack(states), windows[1:])


class StepperTraining:
    """Training on windows of one stride, drawn at any offset of any trajectory, all of one block at once."""

    def __init__(self, widths: list[int], way: dict, compiler: str = "", stride: int = 16):
        torch.manual_seed(1)
        self.latent = torch.randn(TRAJECTORIES * TIMES, widths[0])
        starts = torch.arange(TRAJECTORIES)[:, None] * TIMES + torch.arange(TIMES - WINDOW * stride)
        self.starts = starts.flatten()
        self.offsets = stride * torch.arange(WINDOW + 1)[:, None]
        self.plain_loss = self.loss = WindowLoss(Stepper(widths))
        if compiler == "traced":
            self.loss = torch.jit.trace(self.plain_loss, self.windows(BATCH))
        elif compiler == "compiled":
            self.loss = torch.compile(self.plain_loss)
        self.optimizer = adam(self.plain_loss, **way)
        self.validation = self.windows(VALIDATION_WINDOWS)
        self.iteration = 0

    def windows(self, count: int) -> torch.Tensor:
        return self.latent[self.starts[torch.randint(len(self.starts), (count,))] + self.offsets]

    def iterate(self) -> None:
        if self.iteration % BLOCK == 0:
            drawn = self.starts[torch.randint(len(self.starts), (BLOCK, 1, BATCH))] + self.offsets
            self.batches = drawn.unbind()
        loss = self.loss(self.latent[self.batches[self.iteration % BLOCK]])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.iteration += 1

    @torch.no_grad()
    def validate(self) -> float:
        return self.plain_loss(self.validation).item()


def stepper(name: str, seconds: float) -> dict:
    widths = STEPPER_WIDTHS[name]
    trainings = {f"{compiler}, {name}": StepperTraining(widths, way, compiler) for name, way in adam_ways().items()
                 for compiler in ("plain", "compiled" if CAN_COMPILE else "traced")}
    training = next(iter(trainings.values()))
    variants = {name: each.iterate for name, each in trainings.items()}
    # The first step of a window needs no derivative by its input.
    training_flops = BATCH * (6 * weights(widths) * WINDOW - 2 * weights(widths[:2]))
    validation_flops = 2 * weights(widths) * VALIDATION_WINDOWS * WINDOW
    result = entry(variants, seconds, flops=training_flops + validation_flops / BLOCK)
    training.validate()
    validation = statistics.median(repeated(training.validate, seconds / 10))
    result["repeats"] = [repeat + validation / BLOCK for repeat in result["repeats"]]
    return {**result, "seconds": statistics.median(result["repeats"]), "validation_seconds": validation}


def reconstruction_loss(network: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    return functional.mse_loss(network(x), x)


def autoencoder(name: str, seconds: float) -> dict:
    """Full batch; in pieces, the gradients of the pieces add up to the same."""
    torch.manual_seed(1)
    widths = ENCODER_WIDTHS[name]
    rows = SNAPSHOTS[name]
    x = torch.randn(rows, widths[0])
    network = torch.nn.Sequential(*layers(widths), *layers(widths[::-1]))
    optimizer = adam(network, **next(iter(adam_ways().values())))

    def iterate(loss: Callable, pieces: list[torch.Tensor]) -> None:
        optimizer.zero_grad(set_to_none=True)
        for piece in pieces:
            (loss(network, piece) * (len(piece) / rows)).backward()
        optimizer.step()

    variants = {"plain": functools.partial(iterate, reconstruction_loss, [x]),
                "pieces": functools.partial(iterate, reconstruction_loss, x.split(PIECE_ROWS))}
    if CAN_COMPILE:
        compiled = torch.compile(reconstruction_loss)
        variants["compiled"] = functools.partial(iterate, compiled, [x])
        variants["compiled pieces"] = functools.partial(iterate, compiled, x.split(PIECE_ROWS))
    # The first layer needs no derivative by its input.
    return entry(variants, seconds, flops=(6 * 2 * weights(widths) - 2 * weights(widths[:2])) * rows)


def in_pieces(network: Callable, rows: int, x: torch.Tensor) -> torch.Tensor:
    """The network on all states of x, at most `rows` at a time."""
    flat = x.reshape(-1, x.shape[-1])
    if len(flat) <= rows:
        return network(flat).view(*x.shape[:-1], -1)
    return torch.cat([network(piece) for piece in flat.split(rows)]).view(*x.shape[:-1], -1)


def forecast(name: str, seconds: float, members: int, steps: int, decode_every: int) -> dict:
    """The coupled rollout of all members as one batch, then the decoder on every decode_every-th time."""
    torch.manual_seed(1)
    widths = STEPPER_WIDTHS[name]
    decoder_widths = ENCODER_WIDTHS[name][::-1]
    start = torch.randn(members, widths[0])
    steppers = {stride: Stepper(widths).eval() for stride in STRIDES[name]}
    with torch.no_grad():
        for net in steppers.values():
            net.network[-1].weight.mul_(0.1)  # untrained: small steps keep the rollout finite
    decoder = torch.nn.Sequential(*layers(decoder_widths)).eval()

    @torch.inference_mode()
    def run(maps: dict, decode: Callable) -> torch.Tensor:
        nodes = torch.empty(steps + 1, *start.shape)
        nodes[0] = start
        finest = numpy_user.roll_out(nodes, maps, steps)
        if decode_every % finest != 0:
            numpy_user.fill_between(nodes, finest)
        return decode(nodes[::decode_every])

    def variant(change: Callable, rows: int) -> Work:
        maps = {stride: functools.partial(in_pieces, change(net), rows) for stride, net in steppers.items()}
        return functools.partial(run, maps, functools.partial(in_pieces, change(decoder), rows))

    everything = 2**62
    variants = {"plain": functools.partial(run, steppers, decoder), "pieces": variant(lambda net: net, PIECE_ROWS)}
    if CAN_COMPILE:
        compiled = functools.partial(torch.compile, dynamic=True)
        variants["compiled"] = variant(lambda net: compiled(copy.deepcopy(net)), everything)
        variants["compiled pieces"] = variant(lambda net: compiled(copy.deepcopy(net)), PIECE_ROWS)
    finest = min(steppers)
    decoded = members * (steps // decode_every + 1)
    flops = 2 * (weights(widths) * members * (steps // finest) + weights(decoder_widths) * decoded)
    if not torch.isfinite(variants["plain"]()).all():
        raise RuntimeError(f"forecast {name}: expected finite states")
    return entry(variants, seconds, flops=flops)


def etdrk4(seconds: float) -> dict:
    """Seconds per trajectory of 5120 steps, from 20 trajectories and fewer steps."""
    members, steps, all_steps = 20, 128, 5120
    system = numpy_user.KuramotoSivashinsky()
    start = system.integrate(system.initial_states(members), 1000)[-1]
    scale = all_steps / steps / members
    result = entry({"numpy": lambda: system.integrate(start, steps)}, seconds)
    repeats = [scale * repeat for repeat in result["repeats"]]
    return {**result, "seconds": statistics.median(repeats), "repeats": repeats}


def lattice_boltzmann(seconds: float) -> dict:
    """Seconds per trajectory of 1 024 400 steps (2 time units dropped, 5120 samples)."""
    with tempfile.TemporaryDirectory() as folder:
        program = numpy_user.compile_lattice(folder)
        once = numpy_user.run_lattice(program, 1_024_400, 200)
        repeats = [numpy_user.run_lattice(program, 1_024_400, 200)
                   for _ in range(max(3, min(9, int(seconds / once))))]
    return {"seconds": statistics.median(repeats), "repeats": repeats, "variant": "g++ -O3 -march=native"}


def write(seconds: float, folder: str) -> dict:
    """256 MiB in one file of the folder, onto the disk."""
    values = np.random.default_rng(1).random(2**25)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        file = os.path.join(scratch, "values")
        return entry({"numpy": lambda: numpy_user.write_file(values, file)}, seconds, bytes=values.nbytes)


def measurements(folder: str) -> dict[str, Callable[[float], dict]]:
    one, ensemble = functools.partial(forecast, decode_every=1), functools.partial(forecast, decode_every=64)
    return {
        "stepper_fhn": functools.partial(stepper, "fhn"),
        "stepper_ks": functools.partial(stepper, "ks"),
        "autoencoder_fhn": functools.partial(autoencoder, "fhn"),
        "autoencoder_ks": functools.partial(autoencoder, "ks"),
        "forecast_fhn": functools.partial(one, "fhn", members=1, steps=5120),
        "forecast_ks": functools.partial(one, "ks", members=5, steps=5120),
        "ensemble_fhn": functools.partial(ensemble, "fhn", members=1000, steps=1024),
        "ensemble_ks": functools.partial(ensemble, "ks", members=1000, steps=512),
        "etdrk4": etdrk4,
        "lattice_boltzmann": lattice_boltzmann,
        "write": functools.partial(write, folder=folder),
    }


def wanted_environment(threads: int) -> dict[str, str]:
    """What the libraries read when they load."""
    wanted = {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    cpu = pathlib.Path("/proc/cpuinfo")
    if TUNED and "OPENBLAS_CORETYPE" not in os.environ and cpu.is_file() and " avx512bw" in cpu.read_text():
        # OpenBLAS 0.3.21 (Debian 12) takes a newer processor for a Prescott and is several times slower.
        wanted["OPENBLAS_CORETYPE"] = "SkylakeX"
    return wanted


def measure(names: list[str], threads: int, seconds: float, folder: str) -> dict:
    torch.set_num_threads(threads)
    results = {"about": {"torch": torch.__version__, "numpy": np.__version__, "threads": threads}}
    for name in names:
        results[name] = {**measurements(folder)[name](seconds), "threads": threads}
        torch_reset()
        print_line(name, results[name])
    return results


def torch_reset() -> None:
    """What was compiled for one measurement is none of the next one's business."""
    if CAN_COMPILE:
        torch._dynamo.reset()


def print_line(name: str, result: dict) -> None:
    rate = f"{result['flops'] / result['seconds'] / 1e9:7.1f} GF/s" if "flops" in result else 12 * " "
    print(f"{name:18} {1e3 * result['seconds']:10.3f} ms  {rate}  {result['threads']} thread(s), {result['variant']}",
          flush=True)


def measure_with_best_threads(arguments: argparse.Namespace) -> dict:
    """Each number of threads in a process of its own: the libraries read it only once."""
    best = {}
    for threads in sorted({1, len(os.sched_getaffinity(0))}):
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            command = [sys.executable, __file__, "--threads", str(threads), "--json", file.name, "--only",
                       ",".join(arguments.only), "--seconds", str(arguments.seconds), "--folder", arguments.folder,
                       *(["--tuned"] if arguments.tuned else [])]
            subprocess.run(command, check=True)
            for name, result in json.loads(pathlib.Path(file.name).read_text()).items():
                if name not in best or result.get("seconds", 0) < best[name].get("seconds", 0):
                    best[name] = result
    return {**best, "about": {**best["about"], "threads": "best"}}


def parse_arguments() -> argparse.Namespace:
    names = list(measurements("."))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", metavar="FILE", help="write the results there")
    parser.add_argument("--only", metavar="NAMES", default=",".join(names), help=f"some of {','.join(names)}")
    parser.add_argument("--seconds", type=float, default=3.0, help="about how long to repeat each (%(default)s)")
    parser.add_argument("--tuned", action="store_true", help="what an expert might try as well")
    parser.add_argument("--threads", default="1", help="a number, or 'best' (%(default)s)")
    parser.add_argument("--folder", default=".", help="where the file of 'write' goes (%(default)s)")
    arguments = parser.parse_args()
    arguments.only = arguments.only.split(",")
    for name in arguments.only:
        if name not in names:
            parser.error(f"--only: expected some of {', '.join(names)}, found '{name}'")
    if arguments.threads != "best" and not (arguments.threads.isdigit() and int(arguments.threads) > 0):
        parser.error(f"--threads: expected a number above 0 or 'best', found '{arguments.threads}'")
    return arguments


def main() -> int:
    arguments = parse_arguments()
    if arguments.threads == "best":
        results = measure_with_best_threads(arguments)
        print("best of both:")
        for name in arguments.only:
            print_line(name, results[name])
    else:
        wanted = wanted_environment(int(arguments.threads))
        if any(os.environ.get(name) != value for name, value in wanted.items()):
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **wanted})
        results = measure(arguments.only, int(arguments.threads), arguments.seconds, arguments.folder)
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(results, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
