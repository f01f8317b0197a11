"""Exchange: the same expression with one thing in the place of another."""

from collections.abc import Callable, Iterable, Mapping

from chainrule.errors import ShapeError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node

Remake = Callable[[tuple[Node, ...]], Node]


def exchanged(thing: Node, swaps: Mapping[Node, Node]) -> Node:
    """`thing` with the nodes on the right of `swaps` wherever those on the left stood.

    >>> import chainrule as cr
    >>> x, y = cr.input("x"), cr.input("y", 2)
    >>> exchanged(cr.exp(x), {x: y})
    <exp (2,)>
    """
    return remade(thing, topological([thing], swaps), swaps, {})


def remade(thing: Node, order: Iterable[Node], swaps: Mapping[Node, Node], remakes: Mapping[Node, Remake]) -> Node:
    """`thing` over exchanged nodes, some in `order` made anew; ShapeError where what is new does not fit."""
    new = dict(swaps)
    for node in order:
        operands = tuple([new.get(operand, operand) for operand in node.operands])
        if operands == node.operands and node not in remakes:
            continue
        if node.attributes and any(x.rank != old.rank for x, old in zip(operands, node.operands, strict=True)):
            raise ShapeError(f"{node!r} names axes, so its operand keeps its rank")
        new[node] = remakes[node](operands) if node in remakes else node.with_operands(operands)
    return new.get(thing, thing)
