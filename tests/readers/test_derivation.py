"""The derivation names the rule of each of its steps."""

import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.readers.derivation import derivation
from chainrule.readers.rules import FLAT, RULES

BOARD = """
data X (n, m), y (1, m)
params W1 (k, n), b1 (k, 1), w2 (1, k), b2
Z = W1 @ X + b1
A = sigmoid(Z)
yhat = w2 @ A + b2
L = squared_error(yhat, y)
"""


def test_every_op_has_a_rule_or_hands_nothing_on():
    """The table and the alphabet agree."""
    assert set(RULES) | FLAT == set(ALL_OPS)
    assert not set(RULES) & FLAT


@pytest.mark.parametrize("name", sorted(RULES))
def test_an_op_with_a_rule_has_a_vjp(name):
    """Whoever hands a cotangent on has a derivative to do it with."""
    assert ALL_OPS[name].vjp is not None


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("∂L/∂ŷ = 2 ∂L/∂L (1/m) (ŷ − y)    (1, m)", "power rule: (ŷ − y)² has the slope 2 (ŷ − y)"),
        ("∂L/∂Z = ∂L/∂A ⊙ A ⊙ (1 − A)    (k, m)", "chain rule: σ′ = σ (1 − σ)"),
        ("∂L/∂W₁ = ∂L/∂u₁ Xᵀ    (k, n)", "matrix product: G Bᵀ for A, Aᵀ G for B"),
    ],
)
def test_the_fourth_network_is_derived_step_by_step(line, rule):
    """Each line stands with its shape, and its rule below it."""
    board = cr.whiteboard(BOARD)
    lines = derivation(board.graph, board.wrt, "L").text().splitlines()
    assert lines[lines.index(line) + 1].strip() == rule


def test_a_bias_that_was_copied_sums_its_cotangent():
    """The step of b₁ says that it was copied to every example."""
    board = cr.whiteboard(BOARD)
    (step,) = (one for one in derivation(board.graph, board.wrt, "L").steps if one.equation.name == "∂L/∂b1")
    assert step.rules[1] == "copied along m, so its cotangent is summed there"


def test_a_reused_node_adds_its_cotangents():
    """What is used three times says so."""
    board = cr.whiteboard("params a\nf = a * a + a")
    last = derivation(board.graph, board.wrt, "f").steps[-1]
    assert last.rules[0] == "used 3 times, so its cotangents add up"
    assert "∂f/∂a = 2 ∂f/∂u₁ a + ∂f/∂f" in last.text()


def test_the_gate_chain_of_lecture_1_has_a_step_for_each_gate():
    """−, exp, +1 and 1/x, forward and back."""
    board = cr.whiteboard("f = 1 / (1 + exp(-x))")
    names = [step.equation.name for step in derivation(board.graph, board.wrt, "f").steps]
    assert names == ["u1", "u2", "u3", "f", "∂f/∂f", "∂f/∂u3", "∂f/∂u2", "∂f/∂u1", "∂f/∂x"]
