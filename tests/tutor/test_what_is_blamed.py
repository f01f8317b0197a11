"""What a hint blames: the line that a softmax sums, the use that is missing, the label that makes a claim one slip."""

import math

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.graph.evaluate import evaluate
from chainrule.graph.node import constant, parameter
from chainrule.ops.activations import sigmoid
from chainrule.ops.elementwise import log
from chainrule.tutor.slip_rules import RULES
from chainrule.tutor.tutor import judge
from chainrule.tutor.verdicts import Kind

ROWS = "data Y (N, C) one-hot rows\nparams S (N, C)\nP = softmax(S, axis=1)\nL = -sum(Y*log(P))/N"
COLUMNS = "data Y (C, N) one-hot\nparams S (C, N)\nP = softmax(S)\nL = -sum(Y*log(P))/N"
FORM = "data A (n, n)\nparams x (n, 1)\nL = x.T @ A @ x"
SQUARE = "data H (n, n)\nparams A (n, n)\nL = sum(H*(A @ A))"
MARGINS = """
data X (N, D), Y (N, C) one-hot rows
params W (D, C)
S = X @ W
correct = sum(S*Y, axis=1)
margins = maximum(0, S - correct + 1)*(1 - Y)
loss = sum(margins)/N
"""
STANDARD = """
data X (N, D), G (N, D)
params gamma (D)
mu = mean(X, axis=0)
xc = X - mu
var = mean(xc**2, axis=0)
std = sqrt(var + 1e-5)
xhat = xc/std
L = sum(G*gamma*xhat)
"""
LARGER = "data X (n, m), G (k, m)\nparams W (k, n)\npre = W @ X\nhid = maximum(0, pre)\nL = sum(G*hid)"
SAMPLED = "params uo (d, 1), vc (d, 1), U (K, d)\nJ = -log(sigmoid(sum(uo*vc))) - sum(log(sigmoid(-U @ vc)))"
MASKED = """
data R (n, m), I (n, m) binary, lam
params U (k, n), V (k, m)
E = I*(R - U.T @ V)
L = sum(E**2)/2 + lam/2*sum(V**2)
"""
STEPS = """
data x1 (n, b), x2 (n, b), t (k, b)
params s0 (k, b), R (k, k), U (k, n)
s1 = tanh(R @ s0 + U @ x1)
s2 = tanh(R @ s1 + U @ x2)
E = sum((s2 - t)**2)/2
"""
LOST = "U acts on the cost in more than one way, and the way through s1 is missing."
WEIGHTED = "data Y (k, m), w (1, m)\nparams Z (k, m)\nP = softmax(Z)\nL = -sum(w*Y*log(P))/m"
DECAY = "data X (n, m), lam\nparams W (1, n)\nL = sum(tanh(W @ X)**2) + lam*sum(W * W) + lam*sum(exp(W))"


def verdict(board, claim):
    """What the tutor says of a claim on a board."""
    return judge(read_whiteboard(board), claim)


@pytest.mark.parametrize(
    ("board", "claim", "sentence"),
    [
        (
            ROWS,
            "dS = -Y*(1 - P)/N",
            "Every entry of S moves every probability of its row; here each moves only its own.",
        ),
        (
            COLUMNS,
            "dS = -Y*(1 - P)/N",
            "Every entry of S moves every probability of its column; here each moves only its own.",
        ),
        (FORM, "dx = 2*A.T @ x", "This is only right where A is symmetric."),
        (FORM, "dx = 2*A @ x", "This is only right where A is symmetric."),
        (FORM, "dx = A @ x", "x acts on the cost in more than one way, and the direct way to L is missing."),
        (FORM, "dx = A.T @ x", "x acts on the cost in more than one way, and the way through x.T is missing."),
        (
            SQUARE,
            "dA = A.T @ H",
            "A acts on the cost in more than one way, and the way through A on the left in A @ A is missing.",
        ),
        (
            SQUARE,
            "dA = H @ A.T",
            "A acts on the cost in more than one way, and the way through A on the right in A @ A is missing.",
        ),
        (
            STANDARD,
            "dX = gamma/std/N*(N*G - sum(G, axis=0))",
            "xc acts on the cost in more than one way, and the way through var is missing.",
        ),
        (LARGER, "dpre = dhid*hid", "The relu stands there as it is, where its derivative belongs."),
        (
            SAMPLED,
            "duo = sigmoid(uo.T @ vc)*vc",
            "At log(sigmoid(sum(uo * vc))) the probability less the label, a 1, comes back; here the 1 is missing.",
        ),
        (
            DECAY,
            "dW = 2*tanh(W @ X)*(1 - tanh(W @ X)**2) @ X.T + lam*exp(W)",
            "W acts on the cost in more than one way, and the way through W * W is missing.",
        ),
        (
            DECAY,
            "dW = 2*tanh(W @ X)*(1 - tanh(W @ X)**2) @ X.T + lam*W + lam*exp(W)",
            "The term lam * W is 1/2 times what it should be; the rest is right.",
        ),
    ],
)
def test_the_sentence_is_true_of_the_board(board, claim, sentence):
    """The line, the use and the number that it speaks of are those of this board."""
    assert verdict(board, claim).sentence == sentence


@pytest.mark.parametrize(
    ("board", "claim", "kind", "clause"),
    [
        (
            MARGINS,
            "dW = X.T @ ((margins > 0) - Y*sum(margins > 0, axis=1))",
            Kind.FACTOR,
            "if every row of Y is one-hot",
        ),
        (MASKED, "dV = -2*U @ E + lam*V", Kind.MULTIPLIER, "divided by 2, and so is its derivative, if I is 0 or 1"),
    ],
)
def test_one_slip_comes_before_two(board, claim, kind, clause):
    """A factor that is off where the labels are one-hot is told before two slips that need less of the labels."""
    found = verdict(board, claim)
    assert (found.kind, clause in found.sentence, "too" in found.sentence) == (kind, True, False), found.sentence


