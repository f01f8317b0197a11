"""What update rules and answers are worth: the steepest valley that a rule descends, and the cost of guessing."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.monitor.guessing import cost_of_guessing
from chainrule.monitor.stability import stable_until

RNG = np.random.default_rng(5)
X, LABELS, NUMBERS = RNG.normal(size=(90, 3)), RNG.integers(0, 3, 90), RNG.normal(3, 2, 90)


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        (cr.SGD(), 2),
        (cr.Momentum(beta=0.9), 2 * 1.9),
        (cr.Momentum(beta=0.5, dampening=0.5), 2 * 1.5 / 0.5),
        (cr.Nesterov(beta=0.9), 2 * 1.9 / 2.8),
        (cr.SGD(clip_norm=0.1), 2),
    ],
)
def test_the_limit_is_that_of_the_textbook(rule, limit):
    """2 for gradient descent, 2 (1 + β)/(1 − d) for heavy ball, 2 (1 + β)/(1 + 2β) for Nesterov."""
    assert stable_until(rule) == pytest.approx(limit)


@pytest.mark.parametrize("rule", [cr.Adam(), cr.AdamW(), cr.AdaGrad(), cr.RMSprop()])
def test_a_rule_that_divides_by_the_gradients_size_has_no_limit(rule):
    """Its step does not grow with the slope."""
    assert stable_until(rule) is None


def guessing(network, y):
    """The cost of guessing for these targets."""
    return cost_of_guessing(network.architecture, network._model.examples(X, y).tables)


def test_guessing_a_number_costs_its_variance():
    """The mean is the best answer to squares, the median to distances; a sum of costs is told for one example."""
    assert guessing(cr.Network([3, 4, 1]), NUMBERS) == pytest.approx(NUMBERS.var(), rel=1e-5)
    assert guessing(cr.Network([3, 4, 1], average=False), NUMBERS) == pytest.approx(NUMBERS.var(), rel=1e-5)
    distance = np.abs(NUMBERS - np.median(NUMBERS)).mean()
    assert guessing(cr.Network([3, 1], loss="absolute_error"), NUMBERS) == pytest.approx(distance, rel=1e-3)


def test_guessing_a_class_costs_the_entropy():
    """−Σ p log p of the shares of the classes; with squares on a sigmoid, half the variance of the labels."""
    shares = np.bincount(LABELS) / 90
    network = cr.Network([3, 4, 3], output="softmax")
    assert guessing(network, LABELS) == pytest.approx(-(shares * np.log(shares)).sum(), rel=1e-5)
    halves = cr.Network([3, 4, 1], output="sigmoid", loss="half_squared_error")
    two = (LABELS == 0).astype(float)
    assert guessing(halves, two) == pytest.approx(two.var() / 2, rel=1e-5)


def test_where_a_penalty_hides_the_answer_guessing_has_no_cost():
    """All parameters meet in the cost alone."""
    board = cr.whiteboard("data x (1, m), y (1, m)\nparams w (1, 1)\nz = w @ x\nL = mean((z - y)**2) + sum(w**2)")
    board.train(x=X[:, :1], y=NUMBERS, epochs=1, engine="numpy")
    tables = board._examples(board._trained(), board._read({"x": X[:, :1], "y": NUMBERS})).tables
    assert np.isnan(cost_of_guessing(board.trainable, tables))
