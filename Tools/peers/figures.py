"""From `name value unit` lines to what the rows say: figures, ratios, and whether the bars hold."""
from collections import namedtuple
from statistics import median

from rows import Below, Named, Share, Times, Within

Figure = namedtuple("Figure", "value unit")
# `speed` is how many times as fast (or as small) as the peer ours is, in the median round.
Peer = namedtuple("Peer", "name figure speed low high")
# `ratio` is what the bar is about; `low` and `high` are the rounds' extremes. `holds` is None without a bar.
Result = namedtuple("Result", "row rounds ours peers ratio low high holds missing")


def parse(text):
    """The rows of a run's output; whatever else it holds is passed over."""
    figures = {}
    for line in text.splitlines():
        words = line.split()
        try:
            name, value, unit = words
            figures[name] = Figure(float(value), unit)
        except ValueError:
            continue
    return figures


def more_is_better(unit):
    return unit.endswith("/s")


def figure(expression, rig, figures):
    """What `a + b` or `a | b` comes to, or None where a part was not measured."""
    alternatives = [total(one, rig, figures) for one in expression.split(" | ")]
    found = [one for one in alternatives if one]
    if not found:
        return None
    best = max if more_is_better(found[0].unit) else min
    return best(found, key=lambda one: one.value)


def total(expression, rig, figures):
    parts = [figures.get(name) or figures.get(f"{rig}.{name}") for name in expression.split(" + ")]
    if not all(part and part.value > 0 for part in parts):
        return None
    return Figure(sum(part.value for part in parts), parts[0].unit)


def speed(ours, peer):
    return ours.value / peer.value if more_is_better(ours.unit) else peer.value / ours.value


def middle(figures):
    return Figure(median(one.value for one in figures), figures[0].unit)


def compare(row, rounds):
    """The row's result from rounds, each `(our figures, the rig's figures)`; None where ours is missing."""
    rounds = [pair for pair in rounds if figure(row.ours, row.rig, pair[0])]
    if not rounds:
        return None
    ours = [figure(row.ours, row.rig, mine) for mine, _ in rounds]
    peers, missing = [], []
    for name, expression in row.peers.items():
        pairs = [(mine, figure(expression, row.rig, theirs)) for mine, (_, theirs) in zip(ours, rounds)]
        pairs = [pair for pair in pairs if pair[1]]
        if pairs:
            speeds = [speed(*pair) for pair in pairs]
            peers.append(Peer(name, middle([theirs for _, theirs in pairs]), median(speeds), min(speeds), max(speeds)))
        else:
            missing.append(name)
    ratio, low, high = measured(row.bar, ours, peers)
    holds = None if ratio is None else clears(row.bar, ratio)
    return Result(row, len(rounds), middle(ours), peers, ratio, low, high, holds, missing)


def measured(bar, ours, peers):
    """What the bar is about, in the median round, and the extremes; None where it cannot be told."""
    if isinstance(bar, Below):
        values = [one.value for one in ours]
        return median(values), min(values), max(values)
    peer = next((one for one in peers if one.name == getattr(bar, "than", None)), None)
    if isinstance(bar, Named) or peer is None:
        return None, None, None
    if isinstance(bar, Within):
        return 1 / peer.speed, 1 / peer.high, 1 / peer.low
    return peer.speed, peer.low, peer.high


def clears(bar, ratio):
    return ratio >= bar.least if isinstance(bar, (Times, Share)) else ratio <= bar.most
