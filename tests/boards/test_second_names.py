"""Second names: s = w is w by another name, whose cotangent counts its own uses."""

import numpy as np
import pytest

import chainrule as cr

BOARD = cr.whiteboard("params w = 3\ns = w\nL = s*w + w")


def test_a_second_name_has_a_cotangent_of_its_own():
    """L uses s once, beside w: ∂L/∂s = w, and what comes back through s is part of ∂L/∂w = 2w + 1."""
    values = BOARD.bind(w=3.0)
    assert [float(values[f"∂L/∂{name}"]) for name in ("s", "w")] == [3.0, 7.0]
    assert str(BOARD.equations("named")).splitlines()[-2:] == ["∂L/∂s = w = 3", "∂L/∂w = ∂L/∂s + s + 1 = 3 + 3 + 1 = 7"]


@pytest.mark.parametrize(
    ("claim", "right"), [("ds = w", True), ("ds = 2*w + 1", False), ("dw = 2*w + 1", True), ("dw = w", False)]
)
def test_claims_about_either_name_are_judged_by_its_uses(claim, right):
    """The right ones are right, and those of the other name are wrong."""
    assert (BOARD.claim(claim).sentence == "Right.") is right


def test_engines_see_no_second_name():
    """Both boards train to the same bits: a second name costs nothing."""
    data = {"x": np.arange(6.0), "y": np.arange(6.0) ** 2}
    text = "data x (1, m), y (1, m)\nparams w = 1, b = 0\n{}L = mean((w*x + {} - y)**2)"
    one, other = cr.whiteboard(text.format("", "b")), cr.whiteboard(text.format("c = b\n", "c"))
    for board in (one, other):
        board.train(data, epochs=3, batch_size=2)
    assert one.theta.tobytes() == other.theta.tobytes()


def test_a_script_writes_it_as_it_stands():
    """`s = w` is a line of the program, and its numbers are those of the board."""
    script = str(BOARD.script())
    assert "\ns = w\n" in script
    names: dict[str, object] = {}
    exec(script, names)  # noqa: S102 - our own text
    assert (names["ds"], names["dw"]) == (3.0, 7.0)


def test_the_first_step_of_a_second_loop_may_be_the_last_of_a_first():
    """s[0] = h[3]: lines and cotangents of both loops fold."""
    board = cr.whiteboard(
        "sizes T = 3\ndata x[1..T] (n, m)\nparams W (k, n), U (k, k)\nh[0] = zeros(k, m)\n"
        "for t in 1..T:\n  h[t] = tanh(U @ h[t-1] + W @ x[t])\ns[0] = h[T]\n"
        "for i in 1..T:\n  s[i] = tanh(U @ s[i-1])\nL = sum(s[T])"
    )
    lines = str(board.equations("named")).splitlines()
    assert "s₀ = h₃" in lines
    assert any(line.startswith("∂L/∂h₃ = ∂L/∂s₀") for line in lines)


@pytest.mark.parametrize(
    ("claim", "right"), [("ds = w*x + 1", True), ("ds = w*(x + s) + 1", False), ("dx = w*s + w*x + 1", True)]
)
def test_a_second_name_of_data_has_uses_of_its_own(claim, right):
    """L = w s x + s − y is differentiated by s alone, and by x through s too."""
    board = cr.whiteboard("data x, y\nparams w\ns = x\nL = w*s*x + s - y")
    assert (board.claim(claim).sentence == "Right.") is right


@pytest.mark.parametrize("lines", ["final", "named"])
def test_what_is_known_of_labels_is_known_by_their_second_name(lines):
    """The columns of t = y sum to 1 as those of y do, so that softmax(S) is multiplied by no 1ᵀ t."""
    text = "data X (n, m), y (k, m) one-hot\nparams W (k, n)\nt = y\nS = W @ X\nL = cross_entropy(S, t)"
    assert "(1/m) (softmax(S) − t)" in cr.whiteboard(text).equations(lines).text()


def test_a_derivation_speaks_of_labels_by_one_name():
    """Where the sum of labels is 1, both the step and the reason call them t."""
    text = "data X (n, m), y (k, m) one-hot\nparams W (k, n)\nt = y\nP = softmax(W @ X)\nL = -sum(t*log(P))/m"
    said = cr.whiteboard(text).equations("derivation").text()
    assert "(1/m) (P ⊙ 1⃗ᵀ t − t) = (1/m) (P − t)" in said
    assert "1⃗ᵀ t is 1 everywhere, for every column of t sums to 1" in said


def test_an_index_is_read_by_any_of_its_names():
    """Whole numbers are not differentiated, so that a second and a third name are the index itself."""
    board = cr.whiteboard("data X (5, k), t (m,) index\nparams w (1, k)\nu = t\nv = u\nL = sum(w @ (X[u] + X[v]).T)")
    X = np.arange(10.0).reshape(5, 2)
    values = board.bind(X=X, t=np.array([0, 3]), w=np.ones((1, 2)))
    assert float(values["L"]) == 2 * (X[0].sum() + X[3].sum())


WITHIN = "params x\ndef f(x):\n  y = x**2\n  z = y\n  return z*y\n{}"


@pytest.mark.parametrize(
    ("claim", "right"), [("dL_z = L_y", True), ("dL_z = 0*x", False), ("dL_y = L_y + L_z", True), ("dL_y = L_z", False)]
)
def test_a_second_name_within_a_definition_is_read_by_the_lines_below(claim, right):
    """Of y = x², z = y, L = z y the cotangent of z is y, and that of y is z and what comes back through z."""
    assert (cr.whiteboard(WITHIN.format("L = f(x)")).claim(claim).sentence == "Right.") is right


def test_a_definition_with_a_second_name_can_be_closed():
    """Nothing of it is read outside."""
    lines = str(cr.whiteboard(WITHIN.format("L = f(x)*f(2*x)")).equations("final", closed="f")).splitlines()
    assert lines[:3] == ["f_y = x²", "f_z = f_y", "f(x) = f_z f_y"]


def test_a_second_name_stands_where_its_line_does():
    """V = W above a loop is in no step of it, and u[t] = V in a loop is in its step."""
    board = cr.whiteboard(
        "params W, h[0]\nV = W\nfor t in 1..2:\n  u[t] = V\n  h[t] = u[t]*h[t-1]\nL = h[2]"
    ).whiteboard
    places = {name: board.scopes.get(board.graph.node(name)) for name in ("V", "u_1", "u_2")}
    assert places["V"] is None
    assert [places[name].label for name in ("u_1", "u_2")] == ["t = 1", "t = 2"]


def test_a_loop_that_begins_with_data_folds_from_its_first_step():
    """A[0] = X: the line of the loop is true of every step, and so is that of its weights."""
    text = "sizes T = 3\ndata X (n, m)\nparams W[1..T] (n, n)\nA[0] = X\nfor t in 1..T:\n  A[t] = tanh(W[t] @ A[t-1])"
    lines = str(cr.whiteboard(f"{text}\nL = sum(A[T])").equations("named")).splitlines()
    assert {"A₀ = X", "Aₜ = tanh(Wₜ Aₜ₋₁)    t = 1 … 3"} <= set(lines)
