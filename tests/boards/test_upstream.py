"""`upstream dout (N, D)`: a layer that is handed the cotangent of its output, in every reader."""

import re
import subprocess
import sys

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import WhiteboardError
from chainrule.tutor.verdicts import Kind

AFFINE = """
data X (N, M)
params W (M, D), b (1, D)
upstream dout (N, D)
out = X @ W + b
"""
RNG = np.random.default_rng(3)
NUMBERS = {"X": RNG.normal(size=(4, 3)), "W": RNG.normal(size=(3, 2)), "b": RNG.normal(size=(1, 2))}
DOUT = RNG.normal(size=(4, 2))
BOARD = cr.whiteboard(AFFINE)
VALUES = BOARD.bind(dout=DOUT, **NUMBERS)


def test_every_cotangent_comes_from_the_one_that_is_handed_in():
    """∂L/∂out is dout, and what a layer hands back is what CS231n's affine layer does: dX too, which is data."""
    assert BOARD.wrt == ("X", "W", "b")
    np.testing.assert_array_equal(VALUES["∂L/∂out"], DOUT)
    np.testing.assert_allclose(VALUES["∂L/∂X"], DOUT @ NUMBERS["W"].T, rtol=1e-14)
    np.testing.assert_allclose(VALUES["∂L/∂W"], NUMBERS["X"].T @ DOUT, rtol=1e-14)
    np.testing.assert_allclose(VALUES["∂L/∂b"], DOUT.sum(axis=0, keepdims=True), rtol=1e-14)


def test_the_cost_that_nobody_wrote_is_the_sum_of_products():
    """L = Σ dout ⊙ out, of which the gradient by out is dout."""
    np.testing.assert_allclose(VALUES["L"], (DOUT * VALUES["out"]).sum(), rtol=1e-14)
    assert BOARD.whiteboard.cost == "L"
    assert BOARD.check(VALUES).right
    assert "where that has to be a number, L is sum(dout * out)" in str(BOARD.check(VALUES)).replace("\n    ", " ")


PRINTED = {
    "final": ["out = X W + b", "∂L/∂out = dout", "∂L/∂X = dout Wᵀ", "∂L/∂W = Xᵀ dout", "∂L/∂b = 1⃗ᵀ dout"],
    "named": ["out = X W + b", "∂L/∂out = dout", "∂L/∂X = dout Wᵀ", "∂L/∂W = Xᵀ dout", "∂L/∂b = 1⃗ᵀ dout"],
    "indices": [
        "outₙⱼ = Σᵢ Xₙᵢ Wᵢⱼ + bⱼ",
        "∂L/∂outₙₖ = doutₙₖ",
        "∂outₙₖ/∂bₖ = 1",
        "∂L/∂bₖ = Σₙ ∂L/∂outₙₖ ∂outₙₖ/∂bₖ = Σₙ ∂L/∂outₙₖ",
        "∂outₙᵢ/∂Wₖᵢ = Σⱼ Xₙⱼ δⱼₖ = Xₙₖ",
        "∂L/∂Wₖᵢ = Σₙ ∂L/∂outₙᵢ ∂outₙᵢ/∂Wₖᵢ = Σₙ ∂L/∂outₙᵢ Xₙₖ",
        "∂outₙⱼ/∂Xₙₖ = Σᵢ Wᵢⱼ δᵢₖ = Wₖⱼ",
        "∂L/∂Xₙₖ = Σⱼ ∂L/∂outₙⱼ ∂outₙⱼ/∂Xₙₖ = Σⱼ ∂L/∂outₙⱼ Wₖⱼ",
    ],
}


@pytest.mark.parametrize("detail", PRINTED)
def test_equations_begin_the_way_back_with_what_is_handed_in(detail):
    """No line is about L, which nobody wrote."""
    assert BOARD.equations(detail).text().splitlines() == PRINTED[detail]


@pytest.mark.parametrize("detail", ["final", "named", "derivation", "indices"])
def test_no_reader_writes_the_cost(detail):
    """In LaTeX and MathML neither."""
    printed = BOARD.equations(detail)
    assert not [line for line in printed.all if line.name == "L" or line.name.startswith("∂L/∂L")]
    assert "dout" in printed.latex()


def test_a_derivation_begins_with_what_is_handed_in():
    """In the place of ∂L/∂L = 1."""
    derived = BOARD.equations("derivation").backward
    assert (derived[0].name, derived[0].rules[0].split(";")[0]) == ("∂L/∂out", "handed in, in place of a cost")


@pytest.mark.parametrize("detail", ["operations", "gates", "layers"])
def test_a_trace_begins_its_way_back_with_what_is_handed_in(detail):
    """The first step is ∂L/∂out = dout; none is about L."""
    trace = BOARD.trace(VALUES, detail)
    first = trace.phase("backward")[0]
    assert (first.name, first.sentence) == ("∂L/∂out", "dout is handed in: it is the cotangent of out")
    assert not [step for step in trace.steps if step.name in ("L", "∂L/∂L")]
    np.testing.assert_allclose(trace.steps[-1].result, VALUES[trace.steps[-1].name])


def test_a_script_computes_with_what_is_handed_in(tmp_path):
    """Its lines are those of CS231n, and its numbers those of the board."""
    path = tmp_path / "layer.py"
    path.write_text(BOARD.script(VALUES).text, "utf-8")
    assert {"dX = dout @ W.T", "dW = X.T @ dout"} <= set(path.read_text("utf-8").splitlines())
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)  # noqa: S603
    printed = done.stdout.split("∂L/∂W = ")[1].split("∂L/∂b")[0]
    found = np.array(re.findall(r"-?\d+\.\d*(?:e-?\d+)?", printed), float).reshape(3, 2)
    np.testing.assert_allclose(found, VALUES["∂L/∂W"], rtol=1e-6)


