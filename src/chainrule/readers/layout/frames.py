"""Frames: boxes that belong together, in a rectangle of their own: each is laid out by itself and then is a box.

What leads into a frame, or out of it, meets the frame's edge at a gate: a box without width in its first or last column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chainrule.readers.layout.boxes import Box, Layout, Link, Point
from chainrule.readers.layout.placing import LANE, lay_out

HEAD, PADDING = 24.0, 14.0  # above what stands in a frame, where its title is, and around it
NARROWER, NARROWEST = 110.0, 420.0  # a frame leaves room for wires beside it
GATE = Box(0.0, 2 * LANE, LANE)

Route = tuple[Point, ...]


@dataclass(frozen=True)
class Frame:
    """Numbers of boxes, frames within it, and how wide its title is."""

    boxes: tuple[int, ...]
    frames: tuple["Frame", ...] = ()
    title: float = 0.0


@dataclass(frozen=True)
class Framed:
    """A layout, and each frame's upper left corner and size, a frame before those within it."""

    layout: Layout
    frames: tuple[tuple[Point, Point], ...]


def lay_out_framed(boxes: Sequence[Box], links: Sequence[Link], frames: Sequence[Frame], widest: float) -> Framed:
    """Places for the boxes, those of a frame in its rectangle, and routes for the links through the frames' edges.

    >>> framed = lay_out_framed([Box(20, 10, 5), Box(20, 10, 5)], [Link(0, 1)], [Frame((1,))], 900.0)
    >>> framed.layout.places, framed.frames
    (((0.0, 24.0), (106.0, 24.0)), (((56.0, 0.0), (84.0, 48.0)),))
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


@dataclass(frozen=True)
class _Inside:
    """A frame laid out: as a box, with how far below its line each box outside, or inside, leads through its edge."""

    box: Box
    enter: Mapping[int, float]
    leave: Mapping[int, float]
    places: Mapping[int, Point]
    routes: Mapping[int, Route]  # the way of each link in here, by its number
    frames: tuple[tuple[Point, Point], ...]

    def moved(self, x: float, y: float) -> "_Inside":
        """The same further right and down."""
        places = {box: (left + x, top + y) for box, (left, top) in self.places.items()}
        routes = {number: _moved(route, x, y) for number, route in self.routes.items()}
        frames = tuple(((left + x, top + y), size) for (left, top), size in self.frames)
        return _Inside(self.box, self.enter, self.leave, places, routes, frames)


def _moved(route: Sequence[Point], x: float, y: float) -> Route:
    return tuple((left + x, top + y) for left, top in route)


def _laid_out(
    frame: Frame, boxes: Sequence[Box], links: Sequence[Link], widest: float, left: float, top: float
) -> _Inside:
    """A frame by itself; what stands in it begins at (left, top)."""
    narrower = max(widest - NARROWER, NARROWEST)
    inner = [_laid_out(one, boxes, links, narrower, PADDING, HEAD) for one in frame.frames]
    level = _Level(frame, inner, [*(boxes[box] for box in frame.boxes), *(one.box for one in inner)])
    ways = {number: way for number, link in enumerate(links) if (way := level.way(link)) is not None}
    kept = {way: i for i, way in enumerate(dict.fromkeys(ways.values()))}
    layout = lay_out(level.items, list(kept), widest, level.enter.values(), level.leave.values())
    corners = _moved(layout.places, left, top)
    placed = [one.moved(*corners[item]) for item, one in enumerate(inner, len(frame.boxes))]
    width, height = max(layout.width, frame.title) + 2 * left, layout.height + top + left
    places = {box: corners[item] for item, box in enumerate(frame.boxes)}
    routes: dict[int, Route] = {}
    for number, link in enumerate(links):
        way = _moved(layout.routes[kept[ways[number]]], left, top) if number in ways else ()
        if number in ways and link.source not in level.item_of:
            way = ((0.0, way[0][1]), *way)
        if number in ways and link.target not in level.item_of:
            way = (*way, (width, way[-1][1]))
        within = [one.routes.get(number, ()) for one in placed]
        source, target = (level.inner_of(end) for end in (link.source, link.target))
        before = within[source] if source is not None else ()
        behind = within[target] if target is not None and target != source else ()
        routes |= {number: found} if (found := (*before, *way, *behind)) else {}
    line = next((corners[item][1] + LANE for item in (*level.leave.values(), *level.enter.values())), height / 2)
    return _Inside(
        Box(width, height, line),
        {box: corners[item][1] + LANE - line for box, item in level.enter.items()},
        {box: corners[item][1] + LANE - line for box, item in level.leave.items()},
        places | {box: place for one in placed for box, place in one.places.items()},
        routes,
        (*(((0.0, 0.0), (width, height)),) * bool(top), *(found for one in placed for found in one.frames)),
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

    def _gate(self, gates: dict[int, int], source: int) -> int:
        if source not in gates:
            gates[source] = len(self.items)
            self.items.append(GATE)
        return gates[source]
