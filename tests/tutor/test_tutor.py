"""The tutor: right answers in any spelling, slips by name, and claims that cannot be judged."""

import re

import numpy as np
import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import GraphError, WhiteboardError
from chainrule.graph.evaluate import evaluate
from chainrule.tutor.tutor import judge
from chainrule.tutor.verdicts import Kind

from .networks import BOARDS, RIGHT, SLIPS, tutor

EXAMPLE = "a claim is a line such as dW1 = (w2.T @ G) @ X.T"
ANSWERS = [(network, name, text) for network, by in RIGHT.items() for name, texts in by.items() for text in texts]
EVERY_SLIP = [(network, *slip) for network, slips in SLIPS.items() for slip in slips]

RELU = "data X (n, m), y (1, m)\nparams W (1, n), b (1, 1)\nZ = W @ X + b\nA = relu(Z)\nL = mean((A - y)**2)"
CLASSES = "data X (n, m), Y (c, m)\nparams W (c, n)\nZ = W @ X\nP = softmax(Z)\nL = -sum(Y * log(P)) / m"
PENALTY = "data X (n, m), y (1, m), c\nparams w (1, n)\nJ = mean((w @ X - y)**2)\nL = J + c/2*sum(w*w)"
DEEP = """
data X (n, m), Y (n, m)
params W1 (n, n), W2 (n, n)
A = tanh(W1 @ X)
Yhat = W2 @ A
L = half_squared_error(Yhat, Y)
"""
LOGISTIC = "data x, y\nparams w\nz = w*x\np = sigmoid(z)\nL = -(y*log(p) + (1 - y)*log(1 - p))"
LOGIT = "data X (n, m), y (1, m)\nparams w (1, n)\nz = w @ X\nL = logistic(z, y)"
QUOTIENT = "f = (x + w) / (1 + w**2)\ng = x * w ** 3"


def kind(board, text, **values):
    """The kind of slip that the tutor finds."""
    return judge(read_whiteboard(board), text, values).kind


# ---- the networks of lecture 3 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("network", "name", "text"), ANSWERS)
def test_right_answers_are_right_however_they_are_written(network, name, text):
    """A right gradient is called right in every spelling."""
    verdict = tutor(network).judge(f"d{name} = {text}")
    assert (verdict.kind, verdict.sentence, verdict.right) == (Kind.RIGHT, "Right.", True)


def test_every_gradient_has_five_spellings():
    """Each gradient of each network is accepted in at least five ways."""
    counts = [len(set(texts)) for by in RIGHT.values() for texts in by.values()]
    assert len(counts) == 12
    assert min(counts) >= 5


@pytest.mark.parametrize(("network", "text", "slip", "factor"), EVERY_SLIP)
def test_slips_are_named(network, text, slip, factor):
    """Each slip gets its name, its factor if it is one, and one sentence."""
    verdict = tutor(network).judge(text)
    assert (verdict.kind, verdict.factor) == (slip, factor)
    assert re.fullmatch(r"[^.]*(\.[^ .][^.]*)*\.", verdict.sentence)


@pytest.mark.parametrize("network", BOARDS)
def test_a_dozen_slips_are_known_on_every_network(network):
    """There are at least twelve kinds of slip in the table of each network, all factors being one kind."""
    assert len({slip for _, slip, _ in SLIPS[network]}) >= 12


def test_no_sentence_gives_the_gradient_away():
    """A sentence holds no product that stands neither in the claim nor on the board."""
    for network, text, _, _ in EVERY_SLIP:
        known = re.sub(r"[\s()]", "", f"{BOARDS[network]} {text}")
        sentence = tutor(network).judge(text).sentence.replace("@ and not *", "").replace("* and not @", "")
        for product in re.findall(r"\w[\w.]* @ \w[\w.]*", re.sub(r"[()]", "", sentence)):
            assert product.replace(" ", "") in known, (text, sentence)


