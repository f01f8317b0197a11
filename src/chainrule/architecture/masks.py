"""Masks of dropout, and noise, in the graphs that run: drawn at each step, or at their means."""

from collections.abc import Mapping
from math import prod

from chainrule.architecture.graph_parts import exchanged
from chainrule.boards.starts import Drawn, Mask
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.graph.shape import Shape
from chainrule.ops.dropout import dropout_mask, normal_noise
from chainrule.ops.linear import broadcast, reshape


def drawing(graph: Graph, data: Mapping[str, Drawn]) -> Graph:
    """A graph whose masks and noise are drawn at each step, numbered in their order."""
    seed, step = (input(name, kind="index") for name in ("seed", "step"))

    def drawn(one: Drawn, shape: Shape, number: int) -> Node:
        if isinstance(one, Mask):
            return dropout_mask(seed, step, shape, one.rate, mask=number)
        noise = normal_noise(seed, step, shape, number, number + len(data))
        return noise if one.scale == 1 else one.scale * noise

    def shaped(one: Drawn, shape: Shape, number: int) -> Node:
        matrix = _matrix(shape)
        return drawn(one, shape, number) if matrix == shape else reshape(drawn(one, matrix, number), shape)

    numbered = enumerate(data.items(), start=1)
    return exchanged(graph, {name: shaped(one, graph.leaves[name].shape, number) for number, (name, one) in numbered})


def _matrix(shape: Shape) -> Shape:
    """The matrix in which numbers of any shape are drawn; what counts examples comes last, or first.

    >>> _matrix(("m", 4, 8)), _matrix((4, 8, "m")), _matrix((4,))
    (('m', 32), (32, 'm'), (4, 1))
    """
    if len(shape) == 2:
        return shape
    if shape and isinstance(shape[-1], str) and len(shape) > 1:
        return prod(int(size) for size in shape[:-1]), shape[-1]
    return (shape or (1,))[0], prod(int(size) for size in shape[1:])


def at_their_means(graph: Graph, data: Mapping[str, Drawn]) -> Graph:
    """A graph whose masks let everything through, and without noise."""
    means = {name: broadcast(one.mean, shape=graph.leaves[name].shape) for name, one in data.items()}
    return exchanged(graph, means)
