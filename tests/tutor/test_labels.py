"""Labels: what a claim may rest on is declared or stands as a target, and never goes by a name."""

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.tutor import judge

ROWS = "data X (N, D), T (N, C)\nparams W (D, C)\nS = X @ W\nP = softmax(S, axis=1)\nL = -sum(T*log(P))/N"
COLUMNS = "data Q (K, m)\nparams Z (K, m)\nL = cross_entropy(Z, Q)"
TURNED = "data X (N, D), Q (N, C)\nparams W (D, C)\nS = X @ W\nL = cross_entropy(S.T, Q.T)"
BY_HAND = "data Q (K, m)\nparams Z (K, m)\nL = -sum(Q*(Z - log(sum(exp(Z), axis=0))))/m"
VECTOR = "data q (V, 1)\nparams U (d, V), v (d, 1)\np = softmax(U.T @ v)\nJ = -q.T @ log(p)"
SMOOTHED = "data Q (K, m)\nparams Z (K, m)\nT = 0.9*Q + 0.1/K\nL = cross_entropy(Z, T)"
POISSON = "data X (n, m), Y (k, m)\nparams W (k, n)\nZ = W @ X\nL = sum(exp(Z) - Y*Z)"
ATTENTION = "data V (n, d)\nparams S (m, n)\nA = softmax(S, axis=1)\nL = sum((A @ V)**2)"
KL = "data p (k, 1)\nparams z (k, 1)\nq = softmax(z)\nL = sum(p*log(p/q))"
WEIGHTED = "data w (1, m), y (1, m)\nparams z (1, m)\np = sigmoid(z)\nL = -sum(w*y*log(p) + w*(1 - y)*log(1 - p))"
PRODUCTS = "data w (1, m), y (1, m)\nparams z (1, m)\np = sigmoid(z)\nL = -(w*y @ log(p).T + w*(1 - y) @ log(1 - p).T)"
TWO = "data w (k, m), Y (k, m)\nparams Z (k, m)\nP = softmax(Z)\nL = -sum(w*Y*log(P))"
EXAMPLES = "data w (1, m), Y (k, m)\nparams Z (k, m)\nP = softmax(Z)\nL = -sum(w*Y*log(P))"
PERPLEXITY = "data Y (k, m)\nparams Z (k, m)\nL = exp(-sum(Y*log(softmax(Z)))/m)"
GUARDED = "data y (1, m)\nparams p (1, m)\nL = -mean(y*log(p + 1e-12)) - mean((1 - y)*log(1 - p + 1e-12))"
BINARY = "data y (1, m)\nparams z (1, m)\np = sigmoid(z)\nL = -sum(y*log(p) + (1 - y)*log(1 - p))"


