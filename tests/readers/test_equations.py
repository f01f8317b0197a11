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


E, S = "(2/m) (Z₁ − Y)", "W₂ᵀ (2/m) (Z₂ − Y)"
NETWORKS = [
    ((1, 1), "identity", {"W₁": f"{E} Xᵀ", "b₁": f"{E} 1⃗"}),
    ((4, 1), "identity", {"W₁": f"{E} Xᵀ", "b₁": f"{E} 1⃗"}),
    ((4, 3, 1), "identity", {"W₁": f"{S} Xᵀ", "b₁": f"{S} 1⃗", "W₂": "(2/m) (Z₂ − Y) Z₁ᵀ", "b₂": "(2/m) (Z₂ − Y) 1⃗"}),
    (
        (4, 3, 1),
        "sigmoid",
        {"W₁": f"({S} ⊙ A₁ ⊙ (1 − A₁)) Xᵀ", "b₁": f"({S} ⊙ A₁ ⊙ (1 − A₁)) 1⃗", "W₂": "(2/m) (Z₂ − Y) A₁ᵀ"},
    ),
]


@pytest.mark.parametrize(("sizes", "hidden", "gradients"), NETWORKS)
def test_the_four_networks_are_those_of_a_network_too(sizes, hidden, gradients):
    """A Network in the sizes of lecture 3 prints the lecture's gradients in its own letters: ŷ is its last score."""
    written = cr.Network(list(sizes), hidden=hidden, loss="squared_error").equations().text().splitlines()
    for name, right in gradients.items():
        assert f"∂L/∂{name} = {right}" in written


def test_the_error_signal_of_softmax_is_p_minus_y():
    """With one-hot labels the cotangent of the logits prints as P − Y, without a sum (lecture 2)."""
    network = cr.Network([4, 3], output="softmax")
    graph = cr.simplify(cr.differentiate(network.graph(labelled=True), ["W1", "b1"]))
    assert "δ₁ = ∂L/∂Z₁ = (1/m) (A₁ − Y)" in equations(graph, "named").text().splitlines()
    assert "δ₁ = ∂L/∂Z₁ = (1/m) (A₁ − Y)" in network.equations("named").text().splitlines()


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


def test_the_error_signals_of_layers_are_called_delta():
    """The cotangents of Z1, Z2, … are δ₁, δ₂, … where they are read, and said to be ∂L/∂Z₂ where they are made."""
    lines = cr.Network([4, 3, 1], hidden="sigmoid", loss="squared_error").equations("named")
    assert lines.text().splitlines()[-7:] == [
        "δ₂ = ∂L/∂Z₂ = (2/m) (Z₂ − Y)",
        "∂L/∂A₁ = W₂ᵀ δ₂",
        "δ₁ = ∂L/∂Z₁ = ∂L/∂A₁ ⊙ A₁ ⊙ (1 − A₁)",
        "∂L/∂W₁ = δ₁ Xᵀ",
        "∂L/∂b₁ = δ₁ 1⃗",
        "∂L/∂W₂ = δ₂ A₁ᵀ",
        "∂L/∂b₂ = δ₂ 1⃗",
    ]
    assert r"\delta_{2} &= \frac{\partial L}{\partial Z_{2}} = \frac{2}{m}" in lines.latex()
    assert r"\frac{\partial L}{\partial W_{2}} &= \delta_{2} A_{1}^{\top}" in lines.latex()
    assert '<msub><mi mathvariant="normal">δ</mi><mn>2</mn></msub>' in lines.mathml()
    assert [line.name for line in lines.backward][:3] == ["∂L/∂Z2", "∂L/∂A1", "∂L/∂Z1"]


@pytest.mark.parametrize("taken", ["delta1", "δ1"])
def test_a_name_that_is_taken_is_no_error_signal(taken):
    """Where a board calls something else δ₁, its ∂L/∂Z₁ keeps its name; so does ∂L/∂Z, which has no number."""
    board = cr.whiteboard(f"data x\nparams w\nZ1 = w * x\n{taken} = exp(Z1)\nZ = sin({taken})\nL = Z**2")
    text = board.equations("named").text()
    assert "∂L/∂Z₁ = ∂L/∂δ₁ δ₁" in text.splitlines()
    assert "∂L/∂Z = 2 Z" in text.splitlines()


