#!/usr/bin/python3
"""Test of postprocess/plot.py on a finished run: plot_test.py RUN_DIR [--figures-only].

Draws into temporary folders, RUN_DIR stays as it is: every figure is there as PNG and PDF, not blank, of a sensible size
and follows the data; a diverged forecast is drawn; bad input gives one line and exit 2 (not tried with --figures-only).
Exit status: 0 all passed, 1 a check failed.
"""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import matplotlib.image
import numpy as np

PLOT = Path(__file__).resolve().parents[2] / "postprocess" / "plot.py"
INPUTS = ("report.json", "trajectories.h5", "forecast.h5")
failures = []


def check(passed, what):
    print(("ok      " if passed else "FAILED  ") + what, flush=True)
    if not passed:
        failures.append(what)


def plot(run_dir, *arguments):
    return subprocess.run([sys.executable, PLOT, run_dir, *map(str, arguments)], capture_output=True, text=True)


def coloured(picture):
    """Pixels that are neither white, grey nor black: what is left of an empty plot has none."""
    rgb = picture[..., :3]
    return rgb.max(axis=2) - rgb.min(axis=2) > 0.15


def check_picture(path, least_columns=0.4):
    """Exists, has a sensible size, varies, and shows colour in that part of the columns, where the data are drawn."""
    if not path.is_file():
        check(False, f"{path.name}: written")
        return
    picture = matplotlib.image.imread(path)
    height, width = picture.shape[:2]
    check(600 <= width <= 3000 and 300 <= height <= 3000, f"{path.name}: sensible size ({width} x {height})")
    variance = float(picture[..., :3].var())
    check(variance > 1e-3, f"{path.name}: not blank (pixel variance {variance:.2g})")
    columns = coloured(picture)[:, :int(0.75 * width)].any(axis=0).mean()  # of the part without a legend
    check(columns > least_columns, f"{path.name}: data drawn across it ({columns:.0%} of the columns)")
    if path.name.startswith("fields"):
        area = coloured(picture).mean()
        check(area > 0.15, f"{path.name}: pictures fill it ({area:.0%} of the pixels)")


