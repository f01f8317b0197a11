"""Printed JavaScript computes what `evaluate` computes, and trains as NumPy does."""

from shutil import which

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.registry import ENGINES

from .javascript_runs import Node, training_in


@pytest.fixture(scope="module")
def node():
    """A process of Node, where it is installed."""
    if not which("node"):
        pytest.skip("Node is not installed")
    process = Node()
    yield process
    process.close()


def test_network_of_lecture_1_learns_as_in_numpy(node, monkeypatch):
    """2-3-1, ten steps of gradient descent: theta to 1e-14."""
    monkeypatch.setitem(ENGINES, "javascript", training_in(node))
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    found = []
    for engine in ("numpy", "javascript"):
        network = cr.Network([2, 3, 1], seed=1, dtype="float64", loss="half_squared_error")
        network.train(X, y, optimizer=cr.SGD(0.5), batch_size=2, epochs=5, engine=engine)
        found.append(network.theta)
    np.testing.assert_allclose(*found, rtol=1e-14)
