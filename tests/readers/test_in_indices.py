"""Equations in indices: the lecture's derivation of P − Y, and that every line is true in every place."""

import re
import warnings

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.ops import ALL_OPS
from chainrule.ops.losses import LOSSES as LOSS_OPS
from chainrule.readers.indices import opening  # chainrule.readers.indices.opening

from .readback.arrays import NotReadable
from .readback.boards import disagreements_in_indices
from .readback.index_lines import read_line
from .readback.index_numbers import disagreements_of_line
from .test_readback import KINDS, fresh_boards

COLUMN = """
data y (K, 1) one-hot
params a (K, 1)
P = softmax(a)
L = -sum(y*log(P))
"""
BATCH = """
data X (d, m), Y (K, m) one-hot
params theta (K, d)
A = theta @ X
P = softmax(A)
L = -sum(Y*log(P))
"""
ROWS = """
data X (N, D), Y (N, K) one-hot rows
params W (D, K)
S = X @ W
P = softmax(S, axis=1)
L = -sum(Y*log(P))/N
"""
BY_HAND = """
data y (K, 1) one-hot
params a (K, 1)
Z = sum(exp(a))
P = exp(a)/Z
L = -sum(y*log(P))
"""
LOGISTIC = """
data x (d, m), y (1, m)
params theta (1, d)
a = theta @ x
p = sigmoid(a)
L = sum(-y*log(p) - (1 - y)*log(1 - p))
"""
LOSSES = """
data Y (K, m) one-hot
params A (K, m)
L = cross_entropy(A, Y)
"""
OTHERS = {
    "logsumexp": "data X (n, m)\nparams W (K, n)\nL = sum(logsumexp(W @ X, axis=0))",
    "labels that are any": COLUMN.replace(" one-hot", ""),
    "one axis": "data y (K) one-hot\nparams a (K)\nP = softmax(a)\nL = -sum(y*log(P))",
    "a softmax without a name": "data y (K, 1)\nparams a (K, 1)\nL = -sum(y*log(softmax(2*a)))",
    "logistic": "data x, y\nparams theta\na = theta*x\nL = logistic(a, y)",
    "a product of a matrix with itself": "params S (n, n)\nT = S @ S\nL = sum(T**2)",
    "a largest entry": "params A (n, m)\nM = max(A, axis=0)\nL = sum(exp(M))",
    "a matrix that is copied": "data G (k, m)\nparams b (k, 1), c\nB = b + 0*G\nL = sum(B*G*c)",
    "numbers that stand on the board": "data B (2, 3) = [[1, 2, 3], [4, 5, 6]]\nparams A (2, 3)\nL = sum(A*B)",
    "a name called delta": "params delta (n, 1), S (n, n)\nT = S @ delta\nL = sum(T**2)",
    "letters that are taken": "data j, X (n, m)\nparams i (k, n)\nL = sum((i @ X)*j)",
    "sums of rows": "params X (n, m)\nv = sum(exp(X), axis=1)\nL = sum(log(v))",
    "a letter of size 1": "data X (1, m)\nparams w (1, 1)\nL = sum((w @ X)**2)",
    "an odd way to write a cost": "params x (n, 1)\nr = x.T @ x\nL = sqrt(r)",
}
LECTURES = {"column": COLUMN, "batch": BATCH, "rows": ROWS, "by hand": BY_HAND, "logistic": LOGISTIC, "loss": LOSSES}


def lines_of(text):
    """The lines of a board in indices, without what they rest on."""
    return [one for one in cr.whiteboard(text).equations("indices").text().splitlines() if not one.startswith(" ")]


