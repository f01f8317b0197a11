"""Columns."""

import numpy as np
import pytest

from chainrule.data.columns import (
    NumberColumn,
    Spelling,
    TextColumn,
    array_column,
    as_texts,
    text_column,
    typed_column,
)


def spelling(*texts):
    """The spelling of these texts."""
    distinct = list(dict.fromkeys(texts))
    return Spelling(as_texts(distinct), np.array([distinct.index(text) for text in texts], dtype=np.int32))


def test_numbers_where_all_parse():
    """A column is numbers when every cell that is not missing is one."""
    column = typed_column("a", spelling("1", "?", "2", "1"))
    assert isinstance(column, NumberColumn)
    assert column.numbers.tolist() == [1, 0, 2, 1]
    assert column.missing.tolist() == [False, True, False, False]


def test_text_where_one_does_not_parse():
    """One other text makes the column text, and the row of the first one is known."""
    column = typed_column("a", spelling("1", "?", "x", "y"))
    assert isinstance(column, TextColumn)
    assert column.first_wrong_row() == 2


def test_original_spelling_is_kept():
    """A number is written again as it stood in the file."""
    assert typed_column("a", spelling("1.50", " 2", "?")).written() == ["1.50", " 2", "?"]


def test_equal_numbers_have_one_label():
    """Numbers that are equal have one label, however they are spelled, in the order of numbers."""
    labels, positions = typed_column("a", spelling("10", "9", "9.0")).labels(np.arange(3))
    assert labels == ["9", "10"]
    assert positions.tolist() == [1, 0, 0]


def test_texts_are_stripped():
    """The texts of categories have no surrounding spaces."""
    texts, positions = text_column("a", spelling(" x", "y ")).distinct(np.array([1]))
    assert (texts, positions.tolist()) == (["y"], [0])


@pytest.mark.parametrize("dtype", [np.int32, np.uint8, np.float32, np.float64])
def test_array_keeps_its_type(dtype):
    """An array of numbers keeps its type, and is written as short as exact."""
    column = array_column("a", np.array([1, 2], dtype=dtype))
    assert column.numbers.dtype == dtype


def test_array_of_texts():
    """An array of texts is a text column."""
    column = array_column("a", np.array(["b", "a", "b"]))
    assert column.written() == ["b", "a", "b"]


def test_nan_is_missing():
    """NaN is a missing cell, and its number is 0."""
    column = array_column("a", np.array([np.nan, 1.5], dtype=np.float32))
    assert column.missing.tolist() == [True, False]
    assert column.written() == ["", "1.5"]
