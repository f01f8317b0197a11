"""Names of lines where they end, next to a sample; names that would overlap move apart and keep a thin leader."""

from collections.abc import Sequence
from itertools import pairwise

from chainrule.readers.drawing.svg_text import coordinate, escaped
from chainrule.readers.plot.figure import Panel
from chainrule.readers.plot.frame import Frame
from chainrule.readers.plot.marks import Line
from chainrule.readers.plot.strokes import ends, markers, stroke
from chainrule.readers.plot.words import short

CHARACTER = 6.6  # about the mean width of a letter at 12 pixels
NAME_HEIGHT, LEADER, SAMPLE = 17, 16, 28  # the name of a line, the way to it, and the sample before it
LONGEST_LEADER = 32  # a longer one would cross what is drawn
LONGEST_NAME = 34


def lines_of(panel: Panel) -> list[Line]:
    """The lines of a panel that names its lines."""
    return [mark for mark in panel.marks if isinstance(mark, Line)] if panel.named else []


def room(panels: Sequence[Panel]) -> float:
    """How wide the names right of these panels are, with their samples."""
    names = [f"{short(line.name, LONGEST_NAME)} {line.value}" for panel in panels for line in lines_of(panel)]
    return LEADER + SAMPLE + 6 + CHARACTER * max(map(len, names)) if names else 0.0


def end_names(lines: Sequence[Line], frame: Frame) -> list[str]:
    """Name and last value of every line, right of the panel, at the height where the line ends."""
    tips = [ends(line, frame) for line in lines]
    heights = _spread([y for _, y in tips], frame.bottom)
    return [_name(line, tip, y, frame) for line, tip, y in zip(lines, tips, heights, strict=True)]


def _name(line: Line, tip: tuple[float, float], y: float, frame: Frame) -> str:
    """Leader from the line's end, a sample of the line, and its name, at the height `y`."""
    start = frame.right + LEADER
    right, height = coordinate(start + SAMPLE), coordinate(y)
    leader = f"M{coordinate(tip[0] + 5)} {coordinate(tip[1])}L{coordinate(start - 4)} {height}"
    near = start - tip[0] < LONGEST_LEADER
    sample = stroke(line.look, f"M{coordinate(start)} {height}H{right}") if line.look.joined else ""
    called = escaped(line.name or frame.vertical.title)
    data = f' data-name="{called}" data-value="{escaped(line.value)}"' if line.value else ""
    words = [escaped(short(line.name, LONGEST_NAME)), f'<tspan class="value"{data}>{escaped(line.value)}</tspan>']
    return (
        (f'<path class="leader" d="{leader}"/>' if near else "")
        + f"{sample}{markers(line.look, [(start + SAMPLE / 2, y)])}"
        + f'<text x="{coordinate(start + SAMPLE + 6)}" y="{coordinate(y + 4)}">{" ".join(words).strip()}</text>'
    )


def _spread(heights: list[float], bottom: float) -> list[float]:
    """Heights moved apart until names do not overlap, in the same order, none below `bottom`."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    spread = sorted(heights)
    for above, below in pairwise(range(len(spread))):
        spread[below] = max(spread[below], spread[above] + NAME_HEIGHT)
    limit = bottom
    for index in reversed(range(len(spread))):
        spread[index] = min(spread[index], limit)
        limit = spread[index] - NAME_HEIGHT
    return [height for _, height in sorted(zip(order, spread, strict=True))]
