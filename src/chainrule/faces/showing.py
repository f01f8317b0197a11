"""Showing: how a network shows its work, a few delegating lines for each reader."""

from collections.abc import Mapping
from functools import partial
from typing import Unpack

import numpy as np

from chainrule import tutor
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import GraphError, SettingError, WhiteboardError
from chainrule.faces import living
from chainrule.faces.explanation import Explanation
from chainrule.faces.landscapes import NO_SETTINGS, Looking, around
from chainrule.faces.own_numbers import Shown, bound, bound_leaves
from chainrule.faces.predicting import Predicting
from chainrule.faces.still_pictures import NetworkPictures
from chainrule.graph.display import Displayed
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.graph.passes import forward_pass
from chainrule.graph.values import Values
from chainrule.live import Page
from chainrule.movement.attempt import Stand
from chainrule.movement.landscape import Directions, Landscape
from chainrule.movement.starts import Starts
from chainrule.readers.check.report import CheckReport, check
from chainrule.readers.diagram import diagram
from chainrule.readers.equations import Equations, equations
from chainrule.readers.neurons import neurons
from chainrule.readers.script import Script
from chainrule.settings import whole_number
from chainrule.training.batches import Batches, BatchSize, SizeRule, as_batch_size
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.examples import Examples, prepare_examples, prepare_inputs
from chainrule.training.listing import list_training
from chainrule.training.model import Model
from chainrule.training.optimizers import Adam, Optimizer, as_optimizer
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.tutor.verdicts import Verdict

ROWS = 6  # that are drawn for a page without data
DRAWN = "no data are here: the rows are drawn, and each target is what the network predicts; type others over them"


