"""Theta entry by entry, with the labels of lecture 1."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ShapeError


def test_a_network_2_3_1_has_the_thirteen_numbers_of_lecture_1():
    """w¹₁₁ … w¹₃₂, b¹₁ … b¹₃, w²₁ … w²₃, and b₂, which is one number: in theta's order."""
    names = cr.Network([2, 3, 1]).layout.names
    assert names == (
        *("w¹₁₁", "w¹₁₂", "w¹₂₁", "w¹₂₂", "w¹₃₁", "w¹₃₂", "b¹₁", "b¹₂", "b¹₃"),
        *("w²₁", "w²₂", "w²₃", "b₂"),
    )


def test_each_entry_stands_beside_its_label():
    """Theta, or a gradient; in a notebook as a table."""
    network = cr.Network([2, 3, 1], seed=0)
    network.set_theta(np.arange(13.0))
    lines = str(network.entries()).splitlines()
    assert [line.split() for line in lines[:2]] == [["w¹₁₁", "0"], ["w¹₁₂", "1"]]
    assert len(lines) == 13
    assert str(network.entries(2 * np.arange(13.0))).splitlines()[-1].split() == ["b₂", "24"]
    assert "w¹₃₂" in network.entries()._repr_html_()


def test_a_long_vector_shows_its_ends():
    """Eight entries, dots, eight entries."""
    lines = str(cr.Network([20, 20, 1]).entries()).splitlines()
    assert len(lines) == 17
    assert lines[8].split() == ["⋮", "⋮"]
    assert lines[-1].startswith("b₂")


def test_a_vector_of_another_size_is_refused():
    """With the size that is needed."""
    with pytest.raises(ShapeError, match=r"vector is \(13,\)"):
        cr.Network([2, 3, 1]).entries([1.0, 2.0])
