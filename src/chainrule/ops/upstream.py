"""Upstream: the cost of a layer that stands alone, of which nothing is known but the cotangent that it hands back.

Whoever comes behind a layer hands ∂L/∂out to it, and says no more of L. The number Σ dout ⊙ out has this cotangent, and
stands for L wherever there has to be one: when a gradient is checked, say.
"""

from collections.abc import Iterator
from functools import reduce

from chainrule.errors import ShapeError
from chainrule.graph.node import Node, Op
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.elementwise import add
from chainrule.ops.reductions import sum


def _upstream_shape(*shapes: Shape) -> Shape:
    for out, given in zip(shapes[::2], shapes[1::2], strict=True):
        if out != given:
            raise ShapeError(f"a cotangent has the shape of its node, {write_shape(out)}, not {write_shape(given)}")
    return ()


def _definition(*operands: Node) -> Node:
    return reduce(add, [sum(given * out) for out, given in _pairs(operands)])


def _upstream_vjp(node: Node, g: Node) -> tuple[Node, ...]:
    return tuple(part for out, given in _pairs(node.operands) for part in (g * given, g * out))


def _pairs(operands: tuple[Node, ...]) -> Iterator[tuple[Node, Node]]:
    """What is computed, each with the cotangent that is handed to it."""
    return zip(operands[::2], operands[1::2], strict=True)


def is_layer(cost: Node) -> bool:
    """Whether a cost is the one that nobody wrote, of a layer to which cotangents are handed in.

    >>> import chainrule as cr
    >>> is_layer(upstream(cr.input("x") ** 2, cr.input("dout")))
    True
    """
    return cost.op is upstream and all(given.is_leaf for given in cost.operands[1::2])


upstream = Op("upstream", _upstream_shape, vjp=_upstream_vjp, definition=_definition, noun="upstream gradient")

UPSTREAM = (upstream,)
