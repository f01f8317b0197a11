"""A model as a sheet: its equations, and for a row of data every number of that row."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Table
from chainrule.faces.network import Network
from chainrule.faces.predicting import probabilities_of
from chainrule.graph.graph import Graph
from chainrule.graph.passes import Derivative
from chainrule.graph.values import Values
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.page import Listing, Sheet
from chainrule.tables.source import TableData, open_row
from chainrule.tables.table_model import TableModel
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.wording import plain

MOST_CLASSES = 5
MOST_INPUTS = 8
LAYERS = "layers"  # how much of the calculation, and of the circuit, is shown unless somebody asks
Numbers = NDArray[np.floating]


def network_sheet(network: Network, title: str, detail: str = "", zoom: str = "") -> Sheet:
    """A network as a sheet without numbers."""
    graph, backward = _graphs(network, ())
    return Sheet(title, graph, backward, "L", None, detail or LAYERS, zoom or LAYERS)


def row_sheet(model: TableModel, data: TableData, row: int, title: str, detail: str = "", zoom: str = "") -> Sheet:
    """A model at a row of some data, the first being 1, in float64; `title` is what the model is called."""
    table, place = open_row(data, row - 1, model.encoding.texts)
    graph, backward = _graphs(model.network, ("X",))
    values = Values(backward, _leaves(model, table, place, graph))
    whole = f"{title}: row {row} of {plain(Path(table.source).name)}"
    listings = (_prediction(model, table, place, values), _inputs(model, values), *_notes(model, table, place))
    return Sheet(whole, graph, backward, "L", values, detail or LAYERS, zoom or LAYERS, listings, units_of(model))


def _graphs(network: Network, more: tuple[str, ...]) -> tuple[Graph, Graph]:
    """The cost without dropout, and its gradient by every parameter, and by the inputs if asked."""
    graph = network.architecture.cost_graph(labelled=network.labelled, weighted=False, dropping=False)
    return graph, simplify(differentiate(graph, [*network.layout.shapes, *more]), kept=graph.order)


def _leaves(model: TableModel, table: Table, row: int, graph: Graph) -> dict[str, object]:
    """The numbers of every leaf: parameters, and the row as a column."""
    X, y = model.arrays(table, np.array([row]), np.float64)
    parameters = {name: array.astype(np.float64) for name, array in model.network.parameters.items()}
    name = "labels" if "labels" in graph.leaves else "Y"
    return {**parameters, "X": X.T, name: y.reshape(1, 1)}


def _output(model: TableModel, values: Values) -> Numbers:
    """What the network says, as a row."""
    depth = model.network.architecture.depth
    names = values.graph.all_names
    return np.asarray(values[f"A{depth}" if f"A{depth}" in names else f"Z{depth}"]).T


def _prediction(model: TableModel, table: Table, row: int, values: Values) -> Listing:
    """What was predicted, what is true, and the cost."""
    encoding, output = model.encoding, _output(model, values)
    target = plain(encoding.target)
    cost = ("cost", format_number(float(values["L"])))
    if encoding.classes is None:
        said, true = (format_number(encoding.restored(one)[0]) for one in (output[:, 0], values["Y"][0]))
        return Listing("Prediction", ("", target), (("predicted", said), ("true", true), cost))
    shares = probabilities_of(output)[0]
    order = np.argsort(-shares, kind="stable")[:MOST_CLASSES]
    true = plain(table.column(encoding.target).labels(np.array([row]))[0][0])
    classes = [plain(encoding.classes[i]) for i in order]
    rows = [(f"P({target} = {one})", format_number(shares[i], 4)) for one, i in zip(classes, order, strict=True)]
    return Listing("Prediction", ("", target), (("predicted", classes[0]), ("true", true), *rows, cost))


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
    slopes, inputs = values[Derivative("L", "X")].ravel(), values["X"].ravel()
    order = np.argsort(-np.abs(slopes), kind="stable")[:MOST_INPUTS]
    names = model.encoding.feature_names
    rows = [(plain(names[i]), format_number(inputs[i], 4), format_number(slopes[i], 4)) for i in order]
    return Listing("Biggest gradients by an input", ("input", "value", "∂L/∂x"), rows)
