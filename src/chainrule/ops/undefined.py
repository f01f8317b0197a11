"""Undefined functions: f(h(g(m(x)))), of which nothing is known but that each has a slope.

What the chain rule says of them holds for all functions, so there are equations and no numbers. The op stands beside
the alphabet, whose ops can all be computed; it acts entry by entry.
"""

from collections.abc import Callable, Iterable
from typing import NoReturn

from chainrule.errors import GraphError
from chainrule.graph.node import Array, Attribute, Node, Op
from chainrule.graph.shape import Shape
from chainrule.ops.elementwise import broadcast_shape


def _shape(*operands: Shape, **_: Attribute) -> Shape:
    return broadcast_shape(*operands)


def _forward(*_: Array, name: str, **__: Attribute) -> NoReturn:
    raise GraphError(any_function(name))


def any_function(name: str) -> str:
    """Why there are no numbers of an undefined function."""
    return f"{name} may be any function, so there are no numbers; with its formula in its place there are"


def _vjp(node: Node, g: Node) -> tuple[Node, ...]:
    """G f′(x), by each operand; `by` counts how often f was differentiated by it."""
    by = node.attributes["by"]
    assert isinstance(by, tuple)  # noqa: S101
    more = ((*by[:i], int(by[i]) + 1, *by[i + 1 :]) for i in range(len(by)))
    return tuple(g * _undefined(*node.operands, **{**node.attributes, "by": one}) for one in more)


_undefined = Op("undefined", _shape, _forward, _vjp)
UNDEFINED = (_undefined,)


def undefined(name: str, *, chained: bool = False) -> Callable[..., Node]:
    """The function of a name that may be any function; its slope is f′(h), or ∂f/∂h where functions are `chained`.

    >>> import chainrule as cr
    >>> f, x = undefined("f"), cr.input("x")
    >>> cr.simplify(cr.gradient(f(x), x)).attributes["by"]
    (1,)
    """

    def call(*operands: Node) -> Node:
        if not operands:
            raise GraphError(f"{name} is a function of something: {name}(x)")
        return _undefined(*operands, name=name, by=(0,) * len(operands), chained=int(chained))

    return call


def undefined_in(nodes: Iterable[Node]) -> tuple[str, ...]:
    """The names of the undefined functions among these nodes."""
    return tuple(dict.fromkeys(str(node.attributes["name"]) for node in nodes if node.op is _undefined))
