"""expand: compound ops opened into simpler ones, by their definitions; `open_ops` lets the caller choose."""

from collections.abc import Callable, Iterable

from chainrule.graph.graph import Thing, rebuild, rewrite, topological
from chainrule.graph.node import Node, Op
from chainrule.settings import several_names

Opening = Callable[..., Node]


def expand(thing: Thing, only: Iterable[str] | None = None) -> Thing:
    """The same graph, or node, with its compound ops opened: all of them, or `only` those named.

    >>> import chainrule as cr
    >>> expand(cr.sigmoid(cr.input("x")))
    <divide ()>
    """
    names = None if only is None else several_names("only", only)
    return open_ops(thing, lambda op: op.definition if names is None or op.name in names else None)


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
