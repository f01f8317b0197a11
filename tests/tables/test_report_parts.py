"""The parts of the report that depend on how many classes and columns there are."""

import io

import numpy as np

from chainrule.cli.console import console_on
from chainrule.data import ColumnReport
from chainrule.tables.report_parts import _kinds, _matrix, _mistakes, show_confusion


def _text(table: object) -> list[str]:
    stream = io.StringIO()
    console = console_on(stream)
    console.width = 80
    console.print(table)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_matrix_of_short_names():
    """Short names stand at both sides."""
    assert _text(_matrix(("no", "yes"), np.array([[5, 1], [0, 12]]), 80)) == [
        "     no  yes",
        "no    5    1",
        "yes   0   12",
    ]


def test_matrix_of_long_names():
    """Names too long for 80 columns are numbered across."""
    names = tuple(f"a class with a long name, {letter}" for letter in "abc")
    assert _text(_matrix(names, np.eye(3, dtype=np.int64), 80))[:2] == [
        "                                1  2  3",
        "1  a class with a long name, a  1  0  0",
    ]


def test_mistakes():
    """Of many classes the most frequent mistakes are told, with the rows of the true class."""
    confusion = np.array([[7, 3, 0], [1, 9, 0], [0, 0, 4]])
    assert _mistakes(("a", "b", "c"), confusion) == [("3 of 10", "'a' taken for 'b'"), ("1 of 10", "'b' taken for 'a'")]


def test_no_mistakes():
    """Where nothing was mistaken, that is told."""
    assert _mistakes(("a", "b"), np.eye(2, dtype=np.int64)) == [("none", "")]


def test_kinds_of_many_columns():
    """Many columns are counted by what was done with them."""
    columns = [ColumnReport(str(k), f"number, standardised (mean {k}, sd 1)") for k in range(30)]
    told = _kinds([*columns, ColumnReport("x", "dropped: constant")])
    assert told == [("30 columns", "number, standardised"), ("1 column", "dropped: constant")]


def test_a_matrix_without_room_becomes_a_list_of_mistakes():
    """On a narrow screen no class is cut off: the most frequent mistakes are told instead."""
    stream = io.StringIO()
    console = console_on(stream)
    console.width = 40
    confusion = np.full((10, 10), 100.0)
    show_confusion(tuple("abcdefghij"), confusion, "test rows", console)
    assert "most frequent mistakes on the test rows" in stream.getvalue()
    assert "100 of 1000  'a' taken for 'b'" in stream.getvalue()
    assert max(map(len, stream.getvalue().splitlines())) <= 40
    show_confusion(tuple("abcd"), confusion[:4, :4], "test rows", console)
    assert "a  100  100  100  100" in stream.getvalue()
