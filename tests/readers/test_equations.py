"""Equations read as lecture 3 writes them."""

import pytest

import chainrule as cr
from chainrule.readers.equations import equations

COST = "L = mean((yhat - y)**2)"
M1 = f"data x (1, m), y (1, m)\nparams w, b\nyhat = w * x + b\n{COST}"
M2 = f"data X (n, m), y (1, m)\nparams w (1, n), b\nyhat = w @ X + b\n{COST}"
M3 = f"""data X (n, m), y (1, m)
params W1 (k, n), b1 (k, 1), w2 (1, k), b2
Z = W1 @ X + b1
yhat = w2 @ Z + b2
{COST}"""
M4 = M3.replace("Z + b2", "A + b2").replace("yhat =", "A = sigmoid(Z)\nyhat =")

G = r"\frac{2}{m} \left(\hat{y} - y\right)"
D = rf"\left(w_{{2}}^{{\top}} {G} \odot A \odot \left(1 - A\right)\right)"
FINAL = [
    (M1, "w", rf"{G} x^{{\top}}"),
    (M1, "b", rf"{G} \vec{{1}}"),
    (M2, "w", rf"{G} X^{{\top}}"),
    (M2, "b", rf"{G} \vec{{1}}"),
    (M3, "W1", rf"w_{{2}}^{{\top}} {G} X^{{\top}}"),
    (M3, "b1", rf"w_{{2}}^{{\top}} {G} \vec{{1}}"),
    (M3, "w2", rf"{G} Z^{{\top}}"),
    (M3, "b2", rf"{G} \vec{{1}}"),
    (M4, "W1", rf"{D} X^{{\top}}"),
    (M4, "b1", rf"{D} \vec{{1}}"),
    (M4, "w2", rf"{G} A^{{\top}}"),
    (M4, "b2", rf"{G} \vec{{1}}"),
]


@pytest.mark.parametrize(("board", "name", "right"), FINAL)
def test_the_four_networks_print_the_equations_of_the_lecture(board, name, right):
    """In the final form each gradient is written out as lecture 3 writes it."""
    written = cr.whiteboard(board).equations("final").latex()
    letter = f"{name[0]}_{{{name[1]}}}" if name[1:] else name
    assert rf"\frac{{\partial L}}{{\partial {letter}}} &= {right}" in written


def test_a_network_prints_the_equations_of_its_board():
    """The fourth network of lecture 3 prints the same from a Network as from a board, its letters apart."""
    network = cr.Network([4, 3, 1], hidden="sigmoid", loss="squared_error")
    graph = cr.simplify(cr.differentiate(network.graph(), list(network.layout.shapes)))
    board = cr.whiteboard(
        """
        data X (4, m), Y (1, m)
        params W1 (3, 4), b1 (3, 1), W2 (1, 3), b2 (1, 1)
        Z1 = W1 @ X + b1
        A1 = sigmoid(Z1)
        Z2 = W2 @ A1 + b2
        L = squared_error(Z2, Y)
        """
    )
    assert sorted(equations(graph).text().splitlines()) == sorted(board.equations().text().splitlines())


def test_the_error_signal_of_softmax_is_p_minus_y():
    """With one-hot labels the cotangent of the logits prints as P − Y, without a sum (lecture 2)."""
    network = cr.Network([4, 3], output="softmax")
    graph = cr.simplify(cr.differentiate(network.graph(labelled=True), ["W1", "b1"]))
    assert "∂L/∂Z₁ = (1/m) (A₁ − Y)" in equations(graph, "named").text().splitlines()


def test_numbers_follow_the_symbols():
    """With values a line reads symbols = numbers = result."""
    board = cr.whiteboard("f = 1 / (1 + exp(-x))")
    first, _ = board.equations("final", board.bind(x=1)).text().splitlines()
    assert first == "f = 1/(1 + exp(−x)) = 1/(1 + exp(−1)) = 0.731059"


def test_matrices_are_written_out():
    """Small matrices stand in the equation in numbers."""
    board = cr.whiteboard("data x (2, 1) = [1, 2]\nparams W (1, 2) = [3, 4]\nz = W @ x")
    assert board.equations("named", board.bind()).text().splitlines()[0] == "z = W x = [3 4] [1; 2] = [11]"


def test_two_names_of_one_node_are_set_equal():
    """A cotangent that is another one says so."""
    written = cr.whiteboard("params a, b\nc = a + b\nL = c * c").equations("named").text()
    assert "∂L/∂a = ∂L/∂c" in written.splitlines()
    assert "∂L/∂b = ∂L/∂c" in written.splitlines()


def test_a_long_formula_gets_names():
    """What would not fit on a line is written in parts."""
    x = cr.input("x")
    y = x
    for _ in range(300):
        y = cr.sigmoid(y + x)
    written = equations(cr.Graph({"y": y})).text().splitlines()
    assert len(written) > 1
    assert max(map(len, written)) < 3000


def test_an_unknown_detail_is_refused():
    """The message lists the details there are."""
    with pytest.raises(cr.SettingError, match="the detail of equations is one of final, named, not 'full'"):
        cr.whiteboard("f = x * x").equations("full")
