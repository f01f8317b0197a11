"""Programs of a page: JavaScript that computes every number of its pictures, and that makes its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from chainrule.engines.javascript.program import javascript_function
from chainrule.engines.memory import BATCH
from chainrule.engines.task import TableType
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension
from chainrule.live.lesson import Pace
from chainrule.readers.diagram.circuit import operations
from chainrule.readers.page import Sheet
from chainrule.training.model import Model
from chainrule.training.program import TrainingProgram
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.transforms.sized import sized


@dataclass(frozen=True)
class Passes:
    """Both passes as a module: its text, and what its function takes and returns."""

    text: str
    leaves: Mapping[str, Node]
    results: Mapping[str, Node]


def print_passes(sheet: Sheet, letter: str = "") -> Passes:
    """Every node that the circuit shows, named #3 where it has no name, and its cotangent, at the sizes of the values.

    The letter that counts examples stays a letter, so that rows may be added; it is m in every program.
    """
    assert sheet.values is not None  # noqa: S101 - a lesson has numbers
    named = set(sheet.graph.all_names.values())
    gates = [part for part in operations(sheet.graph) if part.kind == "gate"]
    unnamed = {part.name: part.node for part in gates if part.node not in named}
    whole = Graph(sheet.graph.outputs, {**sheet.graph.names, **unnamed}, tuple(sheet.graph.leaves.values()))
    reals = [name for name, leaf in whole.leaves.items() if leaf.attributes.get("kind") != "index"]
    if all(size == 1 for size in whole.node(sheet.cost).shape):
        whole = simplify(differentiate(whole, reals, sheet.cost), kept=whole.order)
    sizes: dict[str, Dimension] = dict(sheet.values.sizes)
    graph = sized(whole, sizes | {letter: BATCH} if letter else sizes)
    results = {name: node for name, node in graph.all_names.items() if not node.is_leaf}
    printed = Graph(results, {}, tuple(graph.leaves.values()))
    return Passes(javascript_function(printed), printed.leaves, results)


def training_program(pace: Pace) -> TrainingProgram:
    """The program that makes the steps, in double precision, as a page computes."""
    known = pace.stand.checkpoint
    own = Model(replace(known, theta=known.theta.astype(np.float64)))
    types = tuple(
        TableType(name, "int64" if table.dtype.kind in "iu" else "float64")
        for name, table in pace.stand.examples.tables.items()
    )
    return own.program(pace.optimizer, types, "javascript")
