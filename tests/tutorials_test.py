#!/usr/bin/python3
"""The tutorials: their commands work, in the order of README.md's list, and print and draw what the pages show.

Lines in ```text blocks are looked for in what the commands print, in their order; any number stands for any other, and ...
for anything. A picture figures/RUN/NAME.png is one of runs/RUN/figures/.

Usage: tutorials_test.py SOURCE_DIR [--figures]    (--figures: puts new pictures into the pages)
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

PAGES = ["first-run", "own-data", "observed-state", "sweep"]  # observed-state goes on from first-run
MOST_LINES = 100
MOST_BYTES = 60000  # of a picture
NUMBER = r"\d[\d.]*(?:e[+-]?\d+)?"
DURATION = rf"{NUMBER}(?: h {NUMBER} min| min {NUMBER} s| m?s)\b"


def pattern(line):
    """What a line of a page stands for."""
    words = []
    for part in re.split(rf"({DURATION}|{NUMBER}|\.\.\.|\s+)", line.strip()):
        kinds = [kind for kind in (DURATION, NUMBER, r"\s+") if re.fullmatch(kind, part)]
        words.append(".*" if part == "..." else kinds[0] if kinds else re.escape(part))
    return "".join(words)


def output_faults(page, output):
    """Lines that the page shows, and that are not in the output behind the one before."""
    place = 0
    for block in re.findall(r"^```text\n(.*?)^```$", page.read_text(), re.M | re.S):
        for line in block.splitlines():
            found = re.compile(pattern(line)).search(output, place)
            if found:
                place = found.end()
            else:
                yield f"{page}: the commands do not print '{line.strip()}' (from there: {output[place:place + 3000]})"


def pictures(page):
    """(run, file name)"""
    return re.findall(r"\]\(figures/([\w-]+)/([\w-]+\.png)\)", page.read_text())


def picture_faults(page, folder):
    for run, name in pictures(page):
        picture = page.parent / "figures" / run / name
        if not (folder / "runs" / run / "figures" / name).exists():
            yield f"{page}: the commands do not draw {picture.name} of runs/{run}"
        elif picture.stat().st_size > MOST_BYTES:
            yield f"{picture}: expected at most {MOST_BYTES} bytes"


def renew_pictures(page, folder):
    from PIL import Image

    for run, name in pictures(page):
        drawn = Image.open(folder / "runs" / run / "figures" / name).convert("RGB")
        small = drawn.resize((480, round(480 * drawn.height / drawn.width)), Image.Resampling.LANCZOS)
        target = page.parent / "figures" / run / name
        target.parent.mkdir(parents=True, exist_ok=True)
        for colours in (256, 128, 64, 32, 16):
            small.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
            if target.stat().st_size <= MOST_BYTES:
                break


def main():
    tutorials = pathlib.Path(sys.argv[1]) / "input" / "tutorials"
    pages = [tutorials / f"{name}.md" for name in PAGES]
    faults = [f"{page}: is not in the list of this test" for page in tutorials.glob("*.md") if page not in pages]
    with tempfile.TemporaryDirectory(prefix="lhits-tutorials-") as name:
        folder = pathlib.Path(name)
        for page in pages:
            lines = page.read_text().count("\n")
            if lines > MOST_LINES:
                faults.append(f"{page}: expected at most {MOST_LINES} lines, found {lines}")
            begun = time.monotonic()
            done = subprocess.run([tutorials / "run.sh", folder, page], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
            print(done.stdout, f"{page.stem}: {time.monotonic() - begun:.0f} s", sep="\n", flush=True)
            if done.returncode != 0:
                faults.append(f"{page}: a command fails")
                continue
            if "--figures" in sys.argv:
                renew_pictures(page, folder)
            faults += [*output_faults(page, done.stdout), *picture_faults(page, folder)]
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults in {len(pages)} tutorials")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
