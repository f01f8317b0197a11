"""One source: equation, notebook, trace, circuit, page and script show the same numbers in the same digits."""

import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.passes import Derivative, forward_pass
from chainrule.ops.identifiers import identifier
from chainrule.readers.page import Sheet, page
from chainrule.readers.typeset.text import write_name

from .lectures import CHAIN, LAYERS, LAYERS_FIGURES, LINEAR, LINEAR_FIGURES, NEURON, NUMBERS, own_name
from .pictures import read, words
from .random_boards import random_board
from .reading_back import (
    computed,
    digits,
    entries,
    from_circuit,
    from_equations,
    from_notebook,
    from_page,
    from_script,
    from_trace,
    number,
)

# ---- random boards ------------------------------------------------------------------------------------------------


SHARES = [pytest.param(first, marks=pytest.mark.slow if first else ()) for first in range(0, 100, 10)]


@pytest.mark.parametrize("first", SHARES)
def test_random_boards_show_one_evaluated_array(first):
    """Every named array reads the same wherever it is shown, and the script computes it; `make slow`: on 100 boards."""
    for seed in range(first, first + 10):
        board, numbers = random_board(seed)
        values = board.bind(**numbers)
        written, shown, traced = from_equations(board, values), from_notebook(board, values), from_trace(board, values)
        drawn, ran, on_page = from_circuit(board, values), from_script(board, values), from_page(board, values)
        for name in computed(board):
            expected, called = digits(values[name]), write_name(name)
            for each in (written, shown, traced, on_page.equations, on_page.calculation):
                assert each[called] == expected, (seed, name)
            for entry, value in entries(name, values[name]):
                assert drawn[entry] == on_page.circuit[entry] == value, (seed, name)
            np.testing.assert_allclose(ran[identifier(name)], values[name], rtol=1e-12, atol=1e-12)


def test_random_boards_are_different():
    """Few boards have the same equations."""
    assert len({str(random_board(seed)[0].equations()) for seed in range(100)}) > 90


# ---- the lectures -------------------------------------------------------------------------------------------------

