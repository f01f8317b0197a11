"""A TARGET that is a board: a text file, or an expression such as 1/(1+exp(-x))."""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from itertools import accumulate, count
from pathlib import Path

import numpy as np

from chainrule.boards.faults import LARGEST
from chainrule.boards.random_values import require_small
from chainrule.cli.exits import usage_error
from chainrule.errors import DataError, GraphError, ShapeError, WhiteboardError
from chainrule.faces.board import Board
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.graph.values import Values
from chainrule.readers.notation.blocks import Blocks
from chainrule.readers.notation.names import read_name
from chainrule.readers.page import Sheet
from chainrule.wording import closest, plain, quoted

Draw = Callable[[Graph, Mapping[str, object], "np.random.Generator"], dict[str, object]]
NAMED = "; a board's name ends in .txt"
QUOTIENT = "; a quotient of names is written with spaces: {}"
ATTEMPTS = 40
NAMES = ("f", "y", "L", "result")  # what an expression is called, the first that it does not use


@dataclass(frozen=True)
class Titled:
    """A board and what it is called."""

    title: str
    board: Board


def open_board(target: str) -> Titled:
    """The board in a file, or the one that an expression makes."""
    target = target.strip()
    if not target:
        raise usage_error("TARGET", "a board's file, an expression or a model is needed")
    path = Path(target)
    if path.suffix == ".txt" or _exists(path):
        board = Board(read_board(path))
        try:
            board.backward()
        except GraphError as error:
            raise DataError(f"{path}: {error}") from None
        return Titled(path.name, board)
    if target.isidentifier() or is_path(target):
        quotient = QUOTIENT.format(target.replace("/", " / ")) if _joins_names(target) else ""
        raise DataError(f"there is no file {plain(target)}{_meant(path) or NAMED}{quotient}")
    words = set(re.findall(r"\w+", target))
    text = target if re.search(r"(?<![=<>!])=(?!=)", _outside(target)) else f"{_free(words)} = {target}"
    try:
        board = Board(text)
        board.backward()
    except (WhiteboardError, GraphError) as error:
        raise usage_error("TARGET", str(error)) from None
    return Titled(text.splitlines()[-1], board)


def is_path(target: str) -> bool:
    """Whether a target that is no file is nevertheless the path of one, and no expression.

    >>> [is_path(one) for one in ("./a", "a.board", "boards/xor", "a / b", "a/b", "W.T", "x/1.5")]
    [True, True, True, False, False, False, False]
    """
    if target.startswith(("/", "./", "../", "~/")) or target.endswith("/") or "\\" in target:
        return True
    if re.search(r"[^\w./-]", target):
        return False
    stem, _, ending = re.split("[/-]", target)[-1].rpartition(".")
    if ending[:1].isalpha() and ending != "T" and stem and not stem.isdecimal():
        return True  # the only attribute on a board is .T
    return _joins_names(target) and any(len(read_name(word).letter) > 1 for word in target.split("/"))


def _joins_names(target: str) -> bool:
    """Whether a target is names with a / between them: letters such as a/b are a quotient, words are folders."""
    return "/" in target and all(map(str.isidentifier, target.split("/")))


def board_sheet(
    titled: Titled, values: Values | None, given: Container[str] = (), detail: str = "", zoom: str = ""
) -> Sheet:
    """A board as a sheet, with or without numbers; `given` are the names that were given one."""
    board = titled.board
    return Sheet(
        titled.title,
        board.graph,
        board.backward(),
        board.whiteboard.cost,
        values,
        detail or "operations",
        zoom or "operations",
        notes=board.notes,
        lacking=() if values else _lacking(board, given),
        blocks=Blocks(board.whiteboard.scopes, board.whiteboard.steps),
    )


def board_values(titled: Titled, given: Mapping[str, Array], seed: int | None) -> Values | None:
    """The numbers of a board: those on it, those given, and with a seed random ones for the rest.

    Where something has none, there are no numbers; those that were given are held against the board all the same.
    """
    board = titled.board
    known = {**board.whiteboard.values, **given}
    lacking = _lacking(board, given)
    if lacking and seed is not None:
        return random_values(titled, known, seed)
    if given or not lacking:
        _require(board, given)
    try:
        sizes_of({(leaf := board.graph.node(name)): bind_leaf(leaf, x, np.float64) for name, x in known.items()})
    except ShapeError as error:
        raise usage_error("--at" if given else "TARGET", str(error)) from None
    return None if lacking else Values(board.backward(), known)


