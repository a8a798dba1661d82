"""The table, as Markdown and for a terminal."""
from rows import Below, Named, Share, Times, Within

SCALES = {
    "ns/op": [(1e6, "ms"), (1e3, "us"), (1, "ns")],
    "ns/timer": [(1e6, "ms"), (1e3, "us"), (1, "ns")],
    "ms": [(1e3, "s"), (1, "ms"), (1e-3, "us")],
    "req/s": [(1e3, "k/s"), (1, "/s")],
    "MiB/s": [(1, "MiB/s")],
    "KiB": [(1024, "MiB"), (1, "KiB")],
    "bytes": [(1 << 20, "MiB"), (1 << 10, "KiB"), (1, "bytes")],
}
HEAD = ("work", "Umbra", "peers", "bar", "Umbra is (rounds)", "holds")


def amount(value, unit):
    """A value with a unit that a person would choose: `13100 ns/op` is `13.1 us`."""
    scales = SCALES.get(unit, [(1, unit)])
    factor, name = next((one for one in scales if value >= one[0]), scales[-1])
    return f"{short(value / factor)} {name}"


def short(value):
    """Three digits, never in powers of ten."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{digits}f}"


def bar_words(bar):
    if isinstance(bar, Times):
        return f"as fast as {bar.than}" if bar.least == 1 else f"{bar.least} times as fast as {bar.than}"
    if isinstance(bar, Within):
        return f"at most {bar.most:g} of {bar.than}"
    if isinstance(bar, Share):
        return f"at least {bar.least:g} of {bar.than}"
    if isinstance(bar, Below):
        return f"below {bar.most:g} {bar.unit.removesuffix('/op')}"
    return ""


def ratio_words(result):
    """What the bar is about, in its words."""
    bar = result.row.bar
    if result.ratio is None:
        return "" if isinstance(bar, Named) else "not measured"
    unit = bar.unit if isinstance(bar, Below) else None
    low, ratio, high = (amount(one, unit) if unit else short(one) for one in (result.low, result.ratio, result.high))
    kind = {Times: " times as fast", Within: " of its time", Share: " of its rate", Below: ""}[type(bar)]
    return f"{ratio}{kind} ({low} - {high})" if result.rounds > 1 else ratio + kind


def verdict(result):
    return {True: "yes", False: "**no**", None: ""}[result.holds]


def cells(result):
    peers = ", ".join(f"{one.name} {amount(*one.figure)}" for one in result.peers)
    return (result.row.work, amount(*result.ours), peers, bar_words(result.row.bar), ratio_words(result), verdict(result))


def markdown(results):
    lines = [HEAD, ["---"] * len(HEAD), *map(cells, results)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def plain(results):
    """Without the peers' figures, which would make the lines too long."""
    lines = [[text for place, text in enumerate(line) if place != 2] for line in [HEAD, *map(cells, results)]]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in lines).replace("**", "")


def summary(results):
    held = sum(one.holds is True for one in results)
    missed = [one.row.work for one in results if one.holds is False]
    unknown = [one.row.work for one in results if one.holds is None and not isinstance(one.row.bar, Named)]
    words = f"{held} of {held + len(missed) + len(unknown)} bars hold."
    if missed:
        words += f" Missed: {'; '.join(missed)}."
    if unknown:
        words += f" Not measured: {'; '.join(unknown)}."
    return words


def left_out(results):
    """`nginx (HTTP hello, idle HTTP connection)` for each peer of which there is no figure."""
    works = {}
    for one in results:
        for name in one.missing:
            works.setdefault(name, []).append(one.row.work)
    return [f"{name} ({', '.join(rows)})" for name, rows in works.items()]