ONE_INPUT = cr.whiteboard("""
data x (1, m) = [[1, 2, 3]], y (1, m) = [[2, 3, 5]]
params w = 0.5, b = 0.1
yhat = w * x + b
L = mean((yhat - y)**2)
""")
ONE_LAYER = cr.whiteboard("""
data X (n, m), y (1, m)
params w (1, n) = [[0.5, -0.25]], b (1, 1) = 0.1
yhat = w @ X + b
L = mean((yhat - y)**2)
""")
ONE_NEURON = cr.whiteboard("""
data y = 1
params x1 = 4, x2 = -2, x3 = 1, b = -2, w1 = -1, w2 = 0.5, w3 = 10
p1 = w1 * x1
p2 = w2 * x2
p3 = w3 * x3
s1 = b + p1
s2 = s1 + p2
z = s2 + p3
n = -z
e = exp(n)
d = 1 + e
yhat = 1 / d
r = yhat - y
C = r**2
""")
LOGISTIC = cr.whiteboard("data y = 1\nparams z = 3\nL = logistic(z, y)")
REGRESSION = cr.whiteboard("data y = 1\nparams a = 3\nL = (y - a)**2 / 2")
SOFTMAX = cr.whiteboard("""
data y (3, 1) = [[0], [1], [0]]
params a (3, 1) = [[2], [1], [0.1]]
p = softmax(a)
L = cross_entropy(a, y)
""")
THETA = cr.whiteboard("""
data x (2, 1) = [[1], [2]], y (3, 1) = [[0], [1], [0]]
params theta (3, 2) = [[2, 0], [1, 0], [0.1, 0]]
a = theta @ x
L = cross_entropy(a, y)
""")
DATA = {name: NUMBERS[name] for name in "Xy"}
SLIDES = {  # of CONFORMANCE 1, 2, 4 and 5: the board, what it is bound to, and its figures
    "gate chain": (
        CHAIN,
        {"x": 1},
        {"m": -1, "g": 0.367879, "h": 1.367879, "f": 0.731059}
        | {"∂f/∂h": -0.534447, "∂f/∂g": -0.534447, "∂f/∂m": -0.196612, "∂f/∂x": 0.196612},
    ),
    "gate chain further on": (CHAIN, {"x": 1.1}, {"f": 0.750260, "∂f/∂x": 0.187370}),
    "neuron": (
        ONE_NEURON,
        {},
        {"p1": -4, "p2": -1, "p3": 10}
        | dict.fromkeys(["∂C/∂p1", "∂C/∂p2", "∂C/∂p3"], -0.00428509)
        | {"∂C/∂x1": 0.00428509, "∂C/∂x2": -0.00214254, "∂C/∂x3": -0.0428509}
        | {"s1": -6, "s2": -7, "z": 3, "n": -3, "e": 0.049787, "d": 1.049787, "yhat": 0.952574, "r": -0.047426}
        | {"C": 0.00224921, "∂C/∂yhat": -0.094852, "∂C/∂z": -0.00428509, "∂C/∂b": -0.00428509, "∂C/∂n": 0.00428509}
        | {"∂C/∂e": 0.086068, "∂C/∂d": 0.086068}
        | {"∂C/∂w1": -0.0171403, "∂C/∂w2": 0.00857017, "∂C/∂w3": -0.00428509},
    ),
    "neuron with logistic loss": (LOGISTIC, {}, {"L": 0.048587, "∂L/∂z": -0.047426}),
    "model 1": (
        ONE_INPUT,
        {},
        {"yhat": [[0.6, 1.1, 1.6]], "L": 5.71, "∂L/∂w": -10.266667, "∂L/∂b": -4.466667},
    ),
    "model 2": (
        ONE_LAYER,
        DATA,
        {"yhat": [[0.475, 1.35, -0.9]], "L": 3.502708, "∂L/∂w": [[3.383333, -4.941667]], "∂L/∂b": [[-1.383333]]},
    ),
    "model 3": (
        LINEAR,
        NUMBERS,
        {"Z": [[0.3, 0.1, 0.4], [-0.1, -1, 1.1], [0.1, 1.5, -1.8]], "yhat": [[0.65, 2.05, -1.4]], **LINEAR_FIGURES},
    ),
    "model 4": (
        LAYERS,
        NUMBERS,
        {"A": [[0.574443, 0.524979, 0.598688], [0.475021, 0.268941, 0.750260], [0.524979, 0.817574, 0.141851]]}
        | {"yhat": [[0.561911, 0.864825, 0.119353]], **LAYERS_FIGURES},
    ),
    "error signal of regression": (REGRESSION, {}, {"L": 2, "∂L/∂a": 2}),
    "error signal of softmax": (
        SOFTMAX,
        {},
        {"p": [[0.659001], [0.242433], [0.098566]], "L": 1.417030} | {"∂L/∂a": [[0.659001], [-0.757567], [0.098566]]},
    ),
    "gradient of one layer": (
        THETA,
        {},
        {"∂L/∂theta": [[0.659001, 1.318002], [-0.757567, -1.515134], [0.098566, 0.197132]]},
    ),
}


@pytest.mark.parametrize("slide", SLIDES)
def test_figures_of_the_lectures_are_read_back(slide):
    """Every surface shows what the lectures print, to the last digit that they print."""
    board, numbers, figures = SLIDES[slide]
    values = board.bind(**numbers)
    drawn, ran, on_page = from_circuit(board, values), from_script(board, values), from_page(board, values)
    printed = [each(board, values) for each in (from_equations, from_notebook, from_trace)]
    printed += [on_page.equations, on_page.calculation]
    for written_so, figure in figures.items():
        name, expected = own_name(values.graph, written_so), np.array(figure, dtype=float)
        for rows in (each[write_name(name)] for each in printed):
            close(np.array([[number(entry) for entry in row] for row in rows]), np.atleast_2d(expected))
        for picture in (drawn, on_page.circuit):
            pictured = [picture[entry] for entry, _ in entries(name, values[name])]
            close(np.array(pictured).reshape(expected.shape), expected)
        close(np.array(ran[identifier(name)], dtype=float), expected)