def test_the_gradient_is_revealed_to_those_who_ask():
    """A verdict holds the gradient as a node of the graph that it is named in."""
    verdict = tutor("M1").judge("dw = x")
    leaves = dict(zip(("x", "y", "w", "b"), ([[1, 2, 3]], [[2, 3, 5]], 0.5, 0.1), strict=True))
    (number,) = evaluate([verdict.reveal], {verdict.backward.node(name): x for name, x in leaves.items()})
    assert (verdict.name, float(number.round(6))) == ("∂L/∂w", -10.266667)
    assert str(verdict).startswith("∂L/∂w: ")


# ---- other boards -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("board", "text", "expected"),
    [
        (RELU, "dW = (2/m*(A - y)*(Z > 0)) @ X.T", "right"),
        (RELU, "dW = (2/m*(A - y)) @ X.T", "missing slope"),
        (RELU, "dW = (2/m*(A - y)*A) @ X.T", "not differentiated"),
        (CLASSES, "dZ = P/m - Y/m", "right"),
        (CLASSES, "dZ = (P*sum(Y, axis=0) - Y)/m", "right"),
        (CLASSES, "dZ = (Y - P)/m", "sign"),
        (CLASSES, "dZ = Z - Y", "wrong operand"),
        (PENALTY, "dw = 2/m*(w @ X - y) @ X.T + c*w", "right"),
        (PENALTY, "dw = 2/m*(w @ X - y) @ X.T", "another cost"),
        (PENALTY, "dw = 2/m*(w @ X - y) @ X.T + 2*c*w", "factor"),
        (PENALTY, "dw = 2*(w @ X - y) @ X.T + c*w", "factor"),
        (PENALTY, "dJ/dw = 2/m*(w @ X - y) @ X.T", "right"),
        (DEEP, "dW1 = (W2.T @ ((Yhat - Y)/m) * (1 - A**2)) @ X.T", "right"),
        (DEEP, "dW1 = (W1.T @ ((Yhat - Y)/m) * (1 - A**2)) @ X.T", "another step or layer"),
        (DEEP, "dW1 = (W2 @ ((Yhat - Y)/m) * (1 - A**2)) @ X.T", "missing transpose"),
        (DEEP, "dW1 = (W2.T @ ((Yhat - Y)/m) * (1 - A)) @ X.T", "part of the slope"),
        (DEEP, "dW2 = (W2.T @ ((Yhat - Y)/m) * (1 - A**2)) @ X.T", "another derivative"),
        (LOGISTIC, "dw = (p - y)*x", "right"),
        (LOGISTIC, "dw = p - y", "missing multiplier"),
        (LOGISTIC, "dw = (z - y)*x", "wrong operand"),
        (LOGIT, "dw = 1/m*(sigmoid(z) - y) @ X.T", "right"),
        (LOGIT, "dw = 1/m*(z - y) @ X.T", "wrong operand"),
        (LOGIT, "dw = (sigmoid(z) - y) @ X.T", "factor"),
        (QUOTIENT, "df/dw = 1/(1 + w**2) - (x + w)*2*w/(1 + w**2)**2", "right"),
        (QUOTIENT, "df/dw = 1/(1 + w**2) + (x + w)*2*w/(1 + w**2)**2", "sign"),
        (QUOTIENT, "df/dw = 1/(1 + w**2)", "missing path"),
        (QUOTIENT, "dg/dw = 3*x*w**2", "right"),
        (QUOTIENT, "dw = x*w**2", "factor"),
        (QUOTIENT, "dw = 3*x*w**3", "part of the slope"),
        ("f = exp(-x)", "dx = exp(-x)", "sign"),
        ("f = log(x)", "dx = 1/x", "right"),
        ("f = log(w)*sqrt(w)", "dw = 1/sqrt(w) + log(w)/(2*sqrt(w))", "right"),
        ("f = 3*x + 1", "dx = 3", "right"),
        ("f = x - x", "dx = 0", "right"),
    ],
)
def test_slips_on_other_boards(board, text, expected):
    """Activations, probabilities, penalties, deep layers, losses, quotients and powers are judged alike."""
    assert kind(board, text) == expected