def test_p_minus_y_is_derived_as_in_the_lecture():
    """Z and its slope, the slope of every p by every a, δ under the sum, and Σ y = 1 last."""
    assert str(cr.whiteboard(COLUMN).equations("indices")).splitlines() == [
        "Z = Σⱼ exp(aⱼ)",
        "Pⱼ = exp(aⱼ)/Z",
        "L = −Σⱼ yⱼ log(Pⱼ)",
        "∂L/∂Pₖ = −yₖ/Pₖ",
        "∂Z/∂aₖ = exp(aₖ)",
        "∂Pⱼ/∂aₖ = exp(aⱼ) δⱼₖ/Z − exp(aⱼ) exp(aₖ)/Z² = Pⱼ (δⱼₖ − Pₖ)",
        "∂L/∂aₖ = Σⱼ ∂L/∂Pⱼ ∂Pⱼ/∂aₖ = −Σⱼ (yⱼ/Pⱼ) Pⱼ (δⱼₖ − Pₖ) = −Σⱼ yⱼ (δⱼₖ − Pₖ) = Pₖ Σⱼ yⱼ − yₖ = Pₖ − yₖ",
        "    Σⱼ yⱼ = 1, for every column of y sums to 1",
    ]


@pytest.mark.parametrize(
    ("shape", "line"), [(("n", 1), "sⱼ = Σᵢ Xⱼᵢ"), (("m",), "sⱼ = Σᵢ Xᵢⱼ"), ((1, 1), "s = Σⱼ Σᵢ Xⱼᵢ")]
)
def test_a_sum_to_a_shape_goes_along_what_the_shape_has_not(shape, line):
    """The adjoint of copying, where a graph of Python has it."""
    total = ALL_OPS["sum_to"](cr.parameter("X", ("n", "m")), shape=shape)
    assert str(cr.equations(cr.Graph({"s": total}), "indices")).splitlines()[0] == line


def test_what_is_opened_is_every_loss_and_what_is_made_of_sums():
    """And nothing twice."""
    sums = ("mean", "var", "std", "upstream", "batch_norm", "layer_norm", "rms_norm")
    assert sorted(opening.DEFINED) == sorted([*(op.name for op in LOSS_OPS), *sums])


def test_a_norm_is_opened_into_its_mean_and_what_it_divides_by():
    """Which have the names μ and s, as a lecturer goes back through them one by one."""
    lines = lines_of("params x (N, D)\nupstream g (N, D)\nout = batch_norm(x, axis=0, eps=0)")
    assert lines[:3] == ["μⱼ = (1/N) Σᵢ xᵢⱼ", "sⱼ = √((1/N) Σᵢ (xᵢⱼ − μⱼ)²)", "outⱼᵢ = (xⱼᵢ − μᵢ)/sᵢ"]
    assert "∂L/∂sₖ = Σⱼ ∂L/∂outⱼₖ ∂outⱼₖ/∂sₖ = −(1/sₖ²) Σⱼ ∂L/∂outⱼₖ (xⱼₖ − μₖ)" in lines
    lines = lines_of("params x (n, m)\nupstream g (n, m)\nout = rms_norm(x, eps=0)")
    assert lines[:2] == ["sⱼ = √((1/n) Σᵢ xᵢⱼ²)", "outⱼᵢ = xⱼᵢ/sᵢ"]


@pytest.mark.parametrize("name", [*(op.name for op in LOSS_OPS), "mean"])
def test_a_loss_is_opened(name):
    """Into sums of entries: no place is left where it would be written whole."""
    call = "mean(A)" if name == "mean" else f"{name}(A, Y)"
    lines = lines_of(f"data Y (K, m)\nparams A (K, m)\nL = {call}")
    (cost,) = (one for one in lines if one.startswith("L = "))
    assert "Σ" in cost
    assert not re.search(r"[(,] ?[AY][),]|‖", cost)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("B = A.T", "Bⱼᵢ = Aᵢⱼ"),
        ("B = A + r", "Bⱼᵢ = Aⱼᵢ + rᵢ"),
        ("B = A @ eye(m)", "Bⱼᵢ = Σₗ Aⱼₗ δₗᵢ"),
        ("B = trace(A @ A.T)", "B = Σⱼ Σᵢ Aᵢⱼ²"),
    ],
)
def test_places_follow_the_op(line, written):
    """Turned, copied, or gone."""
    assert written in lines_of(f"params A (n, m), r (1, m)\n{line}\nL = sum(B**2)")


