"""Masks of dropout, and noise, in the graphs that run: drawn at each step, or at their means."""

from collections.abc import Mapping

from chainrule.architecture.graph_parts import exchanged
from chainrule.boards.starts import Drawn, Mask
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.graph.shape import Shape
from chainrule.ops.dropout import dropout_mask, normal_noise
from chainrule.ops.linear import broadcast


def drawing(graph: Graph, data: Mapping[str, Drawn]) -> Graph:
    """A graph whose masks and noise are drawn at each step, numbered in their order."""
    seed, step = (input(name, kind="index") for name in ("seed", "step"))

    def drawn(one: Drawn, shape: Shape, number: int) -> Node:
        if isinstance(one, Mask):
            return dropout_mask(seed, step, shape, one.rate, mask=number)
        noise = normal_noise(seed, step, shape, number, number + len(data))
        return noise if one.scale == 1 else one.scale * noise

    numbered = enumerate(data.items(), start=1)
    return exchanged(graph, {name: drawn(one, graph.leaves[name].shape, number) for number, (name, one) in numbered})


def at_their_means(graph: Graph, data: Mapping[str, Drawn]) -> Graph:
    """A graph whose masks let everything through, and without noise."""
    means = {name: broadcast(one.mean, shape=graph.leaves[name].shape) for name, one in data.items()}
    return exchanged(graph, means)
