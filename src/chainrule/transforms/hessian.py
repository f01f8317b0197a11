"""The Hessian ∂²L/∂w² of a cost by a number, a row, a column or a vector w, as a node of its own: a matrix (n, n).

The derivative of ⟨∂L/∂w, v⟩ is H v (Pearlmutter, 1994), and linear in v. H is what stands there for all directions at
once, for the identity matrix in the place of v. A node that moves with v then has one more axis, that of the
directions, and textbooks' matrices come out because it stands, where it can, in the place of an axis of size 1: of a
row x (1, m) all directions are a matrix (n, m), a row for each, and of a column (m, 1) they are (m, n).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node, constant, input, require_node
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.ops.elementwise import multiply
from chainrule.ops.identity import eye
from chainrule.ops.linear import broadcast, reshape, stretched_axes
from chainrule.ops.products import swapaxes
from chainrule.ops.reductions import axis_of, count, sum
from chainrule.settings import written
from chainrule.transforms.differentiate import backward, one_for
from chainrule.transforms.rules.terms import scalar_taken
from chainrule.transforms.simplify import simplify

LEADING = -1  # where the axis of the directions stands when it is one more


@dataclass(frozen=True)
class Moved:
    """How a node of some shape moves in all directions: `place` is the axis in whose place these stand."""

    node: Node
    shape: Shape
    place: int


def hessian(cost: Node, wrt: Node, kept: Collection[Node] = ()) -> Node:
    """∂²cost/∂wrt², which is (n, n) for a row (1, n), a column (n, 1) or a vector (n,), and a number for a number.

    >>> import chainrule as cr
    >>> X, w = cr.input("X", ("n", "m")), cr.parameter("w", (1, "n"))
    >>> hessian(cr.sum((w @ X) ** 2), w)
    <multiply (n, n)>

    Nodes that are `kept` are read where they are, as those of the cost are. Raises ShapeError for a matrix, whose
    Hessian has four axes, and GraphError where H cannot be written as a matrix.
    """
    require_node(cost, "a cost")
    require_node(wrt, "what a cost is differentiated by")
    if not isinstance(kept, Collection):
        raise GraphError(f"nodes that are kept come in a list or a set, not {written(kept)}")
    kept = topological([cost, wrt, *kept])
    long = [size for size in wrt.shape if size != 1]
    if len(long) > 1 or wrt.rank > 2:
        told = "a number, a row (1, n), a column (n, 1) or a vector (n,)"
        raise ShapeError(f"the Hessian by {write_shape(wrt.shape)} has {2 * wrt.rank} axes; by {told} it is a matrix")
    slope = simplify(backward({cost: one_for(cost)}, [wrt])[wrt], kept)
    if not long:
        return simplify(reshape(backward({sum(slope): constant(1)}, [wrt])[wrt], ()), kept)
    vector = input("v", wrt.shape)
    product = simplify(backward({sum(slope * vector): constant(1)}, [wrt])[wrt], kept)
    matrix = Directions(vector, long[0]).as_matrix(product)
    both = (simplify(one, kept) for one in (matrix, matrix.T))  # H is symmetric
    return min(both, key=lambda one: len(topological([one])))


class Directions:
    """What becomes of nodes when a vector moves in each direction of its own."""

    def __init__(self, vector: Node, size: Dimension) -> None:
        self._size = size
        self._usual = LEADING if vector.rank == 1 else vector.shape.index(1)
        self._moved: dict[Node, Moved] = {vector: Moved(eye(size), vector.shape, self._usual)}

    def as_matrix(self, product: Node) -> Node:
        """H, from the node of H v."""
        for node in topological([product]):
            if any(operand in self._moved for operand in node.operands):
                self._moved[node] = self._rule(node)(node)
        if product not in self._moved:  # H v is 0 for every v
            return broadcast(0, shape=(self._size, self._size))
        return self._at(product, self._usual)

    def _rule(self, node: Node) -> Callable[[Node], Moved]:
        rules: Mapping[str, Callable[[Node], Moved]] = {
            **dict.fromkeys(("add", "subtract", "negate", "multiply", "divide", "where"), self._each_entry),
            "broadcast": self._copied,
            **dict.fromkeys(("sum", "mean"), self._reduced),
            "sum_to": self._summed_to,
            "matmul": self._product,
            "outer": self._outer,
            "transpose": self._transposed,
            "reshape": self._reshaped,
            "slice": self._sliced,
            "concatenate": self._joined,
        }
        if node.op.name not in rules:
            told = "hessian_vector_product gives H·v for any v"
            raise GraphError(f"the Hessian cannot be written as a matrix, for w acts through {node.op.called}; {told}")
        return rules[node.op.name]

    # ---- where the directions stand ----------------------------------------------------------------------------------

    def _place(self, shape: Shape) -> int:
        """Where the directions of a node stand: in the usual place, or in another axis of size 1, if it has two."""
        ones = [axis for axis, size in enumerate(_as_matrix(shape)) if size == 1] if len(shape) != 1 else []
        return LEADING if len(shape) > 2 or not ones else self._usual if self._usual in ones else ones[0]

    def _at(self, node: Node, place: int, rank: int | None = None) -> Node:
        """How an operand moves, its directions in a place, and it stretched to so many axes; itself if it does not."""
        if node not in self._moved:
            return node
        moved = self._moved[node]
        if place == moved.place != LEADING:
            return moved.node
        if LEADING not in (place, moved.place):
            return moved.node.T
        if place == LEADING:
            shape = (1,) * ((len(moved.shape) if rank is None else rank) - len(moved.shape)) + moved.shape
            return reshape(_leading(moved, self._size), (self._size, *shape))
        rows = reshape(moved.node, (self._size, _as_matrix(moved.shape)[1 - place]))
        return rows if place == 0 else rows.T

    # ---- rules -------------------------------------------------------------------------------------------------------

    def _each_entry(self, node: Node) -> Moved:
        place = self._place(node.shape)
        operands = [self._at(x, place, node.rank) for x in node.operands]
        whole = _spread(*operands) if node.op is multiply else None
        return Moved(node.op(*operands) if whole is None else whole, node.shape, place)

    def _copied(self, node: Node) -> Moved:
        place = self._place(node.shape)
        shape = (self._size, *node.shape)
        if place != LEADING:
            shape = tuple(self._size if axis == place else size for axis, size in enumerate(node.shape))
        return Moved(broadcast(self._at(node.operands[0], place, node.rank), shape=shape), node.shape, place)

    def _reduced(self, node: Node) -> Moved:
        (x,), axis = node.operands, axis_of(node)
        axes = tuple(range(x.rank)) if axis is None else axis
        place = self._place(x.shape)
        behind = 1 if place == LEADING else 0
        whole = self._at(x, place)
        taken = tuple(one + behind for one in axes if one != place)
        total = sum(whole, axis=taken) if taken else whole
        total = total / count(x, axis) if node.op.name == "mean" else total
        if axis is None and place == LEADING:
            return Moved(reshape(total, (self._size,)), (), LEADING)
        return Moved(total, node.shape, place)

    def _summed_to(self, node: Node) -> Moved:
        (x,) = node.operands
        if node.shape == ():
            return self._reduced(sum(x))
        whole = self._at(x, LEADING)
        axes = stretched_axes(x.shape, node.shape)
        total = sum(whole, axis=tuple(one + 1 for one in axes)) if axes else whole
        return Moved(reshape(total, (self._size, *node.shape)), node.shape, LEADING)

    def _product(self, node: Node) -> Moved:
        a, b = node.operands
        if b in self._moved and b.rank == 1:
            return Moved(_scalar_outwards(lambda one: one @ a.T, self._at(b, LEADING)), node.shape, LEADING)
        if a in self._moved and a.rank == 1:
            return Moved(_scalar_outwards(lambda one: one @ b, self._at(a, LEADING)), node.shape, LEADING)
        if b in self._moved and b.rank == 2 and b.shape[1] == 1:
            return Moved(_scalar_outwards(lambda one: a @ one, self._at(b, 1)), node.shape, 1)
        if a in self._moved and a.rank == 2 and a.shape[0] == 1:
            return Moved(_scalar_outwards(lambda one: one @ b, self._at(a, 0)), node.shape, 0)
        left, right = self._at(a, LEADING), self._at(b, LEADING)
        if a.rank == 1:  # a stack of matrices is not multiplied by a vector
            left = reshape(a, (1, *a.shape))
        if b.rank == 1:
            right = reshape(b, (*b.shape, 1))
        return Moved(reshape(left @ right, (self._size, *node.shape)), node.shape, LEADING)

    def _outer(self, node: Node) -> Moved:
        a, b = node.operands
        left = (
            reshape(self._at(a, LEADING), (self._size, *a.shape, 1)) if a in self._moved else reshape(a, (*a.shape, 1))
        )
        right = (
            reshape(self._at(b, LEADING), (self._size, 1, *b.shape)) if b in self._moved else reshape(b, (1, *b.shape))
        )
        return Moved(left * right, node.shape, LEADING)

    def _transposed(self, node: Node) -> Moved:
        (x,) = node.operands
        moved = self._moved[x]
        if moved.place != LEADING:
            return Moved(moved.node.T, node.shape, 1 - moved.place)
        return Moved(moved.node if x.rank < 2 else swapaxes(moved.node, 1, 2), node.shape, LEADING)

    def _reshaped(self, node: Node) -> Moved:
        whole = _leading(self._moved[node.operands[0]], self._size)
        return Moved(reshape(whole, (self._size, *node.shape)), node.shape, LEADING)

    def _sliced(self, node: Node) -> Moved:
        (x,) = node.operands
        key = {**node.attributes, "axis": int(str(node.attributes["axis"])) + 1}
        return Moved(node.op(self._at(x, LEADING), **key), node.shape, LEADING)

    def _joined(self, node: Node) -> Moved:
        parts = [
            self._at(x, LEADING) if x in self._moved else broadcast(x, shape=(self._size, *x.shape))
            for x in node.operands
        ]
        return Moved(node.op(*parts, axis=int(str(node.attributes["axis"])) + 1), node.shape, LEADING)


def _as_matrix(shape: Shape) -> Shape:
    """The shape of a number as that of a matrix of one entry."""
    return shape or (1, 1)


def _leading(moved: Moved, size: Dimension) -> Node:
    """How a node moves, its directions in an axis before all others."""
    if moved.place == LEADING:
        return moved.node
    return reshape(moved.node if moved.place == 0 else moved.node.T, (size, *moved.shape))


def _spread(a: Node, b: Node) -> Node | None:
    """P ⊙ I − p ⊙ q for p ⊙ (I − q), so that diag(p) is seen; None of any other product."""
    for one, other in ((a, b), (b, a)):
        if other.op.name in ("add", "subtract") and any(x.op.name == "eye" for x in other.operands):
            left, right = other.operands
            return other.op(one * left, one * right)
    return None


def _scalar_outwards(product: Callable[[Node], Node], factor: Node) -> Node:
    """A product with a factor whose scalar comes to the front."""
    taken = scalar_taken(factor)
    return product(factor) if taken is None else taken[0] * product(taken[1])
