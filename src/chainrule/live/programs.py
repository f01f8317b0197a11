"""Programs of a page: JavaScript that computes every number of its pictures, and that makes its steps."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

import numpy as np

from chainrule.engines.javascript.program import javascript_function
from chainrule.engines.task import TableType
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.passes import forward_pass
from chainrule.live.lesson import Pace
from chainrule.readers.diagram.circuit import operations
from chainrule.training.model import Model
from chainrule.training.program import TrainingProgram
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.transforms.sized import Sizes, sized


@dataclass(frozen=True)
class Passes:
    """Both passes as a module: its text, and what its function takes and returns."""

    text: str
    leaves: Mapping[str, Node]
    results: Mapping[str, Node]


def named_passes(graph: Graph, cost: str) -> Graph:
    """Both passes with a name for every node that the circuit shows, #3 where it has none, and for its cotangent."""
    named = set(graph.all_names.values())
    gates = [part for part in operations(graph) if part.kind == "gate"]
    unnamed = {part.name: part.node for part in gates if part.node not in named}
    whole = Graph(graph.outputs, {**graph.names, **unnamed}, tuple(graph.leaves.values()))
    reals = [name for name, leaf in whole.leaves.items() if leaf.attributes.get("kind") != "index"]
    if all(size == 1 for size in whole.node(cost).shape):
        return simplify(differentiate(whole, reals, cost), kept=whole.order)
    return whole


def print_passes(whole: Graph, further: Mapping[str, Node], sizes: Sizes, known: Container[str] = ()) -> Passes:
    """A program of everything that has a name, and of what else is asked for, at these sizes; not of what is known.

    The letter that counts examples stays a letter, so that rows may be added; it is m in every program.
    """
    asked = Graph({**whole.outputs, **further}, whole.names, tuple(whole.leaves.values()))
    graph = sized(simplify(asked, kept=forward_pass(whole).order), sizes)
    results = {name: node for name, node in graph.all_names.items() if not node.is_leaf and name not in known}
    printed = Graph(results, {}, tuple(graph.leaves.values()))
    return Passes(javascript_function(printed), printed.leaves, results)


def print_cost(graph: Graph, cost: str, sizes: Sizes) -> Passes:
    """A program of the cost alone."""
    alone = sized(Graph({cost: graph.node(cost)}), sizes)
    return Passes(javascript_function(alone), alone.leaves, dict(alone.outputs))


def training_program(pace: Pace) -> TrainingProgram:
    """The program that makes the steps, in double precision, as a page computes."""
    known = pace.stand.checkpoint
    own = Model(replace(known, theta=known.theta.astype(np.float64)))
    types = tuple(
        TableType(name, "int64" if table.dtype.kind in "iu" else "float64")
        for name, table in pace.stand.examples.tables.items()
    )
    return own.program(pace.optimizer, types, "javascript")
