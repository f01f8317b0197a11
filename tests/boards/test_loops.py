"""Loops over steps: what they unroll to, against boards unrolled by hand, closed forms and finite differences."""

import time

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import GraphError, WhiteboardError

RNN = """
    sizes   T = 3
    data    x[1..T] (n, m), y (c, m) one-hot, h[0] (k, m)
    params  W (k, k), U (k, n), b (k, 1), V (c, k)
    for t in 1..T:
        h[t] = tanh(W @ h[t-1] + U @ x[t] + b)
    L = cross_entropy(V @ h[T], y)
"""
RNN_BY_HAND = """
    data    x_1 (n, m), x_2 (n, m), x_3 (n, m), y (c, m) one-hot, h_0 (k, m)
    params  W (k, k), U (k, n), b (k, 1), V (c, k)
    h_1 = tanh(W @ h_0 + U @ x_1 + b)
    h_2 = tanh(W @ h_1 + U @ x_2 + b)
    h_3 = tanh(W @ h_2 + U @ x_3 + b)
    L = cross_entropy(V @ h_3, y)
"""
GATES = "".join(f"params W{g} (k, n), U{g} (k, k), b{g} (k, 1)\n" for g in "fiog")
LSTM = f"""
data x[1..3] (n, m), y[1..3] (k, m), h[0] (k, m), c[0] (k, m)
{GATES}
for t in range(1, 4):
    f[t] = sigmoid(Wf @ x[t] + Uf @ h[t-1] + bf)
    i[t] = sigmoid(Wi @ x[t] + Ui @ h[t-1] + bi)
    o[t] = sigmoid(Wo @ x[t] + Uo @ h[t-1] + bo)
    g[t] = tanh(Wg @ x[t] + Ug @ h[t-1] + bg)
    c[t] = f[t]*c[t-1] + i[t]*g[t]
    h[t] = o[t]*tanh(c[t])
L = sum(squared_error(h[t], y[t]) for t in 1..3)
"""
LSTM_BY_HAND = (
    "data x_1 (n, m), x_2 (n, m), x_3 (n, m), y_1 (k, m), y_2 (k, m), y_3 (k, m), h_0 (k, m), c_0 (k, m)\n"
    + GATES
    + "".join(
        f"f_{t} = sigmoid(Wf @ x_{t} + Uf @ h_{t - 1} + bf)\n"
        f"i_{t} = sigmoid(Wi @ x_{t} + Ui @ h_{t - 1} + bi)\n"
        f"o_{t} = sigmoid(Wo @ x_{t} + Uo @ h_{t - 1} + bo)\n"
        f"g_{t} = tanh(Wg @ x_{t} + Ug @ h_{t - 1} + bg)\n"
        f"c_{t} = f_{t}*c_{t - 1} + i_{t}*g_{t}\n"
        f"h_{t} = o_{t}*tanh(c_{t})\n"
        for t in (1, 2, 3)
    )
    + "L = squared_error(h_1, y_1) + squared_error(h_2, y_2) + squared_error(h_3, y_3)\n"
)
SIZES = {"n": 3, "m": 4, "k": 2, "c": 3}


def drawn(board, seed=0):
    """Random numbers for every leaf, labels as labels are."""
    rng = np.random.default_rng(seed)
    shapes = {name: [SIZES.get(d, d) for d in leaf.shape] for name, leaf in board.graph.leaves.items()}
    return board.whiteboard.obeying({name: rng.normal(size=shape) for name, shape in shapes.items()})


@pytest.mark.parametrize(("loop", "by_hand"), [(RNN, RNN_BY_HAND), (LSTM, LSTM_BY_HAND)], ids=["RNN", "LSTM"])
def test_a_loop_is_the_board_that_is_unrolled_by_hand(loop, by_hand):
    """The same names, and the same numbers and gradients to the last bit."""
    board, written = cr.whiteboard(loop), cr.whiteboard(by_hand)
    numbers = drawn(board)
    one, other = board.bind(**numbers), written.bind(**numbers)
    assert set(board.backward().all_names) == set(written.backward().all_names)
    for name in board.backward().all_names:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)
    assert str(board.equations("named", folded=False)) == str(written.equations("named"))


@pytest.mark.parametrize("text", [RNN, LSTM], ids=["RNN", "LSTM"])
def test_backpropagation_through_time_agrees_with_finite_differences(text):
    """Every gradient of a recurrent network, against central differences."""
    board = cr.whiteboard(text)
    assert board.check(board.bind(**drawn(board))).right