def test_probabilities_are_right_where_columns_sum_to_one():
    """P − Y is right for labels, and the sentence says that it is for labels."""
    verdict = judge(read_whiteboard(CLASSES), "dL/dZ = 1/m*(P - Y)")
    assert verdict.sentence == "Right, where every column of Y sums to 1."


@pytest.mark.parametrize(
    ("board", "text", "expected"),
    [
        ("params x\nf = sqrt(x**2 + 1e-4)", "dx = x/sqrt(x**2)", "missing ε"),
        ("data eps\nparams x\nf = log(exp(x) + eps)", "dx = exp(x)/exp(x)", "missing ε"),
        ("params x\nf = x**3 + 0.01*x**2", "dx = 3*x**2", "missing path"),
    ],
)
def test_an_epsilon_is_a_small_number_that_is_added(board, text, expected):
    """A small factor, such as that of a penalty, is none."""
    assert kind(board, text) == expected


def test_the_gradient_of_another_cost_is_named():
    """Where a board has several costs, the gradient of the wrong one is recognized."""
    board = "data x\nparams w\nz = w*x\nL1 = z**3\nL2 = z**2 + exp(L1)"
    assert judge(read_whiteboard(board), "dL2/dw = 3*z**2*x").sentence == (
        "This is ∂L1/∂w: the gradient of L1, not of L2."
    )


@pytest.mark.parametrize("left", ["dW1", "dL/dW1", "∂L/∂W1", "∂W1", "dL / dW1"])
def test_a_gradient_is_asked_for_in_any_notation(left):
    """D and ∂, with and without the cost, are the same question."""
    assert tutor("M4").judge(f"{left} = ∂L/∂Z @ X.T").name == "∂L/∂W1"


# ---- what cannot be judged ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dW1", f"line 1, column 1: {EXAMPLE}"),
        ("dW1 =", f"line 1, column 1: {EXAMPLE}"),
        ("dW1 == X", f"line 1, column 1: {EXAMPLE}"),
        ("dW1 = X = X", f"line 1, column 1: {EXAMPLE}"),
        ("dW1 = X; 1", f"line 1, column 1: {EXAMPLE}"),
        (
            "dW3 = X",
            f"line 1, column 1: dW3 is no derivative by a name of the board; {EXAMPLE}; did you mean dW1?",
        ),
        ("dW1 = Q @ X.T", "line 1, column 7: Q does not stand on the board"),
        ("dW1 = dy_hut @ X.T", "line 1, column 7: dy_hut does not stand on the board; did you mean yhat?"),
        ("dW1 = sigmod(Z)", "line 1, column 7: there is no function sigmod; did you mean sigmoid?"),
        ("dW1 = sigmoid", "line 1, column 7: sigmoid does not stand on the board; sigmoid is a function: sigmoid(…)"),
        ("∂L/∂W1 = ∂L/∂W1", "line 1, column 10: dL_dW1 is what is asked for; state it without itself"),
        ("dW1 = (A @", "line 1, column 7: a bracket is open or closed once too often ('(' was never closed)"),
        ("dW1 = A[i]", "line 1, column 9: i does not stand on the board"),
    ],
)
def test_a_claim_that_cannot_be_read_is_refused(text, message):
    """The message points at the place, as for a board."""
    with pytest.raises(WhiteboardError) as caught:
        tutor("M4").judge(text)
    first, line, _ = str(caught.value).split("\n")
    assert (first, line) == (message, f"    {text}")


@pytest.mark.parametrize("terms", [300, 1200])
def test_a_claim_that_is_nested_too_deeply_is_refused(terms):
    """Depth ends in a message, whether Python's parser or the reader gives up."""
    with pytest.raises(WhiteboardError, match=r"^line 1, column 1: this line is nested too deeply"):
        tutor("M4").judge("dX = X" + " + X" * terms)