r, A, T = cr.parameter("r", (1, "m")), cr.parameter("A", ("n", "m")), cr.parameter("T", ("n", "m", "k"))
p, q = cr.input("p", ("k",), kind="index"), cr.input("q", ("m",), kind="index")
ENTRIES = {  # by the RULES of chainrule.readers.indices.entries
    "broadcast": (cr.sum(ALL_OPS["broadcast"](r, shape=("n", "m"))), "s = n Σⱼ rⱼ"),
    "gather": (cr.gather(A, p), "sₜⱼ = A[pₜ, j]"),
    "pick": (cr.pick(A, q), "sⱼ = A[qⱼ, j]"),
    "swapaxes": (cr.sum(cr.swapaxes(T, 0, 2), axis=0), "sⱼᵢ = Σₗ Tᵢⱼₗ"),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_an_entry_of_what_is_copied_or_moved(name):
    """With the sign that it has there, which squares would hide; where a graph of Python has such an op."""
    node, line = ENTRIES[name]
    assert str(cr.equations(cr.Graph({"s": node}), "indices")).splitlines()[0] == line


@pytest.mark.parametrize(  # the ARITHMETIC of chainrule.readers.indices.arithmetic
    ("op", "right", "entry"),
    [
        ("add", "x + y", "xⱼ + yⱼ"),
        ("subtract", "x - y", "xⱼ − yⱼ"),
        ("negate", "-x", "−xⱼ"),
        ("multiply", "x*y", "xⱼ yⱼ"),
        ("divide", "x/y", "xⱼ/yⱼ"),
        ("square", "x**2", "xⱼ²"),
        ("sqrt", "sqrt(x)", "√xⱼ"),
        ("power", "x**3", "xⱼ³"),
        ("power", "x**-1", "1/xⱼ"),
        ("power", "x**0.3", "xⱼ⁰·³"),
    ],
)
def test_arithmetic_is_done_on_entries(op, right, entry):
    """With the sign that it has."""
    board = cr.whiteboard(f"params x (n, 1), y (n, 1)\nu = {right}\nL = sum(u)")
    assert board.graph.node("u").op.name == op
    assert str(board.equations("indices")).splitlines()[0] == f"uⱼ = {entry}"


def test_another_shape_is_the_same_entries():
    """Where only axes of one entry come and go."""
    lines = lines_of("params x (3)\nu = reshape(x, 3, 1)\nL = sum(u**2)")
    assert lines[0] == "uⱼ = xⱼ"
    assert lines[-1] == "∂L/∂xₖ = ∂L/∂uₖ ∂uₖ/∂xₖ = ∂L/∂uₖ"


def test_a_softmax_written_by_hand_is_derived_alike():
    """Z and P on the board are the same Z and P."""
    assert lines_of(BY_HAND) == lines_of(COLUMN)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (BATCH, ["Aⱼₙ = Σᵢ θⱼᵢ Xᵢₙ", "∂Pⱼₙ/∂Aₖₙ = exp(Aⱼₙ) δⱼₖ/Zₙ − exp(Aⱼₙ) exp(Aₖₙ)/Zₙ² = Pⱼₙ (δⱼₖ − Pₖₙ)"]),
        (BATCH, ["∂L/∂θₖᵢ = Σₙ ∂L/∂Aₖₙ ∂Aₖₙ/∂θₖᵢ = Σₙ ∂L/∂Aₖₙ Xᵢₙ", "∂Aₖₙ/∂θₖᵢ = Σⱼ Xⱼₙ δⱼᵢ = Xᵢₙ"]),
        (ROWS, ["L = −(1/N) Σₙ Σⱼ Yₙⱼ log(Pₙⱼ)"]),
        (LOGISTIC, ["∂pₙ/∂aₙ = σ(aₙ) (1 − σ(aₙ)) = pₙ (1 − pₙ)"]),
    ],
)
def test_the_other_forms_of_the_lecture(text, lines):
    """Scores and their slopes by θ; rows; σ′."""
    assert set(lines) <= set(lines_of(text))


