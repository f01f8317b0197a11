"""Masks of dropout in the graphs that run: drawn at each step, or ones."""

from collections.abc import Collection, Mapping

from chainrule.architecture.graph_parts import exchanged
from chainrule.graph.graph import Graph
from chainrule.graph.node import input
from chainrule.ops.dropout import dropout_mask
from chainrule.ops.linear import broadcast


def drawing(graph: Graph, rates: Mapping[str, float]) -> Graph:
    """A graph whose masks are drawn at each step, numbered in their order; `rates` are the shares that they drop."""
    seed, step = (input(name, kind="index") for name in ("seed", "step"))
    drawn = {
        name: dropout_mask(seed, step, graph.leaves[name].shape, rate, mask=number)
        for number, (name, rate) in enumerate(rates.items(), start=1)
    }
    return exchanged(graph, drawn)


def undropped(graph: Graph, masks: Collection[str]) -> Graph:
    """A graph whose masks let everything through."""
    return exchanged(graph, {name: broadcast(1, shape=graph.leaves[name].shape) for name in masks})