def test_a_linear_recurrence_has_its_closed_form():
    """h[t] = w h[t−1] + x has ∂h[T]/∂w = Σ k w^(k−1) x, of x one step at a time."""
    board = cr.whiteboard("data x, h[0] = 0\nparams w\nfor t in 1..5:\n  h[t] = w*h[t-1] + x\nL = h[5]")
    w, x = 0.7, 1.3
    assert board.bind(w=w, x=x)["∂L/∂w"] == pytest.approx(x * sum(k * w ** (k - 1) for k in range(1, 5)), rel=1e-14)


def test_a_loop_takes_whole_numbers_or_a_size():
    """1..T with its last step, range without it, also backwards, by twos, and from a size."""
    for head, steps in {
        "1..3": (1, 2, 3),
        "1..T": (1, 2, 3),
        "1 .. T - 1": (1, 2),
        "2..2*T": (2, 3, 4, 5, 6),
        "range(T)": (0, 1, 2),
        "range(1, T + 1)": (1, 2, 3),
        "range(T, 0, -1)": (3, 2, 1),
        "range(0, 5, 2)": (0, 2, 4),
    }.items():
        names = read_whiteboard(f"sizes T = 3\nfor t in {head}:\n\ta[t] = x*t\n").graph.all_names
        assert [name for name in names if name != "x"] == [f"a_{t}" for t in steps], head


def test_a_loop_goes_down_from_its_last_step():
    """Returns G[t] = r[t] + γ G[t+1] are sums of γ^(s−t) r[s], and so is ∂G[0]/∂r[s], whichever way it is written."""
    gamma, r = 0.5, np.arange(1.0, 5.0)
    for loop in ("T-1..0", "3..0", "range(T - 1, -1, -1)"):
        lines = f"G[T] = 0*r[0]\nfor t in {loop}:\n    G[t] = r[t] + gamma*G[t+1]\nL = G[0]"
        board = cr.whiteboard(f"sizes T = 4\ndata gamma\nparams r[0..T-1]\n{lines}")
        values = board.bind(gamma=gamma, r=list(r))
        for t in range(4):
            assert values[f"G[{t}]"] == sum(gamma ** (s - t) * r[s] for s in range(t, 4))
            assert values[f"∂L/∂r[{t}]"] == gamma**t
    assert "Gₜ = rₜ + γ Gₜ₊₁    t = 3 … 0" in str(board.equations("named"))


def test_a_loop_from_the_end_reads_a_sequence_backwards():
    """The backward half of a bidirectional network is the forward one of the sequence turned around."""
    line = "h[t] = tanh(V @ h[{before}] + U @ x[t])"
    text = "sizes T = 3\ndata x[1..T] (n, m), h[{start}] (k, m)\nparams V (k, k), U (k, n)\nfor t in {loop}:\n    "
    falling = cr.whiteboard(text.format(start=4, loop="T..1") + line.format(before="t+1") + "\nL = sum(h[1]**2)")
    rising = cr.whiteboard(text.format(start=0, loop="1..T") + line.format(before="t-1") + "\nL = sum(h[T]**2)")
    rng = np.random.default_rng(5)
    x, V, U, h = rng.normal(size=(3, 2, 4)), rng.normal(size=(3, 3)), rng.normal(size=(3, 2)), np.zeros((1, 3, 4))
    there, turned = falling.bind(x=x, V=V, U=U, h=h), rising.bind(x=x[::-1], V=V, U=U, h=h)
    for name in ("L", "∂L/∂V", "∂L/∂U"):
        np.testing.assert_array_equal(there[name], turned[name])
    assert str(falling.claim("dh[t] = V.T @ (dh[t-1] * (1 - h[t-1]**2))")) == "dh[t]: Right, for t = 2 … 3."


def test_the_letter_of_a_loop_is_a_number_too():
    """Discounted rewards, ½·1 + ¼·2 + ⅛·3."""
    board = cr.whiteboard("data g = 0.5\nL = sum(t * g**t for t in 1..3)")
    assert board.bind()["L"] == pytest.approx(0.5 + 0.5 + 0.375)


def test_loops_may_stand_in_loops():
    """A network of two recurrent layers: h[l, t] from the step before, and from the layer below."""
    board = cr.whiteboard("""
        data x[1..3] (k, m), a[1..2] (k, m)
        params W[1..2] (k, k), U[1..2] (k, k)
        for t in 1..3:
            z[0, t] = x[t]
        for l in 1..2:
            z[l, 0] = a[l]
            for t in 1..3:
                z[l, t] = tanh(W[l] @ z[l, t-1] + U[l] @ z[l-1, t])
        L = sum(z[2, 3])
    """)
    values = board.bind(**drawn(board))
    x = {0: {t: values[f"x[{t}]"] for t in (1, 2, 3)}}
    for layer in (1, 2):
        x[layer] = {0: values[f"a[{layer}]"]}
        for t in (1, 2, 3):
            before, below = x[layer][t - 1], x[layer - 1][t]
            x[layer][t] = np.tanh(values[f"W[{layer}]"] @ before + values[f"U[{layer}]"] @ below)
    np.testing.assert_allclose(values["z[2, 3]"], x[2][3], rtol=1e-14)
    assert board.check(values).right


