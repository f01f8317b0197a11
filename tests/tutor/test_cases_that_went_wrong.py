"""Verdicts that went wrong, by kind: right claims refused, wrong ones accepted, hints that misled."""

import re

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.tutor import judge

ROWS = """
data F (B, d), T (B, k)
params V (d, k), c (k)
logits = F @ V + c
Q = softmax(logits, axis=1)
cost = -sum(T*log(Q))/B
"""
LOGITS_IN_ROWS = "data F (B, d), T (B, k)\nparams V (d, k)\nlogits = F @ V\ncost = cross_entropy(logits.T, T.T)"
COLUMNS = "data T (k, b)\nparams A (k, b)\ncost = cross_entropy(A, T)"
BINARY = "data F (d, b), t (1, b)\nparams v (1, d)\na = v @ F\ncost = logistic(a, t)"
FIT = "data F (d, b), t (1, b)\nparams v (1, d)\nguess = v @ F\ncost = mean((guess - t)**2)"
RANK_ONE = "data F (B, d), H (B, k)\nparams V (d, k), c (k)\nS = F @ V + c\nE = sum(H*S)"
COPIED = "params U (p, q)\nw = U**2\ns = mean(w, axis=0)\nE = sum(log(s))"
VARIANCE = "params D (r, q)\nD2 = D**2\nv = sum(D2, axis=0)/(r - 1)\nE = sum(1/v)"
THETA = """
data x (n, m), Y (K, m), rho
params theta (K, n), T (K, 1)
a = theta @ x + T
L = cross_entropy(a, Y) + rho*sum((sum(theta, axis=0) - 1)**2) + rho*sum(T**2)
"""
COUNTS = "data F (d, b), Y (k, b)\nparams V (k, d), o (1, b)\neta = V @ F + o\nE = sum(exp(eta) - Y*eta)"
VANISHING = "h0 = tanh(0.05*x)\n" + "\n".join(f"h{i} = tanh(0.05*h{i - 1})" for i in range(1, 16))
PENALTY = """
data F (d, b), t (1, b), c
params v (1, d)
a = v @ F
E = logistic(a, t) + c/(2*b)*sum(v**2)
"""
RESIDUAL = "data H (p, b)\nparams u (p, b), A (p, p)\nB = sigmoid(A @ u)\nv = u + B\nE = sum(H*v)"
QUOTIENT = "g = (a - b)/(a + 2*b)"
ATTENTION_OF_ONE = """
data t (V, 1)
params C (d, V), u (d, 1)
p = softmax(C.T @ u)
E = -sum(t*log(p))
"""
TANH = "data F (d, b)\nparams V (k, d)\nH = tanh(V @ F)\nE = sum(H**3)"
SIGMOID = "data F (d, b)\nparams V (k, d)\nH = sigmoid(V @ F)\nE = sum(H**3)"
NEURON = "data u, t\nparams v\nq = sigmoid(v*u)\nE = -t*log(q) - (1 - t)*log(1 - q)"
STANDARD = """
data H (n, m)
params U (n, m)
mu = mean(U, axis=0)
sd = sqrt(mean((U - mu)**2, axis=0) + 0.001)
E = sum(H*(U - mu)/sd)
"""
DEVIATION = "data H (n, m)\nparams v (1, m)\nr = 1/sqrt(v + 0.001)\nE = sum(H*r)"
STEPS = """
data x1 (n, b), x2 (n, b), t (k, b)
params s0 (k, b), R (k, k), U (k, n)
s1 = tanh(R @ s0 + U @ x1)
s2 = tanh(R @ s1 + U @ x2)
E = sum((s2 - t)**2)/2
"""
FORM = "data t (p, 1)\nparams A (p, p), c (p, 1)\nz = t - c\nE = z.T @ A @ z"
SQUARE = "data F (p, p), H (p, p)\nparams V (p, p)\nE = sum(H*(V @ F))"
LAPLACE = "data y (1, m)\nparams mu, s\nr = y - mu\nL = m*log(s) + sum(abs(r))/s"
SOFTMAX_TWICE = "data F (d, b), T (k, b)\nparams V (k, d)\nQ = softmax(V @ F)\nE = cross_entropy(Q, T)"
SIGMOID_TWICE = "data F (d, b), t (1, b)\nparams v (1, d)\nq = sigmoid(v @ F)\nE = logistic(q, t)"
TABLE_OF_DIFFERENCES = "data F (B, d), t (B)\nparams v (d, 1)\nE = mean((F @ v - t)**2)"
OUTPUTS_IN_ROWS = "data F (b, d), T (b, q)\nparams V (q, d)\nY = F @ V.T\nE = sum((Y - T)**2)/2"