@pytest.mark.parametrize("zoom", ["layers", "operations", "gates"])
def test_a_circuit_has_the_numbers_of_both_passes(zoom):
    """What is handed in stands in it."""
    drawn = BOARD.diagram(VALUES, zoom)
    assert "dout" in drawn
    assert BOARD.diagram()


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("dW = X.T @ dout", Kind.RIGHT),
        ("dX = dout.dot(W.T)", Kind.RIGHT),
        ("db = np.sum(dout, axis=0)", Kind.RIGHT),
        ("dL/dW = X.T @ dout", Kind.RIGHT),
        ("dX = dout @ W", Kind.UNTRANSPOSED),
        ("db = dout", Kind.SUM),
        ("dW = dout.T @ X", Kind.TRANSPOSED),
        ("dW = X.T @ ones(N, D)", Kind.MULTIPLIER),
        ("db = mean(dout, axis=0)", Kind.MEAN),
    ],
)
def test_claims_are_made_of_what_is_handed_in(claim, kind):
    """Right ones, and the slips of a layer's homework."""
    assert BOARD.claim(claim).kind is kind


LAYERS = {  # those of CS231n's second assignment, and what its solution hands back
    "relu": ("data x (N, D)\nupstream dout (N, D)\nout = maximum(0, x)", {"x": lambda v: v["dout"] * (v["x"] > 0)}),
    "another name": ("params x (N, D)\nupstream G (N, D)\ny = x**2", {"x": lambda v: 2 * v["G"] * v["x"]}),
    "a line between": (
        "params x (N, D)\nupstream dh (N, D)\nh = tanh(x)\nacc = sum(h)",
        {"x": lambda v: v["dh"] * (1 - np.tanh(v["x"]) ** 2)},
    ),
    "a number": ("params x\nupstream df\nf = x**3", {"x": lambda v: 3 * v["df"] * v["x"] ** 2}),
    "two of them": (
        "data x (N, D)\nparams w (1, D)\nupstream dh (N, D), dc (N, D)\nc = w*x\nh = c**2",
        {"x": lambda v: (v["dc"] + 2 * v["dh"] * v["w"] * v["x"]) * v["w"]},
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_hand_back_what_their_solutions_do(name):
    """The cotangent of a line by its name behind a d, that of the last line by any other, or of several lines."""
    text, expected = LAYERS[name]
    board, rng = cr.whiteboard(text), np.random.default_rng(4)
    sizes = {"N": 3, "D": 2}
    shapes = {key: [sizes.get(d, d) for d in leaf.shape] for key, leaf in board.graph.leaves.items()}
    numbers = {key: rng.normal(size=shape) for key, shape in shapes.items()}
    values = board.bind(**numbers)
    for leaf, rule in expected.items():
        np.testing.assert_allclose(values[f"∂L/∂{leaf}"], rule(numbers), rtol=1e-12, atol=1e-14)
    assert board.check(values).right
    for detail in ("final", "named", "derivation", "indices"):
        assert str(board.equations(detail))
    assert str(board.trace(values))
    assert board.script(values).text


def test_two_cotangents_are_added_where_a_line_is_read_too():
    """What is handed to c, and what comes back from h."""
    board = cr.whiteboard(LAYERS["two of them"][0])
    assert "∂L/∂c = 2 dh ⊙ c + dc" in [*map(str.strip, board.equations("named").text().splitlines())]


def test_labels_get_nothing_back():
    """Data of which something is known are no input that a layer hands a cotangent to."""
    board = cr.whiteboard("data Z (C, N), Y (C, N) one-hot\nupstream dp (1, N)\np = sum(Y*softmax(Z), axis=0)")
    assert board.wrt == ("Z",)


def test_a_number_beside_arrays_gets_nothing_back():
    """The ε of a norm is no input; a parameter that is a number is learned, and a layer of numbers has inputs."""
    board = cr.whiteboard("data x (N, D), eps\nparams c\nupstream dout (N, D)\nout = c*x/sqrt(x**2 + eps)")
    assert board.wrt == ("x", "c")
    assert cr.whiteboard("data x, y\nupstream df\nf = x*y").wrt == ("x", "y")


def test_the_cost_gets_a_name_that_is_free():
    """L may be a name or a size of the board."""
    assert cr.whiteboard("data L (N, D)\nupstream dout (N, D)\nout = L**2").whiteboard.cost == "L1"
    assert cr.whiteboard("data x (N, L)\nupstream dout (N, L)\nout = x**2").whiteboard.cost == "L1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "data x (N, D)\nupstream dout (N, C)\nout = x**2",
            r"line 2, column 10: dout is \(N, C\), and out is \(N, D\); an upstream gradient has the shape of its line",
        ),
        ("data x (N, D)\nupstream dout\nout = x**2", r"dout is \(\), and out is \(N, D\)"),
        (
            "data x\nupstream dout, G\nout = x**2",
            "out has a cotangent already; name this one d and the name of another",
        ),
        ("data x (N, D)\nupstream dout (N, D) one-hot\nout = x", "nothing is known of dout but its shape"),
        ("upstream dout (N, D)", "the board has no assignment"),
    ],
)
def test_what_is_no_cotangent_of_a_line_is_refused(text, message):
    """By its shape, by a second one, by a fact."""
    with pytest.raises(WhiteboardError, match=message):
        cr.whiteboard(text)
