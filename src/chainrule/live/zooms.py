"""Zooms of a live page: layers, operations and gates, each a picture, and the walk through it, step by step.

A walk is the trace of the graph that is drawn: forward, then backward gate by gate, upstream × local = downstream.
Each step names the gate whose turn it is and the number that it finds; numbers have keys.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative
from chainrule.graph.values import Values
from chainrule.live.asked import FURTHER, Asked
from chainrule.live.programs import Passes, named_passes, print_passes
from chainrule.readers.diagram import MOST_PARTS, diagram
from chainrule.readers.diagram.circuit import operations
from chainrule.readers.drawing.name_labels import make_labels
from chainrule.readers.notation.live_numbers import LiveValues
from chainrule.readers.page.sheet import Sheet
from chainrule.readers.trace.step import Step
from chainrule.readers.trace.walk import Walk
from chainrule.readers.typeset.text import write_name
from chainrule.transforms.expand import expand
from chainrule.transforms.scalarize import entry_names, gate_count, scalar_numbers, scalarize
from chainrule.transforms.sized import sized

LAYERS, OPERATIONS, GATES = "layers", "operations", "gates"
MOST_STEPS = 420  # of a walk: with more, nobody arrives


@dataclass(frozen=True)
class Zoom:
    """One picture of the board, and the walk through it.

    `parts` are the names that nodes of the walk have in the picture; those that are `named` have a name on the board.
    """

    name: str
    picture: str
    steps: tuple[Step, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    named: Collection[str] = ()
    cost: str = ""


@dataclass(frozen=True)
class Gates:
    """The board on single numbers, and the same with leaves and names called as a picture labels them, for its walk."""

    drawn: Graph
    walked: Graph
    labels: Mapping[str, str]  # of each name that is drawn
    cost: str  # as it is drawn
    values: LiveValues  # of what is walked
    asked: Asked


def open_gates(sheet: Sheet, values: Values) -> Gates | None:
    """The board on single numbers, where these are few enough to be looked at."""
    opened = expand(sheet.graph)
    if gate_count(opened, values.sizes) > MOST_PARTS:
        return None
    drawn = scalarize(opened, values.sizes)
    labels = make_labels(drawn.all_names)
    if len({*labels.values()}) < len(labels):
        labels = {name: name for name in labels}
    again = sized(drawn, {}, labels)
    outputs, names = ({labels[name]: node for name, node in each.items()} for each in (again.outputs, again.names))
    walked = Graph(outputs, names, tuple(again.leaves.values()))
    parts = {part.node: part.name for part in operations(drawn)}
    keys = {new: parts.get(old) or drawn.name_of(old) for old, new in zip(drawn.order, walked.order, strict=True)}
    asked = Asked({node: key for node, key in keys.items() if key}, "~")
    numbers = scalar_numbers({name: values[name] for name in sheet.graph.leaves})
    live = LiveValues(walked, {labels[name]: number for name, number in numbers.items()}, asked)
    return Gates(drawn, walked, labels, entry_names(sheet.cost, values[sheet.cost].shape)[0], live, asked)


def print_gates(gates: Gates, passes: Passes) -> Passes:
    """The program of the gates: what has no entry among the results of the passes."""
    entries = {label: name for name, label in gates.labels.items()}
    whole = named_passes(gates.walked, gates.labels[gates.cost])

    def called(name: str) -> str:
        return Derivative(gates.cost, called(name.by)) if isinstance(name, Derivative) else entries.get(name, name)

    outputs, names = ({called(name): node for name, node in each.items()} for each in (whole.outputs, whole.names))
    known = {entry for name, node in passes.results.items() if name[0] not in FURTHER for entry in _entries(name, node)}
    printed = print_passes(Graph(outputs, names, tuple(whole.leaves.values())), gates.asked.further, {}, known)
    return replace(printed, leaves={entries[label]: leaf for label, leaf in printed.leaves.items()})


def _entries(name: str, node: Node) -> list[str]:
    return entry_names(name, tuple(size for size in node.shape if isinstance(size, int)))


def zooms(sheet: Sheet, values: LiveValues, gates: Gates | None) -> list[Zoom]:
    """Every zoom that says something different about this board, the one that suits it first."""
    has_arrays = any(leaf.rank for leaf in sheet.graph.leaves.values())
    opens = has_arrays or gates is None or len(operations(gates.drawn)) > len(operations(sheet.graph))
    found = [Zoom(LAYERS, _drawn(sheet, values, LAYERS))] if sheet.zoom == LAYERS or has_arrays else []
    if opens:
        walk = Walk(sheet.graph, sheet.cost if sheet.wrt else "", sheet.wrt, values)
        parts = {name: values.key(node) for name, node in walk.graph.all_names.items()}
        named = sheet.graph.all_names
        found.append(Zoom(OPERATIONS, _drawn(sheet, values, OPERATIONS), _steps(walk), parts, named, sheet.cost))
    if gates is not None:
        found.append(_gates(sheet, gates))
    first = GATES if not has_arrays and gates else sheet.zoom
    return sorted(found, key=lambda zoom: zoom.name != first)


def _steps(walk: Walk) -> tuple[Step, ...]:
    steps = [*walk.steps_forward(), *(walk.steps_backward() if walk.cost else ())]
    return tuple(steps) if len(steps) <= MOST_STEPS else ()


def _gates(sheet: Sheet, gates: Gates) -> Zoom:
    """Gates on single numbers."""
    assert sheet.values is not None  # noqa: S101 - a lesson has numbers
    entries = [entry for name in sheet.wrt for entry in entry_names(name, sheet.values[name].shape)]
    wrt = tuple(gates.labels[entry] for entry in entries if entry in gates.drawn.leaves)
    walk = Walk(gates.walked, gates.labels[gates.cost] if sheet.wrt else "", wrt, gates.values)
    numbers = {name: gates.values[label] for name, label in gates.labels.items() if name in gates.drawn.leaves}
    picture = diagram(
        gates.drawn,
        Values(gates.drawn, numbers),
        cost=gates.cost,
        title=f"Gates of {write_name(sheet.cost)}",
        prefix=GATES,
        moving=True,
    )
    parts = {name: gates.values.key(node) for name, node in walk.graph.all_names.items()}
    return Zoom(GATES, picture, _steps(walk), parts, gates.walked.all_names, walk.cost)


def _drawn(sheet: Sheet, values: Values, zoom: str) -> str:
    return diagram(
        sheet.graph,
        values,
        zoom=zoom,
        cost=sheet.cost,
        title=f"{'Circuit' if zoom == OPERATIONS else 'Layers'} of {write_name(sheet.cost)}",
        prefix=zoom,
        blocks=sheet.blocks,
        moving=True,
    )


def gate_of(step: Step) -> str:
    """The name of the node whose turn it is: the one that is computed, or that hands a cotangent on."""
    first = step.operands[0][0] if step.operands else step.name
    if isinstance(first, Derivative):
        return first.by
    return step.name.by if isinstance(step.name, Derivative) else step.name
