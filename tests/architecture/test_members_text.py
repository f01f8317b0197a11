"""Several networks that are one: what the board computes is what the networks do one by one."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.architecture.layers import make_architecture
from chainrule.architecture.members_text import members_text
from chainrule.errors import SettingError

MEMBERS = 3
ROWS = np.random.default_rng(0).normal(size=(6, 4))
KINDS = [("squared_error", 1, ROWS[:, 0] + 1), ("squared_error", 2, ROWS[:, 1:3]), ("logistic", 1, np.arange(6) % 2),
         ("cross_entropy", 3, np.arange(6) % 3)]  # fmt: skip


def taken_apart(loss, outputs, l2=0.0):
    """The board of some members with its numbers, and each of them as a network of its own."""
    architecture = make_architecture((4, 5, 3, outputs), ("tanh", "relu"), None, loss, l2=l2)
    board = cr.whiteboard(members_text(architecture, MEMBERS))
    board.train(
        X=ROWS, Y=next(y for name, size, y in KINDS if (name, size) == (loss, outputs)), epochs=2, dtype="float64"
    )
    networks = []
    for member in range(MEMBERS):
        network = cr.Network([4, 5, 3, outputs], hidden=("tanh", "relu"), loss=loss, dtype="float64", l2=l2)
        own = {name: np.reshape(view, (MEMBERS, -1, view.shape[-1]))[member] for name, view in board.parameters.items()}
        network.set_theta(**own)
        networks.append(network)
    return board, networks


@pytest.mark.parametrize(("loss", "outputs", "y"), KINDS)
def test_fit_and_spread_are_the_mean_of_the_members_costs(loss, outputs, y):
    """Krogh and Vedelsby's identity, for squares and for logits: so each member learns as it would alone."""
    board, networks = taken_apart(loss, outputs, l2=0.1)
    mean = np.mean([network.cost(ROWS, y) for network in networks])
    penalty = np.mean(
        [0.05 * sum((w**2).sum() for name, w in one.parameters.items() if name[0] == "W") for one in networks]
    )
    values = board.bind(X=ROWS.T, Y=as_columns(y, loss, outputs), **board.parameters)
    assert values["fit"] + values["spread"] == pytest.approx(mean)
    assert values["L"] == pytest.approx(mean + penalty)
    assert values["spread"] > 0


def as_columns(y, loss, outputs):
    """Targets as the board has them."""
    return np.eye(outputs)[y].T if loss == "cross_entropy" else np.reshape(y, (6, outputs)).T


@pytest.mark.parametrize(("loss", "outputs", "y"), KINDS)
def test_a_member_s_gradient_is_its_own(loss, outputs, y):
    """A share of the gradient of the network alone."""
    board, networks = taken_apart(loss, outputs)
    found = board.bind(X=ROWS.T, Y=as_columns(y, loss, outputs), **board.parameters)["∂L/∂W2"]
    for member, network in enumerate(networks):
        alone = network.layout.views(network.gradient(ROWS, y))["W2"]
        assert found[member] == pytest.approx(alone / MEMBERS, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(("loss", "outputs", "y"), KINDS)
def test_the_mean_of_the_outputs_predicts(loss, outputs, y):
    """Of numbers; of classes the mean of the logits, which is the geometric mean of probabilities up to a factor."""
    board, networks = taken_apart(loss, outputs)
    outputs_of = np.array([network.output(ROWS) for network in networks])
    if loss == "squared_error":
        expected = outputs_of.mean(axis=0)
    else:
        whole = outputs_of if loss == "cross_entropy" else np.concatenate([1 - outputs_of, outputs_of], axis=2)
        expected = np.exp(np.log(whole).mean(axis=0))
        expected = (expected / expected.sum(axis=1, keepdims=True))[:, -outputs_of.shape[2] :]
    assert board.output({"X": ROWS}) == pytest.approx(expected)


def test_members_start_apart():
    """As each would start alone: He's deviation by its own inputs."""
    architecture = make_architecture((200, 100, 100, 1), "relu", None, None)
    board = cr.whiteboard(members_text(architecture, MEMBERS))
    board.train(X=np.ones((1, 200)), Y=[0.0], epochs=0)
    for member in board.parameters["W2"]:
        assert member.std() == pytest.approx(np.sqrt(2 / 100), rel=0.05)
    first, second, third = board.parameters["W2"]
    assert abs(np.corrcoef([first.ravel(), second.ravel(), third.ravel()]) - np.eye(3)).max() < 0.05


def test_what_has_no_mean():
    """Absolute errors do not fall apart into that of the mean and a spread."""
    with pytest.raises(SettingError, match="averaged by squared_error, logistic, cross_entropy, and not by huber"):
        members_text(make_architecture((2, 1), "relu", None, "huber"), 2)
