"""One source: equation, notebook, trace, circuit and script show the same numbers in the same digits."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops.identifiers import identifier
from chainrule.readers.typeset.text import write_name

from .lectures import CHAIN, LAYERS, LAYERS_FIGURES, LINEAR, LINEAR_FIGURES, NUMBERS
from .pictures import read
from .random_boards import random_board
from .reading_back import (
    computed,
    digits,
    entries,
    folded,
    from_circuit,
    from_equations,
    from_notebook,
    from_script,
    from_trace,
    number,
)

# ---- random boards ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_random_boards_show_one_evaluated_array(first):
    """On 100 random boards every named array reads the same wherever it is shown, and the script computes it too."""
    for seed in range(first, first + 20):
        board, numbers = random_board(seed)
        values = board.bind(**numbers)
        written, shown, traced = from_equations(board, values), from_notebook(board, values), from_trace(board, values)
        drawn, ran, away = from_circuit(board, values), from_script(board, values), folded(board)
        for name in computed(board):
            expected, called = digits(values[name]), write_name(name)
            assert written[called] == expected, (seed, name)
            assert shown[called] == expected, (seed, name)
            assert name in away or traced[called] == expected, (seed, name)
            for entry, value in entries(name, values[name]):
                assert drawn[entry] == value, (seed, name)
            np.testing.assert_allclose(ran[identifier(name)], values[name], rtol=1e-12, atol=1e-12)


def test_random_boards_are_different():
    """Few boards have the same equations, and few cotangents are folded away."""
    boards = [random_board(seed)[0] for seed in range(100)]
    assert len({str(board.equations()) for board in boards}) > 90
    assert sum(len(folded(board)) for board in boards) < 10


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
data x1 = 4, x2 = -2, x3 = 1, y = 1
params b = -2, w1 = -1, w2 = 0.5, w3 = 10
s1 = b + w1 * x1
s2 = s1 + w2 * x2
z = s2 + w3 * x3
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
        {"s1": -6, "s2": -7, "z": 3, "n": -3, "e": 0.049787, "d": 1.049787, "yhat": 0.952574, "r": -0.047426}
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
}


@pytest.mark.parametrize("slide", SLIDES)
def test_figures_of_the_lectures_are_read_back(slide):
    """Equation, notebook, trace, circuit and script show what the lectures print, to the last digit that they print."""
    board, numbers, figures = SLIDES[slide]
    values = board.bind(**numbers)
    drawn, ran = from_circuit(board, values), from_script(board, values)
    printed = [each(board, values) for each in (from_equations, from_notebook, from_trace)]
    for name, figure in figures.items():
        expected = np.array(figure, dtype=float)
        for rows in (each[write_name(name)] for each in printed):
            close(np.array([[number(entry) for entry in row] for row in rows]), np.atleast_2d(expected))
        pictured = [drawn[entry] for entry, _ in entries(name, values[name])]
        close(np.array(pictured).reshape(expected.shape), expected)
        close(np.array(ran[identifier(name)], dtype=float), expected)


def test_network_of_thirteen_numbers_reads_the_same_everywhere():
    """CONFORMANCE 3: the 2-3-1 network's own values in its explanation, its picture and its script."""
    network = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", loss="squared_error", dtype="float64", seed=2)
    assert network.layout.size == 13
    explanation = network.explain([[4.0, -2.0]], [1.0])
    values = explanation.values
    assert [values[name].shape for name in ("X", "A1", "A2")] == [(2, 1), (3, 1), (1, 1)]
    shown = explanation._repr_html_()
    drawn = read(network.diagram([[4.0, -2.0]], [1.0], zoom="operations"))
    script = network.script([[4.0, -2.0]], [1.0], optimizer=cr.SGD(0.5), batch_size=1, epochs=1)
    ran = {"print": lambda *_: None}
    exec(script.text, ran)  # noqa: S102
    for name in ("Z1", "A1", "Z2", "A2", "L", *(f"∂L/∂{name}" for name in network.parameters)):
        for row in digits(values[name]):
            assert all(f"<mn>{entry}</mn>" in shown for entry in row)
        assert all(drawn[entry] == value for entry, value in entries(name, values[name]))
        np.testing.assert_allclose(ran[identifier(name)], values[name], rtol=1e-12, atol=1e-15)
    moved = np.concatenate([(values[name] - 0.5 * values[f"∂L/∂{name}"]).ravel() for name in network.parameters])
    np.testing.assert_allclose(ran["theta"], moved, rtol=1e-12)


def close(found, figures):
    """Equal to a unit of the last digit that the lecture prints: the sixth decimal, or the sixth digit."""
    assert found.shape == figures.shape
    unit = np.select([np.abs(figures) < 0.01, np.abs(figures) < 0.04], [1e-8, 1e-7], 1e-6)
    assert (np.abs(found - figures) <= 1.01 * unit).all(), (found, figures)
