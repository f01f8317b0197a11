"""A call of train is checked before any data are read, for a network as for a board."""

from functools import partial

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError

BOARD = "data X (n, m), y (1, m)\nparams w (1, n) = 0\nL = mean((w @ X - y)**2)"
BAD = {
    "epochs": (-1, "epochs is a whole number from 0, not -1"),
    "threads": (0, "threads is a whole number from 1, not 0"),
    "metrics": (3, "metrics takes names"),
    "callbacks": ("print", "callbacks is a list of functions or Callbacks"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("kind", ["network", "board"])
def test_a_bad_choice_is_refused_before_bad_data(name, kind):
    """The same sentence for both."""
    value, sentence = BAD[name]
    train = partial(cr.Network([2, 1]).train, "no data", None) if kind == "network" else cr.whiteboard(BOARD).train
    with pytest.raises(SettingError, match=sentence):
        train(**{name: value})


def test_a_function_is_called_after_each_epoch():
    """Of a board as of a network."""
    seen = []
    X = np.random.default_rng(0).normal(size=(12, 2))
    cr.Network([2, 1]).train(X, X[:, 0], epochs=2, callbacks=[lambda run: seen.append(run.epoch)])
    cr.whiteboard(BOARD).train(X=X, y=X[:, 0], epochs=2, callbacks=[lambda run: seen.append(run.epoch)])
    assert seen == [1, 2, 1, 2]