@pytest.mark.parametrize(
    ("shape", "cost", "written"),
    [
        ("()", "logistic(z, y)", "softplus(z) − y z"),
        ("(1, 1)", "logistic(z, y)", "softplus(z) − y ⊙ z"),
        ("(1, m)", "logistic(z, y)", "(1/m) Σ (softplus(z) − y ⊙ z)"),
        ("(3, 1)", "logistic(z, y)", "Σ (softplus(z) − y ⊙ z)"),
        ("()", "squared_error(z, y)", "(z − y)²"),
        ("(1, 1)", "half_squared_error(z, y)", "(1/2) (z − y)²"),
        ("(3, 1)", "half_squared_error(z, y)", "(1/2) ‖z − y‖²"),
        ("(1, 1)", "sum((z - y)**2)", "(z − y)²"),
        ("(1, 1)", "mean(z * y)", "z ⊙ y"),
        ("(1, 1)", "sum(sum(z * y, axis=0))", "z ⊙ y"),
    ],
)
def test_one_entry_is_no_sum(shape, cost, written):
    """A sum over one entry and a factor 1/1 are not written; several entries have both."""
    board = cr.whiteboard(f"data y {shape}\nparams z {shape}\nL = {cost}")
    assert board.equations().text().splitlines()[0] == f"L = {written}"


def test_a_sine_is_written_as_one():
    """The alphabet has cosines only; what was typed as a sine reads as a sine, and its slope as a cosine."""
    board = cr.whiteboard("L = sin(2 * x)")
    assert board.equations("final", {"x": 1}).text().splitlines() == [
        "L = sin(2 x) = sin(2 · 1) = 0.909297",
        "∂L/∂x = 2 cos(2 x) = 2 cos(2 · 1) = −0.832294",
    ]
    assert board.equations().latex().splitlines()[1] == r"L &= \sin\left(2 x\right) \\"


def test_pi_is_a_letter():
    """A constant that is π is written so."""
    assert str(cr.equations(cr.cosine(0.1))) == "η = 0.05 (1 + cos(π p))"


@pytest.mark.parametrize(
    ("number", "text"),
    [(2 / 3, "(2/3) x"), (-1 / 7, "−(1/7) x"), (0.25, "0.25 x"), (0.1, "0.1 x"), (0.1234567, "0.1234567 x")],
)
def test_a_ratio_is_written_as_one_where_its_digits_do_not_end(number, text):
    """2/m with three examples is 2/3, not 0.666667."""
    assert str(cr.equations(number * cr.input("x"))).split(" = ")[-1] == text


def test_letters_become_numbers_too():
    """Where numbers are plugged in, (1/m) is (1/3); with one example there is nothing to divide by."""
    board = cr.whiteboard("data x (1, m)\nparams w\nL = mean(w * x)")
    three, one = (board.equations("final", {"x": [row], "w": 2}).text() for row in ([1, 2, 3], [4]))
    assert three.splitlines()[0] == "L = (1/m) w x 1⃗ = (1/3) 2 [1 2 3] 1⃗ = 4"
    assert one.splitlines()[1] == "∂L/∂w = (1/m) x 1⃗ = [4] = 4"


def test_a_network_has_its_numbers_plugged_in():
    """The values of an explanation make the same lines end in their numbers."""
    network = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", dtype="float64", seed=0)
    values = network.explain([[1.0, 2.0]], [1.0]).values
    for detail in ("final", "named", "derivation"):
        symbols, numbers = network.equations(detail).all, network.equations(detail, values).all
        assert [line.name for line in symbols] == [line.name for line in numbers]
        assert [line.sides[:1] for line in symbols if line.sides] == [
            line.sides[:1] for line in numbers if line.rules or len(line.sides) > 1
        ]


def test_the_forward_pass_reads_no_cotangent():
    """Where sin(x) is ∂f/∂y, f = sin(x) y still reads so."""
    assert str(cr.whiteboard("f = sin(x) * y").equations("named")).splitlines()[0] == "f = sin(x) y"


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
    with pytest.raises(
        cr.SettingError, match="the detail of equations is one of final, named, derivation, indices, not 'full'"
    ):
        cr.whiteboard("f = x * x").equations("full")
