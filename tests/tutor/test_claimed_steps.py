"""Claims about loops: about every step at once, about sums over steps, and h[2] called so in what is said."""

import pytest

import chainrule as cr
from chainrule.errors import WhiteboardError
from chainrule.tutor.claimed_steps import tried

RNN = cr.whiteboard("""
    sizes   T = 3
    data    x[1..T] (n, m), y (c, m) one-hot, h[0] (k, m)
    params  W (k, k), U (k, n), V (c, k)
    for t in 1..T:
        h[t] = tanh(W @ h[t-1] + U @ x[t])
    L = cross_entropy(V @ h[T], y)
""")
GRID = cr.whiteboard("""
    data    x[1..2], z
    params  w[1..2], u[1..2]
    for t in 1..2:
        a[0, t] = x[t]
    for l in 1..2:
        a[l, 0] = z
        for t in 1..2:
            a[l, t] = tanh(w[l]*a[l, t-1] + u[l]*a[l-1, t])
    L = a[2, 2]**2
""")
SLOPE = "(1 - h[t+1]**2)"


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (f"dh[t] = W.T @ (dh[t+1] * {SLOPE})", "dh[t]: Right, for t = 1 … 2."),
        (f"dL/dh[t] = W.T @ (dL/dh[t+1] * {SLOPE})", "dL/dh[t]: Right, for t = 1 … 2."),
        ("∂L/∂h_t = W.T @ (∂L/∂h_{t+1} * (1 - h_{t+1}**2))", "∂L/∂h[t]: Right, for t = 1 … 2."),
        ("dx[t] = U.T @ (dh[t] * (1 - h[t]**2))", "dx[t]: Right, for t = 1 … 3."),
        ("h[t] = tanh(W @ h[t-1] + U @ x[t])", "h[t]: Right, for t = 1 … 3."),
        (
            "dh[t+2] = V.T @ (softmax(V @ h[t+2]) - y)/m",
            "dh[t+2]: Right, for t = 1, where every column of y sums to 1.",
        ),
        (
            "dh[t] = W.T @ dh[t+1]",
            "∂L/∂h[2]: At t = 2: On the way back through the tanh, its slope is missing.",
        ),
        (
            f"dh[t] = W @ (dh[t+1] * {SLOPE})",
            "∂L/∂h[2]: At t = 2: The way back to h[2] goes through the transpose of W, and here it is not transposed.",
        ),
    ],
)
def test_a_claim_about_every_step(claim, said):
    """It is judged at each step where all that it names stands on the board, the last one first."""
    assert str(RNN.claim(claim)) == said


def test_a_claim_that_holds_at_one_step_only_is_wrong():
    """What comes from the cost at the last step is not what comes at the others."""
    verdict = RNN.claim("dx[t] = U.T @ ((V.T @ (softmax(V @ h[3]) - y)/m) * (1 - h[t]**2))")
    assert not verdict.right
    assert str(verdict).startswith("∂L/∂x[2]: At t = 2: ")


@pytest.mark.parametrize("steps", ["1..T", "range(1, T + 1)", "1..3"])
def test_a_sum_over_steps_in_a_claim(steps):
    """Letters that have a number on the board have it in a claim."""
    assert RNN.claim(f"dW = sum((dh[t] * (1 - h[t]**2)) @ h[t-1].T for t in {steps})").right
    wrong = RNN.claim("dW = sum((dh[t] * (1 - h[t]**2)) @ h[t-1].T for t in 1..2)")
    assert str(wrong).endswith("and the direct way to W @ h[2] is missing.")


def test_what_a_claim_about_steps_rests_on_is_said():
    """As of a claim about one of them; and it is right."""
    board = cr.whiteboard(
        "data x[1..3] (n, m), Y (k, m) one-hot, h[0] (k, m)\nparams U (k, n)\n"
        "for t in 1..3:\n    h[t] = h[t-1] + U @ x[t]\nL = -sum(Y*log(softmax(h[3])))"
    )
    verdict = board.claim("dh[t] = softmax(h[3]) - Y")
    assert str(verdict) == "dh[t]: Right, for t = 1 … 3, where every column of Y sums to 1."
    assert verdict.right


def test_a_step_of_two_loops():
    """The letter of either may stand, and the other step is a number."""
    there = "da[1,t] = w[1]*da[1,t+1]*(1 - a[1,t+1]**2) + u[2]*da[2,t]*(1 - a[2,t]**2)"
    assert str(GRID.claim(there)) == "da[1,t]: Right, for t = 1."
    assert "the way through a[2, 1]" in str(GRID.claim(there.split(" + ")[0]))


def test_a_step_is_called_as_it_was_written():
    """h[2] is h[2], unless the claim says h_2; what is revealed is the same."""
    assert str(RNN.claim("dh[2] = W.T @ dh[3]")).startswith("∂L/∂h[2]: ")
    assert str(RNN.claim("dh_2 = W.T @ dh_3")).startswith("∂L/∂h_2: ")
    assert RNN.claim("dh[2] = W.T @ dh[3]").name == RNN.claim("dh_2 = W.T @ dh_3").name == "∂L/∂h_2"


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("dW = dh[t] @ h[t].T", "t counts steps on the right, and nothing does on the left; a sum over steps is sum"),
        ("dh = W", r"h has the steps h\[0\] … h\[3\]; a claim is about one, dh\[3\], or about all, dh\[t\]"),
        ("dh[4] = W", r"h has the steps h\[0\] … h\[3\]; a claim is about one, dh\[3\], or about all, dh\[t\]"),
        ("dh[s] = W", r"h has the steps h\[0\] … h\[3\]; a claim is about one, dh\[3\], or about all, dh\[t\]"),
        ("dh[T] = dh[T+1]", r"dh does not stand on the board; h has the steps h\[0\] … h\[3\], such as dh\[3\]"),
        ("dW = h", r"h does not stand on the board; h has the steps h\[0\] … h\[3\], such as h\[3\]"),
        ("∂L/∂h = W", r"h has the steps h\[0\] … h\[3\]; a claim is about one, dh\[3\], or about all, dh\[t\]"),
    ],
)
def test_a_claim_without_a_step_is_answered_with_those_there_are(claim, message):
    """And a step on one side with what is meant by it."""
    with pytest.raises(WhiteboardError, match=message):
        RNN.claim(claim)


def test_long_loops_are_judged_at_a_few_steps():
    """And the verdict says at which."""
    board = cr.whiteboard("data x[1..100]\nparams w, h[0]\nfor t in 1..100:\n    h[t] = w*h[t-1] + x[t]\nL = h[100]**2")
    assert str(board.claim("dh[t] = w*dh[t+1]")) == "dh[t]: Right, at t = 1, 99, of 1 … 99."
    assert tried(range(100), 50)[:2] == [99, 98]
