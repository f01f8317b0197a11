"""Undefined functions on a board: the abstract chain of the lecture, and what it is refused."""

import re

import pytest

import chainrule as cr

NAMED = "functions f, g, h, m\nm = m(x)\ng = g(m)\nh = h(g)\nf = f(h)"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("functions f, h, g, m\nf = f(h(g(m(x))))", "∂f/∂x = ∂f/∂h ∂h/∂g ∂g/∂m ∂m/∂x"),
        (NAMED, "∂f/∂x = f′(h) h′(g) g′(m) m′(x)"),
        ("functions f, g\nL = f(g(x)) + g(x)", "∂L/∂x = g′(x) + f′(g(x)) g′(x)"),  # ∂f/∂g would be of two minds
        ("functions f\nf = f(x)", "∂f/∂x = f′(x)"),
        ("functions f\nL = f(2*x)", "∂L/∂x = 2 f′(2 x)"),
        ("functions f\nL = f(x, x)", "∂L/∂x = ∂₁f(x, x) + ∂₂f(x, x)"),  # no name tells which x
        ("functions f, h\nu = h(x)\nL = f(u, u)", "∂L/∂x = (∂₁f(u, u) + ∂₂f(u, u)) ∂h/∂x"),
        ("functions f, g\nL = f(g(2), x)", "∂L/∂x = ∂f/∂x"),
        ("functions f, g\nL = f(g(x), x)", "∂L/∂x = ∂f/∂x + ∂f/∂g ∂g/∂x"),
        ("functions f, g\nf = f(g(x), x)", "∂f/∂x = ∂₂f(g(x), x) + ∂₁f(g(x), x) g′(x)"),  # else ∂f/∂x = ∂f/∂x + …
        ("functions f\nL = f(sin(x), sin(y))", "∂L/∂y = ∂₂f(sin(x), sin(y)) cos(y)"),
        ("functions f\nL = f(x, y) + f(y, x)", "∂L/∂x = ∂₂f(y, x) + ∂₁f(x, y)"),
        ("function a\ndata X (n, m)\nparams W (k, n)\nL = sum(a(W @ X))", "∂L/∂W = a′(W X) Xᵀ"),
    ],
)
def test_the_chain_is_printed_as_the_lecture_has_it(text, line):
    """∂f/∂h where each function is used once and has no name of its own among the values, else f′(…)."""
    assert sorted(line.split(" + ")) in [
        sorted(one.split(" + ")) for one in cr.whiteboard(text).equations().text().splitlines()
    ]


def test_a_slope_says_its_place_below():
    """In digits below, which are BELOW of chainrule.readers.notation.undefined_functions."""
    text = cr.whiteboard(f"functions f\nL = f({', '.join(10 * ['x'])})").equations().text()
    assert re.findall(r"∂(\S+)f\(x, x, ", text) == ["₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉", "₁₀"]


def test_operands_are_counted_beyond_nine():
    """∂₁₀f and ∂₂₀f, of a function of as many operands, written one way round and the other."""
    names = [f"x{i}" for i in range(1, 21)]
    text = f"functions f\nL = f({', '.join(names)}) + f({', '.join(reversed(names))})"
    lines = cr.whiteboard(text).equations().text().splitlines()
    (line,) = (one for one in lines if one.startswith("∂L/∂x₁ = "))
    assert [place for place in ("∂₁f(x₁,", "∂₂₀f(x₂₀,") if place in line] == ["∂₁f(x₁,", "∂₂₀f(x₂₀,"]
    written = "".join(line for line in lines if line.startswith("∂L/∂x"))
    assert {f"∂{str(i).translate(str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉'))}f(" in written for i in range(1, 21)} == {
        True
    }


