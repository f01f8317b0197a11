"""Frames in a layout: what is in one stands in it and nothing else does, and links meet its edge."""

import random
from itertools import combinations

import pytest

from chainrule.readers.layout import Box, Frame, Link, lay_out, lay_out_framed


def random_frames(seed):
    """Boxes in a row of frames, some within others, and links that go from lower to higher numbers."""
    rng = random.Random(seed)  # noqa: S311
    count = rng.randrange(8, 30)
    boxes = [Box(rng.uniform(20, 150), height := rng.uniform(10, 90), rng.uniform(0, height)) for _ in range(count)]
    pairs = (sorted(rng.sample(range(count), 2)) for _ in range(2 * count))
    links = [Link(a, b, rng.choice([0.0, -8.0, 8.0])) for a, b in pairs]
    third = count // 3
    inner = Frame(tuple(range(third, third + 2)), (), "inner", 40.0)
    outer = Frame(tuple(range(third + 2, 2 * third)), (inner,), "outer", 40.0)
    return boxes, links, (outer, Frame(tuple(range(2 * third, count - 1)), (), "next", 30.0))


def overlap(a, b):
    """Whether two rectangles (x, y, width, height) share more than an edge."""
    return min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]) > 1e-6 and (
        min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) > 1e-6
    )


def within(a, b):
    """Whether a rectangle lies in another one."""
    x, y = b[0] - 1e-6, b[1] - 1e-6
    return a[0] >= x and a[1] >= y and a[0] + a[2] <= x + b[2] + 2e-6 and a[1] + a[3] <= y + b[3] + 2e-6


def placed(boxes, framed):
    """The rectangles of the boxes, and those of the frames by title."""
    rectangles = [(x, y, b.width, b.height) for b, (x, y) in zip(boxes, framed.layout.places, strict=True)]
    return rectangles, {one.title: (*one.corner, *one.size) for one in framed.frames}


@pytest.mark.parametrize("widest", [600.0, 1070.0])
@pytest.mark.parametrize("seed", range(30))
def test_a_frame_holds_its_boxes_and_no_others(seed, widest):
    """Boxes of a frame lie in it, others outside; no two boxes overlap; an inner frame lies in the outer one."""
    boxes, links, frames = random_frames(seed)
    rectangles, found = placed(boxes, lay_out_framed(boxes, links, frames, widest))
    inside = {"inner": {*frames[0].frames[0].boxes}, "next": {*frames[1].boxes}}
    inside["outer"] = {*frames[0].boxes} | inside["inner"]
    assert not any(overlap(a, b) for a, b in combinations(rectangles, 2))
    for title, members in inside.items():
        for box, rectangle in enumerate(rectangles):
            assert within(rectangle, found[title]) if box in members else not overlap(rectangle, found[title])
    assert within(found["inner"], found["outer"])
    assert not overlap(found["outer"], found["next"])


@pytest.mark.parametrize("seed", range(30))
def test_links_go_from_box_to_box_through_the_edges(seed):
    """A route starts and ends where its boxes are met, in one piece, whatever frames it passes."""
    boxes, links, frames = random_frames(seed)
    layout = lay_out_framed(boxes, links, frames, 1070.0).layout
    for link, route in zip(links, layout.routes, strict=True):
        (left, top), (x, y) = layout.places[link.source], layout.places[link.target]
        source, target = boxes[link.source], boxes[link.target]
        assert route[0] == pytest.approx((left + source.width, top + source.line))
        assert route[-1] == pytest.approx((x, y + target.line + link.entry))


@pytest.mark.parametrize("seed", range(5))
def test_without_frames_it_is_the_layout(seed):
    """Nothing moves where nothing is framed."""
    boxes, links, _ = random_frames(seed)
    assert lay_out_framed(boxes, links, (), 600.0).layout == lay_out(boxes, links, 600.0)
