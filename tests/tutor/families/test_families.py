"""Right claims in the spellings of many sources are called right, and damaged ones are not; `make tutor` tries all."""

from itertools import product

import numpy as np
import pytest

from .boards import BINARY, ONE_HOT, SUMS, Fact, boards, facts_in, families
from .damage import damaged
from .hints import hint_fault
from .judged import tutor
from .measure import among, damaged_ones, failures, right_ones
from .truth import (
    NOWHERE,
    Truth,
    asked,
    bumped,
    gradient,
    leaves,
    truth,
    values,
)

BOARDS = pytest.mark.parametrize("board", boards(), ids=lambda board: board.name)
FAMILIES = pytest.mark.parametrize("family", families())
NUDGE = np.longdouble("1e-8")
PLACES = 3
A_FEW = 1  # damaged claim of each board; `make tutor` has 52


def board(name):
    """The board with a name."""
    return next(one for one in boards() if one.name == name)


# ---- the claims and the truth -------------------------------------------------------------------------------------


def test_there_are_sixty_boards_in_ten_families():
    """Each of ten families has six boards, whose names differ, and together they have 400 right claims."""
    assert [len(some) for some in families().values()] == [6] * 10
    assert len({one.name for one in boards()}) == 60
    assert sum(len(one.right) for one in boards()) >= 400


@BOARDS
def test_right_claims_are_right(board):
    """In NumPy each of them is what a complex step gives, and where it rests on facts it is wrong without them."""
    assert len({claim.text for claim in board.right}) == len(board.right)
    for claim in board.right:
        assert truth(board, claim.text, claim.facts) is Truth.RIGHT, claim
        assert not claim.facts or truth(board, claim.text) is Truth.WRONG, claim


@BOARDS
def test_the_complex_step_agrees_with_central_differences(board):
    """In every direction, (f(x + h) − f(x − h))/2h comes close to what the complex step says."""
    rng = np.random.default_rng(7)
    for place, (cost, name) in product(range(PLACES), sorted({asked(board, claim.text) for claim in board.right})):
        at = values(board, place)[name]
        way = np.asarray(rng.normal(size=at.shape), dtype=np.longdouble)
        ends = [bumped(board, place, NOWHERE, name, sign * NUDGE * way)[cost] for sign in (1, -1)]
        found = (ends[0] - ends[1]).sum() / (2 * NUDGE)
        true = gradient(board, place, NOWHERE, cost, name)
        assert abs(found - (true * way).sum()) <= 1e-6 * max(1, np.abs(true).max()), (cost, name, place)


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("Right.", set()),
        ("Right, where every column of Y sums to 1.", {Fact("Y", SUMS, 0)}),
        ("Right, where every row of A and B sums to 1.", {Fact("A", SUMS, 1), Fact("B", SUMS, 1)}),
        ("Right, where every row of Y is one-hot.", {Fact("Y", ONE_HOT, 1)}),
        ("Right, where y is 0 or 1.", {Fact("y", BINARY, None)}),
    ],
)
def test_what_a_verdict_rests_on_is_read_from_its_sentence(sentence, facts):
    """Columns and rows, sums and one-hot labels and those of 0 and 1 are told apart."""
    assert facts_in(sentence) == facts


@pytest.mark.parametrize("name", ["softmax regression in rows", "cross-entropy in columns", "one neuron by hand"])
def test_labels_are_drawn_as_they_are_said_to_be(name):
    """What a claim rests on holds at every place."""
    for facts, place in product(board(name).facts, range(PLACES)):
        for fact in facts:
            labels = leaves(board(name), place, facts)[fact.name]
            assert fact.kind == SUMS or set(labels.ravel().tolist()) <= {0, 1}
            assert fact.axis is None or np.allclose(labels.sum(axis=fact.axis).astype(float), 1)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("dS = (P - Y)/N", Truth.WRONG),
        ("dS = (P*sum(Y, axis=1) - Y)/N", Truth.RIGHT),
        ("dW = X @ dS", Truth.WRONG),
        ("dW = (X.T @ dS).T", Truth.WRONG),
        ("dW = X.T @ dS*(1 + 0.00000000000000000000001)", Truth.RIGHT),
        ("dW = X.T @ dS*(1 + 0.0000001)", Truth.WRONG),
    ],
)
def test_the_truth_of_claims(claim, expected):
    """A claim is wrong where the numbers or the shape are others, and a letter of rounding is no difference."""
    assert truth(board("softmax regression in rows"), claim) is expected


