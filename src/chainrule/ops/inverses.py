"""The inverse of a matrix, and the logarithm of its determinant (Petersen and Pedersen, *The Matrix Cookbook*, 2012).

A singular matrix has neither: its inverse is NaN, and log 0 is minus infinity. Where a determinant is negative, its
logarithm is NaN.
"""

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op
from chainrule.graph.shape import Shape, write_shape


def _square(x: Shape) -> Shape:
    if len(x) != 2 or x[0] != x[1]:
        raise ShapeError(f"only a square matrix has an inverse and a determinant, and this is {write_shape(x)}")
    return x


def _number_of_square(x: Shape) -> Shape:
    _square(x)
    return ()


def inverse_matrix(x: Array) -> Array:
    """A⁻¹; in more than double precision with one step of Newton's, X + X (1 − A X), which doubles the digits."""
    wide = np.asarray(x, dtype=np.complex128 if np.iscomplexobj(x) else np.float64)
    try:
        found = np.linalg.inv(wide)
    except np.linalg.LinAlgError:
        return np.full(x.shape, np.nan)
    return np.asarray(found + found @ (np.eye(len(x)) - x @ found) if x.dtype == np.longdouble else found)


def log_determinant(x: Array) -> Array:
    """The sum of the logarithms of the pivots of Gaussian elimination, where an even number of them is negative."""
    rows, total, sign = np.array(x), np.zeros((), dtype=x.dtype), 1.0
    for k in range(len(rows)):
        largest = k + int(np.abs(rows[k:, k]).argmax())
        sign *= 1 if largest == k else -1
        rows[[k, largest]] = rows[[largest, k]]
        pivot, size = rows[k, k], np.sign(rows[k, k].real)
        sign *= size
        total = total + np.log(pivot * size)
        rows[k + 1 :] -= np.multiply.outer(rows[k + 1 :, k] / pivot, rows[k])
    return np.asarray(total if sign > 0 else np.nan if sign < 0 else -np.inf)


def _inverse_vjp(node: Node, g: Node) -> tuple[Node]:
    return (-(node.T @ g @ node.T),)


inverse: Op = Op("inverse", _square, inverse_matrix, _inverse_vjp)
logdet = Op(
    "logdet",
    _number_of_square,
    log_determinant,
    lambda node, g: (g * inverse(node.operands[0]).T,),
    noun="logarithm of the determinant",
)

INVERSES = (inverse, logdet)
