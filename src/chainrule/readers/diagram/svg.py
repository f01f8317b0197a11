"""SVG: faces and a layout as one SVG that needs nothing else: links first, then lines, bodies and numbers."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from chainrule.readers.diagram.diagram_style import FRAME_STYLE, STYLE
from chainrule.readers.diagram.faces import CLEARANCE, Face, arrivals
from chainrule.readers.diagram.number_blocks import Block
from chainrule.readers.drawing.svg_text import Span, Text, coordinate, draw_text, escaped, measure
from chainrule.readers.layout import Frame, Layout, Link, Placed, Point, lay_out_framed

MARGIN, HEADER, WORDS_LINE = 20.0, 54.0, 18.0
ARROW, ROUNDING = 7.0, 6.0
WIDEST = 1070.0  # of a row: what a page of usual width shows without shrinking it


@dataclass(frozen=True)
class Words:
    """What is said about the picture: title, a line below it, what stands above and below the lines, a description."""

    title: str
    subtitle: str
    legend: tuple[Span, ...]
    description: str


def draw(faces: Sequence[Face], frames: Sequence[Frame], words: Words, prefix: str, tips: Sequence[str]) -> str:
    """The SVG of the faces, framed; `tips` has a text for each of them that is shown when it is pointed at."""
    links = [Link(*arrival) for arrival in arrivals(faces)]
    framed = lay_out_framed([face.box for face in faces], links, frames, WIDEST)
    layout = framed.layout
    heading = [measure(words.title, 17), measure(words.subtitle), measure("".join(s.content for s in words.legend))]
    told = [(Span(words.subtitle, "quiet"),)] * bool(words.subtitle) + [words.legend] * bool(words.legend)
    top = HEADER + WORDS_LINE * len(told)
    width, height = max(layout.width, *heading) + 2 * MARGIN, layout.height + top + MARGIN
    size = f'width="{coordinate(width)}" height="{coordinate(height)}"'
    title, description = (f"{escaped(prefix)}-{word}" for word in ("title", "description"))
    parts = [
        _part(face, place, f"{prefix}-{i}", tip)
        for i, (face, place, tip) in enumerate(zip(faces, layout.places, tips, strict=True))
    ]
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" class="chainrule-diagram" role="img"',
            f'aria-labelledby="{title} {description}" {size}',
            f'viewBox="0 0 {coordinate(width)} {coordinate(height)}">',
            f'<title id="{title}">{escaped(words.title)}</title>',
            f'<desc id="{description}">{escaped(words.description)}</desc>',
            f"<style>{STYLE}{FRAME_STYLE if frames else ''}</style>",
            '<rect class="paper" width="100%" height="100%"/>',
            draw_text(Text(MARGIN, 28, (Span(words.title),), css="heading")),
            *(draw_text(Text(MARGIN, 48 + WORDS_LINE * i, line)) for i, line in enumerate(told)),
            f'<g transform="translate({coordinate(MARGIN)} {coordinate(top)})">',
            *map(_frame, framed.frames),
            *_links(faces, layout),
            *parts,
            "</g>",
            "</svg>\n",
        ]
    )


def _frame(frame: Placed) -> str:
    x, y, width, height = map(coordinate, (*frame.corner, *frame.size))
    title = Text(frame.corner[0] + 10, frame.corner[1] + 16, (Span(frame.title),), css="frame-title")
    return f'<rect class="frame" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>{draw_text(title)}'


def _links(faces: Sequence[Face], layout: Layout) -> list[str]:
    paths, heads = defaultdict[int, dict[str, None]](dict), []  # links of one source share their way
    for (source, target, entry), route in zip(arrivals(faces), layout.routes, strict=True):
        tip_x, tip_y = route[-1][0] + _inset(faces[target], entry), route[-1][1]
        paths[source][_curve(route, (tip_x - ARROW + 1, tip_y))] = None
        heads.append(f"M{coordinate(tip_x)} {coordinate(tip_y)}l-{ARROW:g}-3.5v7z")
    lines = [f'<path class="edge" d="{"".join(path)}"/>' for path in paths.values()]
    return [*lines, *([f'<path class="head" d="{"".join(heads)}"/>'] if heads else [])]


def _inset(face: Face, entry: float) -> float:
    """How far right of its left edge a body with round ends begins at this height."""
    if face.part.kind != "gate":
        return 0.0
    radius = face.height / 2
    return radius - math.sqrt(radius**2 - entry**2)


def _curve(route: Sequence[Point], tip: Point) -> str:
    """Level where a column is passed, bent between columns, round at the corners on the way to the next row."""
    points = list(dict.fromkeys([*route[:-1], tip]))
    path = f"M{_pair(points[0])}"
    for before, here, after in zip(points[:-1], points[1:], [*points[2:], tip], strict=True):
        if here[0] != before[0] and abs(here[1] - before[1]) >= 0.05:
            middle = coordinate((before[0] + here[0]) / 2)
            path += f"C{middle} {coordinate(before[1])} {middle} {coordinate(here[1])} {_pair(here)}"
        elif (here[0] == before[0]) != (here[0] == after[0]) and here != after:
            path += f"L{_pair(_nearer(here, before))}Q{_pair(here)} {_pair(_nearer(here, after))}"
        else:
            path += f"L{_pair(here)}"
    return path


def _nearer(corner: Point, other: Point) -> Point:
    """Where the rounding of a corner begins on the side of a neighbour, which is level with it or upright to it."""
    x, y = (math.copysign(ROUNDING, b - a) if a != b else 0.0 for a, b in zip(corner, other, strict=True))
    return corner[0] + x, corner[1] + y


def _pair(point: Point) -> str:
    return f"{coordinate(point[0])} {coordinate(point[1])}"


def _part(face: Face, place: tuple[float, float], key: str, tip: str) -> str:
    x, line = place[0], place[1] + face.ascent
    end = x + face.box.width
    part = face.part
    radius = face.height / 2 if part.kind == "gate" else 9 if part.kind in ("parameter", "group") else 2
    body = (
        f'<rect class="body" x="{coordinate(x)}" y="{coordinate(line - face.height / 2)}" '
        f'width="{coordinate(face.width)}" height="{coordinate(face.height)}" rx="{coordinate(radius)}"/>'
    )
    start = x + face.width
    stub = f'<path class="stub" d="M{coordinate(start)} {coordinate(line)}H{coordinate(end)}"/>'
    blocks = [
        _block(face.above.moved(start + 7, line - CLEARANCE - face.above.height), "value"),
        _block(face.below.moved(start + 7, line + CLEARANCE), "slope"),
        _block(face.note.moved(x, line + face.descent), "quiet"),
    ]
    texts = [draw_text(text.moved(x, line)) for text in face.body]
    op = part.node.op.name
    attributes = f'id="{escaped(key)}" class="part {part.kind}" data-part="{escaped(part.name)}" data-op="{op}"'
    title = f"<title>{escaped(tip)}</title>" if tip else ""
    return "".join([f"<g {attributes}>{title}", stub, body, *texts, *blocks, "</g>"])


def _block(block: Block, css: str) -> str:
    strokes = "".join("M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in stroke) for stroke in block.strokes)
    drawn = f'<path class="bracket {css}" d="{strokes}"/>' if strokes else ""
    return drawn + "".join(map(draw_text, block.texts))
