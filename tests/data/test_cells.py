"""The grammar of cells."""

import numpy as np
import pytest

from chainrule.data.cells import NO_NUMBER, category_of, is_missing, is_number, number_text, read_numbers


@pytest.mark.parametrize("text", ["1", "-1", "+1", "1.", ".5", "1.5", "1e3", "-1.5E-3", " 7 ", "007"])
def test_plain_decimal_is_a_number(text):
    """A sign, digits, a point, an exponent, with spaces around it, is a number."""
    assert is_number(text)


@pytest.mark.parametrize(
    "text", ["1_000", "infinity", "inf", "١٢٣", "1,5", "0x10", ".", "e3", "1e", "--1", "1 2", "12a", ""]
)
def test_what_only_python_reads_is_no_number(text):
    """What Python's float would read, and a school book would not, is no number."""
    assert not is_number(text)


@pytest.mark.parametrize("text", ["", "  ", "?", "NA", "n/a", "NaN", "null", "NULL", " ? "])
def test_words_for_missing(text):
    """Nothing, `?`, `NA`, `N/A`, `NaN` and `null`, in any case and with spaces around, are missing."""
    assert is_missing(text)


def test_whole_numbers_stay_whole():
    """Texts that are all whole numbers become int64, and missing ones 0."""
    numbers, missing = read_numbers(["1", "?", "-20"])
    assert missing.tolist() == [False, True, False]
    assert numbers.dtype == np.int64
    assert numbers.tolist() == [1, 0, -20]


def test_one_point_makes_floats():
    """One number with a point makes the column float64."""
    assert read_numbers(["1", "2.5"])[0].dtype == np.float64


def test_one_word_makes_text():
    """One cell that is neither number nor missing makes the column text."""
    assert read_numbers(["1", "2", "two"])[0] is None


def test_digits_beyond_int64_are_floats():
    """A whole number that int64 cannot hold is read as a float."""
    assert read_numbers(["12345678901234567890"])[0].tolist() == [12345678901234567890.0]


def test_numbers_are_those_of_the_grammar():
    """A text of numerals becomes a number where the grammar says that it is one, and only there."""
    dice = np.random.default_rng(0)
    for length in dice.integers(1, 6, 2000):
        text = "".join(dice.choice(list("01+-.eE_ "), length))
        numbers, _ = read_numbers([text])
        assert (numbers is not None) == (is_number(text) or is_missing(text)), text
        assert (read_numbers([text, "1"])[0] is not None) == (is_number(text) or is_missing(text, NO_NUMBER)), text


@pytest.mark.parametrize(
    ("category", "texts"),
    [
        ("true", ["true", "True", "TRUE", " tRuE "]),
        ("1", ["1", "1.0", "+1", "01", "1e0", "10e-1", "1.", "1.000", "0.1e1"]),
        ("-0.5", ["-0.5", "-.5", "-5e-1", "-00.50"]),
        ("0", ["0", "-0", "0.0", "+0e9"]),
        ("12345678901234567890", ["12345678901234567890", "12345678901234567890.0"]),
        ("1E+400", ["1e400", "10e399"]),
        ("Red", ["Red", " Red "]),
        ("yes", ["yes"]),
    ],
)
def test_texts_that_mean_one_category(category, texts):
    """Truth in any case, and numerals that are equal, exactly; other texts but for the spaces around them."""
    assert {category_of(text) for text in texts} == {category}


def test_numerals_that_are_not_equal_stay_apart():
    """However many digits they share, and whatever their exponent."""
    assert category_of("12345678901234567890") != category_of("12345678901234567891")
    assert category_of("0.1") != category_of("0.10000000000000001")
    assert category_of("1e99999999999999999999") == "1e99999999999999999999"
    assert category_of("1" * 100_000) == "1" * 100_000 or "E+" in category_of("1" * 100_000)


def test_hostile_number_is_refused_quickly():
    """A hundred thousand digits and a letter are no number, found in linear time."""
    assert not is_number("1" * 100_000 + "x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.int64(7), "7"),
        (np.float64(7), "7"),
        (np.float64(-0.0), "0"),
        (np.float32(0.1), "0.1"),
        (np.float64(1e300), "1e+300"),
    ],
)
def test_number_as_a_person_writes_it(value, text):
    """Whole numbers are written without a point, others as short as exact."""
    assert number_text(value) == text