def test_named_values_make_a_line_each():
    """Every cotangent is the next one's times a slope; a function and its value may have one name."""
    lines = cr.whiteboard(NAMED).equations("named").text().splitlines()
    assert lines[-4:] == ["∂f/∂h = f′(h)", "∂f/∂g = ∂f/∂h h′(g)", "∂f/∂m = ∂f/∂g g′(m)", "∂f/∂x = ∂f/∂m m′(x)"]


def test_a_derivation_names_each_step():
    """Between the functions stand u₁, u₂, …, and each slope is taken there."""
    lines = cr.whiteboard("functions f, h, g, m\nL = f(h(g(m(x))))").equations("derivation").text()
    assert "∂L/∂u₂ = ∂L/∂u₃ ∂h/∂u₂    ()\n    chain rule: G times the slope of the function" in lines


def test_latex_and_mathml_have_letters_and_primes():
    """A function is a letter, as in a textbook, and a slope has its prime."""
    equations = cr.whiteboard(NAMED).equations()
    assert r"f'\left(h\right) h'\left(g\right)" in equations.latex()
    assert "f′" in equations.mathml()


@pytest.mark.parametrize("zoom", ["operations", "layers", "gates"])
def test_a_circuit_shows_functions_as_gates(zoom):
    """Each function is a gate with its letter; a layer shows them all in its formula."""
    picture = cr.whiteboard("functions f, h, q\nL = f(h(q(x)))").diagram(zoom=zoom)
    assert "f(h(q(x)))" in picture if zoom == "layers" else all(f">{letter}<" in picture for letter in "fhq")


@pytest.mark.parametrize(
    "ask",
    [
        lambda board: board.bind(x=1.0),
        lambda board: board.check(),
        lambda board: board.trace({"x": 1.0}),
        lambda board: board.script(),
        lambda board: board.claim("dx = 3"),
    ],
)
def test_numbers_are_refused_with_a_sentence(ask):
    """Whatever needs numbers says why there are none."""
    with pytest.raises(cr.GraphError, match=r"^g may be any function, so there are no numbers"):
        ask(cr.whiteboard("functions f, g\nL = f(g(x))"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("functions f, 2g\nL = f(x)", "column 11: functions are declared by their names: functions f, g; not '2g'"),
        (
            "functions lambda\nL = lambda(x)",
            "column 11: lambda is a word of Python; choose another name, such as lam or λ",
        ),
        ("functions f, f\nL = f(x)", "column 11: f is declared twice"),
        (
            "functions f\nparams f\nL = f(f)",
            "line 2, column 8: f is a function here; give one of the two another letter",
        ),
        ("functions θ\nparams theta\nL = θ(theta)", "line 2, column 8: θ is a function here; give one of the two"),
        ("functions m\ndata X (n, m)\nL = sum(m(X))", "line 2, column 6: m is a function here; give one of the two"),
        ("functions f\nL = f(f)", r"line 2, column 7: f is a function here and takes brackets: f\(…\)"),
        ("functions g\nL = g(x)*g", r"line 2, column 10: g is a function here and takes brackets: g\(…\)"),
        ("functions g\ng = 3*x\nL = g", r"line 2, column 1: g is a function here; only what it gives may be called so"),
        (
            "functions f\nf = 2*f(x)",
            r"line 2, column 1: f is a function here; only what it gives may be called so: f = f\(",
        ),
        ("functions exp\nL = exp(x)", "column 11: exp is a function already; choose another name"),
        ("data x\nL = f(x)", "there is no function f; a line 'functions f' makes it one that may be any"),
        ("L = x(y + 1)", r"there is no function x; a product needs its sign: x \* \(…\), and a line 'functions x'"),
        ("functions f\nL = f(x, axis=1)", "column 15: f takes no settings"),
        ("functions f\nL = f()", "column 5: f does not take 0 operands"),
    ],
)
def test_what_is_no_function_is_answered(text, message):
    """A line 'functions f' is what an unknown letter before brackets is told."""
    with pytest.raises(cr.WhiteboardError, match=message):
        cr.whiteboard(text)