class Showing(Predicting, NetworkPictures, Displayed):
    """What a network shows of itself. Its numbers are in float64, with L2 and without dropout."""

    _model: Model

    def equations(self, detail: str = "final", values: Shown = None) -> Equations:
        """The equations of both passes: "final", "named", "derivation" or "indices".

        With `explain(…).values`, or with the columns {"X": …, "Y": …}, the first three go on in numbers.
        """
        if values is None or values is False:
            return equations(_backward(self._known, self._cost), detail)
        if isinstance(values, Values):
            return equations(self._own(values).graph, detail, values)
        graph = _backward(self._known, self._numbered(labelled=self._known.labelled))
        return equations(graph, detail, bound(graph, values, partial(bound_leaves(graph), **self._parameters)))

    def explain(self, X: object, y: object, detail: str = "layers", learning_rate: float | None = None) -> Explanation:
        """All that is computed for these rows and targets, step by step: "layers", "operations" or "gates".

        With a learning rate, a step of gradient descent follows.
        """
        return Explanation(self._values(X, y), detail, learning_rate)

    def diagram(self, X: object = None, y: object = None, zoom: str = "layers", *, steps: bool = False) -> str:
        """The circuit as an SVG: "layers", "operations" or "gates"; with rows and targets, with their numbers.

        `steps` shows upstream × local = downstream under each gate.
        """
        if X is None:
            if y is not None:
                raise SettingError("y goes with X; give both, or X alone for the prediction")
            return diagram(self._cost, zoom=zoom, sizes={"m": 1}, steps=steps)
        values = self._prediction(X) if y is None else self._values(X, y)
        return diagram(forward_pass(values.graph), values, zoom=zoom, steps=steps)

    def neurons(self, digits: int = 3, prefix: str = "neurons") -> str:
        """The drawing of its neurons as an SVG, each weight a line; `prefix` keeps two on one page apart."""
        layout = self._known.architecture.layout
        return neurons(
            self._known.architecture.sizes,
            layout.views(self._known.theta),
            digits=digits,
            prefix=prefix,
        )

    def page(
        self,
        X: object = None,
        y: object = None,
        *,
        optimizer: Optimizer | str | None = None,
        batch_size: int | str = 32,
        title: str = "A network that computes",
    ) -> Page:
        """One HTML file that computes and trains on these rows, from here; it works from a disk and asks for nothing.

        Without rows it has a few that are drawn, whose targets are what the network predicts: any may be typed over.

        Its numbers come from JavaScript that is printed from the network's graph, and stands on it; pictures leave
        dropout out, steps do not. Raises SettingError where the batch size is a schedule, and for more than 8,000
        numbers.
        """
        if X is None and y is not None:
            raise SettingError("y goes with X; give both, or neither for rows that are drawn")
        notes = (DRAWN,) if X is None else ()
        if X is None:
            X = np.random.default_rng(0).standard_normal((ROWS, self._known.architecture.sizes[0]))
            y = self.predict(X)
        stand = Stand(self._known, self._examples(X, y, np.float64))
        return living.network_page(self._known, self._values(X, y), stand, (optimizer, batch_size), title, notes)

    def check(self, X: object, y: object, entries: int = 200) -> CheckReport:
        """The verdict on its gradient for these rows and targets, against central differences."""
        values = self._values(X, y)
        return check(values.graph, values, whole_number("entries", entries, 1))

    def landscape(
        self,
        X: object,
        y: object,
        directions: Directions = None,
        *,
        start: Starts = None,
        settings: Mapping[str, object] = NO_SETTINGS,
        **looking: Unpack[Looking],
    ) -> Landscape:
        """The cost of these rows and targets over a plane around where it stands; the network itself stays there.

        `directions` are two entries ("W1[0,0]", "b1[0,0]"), "path" or "random" (filter-normalised). From each `start`,
        a place (a, b), {"W1[0,0]": 1.0} or a theta, a run with these `settings` of `train` leaves its path.
        """
        return around(self.stand(X, y), directions, start, settings, looking)

    def stand(self, X: object, y: object, weights: object = None) -> Stand:
        """It with rows and targets, from which it learns nothing: what races and landscapes begin with."""
        known = self._known
        return Stand(
            known, prepare_examples(known.architecture, X, y, weights, known.classes, self._model.dtype, known.columns)
        )

    def claim(self, text: str, X: object = None, y: object = None) -> Verdict:
        """What is to be said of a gradient that a person states, such as `dW2 = dZ2 @ A1.T`, or of another claim.

        The names are those of its equations; targets are the columns Y, and D1, … the masks of dropout. Claims made of
        numbers need rows and targets; their numbers are those without dropout, where every mask is 1.
        """
        if not isinstance(text, str):
            raise WhiteboardError(f"a claim is a text, such as 'dW1 = dZ1 @ X.T', not {type(text).__name__}")
        graph = self._known.architecture.cost_graph(labelled=False, weighted=False, masks=True)
        values: dict[str, object] = {**self._parameters}
        if X is not None or y is not None:
            tables = self._tables(X, y)
            values |= {name: np.ones((units, tables["X"].shape[1])) for name, units in self._masks.items()} | tables
        return tutor.judge(Whiteboard("", graph, tuple(graph.outputs)), text, values)

    def script(
        self,
        X: object,
        y: object,
        *,
        optimizer: Optimizer | str | None = None,
        batch_size: int | str | BatchSize | SizeRule = 32,
        epochs: int = 10,
        shuffle: str = "epoch",
        replacement: bool = False,
        last: str = "drop",
    ) -> Script:
        """A NumPy file that trains from here as `train` does, with a new optimizer, and runs without chainrule."""
        examples = self._examples(X, y, self._model.dtype)
        batches = Batches(as_batch_size(batch_size), examples.rows, self._known.seed, shuffle, replacement, last)
        rule = as_optimizer(optimizer) or self._known.progress.optimizer or Adam()
        return list_training(self._model, examples, batches, rule, whole_number("epochs", epochs, 1))

    # ---- the numbers behind it -------------------------------------------------------------------------------

    @property
    def _known(self) -> Checkpoint:
        return self._model.checkpoint

    @property
    def _cost(self) -> Graph:
        """The cost of the targets that the network has, or will have."""
        return self._known.architecture.cost_graph(labelled=self._known.labelled, weighted=False)

    def _numbered(self, *, labelled: bool) -> Graph:
        """The cost that numbers are shown of: of these targets, without dropout."""
        return self._known.architecture.cost_graph(labelled=labelled, weighted=False, dropping=False)

    def _own(self, values: Values) -> Values:
        """Numbers that `explain` gave, which are of a graph with this network's parameters."""
        shapes = {name: leaf.shape for name, leaf in values.graph.leaves.items()}
        if not self._known.architecture.layout.shapes.items() <= shapes.items():
            raise GraphError("these numbers are those of something else; explain(X, y).values are the network's own")
        return values

    def _examples(self, X: object, y: object, dtype: type[np.floating]) -> Examples:
        """Rows and targets, from which the network learns no classes."""
        return prepare_examples(self._known.architecture, X, y, None, self._known.classes, dtype, self._known.columns)

    def _values(self, X: object, y: object) -> Values:
        """The numbers of the cost and its cotangents."""
        examples = self._examples(X, y, np.float64)
        graph = self._numbered(labelled=examples.labelled)
        tables = {name: table.T for name, table in examples.tables.items()}
        return Values(_backward(self._known, graph), {**self._parameters, **tables})

    def _tables(self, X: object, y: object) -> dict[str, Array]:
        """Rows and targets as the columns X and Y, labels one-hot."""
        examples = self._examples(X, y, np.float64)
        tables = {name: table.T.astype(np.float64) for name, table in examples.tables.items()}
        if examples.labelled:
            classes = np.arange(self._known.architecture.sizes[-1])[:, None]
            tables["Y"] = (tables.pop("labels") == classes).astype(np.float64)
        return tables

    def _prediction(self, X: object) -> Values:
        """The numbers of the output."""
        table = prepare_inputs(self._known.architecture, X, np.float64, self._known.columns)
        return Values(self._known.architecture.prediction_graph(), {**self._parameters, "X": table.T})

    @property
    def _masks(self) -> dict[str, int]:
        """The masks of dropout by name, and how many units each is for."""
        hidden = self._known.architecture.sizes[1:-1] if self._known.architecture.dropout else ()
        return {f"D{layer}": units for layer, units in enumerate(hidden, start=1)}

    @property
    def _parameters(self) -> dict[str, Array]:
        return self._known.architecture.layout.views(self._known.theta)


def _backward(known: Checkpoint, graph: Graph) -> Graph:
    """A cost with the cotangent of every parameter."""
    return simplify(differentiate(graph, list(known.architecture.layout.shapes)), kept=graph.order)