def test_a_row_that_has_to_be_copied_is_told_apart():
    """What is right but for copying it to the shape of the gradient is neither right nor wrong."""
    assert truth(board("batch norm of a character model"), "dbndiff2 = dbnvar/(n - 1)") is Truth.COPIED


def test_damage_is_of_many_kinds():
    """Two hundred damaged claims have at least twenty kinds of slip among them, alone and in pairs."""
    rng = np.random.default_rng(0)
    found = [one for some in boards() for one in (damaged(some, rng) for _ in range(4)) if one]
    assert len({slip for one in found for slip in one.slips}) >= 20
    assert {len(one.slips) for one in found} == {1, 2}
    assert all(one.text != one.original.text for one in found)


# ---- the tutor ----------------------------------------------------------------------------------------------------


@FAMILIES
def test_right_claims_are_called_right(family):
    """No right claim of a family is refused, and what it rests on is said."""
    refused = [one for some in families()[family] for one in right_ones(some) if one.outcome != "right"]
    assert not refused, "\n".join(f"{one.board}: {one.text}: {one.sentence}" for one in refused)


@FAMILIES
def test_damaged_claims_are_not_called_right(family):
    """Of some damaged claims none is accepted that is wrong or refused that is right, and every hint is true."""
    found = [one for some in families()[family] for one in damaged_ones(some, A_FEW, seed=1)]
    bad = [one for one in found if one.fault or one.outcome in ("accepted", "refused", "crash")]
    assert len(found) >= A_FEW * len(families()[family])
    assert not bad, "\n".join(f"{one.board}: {one.text}: {one.sentence} {one.fault}" for one in bad)


@pytest.mark.parametrize(
    ("claim", "kind", "factor", "sentence", "fault"),
    [
        ("dw = (yhat - t) @ X.T", "factor", "m/2", "Right up to a factor: …", ""),
        ("dw = (yhat - t) @ X.T", "factor", "2/m", "Right up to a factor: …", "it is not 2/m times the gradient"),
        ("dw = 2/m*(t - yhat) @ X.T", "sign", "−1", "Right up to the sign …", ""),
        ("dw = dyhat", "stops too early", "", "This is ∂J/∂yhat; …", ""),
        ("dw = dyhat*2", "stops too early", "", "This is ∂J/∂yhat; …", "it is not ∂J/∂yhat"),
        ("dw = 2/m*(yhat - t) @ X", "wrong operand", "", "X stands where X.T belongs.", ""),
        ("dw = 2*(c - t) @ X.T", "wrong operand", "m", "c stands where yhat belongs; …", ""),
        (
            "dw = 2/m*(c - t) @ X.T",
            "wrong operand",
            "",
            "c stands where t belongs.",
            "with t for c it is not the gradient",
        ),
    ],
)
def test_a_false_hint_is_found(claim, kind, factor, sentence, fault):
    """A factor that is another one and a derivative that is another one do not pass."""

    class Said:
        """A verdict as far as it is looked at."""

    said = Said()
    said.kind, said.factor, said.sentence = kind, factor, sentence
    assert hint_fault(board("least squares in columns"), claim, said) == fault


def test_a_slip_is_undone():
    """A claim without its slip is the gradient, or the hint is false."""
    columns = board("least squares in columns")
    verdict = tutor(columns).judge("dw = (yhat - t) @ X.T")

    class Said:
        """A verdict with a claim without its slip."""

        kind, factor, sentence = "missing term", "", "A term is missing."
        undone = verdict.reveal

    assert hint_fault(columns, "dw = (yhat - t) @ X.T", Said()) == ""
    Said.undone = 2 * verdict.reveal
    assert hint_fault(columns, "dw = (yhat - t) @ X.T", Said()) == "without the slip it is not the gradient"
    Said.undone = None
    assert hint_fault(columns, "dw = (yhat - t) @ X.T", Said()) == "without the slip it is not the gradient"


def test_what_does_not_hold_is_said():
    """A refused claim of a public source fails the measure, and so does one that is accepted though it is wrong."""
    columns = board("linear regression in rows")
    right = list(right_ones(columns))
    assert "no right claim is refused that a public source writes so" not in failures(right, right)
    for one in right:
        object.__setattr__(one, "outcome", "refused")
    assert "no right claim is refused that a public source writes so" in failures(right, [])
    for one in right:
        object.__setattr__(one, "outcome", "accepted")
    assert "no wrong claim is accepted" in failures([], right)
    assert len(among(right, "accepted")) == len(right)
