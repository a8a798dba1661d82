"""The README's part: between two comments, which stay."""
import pathlib

import chart
import table

BEGIN, END = "<!-- bench-peers: written by Tools/bench-peers --readme -->", "<!-- /bench-peers -->"
CHART = "Tools/peers/speed.svg"


def section(results, circumstances, left_out):
    parts = [
        f"![How many times as fast as its peers Umbra is]({CHART})",
        f"Measured by `Tools/bench-peers` on {circumstances}. {table.summary(results)}",
        table.markdown(results).rstrip(),
    ]
    if left_out:
        parts.append(f"Left out, since there is no figure: {'; '.join(left_out)}.")
    return "\n\n".join(parts)


def replaced(page, words):
    """The page with new words between the comments."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"README.md lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{words}\n{END}{after}"


def write(path, results, circumstances, left_out):
    page = pathlib.Path(path)
    page.write_text(replaced(page.read_text(), section(results, circumstances, left_out)))
    (page.parent / CHART).write_text(chart.draw(results, circumstances))
