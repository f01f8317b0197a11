"""Layout: no two boxes overlap, links go right and around boxes, and the same graph always looks the same."""

import math
import random
import time
from itertools import combinations, pairwise

import pytest

from chainrule.readers.layout import Box, Link, lay_out


def random_case(seed):
    """Boxes of many sizes and links that go from lower to higher numbers."""
    rng = random.Random(seed)  # noqa: S311
    count = rng.randrange(2, 40)
    boxes = []
    for _ in range(count):
        height = rng.uniform(10, 90)
        boxes.append(Box(rng.uniform(20, 150), height, rng.uniform(0, height)))
    pairs = (sorted(rng.sample(range(count), 2)) for _ in range(rng.randrange(1, 3 * count)))
    return boxes, [Link(a, b, rng.choice([0.0, -8.0, 8.0])) for a, b in pairs]


def overlap(a, b):
    """Whether two rectangles (x, y, width, height) share more than an edge."""
    return min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]) > 1e-6 and (
        min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) > 1e-6
    )


def rectangles(boxes, layout):
    """Each box where it is placed."""
    return [(x, y, box.width, box.height) for box, (x, y) in zip(boxes, layout.places, strict=True)]


@pytest.mark.parametrize("widest", [math.inf, 600])
@pytest.mark.parametrize("seed", range(40))
def test_no_two_boxes_overlap(seed, widest):
    """Every pair of boxes is apart, and all lie within the picture, in one row or in several."""
    boxes, links = random_case(seed)
    layout = lay_out(boxes, links, widest)
    placed = rectangles(boxes, layout)
    assert not any(overlap(a, b) for a, b in combinations(placed, 2))
    assert all(
        x >= 0 and y >= -1e-6 and x + w <= layout.width + 1e-6 and y + h <= layout.height + 1e-6
        for x, y, w, h in placed
    )


@pytest.mark.parametrize("seed", range(40))
def test_links_go_right_around_the_boxes(seed):
    """A route never turns back, starts and ends at its boxes, and no level stretch lies in a box on its way."""
    boxes, links = random_case(seed)
    layout = lay_out(boxes, links)
    placed = rectangles(boxes, layout)
    for link, route in zip(links, layout.routes, strict=True):
        assert all(a[0] <= b[0] + 1e-9 for a, b in pairwise(route))
        (x, y), source, target = layout.places[link.target], boxes[link.source], boxes[link.target]
        assert route[-1] == pytest.approx((x, y + target.line + link.entry))
        left, top = layout.places[link.source]
        assert route[0] == pytest.approx((left + source.width, top + source.line))
        for start, end in zip(route[::2], route[1::2], strict=False):
            stretch = (start[0], start[1] - 1, end[0] - start[0], 2)
            assert not any(overlap(stretch, box) for i, box in enumerate(placed) if i not in (link.source, link.target))


def stretches(route):
    """The level and the upright parts of a route, as rectangles two pixels thick, and whether each is level."""
    for (x, y), (right, low) in pairwise(route):
        if (x, y) != (right, low) and (x == right or y == low):
            left, top = min(x, right), min(y, low)
            yield (left - 1, top - 1, abs(right - x) + 2, abs(low - y) + 2), y == low


@pytest.mark.parametrize("seed", range(40))
def test_rows_keep_to_their_width(seed):
    """Rows are no wider than asked, as far as columns allow; a layout that fits is one row."""
    boxes, links = random_case(seed)
    one, many = lay_out(boxes, links), lay_out(boxes, links, 600)
    assert lay_out(boxes, links, one.width) == one
    alone = max(box.width for box in boxes) + 110 + 2 * 9 * len(boxes)  # a column, its gap, and its wires on both sides
    assert many.width <= max(600, alone)
    assert one.width <= 600 or many.height > one.height


