"""The figure of what each rank of a run did when."""
import json

from ..files import InputError
from ..forecasts import counted
from .style import COLOURS, figure_function, new_figure, set_title

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


def read_commands(run, stages=None):
    """The events of each command that worked on the run, of these stages alone."""
    wanted = stages or STAGES
    if unknown := set(wanted) - set(STAGES):
        raise InputError(f"--stages: expected some of {', '.join(STAGES)}, found {', '.join(sorted(unknown))}")
    path = run.directory / "timeline.json"
    events = [event for event in read_events(path) if event[1] in wanted]
    if not events:
        raise InputError(f"{path}: expected tasks of {', '.join(wanted)}, found none; run these stages first")
    return commands_of(events)


@figure_function
def draw_timeline(run, stages=None):
    """A row for each rank, a panel for each command that worked on the run."""
    commands = read_commands(run, stages)
    figure, axes = new_figure(len(commands), 1, 1.1 + 1.1 * len(commands))
    seen = {}
    for axis, events in zip(axes[:, 0], commands):
        start, (seconds, parts) = events[0][3], shares(events)
        rows = {}
        for rank, stage, _, begin, end in events:
            rows.setdefault((rank, stage), []).append((begin - start, end - begin))
        for (rank, stage), bars in rows.items():
            colour = COLOURS[STAGES.index(stage) % len(COLOURS)]
            edges = [0.2 * (width > 0.005 * seconds) for _, width in bars]  # which would hide narrow ones
            seen[stage] = axis.broken_barh(bars, (rank - 0.4, 0.8), color=colour, edgecolor="white", lw=edges, label=stage)
        mean = sum(parts.values()) / len(parts)
        axis.set_title(f"{seconds:.1f} s on {counted(len(parts), 'rank')}, busy {mean:.1%} of it")
        axis.set_yticks(sorted(parts) if len(parts) <= 8 else [0, max(parts)])
        axis.set_ylabel("rank")
        axis.invert_yaxis()
    axes[-1, 0].set_xlabel("time since the first task (s)")
    set_title(figure, run.title, "what each rank did when", seen.values())
    return figure