def test_the_slope_of_the_neuron_is_read_back():
    """σ′ = 0.045177 of CONFORMANCE 2 is no name of the board: it stands where the cotangent passes σ."""
    assert "(−0.0948517) × 0.0451767 = −0.00428509" in NEURON.trace().text()
    assert "−0.09485 × 0.04518 = −0.004285" in words(NEURON.diagram(NEURON.bind(), steps=True))


STEPS = {  # one step of gradient descent in CONFORMANCE 2 and 4: the board, the learning rate, and where it leads
    "neuron": (NEURON, 1, {"b": -1.995715, "w1": -0.982860, "w2": 0.491430, "w3": 10.004285}, 0.00187872),
    "model 1": (ONE_INPUT, 0.1, {"w": 1.526667, "b": 0.546667}, 0.127141),
}


@pytest.mark.parametrize("slide", STEPS)
def test_steps_of_the_lectures_are_read_back(slide):
    """A step of gradient descent leads to the same numbers in the trace and in the script."""
    board, rate, figures, cost = STEPS[slide]
    traced = from_trace(board, board.bind(), learning_rate=rate)
    one, two = (from_script(board, board.bind(), learning_rate=rate, steps=steps) for steps in (1, 2))
    for name, figure in figures.items():
        close(np.array(number(traced[write_name(name)][0][0])), np.array(figure))
        close(np.array(one[name]), np.array(figure))
    name = board.whiteboard.cost
    close(np.array(number(traced[write_name(name)][0][0])), np.array(cost))
    close(np.array(two[name]), np.array(cost))  # of the second step, made with the parameters of the first


def test_network_of_thirteen_numbers_reads_the_same_everywhere():
    """CONFORMANCE 3: the 2-3-1 network's own values in its explanation, its picture and its script."""
    network = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", loss="squared_error", dtype="float64", seed=2)
    assert network.layout.size == 13
    explanation = network.explain([[4.0, -2.0]], [1.0])
    values = explanation.values
    assert [values[name].shape for name in ("X", "A1", "A2")] == [(2, 1), (3, 1), (1, 1)]
    sheet = Sheet("a network", forward_pass(values.graph), values.graph, "L", values, "layers")
    shown = explanation._repr_html_(), *re.findall(r"<section>.*?</section>", page(sheet), re.DOTALL)[:1]
    drawn = read(network.diagram([[4.0, -2.0]], [1.0], zoom="operations"))
    script = network.script([[4.0, -2.0]], [1.0], optimizer=cr.SGD(0.5), batch_size=1, epochs=1)
    ran = {"print": lambda *_: None}
    exec(script.text, ran)  # noqa: S102
    for name in ("Z1", "A1", "Z2", "A2", "L", *(Derivative("L", name) for name in network.parameters)):
        for row in digits(values[name]):
            assert all(f"<mn>{entry}</mn>" in each for entry in row for each in shown)
        assert all(drawn[entry] == value for entry, value in entries(name, values[name]))
        np.testing.assert_allclose(ran[identifier(name)], values[name], rtol=1e-12, atol=1e-15)
    moved = np.concatenate([(values[name] - 0.5 * values[f"∂L/∂{name}"]).ravel() for name in network.parameters])
    np.testing.assert_allclose(ran["theta"], moved, rtol=1e-12)


def close(found, figures):
    """Equal to a unit of the last digit that the lecture prints: the sixth decimal, or the sixth digit."""
    assert found.shape == figures.shape
    unit = np.select([np.abs(figures) < 0.01, np.abs(figures) < 0.04], [1e-8, 1e-7], 1e-6)
    assert (np.abs(found - figures) <= 1.01 * unit).all(), (found, figures)
