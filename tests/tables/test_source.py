"""What may be learned from: files, samples, tables in memory; and the choice of the target."""

from pathlib import Path

import pytest

import chainrule as cr
from chainrule.data import NoRowError, read_frame, write_table
from chainrule.errors import ArgumentError, DataError
from chainrule.tables.source import open_row, open_source

FAST = {"epochs": 1, "hidden": (3,)}


def test_files_samples_and_memory(table, tmp_path, monkeypatch):
    """Each has a name for the report."""
    monkeypatch.chdir(tmp_path)
    write_table("people.csv", read_frame(table), {})
    assert [open_source(data).name for data in ("people.csv", Path("people.csv"), "xor", table)] == [
        "people",
        "people",
        "xor",
        "data",
    ]


def test_what_is_open_stays_open():
    """A source, or a table that somebody has read, is not read again."""
    source = open_source("xor")
    assert open_source(source) is source
    assert open_source(source.table).table is source.table


def test_a_path_is_never_a_sample(tmp_path, monkeypatch):
    """A text may be one."""
    monkeypatch.chdir(tmp_path)
    for name in ("xor", "digit"):
        with pytest.raises(DataError, match=f"there is no file {name}"):
            open_source(Path(name))
    with pytest.raises(DataError, match="there is no sample called 'digit'; did you mean 'digits'"):
        open_source("digit")


def test_a_row_of_memory_is_found(table):
    """And one that is not there is refused."""
    found, place = open_row(table, 7, ())
    assert (found.row_count, place) == (80, 7)
    with pytest.raises(NoRowError, match="the data has 80 rows, counted from 1; 81 is none"):
        open_row(table, 80, ())


def test_a_sample_brings_its_target_and_its_task():
    """Another target can be chosen."""
    assert repr(cr.TableModel(**FAST).fit("xor")) == "<table model of 'class', 2 classes, 2-3-1>"
    assert repr(cr.TableModel("x2", **FAST).fit("moons")) == "<table model of 'x2', a number, 2-3-1>"


@pytest.mark.parametrize(
    ("choices", "kind", "sentence"),
    [
        ({}, ArgumentError, "target: which column is to be predicted? the data has 'size', 'town', 'age', 'ripe',"),
        ({"target": "knid"}, DataError, "the data has no column 'knid'; did you mean 'kind'?"),
        ({"target": "kind", "ignore": "twon"}, DataError, "the data has no column 'twon'; did you mean 'town'?"),
        ({"target": "kind", "ignore": "kind"}, ArgumentError, "ignore: 'kind' is the target and cannot be left out"),
    ],
)
def test_targets_that_cannot_be(table, choices, kind, sentence):
    """Are refused by name, with the nearest one."""
    with pytest.raises(kind) as caught:
        cr.TableModel(**choices, **FAST).fit(table)
    assert str(caught.value).startswith(sentence)
