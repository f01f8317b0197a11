"""Rounding: how far two nodes may lie apart because computers round, measured by rounding otherwise.

Each operation is done again on operands that are moved by a unit of their last digit, at random; what the results
then differ by is what rounding does to them. This is the Monte Carlo arithmetic of Parker (2000), "What happens when
one computes". A difference that is no larger says nothing; any other is a difference, however small.
"""

from collections.abc import Mapping

import numpy as np

from chainrule.graph.evaluate import fill
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node

TIMES = 6  # that everything is computed anew
BEYOND = 8.0  # the largest of so few differences is exceeded, but not so far
HOPELESS = 1e4  # so far beyond the first ones, no further trial is needed
UNIT = 2.0**-52  # of the last digit
# what picks and moves numbers rounds nothing, and a comparison of two that were equal would come out otherwise; what is
# made of nothing, or of whole numbers alone, and is whole, needs no entry: a size, the identity matrix
STEPS = frozenset({"greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "sign", "floor"})
EXACT = STEPS | frozenset(
    {"constant", "transpose", "broadcast", "reshape", "concatenate", "slice", "one_hot", "where"}
    | {"gather", "pick", "swapaxes", "unfold", "max_pool"}
    | {"max", "maximum", "minimum", "negate", "same", "absolute", "relu"}
)


def is_rounding(
    difference: Array,
    beyond: Array,
    nodes: tuple[Node, Node],
    leaves: Mapping[Node, Array],
    sizes: Mapping[str, int],
    rng: "np.random.Generator",
) -> bool:
    """Whether what two nodes of one shape differ by may be rounding alone, in every entry.

    `difference` is the one less the other, and `beyond` how much of it has to be explained.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> leaves, rng = {x: np.array(1e6)}, np.random.default_rng(0)
    >>> for nodes in ((x + 1.1) - x, 1.1 + 0 * x), ((x + 1.1) - x + 1e-6, 1.1 + 0 * x):
    ...     one, other = cr.evaluate(nodes, leaves)
    ...     print(float(abs(one - other)) < 1e-5, is_rounding(one - other, abs(one - other), nodes, leaves, {}, rng))
    True True
    True False
    """
    found = [difference]
    with np.errstate(all="ignore"):
        for _ in range(TIMES):
            found.append(_apart(*nodes, leaves, sizes, rng))
            spread = np.max(found, axis=0) - np.min(found, axis=0)
            largest = spread.max(initial=0)
            if largest and (beyond > HOPELESS * largest).any():
                return False
        # a few trials of one entry may all round alike, those of all entries do not
        return bool((beyond <= np.maximum(BEYOND * spread, largest)).all())


def _apart(
    one: Node, other: Node, leaves: Mapping[Node, Array], sizes: Mapping[str, int], rng: "np.random.Generator"
) -> Array:
    known = dict(leaves)
    whole: set[Node] = set()  # made of whole numbers and of steps alone: an exponent of 3 − 1 is 2
    for node in topological([one, other], known):
        is_exact = node.op.name in EXACT
        near = {x: known[x] if is_exact or x in whole else _moved(known[x], rng) for x in node.operands}
        fill(near, [node], sizes, np.float64)
        if node.op.name in STEPS or all(x in whole for x in node.operands):
            whole |= {node} if (near[node] == np.round(near[node])).all() else set()
        known[node] = near[node] if is_exact or node in whole else _moved(near[node], rng)
    return known[one] - known[other].reshape(known[one].shape)


def _moved(array: Array, rng: "np.random.Generator") -> Array:
    """The numbers, each moved to a neighbour of it, up or down."""
    moved: Array = array * (1 + UNIT * rng.choice((-1, 1), size=array.shape))
    return moved