@pytest.mark.parametrize(
    ("board", "claim", "sentence"),
    [
        (ROWS, "dS = (P - T)/N", "Right, where every row of T sums to 1."),
        (ROWS, "dW = X.T @ (P - T)/N", "Right, where every row of T sums to 1."),
        (ROWS, "dS = (P*sum(T, axis=1) - T)/N", "Right."),
        (TURNED, "dS = (softmax(S, axis=1) - Q)/N", "Right, where every row of Q sums to 1."),
        (COLUMNS, "dZ = (softmax(Z) - Q)/m", "Right, where every column of Q sums to 1."),
        (COLUMNS, "dZ = where(Q == 1, softmax(Z) - 1, softmax(Z))/m", "Right, where every column of Q is one-hot."),
        (BY_HAND, "dZ = (exp(Z)/sum(exp(Z), axis=0) - Q)/m", "Right, where every column of Q sums to 1."),
        (VECTOR, "dv = U @ (p - q)", "Right, where every column of q sums to 1."),
        (SMOOTHED, "dZ = (softmax(Z) - T)/m", "Right, where every column of Q sums to 1."),
        (BINARY, "dz = where(y == 1, p - 1, p)", "Right, where y is 0 or 1."),
        (BINARY, "dz = p - y", "Right."),
        (WEIGHTED, "dz = where(y == 1, w*(p - 1), w*p)", "Right, where y is 0 or 1."),
        (PRODUCTS, "dz = where(y == 1, w*(p - 1), w*p)", "Right, where y is 0 or 1."),
        (GUARDED, "dp = where(y == 1, -1/(p + 1e-12), 1/(1 - p + 1e-12))/m", "Right, where y is 0 or 1."),
        (EXAMPLES, "dZ = w*(P - Y)", "Right, where every column of Y sums to 1."),
        (TWO, "dZ = P*sum(w*Y, axis=0) - w*Y", "Right."),
        (PERPLEXITY, "dZ = L*(softmax(Z) - Y)/m", "Right, where every column of Y sums to 1."),
        (KL, "dz = q - p", "Right, where every column of p sums to 1."),
        (KL.replace("log(p/q)", "(log(p) - log(q))"), "dz = q - p", "Right, where every column of p sums to 1."),
    ],
)
def test_a_verdict_names_what_it_rests_on(board, claim, sentence):
    """Labels in rows or columns, in any spelling of the loss, and the weakest thing that makes the claim right."""
    assert judge(read_whiteboard(board), claim).sentence == sentence


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        # a parameter is no label, whatever its name
        ("data X (n, m)\nparams Y (k, n)\nL = sum(exp(Y @ X)) + sum((sum(Y, axis=0) - 1)**2)", "dY = exp(Y @ X) @ X.T"),
        # counts are no probabilities, though there is an exponential
        (
            "data X (n, m), Y (k, m)\nparams W (k, n)\nZ = W @ X\nL = sum(exp(Z) - Y*Z)",
            "dZ = exp(Z)*sum(Y, axis=0) - Y",
        ),
        # values that attention mixes are no labels
        (
            "data V (n, d)\nparams S (m, n)\nA = softmax(S, axis=1)\nL = sum((A @ V)**2)",
            "dA = 2*A @ V @ V.T*sum(V, axis=0)",
        ),
        # what is declared to sum to 1 need not be one-hot
        (
            "data Q (K, m) columns sum to 1\nparams Z (K, m)\nL = cross_entropy(Z, Q)",
            "dZ = where(Q == 1, softmax(Z) - 1, softmax(Z))/m",
        ),
        # data beside a softplus, and a square beside one
        (
            "data price (1, m), y (1, m)\nparams z (1, m)\nq = price*softplus(z)\nL = mean((q - y)**2)",
            "dz = 2/m*(q - price*y)*sigmoid(z)",
        ),
        ("data x (1, m)\nparams z (1, m)\nL = sum(x*x*softplus(z))", "dz = x*sigmoid(z)"),
        # weights of examples, and of classes
        (WEIGHTED, "dz = w*w*(p - y)"),
        (TWO, "dZ = P*sum(w*Y, axis=0) - w*Y*w"),
        ("data w (1, m), y (1, m)\nparams z (1, m)\nL = logistic(z, w*y)", "dz = (sigmoid(z) - w*w*y)/m"),
        # what is predicted from logarithms of probabilities
        (
            "data a (k, m), y (1, m)\nparams Z (k, m)\nq = sum(a*log(softmax(Z)), axis=0)\nL = mean((q - y)**2)",
            "dZ = 2/m*(q - y)*(a - softmax(Z))",
        ),
        # the wrong axis
        (ROWS, "dS = (P - T*sum(T, axis=0))/N"),
    ],
)
def test_what_is_no_label_makes_nothing_right(board, claim):
    """Names, exponentials and mixtures make no label."""
    assert not judge(read_whiteboard(board), claim).right


def test_what_is_declared_is_believed():
    """A fact that no loss shows can be told to the board."""
    claim = "dw = y*sum(y)"
    board = "data y (K, 1){}\nparams w (K, 1)\nL = sum(w*y)"
    plain, told = (judge(read_whiteboard(board.format(fact)), claim) for fact in ("", " columns sum to 1"))
    assert (plain.right, told.sentence) == (False, "Right, where every column of y sums to 1.")


def test_squares_of_squares_are_walked_once():
    """Sixty squares on top of each other are 2⁶⁰ factors, and sixty nodes."""
    lines = "\n".join(["x0 = cos(x)", *(f"x{i} = x{i - 1}*x{i - 1}" for i in range(1, 60))])
    assert not judge(read_whiteboard(lines), "dx = 2*x").right


@pytest.mark.parametrize("fact", ["signs", "±1", "-1 or 1", "in {-1, 1}", "∈ {−1, +1}"])
def test_labels_may_be_signs(fact):
    """With labels ±1 the two logistic losses have one gradient."""
    board = "data X (n, m), y (1, m){}\nparams w (1, n)\nL = mean(log(1 + exp(-y*(w @ X))))"
    claim = "dw = (sigmoid(w @ X) - (y + 1)/2) @ X.T/m"
    assert not judge(read_whiteboard(board.format("")), claim).right
    assert judge(read_whiteboard(board.format(f" {fact}")), claim).sentence == "Right, where y is −1 or 1."
