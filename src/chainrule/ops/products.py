"""Products of vectors, matrices and stacks of matrices, and the exchange of axes that goes with them.

`@` is NumPy's: a vector beside a matrix is the row or the column that fits, and stacks are multiplied matrix by matrix.
A letter stands for a size, so stacks have equal leading axes, or one of the two is a matrix for all.
"""

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op, as_node
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.linear import normal_axis, reshape

# ---- the matrix product -------------------------------------------------------------------------------------------


def _matmul_shape(a: Shape, b: Shape) -> Shape:
    written = f"{write_shape(a)} @ {write_shape(b)}"
    if not a or not b:
        raise ShapeError(f"matmul needs vectors or matrices, got {written}; * multiplies by a number")
    inner = a[-1], b[max(len(b) - 2, 0)]
    if inner[0] != inner[1]:
        raise ShapeError(f"matmul needs equal inner sizes, got {written}: {inner[0]} ≠ {inner[1]}")
    if 1 in (len(a), len(b)) and max(len(a), len(b)) > 2:
        raise ShapeError(f"matmul of a vector needs a vector or a matrix, got {written}")
    stacks = [shape[:-2] for shape in (a, b) if len(shape) > 2]
    if len(stacks) == 2 and stacks[0] != stacks[1]:
        raise ShapeError(f"matmul of stacks needs equal leading axes, got {written}")
    return (*(stacks[0] if stacks else ()), *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))


def _matmul_vjp(node: Node, g: Node) -> tuple[Node, Node]:
    a, b = node.operands
    match a.rank, b.rank:
        case 1, 1:
            return g * b, g * a
        case 1, _:
            return b @ g, outer(a, g)
        case _, 1:
            return outer(g, b), a.T @ g
    return g @ turned(b), turned(a) @ g


matmul = Op("matmul", _matmul_shape, np.matmul, _matmul_vjp, noun="matrix product")


# ---- the product of a column and a row ----------------------------------------------------------------------------


def _outer_shape(a: Shape, b: Shape) -> Shape:
    if len(a) != 1 or len(b) != 1:
        raise ShapeError(f"outer needs two vectors, got {write_shape(a)} and {write_shape(b)}")
    return *a, *b


outer: Op = Op(
    "outer",
    _outer_shape,
    np.multiply.outer,
    lambda node, g: (g @ node.operands[1], g.T @ node.operands[0]),
    definition=lambda a, b: reshape(a, (*a.shape, 1)) * reshape(b, (1, *b.shape)),
    noun="outer product",
)


# ---- other orders of axes -----------------------------------------------------------------------------------------


def _swapped_shape(x: Shape, *, first: int, second: int) -> Shape:
    axes = list(x)
    axes[first], axes[second] = axes[second], axes[first]
    return tuple(axes)


transpose = Op("transpose", lambda x: x[::-1], np.transpose, lambda _, g: (g.T,))
_swapaxes: Op = Op(
    "swapaxes",
    _swapped_shape,
    lambda x, *, first, second: np.swapaxes(x, first, second),
    lambda node, g: (_swapaxes(g, **node.attributes),),
    noun="exchange of axes",
)


def swapaxes(x: Node | Array, first: int, second: int) -> Node:
    """`x` with two of its axes exchanged; of a matrix, its transpose.

    >>> import chainrule as cr
    >>> swapaxes(cr.input("X", ("b", "t", "d")), 1, 2)
    <swapaxes (b, d, t)>
    """
    x = as_node(x)
    low, high = sorted((normal_axis(first, x.shape), normal_axis(second, x.shape)))
    if low == high:
        return x
    return transpose(x) if x.rank == 2 else _swapaxes(x, first=low, second=high)


def turned(x: Node) -> Node:
    """The transpose of a matrix, and of each matrix of a stack."""
    return swapaxes(x, -2, -1)


Node.operators.update(matmul=matmul, transpose=transpose)

PRODUCTS = (matmul, outer, transpose, _swapaxes)
