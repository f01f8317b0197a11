"""The plan of a board that learns from a table: which of its data are features, which targets, and of what kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from chainrule.architecture.asked_cost import Kind
from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.example_letter import example_letter, require_letter
from chainrule.data import Task
from chainrule.data.columns import Column, TextColumn
from chainrule.errors import ArgumentError, SettingError
from chainrule.faces.board import Board
from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.ops.indexing import is_index
from chainrule.tables.table_settings import TableSettings
from chainrule.wording import quoted

BOARD = "board"
FILLS = "a table fills two data of a board, features and a target, such as X (n, m) and Y (c, m) one-hot"
ANY_SIZE = 2  # from which letters get numbers where only the board's structure is looked at


@dataclass(frozen=True)
class BoardPlan:
    """A board, the letter that counts its examples, its leaves for features and targets, and what these hold."""

    text: str
    letter: str
    letters: frozenset[str]  # all others
    inputs: str
    target: str
    kind: Kind
    shapes: Mapping[str, Shape]  # of both
    outputs: Shape  # of the prediction, in letters
    is_of_signs: bool  # whether the two classes are −1 and 1
    any_unit: bool  # whether a standardised target costs what it does in its own unit, up to a factor

    def sizes(self, features: int, classes: int, chosen: Mapping[str, int], target: str) -> dict[str, int]:
        """The number of every letter; an ArgumentError where one has none, or two that do not agree."""
        known = dict(chosen)
        for letter in sorted(known.keys() - self.letters):
            told = f"the board has no size {quoted(letter)}"
            raise ArgumentError("sizes", f"{told}; it has {', '.join(sorted(self.letters)) or 'none'}")
        self._take(known, self._rest(self.shapes[self.inputs]), features, self.inputs, "the columns became {} inputs")
        if self.kind == "two classes" and classes > 2:
            told = f"{self.target} tells two classes apart, and {quoted(target)} has {classes}"
            raise ArgumentError(BOARD, f"{told}; declare them as Y (c, m) one-hot")
        if self.kind == "classes":
            shape = self._rest(self.shapes[self.target]) or self._rest(self.outputs)
            self._take(known, shape, classes, self.target, f"{quoted(target)} has {{}} classes")
        else:
            self._take(known, self._rest(self.shapes[self.target]), 1, self.target, f"{quoted(target)} is {{}} column")
        for letter in sorted(self.letters - known.keys()):
            raise ArgumentError("sizes", f"{letter} of the board has no number; give it one, such as {letter}=64")
        return known

    def task(self, chosen: Task | None, column: Column) -> Task:
        """What the target is on the board; an ArgumentError where somebody chose otherwise, or it cannot be."""
        task: Task = "regression" if self.kind == "numbers" else "classes"
        declared = "declare classes there as Y (c, m) one-hot, or two of them as binary"
        if chosen not in (None, task):
            holds = "numbers; " + declared if task == "regression" else "classes"
            raise ArgumentError("task", f"{self.target} of the board holds {holds}")
        if task == "regression" and isinstance(column, TextColumn):
            raise ArgumentError(BOARD, f"{self.target} holds numbers, and {quoted(column.name)} texts; {declared}")
        return task

    @property
    def inside(self) -> frozenset[str]:
        """The letters that neither features nor targets have."""
        return self.letters - {size for shape in self.shapes.values() for size in shape if isinstance(size, str)}

    def _rest(self, shape: Shape) -> Shape:
        """A shape without the axis of the examples, and without axes of size 1."""
        return tuple(size for size in shape if size not in (self.letter, 1))

    def _take(self, known: dict[str, int], rest: Shape, size: int, leaf: str, told: str) -> None:
        """Let a letter have this number; an ArgumentError where it, or the board, has another one."""
        told = told.format(size)
        letters = [one for one in rest if isinstance(one, str)]
        if len(rest) > 1:
            raise ArgumentError(BOARD, f"{leaf} {write_shape(self.shapes[leaf])} has more axes than a table")
        if letters and known.setdefault(letters[0], size) != size:
            raise ArgumentError("sizes", f"{letters[0]} = {known[letters[0]]} does not fit: {told}")
        if not letters and (fixed := prod(int(one) for one in rest)) != size:
            raise ArgumentError(BOARD, f"{leaf} {write_shape(self.shapes[leaf])} has room for {fixed}, and {told}")


def plan_of(settings: TableSettings) -> BoardPlan | None:
    """The plan of the board that was chosen; None for a network."""
    if settings.board is None:
        return None
    return board_plan(settings.board if isinstance(settings.board, Board) else Board(settings.board), settings.batch)


def board_plan(board: Board, batch: str) -> BoardPlan:
    """What a table fills on a board; an ArgumentError for a board that it cannot fill."""
    leaves = board.graph.leaves
    try:
        letter = require_letter(example_letter(leaves, batch, board.whiteboard.own_data))
    except ArgumentError:
        raise
    except SettingError as error:
        raise ArgumentError(BOARD, str(error)) from None
    model = BoardModel(board.whiteboard.text, _any_sizes(leaves, letter), batch=batch)
    tables = list(model.tables)
    if len(tables) != 2:
        raise ArgumentError(BOARD, f"{FILLS}; this one has {', '.join(tables)}{' alone' if len(tables) == 1 else ''}")
    _require_shared(board, tables)
    found = model.comparison
    target = next((name for name in tables if found is not None and model.leaf_of(name) == model.target), "")
    if found is None or not target:
        raise ArgumentError(BOARD, "its cost does not show what is predicted; write it as squared_error(yhat, y), say")
    inputs = next(name for name in tables if name != target)
    if is_index(leaves[inputs]):
        raise ArgumentError(BOARD, f"{inputs} holds places, and the features of a table are numbers")
    named = {number: name for name, number in dict(model.sizes).items()}
    outputs = tuple(letter if size == "m" else _lettered(size, named) for size in found.prediction.shape)
    return BoardPlan(
        board.whiteboard.text, letter, frozenset(dict(model.sizes)), inputs, target, found.kind,
        {name: leaves[name].shape for name in (inputs, target)}, outputs, model.is_of_signs, found.any_unit,
    )  # fmt: skip


def _lettered(size: Dimension, named: Mapping[int, str]) -> Dimension:
    return named.get(size, size) if isinstance(size, int) else size


def _any_sizes(leaves: Mapping[str, Node], letter: str) -> tuple[tuple[str, int], ...]:
    """A number of its own for every letter but that of the examples, none of which stands on the board."""
    dimensions = {size for leaf in leaves.values() for size in leaf.shape}
    letters = sorted(size for size in dimensions if isinstance(size, str) and size != letter)
    free = (size for size in range(ANY_SIZE, ANY_SIZE + len(dimensions) + 1) if size not in dimensions)
    return tuple(zip(letters, free, strict=False))


def _require_shared(board: Board, tables: list[str]) -> None:
    """Nothing, or an ArgumentError for data of all examples that have no number on the board."""
    own = {*tables, *board.whiteboard.drawn, *board.whiteboard.values, *board.whiteboard.fills}
    for name, leaf in board.graph.leaves.items():
        if leaf.op.name == "input" and name not in own:
            told = f"{name} belongs to no example, and a table has no number for it"
            raise ArgumentError(BOARD, f"{told}; write one on the board, such as {name} = 0.1")
