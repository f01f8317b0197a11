"""Definitions: what a call of one stands for, against the board in which its lines are written out."""

import numpy as np

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard

LAYERS = """
    data X (n, m), y (1, m)
    params W1 (k, n), b1 (k, 1), W2 (1, k), b2 (1, 1)
    def layer(x, W, b):
        z = W @ x + b
        return sigmoid(z)
    A = layer(X, W1, b1)
    yhat = layer(A, W2, b2)
    L = squared_error(yhat, y)
"""
BY_HAND = """
    data X (n, m), y (1, m)
    params W1 (k, n), b1 (k, 1), W2 (1, k), b2 (1, 1)
    A_z = W1 @ X + b1
    A = sigmoid(A_z)
    yhat_z = W2 @ A + b2
    yhat = sigmoid(yhat_z)
    L = squared_error(yhat, y)
"""


def test_a_call_is_the_lines_of_the_definition():
    """The same names and equations as where they are written out, but for headings that say where; z of A is A_z."""
    board, by_hand = cr.whiteboard(LAYERS), cr.whiteboard(BY_HAND)
    assert list(board.graph.all_names) == list(by_hand.graph.all_names)
    for detail in ("final", "named", "derivation"):
        lines = str(board.equations(detail)).splitlines()
        headings = [line for line in lines if line in ("layer:", "then:")]
        assert [line for line in lines if line not in headings] == str(by_hand.equations(detail)).splitlines()
        assert bool(headings) == (detail == "derivation")


def test_its_gradients_agree_with_finite_differences():
    """Also where a definition calls another one, and reads the board's own names."""
    board = cr.whiteboard("""
        data X (3, 4), y (1, 4)
        params W (2, 3), v (1, 2)
        def twice(a):
            return a + a
        def hidden(x):
            s = twice(W @ x)
            return tanh(s)
        yhat = v @ hidden(X) + v @ hidden(2*X)
        L = squared_error(yhat, y)
    """)
    rng = np.random.default_rng(0)
    assert board.check(
        board.bind(**{name: rng.normal(size=one.shape) for name, one in board.graph.leaves.items()})
    ).right


def test_a_definition_that_is_called_twice_on_a_line_has_two_sets_of_names():
    """The second h of y is y_h2."""
    names = read_whiteboard("def f(a):\n  h = exp(a)\n  return h*h\ny = f(x) + f(2*x)").graph.all_names
    assert list(names) == ["x", "y_h", "y_h2", "y"]


def test_a_cell_in_a_loop_has_its_names_at_each_step():
    """The z of h[t] is h_z at step t, so that its lines can be told as those of a loop."""
    board = cr.whiteboard(
        "data x[1..3], h[0]\nparams w\n"
        "def cell(h, x):\n  z = w*h + x\n  return tanh(z)\n"
        "for t in 1..3:\n  h[t] = cell(h[t-1], x[t])\nL = h[3]"
    )
    assert [name for name in board.graph.names if name.startswith("h_z")] == ["h_z_1", "h_z_2", "h_z_3"]
    forward, back = ("h_z[t] = w hₜ₋₁ + xₜ    t = 1 … 3", "∂L/∂h_z[t] = ∂L/∂hₜ (1 − hₜ²)    t = 2 … 1")
    assert {forward, back} <= {*str(board.equations("named")).splitlines()}


def test_what_a_definition_does_not_use_is_no_cost():
    """The cost is a line of the board."""
    board = read_whiteboard("def f(a):\n  spare = a**3\n  return a*a\nL = f(x)\n")
    assert (board.cost, board.costs) == ("L", ("L",))


def test_definitions_may_stand_below():
    """As functions of a program may."""
    assert read_whiteboard("y = f(x)\ndef f(a):\n  return a*a\n").graph.node("y").op.name == "multiply"


def test_a_name_in_a_definition_is_its_own():
    """Operands and lines of a definition hide the board's names of the same letters."""
    board = cr.whiteboard("data x = 3, a = 5\ndef f(a):\n  x = 2*a\n  return x*a\nL = f(x) + a")
    assert float(board.bind()["L"]) == 2 * 3 * 3 + 5
