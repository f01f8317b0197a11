"""Reductions of a board: what they compute along an axis, which stays or goes, and what comes back through them."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.along_axes import LOSING_AN_AXIS

X = np.array([[1.0, -2.0, 0.5], [0.3, 1.5, -1.0]])
G = np.random.default_rng(0).normal(size=(2, 3))
NUMPY = {
    **{name: getattr(np, name) for name in ("sum", "mean", "max", "min", "var", "std")},
    "norm": np.linalg.norm,
    "logsumexp": lambda x, **along: np.log(np.sum(np.exp(x), **along)),
}


def value(expression):
    """What an expression of X comes to, and its shape in letters."""
    board = cr.whiteboard(f"data X (n, m)\nf = {expression}")
    return cr.evaluate([board.graph.node("f")], {board.graph.leaves["X"]: X})[0], board.graph.node("f").shape


@pytest.mark.parametrize("name", sorted(LOSING_AN_AXIS))
@pytest.mark.parametrize(
    ("axis", "kept", "lost"), [(0, (1, "m"), ("m",)), (1, ("n", 1), ("n",)), (-1, ("n", 1), ("n",))]
)
def test_an_axis_stays_or_goes(name, axis, kept, lost):
    """The numbers are NumPy's; an axis stays with size 1, and goes with keepdims=False, as with keepdim=False."""
    number, shape = value(f"{name}(X, axis={axis})")
    np.testing.assert_allclose(number, NUMPY[name](X, axis=axis, keepdims=True), rtol=1e-14)
    assert shape == kept
    for words in (f"axis={axis}, keepdims=False", f"dim={axis}, keepdim=False"):
        number, shape = value(f"{name}(X, {words})")
        np.testing.assert_allclose(number, NUMPY[name](X, axis=axis), rtol=1e-14)
        assert shape == lost


@pytest.mark.parametrize("name", sorted(LOSING_AN_AXIS))
def test_several_axes_are_reduced_at_once(name):
    """The numbers are NumPy's over all of them, as is the shape; the gradient is that of differences."""
    values = np.random.default_rng(1).normal(size=(3, 2, 4))
    number = NUMPY[name] if name != "norm" else lambda x, axis: np.sqrt(np.sum(x**2, axis=axis))
    for words, axis, shape in (("(1, 2)", (1, 2), ("m", 1, 1)), ("(-1, 0), keepdims=False", (2, 0), ("t",))):
        board = cr.whiteboard(f"params X (m, t, n)\nr = {name}(X, axis={words})\nL = sum(r**2)")
        bound = board.bind(X=values)
        assert board.graph.node("r").shape == shape
        np.testing.assert_allclose(np.ravel(bound["r"]), np.ravel(number(values, axis=axis)), rtol=1e-14)
        assert board.check(bound).right


@pytest.mark.parametrize("name", sorted({*LOSING_AN_AXIS} - {"logsumexp"}))
def test_without_an_axis_everything_is_one_number(name):
    """It has no axes, with and without keepdims=False."""
    for words in ("X", "X, keepdims=False"):
        number, shape = value(f"{name}({words})")
        assert shape == ()
        np.testing.assert_allclose(number, NUMPY[name](X), rtol=1e-14)


def test_logsumexp_loses_its_usual_axis():
    """It goes down each column, and that axis is the one that goes."""
    assert value("logsumexp(X, keepdims=False)")[1] == ("m",)


@pytest.mark.parametrize(("words", "axis"), [("", None), (", axis=0", 0), (", axis=1", 1)])
@pytest.mark.parametrize("keepdims", [True, False])
def test_gradients_of_spreads_have_their_closed_form(words, axis, keepdims):
    """∂var/∂x = (2/n) (x − mean x), ∂std/∂x = (x − mean x)/(n std), ∂‖x‖/∂x = x/‖x‖, times what comes back."""
    words += ", keepdims=False" * (not keepdims)
    n = X.size if axis is None else X.shape[axis]
    centred = X - X.mean(axis=axis, keepdims=True)
    for name, slope in (
        ("var", 2 / n * centred),
        ("std", centred / n / X.std(axis=axis, keepdims=True)),
        ("norm", X / np.linalg.norm(X, axis=axis, keepdims=True)),
    ):
        board = cr.whiteboard(f"params X (n, m)\ns = {name}(X{words})\nL = sum(s**2)")
        values = board.bind(X=X)
        np.testing.assert_allclose(
            values["∂L/∂X"], 2 * NUMPY[name](X, axis=axis, keepdims=True) * slope, rtol=1e-12, atol=1e-14
        )
        assert board.check(values).right