@pytest.mark.parametrize(
    ("text", "name", "last"),
    [
        (BATCH, "∂L/∂Aₖₙ", "Pₖₙ Σⱼ Yⱼₙ − Yₖₙ = Pₖₙ − Yₖₙ"),
        (ROWS, "∂L/∂Sₙₖ", "(1/N) (Pₙₖ Σⱼ Yₙⱼ − Yₙₖ) = (1/N) (Pₙₖ − Yₙₖ)"),
        (LOSSES, "∂L/∂Aₖₙ", "(1/m) (Pₖₙ Σⱼ Yⱼₙ − Yₖₙ) = (1/m) (Pₖₙ − Yₖₙ)"),
        (LOSSES.replace(" one-hot", " columns sum to 1"), "∂L/∂Aₖₙ", "(1/m) (Pₖₙ − Yₖₙ)"),
        (LOSSES.replace(" one-hot", ""), "∂L/∂Aₖₙ", "Yⱼₙ (δⱼₖ − Pₖₙ) = (1/m) (Pₖₙ Σⱼ Yⱼₙ − Yₖₙ)"),
        (LOGISTIC, "∂L/∂aₙ", "((1 − yₙ)/(1 − pₙ) − yₙ/pₙ) pₙ (1 − pₙ) = (1 − yₙ) pₙ − yₙ (1 − pₙ) = pₙ − yₙ"),
        ("params x\ny = exp(x)\nL = log(y)", "∂L/∂x", "∂L/∂y ∂y/∂x = (1/y) y = 1"),
    ],
)
def test_what_cancels_does_so_step_by_step(text, name, last):
    """Error signals end as prediction minus label; without a fact about labels their sum stays."""
    (line,) = (one for one in lines_of(text) if one.startswith(f"{name} = "))
    assert line.endswith(last)


def test_a_line_says_what_it_rests_on():
    """Only where labels were declared, and where their sum is taken."""
    resting = [one for one in cr.whiteboard(ROWS).equations("indices").backward if one.rules]
    assert [(one.name, one.rules) for one in resting] == [("∂L/∂S_nk", ("Σⱼ Yₙⱼ = 1, for every row of Y sums to 1",))]
    assert not any(one.rules for one in cr.whiteboard(ROWS.replace(" one-hot rows", "")).equations("indices").all)


def test_a_network_is_written_in_indices():
    """Its labels are one-hot by themselves; W₁ has brackets, for it has something below already."""
    lines = cr.Network([4, 3], output="softmax", loss="cross_entropy").equations("indices").text()
    assert "(Z₁)ⱼₙ = Σᵢ (W₁)ⱼᵢ Xᵢₙ + (b₁)ⱼ" in lines
    assert "= (1/m) ((A₁)ₖₙ − Yₖₙ)\n    Σⱼ Yⱼₙ = 1, for every column of Y sums to 1\n" in lines


def test_latex_and_mathml_have_the_same_letters():
    """Two indices stand below a letter, one below Σ, and ∂P/∂a is a fraction."""
    lines = cr.whiteboard(BATCH).equations("indices")
    assert r"\frac{\partial P_{j n}}{\partial A_{k n}} &= \frac{\exp\left(A_{j n}\right) \delta_{j k}}{Z_{n}}" in (
        lines.latex()
    )
    index = '<mi mathvariant="normal">{}</mi>'.format
    assert f"<msub>{index('P')}<mrow>{index('j')}{index('n')}</mrow></msub>" in lines.mathml()
    assert f"<munder><mo>∑</mo>{index('j')}</munder>" in lines.mathml()


@pytest.mark.parametrize("kind", LECTURES)
def test_the_lectures_are_true_in_every_place(kind):
    """Text and LaTeX, each side of each line, with slopes held against difference quotients."""
    board = cr.whiteboard(LECTURES[kind])
    assert [wrong for seed in range(3) for wrong in disagreements_in_indices(board, seed)] == []


@pytest.mark.parametrize("kind", [*OTHERS, *KINDS])
def test_every_kind_of_board_is_true_in_every_place(kind):
    """Sums along any axis, copies, powers, parts that no rule takes to pieces."""
    assert disagreements_in_indices(cr.whiteboard({**KINDS, **OTHERS}[kind]), 0) == []


