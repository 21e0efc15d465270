#!/usr/bin/python3
"""Draw what each rank did when: timeline.py RUN_DIR [--stages train,reduce] [--out FILE].

Reads RUN_DIR/timeline.json, writes RUN_DIR/figures/timeline.png and prints, for each command that added to it, how
much of the time each rank was busy. With --stages the time counts from the first to the last task of these. Exit
status: 0 done, 2 bad usage or input (one line on stderr).
"""
import argparse
import json
import sys
from pathlib import Path

from drawing import COLOURS, plt, write
from lhits import InputError

STAGES = ["generate", "reduce", "train", "couple", "forecast", "report"]
PAUSE = 30.0  # seconds in which nobody does anything: between two commands


def read_events(path):
    """(rank, stage, name, begin, end) of every task, in seconds, by rising begin."""
    try:
        trace = json.loads(path.read_text(encoding="utf-8"))
        events = [(event["tid"], event["cat"], event["name"], event["ts"] * 1e-6, (event["ts"] + event["dur"]) * 1e-6)
                  for event in trace["traceEvents"] if event.get("ph") == "X"]
    except FileNotFoundError as error:
        raise InputError(f"{path}: expected the timeline of a run, found none; run 'lhits run DECK' first") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: expected a Chrome trace as lhits writes it, found: {error}; remove it") from error
    return sorted(events, key=lambda event: event[3])


def commands_of(events):
    """The events of each command: what lies between two long pauses."""
    commands, end = [], None
    for event in events:
        if end is None or event[3] > end + PAUSE:
            commands.append([])
        commands[-1].append(event)
        end = max(end or event[4], event[4])
    return commands


def busy_seconds(events):
    """By rank: the time that its events cover; one may lie within another."""
    busy, until = {}, {}
    for rank, _, _, begin, end in events:
        begin = max(begin, until.get(rank, begin))
        busy[rank] = busy.get(rank, 0.0) + max(0.0, end - begin)
        until[rank] = max(end, until.get(rank, end))
    return busy


def shares(events):
    """(seconds in all, {rank: part of them that it was busy})."""
    seconds = max(event[4] for event in events) - min(event[3] for event in events)
    return seconds, {rank: busy / seconds for rank, busy in sorted(busy_seconds(events).items())}


def draw(commands):
    figure, axes = plt.subplots(len(commands), 1, figsize=(11, 1.6 + 1.9 * len(commands)), layout="constrained", squeeze=False)
    seen = {}
    for axis, events in zip(axes[:, 0], commands):
        start = events[0][3]
        rows = {}
        for rank, stage, _, begin, end in events:
            rows.setdefault((rank, stage), []).append((begin - start, end - begin))
        for (rank, stage), bars in rows.items():
            colour = COLOURS[STAGES.index(stage) % len(COLOURS)]
            seen[stage] = axis.broken_barh(bars, (rank - 0.4, 0.8), color=colour, edgecolor="white", lw=0.3)
        seconds, parts = shares(events)
        mean = sum(parts.values()) / len(parts)
        axis.set_title(f"{seconds:.1f} s on {len(parts)} rank(s), busy {mean:.1%} of it", fontsize=10)
        axis.set_yticks(sorted(parts) if len(parts) <= 16 else [0, max(parts)])
        axis.set_ylabel("rank")
        axis.invert_yaxis()
    axes[-1, 0].set_xlabel("time since the first task (s)")
    axes[0, 0].legend(seen.values(), seen.keys(), loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)
    return figure


def main():
    parser = argparse.ArgumentParser(description="Draw what each rank of an lhits run did when.")
    parser.add_argument("run_dir", type=Path, metavar="RUN_DIR", help="the run directory, or that of a sweep")
    parser.add_argument("--stages", metavar="A,B", help="only these: " + ", ".join(STAGES))
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: RUN_DIR/figures/timeline.png")
    options = parser.parse_args()
    out = options.out or options.run_dir / "figures" / "timeline.png"
    try:
        wanted = options.stages.split(",") if options.stages else STAGES
        if unknown := set(wanted) - set(STAGES):
            raise InputError(f"--stages: expected some of {', '.join(STAGES)}, found {', '.join(sorted(unknown))}")
        path = options.run_dir / "timeline.json"
        events = [event for event in read_events(path) if event[1] in wanted]
        if not events:
            raise InputError(f"{path}: expected tasks of {', '.join(wanted)}, found none; run these stages first")
        commands = commands_of(events)
        for number, own in enumerate(commands):
            seconds, parts = shares(own)
            print(f"command {number}: {seconds:.1f} s, {len(own)} tasks")
            for rank, part in parts.items():
                print(f"  rank {rank:<5} busy {part:.1%}")
            print(f"  mean       {sum(parts.values()) / len(parts):.1%}")
        out.parent.mkdir(parents=True, exist_ok=True)
        write(draw(commands), out)
        print(f"wrote {out}")
    except (InputError, OSError) as error:
        print("timeline.py:", " ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
