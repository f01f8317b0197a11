"""Random values: numbers and sizes for the leaves of a board that have none."""

from collections.abc import Callable, Iterable, Mapping
from math import prod

import numpy as np

from chainrule.errors import GraphError
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.ops.indexing import as_places

SPARE_SIZES = 4
MOST_ENTRIES = 1_000_000  # of all arrays at one random point

Draw = Callable[["np.random.Generator", tuple[int, ...], float], Array]
Impose = Callable[[Array], Array]
DRAWS: tuple[Draw, ...] = (
    lambda rng, shape, scale: scale * rng.normal(size=shape),
    lambda rng, shape, scale: 0.1 + scale * np.abs(rng.normal(size=shape)),  # for logarithms and roots
    lambda rng, shape, _: rng.uniform(0.05, 0.95, size=shape),  # for probabilities
)


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
        leaf: draw_leaf(leaf, DRAWS[0], sizes, rng, 1.0) for name, leaf in graph.leaves.items() if name not in given
    }
    return {**given, **{leaf.name: array for leaf, array in as_places(graph.order, drawn, sizes).items()}}


def draw_sizes(graph: Graph, rng: "np.random.Generator") -> dict[str, int]:
    """A size above 1 for each letter of a graph, different from the others and from the numbers in its shapes."""
    found = [d for leaf in graph.leaves.values() for d in leaf.shape]
    letters = sorted({d for d in found if isinstance(d, str)})
    free = [size for size in range(2, 2 + len(letters) + len(found) + SPARE_SIZES) if size not in found]
    chosen = rng.permutation(free[: len(letters) + SPARE_SIZES])
    return {letter: int(size) for letter, size in zip(letters, chosen, strict=False)}


def draw_leaf(
    leaf: Node,
    draw: Draw,
    sizes: Mapping[str, int],
    rng: "np.random.Generator",
    scale: float,
    impose: Impose | None = None,
) -> Array:
    """Random numbers of the shape of a leaf; `impose` makes them obey what is known of it."""
    shape = tuple(sizes[d] if isinstance(d, str) else d for d in leaf.shape)
    return np.asarray(draw(rng, shape, scale) if impose is None else impose(DRAWS[0](rng, shape, scale)))


def require_small(nodes: Iterable[Node], sizes: Mapping[str, int]) -> None:
    """Nothing, or a GraphError where random numbers would fill too much memory."""
    total = sum(entries(node.shape, sizes) for node in nodes)
    if total > MOST_ENTRIES:
        found = f"at most {MOST_ENTRIES:,} in all arrays together, and here there are {total:,}"
        raise GraphError(f"random numbers are drawn for {found}; write letters in place of large sizes, or give values")


def entries(shape: Shape, sizes: Mapping[str, int]) -> int:
    """How many numbers an array of this shape has."""
    return prod(sizes[size] if isinstance(size, str) else size for size in shape)
