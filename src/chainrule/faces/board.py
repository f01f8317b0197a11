"""Board: a whiteboard as a person sees it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from chainrule import tutor
from chainrule.boards.grammar import read_whiteboard
from chainrule.boards.notes import notes
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import GraphError, SettingError, WhiteboardError
from chainrule.faces import living
from chainrule.faces.board_training import Training
from chainrule.faces.letters import require_apart
from chainrule.faces.own_numbers import Numbers, Shown, bound, by_name, require_all
from chainrule.graph.display import Displayed, shortened
from chainrule.graph.graph import Graph
from chainrule.graph.values import Values
from chainrule.live import Page
from chainrule.ops.undefined import undefined_in
from chainrule.readers.check.growth_report import GrowthReport, growth_of
from chainrule.readers.check.report import CheckReport, check
from chainrule.readers.diagram import diagram
from chainrule.readers.equations import Equations, equations, with_running
from chainrule.readers.equations.closed_blocks import closed_equations
from chainrule.readers.equations.descent import learned
from chainrule.readers.equations.folding import folded as fold
from chainrule.readers.notation.blocks import Blocks, Closed, closed_names
from chainrule.readers.script import Script, script
from chainrule.readers.trace import Trace, trace
from chainrule.settings import real_number, truth, whole_number
from chainrule.training.optimizers import Optimizer
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.tutor.verdicts import Verdict


class Board(Training, Displayed):
    """A model as it stands on the whiteboard, with the backward pass that follows from it.

    >>> board = Board("f = 1 / (1 + exp(-x))")
    >>> board.backward()
    <graph of 9 nodes: x () -> f (), ∂f/∂x ()>
    >>> float(board.bind(x=1.0)["∂f/∂x"].round(6))
    0.196612
    """

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise WhiteboardError(f"a board is a text, such as 'f = 1 / (1 + exp(-x))', not {type(text).__name__}")
        self.whiteboard: Whiteboard = read_whiteboard(text)
        require_apart(self.graph, WhiteboardError)

    def __reduce__(self) -> tuple[object, ...]:
        """How a copy is made: its text is read anew, and what it has learned put beside."""
        return (Board, (self.whiteboard.text,), {"_model": self._model})

    def __repr__(self) -> str:
        return shortened(f"<board {self.graph!r}>")

    @property
    def graph(self) -> Graph:
        """The forward pass."""
        return self.whiteboard.graph

    @property
    def wrt(self) -> tuple[str, ...]:
        """What the cost is differentiated by: the parameters, or the data where there are none; in a layer both."""
        return self.whiteboard.wrt

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is worth a second look, a sentence each: a softmax taken twice, say; none where there is nothing."""
        return notes(self.whiteboard)

    def backward(self, cost: str = "") -> Graph:
        """The forward pass with every cotangent of a cost: `∂L/∂W1` as outputs, `∂L/∂Z` between; the last cost else."""
        return self._differentiated(cost) if cost != "" else self._backward

    @cached_property
    def _backward(self) -> Graph:
        return self._differentiated(self.whiteboard.cost)

    def _differentiated(self, cost: str) -> Graph:
        return simplify(differentiate(self.graph, self.wrt, cost), kept=self.graph.order)

    def trace(self, values: Numbers = None, detail: str = "operations", learning_rate: float | None = None) -> Trace:
        """The calculation step by step: "operations", "gates" or "layers"; with a learning rate the update too."""
        return trace(self.backward(), self._bound(values), detail, self._rate(learning_rate), self.whiteboard.scopes)

    def diagram(
        self, values: Shown = None, zoom: str = "operations", *, steps: bool = False, closed: Closed = None
    ) -> str:
        """The circuit as an SVG: "layers", "operations" or "gates"; `steps` shows upstream × local = downstream.

        Each step of a loop and each call of a definition has a frame. `closed` names those that are one box, a loop
        by its letter: "attention", ["attention", "t"], True for all, as in layers, or False for none.
        """
        shown, cost, blocks = self._shown(values), self.whiteboard.cost, self._blocks
        return diagram(self.graph, shown, zoom=zoom, cost=cost, steps=steps, blocks=blocks, closed=closed)

    @property
    def _blocks(self) -> Blocks:
        return Blocks(self.whiteboard.scopes, self.whiteboard.steps)

    def check(self, values: Numbers = None, entries: int = 200) -> CheckReport:
        """The verdict on every gradient, against central differences."""
        report = check(self.backward(), self._bound(values), whole_number("entries", entries, 1))
        return replace(report, notes=self.notes)

    def growth(self) -> GrowthReport:
        """What a gradient costs by 2m evaluations, one of them timed, and by a backward pass, while letters grow."""
        return growth_of(self.graph, self.whiteboard.cost)

    def page(
        self,
        values: Numbers = None,
        *,
        optimizer: Optimizer | str | None = None,
        batch_size: int | str = "full",
        title: str = "A board that computes",
    ) -> Page:
        """One HTML file that computes and trains, at these numbers; it works from a disk and asks for nothing.

        Its numbers come from JavaScript that is printed from the board, and stands on it. Parameters without a number
        are where training would start, and it trains by SGD where no optimizer is named. Raises SettingError where the
        batch size is a schedule, and for more than 8,000 numbers.
        """
        given = self.whiteboard.by_leaf(by_name(self.graph, values))
        whole, stand = living.at_start(self, given) if learned(self.backward()) else (self._bound(values), None)
        return living.board_page(self.whiteboard, whole, stand, self.notes, (optimizer, batch_size), title)

    def claim(self, text: str, /, values: Numbers = None, **leaves: object) -> Verdict:
        """What is to be said of a gradient that a person states, such as `dW1 = dZ @ X.T`.

        Claims made of numbers are judged at `values`, at numbers by name, or at those of the board.
        """
        if not isinstance(text, str):
            raise WhiteboardError(f"a claim is a text, such as 'dw = 2*(w*x - y)*x', not {type(text).__name__}")
        numbers: object = values
        if "values" in self.graph.leaves and not (numbers is None or isinstance(numbers, Mapping | Values)):
            values, leaves = None, {"values": numbers, **leaves}  # a name of the board like any other
        given = self.whiteboard.by_leaf({**by_name(self.graph, values), **leaves})
        if given:
            self.whiteboard.require(given)
        return tutor.judge(self.whiteboard, text, {**self.whiteboard.values, **given} or None)

    def script(self, values: Numbers = None, learning_rate: float | None = None, steps: int | None = None) -> Script:
        """A NumPy file that runs without chainrule: data, both passes; with a learning rate, 10 steps of descent."""
        rate, many = self._rate(learning_rate), 10 if steps is None else whole_number("steps", steps, 1)
        if rate is None and steps is not None:
            raise SettingError("steps are those of gradient descent; give a learning_rate too")
        return script(self.backward(), self._bound(values), rate, many)

    def equations(
        self, detail: str = "final", values: Shown = None, *, folded: bool = True, closed: Closed = None
    ) -> Equations:
        """The equations of both passes: "final", "named", "derivation" or "indices"; in numbers too, where it has some.

        `values=False` shows none, and equations in indices have none. A board that ends in a matrix has no gradient,
        and shows its forward pass. What a step makes of running averages stands last, μ ← …. Steps of a loop that are
        alike share a line, with t = 1 … T behind it, unless `folded=False`; in indices each has its own. `closed` names
        definitions whose calls stay as they are, "attention", a list of them, or True for all: what a definition
        returns, and hands back, is said once.
        """
        shut = closed_names(closed, self.whiteboard.scopes.values(), otherwise=False, loops=False)
        if shut:
            if not (values is None or values is False):
                raise SettingError("equations with closed calls show no numbers; leave values or closed out")
            wrt, cost = self.wrt, self.whiteboard.cost
            lines = closed_equations(self.graph, self._blocks, shut, wrt, cost, detail, folded=truth("folded", folded))
            return replace(with_running(lines, self.graph), notes=self.notes)
        shown = None if values is None and detail == "indices" else self._shown(values)
        lines = equations(self._both, detail, shown, scopes=self.whiteboard.scopes)
        if truth("folded", folded) and detail != "indices":  # whose letters count places
            lines = fold(lines, self._blocks, self._both.all_names)
        return replace(with_running(lines, self.graph), notes=self.notes)

    def _rate(self, learning_rate: float | None) -> float | None:
        """A learning rate, for which there is something to learn."""
        if learning_rate is not None and not learned(self.backward()):
            raise SettingError("a learning rate is for parameters, and the board has none; declare some: params w")
        return None if learning_rate is None else real_number("learning_rate", learning_rate)

    @property
    def _both(self) -> Graph:
        """Both passes; the forward pass of a board that ends in a matrix."""
        ends_in_a_number = all(dimension == 1 for dimension in self.graph.node(self.whiteboard.cost).shape)
        return self.backward() if ends_in_a_number else self.graph

    def _shown(self, values: Shown) -> Values | None:
        """Numbers as they are, or bound; those of the board where it has all, and none where it has not."""
        if values is False:
            return None
        if values is not None:
            return self._bound(values)
        own = self.whiteboard.values
        has_all = own.keys() >= self.graph.leaves.keys() and not undefined_in(self.graph.order)
        return Values(self._both, own) if has_all else None

    def _bound(self, values: Numbers) -> Values:
        """Numbers as they are, or bound; those that stand on the board where none are given."""
        return bound(self.graph, values, self.bind)

    def bind(self, /, **leaves: object) -> Values:
        """The numbers of the backward graph for these numbers of its leaves; those left out are the board's own.

        Parameters that were trained are what they have become, the others what stands on the board. What has steps,
        x[1], x[2], …, is a list with one for each: `bind(x=[…])`.
        """
        leaves = self.whiteboard.by_leaf(leaves)
        self.whiteboard.require(leaves)
        unknown = [name for name in leaves if name not in self.graph.leaves]
        if unknown:
            raise GraphError(f"the board has no {unknown[0]!r} to bind; it has {', '.join(self.graph.leaves)}")
        trained = {} if self._model is None else self.parameters
        values = self.whiteboard.filled({**self.whiteboard.values, **trained, **leaves})
        require_all(self.graph.leaves, values, "bind(…) gives one")
        return Values(self.backward(), values)


def whiteboard(text: str) -> Board:
    """The board that a text describes, line by line.

    >>> whiteboard("f = x * x").bind(x=3)["∂f/∂x"]
    array(6.)
    """
    return Board(text)
