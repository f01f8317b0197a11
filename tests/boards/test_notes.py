"""Notes: boards that can be read and are seldom meant, and those that mean it."""

import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.boards.notes import notes

CLASSES = "data X (n, m), Y (K, m)\nparams W (K, n)\nZ = W @ X\n"
COLUMN = "data X (N, D), y (N, 1), t (N)\nparams w (D, 1)\nyhat = X @ w\n"
SOFTMAX = "cross_entropy takes the score before a softmax, but P lies between 0 and 1, as behind one"
SIGMOID = "logistic takes the score before a sigmoid, but p lies between 0 and 1, as behind one"
SQUARE = "(N, 1) - (N,) makes (N, N), every entry with every other; entry by entry, both have the shape (N, 1)"
COLUMNS = "cross_entropy takes an example from each column"
ACCURACY = (
    "the cost is acc, the last line that nothing uses, and its slope is 0 everywhere; put L last, or leave acc out"
)


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        (CLASSES + "P = softmax(Z)\nL = cross_entropy(P, Y)", SOFTMAX),
        (CLASSES + "P = exp(Z)/sum(exp(Z), axis=0)\nL = cross_entropy(P, Y)", SOFTMAX),
        (CLASSES + "P = softmax(Z.T, axis=1)\nL = cross_entropy(P.T, Y)", SOFTMAX.replace("P", "its first operand")),
        (CLASSES + "P = sigmoid(Z)\nL = cross_entropy(P, Y)", SOFTMAX),
        (
            CLASSES + "P = log_softmax(Z)\nL = cross_entropy(P, Y)",
            "cross_entropy takes the logarithm of a softmax itself; P is one already, which changes nothing",
        ),
        ("data P (K, m) sums to 1, Y (K, m)\nparams s\nL = s*cross_entropy(P, Y)", SOFTMAX),
        ("p = sigmoid(w*x)\nL = logistic(p, y)", SIGMOID),
        ("p = 1/(1 + exp(-w*x))\nL = logistic(p, y)", SIGMOID),
        ("p = (1 + tanh(w*x/2))/2\nL = logistic(p, y)", SIGMOID),
        (
            "data X (m, n)\nparams W (n, k)\nA = batch_norm(X @ W)\nL = sum(A**3)",
            "batch_norm goes along the examples, and here it goes along k, which counts units; axis=0 goes along m",
        ),
        (
            "data X (m, n)\nparams W (n, k)\nA = rms_norm(X @ W)\nL = sum(A**3)",
            "rms_norm goes along the units, and here it goes along m, which counts examples; axis=1 goes along k",
        ),
        (
            COLUMN.replace("w (D, 1)", "w (D, 1), b") + "L = mean((yhat - y)**2)",
            "L does not read the parameter b, so it never learns; use it, or leave it out",
        ),
        (
            "params w, h[0..1]\nL = w**2 + h[0]\nsizes n = 3",
            "L does not read the parameter h[1], so it never learns; use it, or leave it out",
        ),
        (COLUMN + "L = mean((yhat - t)**2)", f"in L, {SQUARE}"),
        (COLUMN + "e = yhat - t\nL = mean(e**2)", f"in e, {SQUARE}"),
        (COLUMN + "L = mean((y.T - yhat)**2)", f"in L, {SQUARE.replace('(N, 1) - (N,)', '(1, N) - (N, 1)')}"),
        (COLUMN + "L = mean(yhat*t)", f"in L, {SQUARE.replace('-', '*')}"),
        (COLUMN + "L = mean(maximum(0, 1 - t*yhat))", f"in L, {SQUARE.replace('(N, 1) - (N,)', '(N,) * (N, 1)')}"),
        (
            COLUMN + "acc = mean((yhat > 0.5) == t)\nL = mean((yhat - y)**2)",
            f"in acc, {SQUARE.replace('(N, 1) - (N,)', 'comparison of (N, 1) and (N,)')}",
        ),
        (
            "data X (N, D), Y (N, K) one-hot rows\nparams W (D, K)\nL = cross_entropy(X @ W, Y)",
            f"{COLUMNS}, and every row of Y is one-hot; did you mean cross_entropy((X @ W).T, Y.T)?",
        ),
        (
            "data X (N, D), Y (K, N) sums to 1\nparams W (D, K)\nZ = X @ W\nL = cross_entropy(Z, Y.T)",
            f"{COLUMNS}, and every column of Y sums to 1; did you mean cross_entropy(Z.T, Y)?",
        ),
        (
            COLUMN + "L = mean((yhat - y)**2)\nacc = mean((yhat > 0.5) == y)",
            ACCURACY,
        ),
        (
            "data X (n, m), y (1, m)\nparams w (1, n)\np = sigmoid(w @ X)\nL = mean((p - y)**2)\npred = p > 0.5",
            "the cost is L; pred comes last and is (1, m), and a cost is one number",
        ),
        ("f = e*x", "e is a name like any other here; e**x is written exp(x), and the number np.e"),
        ("f = x + y\ng = f*xy", "xy is a name of its own here; a product is written x * y"),
    ],
)
def test_what_is_seldom_meant_is_noted(text, noted):
    """One note, which says what is there and what was probably meant."""
    assert notes(read_whiteboard(text)) == (noted,)


