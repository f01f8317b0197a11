"""Undefined functions: f(h(g(m(x)))), of which nothing is known but that each has a slope.

What the chain rule says of them holds for all functions, so there are equations and no numbers. The op stands beside
the alphabet, whose ops can all be computed; it acts entry by entry. Whoever asks whether something holds for all of
them may draw one: a function whose waves are random, but for its name.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import prod
from typing import NoReturn
from zlib import crc32

import numpy as np

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
    return tuple(g * node.op(*node.operands, **{**node.attributes, "by": one}) for one in more)


def _drawn_number(*operands: Array, name: str, by: tuple[int, ...], **_: Attribute) -> Array:
    """Σₖ aₖ sin(Σᵢ wₖᵢ xᵢ + cₖ), differentiated `by` each operand so often; a sine turns by π/2 each time."""
    rng = np.random.default_rng(crc32(name.encode()))
    total = np.zeros(np.broadcast_shapes(*(np.shape(x) for x in operands)))
    for _wave in range(WAVES):
        a, c, *w = rng.uniform(0.5, 1.5, size=2 + len(operands))
        inside = sum(factor * x for factor, x in zip(w, operands, strict=True)) + c + np.pi / 2 * sum(by)
        total = total + a * prod(factor**times for factor, times in zip(w, by, strict=True)) * np.sin(inside)
    return total


WAVES = 3  # of a function that is drawn
_undefined = Op("undefined", _shape, _forward, _vjp)
_drawn = replace(_undefined, forward=_drawn_number, noun="function")
UNDEFINED = (_undefined, _drawn)


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


def uses_of_functions(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """Each use of a function that may be any, and its name; slopes are no use."""
    for node in nodes:
        by = node.attributes["by"] if node.op in UNDEFINED else None
        if isinstance(by, tuple) and not any(by):
            yield str(node.attributes["name"]), node


def drawn(node: Node, operands: tuple[Node, ...]) -> Node:
    """The same use over other operands, where a function that may be any is one that can be computed."""
    return _drawn(*operands, **node.attributes) if node.op is _undefined else node.with_operands(operands)
