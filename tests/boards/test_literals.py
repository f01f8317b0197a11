"""Literals: numbers and rows of them are read, whatever else stands there is told apart."""

import ast

import numpy as np
import pytest

from chainrule.boards.literals import depth, read_array, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        (" -2.5e3 ", -2500.0),
        ("+-+3", -3.0),
        ("0x10", 16.0),
        ("1_000", 1000.0),
        ("[1, 2]", [1.0, 2.0]),
        ("(1, [2][0])", None),
        ("[[1, -2], [3, 4]]", [[1.0, -2.0], [3.0, 4.0]]),
        ("1" + "0" * 99, 1e99),
        ("[[1, 2], [3]]", None),
        ("[1, [2]]", None),
        ("True", None),
        ("'1'", None),
        ("1j", None),
        ("nan", None),
        ("-[1]", None),
        ("1 +", None),
        ("", None),
        ("\0", None),
    ],
)
def test_numbers_are_read(text, value):
    """As Python writes them, and as 64 bits hold them; None for everything else."""
    found = read_array(text)
    assert (found is None) is (value is None)
    if value is not None:
        np.testing.assert_array_equal(found, value)


@pytest.mark.parametrize("text", ["1e999", "-1e999", "[1, 1e309]", "9" * 400])
def test_a_number_beyond_64_bits_is_refused(text):
    """Infinity is no number that a person wrote."""
    with pytest.raises(ValueError, match=r"^is not finite; a number is at most about 1\.8e308$"):
        read_array(text)


@pytest.mark.parametrize("text", ["-" * 200 + "1", "-" * 90_000 + "1", "[" * 70 + "1" + "]" * 70, "-" * 100 + "[1]"])
def test_what_is_nested_too_deeply_is_refused(text):
    """No array has so many axes, and no recursion goes so deep."""
    with pytest.raises(ValueError, match=r"^is nested too deeply$"):
        read_array(text)


@pytest.mark.parametrize(
    ("text", "levels"), [("x", 1), ("-x", 2), ("a + b + c", 3), ("f(a, -b)", 3), ("f(axis=-1)", 3), ("[[1], 2]", 3)]
)
def test_depth_counts_parts_within_parts(text, levels):
    """The deepest place counts."""
    assert depth(ast.parse(text, mode="eval").body) == levels


def test_a_whole_number_that_is_too_large_is_infinite():
    """As a float that is too large is."""
    assert read_number(10**400) == np.inf
