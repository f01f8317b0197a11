"""What the lab works on: a board, a model with a table, or a table alone, with the numbers that a page holds."""

from collections.abc import Mapping

import click
import numpy as np
from numpy.typing import NDArray

from chainrule.cli.boards import Titled, open_board, random_values
from chainrule.cli.exits import usage_error
from chainrule.cli.targets import is_model
from chainrule.data import SAMPLES
from chainrule.errors import SettingError
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.graph.node import Array
from chainrule.lab.bench import Bench, Numbers
from chainrule.live import Page
from chainrule.readers.equations.descent import learned
from chainrule.tables.source import open_source
from chainrule.tables.table_model import TableModel

MOST_NUMBERS = 6_000  # of a table, on a page that is made anew at every key
HIDDEN = 8
TABLES = (".csv", ".tsv", ".parquet", ".arrow", ".feather")
FIRST = """data    X (2, m) = [[0, 0, 1, 1], [0, 1, 0, 1]], y (1, m) = [[0, 1, 1, 0]]
params  W1 (3, 2), b1 (3, 1), w2 (1, 3), b2 (1, 1)
Z = W1 @ X + b1
A = tanh(Z)
yhat = w2 @ A + b2
L = mean((yhat - y)**2)
"""


def open_bench(target: str | None, data: str | None, column: str | None) -> Bench:
    """The bench of a board's file, an expression, a model with --data, a table or a sample; the XOR board without."""
    if target is not None and is_model(target):
        if data is None:
            raise usage_error("--data", "a model is shown on rows; name a table, or a built-in name")
        return _of_model(target, data)
    if data is not None:
        raise usage_error("--data", "this is for models; name the table alone: chainrule lab DATA")
    if target is not None and (target in SAMPLES or target.lower().endswith(TABLES)):
        return _of_table(target, column)
    if column is not None:
        raise usage_error("--target", "this is for a table")
    board = Board(FIRST) if target is None else open_board(target).board
    title = "XOR" if target is None else open_board(target).title
    return Bench(title, board.whiteboard.text, numbers_for)


def numbers_for(board: Board, known: Numbers) -> Numbers:
    """The known numbers, and random ones for data that have none; parameters begin where training does, if it can."""
    own, leaves = {**board.whiteboard.values, **known}, board.graph.leaves
    of_data = {size for leaf in leaves.values() if leaf.op.name == "input" for size in leaf.shape}
    begins = {name for name, leaf in leaves.items() if leaf.op.name == "parameter" and of_data.issuperset(leaf.shape)}
    begins = begins if learned(board.backward()) else set()
    lacking = [name for name in leaves if name not in own and name not in begins]
    lacking = [name for name in lacking if name not in board.whiteboard.fills]
    if not lacking:
        return known
    try:
        drawn = random_values(Titled("", board), own, 0)
    except click.UsageError as error:
        raise SettingError(error.format_message()) from None
    return {**known, **{name: np.asarray(drawn[name]) for name in lacking}}


def _of_model(target: str, data: str) -> Bench:
    model = TableModel.load(target)
    X, y = model.arrays(data)
    rows = np.arange(_few(X, y))
    return _of_page(model.page(data, rows=rows), f"{target} on {len(rows):,} of {len(X):,} rows of {data}")


def _of_table(target: str, column: str | None) -> Bench:
    """A network with one hidden layer on a table's training rows."""
    prepared = TableModel(column).prepare(open_source(target))
    part, classes = prepared.parts["training"], prepared.encoding.classes
    rows = _few(part.X, part.y)
    outputs = 1 if classes is None else len(classes)
    loss = "squared_error" if classes is None else "cross_entropy"
    network = Network([part.X.shape[1], HIDDEN, outputs], hidden="tanh", loss=loss, dtype="float64")
    page = network.page(part.X[:rows], part.y[:rows])
    return _of_page(page, f"{prepared.name}, {rows:,} of {len(part.X):,} training rows")


def _of_page(page: Page, title: str) -> Bench:
    """The text of a page, and the numbers of its leaves; labels are one-hot on a board."""
    sheet = page.lesson.sheet
    assert sheet.values is not None  # noqa: S101 - a page has numbers
    numbers: Mapping[str, Array] = {name: np.asarray(sheet.values[name]) for name in sheet.values.graph.leaves}
    if "labels" in numbers:
        outputs = Board(page.lesson.text).graph.leaves["Y"].shape[0]
        places = np.arange(outputs)[:, None] if isinstance(outputs, int) else np.arange(1)[:, None]
        numbers = {**numbers, "Y": (numbers["labels"] == places).astype(np.float64)}
    return Bench(title, page.lesson.text, numbers_for, numbers, "adam")


def _few(X: NDArray[np.generic], y: NDArray[np.generic]) -> int:
    """How many rows of a table a page holds."""
    width = int(X.shape[1]) + (1 if y.ndim == 1 else int(y.shape[1]))
    return min(len(X), max(1, MOST_NUMBERS // width))
