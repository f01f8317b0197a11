"""Points: random places to try a claim at, with sizes above 1 that tell every letter from every other.

Two formulas that agree at many random points are the same formula; text is never compared. Scales and signs vary
from point to point, so that both sides of a corner and both ends of a curve are seen.
"""

from collections.abc import Callable, Container, Mapping

import numpy as np

from chainrule.boards.effort import require_small
from chainrule.boards.factors import Factor, guess_factor
from chainrule.errors import GraphError
from chainrule.graph.evaluate import bind_leaf, fill, sizes_of
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape

POINTS, GUESSING_POINTS, FEWEST_POINTS, ATTEMPTS = 24, 4, 6, 400
SCALES = (1.0, 0.4, 2.5)
RELATIVE, OF_LARGEST, ABSOLUTE = 1e-9, 1e-11, 1e-13  # rounding reaches none of them, a slip exceeds them somewhere
SPARE_SIZES = 4
MOST_NODES = 300_000  # computed in all attempts together, unless the fewest attempts take more

Draw = Callable[["np.random.Generator", tuple[int, ...], float], Array]
DRAWS: tuple[Draw, ...] = (
    lambda rng, shape, scale: scale * rng.normal(size=shape),
    lambda rng, shape, scale: 0.1 + scale * np.abs(rng.normal(size=shape)),  # for logarithms and roots
    lambda rng, shape, _: rng.uniform(0.05, 0.95, size=shape),  # for probabilities
)


class RandomPoints:
    """Points at which a gradient is finite, and whether claims agree with it there.

    `normalized` are the names of leaves whose columns are to sum to 1.
    """

    def __init__(
        self, graph: Graph, gradient: Node, cost: Node, rng: "np.random.Generator", normalized: Container[str] = ()
    ) -> None:
        self._known: list[dict[Node, Array]] = []
        self._sizes: list[dict[str, int]] = []
        self._scales: list[float] = []
        draws = dict.fromkeys(graph.leaves, DRAWS[0])
        order = topological([gradient, cost, *graph.leaves.values()])
        for attempt in range(max(POINTS, min(ATTEMPTS, MOST_NODES // len(order)))):
            sizes = draw_sizes(graph, rng)
            require_small(order, sizes)
            known = {
                leaf: _draw(leaf, draws[name], sizes, rng, SCALES[attempt % len(SCALES)], name in normalized)
                for name, leaf in graph.leaves.items()
            }
            fill(known, [gradient, cost], sizes, np.float64)
            if np.isfinite(known[gradient]).all() and np.isfinite(known[cost]).all():
                self._known.append(known)
                self._sizes.append(sizes)
                self._scales.append(1 + float(np.abs(known[cost]).max()))
            else:
                draws = {name: DRAWS[int(rng.integers(len(DRAWS)))] for name in graph.leaves}
            if len(self._known) == POINTS:
                return
        if len(self._known) < FEWEST_POINTS:
            raise GraphError("the gradient is a number at none of the random points; a claim about it cannot be tried")

    @property
    def sizes(self) -> Mapping[str, int]:
        """The sizes of the letters at the first point."""
        return self._sizes[0]

    def same(self, claimed: Node, expected: Node) -> bool:
        """Whether both have the same shape and the same numbers at every point."""
        return same_shape(claimed.shape, expected.shape) and all(
            self._agree(i, self._at(i, claimed), self._at(i, expected)) for i in range(len(self._known))
        )

    @np.errstate(all="ignore")  # a claim or a slip may be infinite; it is then no multiple
    def factor(self, claimed: Node, expected: Node) -> Factor | None:
        """The factor that `claimed` is of `expected` at every point, or None."""
        if not same_shape(claimed.shape, expected.shape):
            return None
        ratios = []
        for i in range(GUESSING_POINTS):
            found, true = self._at(i, claimed).ravel(), self._at(i, expected).ravel()
            largest = int(np.abs(true).argmax())
            if not true[largest] or not self._agree(i, found, true * (ratio := float(found[largest] / true[largest]))):
                return None
            ratios.append(ratio)
        factor = guess_factor(ratios, self._sizes[:GUESSING_POINTS])
        if factor is None or not all(
            self._agree(i, self._at(i, claimed), factor.at(self._sizes[i]) * self._at(i, expected))
            for i in range(len(self._known))
        ):
            return None
        return factor

    def _at(self, point: int, node: Node) -> Array:
        known = self._known[point]
        if node not in known:
            fill(known, [node], self._sizes[point], np.float64)
        return known[node]

    def _agree(self, point: int, found: Array, true: Array) -> bool:
        true = true.reshape(found.shape)
        size = np.abs(true)
        allowed = RELATIVE * size + OF_LARGEST * size.max(initial=0) + ABSOLUTE * self._scales[point]
        with np.errstate(invalid="ignore"):  # a claim may be infinite; it is then wrong
            return bool(np.isfinite(true).all() and (np.abs(found - true) <= allowed).all())


def same_shape(claimed: Shape, expected: Shape) -> bool:
    """Whether two shapes are the same; () and (1, 1) both are one number."""
    return claimed == expected or all(d == 1 for d in (*claimed, *expected))


def draw_sizes(graph: Graph, rng: "np.random.Generator") -> dict[str, int]:
    """A size above 1 for each letter of a graph, different from the others and from the numbers in its shapes."""
    found = [d for leaf in graph.leaves.values() for d in leaf.shape]
    letters = sorted({d for d in found if isinstance(d, str)})
    free = [size for size in range(2, 2 + len(letters) + len(found) + SPARE_SIZES) if size not in found]
    chosen = rng.permutation(free[: len(letters) + SPARE_SIZES])
    return {letter: int(size) for letter, size in zip(letters, chosen, strict=False)}


def complete_values(graph: Graph, given: Mapping[str, object], rng: "np.random.Generator") -> dict[str, object]:
    """The given values of leaves, and random ones for the others; letters that nothing fixes get random sizes.

    >>> import chainrule as cr
    >>> graph = cr.Graph({"L": cr.sum(cr.input("x", "m") * cr.input("y", "m"))})
    >>> complete_values(graph, {"x": [1.0, 2.0]}, np.random.default_rng(0))["y"].shape
    (2,)
    """
    bound = {(leaf := graph.node(name)): bind_leaf(leaf, value, np.float64) for name, value in given.items()}
    sizes = {**draw_sizes(graph, rng), **sizes_of(bound)}
    require_small(graph.order, sizes)
    drawn = {
        name: _draw(leaf, DRAWS[0], sizes, rng, 1.0, normalized=False)
        for name, leaf in graph.leaves.items()
        if name not in given
    }
    return {**given, **drawn}


def _draw(
    leaf: Node, draw: Draw, sizes: Mapping[str, int], rng: "np.random.Generator", scale: float, normalized: bool
) -> Array:
    array = draw(rng, tuple(sizes[d] if isinstance(d, str) else d for d in leaf.shape), scale)
    if normalized:
        array = np.exp(array) / np.exp(array).sum(axis=0, keepdims=True)
    return np.asarray(array)