def line(part):
    """A claim as the name of its test; what has several lines is a board."""
    return part if isinstance(part, str) and part[:1] == "d" and "\n" not in part else ""


def verdict(board, claim):
    """What the tutor says of a claim on a board."""
    return judge(read_whiteboard(board), claim)


# ---- right claims that were refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("board", "claim", "where"),
    [
        (ROWS, "dlogits = (Q - T)/B", "every row of T sums to 1"),
        (ROWS, "dV = F.T @ (Q - T)/B", "every row of T sums to 1"),
        (ROWS, "dc = sum(Q - T, axis=0)/B", "every row of T sums to 1"),
        (ROWS, "dlogits = where(T == 1, Q - 1, Q)/B", "every row of T is one-hot"),
        (LOGITS_IN_ROWS, "dlogits = (softmax(logits, axis=1) - T)/B", "every row of T sums to 1"),
        (LOGITS_IN_ROWS, "dV = F.T @ (softmax(logits, axis=1) - T)/B", "every row of T sums to 1"),
        (COLUMNS, "dA = (softmax(A) - T)/b", "every column of T sums to 1"),
        (COLUMNS, "dA = where(T == 1, softmax(A) - 1, softmax(A))/b", "every column of T is one-hot"),
        (COLUMNS, "dA = (softmax(A) - (T > 0))/b", "every column of T is one-hot"),
        (BINARY, "da = where(t == 1, sigmoid(a) - 1, sigmoid(a))/b", "t is 0 or 1"),
        (NEURON, "dq = where(t > 0, -1/q, 1/(1 - q))", "t is 0 or 1"),
    ],
    ids=line,
)
def test_what_a_claim_about_labels_rests_on_is_said(board, claim, where):
    """Labels stand in rows or columns and sum to 1, are one-hot, or 0 and 1; the weakest that is needed is said."""
    assert verdict(board, claim).sentence == f"Right, where {where}."


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        (FIT, "dt = -dguess"),
        (FIT, "dF = v.T @ dguess"),
        (ROWS, "dT = -log(Q)/B"),
        (RANK_ONE, "dc = sum(dS, axis=0)"),
        (RANK_ONE, "dc = sum(H, axis=0)"),
        (ROWS, "dc = sum(dlogits, axis=0)"),
        (STANDARD, "dmu = -sum(H/sd, axis=0)"),
        (FORM, "dA = z @ z.T"),
        (FORM, "dc = -(A + A.T) @ z"),
        (OUTPUTS_IN_ROWS, "dV = (Y - T).T @ F"),
        ("g = exp(-3*t)", "dt = -3*g"),
        ("g = exp(-0.5*((t - c)/s)**2)", "dt = -(t - c)/s**2*g"),
        ("g = -3*a*b", "da = -3*b"),
    ],
    ids=line,
)
def test_right_claims_are_right(board, claim):
    """Derivatives of data, biases of one axis, quadratic forms and constants with signs are judged like any other."""
    assert verdict(board, claim).sentence == "Right."


@pytest.mark.parametrize(("board", "claim"), [(COPIED, "dw = ds/p"), (VARIANCE, "dD2 = dv/(r - 1)")], ids=line)
def test_a_row_for_a_matrix_of_equal_rows_is_right_or_has_to_be_copied(board, claim):
    """What comes back through a reduction is the same in every row; that it is to be copied is all that may be said."""
    said = verdict(board, claim)
    assert said.right or "cop" in said.sentence
    assert "off by" not in said.sentence


# ---- wrong claims that were accepted ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        (THETA, "dtheta = (softmax(a)*sum(Y, axis=0) - Y) @ x.T/m"),
        (THETA, "dtheta = (softmax(a) - Y) @ x.T/m"),
        (THETA, "dT = sum(softmax(a)*sum(Y, axis=0) - Y, axis=1)/m + 2*rho"),
        (COUNTS, "do = sum(exp(eta), axis=0) - 1"),
        (VANISHING, "dx = 0*x"),
        (VANISHING, "dx = 2*0.05**16*(1 - h0**2)"),
        (RANK_ONE, "dV = 1*F.T"),
        (TANH, "dV = 0*V"),
        ("f = 0.0000000000000001*x**2", "dx = 0.0000000000000001*x"),
        (LAPLACE, "dr = where(r*mu > 0, 1/s, -1/s)"),
    ],
    ids=line,
)
def test_wrong_claims_are_wrong(board, claim):
    """A parameter is no label, counts sum to anything, small slopes are not 0, and signs of other leaves vary."""
    assert not verdict(board, claim).right


