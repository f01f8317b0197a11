"""Called: what a definition returns, taken as it is: of its inside nothing is said, and ∂A/∂x is its slope.

The op stands beside the alphabet, whose ops can all be computed; what it stands for is known, and computed elsewhere.
"""

from collections.abc import Sequence

from chainrule.graph.node import Attribute, Node, Op
from chainrule.graph.shape import Shape


def _vjp(node: Node, g: Node) -> tuple[Node | None, ...]:
    """G · ∂A/∂x for each operand x; what is handed in twice has one slope, by both."""
    first = {operand: i for i, operand in reversed(list(enumerate(node.operands)))}
    return tuple(
        _slope(g, operand, name=node.attributes["result"], by=_names(node)[i]) if first[operand] == i else None
        for i, operand in enumerate(node.operands)
    )


def _slope_shape(_: Shape, operand: Shape, **__: Attribute) -> Shape:
    return operand


def _names(node: Node) -> tuple[str, ...]:
    names = node.attributes["by"]
    assert isinstance(names, tuple)  # noqa: S101
    return tuple(map(str, names))


CALLED = Op("called", lambda *_, shape, **__: shape, None, _vjp)
_slope = Op("slope_of_call", _slope_shape)
CALLS = (CALLED, _slope)


def called(name: str, shape: Shape, result: str, operands: Sequence[Node], names: Sequence[str], given: int) -> Node:
    """A node for the call `name(x, W)`, whose `result` is called so; the first of its operands are `given` to it.

    The others are read by its lines. `names` are those of all operands, "" of a number.
    """
    return CALLED(*operands, name=name, shape=shape, result=result, by=tuple(names), given=given)
