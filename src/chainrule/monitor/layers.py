"""Layers, found in a model's graph: for a network Z1 and A1, Z2 and A2, …; for a board its own lines.

A layer is an activation and what it is taken of, or a named line that parameters of its own go into and no activation
follows. The steps of a loop, which share their parameters, are one layer.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from chainrule.engines.memory import BATCH
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, Op, input
from chainrule.graph.passes import moving_with
from chainrule.ops.activations import ACTIVATIONS
from chainrule.ops.linear import broadcast
from chainrule.training.per_example import example_axis
from chainrule.transforms.differentiate import given_back

STEP = re.compile(r"(?:_\d+)+$")  # how the name ends that a line has at a step of a loop
NUMBERED = re.compile(r"[ZA](\d+)")  # the lines of a network's layers
GRID = np.linspace(-20, 20, 4001)  # where the slope of an activation is looked at


@dataclass(frozen=True)
class Layer:
    """What a layer computes: `before` its activation and `after`, one of each for every step of a loop.

    Where there is no activation the two are the same. `axis` is that of its units, the channels of a convolution; None
    where each entry of an example is one.
    """

    name: str
    before: tuple[Node, ...]
    after: tuple[Node, ...]
    parameters: tuple[str, ...]  # the leaves that go in here, and not by way of another layer
    axis: int | None = None

    @property
    def activation(self) -> Op | None:
        """The activation, where it has one."""
        return self.after[0].op if self.after[0] is not self.before[0] else None

    @property
    def examples(self) -> int:
        """The axis along which examples lie."""
        return example_axis(self.after[0].shape)


def layers_of(graph: Graph) -> tuple[Layer, ...]:
    """The layers on the way to the graph's first output, in the order in which they are computed.

    >>> import chainrule as cr
    >>> [(layer.name, layer.parameters) for layer in layers_of(cr.Network([2, 3, 1]).graph())]
    [('layer 1', ('W1', 'b1')), ('layer 2', ('W2', 'b2'))]
    """
    order = topological([next(iter(graph.outputs.values()))])
    parameters = [node for node in order if node.op.name == "parameter"]
    moving = moving_with(parameters, order)
    rows = [node for node in order if node in moving and BATCH in node.shape]
    steps: dict[object, list[_Line]] = {}
    for line in _lines(graph, rows):
        steps.setdefault(line.key, []).append(line)
    return tuple(_layer(lines) for lines in steps.values())


@dataclass(frozen=True)
class _Line:
    """A layer at one step."""

    name: str
    before: Node
    after: Node
    own: tuple[str, ...]
    is_convolved: bool
    made_at: object = field(default=None, repr=False)

    @property
    def key(self) -> object:
        """What the steps of a loop share: the name without its number, or the line of the board, and parameters."""
        return (STEP.sub("", self.name) or self.made_at, self.after.op, self.own)


def _lines(graph: Graph, rows: Iterable[Node]) -> Iterator[_Line]:
    found: set[Node] = set()
    for node in (rows := list(rows)):
        is_activation = node.op in ACTIVATIONS
        before = node.operands[0] if is_activation else node
        own, is_convolved = _goes_in(before, found)
        activated = any(user.op in ACTIVATIONS and node in user.operands for user in rows)
        if is_activation or (graph.name_of(node) and own and not activated):
            found.add(node)
            name = graph.name_of(node) or graph.name_of(before)
            yield _Line(name, before, node, own, is_convolved, node.line)


def _goes_in(node: Node, found: set[Node]) -> tuple[tuple[str, ...], bool]:
    """The parameters that a node stands on and no layer before it, and whether a convolution lies between."""
    between = topological([node], found)
    parameters = tuple(one.name for one in between if one.op.name == "parameter")
    return parameters, any(one.op.name == "convolution" for one in between)


def _layer(lines: list[_Line]) -> Layer:
    first = lines[0]
    numbered = NUMBERED.fullmatch(first.name)
    stem = STEP.sub("", first.name) if len(lines) > 1 else first.name
    called = " of ".join(filter(None, (first.after.op.called, ", ".join(first.own))))
    name = f"layer {numbered[1]}" if numbered else stem or called
    axis = 1 if first.is_convolved and first.after.rank > 2 else None
    before, after = tuple(line.before for line in lines), tuple(line.after for line in lines)
    return Layer(name, before, after, first.own, axis)


# ---- slopes of activations ----------------------------------------------------------------------------------------


def slope_of(node: Node) -> Node:
    """The local slope of an activation, entry by entry: what its VJP makes of ones."""
    (slope,) = given_back(node, broadcast(1, shape=node.shape))
    assert slope is not None  # noqa: S101 - an activation moves with its operand
    return slope


@dataclass(frozen=True)
class Slopes:
    """The steepest slope that an activation has anywhere, and whether it is flat, with slope 0, on one side of 0."""

    steepest: float
    is_rectifier: bool


@lru_cache(maxsize=64)
def slopes_of(op: Op) -> Slopes:
    """What the op's own VJP says of it.

    >>> from chainrule.ops.activations import relu, sigmoid
    >>> slopes_of(sigmoid), slopes_of(relu)
    (Slopes(steepest=0.25, is_rectifier=False), Slopes(steepest=1.0, is_rectifier=True))
    """
    z = input("z", ("n",))
    (slopes,) = evaluate([slope_of(op(z))], {z: GRID})
    return Slopes(float(np.abs(slopes).max()), bool((slopes[GRID < 0] == 0).all()))
