"""theta: all parameters in one vector, and each of them a window on it."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.architecture.theta import Layout
from chainrule.errors import SettingError, ShapeError

LAYOUT = cr.Network([2, 3, 1]).layout


def test_layout_of_a_2_3_1_network_has_13_numbers():
    """Lecture 1 writes them out: six weights, three biases, three weights, one bias."""
    assert LAYOUT.size == 13
    assert dict(LAYOUT.shapes) == {"W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)}
    assert [LAYOUT.place(name) for name in LAYOUT.shapes] == [slice(0, 6), slice(6, 9), slice(9, 12), slice(12, 13)]


def test_views_are_windows_on_the_vector():
    """Writing to W2 writes to theta, row by row."""
    theta = np.arange(13.0)
    views = LAYOUT.views(theta)
    views["W1"][2, 1] = -1
    views["W2"][0] = [7, 8, 9]
    assert theta.tolist() == [0, 1, 2, 3, 4, -1, 6, 7, 8, 7, 8, 9, 12]
    assert all(view.base is theta for view in views.values())


def test_views_cover_the_vector_once():
    """Every entry belongs to one parameter."""
    theta = np.zeros(LAYOUT.size)
    for view in LAYOUT.views(theta).values():
        view += 1
    assert theta.tolist() == [1] * 13


def test_mask_is_one_where_a_named_parameter_lies():
    """Zero elsewhere."""
    assert LAYOUT.mask(["b1", "b2"]).tolist() == [0] * 6 + [1] * 3 + [0] * 3 + [1]


def test_unknown_parameter_is_refused_by_name():
    """The message says which there are."""
    with pytest.raises(SettingError, match="there is no parameter 'W3'; there are W1, b1, W2, b2"):
        LAYOUT.view(np.zeros(13), "W3")


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([1, 2, 3], ShapeError, r"b1 is \(3, 1\), got an array of shape \(3,\)"),
        ([[1], [np.nan], [2]], SettingError, "b1 must be finite; it holds NaN or infinity"),
        ([["a"], ["b"], ["c"]], SettingError, r"b1 needs numbers in the shape \(3, 1\), got \[\['a'\]"),
        ([[1], [2, 3]], SettingError, r"b1 needs numbers in the shape \(3, 1\), got \[\[1\], \[2, 3\]\]"),
    ],
)
def test_value_that_does_not_fit_a_parameter_is_refused(value, error, message):
    """Shape, finiteness, and numbers at all."""
    with pytest.raises(error, match=message):
        LAYOUT.checked("b1", value)


def test_layout_of_nothing_has_no_numbers():
    """An empty layout is a layout."""
    assert Layout({}).size == 0
