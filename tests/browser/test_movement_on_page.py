"""Movement on the live page: surfaces, examples that come and go, and what is said of them, are Python's."""

import re

import numpy as np
import pytest
from tests.browser.test_live_page import opened, press

import chainrule as cr
from chainrule.data.samples import circles
from chainrule.movement.surfaces import surfaces_at
from chainrule.readers.notation.numbers import format_number

pytestmark = pytest.mark.browser

LABELS = "all => all.map(one => one.getAttribute('aria-label'))"


def network(sizes: tuple[int, ...] = (2, 4, 2)) -> tuple[cr.Network, np.ndarray, np.ndarray]:
    """A small network and a circle inside a circle."""
    sample = circles(40)
    return cr.Network(list(sizes), hidden="tanh", seed=1, dtype="float64"), sample.X, sample.y


def test_surfaces_are_those_of_python(show):
    """Every neuron is above zero on the share of the plane that Python tells, before and after a step."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer=cr.SGD(0.3), batch_size="full"))
    for _ in range(2):
        stand = known.stand(X, y)
        (moment,) = surfaces_at(stand.checkpoint.trainable, stand.examples, [("", stand.theta)], points=41).moments
        expected = [f"{100 * (one > 0).mean():.0f}" for one in moment.values]
        labels = view.locator(".thumbnail").evaluate_all(LABELS)[1:]
        assert [re.search(r": above 0 on (\d+)% of the plane", one)[1] for one in labels] == expected
        press(view, "forward")
        known.train(X, y, optimizer=cr.SGD(0.3), batch_size="full", epochs=1, engine="numpy")


def test_a_neuron_tells_its_number_at_a_place(show):
    """By keys alone: the sum of the neuron that was chosen, to six digits, at the middle of the plane."""
    known, X, y = network()
    view = opened(show, known.page(X, y))
    view.get_by_label("Z₁[2]:").click()
    view.locator(".plane canvas").last.focus()
    view.keyboard.press("ArrowRight")
    x, up, value = re.search(r"\((.*), (.*)\): (.*)", view.locator(".readout").inner_text().replace("−", "-")).groups()
    place = [np.linspace(c.min() - 0.15 * np.ptp(c), c.max() + 0.15 * np.ptp(c), 41)[i] for c, i in zip(X.T, (21, 20), strict=True)]
    assert (x, up) == tuple(format_number(one, 3) for one in place)
    views = known.parameters
    assert value == format_number(float(views["W1"][2] @ place + views["b1"].ravel()[2]))
