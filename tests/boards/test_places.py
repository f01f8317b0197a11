"""Parts of arrays on a board, by their places; parts that are joined, and arrays in other shapes."""

import numpy as np
import pytest

import chainrule as cr

RNG = np.random.default_rng(5)
X = RNG.normal(size=(4, 6))
G = RNG.normal(size=(4, 6))


@pytest.mark.parametrize(
    ("places", "key"),
    [
        ("0:3", np.s_[0:3]),
        (":, 1", np.s_[:, 1]),
        ("0:2, :", np.s_[0:2, :]),
        ("2", np.s_[2]),
        ("-1", np.s_[-1]),
        ("1:-1, 2:", np.s_[1:-1, 2:]),
        (":, -2:", np.s_[:, -2:]),
        ("3, 4", np.s_[3, 4]),
        (":", np.s_[:]),
    ],
)
def test_places_are_those_of_numpy(places, key):
    """The part, and its cotangent: that of the part in its places, 0 elsewhere."""
    board = cr.whiteboard(f"params X (4, 6)\nP = X[{places}]\nL = sum(P**2)/2")
    values = board.bind(X=X)
    np.testing.assert_array_equal(values["P"], X[key])
    expected = np.zeros_like(X)
    expected[key] = X[key]
    np.testing.assert_allclose(values["∂L/∂X"], expected, rtol=1e-14)
    assert board.check(values).right
    for detail in ("final", "named", "derivation", "indices"):
        assert str(board.equations(detail, False))
    assert str(board.trace(values))
    for zoom in ("layers", "operations", "gates"):
        assert board.diagram(values, zoom)


def test_a_letter_beside_the_places_stays():
    """Of X (4, m), the first two rows are (2, m), and a row is (m,)."""
    graph = cr.whiteboard("data X (4, m)\na = X[0:2]\nb = X[3]\nL = sum(a) + sum(b)").graph
    assert (graph.node("a").shape, graph.node("b").shape) == ((2, "m"), ("m",))


def test_a_size_may_be_a_letter_where_all_places_are_meant():
    """A colon asks for no number."""
    assert cr.whiteboard("data X (n, 3)\na = X[:, 0:2]\nL = sum(a)").graph.node("a").shape == ("n", 2)


STACKED = """
params W (8, 3), U (8, 2), b (8, 1)
data   x (3, m), h0 (2, m), c0 (2, m)
upstream dh (2, m), dc (2, m)
a = W @ x + U @ h0 + b
i = sigmoid(a[0:2])
f = sigmoid(a[2:4])
o = sigmoid(a[4:6])
g = tanh(a[6:8])
c = f*c0 + i*g
h = o*tanh(c)
"""
APART = """
params Wi (2, 3), Wf (2, 3), Wo (2, 3), Wg (2, 3), Ui (2, 2), Uf (2, 2), Uo (2, 2), Ug (2, 2)
params bi (2, 1), bf (2, 1), bo (2, 1), bg (2, 1)
data   x (3, m), h0 (2, m), c0 (2, m)
upstream dh (2, m), dc (2, m)
i = sigmoid(Wi @ x + Ui @ h0 + bi)
f = sigmoid(Wf @ x + Uf @ h0 + bf)
o = sigmoid(Wo @ x + Uo @ h0 + bo)
g = tanh(Wg @ x + Ug @ h0 + bg)
c = f*c0 + i*g
h = o*tanh(c)
"""


def test_stacked_gates_are_gates_one_above_the_other():
    """A step of an LSTM in CS231n's one product has the gradients of the four that it stacks."""
    stacked, apart = cr.whiteboard(STACKED), cr.whiteboard(APART)
    sizes = {"m": 3}
    shapes = {name: [sizes.get(d, d) for d in leaf.shape] for name, leaf in stacked.graph.leaves.items()}
    numbers = {name: RNG.normal(size=shape) for name, shape in shapes.items()}
    parts = {f"{name}{gate}": numbers[name][2 * k : 2 * k + 2] for name in "WUb" for k, gate in enumerate("ifog")}
    one = stacked.bind(**numbers)
    other = apart.bind(**parts, **{name: numbers[name] for name in ("x", "h0", "c0", "dh", "dc")})
    for name in "WUb":
        together = np.concatenate([other[f"∂L/∂{name}{gate}"] for gate in "ifog"])
        np.testing.assert_allclose(one[f"∂L/∂{name}"], together, rtol=1e-12, atol=1e-14)
    for name in ("x", "h0", "c0"):
        np.testing.assert_allclose(one[f"∂L/∂{name}"], other[f"∂L/∂{name}"], rtol=1e-12, atol=1e-14)
    assert stacked.check(one).right


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_parts_that_are_joined_get_their_pieces_back(axis):
    """The cotangent of concatenate([A, B]) is cut where they meet."""
    shape = (4, 2) if axis == 0 else (2, 4)
    line = f"C = np.concatenate([A, B], axis={axis})"
    board = cr.whiteboard(f"params A (2, 2), B (2, 2)\nupstream G {shape}\n{line}")
    numbers = {"A": RNG.normal(size=(2, 2)), "B": RNG.normal(size=(2, 2)), "G": RNG.normal(size=shape)}
    values = board.bind(**numbers)
    for name, piece in zip("AB", np.split(numbers["G"], 2, axis), strict=True):
        np.testing.assert_array_equal(values[f"∂L/∂{name}"], piece)
    assert board.check(values).right


@pytest.mark.parametrize("written", ["reshape(X, (3, 8))", "X.reshape(3, -1)", "np.reshape(X, (-1, 8))"])
def test_a_cotangent_goes_back_to_the_old_shape(written):
    """Row by row, as NumPy has it."""
    board = cr.whiteboard(f"params X (4, 6)\nupstream dY (3, 8)\nY = {written}")
    values = board.bind(X=X, dY=G.reshape(3, 8))
    np.testing.assert_array_equal(values["Y"], X.reshape(3, 8))
    np.testing.assert_array_equal(values["∂L/∂X"], G)


def test_a_claim_may_be_made_of_parts():
    """The cotangent of a part, joined with zeros."""
    board = cr.whiteboard("params x (3, 1)\nL = x[0:1]**2 + x[1:2]*x[2:3]")
    assert board.claim("dx = concatenate([2*x[0:1], x[2:3], x[1:2]])").right