def _lacking(board: Board, given: Container[str]) -> tuple[str, ...]:
    """The leaves that have no number, on the board or given."""
    return tuple(name for name in board.graph.leaves if name not in board.whiteboard.values and name not in given)


def random_values(titled: Titled, known: Mapping[str, object], seed: int, draw: Draw | None = None) -> Values:
    """Numbers for everything, drawn by `draw`; again where the cost or a gradient comes out infinite."""
    board, rng = titled.board, np.random.default_rng(seed)
    _require(board, known)
    for attempt in range(ATTEMPTS):
        try:
            drawn = board.whiteboard.obeying((draw or readable_values)(board.graph, known, rng), known)
        except GraphError as error:
            raise usage_error("TARGET", str(error)) from None
        for name in drawn.keys() - known.keys():
            if attempt % 2 and name not in board.whiteboard.facts:  # logarithms and roots want numbers above 0
                drawn[name] = np.abs(np.asarray(drawn[name])) + 0.1
        values = Values(board.backward(), drawn)
        with np.errstate(all="ignore"):
            finite = all(np.isfinite(values[name]).all() for name in values.graph.outputs)
        if finite or drawn.keys() <= known.keys():  # numbers that were given are shown as they are
            return values
    cost = board.whiteboard.cost
    raise usage_error("TARGET", f"{cost} is finite at none of {ATTEMPTS} random points; give it values")


def _require(board: Board, given: Mapping[str, object]) -> None:
    """Nothing, or a usage error for numbers that are not as the board declares them, or that it has none of."""
    try:
        board.whiteboard.require(given)
    except GraphError as error:
        raise usage_error("--at" if given else "TARGET", str(error)) from None


def readable_values(graph: Graph, known: Mapping[str, object], rng: "np.random.Generator") -> dict[str, object]:
    """Random numbers with one decimal for leaves that have none, and for letters the smallest sizes from 2 on."""
    given = {(leaf := graph.node(name)): bind_leaf(leaf, value, np.float64) for name, value in known.items()}
    sizes = sizes_of(given)
    letters = dict.fromkeys(d for leaf in graph.leaves.values() for d in leaf.shape if isinstance(d, str))
    taken = {*sizes.values(), *(d for leaf in graph.leaves.values() for d in leaf.shape)}
    free = (size for size in count(2) if size not in taken)
    sizes = {letter: sizes[letter] if letter in sizes else next(free) for letter in letters}
    require_small(graph.order, sizes)
    drawn = {
        name: np.round(rng.normal(size=[sizes[d] if isinstance(d, str) else d for d in leaf.shape]), 1)
        for name, leaf in graph.leaves.items()
        if name not in known
    }
    return {**known, **drawn}


def read_board(path: Path) -> str:
    """The text of a file, which must be one."""
    if not _exists(path):
        raise DataError(f"there is no file {plain(str(path))}{_meant(path)}")
    if not path.is_file():
        raise DataError(f"{plain(str(path))} is no file; a board is a text file")
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise DataError(f"{path} has more than {LARGEST:,} bytes, which is no board any more")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 (byte {content[error.start]:#x} at offset {error.start})") from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or no name at all: an expression
        return False


def _meant(path: Path) -> str:
    folder = path.parent
    names = [one.name for one in folder.glob("*.txt")] if folder.is_dir() else []
    nearest = closest(path.name, names)
    return f"; did you mean {quoted(str(folder / nearest))}?" if nearest else ""


def _outside(text: str) -> str:
    """A text without what stands in parentheses, where = gives an option its value."""
    depths = accumulate((sign == "(") - (sign == ")") for sign in text)
    return "".join(sign for sign, depth in zip(text, depths, strict=True) if depth <= 0)


def _free(words: set[str]) -> str:
    return next(name for name in (*NAMES, "the_result") if name not in words)
