"""Frames: boxes that belong together, in a rectangle of their own: each is laid out by itself and then is a box.

What leads into a frame, or out of it, meets its edge at a gate: a box without width in the first or last column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chainrule.readers.layout.boxes import Box, Layout, Link, Point
from chainrule.readers.layout.placing import LANE, lay_out
from chainrule.readers.layout.rows import TRACK

HEAD, PADDING = 24.0, 14.0  # above what stands in a frame, where its title is, and around it
BESIDE, AROUND = 200.0, 60.0  # room for what a frame reads, and in a frame around another, and a track for each wire
NARROWEST = 420.0
GATE = Box(0.0, 2 * LANE, LANE)

Route = tuple[Point, ...]


@dataclass(frozen=True)
class Frame:
    """Numbers of boxes, frames within it, its title and how wide that is."""

    boxes: tuple[int, ...]
    frames: tuple["Frame", ...] = ()
    title: str = ""
    title_width: float = 0.0


@dataclass(frozen=True)
class Framed:
    """A layout, and the frames in it, a frame before those within it."""

    layout: Layout
    frames: tuple["Placed", ...]


@dataclass(frozen=True)
class Placed:
    """Where a frame stands: its upper left corner, and its size."""

    title: str
    corner: Point
    size: Point


def lay_out_framed(boxes: Sequence[Box], links: Sequence[Link], frames: Sequence[Frame], widest: float) -> Framed:
    """Places for the boxes, those of a frame in its rectangle, and routes for the links through the frames' edges.

    >>> framed = lay_out_framed([Box(20, 10, 5), Box(20, 10, 5)], [Link(0, 1)], [Frame((1,), (), "t = 1")], 900.0)
    >>> framed.layout.places, framed.frames
    (((0.0, 24.0), (106.0, 24.0)), (Placed(title='t = 1', corner=(56.0, 0.0), size=(84.0, 48.0)),))
    """
    if not frames:
        return Framed(lay_out(boxes, links, widest), ())
    framed = {box for frame in frames for box in _all_boxes(frame)}
    whole = Frame(tuple(box for box in range(len(boxes)) if box not in framed), tuple(frames))
    inside = _laid_out(whole, boxes, links, widest, 0.0, 0.0)
    places = tuple(inside.places[box] for box in range(len(boxes)))
    routes = tuple(inside.routes[number] for number in range(len(links)))
    return Framed(Layout(places, routes, inside.box.width, inside.box.height), inside.frames)


def _all_boxes(frame: Frame) -> list[int]:
    return [*frame.boxes, *(box for inner in frame.frames for box in _all_boxes(inner))]


def _crossing(frame: Frame, links: Sequence[Link]) -> int:
    """How many boxes lead into a frame or out of it."""
    inside = {*_all_boxes(frame)}
    return len({link.source for link in links if (link.source in inside) != (link.target in inside)})


@dataclass(frozen=True)
class _Inside:
    """A frame laid out: as a box, with how far below its line each box outside, or inside, leads through its edge."""

    box: Box
    enter: Mapping[int, float]
    leave: Mapping[int, float]
    places: Mapping[int, Point]
    routes: Mapping[int, Route]  # the way of each link in here, by its number
    frames: tuple[Placed, ...]

    def moved(self, x: float, y: float) -> "_Inside":
        """The same further right and down."""
        places = {box: (left + x, top + y) for box, (left, top) in self.places.items()}
        routes = {number: _moved(route, x, y) for number, route in self.routes.items()}
        frames = tuple(replace(one, corner=(one.corner[0] + x, one.corner[1] + y)) for one in self.frames)
        return _Inside(self.box, self.enter, self.leave, places, routes, frames)


def _strung(*pieces: Route) -> Route:
    """A way piece by piece, each of which begins where the one before ended, but for rounding."""
    found: list[Point] = []
    for piece in pieces:
        found += piece[1:] if found else piece
    return tuple(found)


def _moved(route: Sequence[Point], x: float, y: float) -> Route:
    return tuple((left + x, top + y) for left, top in route)


def _laid_out(
    frame: Frame, boxes: Sequence[Box], links: Sequence[Link], widest: float, left: float, top: float
) -> _Inside:
    """A frame by itself; what stands in it begins at (left, top)."""
    narrower = widest - (AROUND if top else BESIDE)
    inner = [
        _laid_out(one, boxes, links, max(narrower - TRACK * _crossing(one, links), NARROWEST), PADDING, HEAD)
        for one in frame.frames
    ]
    level = _Level(frame, inner, [*(boxes[box] for box in frame.boxes), *(one.box for one in inner)])
    ways = {number: found for number, link in enumerate(links) if (found := level.way(link)) is not None}
    kept = {found: i for i, found in enumerate(dict.fromkeys(ways.values()))}
    layout = lay_out(level.items, list(kept), widest - 2 * left, level.enter.values(), level.leave.values())
    corners = _moved(layout.places, left, top)
    placed = [one.moved(*corners[item]) for item, one in enumerate(inner, len(frame.boxes))]
    width, height = max(layout.width, frame.title_width) + 2 * left, layout.height + top + left
    places = {box: corners[item] for item, box in enumerate(frame.boxes)}
    routes: dict[int, Route] = {}
    for number, link in enumerate(links):
        inside = _moved(layout.routes[kept[ways[number]]], left, top) if number in ways else ()
        way = level.to_the_edges(link, inside, width) if inside else ()
        if whole := _strung(*level.around(number, link, way, placed)):
            routes[number] = whole
    line = next((corners[item][1] + LANE for item in (*level.leave.values(), *level.enter.values())), height / 2)
    return _Inside(
        Box(width, height, line),
        {box: corners[item][1] + LANE - line for box, item in level.enter.items()},
        {box: corners[item][1] + LANE - line for box, item in level.leave.items()},
        places | {box: place for one in placed for box, place in one.places.items()},
        routes,
        (*(Placed(frame.title, (0.0, 0.0), (width, height)),) * bool(top), *(f for one in placed for f in one.frames)),
    )


@dataclass
class _Level:
    """What is laid out of a frame: its boxes, the frames in it as boxes, and gates for what leads in and out."""

    frame: Frame
    inner: Sequence[_Inside]
    items: list[Box]
    enter: dict[int, int] = field(default_factory=dict)  # the gate of each box outside
    leave: dict[int, int] = field(default_factory=dict)  # and of each inside that leads out

    def __post_init__(self) -> None:
        self.item_of = {box: item for item, box in enumerate(self.frame.boxes)}
        for item, frame in enumerate(self.frame.frames, len(self.frame.boxes)):
            self.item_of |= dict.fromkeys(_all_boxes(frame), item)

    def inner_of(self, box: int) -> int | None:
        """Which of the frames in here a box stands in."""
        item = self.item_of.get(box, -1) - len(self.frame.boxes)
        return item if item >= 0 else None

    def way(self, link: Link) -> Link | None:
        """A link as it is among the items; None where it is elsewhere, or in one of the frames in here."""
        source, target = self.item_of.get(link.source), self.item_of.get(link.target)
        if source == target and (source is None or self.inner_of(link.source) is not None):
            return None
        leave, entry = link.leave, link.entry
        if source is None:
            source, leave = self._gate(self.enter, link.source), 0.0
        elif (frame := self.inner_of(link.source)) is not None:
            leave = self.inner[frame].leave[link.source]
        if target is None:
            target, entry = self._gate(self.leave, link.source), 0.0
        elif (frame := self.inner_of(link.target)) is not None:
            entry = self.inner[frame].enter[link.source]
        return Link(source, target, entry, leave)

    def to_the_edges(self, link: Link, way: Route, width: float) -> Route:
        """The way of a link, from the left edge of the frame or to its right one where it leads through it."""
        begin = () if link.source in self.item_of else ((0.0, way[0][1]),)
        return (*begin, *way, *(() if link.target in self.item_of else ((width, way[-1][1]),)))

    def around(self, number: int, link: Link, way: Route, placed: Sequence[_Inside]) -> tuple[Route, ...]:
        """The way of a link with what it has in the frames in here, where it begins and where it ends."""
        source, target = self.inner_of(link.source), self.inner_of(link.target)
        before = placed[source].routes[number] if source is not None else ()
        return before, way, placed[target].routes[number] if target not in (None, source) else ()

    def _gate(self, gates: dict[int, int], source: int) -> int:
        if source not in gates:
            gates[source] = len(self.items)
            self.items.append(GATE)
        return gates[source]
