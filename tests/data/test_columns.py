"""Columns."""

import numpy as np
import pytest

from chainrule.data.columns import (
    NumberColumn,
    Spelling,
    TextColumn,
    array_column,
    as_texts,
    number_column,
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
    """One other text makes the column text."""
    column = typed_column("a", spelling("1", "?", "x", "y"))
    assert isinstance(column, TextColumn)
    assert column.missing.tolist() == [False, True, False, False]


def test_original_spelling_is_kept():
    """A number is written again as it stood in the file."""
    assert typed_column("a", spelling("1.50", " 2", "?")).written() == ["1.50", " 2", "?"]


def test_equal_numbers_have_one_label():
    """Numbers that are equal have one label, however they are spelled: as the first of them is written."""
    labels, positions = typed_column("a", spelling("10", "9.0", "9")).labels(np.arange(3))
    assert labels == ["10", "9.0"]
    assert positions.tolist() == [0, 1, 1]


def test_what_means_one_thing_has_one_label():
    """Truth is one thing, and so are numerals among texts; other letters stay apart."""
    labels, positions = typed_column("a", spelling("TRUE", "true", "x", "X", "1.0", "1", "True")).labels(np.arange(7))
    assert labels == ["TRUE", "x", "X", "1.0"]
    assert positions.tolist() == [0, 0, 1, 2, 3, 3, 0]


@pytest.mark.parametrize("word", ["-", ".", "None", "<NA>", "#N/A", "NaT", "--", "#DIV/0!", "1.#IND", "–"])
def test_a_word_for_nothing_among_numbers_is_missing(word):
    """Among texts most of these are categories like others."""
    among = typed_column("a", spelling("1", word, "2"))
    assert isinstance(among, NumberColumn)
    assert among.missing.tolist() == [False, True, False]


@pytest.mark.parametrize("word", ["-", ".", "None", "nil"])
def test_a_word_that_may_be_a_category_is_one_among_texts(word):
    """None, mild and severe are three categories."""
    among = typed_column("a", spelling("mild", word, "severe"))
    assert not among.missing.any()
    assert among.categories(np.arange(3))[0] == ["mild", word, "severe"]


def test_categories_of_numbers_and_of_texts_are_the_same():
    """Whether a file makes a column numbers or texts: 1.0 is 1, and a missing cell is missing."""
    texts = typed_column("a", spelling("1.0", "A", "?", "2")).categories(np.arange(4))
    numbers = number_column("a", np.array([1.0, 2.0, 7.0]), np.array([False, False, True])).categories(np.arange(3))
    assert [texts[0][i] for i in texts[1]] == ["1", "A", "", "2"]
    assert [numbers[0][i] for i in numbers[1]] == ["1", "2", ""]


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
