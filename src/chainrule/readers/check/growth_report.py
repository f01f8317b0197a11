"""What a gradient of a person's own model costs by both ways, while the letters in its parameters' shapes grow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chainrule.errors import GraphError
from chainrule.graph.display import Displayed, wrapped
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.graph.shape import Shape
from chainrule.readers.check.growth import EXAMPLES, Growth, exponents, measure_growth
from chainrule.readers.check.growth_plot import growth_plot
from chainrule.readers.notation.numbers import format_count, format_number, format_seconds
from chainrule.transforms.differentiate import differentiate

LARGEST = tuple(2**power for power in range(19, 24))  # numbers in the largest array of each model
HEADINGS = ("parameters", "evaluations", "differences", "one backward pass")


@dataclass(frozen=True, repr=False)
class GrowthReport(Displayed):
    """What both ways cost for a model of growing size: the letters that grew, and a point for each size."""

    letters: tuple[str, ...]
    points: tuple[Growth, ...]

    @cached_property
    def exponents(self) -> tuple[float, float]:
        """The powers of m with which differences and backward pass grow."""
        return exponents(self.points)

    def svg(self) -> str:
        """The plot, both axes logarithmic."""
        return growth_plot(self.points)

    def __str__(self) -> str:
        rows = [HEADINGS, *(_row(point) for point in self.points)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
        lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        slow, fast = (format_number(round(power, 2)) for power in self.exponents)
        grown = f"What a gradient costs, while {' and '.join(self.letters)} grow{'s' * (len(self.letters) == 1)}:"
        timed = "Differences take 2m evaluations for m parameters; one was timed, and multiplied by 2m."
        told = f"They grow with m^{slow}, a backward pass with m^{fast}."
        return wrapped("\n".join([grown, "", *lines, "", timed, told]))


def growth_of(graph: Graph, cost: str) -> GrowthReport:
    """The cost of both ways for a graph with parameters whose shapes have letters; other letters are small.

    An evaluation is timed, and differences take 2m of them.
    """
    letters = tuple(dict.fromkeys(d for shape in _parameters(graph) for d in shape if isinstance(d, str)))
    if not letters:
        raise GraphError(
            "a model grows by letters in the shapes of its parameters, such as params W (k, n); it has none"
        )
    alone = Graph({cost: graph.node(cost)})

    def make(units: int) -> tuple[Graph, Mapping[str, Array]]:
        rng, sizes = np.random.default_rng(units), dict.fromkeys(letters, units)
        shapes = {name: _sized(leaf.shape, sizes) for name, leaf in alone.leaves.items()}
        return alone, {name: rng.normal(size=shape) / math.sqrt(units) for name, shape in shapes.items()}

    everything = differentiate(alone, cost=cost)
    units = (_units(everything, letters, largest) for largest in LARGEST)
    return GrowthReport(letters, measure_growth(dict.fromkeys(units), make=make))


def _parameters(graph: Graph) -> list[Shape]:
    return [leaf.shape for leaf in graph.leaves.values() if leaf.op.name == "parameter"]


def _sized(shape: Shape, sizes: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sizes.get(d, EXAMPLES) if isinstance(d, str) else d for d in shape)


def _units(graph: Graph, letters: tuple[str, ...], largest: int) -> int:
    """The size of these letters with which no array of a graph has more numbers than `largest`."""
    grown = [[d in letters for d in node.shape].count(True) for node in graph.order]
    fixed = [math.prod(_sized(node.shape, dict.fromkeys(letters, 1))) for node in graph.order]
    return max(1, min(int((largest / size) ** (1 / power)) for size, power in zip(fixed, grown, strict=True) if power))


def _row(point: Growth) -> tuple[str, ...]:
    seconds = (point.differences_seconds, point.backward_seconds)
    return (format_count(point.m), format_count(point.evaluations), *map(format_seconds, seconds))