PRINTED = {
    "L = var(x)": "L = var(x)\n∂L/∂x = (2/n) (x − (1/n) Σ x)",
    "s = std(x)\nL = c*s": "s = std(x)\nL = c s\n∂L/∂x = (1/n) ((c (x − (1/n) Σ x))/s)",
    "L = norm(x)": "L = ‖x‖\n∂L/∂x = x/L",
    "L = c + norm(x)": "L = c + ‖x‖\n∂L/∂x = x/‖x‖",
    "L = norm(x)**2": "L = ‖x‖²\n∂L/∂x = 2 x",
}


@pytest.mark.parametrize("line", PRINTED)
def test_spreads_print_as_in_a_textbook(line):
    """Var, std and ‖·‖ by their names, and their slopes in one line."""
    assert str(cr.whiteboard(f"data c\nparams x (n, 1)\n{line}").equations()) == PRINTED[line]


def test_a_divisor_of_n_may_be_said():
    """What holds anyway is no mistake."""
    for words in ("ddof=0", "unbiased=False", "correction=0"):
        np.testing.assert_allclose(value(f"var(X, axis=0, {words})")[0], X.var(axis=0, keepdims=True))


def test_an_estimate_with_n_less_1_is_what_the_message_says():
    """Bessel's correction is a factor n/(n − 1)."""
    np.testing.assert_allclose(value("n/(n - 1)*var(X, axis=0)")[0], X.var(axis=0, ddof=1, keepdims=True), rtol=1e-14)


BATCH_NORM = """
params x (N, D), gamma (1, D), beta (1, D)
data   G (N, D), eps
mu = mean(x, axis=0{keep})
v = var(x, axis=0{keep})
xhat = (x - mu)/sqrt(v + eps)
out = gamma*xhat + beta
L = sum(G*out)
"""
LAYER_NORM = """
params X (d, m), g (d, 1), b (d, 1)
data   G (d, m), eps
Xhat = (X - mean(X, axis=0{keep}))/sqrt(var(X, axis=0{keep}) + eps)
L = sum(G*(g*Xhat + b))
"""


@pytest.mark.parametrize("keep", ["", ", keepdims=False"])
@pytest.mark.parametrize("text", [BATCH_NORM, LAYER_NORM])
def test_norms_of_batches_and_layers_have_the_gradient_of_their_papers(text, keep):
    """(1/σ) (Ĝ − mean Ĝ − x̂ ⊙ mean(Ĝ ⊙ x̂)) for Ĝ = γ ⊙ G (Ioffe and Szegedy, 2015; Ba, Kiros and Hinton, 2016)."""
    board, rng = cr.whiteboard(text.format(keep=keep)), np.random.default_rng(1)
    sizes = {"N": 5, "D": 3, "d": 4, "m": 3}
    leaves = board.graph.leaves
    numbers = {name: rng.normal(size=[sizes.get(d, d) for d in leaf.shape]) for name, leaf in leaves.items()}
    numbers["eps"] = np.array(1e-3)
    values = board.bind(**numbers)
    x, scale = (numbers[name] for name in (("x", "gamma") if "x" in numbers else ("X", "g")))
    xhat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-3)
    back = scale * numbers["G"]
    expected = (back - back.mean(axis=0) - xhat * (back * xhat).mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-3)
    np.testing.assert_allclose(values["∂L/∂x" if "x" in numbers else "∂L/∂X"], expected, rtol=1e-12, atol=1e-14)
    assert board.check(values).right


def test_a_name_that_is_a_function_too_may_be_a_number():
    """What people call a number is one, on a board without declarations too."""
    assert [*cr.whiteboard("f = (x - mu)/std").graph.leaves] == ["x", "mu", "std"]
    assert [*cr.whiteboard("data X (n, m)\nvar = var(X)\nf = var**2").graph.names] == ["var"]
