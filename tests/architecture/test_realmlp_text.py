"""The board of RealMLP-TD-S says what its paper says in other words."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.architecture.realmlp_text import realmlp_text

X = np.random.default_rng(0).normal(size=(5, 2)) * 4
RATE = 0.01


def trained(classes, epochs=1, **more):
    """The board after some steps of all rows, in float64."""
    board = cr.whiteboard(realmlp_text(2, (4,), classes))
    y = np.arange(5) % classes if classes else X[:, 0]
    board.train(X=X, Y=y, epochs=epochs, batch_size=5, optimizer=cr.Adam(RATE), dtype="float64", **more)
    return board, y


def test_smoothed_classes():
    """(1 − ε) of one class and ε of all alike cost what a cross-entropy with such targets costs."""
    board, y = trained(3, epochs=20)
    values = board.bind(X=X.T, Y=np.eye(3)[y].T, **board.parameters)
    smoothed = 0.9 * np.eye(3)[y].T + 0.1 / 3
    logarithms = values["Z2"] - np.log(np.exp(values["Z2"]).sum(axis=0))
    assert values["L"] == pytest.approx(-(smoothed * logarithms).sum(axis=0).mean())


def test_nothing_is_predicted_at_first():
    """The last layer starts at zero: classes are alike, and numbers at the mean."""
    assert trained(3, epochs=0)[0].output({"X": X}) == pytest.approx(1 / 3)
    assert trained(0, epochs=0)[0].output({"X": X}) == pytest.approx(0)


def test_scales_and_biases_have_rates_of_their_own():
    """Adam's step is the rate, whatever the slope: six times of it for a scale, a tenth for a bias."""
    start, _ = trained(0, epochs=3)
    end, _ = trained(0, epochs=4)
    size = {name: np.abs(end.parameters[name] - start.parameters[name]).max() for name in ("s", "W1", "b1")}
    assert all(0.3 * RATE < one < 1.5 * RATE for one in size.values())
    values = start.bind(X=X.T, Y=X[:, :1].T, **start.parameters)
    bent = X.T / np.sqrt(1 + (X.T / 3) ** 2)
    assert values["A0"] == pytest.approx(6 * start.parameters["s"] * bent)
    assert values["Z1"] == pytest.approx(
        start.parameters["W1"] @ values["A0"] / np.sqrt(2) + start.parameters["b1"] / 10
    )


@pytest.mark.parametrize("classes", [0, 2])
def test_activations_are_those_of_their_papers(classes):
    """SELU for classes, Mish for numbers."""
    board, y = trained(classes)
    values = board.bind(X=X.T, Y=np.eye(2)[y].T if classes else y[None, :], **board.parameters)
    z = values["Z1"]
    selu = 1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * (np.exp(z) - 1))
    assert values["A1"] == pytest.approx(selu if classes else z * np.tanh(np.log(1 + np.exp(z))))
