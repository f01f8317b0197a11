"""Printed JavaScript in a real browser: the bits of plain Python, and a training that is NumPy's."""

import numpy as np
import pytest
from tests.engines.flat_python import FlatFunction
from tests.engines.javascript_runs import ANSWER, JavascriptFunction, Place, training_in
from tests.engines.random_graphs import random_graph

import chainrule as cr
from chainrule.engines.registry import ENGINES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser):
    """A page that answers requests."""
    view = browser.new_page()
    yield Place(lambda request: view.evaluate(ANSWER, request))
    view.close()


@pytest.mark.parametrize("seed", range(0, 40, 5))
def test_a_browser_and_plain_python_give_the_same_bits(seed, page):
    """Of random graphs and their gradients."""
    case = random_graph(seed)
    found, expected = JavascriptFunction(case.graph, page)(case.numbers), FlatFunction(case.graph)(case.numbers)
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)


@pytest.mark.parametrize("shared", [True, False], ids=["WebAssembly", "JavaScript"])
def test_products_have_the_same_bits_in_both_ways(shared, page):
    """As sums in order."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(11, 70)), rng.normal(size=(70, 9))
    A, B = cr.input("A", a.shape), cr.input("B", b.shape)
    expected = 0.0
    for k in range(70):
        expected = expected + a[:, k : k + 1] * b[k : k + 1]
    found = JavascriptFunction(cr.Graph({"AB": A @ B}), page, shared)({"A": a, "B": b})["AB"]
    np.testing.assert_array_equal(found, expected)


def test_a_network_learns_in_a_browser_as_in_numpy(page, monkeypatch):
    """With dropout and Adam: theta to 1e-11."""
    monkeypatch.setitem(ENGINES, "javascript", training_in(page))
    X = np.random.default_rng(1).normal(size=(40, 3))
    found = []
    for engine in ("numpy", "javascript"):
        network = cr.Network([3, 5, 2], seed=1, dtype="float64", dropout=0.2)
        network.train(X, X[:, :2] ** 2, optimizer=cr.Adam(0.01), batch_size=8, epochs=10, engine=engine)
        found.append(network.theta)
    np.testing.assert_allclose(*found, rtol=1e-11)
