"""Gates: what each op is on single numbers.

A rule gets a use of an op with everything bound, and gives the entries of the result.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from chainrule.graph.evaluate import Sizes, evaluate, with_sizes
from chainrule.graph.node import CONSTANT, Attribute, Node, Op, constant
from chainrule.graph.origin import Line
from chainrule.graph.shape import Shape
from chainrule.ops.elementwise import add, equal, maximum, multiply
from chainrule.ops.linear import concatenate, reshape
from chainrule.ops.windows import windows_of


@dataclass(frozen=True)
class Entries:
    """A node for each entry of an array, row by row."""

    shape: tuple[int, ...]
    nodes: tuple[Node, ...]

    def places(self, first: int = 0) -> NDArray[np.intp]:
        """The number of each entry's node, counted from `first`, in the array's shape."""
        return np.arange(first, first + len(self.nodes)).reshape(self.shape)


Met = dict[object, Node]  # the gates made so far, by op and operands: exp(z) in a softmax is one gate


@dataclass(frozen=True)
class Use:
    """A use of an op with everything bound: what a rule sees."""

    op: Op
    operands: Sequence[Entries]
    attributes: Mapping[str, Attribute]
    shape: tuple[int, ...]
    line: Line | None
    met: Met

    def gate(self, op: Op, *operands: Node) -> Node:
        """A gate on single numbers, from the line of the op it opens; a constant where all operands are."""
        node = Node(op, operands, {}, (), self.line)
        if operands and all(operand.op is CONSTANT for operand in operands):
            return constant(float(evaluate([node], {})[0]))
        key = op, tuple(repr(x.attributes["value"]) if x.op is CONSTANT else x for x in operands)
        return self.met.setdefault(key, node)

    def chain(self, op: Op, nodes: Sequence[Node]) -> Node:
        """((a ∘ b) ∘ c) ∘ …; 0 of nothing, which only a sum can be."""
        return reduce(lambda a, b: self.gate(op, a, b), nodes) if nodes else constant(0)


Rule = Callable[[Use], Sequence[Node]]


def bound(shape: Shape, sizes: Sizes) -> tuple[int, ...]:
    """A shape in numbers."""
    bound = with_sizes({"shape": shape}, sizes)["shape"]
    assert isinstance(bound, tuple)  # noqa: S101
    return tuple(int(size) for size in bound)


# ---- a rule for each op -------------------------------------------------------------------------------------------


def each_entry(use: Use) -> list[Node]:
    """A gate for each entry of the result."""
    return [use.gate(use.op, *nodes) for nodes in _side_by_side(use)]


def _undefined(use: Use) -> list[Node]:
    return [Node(use.op, nodes, use.attributes, (), use.line) for nodes in _side_by_side(use)]


def _side_by_side(use: Use) -> list[tuple[Node, ...]]:
    """The operands of each entry of the result."""
    places = np.broadcast_arrays(*(operand.places() for operand in use.operands))
    return [
        tuple(operand.nodes[i] for operand, i in zip(use.operands, at, strict=True))
        for at in zip(*(one.ravel().tolist() for one in places), strict=True)
    ]


def _moved(use: Use) -> list[Node]:
    pool = [node for operand in use.operands for node in operand.nodes]
    firsts = np.cumsum([0, *(len(operand.nodes) for operand in use.operands)]).tolist()
    assert use.op.forward is not None  # noqa: S101
    places = (operand.places(first) for operand, first in zip(use.operands, firsts, strict=False))
    return [pool[i] for i in np.ravel(np.asarray(use.op.forward(*places, **use.attributes))).tolist()]


def _unfolded(use: Use) -> list[Node]:
    """The entries of each window, 0 beyond the edge."""
    (x,) = use.operands
    pool = [constant(0), *x.nodes]
    return [pool[i] for i in _in_windows(use, x.shape)]


def _folded(use: Use) -> list[Node]:
    """For each entry the sum of what stands in its places in windows."""
    groups: list[list[Node]] = [[] for _ in range(1 + math.prod(use.shape))]  # the first is beyond the edge
    for place, node in zip(_in_windows(use, use.shape), use.operands[0].nodes, strict=True):
        groups[place].append(node)
    return [use.chain(add, group) for group in groups[1:]]


def _in_windows(use: Use, images: tuple[int, ...]) -> list[int]:
    """The entry of images, counted from 1, that stands in each place of each window; 0 beyond the edge."""
    size, stride, padding = (tuple(use.attributes[name]) for name in ("size", "stride", "padding"))  # type: ignore[arg-type]
    places = np.arange(1.0, 1.0 + math.prod(images)).reshape(images)
    return [int(place) for place in windows_of(places, size, stride, padding).ravel().tolist()]


def _reduced(use: Use, op: Op) -> list[Node]:
    (x,) = use.operands
    groups: list[list[Node]] = [[] for _ in range(math.prod(use.shape))]
    targets = np.broadcast_to(np.arange(len(groups)).reshape(use.shape), x.shape)
    for target, node in zip(targets.ravel().tolist(), x.nodes, strict=True):
        groups[target].append(node)
    return [use.chain(op, group) for group in groups]


def _products(use: Use) -> list[Node]:
    a, b = use.operands
    both = (np.atleast_2d(a.places()), b.places() if len(b.shape) > 1 else b.places()[:, None])
    stack = np.broadcast_shapes(*(one.shape[:-2] for one in both))
    shapes = ((math.prod(stack), *one.shape[-2:]) for one in both)
    copied = (np.broadcast_to(one, (*stack, *one.shape[-2:])) for one in both)
    left, right = (one.reshape(shape) for one, shape in zip(copied, shapes, strict=True))
    return [
        use.chain(add, [use.gate(multiply, a.nodes[i], b.nodes[j]) for i, j in zip(row, column, strict=True)])
        for one, other in zip(left, right, strict=True)
        for row, column in product(one.tolist(), other.T.tolist())
    ]


def _one_hot(use: Use) -> list[Node]:
    (labels,) = use.operands
    return [use.gate(equal, constant(row), label) for row in range(use.shape[0]) for label in labels.nodes]


def _indexed(use: Use) -> list[Node]:
    """Σ [t = k] x_k, k counting places or what stands at them: an index is a number that arrives, so all are asked."""
    (x, index), axis = use.operands, int(str(use.attributes["axis"]))
    count, scatters = len(index.nodes), use.op.name == "scatter_add"
    size = use.shape[axis] if scatters else x.shape[axis]
    at = [[use.gate(equal, constant(k), label) for k in range(size)] for label in index.nodes]
    shape = (*use.shape[:axis], count, *use.shape[axis + 1 :]) if scatters else x.shape
    rows = np.moveaxis(x.places().reshape(shape), axis, 0)
    weights = list(zip(*at, strict=True)) if scatters else at
    sums = [
        use.chain(add, [use.gate(multiply, weight, x.nodes[i]) for weight, i in zip(one, column, strict=True)])
        for one in weights
        for column in rows.reshape(len(rows), -1).T.tolist()
    ]
    order = np.moveaxis(np.arange(len(sums)).reshape(len(weights), *rows.shape[1:]), 0, axis)
    return [sums[i] for i in order.ravel().tolist()]


def _whole(use: Use) -> list[Node]:
    """What is computed of all entries at once, and taken apart again."""
    rows, columns = use.operands[0].shape
    if rows == 0:
        return [constant(0)] if use.shape == () else []
    matrix = reshape(concatenate([reshape(node, (1,)) for node in use.operands[0].nodes]), (rows, columns))
    whole = use.op(matrix)
    return [whole] if use.shape == () else [whole[i, j] for i, j in product(range(rows), range(columns))]


def _picked(use: Use) -> list[Node]:
    whole = use.op(*(operand.nodes[0] for operand in use.operands), **use.attributes)
    return [whole[row, column] for row, column in product(*map(range, use.shape))]


RULES: Mapping[str, Rule] = {
    "constant": lambda use: [constant(number) for number in np.ravel(np.asarray(use.attributes["value"])).tolist()],
    "dimension": lambda use: [constant(float(np.asarray(use.attributes["dimension"])))],
    "eye": lambda use: [constant(float(i == j)) for i, j in product(*map(range, use.shape))],
    "matmul": _products,
    "sum": lambda use: _reduced(use, add),
    "sum_to": lambda use: _reduced(use, add),
    "max": lambda use: _reduced(use, maximum),
    **dict.fromkeys(("transpose", "swapaxes", "broadcast", "reshape", "concatenate", "slice"), _moved),
    "unfold": _unfolded,
    "fold": _folded,
    "one_hot": _one_hot,
    **dict.fromkeys(("gather", "scatter_add"), _indexed),
    **dict.fromkeys(("dropout_mask", "uniform"), _picked),
    **dict.fromkeys(("inverse", "logdet"), _whole),
    "undefined": _undefined,
}


# ---- how many ------------------------------------------------------------------------------------------------------


def gates_of(node: Node, sizes: Sizes) -> int:
    """How many gates a node opens into at most."""
    entries = math.prod(bound(node.shape, sizes))
    if node.op.name == "matmul":
        return entries * (2 * bound(node.operands[0].shape, sizes)[-1] - 1)
    if node.op.name in ("gather", "scatter_add"):
        axis, (x, index) = int(str(node.attributes["axis"])), (bound(one.shape, sizes) for one in node.operands)
        scatters, count = node.op.name == "scatter_add", math.prod(index)
        size = bound(node.shape, sizes)[axis] if scatters else x[axis]
        return size * count + 2 * entries * (count if scatters else size)
    if node.op.name in ("sum", "sum_to", "max", "fold"):
        return max(math.prod(bound(node.operands[0].shape, sizes)) - entries, 0)
    gates = (
        node.is_leaf
        or node.op.entrywise
        or node.op.name in ("one_hot", "dropout_mask", "uniform", "undefined", "inverse", "logdet")
    )
    return entries if gates else 0