def differ(one, other):
    """Whether two figures differ below their titles."""
    if not (one.is_file() and other.is_file()):
        return False
    pictures = [matplotlib.image.imread(path) for path in (one, other)]
    return not np.array_equal(*(picture[len(picture) // 6:] for picture in pictures))


def check_figures(run_dir, out, names, title, *arguments):
    """plot.py succeeds without a word on stderr and writes exactly these figures, each as PNG and PDF, one line for each."""
    result = plot(run_dir, "--out", out, *arguments)
    check(result.returncode == 0 and not result.stderr, f"{title}: exit {result.returncode}, stderr '{result.stderr.strip()}'")
    files = {path.name for path in out.glob("*")} if out.is_dir() else set()
    written = {name for name in files if name.endswith(".png")}
    check(files == written | {name.replace(".png", ".pdf") for name in written}, f"{title}: a PDF beside each PNG")
    check(written == names, f"{title}: {len(names)} figures as expected"
          + (f"; missing {sorted(names - written)}, unexpected {sorted(written - names)}" if written != names else ""))
    check(sorted(Path(line.split()[1]).name for line in result.stdout.splitlines()) == sorted(names),
          f"{title}: one line printed for each figure")


def check_refused(title, fragment, run_dir, *arguments):
    """plot.py gives one line on stderr that names the trouble, exit 2, and writes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures"
        result = plot(run_dir, "--out", out, *arguments)
        lines = result.stderr.splitlines()
        check(result.returncode == 2 and len(lines) == 1 and not result.stdout and not out.exists(),
              f"{title}: exit {result.returncode}, {len(lines)} line(s) on stderr, nothing written")
        check(all(word in result.stderr for word in (fragment, "expected", "found")),
              f"{title}: says '{result.stderr.strip()[:200]}'")


def linked_copy(run_dir, folder, replaced):
    """A run directory that shares all input files but one with the given run; returns it and that file's path."""
    copy = Path(tempfile.mkdtemp(dir=folder))
    for name in INPUTS:
        if name != replaced:
            (copy / name).symlink_to((run_dir / name).resolve())
    return copy, copy / replaced


def check_bad_input(run_dir, folder):
    check_refused("missing directory", "nowhere", folder / "nowhere")
    check_refused("file instead of a directory", "report.json", run_dir / "report.json")
    for name in INPUTS:
        copy, path = linked_copy(run_dir, folder, name)
        check_refused(f"{name} missing", name, copy)
        path.write_bytes((run_dir / name).read_bytes()[:(run_dir / name).stat().st_size // 2])
        check_refused(f"{name} cut in half", name, copy)
        path.write_bytes(b"something else\n" * 100)
        check_refused(f"{name} foreign", name, copy)
    copy, path = linked_copy(run_dir, folder, "trajectories.h5")
    with h5py.File(path, "w") as file:
        file["time"] = np.arange(3.0)
    check_refused("trajectories.h5 of another program", "format", copy)
    copy, path = linked_copy(run_dir, folder, "report.json")
    report = json.loads((run_dir / "report.json").read_text())
    report["latent"].append({**(report["latent"] + [report.get("hits")])[0], "z": 999})
    path.write_text(json.dumps(report))
    check_refused("a latent dimension without forecast", "z999", copy)
    check_refused("trajectory out of range", "found 100000", run_dir, "--trajectory", 100000)
    check_refused("negative trajectory", "found -1", run_dir, "--trajectory", -1)
    check_refused("trajectory by another name", "best, median, worst", run_dir, "--trajectory", "good")


def diverged_run(run_dir, folder, surrogate):
    """The run with a forecast that diverged half way and a stepper that did at once."""
    copy, path = linked_copy(run_dir, folder, "forecast.h5")
    shutil.copyfile(run_dir / "forecast.h5", path)
    with h5py.File(path, "r+") as file:
        group = file[surrogate]
        half = group["u_predicted"].shape[1] // 2
        for key in ("u_predicted", "latent_predicted", "mse_state", "mse_latent"):
            group[key][:, half:half + half // 2] = 1e30
            group[key][:, half + half // 2:] = np.nan
        group["stepper_mse_state"][0, :, 1:] = np.inf
        group["stepper_mse_state"][-1, :, half:] = np.nan
    return copy


def main():
    figures_only = sys.argv[2:] == ["--figures-only"]
    if len(sys.argv) != 2 + figures_only:
        sys.exit("usage: plot_test.py RUN_DIR [--figures-only] (a finished run)")
    run_dir = Path(sys.argv[1])
    if not all((run_dir / name).is_file() for name in INPUTS):
        print(f"FAILED  {run_dir}: expected a finished run with {', '.join(INPUTS)}")
        return 1
    before = sorted((str(path), path.stat().st_mtime_ns) for path in run_dir.rglob("*"))
    report = json.loads((run_dir / "report.json").read_text())
    surrogates = [f"z{entry['z']}" for entry in report["latent"]] or ["full"]
    in_sample = "in_sample" in (report["latent"] + [report.get("hits")])[0]
    against_z = {"reconstruction_error.png", "forecast_error.png"} if len(report["latent"]) > 1 else set()
    names = set(against_z)
    for suffix in ("", "-in-sample")[:1 + in_sample]:
        names |= {f"error_over_time{suffix}.png"}
        names |= {f"{kind}_{name}{suffix}.png" for kind in ("latent", "fields", "steppers") for name in surrogates}
    entries = {f"z{entry['z']}": entry for entry in report["latent"]} | {"full": report.get("hits", {})}
    names |= {f"statistics_{name}.png" for name, entry in entries.items() if "statistics" in entry}
    names |= {f"adaptive_{name}.png" for name, entry in entries.items() if "adaptive" in entry}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        check_figures(run_dir, folder / "first", names, "the run")
        for name in sorted(names):
            check_picture(folder / "first" / name)
        with h5py.File(run_dir / "forecast.h5") as file:
            trajectories = len(file[surrogates[0]]["u_predicted"])
        if trajectories > 1:
            check_figures(run_dir, folder / "worst", names, "the worst trajectory", "--trajectory", "worst")
            for kind in ("latent", "fields"):
                name = f"{kind}_{surrogates[0]}.png"
                check(differ(folder / "first" / name, folder / "worst" / name), f"{name}: follows --trajectory")
        check_figures(diverged_run(run_dir, folder, surrogates[0]), folder / "third", names, "diverged")
        for kind in ("latent", "fields"):
            check_picture(folder / "third" / f"{kind}_{surrogates[0]}.png")
        for name in ["error_over_time.png"] + [f"{kind}_{surrogates[0]}.png" for kind in ("latent", "fields", "steppers")]:
            check(differ(folder / "first" / name, folder / "third" / name), f"{name}: follows the forecast")
        if not figures_only:
            check_bad_input(run_dir, folder)
    after = sorted((str(path), path.stat().st_mtime_ns) for path in run_dir.rglob("*"))
    check(before == after, "the run directory is untouched")
    print(f"{len(failures)} failed" if failures else "all passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
