"""The same rows give the same predictions, whatever file they come in; what is new in them is said, column by column.

TABLES names a folder of CSV files to try too; `make rows` does.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from chainrule.data import Encoding, read_table
from chainrule.data.codings import CategoryCoding, NumberCoding
from chainrule.errors import DataError
from chainrule.faces.network import Network

from .respelled import Cells, cells_of, kinds_of, same_rows, with_cells, write_text

pytest.importorskip("pyarrow")
FOLDER = os.environ.get("TABLES", "")
NEW_ROWS = [2, 3, 7]


def people(rows: int = 200) -> Cells:
    """A table with every kind of column, missing cells and rare categories."""
    rng = np.random.default_rng(3)
    size = rng.normal(size=rows).round(3)
    code = rng.choice(["1", "2", "3", "X"], rows, p=[0.4, 0.3, 0.2, 0.1])
    town = rng.choice(["north", "south", "west", "an isle"], rows, p=[0.5, 0.3, 0.195, 0.005])
    age = rng.integers(1, 90, rows)
    member = rng.random(rows) < 0.5
    gone = rng.random((3, rows)) < 0.06
    costs = 2 * size + (code == "1") + member + age / 50
    return {
        "size": list(map(str, size)),
        "age": ["" if lost else str(value) for value, lost in zip(age, gone[0], strict=True)],
        "code": list(map(str, code)),
        "town": ["NA" if lost else str(value) for value, lost in zip(town, gone[1], strict=True)],
        "member": ["?" if lost else str(value) for value, lost in zip(member, gone[2], strict=True)],
        "cost": list(map(str, costs.round(4))),
    }


def tables() -> list[str]:
    """The tables to be tried: one made here, and those of a folder."""
    return ["people", *sorted(map(str, Path(FOLDER).glob("*.csv") if FOLDER else ()))]


@pytest.fixture(params=tables(), ids=lambda name: Path(name).stem)
def learned(request, run, tmp_path):
    """A table's cells and kinds, its model, and what it predicts for these rows."""
    if request.param == "people":
        cells = people()
    else:
        try:
            cells = cells_of(Path(request.param))
        except DataError as error:
            pytest.skip(str(error))
    write_text(tmp_path / "rows.csv", cells)
    *_, target = cells
    all_rows = ("--validation", "0", "--test", "0")
    ended = run("train", "rows.csv", "--target", target, "--epochs", "2", "--hidden", "6", "--quiet", *all_rows)
    assert ended.code == 0, ended.err
    ended = run("predict", "rows.csv".replace(".csv", ".safetensors"), "rows.csv", "--out", "predicted.csv")
    assert "note:" not in ended.err
    return cells, kinds_of(tmp_path / "rows.csv"), target, predicted(tmp_path / "predicted.csv", target)


def predicted(path: Path, target: str) -> list[str]:
    """The column of predictions in a file."""
    return read_table(path).column(f"{target}_predicted").written()


def test_the_same_rows_in_other_files_are_predicted_the_same(run, tmp_path, learned):
    """Without a word about them: in types and in texts, numerals and truth in any spelling, any word for nothing."""
    cells, kinds, target, expected = learned
    for word, write in same_rows(cells, kinds, np.random.default_rng(5)):
        path = write(tmp_path)
        ended = run("predict", "rows.safetensors", str(path), "--out", "again.csv")
        assert ended.code == 0, (word, ended.err)
        assert "note:" not in ended.err, (word, ended.err)
        assert predicted(tmp_path / "again.csv", target) == expected, word


def test_what_is_new_is_said_column_by_column(run, tmp_path, learned):
    """Categories that training did not show, cells that were never missing: how many, and in which column."""
    cells, _, _, _ = learned
    encoding = Encoding.from_json(dict(Network.load(tmp_path / "rows.safetensors").encoding))
    for coding in encoding.used:
        for cell, said in (
            ("a new one", "3 cells with categories that training did not show"),
            ("", "missing in 3 rows"),
        ):
            flagged = coding.flagged if isinstance(coding, NumberCoding) else coding.missing
            if (cell and isinstance(coding, NumberCoding)) or (not cell and flagged):
                continue
            write_text(tmp_path / "new.csv", with_cells(cells, coding.column, NEW_ROWS, cell))
            ended = run("predict", "rows.safetensors", "new.csv", "--out", "again.csv")
            notes = [line for line in ended.err.splitlines() if line.startswith("note:")]
            assert len(notes) == 1, (coding.column, ended.err)
            assert notes[0].startswith(f"note: '{coding.column}': {said}"), notes


def test_what_is_no_number_is_refused_with_its_place(run, tmp_path, learned):
    """Where the model needs one: with line, column, cell, and how many there are."""
    cells, _, _, _ = learned
    encoding = Encoding.from_json(dict(Network.load(tmp_path / "rows.safetensors").encoding))
    for coding in encoding.used:
        if isinstance(coding, CategoryCoding):
            continue
        for cell, said in (
            ("abc", "'abc' is text"),
            ("inf", "'inf' is"),
        ):
            write_text(tmp_path / "new.csv", with_cells(cells, coding.column, NEW_ROWS, cell))
            ended = run("predict", "rows.safetensors", "new.csv", "--out", "again.csv")
            assert ended.code == 3
            assert f"line 4 of new.csv, column '{coding.column}': {said}" in ended.err, ended.err
            assert "3 such cells" in ended.err


def test_a_decimal_comma_is_refused_among_points_and_read_among_whole_numbers(run, tmp_path, learned):
    """One sign is decimal in a column; where none showed one, a comma may be, and that is said."""
    cells, _, _, _ = learned
    encoding = Encoding.from_json(dict(Network.load(tmp_path / "rows.safetensors").encoding))
    for coding in encoding.used:
        if isinstance(coding, CategoryCoding):
            continue
        pointed = any("." in cell for cell in cells[coding.column])
        write_text(tmp_path / "new.csv", with_cells(cells, coding.column, NEW_ROWS, "1,5"))
        ended = run("predict", "rows.safetensors", "new.csv", "--out", "again.csv")
        said = f"line 4 of new.csv, column '{coding.column}': '1,5' is a number with a decimal comma"
        read = f"note: numbers written with a decimal comma: '{coding.column}'"
        assert ended.code == (3 if pointed else 0)
        assert (said if pointed else read) in ended.err, ended.err
