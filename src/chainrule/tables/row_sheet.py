"""A model as a sheet: its equations, and for a row of data every number of that row."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from chainrule.data import Table
from chainrule.faces.predicting import probabilities_of
from chainrule.graph.graph import Graph
from chainrule.graph.passes import Derivative
from chainrule.graph.values import Values
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.page import Listing, Sheet
from chainrule.tables.learner import Features, Learner, Targets
from chainrule.tables.source import TableData, open_row
from chainrule.tables.table_model import TableModel
from chainrule.wording import plain

MOST_CLASSES = 5
MOST_INPUTS = 8


def model_sheet(learner: Learner, title: str, detail: str = "", zoom: str = "") -> Sheet:
    """A network, or a board that has learned, as a sheet without numbers."""
    return _sheet(learner, title, learner.graph, learner.backward(), None, detail, zoom)


def row_sheet(model: TableModel, data: TableData, row: int, title: str, detail: str = "", zoom: str = "") -> Sheet:
    """A model at a row of some data, the first being 1, in float64; `title` is what the model is called."""
    learner = model.learner
    table, place = open_row(data, row - 1, model.encoding.texts, model.encoding.reading)
    X, y = model.arrays(table, np.array([place]), np.float64)
    graph = learner.predicting
    backward = learner.backward(learner.inputs, graph=graph)
    values = Values(backward, {**learner.leaves(X, y), **learner.kept})
    whole = f"{title}: row {row} of {plain(Path(table.source).name)}"
    told = _prediction(model, table, place, values, X, y)
    listings = (told, _inputs(model, values), *_notes(model, table, place))
    sheet = _sheet(learner, whole, graph, backward, values, detail, zoom)
    return replace(sheet, listings=listings, notes=(*units_of(model), *sheet.notes))


def _sheet(
    learner: Learner, title: str, graph: Graph, backward: Graph, values: Values | None, detail: str, zoom: str
) -> Sheet:
    return Sheet(
        title,
        graph,
        backward,
        learner.cost,
        values,
        detail or learner.zoom,
        zoom or learner.zoom,
        notes=learner.notes,
        blocks=learner.blocks,
        sizes=learner.letters,
    )


def _prediction(model: TableModel, table: Table, row: int, values: Values, X: Features, y: Targets) -> Listing:
    """What was predicted, what is true, and the cost."""
    encoding, output = model.encoding, model.learner.output_at(values, X)
    target = plain(encoding.target)
    cost = ("cost", format_number(float(values[model.learner.cost].reshape(()))))
    if encoding.classes is None:
        said, true = (format_number(encoding.restored(one)[0]) for one in (output[:, 0], y.astype(np.float64)))
        return Listing("Prediction", ("", target), (("predicted", said), ("true", true), cost))
    shares = probabilities_of(output)[0]
    order = np.argsort(-shares, kind="stable")[:MOST_CLASSES]
    best = plain(encoding.classes[order[0]])
    if not model.learner.gives_probabilities:
        order = order[:0]
    true = plain(table.column(encoding.target).labels(np.array([row]))[0][0])
    classes = [plain(encoding.classes[i]) for i in order]
    rows = [(f"P({target} = {one})", format_number(shares[i], 4)) for one, i in zip(classes, order, strict=True)]
    return Listing("Prediction", ("", target), (("predicted", best), ("true", true), *rows, cost))


def units_of(model: TableModel) -> tuple[str, ...]:
    """What the cost and the numbers of the calculation are measured in, where that is not the unit of the target."""
    encoding = model.encoding
    if encoding.classes is not None or (encoding.mean, encoding.sd) == (0, 1):
        return ()
    mean, sd = format_number(encoding.mean, 4), format_number(encoding.sd, 4)
    target = plain(encoding.target)
    return (f"the calculation and the cost are about {target} in standard units, ({target} − {mean})/{sd}",)


def _notes(model: TableModel, table: Table, row: int) -> tuple[Listing, ...]:
    """What the row holds that the model has no use for, where there is something."""
    notes = model.encoding.notes(table, np.array([row]))
    rows = tuple((plain(note.column), "; ".join([note.said, *map(plain, note.examples)])) for note in notes)
    return (Listing("Not known from training", ("", ""), rows),) if rows else ()


def _inputs(model: TableModel, values: Values) -> Listing:
    """The inputs that move the cost most."""
    learner = model.learner
    slopes, inputs = (values[name].ravel() for name in (Derivative(learner.cost, learner.inputs), learner.inputs))
    order = np.argsort(-np.abs(slopes), kind="stable")[:MOST_INPUTS]
    names = model.encoding.feature_names
    rows = [(plain(names[i]), format_number(inputs[i], 4), format_number(slopes[i], 4)) for i in order]
    return Listing("Biggest gradients by an input", ("input", "value", "∂L/∂x"), rows)