@pytest.mark.parametrize(
    "text",
    [
        CLASSES + "L = cross_entropy(Z, Y)",
        CLASSES + "P = softmax(Z)\nL = -sum(Y*log(P))",
        CLASSES + "A = softmax(Z)\nL = cross_entropy(W @ X*A, Y)",
        CLASSES + "A = sigmoid(Z)\nL = cross_entropy(5*A, Y)",
        COLUMN + "L = mean((yhat - y)**2)",
        "data X (N, D), Y (N, K) one-hot rows\nparams W (D, K)\nL = cross_entropy((X @ W).T, Y.T)",
        "data X (D, N), Y (K, N) one-hot\nparams W (K, D)\nL = cross_entropy(W @ X, Y)",
        "data X (d, n)\nparams s\nD = sum(X**2, axis=0).T + sum(X**2, axis=0) - 2*X.T @ X\nL = sum(exp(-s*D))",
        COLUMN + "P = y - y.T\nL = sum(P**2)*sum(w)",
        COLUMN + "acc = mean((yhat > 0.5) == y)\nL = mean((yhat - y)**2)",
        COLUMN + "L1 = sum(w)\nL2 = sum(w**2)",
        "f = x > 0",
        "params pi\nf = pi**2",
        "L = logistic(w*x, y)",
        "data X (n, n)\nL = sum(X + X.T)",
        "data a (n, 1), b (1, n)\nL = sum(a*b)",
        "data X (1000000, 1000000), Y (1000000, 1000000)\nL = cross_entropy(X, Y)",
    ],
)
def test_boards_that_mean_it_are_free_of_notes(text):
    """Scores, outer products, differences of all pairs, an accuracy that is not last, a name that is declared."""
    assert notes(read_whiteboard(text)) == ()


def test_a_last_line_that_is_no_number_is_no_cost():
    """Gradients are those of the last line that is one; where none is, the last line is named."""
    board = cr.whiteboard("data X (n, m)\nparams w (1, n)\np = w @ X\nL = mean(p**2)\npred = p > 0.5")
    assert [name for name in board.backward().outputs if "w" in name] == ["∂L/∂w"]
    assert "∂L/∂w" in str(board.equations())
    alone = cr.whiteboard("data X (n, m)\nparams w (1, n)\nL = mean((w @ X)**2)\npred = L*X")
    with pytest.raises(cr.GraphError, match=r"^a cost is one number, but pred \(n, m\) is not; take its sum"):
        alone.backward()


def test_notes_are_shown_once_below():
    """Equations and checks of a board end with its notes, in Python and in a notebook; formulas alone do not."""
    board = cr.whiteboard("p = sigmoid(w*x)\nL = logistic(p, y)")
    shown = f"Note: {SIGMOID}."
    for report in (board.equations(), board.equations("derivation"), board.check({"w": 1.0, "x": 2.0, "y": 1.0})):
        assert " ".join(str(report).split()).count(shown) == 1
    assert "Note" not in board.equations().text()
    assert board.equations()._repr_html_().count(shown) == 1