@pytest.mark.parametrize("seed", range(40))
def test_wires_run_back_around_the_boxes(seed):
    """A wire that is cut ends at its target, runs through no box, and wires of two boxes do not lie on each other."""
    boxes, links = random_case(seed)
    layout = lay_out(boxes, links, 600)
    placed = rectangles(boxes, layout)
    drawn = [
        (link, stretch, level)
        for link, route in zip(links, layout.routes, strict=True)
        for stretch, level in stretches(route)
    ]
    for link, stretch, _ in drawn:
        assert not any(overlap(stretch, box) for i, box in enumerate(placed) if i not in (link.source, link.target))
    for (a, one, level), (b, other, also_level) in combinations(drawn, 2):
        assert a.source == b.source or level != also_level or not overlap(one, other)
    for link, route in zip(links, layout.routes, strict=True):
        x, y = layout.places[link.target]
        assert route[-1] == pytest.approx((x, y + boxes[link.target].line + link.entry))


def test_wires_that_run_back_do_not_cross():
    """Three wires side by side, the highest one outside, go around each other."""
    boxes = [Box(60, 30, 15)] * 6
    layout = lay_out(boxes, [Link(i, i + 3) for i in range(3)], 150)
    parts = [list(stretches(route)) for route in layout.routes]
    for one, other in combinations(parts, 2):
        assert not any(overlap(a, b) for a, _ in one for b, _ in other)
    assert max(y for _, y in layout.places[:3]) < min(y for _, y in layout.places[3:])


def test_a_row_is_cut_where_few_wires_are():
    """A gate stays with what arrives at it, although rows of two columns each would be more alike."""
    boxes = [Box(100, 20, 10)] * 5
    layout = lay_out(boxes, [Link(0, 1), Link(1, 3, -8.0), Link(2, 3, 8.0), Link(3, 4)], 420)
    heights = [y for _, y in layout.places]
    assert max(heights[:4]) < heights[4]


def test_bends_stay_between_columns():
    """Where a route bends there is no box: bends lie in the gaps."""
    boxes, links = random_case(7)
    layout = lay_out(boxes, links)
    for route in layout.routes:
        for start, end in zip(route[1::2], route[2::2], strict=False):
            gap = (start[0], 0.0, end[0] - start[0], layout.height)
            assert not any(overlap(gap, box) for box in rectangles(boxes, layout))


def test_the_same_graph_always_looks_the_same():
    """Nothing depends on chance or on the order of a set."""
    assert lay_out(*random_case(11)) == lay_out(*random_case(11))


def test_a_chain_is_level():
    """A row of boxes that feed each other lies on one line."""
    boxes = [Box(20, height, height / 2) for height in (10, 40, 20, 30)]
    layout = lay_out(boxes, [Link(i, i + 1) for i in range(3)])
    assert len({round(y + box.line, 6) for box, (_, y) in zip(boxes, layout.places, strict=True)}) == 1


def test_operands_stand_in_their_order():
    """Of two leaves that feed one box, the first operand stands above the second."""
    layout = lay_out([Box(20, 20, 10)] * 3, [Link(0, 2, -8.0), Link(1, 2, 8.0)])
    assert layout.places[0][1] < layout.places[1][1]


def test_a_dense_graph_takes_less_than_two_seconds():
    """72 boxes with 720 links, and 200 boxes with 600, whatever else the computer does."""
    rng = random.Random(0)  # noqa: S311
    for count, degree in ((72, 720), (200, 600)):
        links = [Link(*sorted(rng.sample(range(count), 2))) for _ in range(degree)]
        start = time.process_time()
        lay_out([Box(80, 40, 20)] * count, links)
        assert time.process_time() - start < 2


def test_a_circle_is_refused():
    """Left to right needs a first and a last."""
    with pytest.raises(ValueError, match="a circle cannot be drawn from left to right"):
        lay_out([Box(10, 10, 5)] * 2, [Link(0, 1), Link(1, 0)])


def test_nothing_has_no_size():
    """No boxes make an empty picture."""
    assert (lay_out([], []).width, lay_out([], []).height) == (0, 0)
