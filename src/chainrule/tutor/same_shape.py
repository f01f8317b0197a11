"""Same shape: which shapes hold the same numbers in the same order."""

from chainrule.graph.shape import Shape


def same_shape(claimed: Shape, expected: Shape) -> bool:
    """Whether two shapes hold the same numbers in the same order: () is (1, 1), and a bias (n) the row (1, n).

    >>> same_shape((1, "n"), ("n",)), same_shape(("n", 1), ("n",))
    (True, False)
    """
    return less_ones(claimed) == less_ones(expected) or all(d == 1 for d in (*claimed, *expected))


def less_ones(shape: Shape) -> Shape:
    """A shape without the ones that it begins with."""
    first = next((i for i, d in enumerate(shape) if d != 1), len(shape))
    return shape[first:]
