"""The rows in three parts, encoded as the training rows alone ask for."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ArgumentError

NUMBERS = {"x": np.arange(100.0), "y": np.arange(100.0) ** 2}


def rows_of(model, data):
    """The number of rows of each part."""
    return [part.rows for part in model.prepare(data).parts.values()]


@pytest.mark.parametrize(
    ("rows", "choices", "expected"),
    [
        (100, {}, [70, 10, 20]),
        (49, {}, [49, 0, 0]),
        (49, {"test": 0.2}, [39, 0, 10]),
        (100, {"validation": 0, "test": 0}, [100, 0, 0]),
        (100, {"validation": 0.5, "test": 0.25}, [25, 50, 25]),
    ],
)
def test_shares(rows, choices, expected):
    """Both are shares of all rows; of few rows none are held out unless asked."""
    data = {name: values[:rows] for name, values in NUMBERS.items()}
    assert rows_of(cr.TableModel("y", **choices), data) == expected


def test_every_row_is_in_one_part():
    """None is lost, and none is seen twice."""
    prepared = cr.TableModel("y").prepare(NUMBERS)
    (coding,) = prepared.encoding.used
    found = [part.X[:, 0] * coding.sd + coding.mean for part in prepared.parts.values()]
    assert np.sort(np.concatenate(found)) == pytest.approx(NUMBERS["x"], abs=1e-4)


def test_held_out_rows_have_no_say_in_the_encoding():
    """Mean and sd are those of the training rows."""
    prepared = cr.TableModel("y").prepare(NUMBERS)
    assert prepared.parts["training"].y.mean() == pytest.approx(0, abs=1e-12)
    assert prepared.parts["training"].y.std() == pytest.approx(1)
    assert abs(prepared.parts["test"].y.mean()) > 1e-3


def test_what_is_prepared_can_be_fitted():
    """As if it were the table."""
    model = cr.TableModel("y", epochs=2, hidden=(3,))
    theta = model.fit(model.prepare(NUMBERS)).network.theta.tobytes()
    assert model.fit(NUMBERS).network.theta.tobytes() == theta


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"test": 0.6, "validation": 0.5}, "test: a share of 0.6, and 0.5 for validation, leave no rows to learn from"),
        ({"validation": 0, "patience": 5}, "patience: early stopping needs rows to look at; give validation a share"),
    ],
)
def test_shares_that_leave_nothing(choices, sentence):
    """Are refused under the name of the argument."""
    with pytest.raises(ArgumentError) as caught:
        cr.TableModel("y", **choices).prepare(NUMBERS)
    assert str(caught.value).startswith(sentence)