def test_shapes_that_do_not_fit_are_a_verdict():
    """Where no mending helps, the shapes are named."""
    verdict = tutor("M4").judge("dW1 = Z @ w2")
    assert verdict.sentence == "The shapes do not fit: Z @ w2: Z is (k, m) and w2 is (1, k), so m ≠ 1."


def test_a_board_without_a_finite_gradient_is_refused():
    """A gradient that is nowhere a number cannot be claimed."""
    message = "the gradient is a number at none of the random points; a claim about it cannot be tried"
    with pytest.raises(GraphError, match=f"^{re.escape(message)}$"):
        kind("f = log(-exp(w))", "dw = 1")


# ---- claims made of numbers ---------------------------------------------------------------------------------------

M1 = {"x": [[1, 2, 3]], "y": [[2, 3, 5]], "w": 0.5, "b": 0.1}
M2 = {"X": [[1, 2, -1], [0.5, -1, 2]], "y": [[1, 0, 2]], "w": [[0.5, -0.25]], "b": [[0.1]]}


@pytest.mark.parametrize(
    ("network", "text", "expected"),
    [
        ("M1", "dw = -10.266667", "right"),
        ("M1", "dw = -10.27", "right"),
        ("M1", "dw = -10", "right"),
        ("M1", "dw = -1e1", "too few digits"),
        ("M1", "dw = [[-10.2667]]", "right"),
        ("M1", "dw = -2*(1*1.4 + 2*1.9 + 3*3.4)/3", "right"),
        ("M1", "dw = -10.28", "wrong"),
        ("M1", "dw = -2*(1*1.4 + 2*1.9 + 3*3.5)/3", "wrong"),
        ("M1", "dw = 10.266667", "sign"),
        ("M1", "dw = -5.133333", "factor"),
        ("M1", "dw = -15.4", "factor"),
        ("M1", "dw = -4.466667", "missing multiplier"),
        ("M1", "db = -10.266667", "another derivative"),
        ("M1", "db = -4", "too few digits"),
        ("M1", "db = [-0.933333, -1.266667, -2.266667]", "missing sum"),
        ("M1", "db = [[-0.933333, -1.266667, -2.266667]]", "missing sum"),
        ("M2", "dw = [3.383333, -4.941667]", "right"),
        ("M2", "dw = [[3.383333, -4.941667]]", "right"),
        ("M2", "dw = ((3.38, -4.94),)", "right"),
        ("M2", "dw = [[3.383333], [-4.941667]]", "transposed"),
        ("M2", "dw = [5.075, -7.4125]", "factor"),
        ("M2", "dw = [3.383333, 4.941667]", "wrong"),
        ("M2", "dw = 3.383333", "wrong shape"),
    ],
)
def test_numbers_are_judged_at_the_values_to_their_digits(network, text, expected):
    """A number is right if the gradient rounds to it, and its slips are named too."""
    values = M1 if network == "M1" else M2
    assert kind(BOARDS[network], text, **values) == expected


def test_values_on_the_board_serve():
    """A board that brings its values needs no others."""
    board = "data x = 3\nparams w = 2\nL = (w*x)**2"
    assert judge(read_whiteboard(board), "dw = 36").sentence == "Right, to the digits that are written."


def test_numbers_need_values():
    """Without values there is nothing to judge a number at."""
    message = "a claim made of numbers is judged at values, and these have none: y, w, b"
    with pytest.raises(GraphError, match=f"^{message}$"):
        kind(BOARDS["M1"], "dw = 3", x=[[1.0]])


def test_a_ragged_matrix_is_refused():
    """Rows of different lengths are no matrix."""
    with pytest.raises(WhiteboardError, match=r"^line 1, column 6: the rows of a matrix are equally long"):
        kind(BOARDS["M2"], "dw = [[1, 2], [3]]", **M2)


def test_the_points_are_those_of_the_generator():
    """Two generators with one seed give one verdict; the person may bring their own."""
    board = read_whiteboard(BOARDS["M4"])
    verdicts = [judge(board, "dw2 = A", rng=np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert len({(verdict.kind, verdict.sentence) for verdict in verdicts}) == 1
