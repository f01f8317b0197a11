"""Neurons: the program of what every neuron sums, and of what is predicted, for any rows of inputs."""

from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass
from math import isqrt

from chainrule.engines.javascript.program import javascript_function
from chainrule.engines.memory import BATCH
from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.movement.attempt import Stand
from chainrule.movement.boundary import classes_of
from chainrule.movement.inner import Inside

SMALLEST = 8  # side of an image
LABELS, HALF, COLUMNS, NUMBERS = "labels", "half", "columns", "numbers"  # what a target is


@dataclass(frozen=True)
class Neurons:
    """The program, its leaves in their order, and the units of each array that it returns; the prediction is last."""

    text: str
    leaves: tuple[str, ...]
    input: str
    inputs: int
    units: dict[str, int]
    target: str
    targets: int  # numbers in one
    answers: str
    classes: tuple[str, ...]

    @property
    def is_of_images(self) -> bool:
        """Whether its inputs are as many as a square image of at least 8 × 8 pixels has."""
        side = isqrt(self.inputs)
        return side * side == self.inputs and side >= SMALLEST and bool(self.classes)


def print_neurons(stand: Stand, known: Container[str]) -> Neurons | None:
    """The program of a model whose leaves are `known`; None where there is no prediction from one table of inputs."""
    with suppress(SettingError):
        inside = Inside(stand.checkpoint.trainable)
        graph = inside.graph
        target = "labels" if stand.examples.labelled else stand.examples.target
        fits = all(name in known for name in (*graph.leaves, target)) and target in stand.examples.tables
        units = _units(graph)
        if not fits or units is None or graph.leaves[inside.input].shape[0] == BATCH:
            return None
        answers, classes = _answers(stand)
        return Neurons(
            text=javascript_function(graph),
            leaves=tuple(graph.leaves),
            input=inside.input,
            inputs=inside.inputs,
            units=units,
            target=target,
            targets=max(1, stand.examples.tables[target][:1].size),
            answers=answers,
            classes=classes,
        )
    return None


def _units(graph: Graph) -> dict[str, int] | None:
    """The rows of each output; None where one of them has no column for each example, and nothing else."""
    found = {}
    for name, node in graph.outputs.items():
        first, *others = node.shape or (0,)
        if node.shape == (BATCH,):
            found[name] = 1
        elif others == [BATCH] and isinstance(first, int):
            found[name] = first
        else:
            return None
    return found


def _answers(stand: Stand) -> tuple[str, tuple[str, ...]]:
    """What a target is, and what its classes are called."""
    examples = stand.examples
    try:
        _, names = classes_of(examples)
    except SettingError:
        return NUMBERS, ()
    if examples.labelled:
        return LABELS, names
    table = examples.tables[examples.target]
    return (COLUMNS if table.ndim > 1 and table.shape[1] > 1 else HALF), names
