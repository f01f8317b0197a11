"""Targets far from 0 that training has not reached are said."""

import warnings

import numpy as np
import pytest

import chainrule as cr

X = np.random.default_rng(0).normal(size=(200, 2))
FAR = 1000 + 5.5 * X[:, 0]


def said(y, **choices):
    """The sentence that training ends with, if any."""
    network = cr.Network([2, 4, 1 if y.ndim == 1 else y.shape[1]], seed=0)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        network.train(X, y, engine="numpy", **choices)
    return [str(one.message) for one in found if one.category is cr.TargetNote]


@pytest.mark.parametrize("y", [FAR, np.stack([X[:, 0], FAR], axis=1)], ids=["one", "two"])
def test_what_was_not_reached_is_told_with_what_to_do(y):
    """Two epochs do not get to 1000; the mean and the deviation are those of the column that is meant."""
    (sentence,) = said(y, epochs=2)
    assert f"mean {FAR.mean():.4g}, standard deviation {FAR.std():.4g}" in sentence
    assert "Train on (y - y.mean()) / y.std()" in sentence


def test_what_was_reached_is_not(tmp_path):
    """Neither standardised targets nor small ones are told of, nor those that gradient descent has come to."""
    assert said((FAR - FAR.mean()) / FAR.std(), epochs=1) == []
    assert said(X[:, 0] + 3, epochs=1) == []
    assert said(1000 + 5.5 * X[:, 0], epochs=400, optimizer=cr.Adam(0.3)) == []
    assert said(np.full(200, 1000.0), epochs=1) == []  # which has no deviation to compare with


def test_labels_have_no_size():
    """The label 1000 is a name."""
    network = cr.Network([2, 2], output="softmax")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        network.train(X, np.where(X[:, 0] > 0, 1000, 2000), epochs=1, engine="numpy")
