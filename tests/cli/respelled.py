"""The same rows in other files and other spellings, and rows with something that training did not show."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from chainrule.data import read_table
from chainrule.data.cells import is_number
from chainrule.data.columns import NumberColumn

Cells = dict[str, list[str]]  # the cells of each column, as they are written
Kinds = dict[str, str]  # of each column: number, truth or text
Write = Callable[[Path], Path]  # a file into a folder
TRUTH: dict[str, bool] = {"true": True, "false": False}
MOST_ROWS = 400
NOTHING = ("", "NA", "n/a", "?", "nan", "NULL", "#N/A", "<NA>")
NO_NUMBER = (*NOTHING, "-", ".", "None", "--", "nil")


def cells_of(path: Path) -> Cells:
    """Rows from all over a file, by column."""
    table = read_table(path)
    return {column.name: column.written()[:: -(-table.row_count // MOST_ROWS)] for column in table.columns}


def kinds_of(path: Path) -> Kinds:
    """Whether each column holds numbers, truth or texts."""
    kinds = {}
    for column in read_table(path).columns:
        found = set(column.categories(np.arange(len(column.missing)))[0]) - {""}
        kinds[column.name] = (
            "number" if isinstance(column, NumberColumn) else "truth" if found <= {"true", "false"} else "text"
        )
    return kinds


def write_text(path: Path, cells: Cells, delimiter: str = ",") -> None:
    """A text file of these cells."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(cells)
        writer.writerows(zip(*cells.values(), strict=True))


def write_typed(
    path: Path, cells: Cells, kinds: dict[str, str], texts: str = "string", numbers: str = "float64"
) -> None:
    """A Parquet or Arrow file of these cells, in types of pyarrow's."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def array(name: str) -> "pa.Array":
        written = [cell.strip() for cell in cells[name]]
        if kinds[name] == "truth":
            return pa.array(
                [None if cell.lower() not in ("true", "false") else cell.lower() == "true" for cell in written]
            )
        if kinds[name] == "number":
            found = [float(cell) if is_number(cell) else None for cell in written]
            whole = all(one is None or (one.is_integer() and abs(one) < 2**53) for one in found)
            return pa.array(found, pa.float64()).cast("int64" if whole and numbers == "int64" else "float64")
        missing = {word.lower() for word in NOTHING}
        made = pa.array([None if cell.lower() in missing else cell for cell in written], pa.string())
        return made.dictionary_encode() if texts == "dictionary" else made.cast(texts)

    table = pa.table([array(name) for name in cells], names=list(cells))
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)


# ---- the same, otherwise written ------------------------------------------------------------------------------------


def _numeral(cell: str, rng: np.random.Generator) -> str:
    cell = cell.strip()
    if not is_number(cell):
        return cell
    plus = "" if cell[:1] in "+-" else "+"
    ways = [f"{plus}{cell}", f"{cell}e0"] if "e" not in cell.lower() else [cell]
    ways += (
        [f"{cell}.0", f"0{cell}"]
        if cell.isdecimal()
        else [f"{cell}0"]
        if "." in cell and "e" not in cell.lower()
        else []
    )
    return str(rng.choice(ways))


def _truth(cell: str, rng: np.random.Generator) -> str:
    ways = (str.lower, str.upper, str.title)
    return ways[int(rng.integers(3))](cell) if cell.strip().lower() in ("true", "false") else cell


def _nothing(words: tuple[str, ...]) -> Callable[[str, np.random.Generator], str]:
    known = {word.lower() for word in words}
    return lambda cell, rng: str(rng.choice(words)) if cell.strip().lower() in known else cell


def same_rows(
    cells: Cells, kinds: dict[str, str], rng: np.random.Generator
) -> Iterator[tuple[str, Callable[[Path], Path]]]:
    """Ways to write the same rows into a folder, each with a word for it."""

    def text(name: str, made: Cells, delimiter: str = ",") -> Write:
        def write(folder: Path) -> Path:
            write_text(folder / name, made, delimiter)
            return folder / name

        return write

    def typed(name: str, **types: str) -> Write:
        def write(folder: Path) -> Path:
            write_typed(folder / name, cells, kinds, **types)
            return folder / name

        return write

    def each(change: Callable[[str, np.random.Generator], str], *which: str) -> Cells:
        return {
            name: [change(cell, rng) for cell in column] if kinds[name] in which else column
            for name, column in cells.items()
        }

    yield "Parquet", typed("a.parquet")
    yield "Parquet with whole numbers and long texts", typed("b.parquet", texts="large_string", numbers="int64")
    yield "Arrow with dictionaries", typed("c.arrow", texts="dictionary")
    yield "tabs", text("d.tsv", cells, "\t")
    yield "semicolons", text("e.csv", cells, ";")
    yield "columns in another order", text("f.csv", dict(reversed(cells.items())))
    yield "numerals", text("g.csv", each(_numeral, "number", "text"))
    yield "truth", text("h.csv", each(_truth, "truth", "text"))
    yield "spaces", text("i.csv", each(lambda cell, _: f"  {cell} ", "number", "text", "truth"))
    yield "words for nothing among numbers", text("j.csv", each(_nothing(NO_NUMBER), "number"))
    yield "words for nothing among texts", text("k.csv", each(_nothing(NOTHING), "text", "truth"))


# ---- something new --------------------------------------------------------------------------------------------------


def with_cells(cells: Cells, name: str, rows: list[int], cell: str) -> Cells:
    """The same with another cell in some rows of a column."""
    return {**cells, name: [cell if i in rows else old for i, old in enumerate(cells[name])]}
