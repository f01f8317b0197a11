"""Bottlenecks: the nodes that every way from some leaves to the cost passes through."""

from collections.abc import Collection, Iterator

from chainrule.graph.graph import topological
from chainrule.graph.node import Node


def bottlenecks(cost: Node, leaves: Collection[Node]) -> list[Node]:
    """Those between the leaves and the cost, the nearest to the cost first.

    They lie one behind the other: in the tree that has each node below the nearest one that all its ways to the cost
    pass through (Cooper, Harvey and Kennedy, 2001).

    >>> import chainrule as cr
    >>> x, w = cr.input("x"), cr.parameter("w")
    >>> bottlenecks(cr.exp(w * x) + w, [x])
    [<add ()>, <exp ()>, <multiply ()>, <input x ()>]
    """
    order = topological([cost])
    users: dict[Node, list[Node]] = {node: [] for node in order}
    for node in order:
        for operand in node.operands:
            users[operand].append(node)
    nearest: dict[Node, Node] = {}
    depth = {cost: 0}
    for node in reversed(order[:-1]):
        first, *others = users[node]
        for other in others:
            first = _shared(first, other, nearest, depth)
        nearest[node], depth[node] = first, depth[first] + 1
    reached = [leaf for leaf in leaves if leaf in depth]
    if not reached:
        return []
    start, *more = reached
    for leaf in more:
        start = _shared(start, leaf, nearest, depth)
    return list(_chain(start, nearest))[::-1]


def _shared(a: Node, b: Node, nearest: dict[Node, Node], depth: dict[Node, int]) -> Node:
    """The nearest node that the ways of both pass through."""
    while a is not b:
        if depth[a] < depth[b]:
            a, b = b, a
        a = nearest[a]
    return a


def _chain(node: Node, nearest: dict[Node, Node]) -> Iterator[Node]:
    yield node
    while node in nearest:
        yield (node := nearest[node])