@pytest.mark.parametrize(
    ("claim", "kind", "sentence"),
    [
        (
            "dR = ((s2 - t)*(1 - s2**2)) @ s2.T + (ds1*(1 - s1**2)) @ s1.T",
            Kind.STEP,
            "In s1.T, s1 is one step or layer later than s0, which belongs there; so it is at every such place.",
        ),
        (
            "dR = ((s2 - t)*(1 - s2)) @ s1.T + (ds1*(1 - s1)) @ s0.T",
            Kind.PART,
            "In 1 - s1, a square over s1 is missing; so it is at every such place.",
        ),
        (
            "dU = ((s2 - t)*(1 - s2)) @ x2.T + ((R.T @ ((s2 - t)*(1 - s2)))*(1 - s1)) @ x1.T",
            Kind.PART,
            "In 1 - s1, a square over s1 is missing; so it is at every such place.",
        ),
        (
            "dU = ((s2 - t)*(1 + s2**2)) @ x2.T + ((R.T @ ((s2 - t)*(1 + s2**2)))*(1 + s1**2)) @ x1.T",
            Kind.OPERATOR,
            "In 1 + s2 ** 2, a plus stands where a minus belongs; so it is at every such place.",
        ),
    ],
)
def test_a_slip_at_every_step_is_one_slip(claim, kind, sentence):
    """Whoever takes the wrong step, or forgets a square, does so at each."""
    found = verdict(STEPS, claim)
    assert (found.kind, found.sentence) == (kind, sentence)


@pytest.mark.parametrize(
    ("board", "claim", "sentence"),
    [
        (WEIGHTED, "dZ = (P*sum(Y, axis=0) - Y)/m", "(P * sum(Y, axis=0) - Y) / m lacks the factor w."),
        (WEIGHTED, "dZ = (P - Y)/m", "(P - Y) / m lacks the factor w, if every column of Y sums to 1."),
        ("a = w*x\nL = a", "L = w", "w lacks the factor x."),
    ],
)
def test_what_is_missing_is_named(board, claim, sentence):
    """A factor or a term by its name, and never what is asked for."""
    assert verdict(board, claim).sentence == sentence


@pytest.mark.parametrize(
    ("board", "claim", "kind", "sentence"),
    [
        (LARGER, "dpre = dhid", Kind.SLOPE, "On the way back through the relu, its slope is missing."),
        (
            LARGER,
            "dpre = dhid*(pre > 2)",
            Kind.SLOPE,
            "In dhid * (pre > 2), pre > 2 is not the slope of the relu, which belongs there.",
        ),
        (
            STEPS,
            "dU = -(ds2*s2*(1 + s2**2)) @ x2.T",
            Kind.WRONG,
            "Not the gradient: the shape is right, but the numbers are others.",
        ),
        (
            STEPS,
            "dU = (ds2*(1 + s2**2)) @ x2.T",
            Kind.OPERATOR,
            f"In 1 + s2 ** 2, a plus stands where a minus belongs; besides, {LOST}",
        ),
    ],
)
def test_two_slips_are_told_apart(board, claim, kind, sentence):
    """One that is seen in the claim and one on the way back; what stands in the place of a slope is one slip."""
    found = verdict(board, claim)
    assert (found.kind, found.sentence) == (kind, sentence)


@pytest.mark.parametrize("name", ["eps", "epsilon", "ε", "ϵ", "EPS", "c"])
def test_what_is_called_epsilon_keeps_a_divisor_from_0(name):
    """And is named when it is missing; another letter is a term like others."""
    board = read_whiteboard(f"data x (n, 1), {name}\nparams s\nL = sum(x/(s**2 + {name}))")
    found = judge(board, "ds = -sum(2*s*x/(s**2)**2)")
    assert found.kind == (Kind.TERM if name == "c" else Kind.EPSILON)


def test_an_average_in_place_of_a_sum_is_told_beside_another_path():
    """Where it is no factor of the whole."""
    board = read_whiteboard("data X (n, m)\nparams W (k, n), b (k, 1)\nZ = W @ X + b\nL = sum(Z**2) + sum(b**3)")
    found = judge(board, "db = mean(2*Z, axis=1) + 3*b**2")
    assert (found.kind, found.sentence) == (Kind.MEAN, "What comes back to b is summed, not averaged.")


def test_the_one_of_a_label_is_missing_at_a_logarithm():
    """The kind, the sentence and what it leads to: −g/(1 − p) in place of g/p."""
    node = log(sigmoid(x := parameter("x")))
    rules = RULES["log"](node, constant(-1.0), lambda one: "u" if one is node else "p")
    missing = "At u the probability less the label, a 1, comes back; here the 1 is missing."
    (wrong,) = [make() for kind, sentence, make in rules if (kind, sentence) == (Kind.TERM, missing)]
    assert float(evaluate(list(wrong), {x: 0.3})[0]) == pytest.approx(1 + math.exp(0.3), rel=1e-12)


@pytest.mark.parametrize("claim", ["dW = X.T @ ones(N, M)", "db = sum(ones(N, M), axis=0)"])
def test_what_is_handed_to_a_layer_is_missing(claim):
    """The cotangent of its output, by the name that the board has for it."""
    board = read_whiteboard("data X (N, D)\nparams W (D, M), b (1, M)\nupstream dout (N, M)\nout = X @ W + b")
    found = judge(board, claim)
    assert found.kind == Kind.MULTIPLIER
    assert found.sentence.startswith("dout comes back to out, and everything further back is multiplied by it")