def test_what_accumulates_has_a_step_of_its_own():
    """L[t] = L[t−1] + …, a sum over steps, and a sum that is written out are the same."""
    head = "data x[1..3] (n, m)\nparams w\n"
    texts = (
        "for t in 1..3:\n    L[t] = sum((w*x[t])**2)\nC = L[1] + L[2] + L[3]",
        "C = sum(sum((w*x[t])**2) for t in 1..3)",
        "C[0] = 0\nfor t in 1..3:\n    C[t] = C[t-1] + sum((w*x[t])**2)",
    )
    boards = [cr.whiteboard(head + text) for text in texts]
    numbers = drawn(boards[0])
    slopes = [float(one.bind(**numbers)[f"∂{one.whiteboard.cost}/∂w"]) for one in boards]
    assert slopes == pytest.approx([slopes[0]] * 3, rel=1e-14)


def test_steps_are_declared_together_and_have_values_together():
    """A list has a value for each step; a value that is none is that of every step."""
    values = read_whiteboard("data x[1..3] = [1, 2, 3], y[0..1] (2, 1) = [1, 2], h[0] (1, 2) = [3, 4]\nL = x[1]").values
    assert {name: array.tolist() for name, array in values.items()} == {
        "x_1": 1.0,
        "x_2": 2.0,
        "x_3": 3.0,
        "y_0": [[1.0], [2.0]],
        "y_1": [[1.0], [2.0]],
        "h_0": [[3.0, 4.0]],
    }


def test_a_size_with_a_number_is_that_number_everywhere():
    """In shapes, in bounds and in expressions."""
    board = cr.whiteboard("sizes T = 3, k = 2\ndata x[1..T] (k, m)\nL = sum(sum(x[t]) for t in 1..T)/T")
    assert board.graph.leaves["x_3"].shape == (2, "m")
    assert board.bind(x=np.ones((3, 2, 5)))["L"] == 10


def test_a_shape_is_counted_from_sizes():
    """A row of ones below X is the bias: W (1, n+1) has the slope of [W b], and is refused where n has no number."""
    text = (
        "data X (n, m), y (1, m)\nparams W (1, n+1)\nA = concatenate([X, ones(1, m)], axis=0)\nL = mean((W @ A - y)**2)"
    )
    board = cr.whiteboard(f"sizes n = 2\n{text}")
    X, y, W = np.arange(10.0).reshape(2, 5) ** 0.5, np.ones((1, 5)), np.array([[1.0, -2.0, 0.5]])
    A = np.vstack([X, np.ones(5)])
    assert board.graph.leaves["W"].shape == (1, 3)
    np.testing.assert_allclose(board.bind(X=X, y=y, W=W)["∂L/∂W"], 2 / 5 * (W @ A - y) @ A.T, rtol=1e-13)
    assert board.claim("dW = 2/m*(W @ A - y) @ A.T").right
    stacked = read_whiteboard("sizes h = 3, T = 2\nparams W (4*h, h), b (T*h - 1, 1)\nL = sum(W) + sum(b)").graph
    assert [leaf.shape for leaf in stacked.leaves.values()] == [(12, 3), (5, 1)]
    with pytest.raises(WhiteboardError, match=r"^line 2, column 8: n\+1 is a size where its letters have numbers"):
        read_whiteboard(text)


def test_numbers_are_given_for_all_steps_at_once():
    """bind(x=[…]), an array with the steps as its first axis, the name at one step, and that of the graph."""
    board = cr.whiteboard("data x[1..2] (n, m), h[0] (n, m)\nL = sum(x[1]*h[0] + x[2])")
    x, h = np.arange(8.0).reshape(2, 2, 2), np.ones((2, 2))
    ways = ({"x": x, "h[0]": h}, {"x": list(x), "h_0": h}, {"x[1]": x[0], "x[2]": x[1], "h": [h]})
    assert [float(board.bind(**one)["L"]) for one in ways] == [28.0] * 3
    with pytest.raises(GraphError, match=r"^x has the steps x\[1\], x\[2\]: its value is a list or an array of 2$"):
        board.bind(x=[x[0]], h=[h])
    with pytest.raises(GraphError, match=r"an array of 2; x\.swapaxes\(0, 1\) has the steps first$"):
        board.bind(x=np.ones((5, 2, 2)), h=[h])
    with pytest.raises(GraphError, match="the board has no 'x_3' to bind"):
        board.bind(**{"x[3]": h})


