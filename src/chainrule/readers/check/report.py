"""The check of gradients: analytic against central differences of the cost, for each parameter and each entry."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chainrule.errors import GraphError
from chainrule.graph.display import Displayed
from chainrule.graph.graph import Graph
from chainrule.graph.passes import Derivative
from chainrule.graph.values import Values
from chainrule.readers.check.corners import Corner
from chainrule.readers.check.entry_check import EntryCheck, check_entry, error_of
from chainrule.readers.check.error_curve import STEPS, ErrorCurve
from chainrule.readers.check.measured_slopes import Cost

MOST_ENTRIES = 200


@dataclass(frozen=True)
class ParameterCheck:
    """The gradient by one parameter; of a large one, only some entries are checked."""

    name: str
    label: str
    shape: tuple[int, ...]
    entries: tuple[EntryCheck, ...]

    @property
    def judged(self) -> tuple[EntryCheck, ...]:
        """The entries that have a derivative to compare with."""
        return tuple(entry for entry in self.entries if not entry.unjudged)

    @property
    def worst(self) -> EntryCheck:
        """The entry with the largest relative error; one that is not judged only where none is."""
        return max(self.judged or self.entries, key=lambda entry: entry.relative_error)

    @property
    def right(self) -> bool:
        """Whether every entry that is judged agrees."""
        return all(entry.right for entry in self.judged)

    @property
    def unjudged(self) -> dict[str, int]:
        """Why entries are not judged, and how many of them."""
        return dict(Counter(entry.unjudged for entry in self.entries if entry.unjudged))


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
        """The parameter with the largest relative error; one that is not judged only where none is."""
        return worst(self.parameters)

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
    if not any(one.entries for one in checked):
        raise GraphError("every parameter is empty; there is nothing to check")
    return CheckReport(cost_name, checked, _curve(graph, cost, worst(checked)), evaluations)


def worst(parameters: Sequence[ParameterCheck]) -> ParameterCheck:
    """The parameter with the largest relative error, among those that are judged if there are some."""
    filled = [one for one in parameters if one.entries]
    return max([one for one in filled if one.judged] or filled, key=lambda one: one.worst.relative_error)


def _is_of_leaf(graph: Graph, name: Derivative) -> bool:
    """Whether a cotangent is of a cost that the graph has, by one of its leaves."""
    return name.cost in graph.all_names and name.by in graph.leaves


def _check_parameter(graph: Graph, cost: Cost, name: str, label: str, most: int) -> ParameterCheck:
    leaf, gradient = graph.node(name), cost.number(graph.node(label))
    fixed = cost.fixed_beside(leaf)
    places = np.unique(np.linspace(0, gradient.size - 1, min(most, gradient.size)).astype(int))
    indices = [tuple(int(i) for i in np.unravel_index(place, gradient.shape)) for place in places]
    checks = tuple(check_entry(graph, cost, leaf, fixed, index, float(gradient[index])) for index in indices)
    return ParameterCheck(name, label, gradient.shape, checks)


def _curve(graph: Graph, cost: Cost, worst: ParameterCheck) -> ErrorCurve:
    entry = worst.worst
    leaf = graph.node(worst.name)
    fixed = cost.fixed_beside(leaf)
    slopes = [cost.slopes(leaf, fixed, entry.index, step) for step in STEPS]
    scale = max(abs(entry.analytic), abs(entry.difference), np.finfo(np.float64).tiny)
    errors = tuple(error_of(entry.analytic, one.central, scale) for one in slopes)
    return ErrorCurve(worst.label, entry.index, STEPS, errors)
