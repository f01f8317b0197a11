"""expand: compound ops opened into simpler ones, by their definitions; `open_ops` lets the caller choose."""

from collections.abc import Callable, Container

from chainrule.graph.graph import Thing, rebuild, rewrite, topological
from chainrule.graph.node import Node, Op

Opening = Callable[..., Node]


def expand(thing: Thing, only: Container[str] | None = None) -> Thing:
    """The same graph, or node, with its compound ops opened: all of them, or `only` those named.

    >>> import chainrule as cr
    >>> expand(cr.sigmoid(cr.input("x")))
    <divide ()>
    """
    return open_ops(thing, lambda op: op.definition if only is None or op.name in only else None)


def open_ops(thing: Thing, opening: Callable[[Op], Opening | None]) -> Thing:
    """The same graph, or node, with each op replaced by what `opening` gives for it, until it gives None."""

    def replace(node: Node, operands: tuple[Node, ...]) -> Node:
        new = node.with_operands(operands)
        opened = opening(node.op)
        if opened is None:
            return new
        # a definition may hold compound ops itself; the operands are open already
        inside = opened(*operands, **node.attributes)
        return rebuild(topological([inside], operands), replace, operands)[inside]

    return rewrite(thing, replace)
