"""Points: random places to try a claim at, with sizes above 1 that tell every letter from every other.

Two formulas that agree at many random points are the same formula; text is never compared. Scales and signs vary
from point to point, so that both sides of a corner and both ends of a curve are seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice
from types import MappingProxyType

import numpy as np

from chainrule.boards.random_values import Impose, draw_leaf, draw_sizes, require_small
from chainrule.errors import GraphError
from chainrule.graph.evaluate import fill
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.ops.indexing import as_places
from chainrule.tutor.corners import MOST_NODES as NODES_AT_CORNERS
from chainrule.tutor.corners import beside, compared, equalities, is_tied, sides
from chainrule.tutor.draws import Draws
from chainrule.tutor.factors import Factor, guess_factor
from chainrule.tutor.point import Point
from chainrule.tutor.rounding import is_rounding
from chainrule.tutor.same_shape import less_ones, same_shape

POINTS, GUESSING_POINTS, FEWEST_POINTS, ATTEMPTS = 24, 4, 6, 400
SCALES = (1.0, 0.4, 2.5)
RELATIVE = 1e-9  # of an entry: rounding seldom reaches it, a slip exceeds it somewhere
OF_LARGEST, OF_COST = 1e-9, 1e-13  # what rounding may do at most, where it is shown that it does
MOST_NODES = 300_000  # computed in all attempts together, unless the fewest attempts take more
AT_A_CORNER = 5  # points for each of two starts
MOST_CORNERS = 12  # of one board, or of one claim
OTHER_SHARES = (0, 2)  # of what is halved at a tie: nothing, or all
ONCE = Factor(Fraction(1))


class RandomPoints:
    """Points at which a gradient is finite, and whether claims agree with it there.

    `impose` gives the functions that make random numbers obey what is known of leaves, by name.
    """

    def __init__(
        self,
        graph: Graph,
        gradient: Node,
        cost: Node,
        rng: "np.random.Generator",
        impose: Mapping[str, Impose] = MappingProxyType({}),
    ) -> None:
        self._points: list[Point] = []
        self._gradient, self._cost = gradient, cost
        self._free = [leaf for leaf in graph.leaves.values() if leaf.name not in impose and not _is_index(leaf)]
        self._rng = rng.spawn(1)[0]  # so that what one claim asks of rounding moves no other's points
        reserve: list[Point] = []  # where digits are lost for want of smaller numbers
        draws = Draws(tuple(graph.leaves), rng)
        order = topological([gradient, cost, *graph.leaves.values()])
        for attempt in range(max(POINTS, min(ATTEMPTS, MOST_NODES // len(order)))):
            sizes, tried = draw_sizes(graph, rng), draws.next()
            require_small(order, sizes)
            leaves = {
                leaf: draw_leaf(leaf, tried[name], sizes, rng, SCALES[attempt % len(SCALES)], impose.get(name))
                for name, leaf in graph.leaves.items()
            }
            point = self._point(as_places(order, leaves, sizes), sizes)
            draws.learn(tried, works=point is not None)
            if point is not None:
                (reserve if point.underflows else self._points).append(point)
            if len(self._points) == POINTS:
                break
        self._points += reserve[: max(FEWEST_POINTS - len(self._points), 0)]
        if len(self._points) < FEWEST_POINTS:
            raise GraphError("the gradient is a number at none of the random points; a claim about it cannot be tried")
        # where a gradient is large beside the cost, rounding is told from a difference at once
        self._points.sort(key=lambda point: -point.largest / point.cost)

    def _point(self, leaves: Mapping[Node, Array], sizes: Mapping[str, int]) -> Point | None:
        """The point with these numbers, if cost and gradient are numbers there."""
        known = dict(leaves)
        fill(known, [self._gradient, self._cost], sizes, np.float64)
        if not (np.isfinite(known[self._gradient]).all() and np.isfinite(known[self._cost]).all()):
            return None
        scale = 1 + float(np.abs(known[self._cost]).max(initial=0))
        return Point(leaves, known, sizes, scale, float(np.abs(known[self._gradient]).max(initial=0)))

    @property
    def sizes(self) -> Mapping[str, int]:
        """The sizes of the letters at the first point."""
        return self._points[0].sizes

    def numbers(self, node: Node) -> list[Array]:
        """The numbers of a node at the first few points."""
        return [point.number(node) for point in self._points[:GUESSING_POINTS]]

    def fingerprint(self, node: Node) -> object:
        """What nodes share, but for accidents of rounding, that have the same numbers at the first point."""
        with np.errstate(all="ignore"):
            number = self._points[0].number(node)
            weights = np.cos(np.arange(1, number.size + 1))
            return less_ones(number.shape), f"{float(number.ravel() @ weights):.8e}"

    def same(self, claimed: Node, expected: Node) -> bool:
        """Whether both have the same shape and the same numbers at every point, and beside every corner."""
        return self._agree_at_all(claimed, expected) and self._turning(claimed, expected, ONCE) is None

    def turning(self, claimed: Node, expected: Node) -> Node | None:
        """The comparison beside which both differ, though they are the same at every point; None if they are not."""
        if not self._agree_at_all(claimed, expected):
            return None
        return self._turning(claimed, expected, ONCE)

    def _agree_at_all(self, claimed: Node, expected: Node, factor: Factor = ONCE) -> bool:
        return same_shape(claimed.shape, expected.shape) and all(
            self._agree(point, claimed, expected, factor.at(point.sizes)) for point in self._points
        )

    def _turning(self, claimed: Node, expected: Node, factor: Factor) -> Node | None:
        own = compared([claimed, expected], self._order)[:MOST_CORNERS]
        for comparison, points in chain(self._corners, ((one, self._beside(one, len(own))) for one in own)):
            for point in points:
                is_number = np.isfinite(point.number(claimed)).all()  # far away even what is right may overflow
                if is_number and not self._agree(point, claimed, expected, factor.at(point.sizes)):
                    return comparison
        for question, leaf, value in equalities([claimed, expected], self._order):
            there = self._where(leaf, value)
            if there and not self._agree(there, claimed, expected, factor.at(there.sizes)):
                return question
        return None

    def _where(self, leaf: Node, value: float) -> Point | None:
        """A point where a leaf is a number, if it may be and nothing that the board compares is a tie there."""
        start = self._points[0]
        if leaf not in self._free:
            return None
        point = self._point({**start.leaves, leaf: np.full_like(start.leaves[leaf], value)}, start.sizes)
        for comparison in compared(self._order) if point else ():
            if point and is_tied(comparison, {operand: point.number(operand) for operand in comparison.operands}):
                return None
        return point

    @cached_property
    def _order(self) -> list[Node]:
        return topological([self._gradient, self._cost])

    @cached_property
    def _corners(self) -> list[tuple[Node, list[Point]]]:
        """What the board and its gradient compare, with points on both sides."""
        found = compared(self._order)
        found = sorted(found, key=self._is_crossed)[:MOST_CORNERS]  # what the points have not seen first
        return [(one, self._beside(one, len(found))) for one in found]

    def _is_crossed(self, comparison: Node) -> bool:
        """Whether the points lie on both sides of a comparison."""
        seen: set[float] = set()
        for point in self._points:
            known = {operand: point.number(operand) for operand in comparison.operands}
            seen.update(np.unique(sides(comparison, known)).tolist())
        return len(seen) > 1

    def _beside(self, comparison: Node, count: int) -> list[Point]:
        """Points on both sides of one of so many comparisons."""
        found: list[Point] = []
        starts = (self._points[0], self._points[-1])
        for start in starts:
            most = NODES_AT_CORNERS // (count * len(starts))
            places = beside(comparison, start.leaves, self._free, start.sizes, self._rng, most)
            points = (self._point(leaves, start.sizes) for leaves in places)
            found += islice((point for point in points if point is not None), AT_A_CORNER)
        return found

    def factor(self, claimed: Node, expected: Node) -> Factor | None:
        """The factor that `claimed` is of `expected` at every point, or None."""
        if not same_shape(claimed.shape, expected.shape):
            return None
        factor, ratios, sizes = None, [], [point.sizes for point in self._points]
        for point in self._points[:GUESSING_POINTS]:
            ratios.append(self._ratio(point, claimed, expected))
            factor = guess_factor(ratios, sizes[: len(ratios)])
            if factor is None:
                return None
        if factor is None or not self._agree_at_all(claimed, expected, factor):
            return None
        return factor if self._turning(claimed, expected, factor) is None else None

    def ratio(self, claimed: Node, expected: Node) -> float:
        """The number that `claimed` is of `expected`, the same at every point; 0 where there is none."""
        ratio = self._ratio(self._points[0], claimed, expected) if same_shape(claimed.shape, expected.shape) else 0.0
        return ratio if ratio and all(self._agree(one, claimed, expected, ratio) for one in self._points) else 0.0

    @np.errstate(all="ignore")  # a claim or a slip may be infinite; it is then no multiple
    def _ratio(self, point: Point, claimed: Node, expected: Node) -> float:
        """How many times `expected` the other is, by the largest entry; 0 where the others say otherwise."""
        found, true = point.number(claimed).ravel(), point.number(expected).ravel()
        largest = int(np.abs(true).argmax()) if true.size else 0
        if not true.size or not true[largest]:
            return 0.0
        ratio = float(found[largest] / true[largest])
        return ratio if self._agree(point, claimed, expected, ratio) else 0.0

    def _agree(self, point: Point, claimed: Node, expected: Node, times: float = 1.0) -> bool:
        """Whether one is so many times the other, up to rounding, wherever a tie of a maximum hands its cotangent."""
        return self._agree_as_it_is(point, claimed, expected, times) or any(
            self._agree_as_it_is(other, claimed, expected, times) for other in self._at_ties(point)
        )

    def _at_ties(self, point: Point) -> Iterator[Point]:
        """The same point with other conventions for ties: those of units that are dead, say, and get 0 from 0."""
        equal = {tie: _equal_operands(tie, point) for tie in self._ties}
        for share in OTHER_SHARES if any(one.any() for one in equal.values()) else ():
            known = {
                tie: share * point.number(tie) if tie.op.name == "equal" else point.number(tie) + share / 2 * tied
                for tie, tied in equal.items()
            }
            yield replace(point, known={**point.leaves, **known})

    @cached_property
    def _ties(self) -> list[Node]:
        """What says on the way back which of two operands was the larger, or that they were equal."""
        forward = set(topological([self._cost]))
        return [node for node in self._order if node.op.name in ("equal", "greater", "less") and node not in forward]

    @np.errstate(all="ignore")  # a claim may be infinite; it is then wrong
    def _agree_as_it_is(self, point: Point, claimed: Node, expected: Node, times: float) -> bool:
        found = point.number(claimed)
        true = times * point.number(expected).reshape(found.shape)
        difference, size = found - true, np.abs(true)
        if not (np.isfinite(true).all() and np.isfinite(difference).all()):
            return False
        beyond = np.maximum(np.abs(difference) - RELATIVE * size, 0)
        if not beyond.any():
            return True
        if (beyond > OF_LARGEST * size.max(initial=0) + OF_COST * point.cost).any():
            return False
        nodes = (claimed, expected if times == 1 else expected * times)
        return is_rounding(difference, beyond, nodes, point.leaves, point.sizes, self._rng)


def _is_index(leaf: Node) -> bool:
    return leaf.attributes.get("kind") == "index"


def _equal_operands(comparison: Node, point: Point) -> Array:
    """Where the two that a comparison compares are equal."""
    left, right = comparison.operands
    return np.equal(point.number(left), point.number(right))