def test_a_name_that_a_loop_reads_may_be_spelled_without_brackets():
    """h0 and h_0 are other spellings of h[0], and h1 of h[1]; but h[12] is not h₁ at step 2."""
    board = read_whiteboard("params h0, w\nfor t in 1..2:\n  h[t] = w*h[t-1]\nL = h1 + h_2")
    assert list(board.graph.all_names) == ["h0", "w", "h_1", "h_2", "L"]
    read_whiteboard("for t in 1..12:\n  h[t] = x*t\n  h1[t] = x + t\nL = h[12] + h1[2]")


def test_a_board_without_declarations_has_leaves_at_steps():
    """x[t] is data there and w a parameter, as ever; h[0] is a parameter, for nothing says otherwise."""
    graph = read_whiteboard("for t in 1..2:\n  h[t] = tanh(w*h[t-1] + x[t])").graph
    assert {name: leaf.op.name for name, leaf in graph.leaves.items()} == {
        "w": "parameter",
        "h_0": "parameter",
        "x_1": "input",
        "x_2": "input",
    }


def test_brackets_need_no_loop():
    """CS231n's neuron as it is written there: w[0], w[1], w[2] are three numbers."""
    board = cr.whiteboard("f = 1/(1 + exp(-(w[0]*x[0] + w[1]*x[1] + w[2])))")
    values = board.bind(w=[2, -3, -3], x=[-1, -2])
    slopes = [float(values[f"∂f/∂{name}"]) for name in ("w[0]", "w[1]", "w[2]")]
    assert slopes == pytest.approx([-0.2, -0.39, 0.2], abs=0.01)
    assert str(board.equations()).startswith("f = 1/(1 + exp(−(w₀ x₀ + w₁ x₁ + w₂)))")


def test_claims_name_steps_as_the_board_does():
    """Of the recurrence: right, a transpose that is missing, and one way of three."""
    board = cr.whiteboard(RNN)
    for claim, said in {
        "dh[2] = W.T @ (dh[3] * (1 - h[3]**2))": "Right.",
        "∂L/∂h[2] = W.T @ (∂L/∂h[3] * (1 - h[3]**2))": "Right.",
        "dW = sum((dh[t] * (1 - h[t]**2)) @ h[t-1].T for t in 1..3)": "Right.",
        "dh[T-1] = W.T @ (dh[T] * (1 - h[T]**2))": "Right.",
        "dL/dh[T-1] = W.T @ (dL/dh[T] * (1 - h[T]**2))": "Right.",
        "dW = sum((∂L/∂h[t] * (1 - h[t]**2)) @ h[t-1].T for t in 1..T)": "Right.",
        "dL/dh[t] = W.T @ (dL/dh[t+1] * (1 - h[t+1]**2))": "Right, for t = 1 … 2.",
        "dh[2] = W @ (dh[3] * (1 - h[3]**2))": "the transpose of W",
        "dW = (dh[3] * (1 - h[3]**2)) @ h[2].T": "W acts on the cost in more than one way",
    }.items():
        assert said in str(board.claim(claim)), claim


@pytest.mark.parametrize(
    "text",
    [
        "for t in 1..1000000000:\n  a[t] = x",
        "for t in 1..999999999999999999999999:\n  a[t] = x",
        "for t in range(0, 999999999999, 7):\n  a[t] = x",
        "for t in 1..10**10**10:\n  a[t] = x",
        "sizes T = 999999999999\nfor t in 1..T*T*T*T:\n  a[t] = x",
        "data x[1..100000000] (n, m)\nL = 1",
        "L = sum(x for t in 1..100000000)",
        "for t in 1..1000:\n  for s in 1..1000:\n    a[t, s] = x",
        "data " + ", ".join(f"x{i}[1..1000]" for i in range(5000)) + "\nL = 1",
        "for t in 1..1000:\n  a[t] = sum(x for s in 1..1000)",
        "".join(" " * i + f"for t{i} in 1..2:\n" for i in range(300)) + " " * 300 + "a[t1] = x",
        "def f0(x):\n  return x + x\n"
        + "".join(f"def f{i + 1}(x):\n  return f{i}(x) + f{i}(x)\n" for i in range(19))
        + "y = f19(x)",
    ],
)
def test_what_would_never_end_is_refused_at_once(text):
    """Steps, sums, nesting and definitions are bounded before anything is made of them."""
    start = time.process_time()
    with pytest.raises(WhiteboardError):
        read_whiteboard(text)
    assert time.process_time() - start < 5


def test_a_thousand_steps_are_read():
    """The most that a loop may have; depth ends nothing."""
    board = cr.whiteboard("data h[0] = 1\nparams w\nfor t in 1..1000:\n  h[t] = w*h[t-1]\nL = h[1000]")
    assert board.bind(w=1)["∂L/∂w"] == 1000
