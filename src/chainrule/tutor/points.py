"""Points: random places to try a claim at, with sizes above 1 that tell every letter from every other.

Two formulas that agree at many random points are the same formula; text is never compared. Scales and signs vary
from point to point, so that both sides of a corner and both ends of a curve are seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from chainrule.boards.random_values import DRAWS, Draw, Impose, draw_leaf, draw_sizes, require_small
from chainrule.errors import GraphError
from chainrule.graph.evaluate import fill
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.tutor.factors import Factor, guess_factor
from chainrule.tutor.rounding import is_rounding

POINTS, GUESSING_POINTS, FEWEST_POINTS, ATTEMPTS = 24, 4, 6, 400
SCALES = (1.0, 0.4, 2.5)
RELATIVE = 1e-9  # of an entry: rounding seldom reaches it, a slip exceeds it somewhere
OF_LARGEST, OF_COST = 1e-9, 1e-13  # what rounding may do at most, where it is shown that it does
SMALLEST = float(np.finfo(np.float64).tiny)  # with all digits
PATIENCE = 3  # failures that may be bad luck
MOST_NODES = 300_000  # computed in all attempts together, unless the fewest attempts take more


class Draws:
    """How each leaf is drawn: with either sign, unless the cost is then no number.

    A logarithm somewhere asks for one positive leaf; the others keep their signs, so that no claim is right by theirs.
    """

    def __init__(self, names: tuple[str, ...], rng: "np.random.Generator") -> None:
        self._rng = rng
        self._usual: dict[str, Draw] = dict.fromkeys(names, DRAWS[0])
        self._draws = self._usual
        self._blamed: Counter[str] = Counter()  # how often it did not work with a leaf drawn as usual
        self._failures = 0

    def next(self) -> Mapping[str, Draw]:
        """The draws to be tried: those that worked, with one more leaf drawn as usual."""
        loose = [name for name, draw in self._draws.items() if draw is not DRAWS[0] and self._blamed[name] <= PATIENCE]
        if self._failures or not loose:
            return self._draws
        return {**self._draws, loose[int(self._rng.integers(len(loose)))]: DRAWS[0]}

    def learn(self, tried: Mapping[str, Draw], *, works: bool) -> None:
        """Take note of whether these draws gave numbers."""
        if works:
            self._draws, self._failures = dict(tried), 0
        elif tried is not self._draws:
            self._blamed.update(name for name, draw in tried.items() if draw is not self._draws[name])
        else:
            self._failures += 1
            self._blamed.clear()  # what worked before may have worked by luck
            if self._draws is self._usual or self._failures > PATIENCE:
                self._draws = {name: DRAWS[int(self._rng.integers(len(DRAWS)))] for name in self._draws}


@dataclass(frozen=True)
class Point:
    """Numbers for the leaves, those of other nodes as far as they are known, and how large cost and gradient are."""

    leaves: Mapping[Node, Array]
    known: dict[Node, Array]
    sizes: Mapping[str, int]
    cost: float  # 1 and more
    largest: float  # entry of the gradient

    def number(self, node: Node) -> Array:
        """The number of a node."""
        if node not in self.known:
            fill(self.known, [node], self.sizes, np.float64)
        return self.known[node]


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
            known = dict(leaves)
            fill(known, [gradient, cost], sizes, np.float64)
            is_finite = bool(np.isfinite(known[gradient]).all() and np.isfinite(known[cost]).all())
            draws.learn(tried, works=is_finite)
            if is_finite:
                scale = 1 + float(np.abs(known[cost]).max(initial=0))
                point = Point(leaves, known, sizes, scale, float(np.abs(known[gradient]).max(initial=0)))
                (reserve if _underflows(known.values()) else self._points).append(point)
            if len(self._points) == POINTS:
                break
        self._points += reserve[: max(FEWEST_POINTS - len(self._points), 0)]
        if len(self._points) < FEWEST_POINTS:
            raise GraphError("the gradient is a number at none of the random points; a claim about it cannot be tried")
        # where a gradient is large beside the cost, rounding is told from a difference at once
        self._points.sort(key=lambda point: -point.largest / point.cost)

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
            return _less_ones(number.shape), f"{float(number.ravel() @ weights):.8e}"

    def same(self, claimed: Node, expected: Node) -> bool:
        """Whether both have the same shape and the same numbers at every point."""
        return same_shape(claimed.shape, expected.shape) and all(
            self._agree(point, claimed, expected) for point in self._points
        )

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
        if factor is None or not all(
            self._agree(point, claimed, expected, factor.at(point.sizes)) for point in self._points
        ):
            return None
        return factor

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

    @np.errstate(all="ignore")  # a claim may be infinite; it is then wrong
    def _agree(self, point: Point, claimed: Node, expected: Node, times: float = 1.0) -> bool:
        """Whether one is so many times the other, up to what rounding does to them."""
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


def same_shape(claimed: Shape, expected: Shape) -> bool:
    """Whether two shapes hold the same numbers in the same order: () is (1, 1), and a bias (n) the row (1, n).

    >>> same_shape((1, "n"), ("n",)), same_shape(("n", 1), ("n",))
    (True, False)
    """
    return _less_ones(claimed) == _less_ones(expected) or all(d == 1 for d in (*claimed, *expected))


def _less_ones(shape: Shape) -> Shape:
    """A shape without the ones that it begins with."""
    first = next((i for i, d in enumerate(shape) if d != 1), len(shape))
    return shape[first:]


def _underflows(arrays: Iterable[Array]) -> bool:
    """Whether some of these are so near to 0 that they have fewer digits than others."""
    return any(((array != 0) & (np.abs(array) < SMALLEST)).any() for array in arrays)
