"""Draw what each rank did when: timeline.py RUN_DIR [--stages train,reduce] [--out FILE].

Reads RUN_DIR/timeline.json, writes RUN_DIR/figures/timeline.png and .pdf and prints, for each command that added to it, how
much of the time each rank was busy. With --stages the time counts from the first to the last task of these. Exit
status: 0 done, 2 bad usage or input (one line on stderr).
"""
import argparse
from pathlib import Path

from ..figures.style import write_all
from ..figures.timelines import STAGES, draw_timeline, read_commands, shares
from ..runs import open_run
from . import refusing


def main():
    parser = argparse.ArgumentParser(prog="timeline.py", description="Draw what each rank of an lhits run did when.")
    parser.add_argument("run_dir", type=Path, metavar="RUN_DIR", help="the run directory, or that of a sweep")
    parser.add_argument("--stages", metavar="A,B", help="only these: " + ", ".join(STAGES))
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: RUN_DIR/figures/timeline.png; the PDF goes beside it")
    options = parser.parse_args()
    out = options.out or options.run_dir / "figures" / "timeline.png"
    stages = options.stages.split(",") if options.stages else None

    def draw():
        run = open_run(options.run_dir)
        for number, own in enumerate(read_commands(run, stages)):
            seconds, parts = shares(own)
            print(f"command {number}: {seconds:.1f} s, {len(own)} tasks")
            for rank, part in parts.items():
                print(f"  rank {rank:<5} busy {part:.1%}")
            print(f"  mean       {sum(parts.values()) / len(parts):.1%}")
        write_all([(out.stem, lambda: draw_timeline(run, stages))], out.parent)
    return refusing("timeline.py", draw)
