"""What is printed is true as written: a reader that knows notation only reads every equation back to its numbers."""

import warnings

import numpy as np
import pytest
from tests.boards.mutations import corpus, mutated
from tests.boards.test_definitions import LAYERS
from tests.boards.test_loops import LSTM, RNN

import chainrule as cr
from chainrule.errors import ChainruleError

from .hostile_boards import hostile_board
from .random_boards import random_board
from .readback.boards import WAYS, disagreements, disagreements_in_numbers, has_numbers, of_graph
from .readback.equations import read_back

# what was written wrongly once, or could be read in two ways
KINDS = {
    "ones": "data X (n, m)\nparams W (k, n)\nL = sum(W @ X)",
    "ones of one axis": "data X (n, m)\nparams b (m)\nL = sum(X + b)",
    "a bias of one axis": "data X (N, D), G (N, C)\nparams W (D, C), b (C)\nS = X @ W + b\nL = sum(G*S)",
    "a copied row": "params X (n, m)\nsq = X**2\nv = mean(sq, axis=0)\nL = sum(sqrt(v))",
    "a copied column": "params X (n, m)\nv = sum(exp(X), axis=1)\nL = sum(log(v))",
    "a copied row in a product": "params X (n, m), W (k, n)\nv = mean(X, axis=0)\nL = sum((W @ (X + v))**2)",
    "softmax of rows": "data X (n, m)\nparams W (k, n)\nP = softmax(W @ X, axis=1)\nL = sum(P**2)",
    "log softmax of rows": "data X (N, D), Y (N, C)\nparams W (D, C)\nL = -sum(Y*log_softmax(X @ W, axis=1))/N",
    "logsumexp of all": "params Z (k, m)\nL = sum(logsumexp(Z, axis=1)) - sum(logsumexp(Z))",
    "max of columns, rows and all": "params Z (k, m)\nL = sum(max(Z, axis=0)) + sum(max(Z, axis=1)) + max(Z)",
    "powers of a square matrix": "params S (n, n)\nA = S**2\nB = S**3\nC = tanh(S)\nL = sum(A) + sum(B) + sum(C @ S)",
    "powers in matrices": "params X (n, m), Y (n, m)\nL = sum(X**Y)",
    "errors of a square": "data Y (n, n)\nparams W (n, n)\nL = squared_error(W, Y) + half_squared_error(W + 1, Y)",
    "a row times a number of one entry": "params s (1, 1), x (1, m), y (1, m)\nL = sum(x*s) + sum(x*y*s) + sum(s*x*y)",
    "shapes": "params X (6, 4)\nL = sum(reshape(X, 3, 8)**2) + sum(reshape(X, 24)**3)",
    "parts": "params A (2, 3), B (2, 3)\nL = sum(concatenate(A, B)**2) + sum(concatenate(A, B, axis=1)**3)",
    "sums before factors": "params x (n, m), c\nL = sum(x)*c*sum(x**2)/sum(exp(x))",
    "sums of quotients": "data G (n, m)\nparams X (n, m), s (1, m)\nL = sum(G*X/s) + sum(X)/sum(s)",
    "roots and powers": "params x (n, m)\nL = sum(1/sqrt(x + 1)) + sum(sqrt(x)**2) + sum(sqrt(x**2))",
    "powers of cotangents": "params A (n, m)\nB = A.T\nL = sum(B**2) + sum(A**3)",
    "sizes within sizes": "params x\nL = abs(abs(x) - 1)*abs(x - abs(2*x))",
    "choices": "params x, y\nL = where(x, y, 2)*where(x > y, where(y > 1, x, y), x*y)",
    "two numbers": "params x\nL = x*2*3*1e-5**2 + 2*(1/3)*x + x + (-3 - sin(x))",
    "a scale called sigma": "data x\nparams mu, sigma\nz = sigma*(x - mu)\nL = sigmoid(z) + sigma**2",
    "a matrix called Sigma": "params Sigma (n, n), x (n, 1)\nL = sum(Sigma @ x) + sum((Sigma @ x)**2)",
    "logarithms of a scale": "data x (1, m)\nparams mu, s\nL = sum(log(s) + ((x - mu)/s)**2/2)",
    "layers with rows": "data X (n, m), G (n, m)\nmu = mean(X, axis=0)\nsd = sqrt(mean((X - mu)**2, axis=0) + 1e-5)\n"
    "L = sum(G*(X - mu)/sd)",
    "names like those of steps": "data x\nparams u_1, g_1\nL = exp(x*u_1*g_1)*x*u_1",
    "a cotangent of zeros": "data X (n, m)\nparams W (k, n)\nZ = W @ X\nA = tanh(Z)\nH = A - A\nL = sum(relu(H) + H)",
    "a chain": "y = 3*x\nL = y**2",
    "gates": "m = -x\ng = exp(m)\nh = 1 + g\nf = 1/h",
    "bent units": "params x (n, m)\nL = sum(elu(x)) + sum(gelu(x)*silu(x)) + sum(leaky_relu(x)) + sum(softplus(-x))",
    "spreads": "data G (n, m)\nparams X (n, m)\nmu = mean(X, axis=0)\nv = var(X, axis=0)\n"
    "L = sum(G*(X - mu)/sqrt(v + 1e-5)) + std(X) + sum(std(X, axis=1)) + var(X) + sum(X/std(X, axis=1))",
    "a Hessian": "data X (n, m), y (1, m)\nparams w (1, n), s\nz = w @ X\n"
    "L = mean(softplus(z) - y*z) + s**2*sum(w**4)\nH = hessian(L, w)\nB = hessian(L, s)",
    "Hessians of columns": "data X (m, n), y (m, 1)\nparams w (n, 1)\np = softmax(w)\n"
    "L = sum(exp(X @ w) - y*(X @ w))\nH = hessian(L, w)",
    "norms of layers": "data G (n, m)\nparams X (n, m), g (n, 1)\n"
    "L = sum(G*(g*batch_norm(X))) + sum(G*layer_norm(X, axis=1, eps=0.01)) + sum(rms_norm(X, axis=(0, 1))**3)",
    "axes that are gone": "data G (n, m), c (m)\nparams X (n, m)\nmu = mean(X, axis=0, keepdims=False)\n"
    "r = sum(X, axis=1, keepdims=False)\nL = sum(G*(X - mu)*c) + sum(r**2) + sum(logsumexp(X, keepdims=False)*c)",
    "norms": "params X (n, m), v (n)\nL = norm(X) + sum(X/norm(X, axis=0)) + sum(norm(X, axis=1, keepdims=False)*v)",
    "identities": "params S (n, n), A (n, k), B (k, n), s\ndata I\n"
    "L = trace(S @ S - s*eye(n)) + trace(A @ B)**2 + sum((S - eye(n)) @ A) + I*trace(S) + sum(eye(n)*S)",
    "dot products": "params a (n, 1), b (n, 1), r (1, m), s (1, m), v (m)\n"
    "L = dot(a, b)**2 + dot(r, s)*dot(a, a) + dot(v, v)",
    "a layer": "data X (N, D)\nparams W (D, C), b (1, C)\nupstream dout (N, C)\nS = X @ W + b\nout = S**2 + S",
    "two cotangents": "params x (N, D), w (D)\nupstream dh (N, D), dc (N, D), ds\nc = w*x\nh = tanh(c)\ns = sum(h)",
    "places": "params X (4, 3), a (6, m), v (5), r (1, 4)\nb = a[0:2]*a[4:6]\nw = sum(X, axis=0, keepdims=False)\n"
    "L = sum(b) + sum(X[:, 1]**2) + sum(X[2]*w) + X[3, 0] + sum(v[1:3]**2)*w[2] + sum((X.T)[0:2, 1:3])*r[0, 1]",
    "losses": "data y (1, m)\nparams z (1, m)\nL = huber(3*z, y) + logistic(z, y) + absolute_error(z, y)",
    "columns at an index": "data t (m,) index, G (d, m)\nparams E (d, v)\nL = sum(G*tanh(E[:, t]))",
    "rows at an index": "data t (1, m) index, G (m, d)\nparams E1 (v, d)\nX = E1[t]\nL = sum(G*X**2) + sum(tanh(E1))",
    "places of more than one axis": "data T (c, m) index\nparams E (v, d), Sigma (d, v)\n"
    "L = sum(E[T]**2) + sum(exp(Sigma[:, T]))",
    "numbers at an index": "data t (m,) index, g (m,)\nparams b (v,)\nL = sum(g*exp(b[t]))",
    "an entry of each column": "data X (n, m), y1 (m,) index\nparams W (K, n)\nP = softmax(W @ X)\n"
    "L = -mean(log(P[y1, arange(m)]))",
    "an entry of each row": "data X (m, n), Yb (m,) index, w (m,)\nparams W (n, K)\nZ = X @ W\n"
    "lp = log_softmax(Z, axis=1)\n"
    "L = -mean(lp[arange(m), Yb]) + sum(w*Z[arange(m), Yb]**2)",
    "entries in a row": "data y (1, m) index\nparams P (K, m)\nL = sum(P[y, arange(m)]*P)",
    "entries at pairs": "data y (1, m) index, z (1, m) index\nparams A (K, K)\ns = exp(A[y, z])\n"
    "L = sum(s**2) + sum(A[z, y]*s) + sum(A**2)",
    "several axes": "params X (m, t, n), v (m,)\nr = mean(X, axis=(1, 2), keepdims=False)\n"
    "L = sum(r*v) + sum(sum(X, axis=(0, 2))**2) + sum(var(X, axis=(0, 1)))",
    "labels": "data y (m,) index, X (n, m)\nparams W (K, n)\n"
    "L = cross_entropy(W @ X, y) + sum(one_hot(y, K)*(W @ X)**2)",
    "a convolution": "data X (m, 2, 5, 4)\nparams W (3, 2, 2, 3), b (3, 1, 1)\n"
    "Z = conv2d(X, W) + b\nL = sum(tanh(Z)**2)",
    "convolutions one after the other": "data X (m, 1, 6, 6), Y (m, 2, 1, 1)\nparams W1 (2, 1, 3, 3), W2 (2, 2, 3, 3)\n"
    "A = tanh(conv2d(X, W1, stride=2, padding=1))\nL = sum((conv2d(A, W2) - Y)**2)",
    "a convolution as a factor": "data X (m, 1, 4, 4), M (m, 1, 2, 2)\nparams W (1, 1, 3, 3)\n"
    "L = sum(M*conv2d(2*X - 1, W)) - sum(conv2d(X, W)**2)/m + sum(conv2d(X, W)*conv2d(exp(X), W))",
    "a convolution of sequences": "data x (m, 2, 7)\nparams w (3, 2, 3), b (3, 1)\n"
    "h = relu(conv1d(x, w, stride=3, padding=1) + b)\nL = sum(h**2)",
    "pools": "data X (m, 2, 6, 6)\nparams W (2, 2, 2, 2)\nZ = conv2d(X, W)\nP = max_pool(Z, 2)\n"
    "Q = mean_pool(Z, 3, stride=1)\nF = reshape(P, m, 8)\nL = sum(exp(F)) + sum(Q**2)",
    "means of windows": "data X (m, 2, 7, 8)\nparams W (3, 2, 2, 2)\n"
    "L = sum(mean_pool(conv2d(X, W), 2, stride=3)**2) + sum(exp(mean_pool(X*sum(W), 2)))",
    "signs and numbers in products": "data X (n, m), Y (k, m)\nparams W (k, n), s\n"
    "L = sum(exp(-W @ X/9)*Y) - 2*sum((-s*W)**2) + sum((2*Y)*(-3*tanh(W @ X)) @ (-X.T)) - (-0.5)*s/m + (s + -2)**2",
    "what products have in common": "data X (n, m), G (n, m), H (n, m)\nparams A (n, m), B (n, m)\n"
    "L = sum(A*G*(X - B)**2) - 3*sum(A*H) + sum(exp(A*A*A)) + trace(inverse(A @ A.T + eye(n)) @ B @ B.T)",
    "norms by hand": "data G (n, m)\nparams x (n, m), g (n, 1)\n"
    "y = g*(x - mean(x, axis=1))/sqrt(var(x, axis=1) + 0.1)\n"
    "z = (x - 1/n*sum(x, axis=0))/std(x, axis=0)\nL = sum(G*y*z)",
    "vectors": "data x (n,), y (k,)\nparams W (k, n), V (n, k), b (k,)\nh = tanh(W @ x + b)\n"
    "L = sum((h - y)**2) + h @ y + (x @ V) @ h + (2*x) @ V @ y",
    "a form": "data x (n,)\nparams A (n, n)\nq = x @ A @ x\nL = exp(q) + x @ (A.T @ x)",
    "an outer product": "data G (n, k)\nparams a (n,), b (k,)\nL = sum(G*outer(a, exp(b))**2)",
    "a determinant": "data X (n, m), G (n, n)\nparams S (n, n)\nP = X @ X.T + 3*S + inverse(S)\n"
    "L = logdet(P @ P.T) + sum(G*inverse(P))",
    "a normal distribution": "data x (n, 1)\nparams mu (n, 1), Sigma (n, n)\n"
    "L = (logdet(Sigma) + (x - mu).T @ inverse(Sigma) @ (x - mu))/2",
    "stacks": "data X (b, t, d), G (b, t, t)\nparams W (d, k)\nQ = X @ W\n"
    "S = Q @ swapaxes(Q, 1, 2)\nL = sum(G*tanh(S)) + sum(swapaxes(S, 0, 1)**2) + sum(exp(X.T)*swapaxes(X.T, 0, 2).T)",
    "a recurrent network": RNN,
    "an LSTM": LSTM,
    "layers and steps": "data x[1..2] (k, m), h1[0] (k, m)\nparams W[1..2] (k, k), h_in[0] (k, m)\n"
    "for t in 1..2:\n    h1[t] = tanh(W[1] @ h1[t-1] + x[t])\n    h_in[t] = h1[t]*h_in[t-1]\nL = sum(h_in[2])",
    "parts of a long sum": "data h[0]\nparams w\nfor t in 1..60:\n    h[t] = w*h[t-1]\nL = h[60]",
    "a signal with two names": "params w, c, a\nh0 = maximum(1/2 + minimum(c*a, minimum(a, c)), a*c**2)\nh2 = w\n"
    "h3 = maximum((h2**3 + 1)**-1.5, softplus(h0)*minimum(h0, h2))",
    "a number beside letters": "params a (8, m), c (2, m)\nh = sigmoid(a[0:2])*c**2*(1 - tanh(a[6:8])**2)\n"
    "L = sum(h**2)",
    "a number beyond any sine": "params x\nL = x*sin(1e30) + cos(1e30*x)",
    "roots of negative numbers": "params x (n, m)\nL = sum(((1/2)*(-0.5*x)**-0.5)**2)",
    "no inverse": "data X (n, n)\nparams S (n, n)\nP = X > 3*S\nL = trace(inverse(P) @ S)",
    "classes that fit": "data X (m,) index, Y (m,) index\nparams C (v, d), V (d, k)\nh = tanh(C[X])\n"
    "L = -mean(log_softmax(h @ V, axis=1)[arange(m), Y])",
    "definitions": LAYERS,
    "a term of many numbers": "params x\nL = 0.1234567*x + 1570.7963267949*x**2 + 0.30000000000000004*x",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_notation_is_read_back(kind):
    """Text and LaTeX of all three details say the numbers of the graph, each line from the lines above it."""
    board = cr.whiteboard(KINDS[kind])
    assert [wrong for seed in range(3) for wrong in disagreements(board, seed)] == []


# ties that rounding breaks; units so near to 1 that six digits leave none of their slope; arrays of three axes and
# more, which numbers are written of in two; long lines of small numbers
NOT_IN_NUMBERS = {"max of columns, rows and all", "a recurrent network", "an LSTM", "parts of a long sum"} | {
    *("places of more than one axis", "several axes", "pools", "means of windows", "stacks"),
    *(kind for kind in KINDS if "convolution" in kind),
}


@pytest.mark.parametrize("kind", sorted({*KINDS} - NOT_IN_NUMBERS))
def test_numbers_that_are_plugged_in_are_read_back(kind):
    """So do the sides in which numbers stand for names: brackets, powers, ones with their sizes."""
    assert disagreements_in_numbers(cr.whiteboard(KINDS[kind]), 0) == []


NETWORKS = {
    "classes": cr.Network([3, 4, 2], hidden="tanh", output="softmax", l2=0.1, dtype="float64", seed=0),
    "numbers": cr.Network([3, 4, 1], hidden="sigmoid", loss="squared_error", dtype="float64", seed=0),
    "chances": cr.Network([3, 2, 2, 1], hidden="relu", output="sigmoid", dtype="float64", seed=0),
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_network_is_read_back(kind):
    """Labels, layers and penalties: its equations say what its explanation has."""
    network, rng = NETWORKS[kind], np.random.default_rng(0)
    values = network.explain(rng.normal(size=(5, 3)), [0, 1, 1, 0, 1]).values
    numbers = {name: values[name] for name in values.graph.leaves}
    assert of_graph(values.graph, network.equations, numbers, {"m": 5}) == []


# ---- any board ----------------------------------------------------------------------------------------------------

SHARE, ALL, CHUNK = 20, 1000, 50
TEXTS = 1400  # no fewer than there are in tests and lessons


def any_board(seed):
    """A board as people type it, a hostile one, or one of the tests and lessons bent; None where it is none."""
    rng = np.random.default_rng([31, seed])
    if seed % 3 == 0:
        return random_board(seed)[0]
    texts = corpus()
    one, other = (texts[int(rng.integers(len(texts)))] for _ in range(2))
    text = hostile_board(seed).replace("1e300", "1e30") if seed % 3 == 1 else mutated(one, other, rng)
    try:
        board = cr.whiteboard(text)
        board.equations()
    except ChainruleError:
        return None
    return board if len(text) < 600 and has_numbers(board) else None


def fresh_boards(first, count):
    """So many boards, counted by the first of their seeds."""
    found, seed = [], first
    while len(found) < count:
        board = any_board(seed)
        found += [(seed, board)] if board is not None else []
        seed += 1
    return found


def wrong_among(boards):
    """The disagreements of some boards, with their seeds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of numbers beyond the floats
        return [(seed, one) for seed, board in boards for one in disagreements(board, seed)]


def test_a_share_of_random_boards_is_read_back():
    """Of random boards, what is printed is what is computed."""
    assert wrong_among(fresh_boards(0, SHARE)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, ALL, CHUNK))
def test_a_thousand_random_boards_are_read_back(first):
    """Three details, text and LaTeX, of a thousand boards."""
    assert wrong_among(fresh_boards(100 * (first + CHUNK), CHUNK)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, TEXTS, 40))
def test_every_board_of_the_tests_and_lessons_is_read_back(first):
    """Whatever stands in a test or a lesson and is a board."""
    assert len(corpus()) <= TEXTS
    boards = ((i, cr.whiteboard(text)) for i, text in enumerate(corpus()[first : first + 40], first))
    assert wrong_among([(i, board) for i, board in boards if has_numbers(board) and _has_a_cost(board)]) == []


def _has_a_cost(board):
    try:
        board.equations()
    except ChainruleError:
        return False
    return True


# ---- the reader itself ----------------------------------------------------------------------------------------------

NUMBERS = {
    "X": np.arange(6.0).reshape(3, 2) + 1,
    "W": np.ones((4, 3)) / 2,
    "S": np.array([[1.0, 2], [3, 4]]),
    "v": np.array([[1.0, 2]]),
    "s": np.array(2.0),
    "x": np.array(3.0),
    "b": np.array([5.0, 7]),
}
FALSE = {  # an equation that is no longer printed, and what its left side is
    "y = 1 X": np.ones((4, 3)) @ NUMBERS["X"],
    "y = Σ X": NUMBERS["X"].sum(axis=0),
    "y = v/s": np.ones((3, 1)) * NUMBERS["v"] / 2,
    "y = S²": NUMBERS["S"] ** 2,
    "y = softmax(X)": np.exp(NUMBERS["X"]) / np.exp(NUMBERS["X"]).sum(axis=1, keepdims=True),
    "y = max(X)": NUMBERS["X"].max(axis=0, keepdims=True),
    "y = √x²": np.array(3.0),
    "y = Σ X/s": np.array(10.5),
    "y = x/s x": np.array(4.5),
    "y = 2 x": np.array(6.0 * (1 + 1e-11)),
    "y = x 1⃗": np.full((3, 1), 3.0),
    "y = z + 1": np.array(4.0),
    "y = W X S": np.ones((4, 2)),
    "y = S ⊙ W": NUMBERS["S"],
    "y = X^S": NUMBERS["X"],
}


@pytest.mark.parametrize("line", FALSE)
def test_what_is_false_or_open_is_refused(line):
    """The reader follows notation: it takes no array for another, and no formula that can be read in two ways."""
    assert read_back(line, NUMBERS, {"y": FALSE[line]}) != []


TRUE = {
    "y = 1_(4×3) X": np.ones((4, 3)) @ NUMBERS["X"],
    "y = 1⃗ᵀ X": NUMBERS["X"].sum(axis=0),
    "y = S^⊙2": NUMBERS["S"] ** 2,
    "y = S²": NUMBERS["S"] @ NUMBERS["S"],
    "y = X + b": NUMBERS["X"] + NUMBERS["b"],
    "y = (x if x > s else s) − |(|s| − x)|": np.array(2.0),
    "y = max[axis 1](X)": NUMBERS["X"].max(axis=1, keepdims=True),
    "y = −v Sᵀ (1/s) 1⃗": np.array(-(NUMBERS["v"] @ NUMBERS["S"].T).sum() / 2),
    "y = 2 · 3² x⁻¹ [x > s] ⌊2.5⌋": np.array(12.0),
    "z = x = 3": np.array(3.0),
}


@pytest.mark.parametrize("line", TRUE)
def test_what_is_true_is_read(line):
    """Ones with and without sizes, powers of both kinds, choices, bars within bars."""
    name, _, _ = line.partition(" = ")
    assert read_back(line, NUMBERS, {name: TRUE[line]}) == []


def test_a_line_reads_nothing_from_below():
    """What is said later is not known yet."""
    assert read_back("y = z\nz = x", NUMBERS, {"y": np.array(3.0), "z": np.array(3.0)})
    assert not read_back("z = x\ny = z", NUMBERS, {"y": np.array(3.0), "z": np.array(3.0)})


def test_all_ways_are_tried():
    """Three details, each as text and as LaTeX."""
    assert len(WAYS) == 6
