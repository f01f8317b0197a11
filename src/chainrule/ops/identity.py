"""The identity matrix, and the trace, which is the sum of what stands on a diagonal."""

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import Node, Op
from chainrule.graph.shape import Dimension, Shape, as_shape, write_shape
from chainrule.ops.reductions import sum


def _square(x: Shape) -> Shape:
    if len(x) != 2 or x[0] != x[1]:
        different = f": {x[0]} ≠ {x[1]}" if len(x) == 2 else ""
        raise ShapeError(f"a trace is that of a square matrix, got {write_shape(x)}{different}")
    return ()


_eye = Op("eye", lambda *, shape: shape, lambda *, shape: np.eye(shape[0]), noun="identity matrix")
trace = Op(
    "trace",
    _square,
    vjp=lambda node, g: (g * eye(node.operands[0].shape[0]),),
    definition=lambda x: sum(eye(x.shape[0]) * x),
)


def eye(size: Dimension) -> Node:
    """The identity matrix of a size: 1 on the diagonal, 0 elsewhere.

    >>> eye("n")
    <eye (n, n)>
    """
    return _eye(shape=as_shape((size, size)))


IDENTITY = (_eye, trace)
