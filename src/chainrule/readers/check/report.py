"""The check of gradients: analytic against central differences of the cost, for each parameter and each entry.

    relative error = |a − d| / max(|a|, |d|)

where both are so small that the difference shows rounding only, relative to what it can show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from chainrule.errors import GraphError
from chainrule.graph.display import Displayed
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative
from chainrule.graph.values import Values
from chainrule.readers.check.corners import Corner, corners
from chainrule.readers.check.error_curve import STEPS, ErrorCurve
from chainrule.readers.check.measured_slopes import Cost, Index, Slopes

TOLERANCE = 1e-6  # central differences of a smooth cost are closer, a slip is farther
OTHER_STEPS = (1e-3, 1e-4, 1e-7)  # a gradient that is right agrees at one of the steps; a wrong one at none
BEND = 1e-3  # slopes left and right that differ by more may belong to a corner
JUMP = 5  # the slope across a jump grows as the step shrinks
MOST_ENTRIES = 200


@dataclass(frozen=True)
class EntryCheck:
    """One entry of a gradient: analytic, measured, and how far they lie apart."""

    index: Index
    analytic: float
    difference: float
    relative_error: float
    corners: tuple[Corner, ...] = ()

    @property
    def right(self) -> bool:
        """Whether both agree."""
        return self.relative_error <= TOLERANCE


@dataclass(frozen=True)
class ParameterCheck:
    """The gradient by one parameter; of a large one, only some entries are checked."""

    name: str
    label: str
    shape: tuple[int, ...]
    entries: tuple[EntryCheck, ...]

    @property
    def smooth(self) -> tuple[EntryCheck, ...]:
        """The entries that do not stand at a corner, where there is no derivative to compare with."""
        return tuple(entry for entry in self.entries if not entry.corners)

    @property
    def worst(self) -> EntryCheck:
        """The entry with the largest relative error; one at a corner only where all are."""
        return max(self.smooth or self.entries, key=lambda entry: entry.relative_error)

    @property
    def right(self) -> bool:
        """Whether every entry agrees that does not stand at a corner."""
        return all(entry.right for entry in self.smooth)


@dataclass(frozen=True, repr=False)
class CheckReport(Displayed):
    """The verdict on the gradients of a cost, and what it rests on."""

    cost: str
    parameters: tuple[ParameterCheck, ...]
    curve: ErrorCurve
    evaluations: int  # of the cost, for the differences; the gradient took one backward pass
    notes: tuple[str, ...] = ()  # what is worth a second look

    @property
    def right(self) -> bool:
        """Whether every gradient is right."""
        return all(parameter.right for parameter in self.parameters)

    @property
    def worst(self) -> ParameterCheck:
        """The parameter with the largest relative error."""
        return max((one for one in self.parameters if one.entries), key=lambda one: one.worst.relative_error)

    @property
    def numbers(self) -> int:
        """How many entries were checked; each takes two evaluations, and those in doubt some more."""
        return sum(len(parameter.entries) for parameter in self.parameters)

    @cached_property
    def corners(self) -> tuple[Corner, ...]:
        """Every corner that an entry stands at."""
        return tuple(corner for one in self.parameters for entry in one.entries for corner in entry.corners)


def check(graph: Graph, values: Values | Mapping[str, object], entries: int = MOST_ENTRIES) -> CheckReport:
    """The check of the cotangents `∂L/∂W1`, … that a graph has as outputs, at these values of its leaves.

    Of a parameter with more than `entries` numbers, that many are checked, evenly spread.

    >>> import chainrule as cr
    >>> x = cr.parameter("x")
    >>> report = check(cr.differentiate(cr.Graph({"L": x * x})), {"x": 3.0})
    >>> report.right, report.evaluations
    (True, 2)
    """
    labels = [name for name in graph.outputs if isinstance(name, Derivative) and _is_of_leaf(graph, name)]
    if not labels:
        raise GraphError("the graph has no cotangent of a leaf among its outputs; differentiate makes some")
    cost_name = labels[0].cost
    cost = Cost(graph, graph.node(cost_name), {name: values[name] for name in graph.leaves})
    checked = tuple(
        _check_parameter(graph, cost, label.by, label, entries) for label in labels if label.cost == cost_name
    )
    evaluations = cost.evaluations
    filled = [one for one in checked if one.entries]
    if not filled:
        raise GraphError("every parameter is empty; there is nothing to check")
    worst = max(filled, key=lambda one: one.worst.relative_error)
    return CheckReport(cost_name, checked, _curve(graph, cost, worst), evaluations)


def _is_of_leaf(graph: Graph, name: Derivative) -> bool:
    """Whether a cotangent is of a cost that the graph has, by one of its leaves."""
    return name.cost in graph.all_names and name.by in graph.leaves


def _check_parameter(graph: Graph, cost: Cost, name: str, label: str, most: int) -> ParameterCheck:
    leaf, gradient = graph.node(name), cost.number(graph.node(label))
    fixed = cost.fixed_beside(leaf)
    places = np.unique(np.linspace(0, gradient.size - 1, min(most, gradient.size)).astype(int))
    indices = [tuple(int(i) for i in np.unravel_index(place, gradient.shape)) for place in places]
    checks = tuple(_check_entry(graph, cost, leaf, fixed, index, float(gradient[index])) for index in indices)
    return ParameterCheck(name, label, gradient.shape, checks)


def _check_entry(
    graph: Graph, cost: Cost, leaf: Node, fixed: Mapping[Node, Array], index: Index, analytic: float
) -> EntryCheck:
    slopes = cost.slopes(leaf, fixed, index)
    found = _corners_at(graph, cost, leaf, fixed, index, slopes)
    best = _compared(cost, index, analytic, slopes, found)
    if found or best.right:
        return best
    others = [cost.slopes(leaf, fixed, index, step) for step in OTHER_STEPS]
    compared = [best, *(_compared(cost, index, analytic, other) for other in others)]
    best = min(compared, key=lambda entry: entry.relative_error)
    jumps = not best.right and abs(others[-1].central) > JUMP * abs(slopes.central)
    return replace(best, corners=_sides_changed(graph, cost, leaf, fixed, index, slopes)) if jumps else best


def _compared(cost: Cost, index: Index, analytic: float, slopes: Slopes, found: tuple[Corner, ...] = ()) -> EntryCheck:
    difference = slopes.central
    scale = max(abs(analytic), abs(difference), cost.rounding(slopes.step) / TOLERANCE)
    return EntryCheck(index, analytic, difference, _error(analytic, difference, scale), found)


@np.errstate(all="ignore")
def _error(analytic: float, difference: float, scale: float) -> float:
    """How far two numbers lie apart, in parts of a scale; infinitely far where one of them is not finite."""
    error = float(np.abs(np.subtract(analytic, difference)) / scale)
    return error if np.isfinite(error) else float("inf")


def _corners_at(
    graph: Graph, cost: Cost, leaf: Node, fixed: Mapping[Node, Array], index: Index, slopes: Slopes
) -> tuple[Corner, ...]:
    bend = abs(slopes.right - slopes.left)
    if bend <= BEND * max(abs(slopes.left), abs(slopes.right)) + 4 * cost.rounding(slopes.step):
        return ()
    return _sides_changed(graph, cost, leaf, fixed, index, slopes)


def _sides_changed(
    graph: Graph, cost: Cost, leaf: Node, fixed: Mapping[Node, Array], index: Index, slopes: Slopes
) -> tuple[Corner, ...]:
    left, right = (cost.moved(leaf, fixed, index, by) for by in (-slopes.step, slopes.step))
    return tuple(corners(graph, cost.node, (left, cost.here, right), index, slopes))


def _curve(graph: Graph, cost: Cost, worst: ParameterCheck) -> ErrorCurve:
    entry = worst.worst
    leaf = graph.node(worst.name)
    fixed = cost.fixed_beside(leaf)
    slopes = [cost.slopes(leaf, fixed, entry.index, step) for step in STEPS]
    scale = max(abs(entry.analytic), abs(entry.difference), np.finfo(np.float64).tiny)
    errors = tuple(min(_error(entry.analytic, one.central, scale), 1e3) for one in slopes)
    return ErrorCurve(worst.label, entry.index, STEPS, errors)
