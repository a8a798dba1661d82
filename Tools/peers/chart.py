"""The chart: how many times as fast as each peer ours is, as SVG. Readable on light and on dark paper."""
from html import escape
from math import ceil, floor, log10

from rows import KINDS, Within
from table import amount, short

# Of middling brightness, so that they stand out from white and from black.
TEXT, FAINT, GRID, MARK = "#757e88", "#7c858f", "#8a939d", "#d32f2f"
COLOURS = dict(zip(KINDS, ["#7d8790", "#e8743b", "#3a8fd9", "#a56cd1"]))
WIDTH, LABELS, RIGHT = 900, 268, 150
TOP, BAR, GAP = 96, 12, 9
FONT = 'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"'


def kind(peer):
    return next((name for name, peers in KINDS.items() if peer in peers), "other languages")


class Scale:
    """Logarithmic, with 1 somewhere inside."""

    def __init__(self, speeds):
        self.low = min(-0.5, floor(log10(min(speeds)) * 2) / 2)
        self.high = max(1, ceil(log10(max(speeds)) * 2) / 2)

    def x(self, speed):
        share = (log10(speed) - self.low) / (self.high - self.low)
        return LABELS + share * (WIDTH - LABELS - RIGHT)

    def ticks(self):
        steps = [10.0 ** power * digit for power in range(-3, 6) for digit in (1, 2, 5)]
        inside = [one for one in steps if self.low <= log10(one) <= self.high + 1e-9]
        return [one for one in inside if one in (0.5, 1, 2, 5) or log10(one) % 1 == 0]


def text(x, y, words, anchor="start", size=12, fill=TEXT, extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"{extra}>{escape(words)}</text>'


def times(speed):
    return (f"{speed:.2f}" if speed < 1 else short(speed)) + "\u00d7"


def draw(results, circumstances):
    """All rows but those that have no peer."""
    rows = [one for one in results if one.peers]
    if not rows:
        raise SystemExit("there is nothing to draw yet")
    scale = Scale([peer.speed for one in rows for peer in one.peers])
    body, y = [], TOP
    for one in rows:
        body += block(one, y, scale)
        y += max(len(one.peers), 2) * BAR + GAP
    height = y + 36
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" {FONT}>',
             "<title>How many times as fast as its peers Umbra is</title>", *head(circumstances), *grid(scale, y), *body,
             text(16, y + 22, "\u2713 \u2717 whether the row clears its bar, the red mark at a peer's line. "
                  "Logarithmic; of memory, how many times as small.", size=11, fill=FAINT), "</svg>"]
    return "\n".join(parts) + "\n"


def head(circumstances):
    yield text(16, 26, "How many times as fast as its peers Umbra is", size=17, extra=' font-weight="600"')
    yield text(16, 44, circumstances, size=11, fill=FAINT)
    x = 16
    for name, colour in COLOURS.items():
        yield f'<rect x="{x}" y="56" width="11" height="11" rx="2" fill="{colour}"/>'
        yield text(x + 16, 66, name)
        x += 40 + 7 * len(name)


def grid(scale, bottom):
    for tick in scale.ticks():
        x, strong = scale.x(tick), tick == 1
        yield (f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{bottom}" stroke="{TEXT if strong else GRID}" '
               f'stroke-width="{1.5 if strong else 1}" stroke-opacity="{1 if strong else 0.25}"/>')
        yield text(x, TOP - 12, f"{tick:g}\u00d7", "middle", 11, TEXT if strong else FAINT)


def block(result, y, scale):
    """A row: its name and our figure, and a line for each peer, to the right where Umbra is ahead."""
    middle = y + max(len(result.peers), 2) * BAR / 2
    mark = {True: "\u2713 ", False: "\u2717 ", None: ""}[result.holds]
    weight = ' font-weight="600"' if result.holds is False else ""
    yield text(LABELS - 16, middle - 2, mark + result.row.work, "end", extra=weight)
    yield text(LABELS - 16, middle + 11, amount(*result.ours), "end", 11, FAINT)
    for place, peer in enumerate(result.peers):
        goal = needed(result.row.bar) if peer.name == getattr(result.row.bar, "than", None) else None
        yield from line(peer, goal, y + place * BAR, scale)


def needed(bar):
    """The speed beside the peer with which the bar is cleared."""
    return 1 / bar.most if isinstance(bar, Within) else bar.least


def line(peer, goal, y, scale):
    one, end, mark = scale.x(1), scale.x(peer.speed), scale.x(goal or 1)
    left, length = min(one, end), max(abs(end - one), 1)
    yield f'<rect x="{left:.1f}" y="{y + 1}" width="{length:.1f}" height="{BAR - 2}" rx="1.5" fill="{COLOURS[kind(peer.name)]}"/>'
    if goal:
        yield f'<rect x="{mark - 1.5:.1f}" y="{y - 0.5}" width="3" height="{BAR + 1}" fill="{MARK}"/>'
    yield text(max(one, end, mark) + 6, y + BAR - 2, f"{times(peer.speed)} {peer.name}", size=11)
