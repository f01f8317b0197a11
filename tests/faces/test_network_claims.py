"""A network's claims: its own names, its own numbers."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import WhiteboardError

X = np.random.default_rng(0).normal(size=(5, 3))
LABELS = np.array(["a", "b", "a", "c", "b"])


@pytest.fixture(scope="module")
def network():
    """A classifier that has met its labels."""
    network = cr.Network([3, 4, 3], hidden="tanh", output="softmax", loss="cross_entropy", seed=1)
    network.train(X, LABELS, epochs=1, batch_size=5, engine="numpy")
    return network


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("dW2 = dZ2 @ A1.T", "Right."),
        ("dZ1 = (W2.T @ dZ2)*(1 - A1**2)", "Right."),
        ("dZ2 = (A2 - Y)/m", "Right, where every column of Y sums to 1."),
        ("W2 := W2 - eta*dW2", "Right."),
        ("W2 := W2 + eta*dW2", "This goes uphill: gradient descent subtracts the gradient."),
        ("dZ1 = (W2.T @ dZ2)*A1*(1 - A1)", "The slope of the sigmoid stands where that of the tanh belongs."),
    ],
)
def test_its_gradients_are_claimed_by_its_names(network, claim, sentence):
    """The graph of its cost is the board."""
    assert network.claim(claim).sentence == sentence


def test_numbers_are_judged_at_rows_and_targets(network):
    """The cost of a network as a number, which equals what it says itself."""
    cost = network.cost(X, LABELS)
    assert network.claim(f"L = {cost:.4f}", X, LABELS).right
    assert not network.claim(f"L = {cost + 0.01:.4f}", X, LABELS).right


def test_a_claim_is_a_text(network):
    """Anything else is refused by name."""
    with pytest.raises(WhiteboardError, match=r"^a claim is a text, such as 'dW1 = dZ1 @ X.T', not int$"):
        network.claim(3)


@pytest.fixture(scope="module")
def dropping():
    """A network with dropout."""
    return cr.Network([3, 4, 4, 1], hidden=["relu", "tanh"], dropout=0.5, seed=1)


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("dZ1 = (W2.T @ dZ2)*D1*(Z1 > 0)", True),
        ("dZ1 = (W2.T @ dZ2)*(Z1 > 0)", False),
        ("A1 = D1*relu(Z1)", True),
        ("A1 = relu(Z1)", False),
        ("dW2 = dZ2 @ A1.T", True),
        ("dZ2 = (W3.T @ dZ3)*D2*(1 - tanh(Z2)**2)", True),
        ("dZ2 = (W3.T @ dZ3)*D1*(1 - tanh(Z2)**2)", False),
    ],
)
def test_the_masks_of_dropout_stand_in_claims_as_in_the_equations(dropping, claim, right):
    """A gradient that leaves a mask out is not the one that is shown."""
    assert "D₁ ⊙ [Z₁ > 0]" in str(dropping.equations("named"))
    assert dropping.claim(claim).right is right


def test_numbers_are_those_without_dropout(dropping):
    """They are judged as `explain` shows them."""
    targets = X[:, 0] * 2
    values = dropping.explain(X, targets).values
    assert dropping.claim(f"L = {float(values['L']):.6f}", X, targets).right
    assert dropping.claim(f"db3 = {float(values['∂L/∂b3'].item()):.6f}", X, targets).right