def test_a_share_of_random_boards_is_true_in_every_place():
    """Of random boards, what is printed is what is computed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of numbers beyond the floats
        assert [
            (seed, wrong) for seed, board in fresh_boards(0, 15) if (wrong := disagreements_in_indices(board, 0))
        ] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 500, 50))
def test_five_hundred_random_boards_are_true_in_every_place(first):
    """The same of many."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        boards = [(seed, board) for seed, board in fresh_boards(100 * (first + 50), 50) if _is_readable(board)]
        assert [(seed, wrong) for seed, board in boards if (wrong := disagreements_in_indices(board, 0))] == []


def _is_readable(board):
    """Whether a board ends in a number, and takes no sine of 1e30, which keeps no digit."""
    cost, text = board.graph.node(board.whiteboard.cost), board.whiteboard.text
    return all(dimension == 1 for dimension in cost.shape) and not ("1e30" in text and re.search(r"sin|cos", text))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("f = x", ["f = x", "∂f/∂x = 1"]),
        (
            "params x (n, 1)\nL = sum(x**2)\nJ = L",
            ["L = Σⱼ xⱼ²", "J = L", "∂J/∂L = 1", "∂L/∂xₖ = 2 Σⱼ xⱼ δⱼₖ = 2 xₖ", "∂J/∂xₖ = ∂J/∂L ∂L/∂xₖ = 2 ∂J/∂L xₖ"],
        ),
        ("functions f, g\ny = f(g(x))", ["u₁ = g(x)", "y = f(u₁)", "∂y/∂x = ∂y/∂u₁ ∂u₁/∂x"]),
        ("params W (k, n)\ndata x (n, 1)\ny = W @ x", ["yⱼ = Σᵢ Wⱼᵢ xᵢ"]),
        (  # the largest of one entry is that entry
            "params r (1, m)\nh = max(r, axis=0)\nL = sum(h)",
            ["hⱼ = rⱼ", "L = Σⱼ hⱼ", "∂L/∂hₖ = 1", "∂hₖ/∂rₖ = 1", "∂L/∂rₖ = ∂L/∂hₖ ∂hₖ/∂rₖ = ∂L/∂hₖ"],
        ),
    ],
)
def test_what_is_short_is_said_too(text, lines):
    """A leaf as cost, a second name, functions that may be any, a board that ends in a matrix."""
    assert lines_of(text) == lines


def test_numbers_are_refused():
    """An equation of every entry has none; those on the board are left out."""
    board = cr.whiteboard("params x = 2\nL = x**2")
    assert str(board.equations("indices")) == "L = x²\n∂L/∂x = 2 x"
    with pytest.raises(SettingError, match="take no values"):
        board.equations("indices", {"x": 3})


# ---- the reader in indices ------------------------------------------------------------------------------------------

ARRAYS = {
    "X": np.arange(6.0).reshape(3, 2) + 1,
    "v": np.array([1.0, 2, 4]),
    "s": np.array(3.0),
    ("v", "v"): np.eye(3),
}


@pytest.mark.parametrize(
    "line",
    [
        "Σⱼ vⱼ = 7",
        "Σⱼ Xⱼₙ vⱼ = X₁",
        "Σⱼ vⱼ s = s Σⱼ vⱼ",
        "Σⱼ vⱼ δⱼₖ = vₖ",
        "Σⱼ δⱼⱼ vⱼ = 2",
        "∂vⱼ/∂vₖ = δⱼₖ",
        "Σⱼ Σₙ Xⱼₙ² − 91 = 0",
        "[s > 2] (vⱼ if s > 5 else −vⱼ) = −vⱼ",
    ],
)
def test_the_reader_tells_true_from_false(line):
    """A line is true as it stands; with one more on its right side it is not."""
    if "X₁" in line or "= 2" in line:
        with pytest.raises((NotReadable, AssertionError)):
            assert disagreements_of_line(read_line(line, {"X", "v", "s"}), ARRAYS, 1e-12) == []
        return
    assert disagreements_of_line(read_line(line, {"X", "v", "s"}), ARRAYS, 1e-12) == []
    assert disagreements_of_line(read_line(f"{line} + 1", {"X", "v", "s"}), ARRAYS, 1e-12) != []