def test_a_small_slope_is_still_right():
    """What is too small for an absolute tolerance is right where it is right."""
    product = "*".join(f"0.05*(1 - h{i}**2)" for i in range(16))
    assert verdict(VANISHING, f"dx = {product}").sentence == "Right."


# ---- hints that misled, and slips without a name --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("board", "claim", "said", "unsaid"),
    [
        # the term that is wrong is named, and not another one
        (PENALTY, "dv = 1/b*(sigmoid(a) - t) @ F.T + c*v", ("c",), "is divided by"),
        (FIT, "dv = 2/(b - 1)*(guess - t) @ F.T", ("1",), "There is a term too many."),
        # a path that stops, or is not there
        (RESIDUAL, "du = dv + dB", ("B",), "off by"),
        (STANDARD, "dU = H/sd", ("mu", "sd"), "off by"),
        # the quotient rule
        (QUOTIENT, "da = (2*a + b)/(a + 2*b)**2", ("quotient|below the line",), "through a difference"),
        # the slope of another activation, in part, twice, or cancelled already
        (TANH, "dV = (3*H**2*H*(1 - H)) @ F.T", ("sigmoid", "tanh"), ""),
        (TANH, "dV = (3*H**2*(1 - H)) @ F.T", ("tanh",), ""),
        (TANH, "dV = (3*H**2*(1 - H**2)*(1 - H**2)) @ F.T", ("tanh", "twice|too often"), ""),
        (SIGMOID, "dV = (3*H**2*(1 - H**2)) @ F.T", ("sigmoid", "tanh"), ""),
        (NEURON, "dv = (q - t)*q*(1 - q)*u", ("sigmoid",), ""),
        (BINARY, "dv = 1/b*((sigmoid(a) - t)*sigmoid(a)*(1 - sigmoid(a))) @ F.T", ("sigmoid",), ""),
        # softmax along another axis, or sigmoid in its place
        (COLUMNS, "dA = (softmax(A, axis=1) - T)/b", ("softmax", "axis"), ""),
        (COLUMNS, "dA = (sigmoid(A) - T)/b", ("sigmoid", "softmax"), ""),
        (ROWS, "dlogits = (softmax(logits) - T)/B", ("softmax", "axis"), ""),
        # the ε under a root, the step in time
        (DEVIATION, "dv = sum(H, axis=0)*(-0.5)*v**(-1.5)", (r"0\.001|ε",), ""),
        (STEPS, "dR = ((s2 - t)*(1 - s2**2)) @ s1.T + (ds1*(1 - s1**2)) @ s1.T", ("s1", "s0"), ""),
        (STEPS, "dU = ((s2 - t)*(1 - s2**2)) @ x2.T", ("s1|x1",), ""),
        # where everything is square, and right for symmetric matrices only
        (SQUARE, "dV = H*F.T", ("entry by entry",), ""),
        (FORM, "dc = -2*A @ z", ("symmetric",), ""),
    ],
    ids=line,
)
def test_a_hint_names_the_slip(board, claim, said, unsaid):
    """The sentence speaks of what is wrong, and of nothing that happens to come to the same numbers."""
    found = verdict(board, claim)
    assert not found.right
    assert all(re.search(rf"(?<!\w)({words})(?!\w)", found.sentence) for words in said), found.sentence
    assert not unsaid or unsaid not in found.sentence


@pytest.mark.parametrize(
    ("board", "claim", "quoted"),
    [
        (ATTENTION_OF_ONE, "du = C.T @ (p - t)", "C.T @ (p - t)"),
        (OUTPUTS_IN_ROWS, "dV = (Y - T) @ (F + 1)", "(Y - T) @ (F + 1)"),
    ],
    ids=line,
)
def test_what_does_not_fit_is_quoted_as_it_was_written(board, claim, quoted):
    """Brackets are part of the quotation, and a question ends in a question mark alone."""
    sentence = verdict(board, claim).sentence
    assert "The shapes do not fit" not in sentence or quoted in sentence
    assert not sentence.endswith("?.")


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        (SOFTMAX_TWICE, "dV = (Q - T)/b @ F.T"),
        (SIGMOID_TWICE, "dv = (q - t)/b @ F.T"),
        (TABLE_OF_DIFFERENCES, "dv = 2/B*F.T @ (F @ v - t)"),
    ],
    ids=line,
)
def test_a_claim_about_the_board_that_was_meant_is_wrong_on_the_one_that_is_there(board, claim):
    """Probabilities taken for logits, and (B, 1) less (B), make another gradient than the one that was thought of."""
    assert not verdict(board, claim).right
