"""The trace: the lectures' numbers step by step, and steps that agree with the reference meaning."""

import numpy as np
import pytest
from tests.engines.random_graphs import random_graph

import chainrule as cr
from chainrule.graph.passes import Derivative
from chainrule.readers.notation.formula import Call, Matrix, Number, Power, Symbol
from chainrule.readers.trace import trace  # chainrule.readers.trace.tracing
from chainrule.readers.typeset.text import to_text
from chainrule.readers.typeset.text_blocks import columns, to_block

from .lectures import (
    CHAIN,
    CHAIN_FIGURES,
    LAYERS,
    LAYERS_FIGURES,
    LINEAR,
    LINEAR_FIGURES,
    NEURON,
    NEURON_FIGURES,
    NUMBERS,
)
from .random_boards import random_board


def of(board, detail="operations", learning_rate=None, **leaves):
    """The trace of a board."""
    return trace(board.backward(), board.bind(**leaves), detail, learning_rate)


def figures(text):
    """The last number of each line `name = … = number`."""
    lines = [line.split("  ", 2)[-1].strip() for line in text.splitlines()]
    return {line.split(" = ")[0]: line.split(" = ")[-1] for line in lines if " = " in line}


@pytest.mark.parametrize("detail", ["operations", "gates", "layers"])
def test_gate_chain_reads_as_the_slide(detail):
    """The numbers of f(h(g(m(x)))) stand in the text, forwards and backwards, at every degree of detail."""
    found = figures(of(CHAIN, detail, x=1).text())
    assert {name: found[name] for name in CHAIN_FIGURES} == CHAIN_FIGURES


def test_gate_chain_shows_upstream_times_local():
    """∂f/∂h is 1 × (−0.534447), the slope of 1/h."""
    assert "∂f/∂h = ∂f/∂f × (−1/h²) = 1 × (−0.534447) = −0.534447" in of(CHAIN, x=1).text()


def test_sigmoid_opens_into_the_gate_chain():
    """At the level of gates, σ shows −x, exp, +1 and 1/x with the numbers of the chain."""
    steps = of(cr.whiteboard("f = sigmoid(x)"), "gates", x=1).steps
    assert [step.op for step in steps if step.phase == "forward"] == ["negate", "exp", "add", "divide"]
    back = [float(step.result) for step in steps if step.phase == "backward"]
    np.testing.assert_allclose(back, [1, -0.534447, -0.534447, -0.196612, 0.196612], atol=5e-7)


def test_neuron_reads_as_the_slide():
    """Gate by gate: products, partial sums, the gates of σ, and every cotangent of lecture 1's neuron."""
    trace_of_neuron = of(NEURON, "gates")
    found = figures(trace_of_neuron.text())
    assert {name: found[name] for name in NEURON_FIGURES} == NEURON_FIGURES
    results = [float(step.result) for step in trace_of_neuron.phase("forward")]
    products = [-4, -6, -1, -7, 10, 3, -3, 0.0497871, 1.0497871, 0.952574, -0.0474259, 0.00224921]
    np.testing.assert_allclose(results, products, atol=5e-7)
    assert {"0.0860682", "−0.0948517"} <= set(found.values())


def test_a_step_and_its_sentence_say_one_slope():
    """P − Y where the columns of Y are known to sum to 1, and its general form where one of them sums to 2."""
    board = cr.whiteboard("data Y = [[1, 0], [1, 1]]\nparams Z = [[2, 1], [0, 1]]\nL = cross_entropy(Z, Y)")
    general = board.trace().steps[-1]
    assert to_text(general.formula) == "0.5 ∂L/∂L (softmax(Z) ⊙ 1⃗ᵀ Y − Y)"
    assert general.sentence.endswith("slope by Z is softmax(Z) ⊙ 1⃗ᵀ Y − Y")
    Z, labels = cr.parameter("Z", (2, "m")), cr.input("l", (1, "m"), kind="index")
    Y = cr.one_hot(labels, 2)
    graph = cr.differentiate(cr.Graph({"L": cr.cross_entropy(Z, Y)}, {"Y": Y}))
    known = trace(graph, cr.Values(graph, {"Z": [[2.0, 1.0], [0.0, 1.0]], "l": [[1, 0]]}))
    assert to_text(known.steps[-1].formula) == "∂L/∂L (1/m) (softmax(Z) − Y)"
    assert known.steps[-1].sentence.endswith("slope by Z is softmax(Z) − Y")
    assert "= 0.5 · 1 " in known.text()
    assert "1⃗ᵀ" not in known.text()


def test_what_cancels_has_all_its_digits():
    """0.3 − 0.3 is not 5.55112e−17; what is rounded to be read is not where the result shows rounding."""
    text = cr.whiteboard("params x = 0.1\nf = x*3 - 0.3").trace().text()
    assert "f = u₁ − 0.3 = 0.30000000000000004 − 0.3 = 5.55112e−17" in text
    assert "u₁ = x 3 = 0.1 · 3 = 0.3\n" in text
    assert "= 0.3 − 0.1 = 0.2" in cr.whiteboard("params x = 0.1\nf = x*3 - 0.1").trace().text()


def test_step_of_learning_reads_as_the_slide():
    """With η = 1 the four parameters move to the printed numbers and the cost falls to 0.00187872."""
    steps = of(NEURON, learning_rate=1).phase("update")
    np.testing.assert_allclose(
        [float(step.result) for step in steps], [-1.995715, -0.982860, 0.491430, 10.004285, 0.00187872], atol=5e-7
    )
    text = of(NEURON, learning_rate=1).text()
    assert "b ← b − η ∂C/∂b = −2 − 1 (−0.00428509) = −1.995715" in text
    assert "C falls: it was 0.00224921 and is 0.00187872 with the new parameters" in text


@pytest.mark.parametrize("detail", ["operations", "gates", "layers"])
@pytest.mark.parametrize(("board", "printed"), [(LINEAR, LINEAR_FIGURES), (LAYERS, LAYERS_FIGURES)])
def test_models_of_lecture_3(board, printed, detail):
    """Every gradient of the third and the fourth model stands in the trace."""
    results = {step.name: step.result for step in of(board, detail, **NUMBERS).steps}
    for name, figure in printed.items():
        np.testing.assert_allclose(results[name], np.asarray(figure, dtype=float), atol=5.01e-7)


def test_layers_show_the_equations():
    """A step for each name of the board, whose formula is its equation and whose sentence is that of all its ops."""
    layers = of(LAYERS, "layers", **NUMBERS)
    assert [step.name for step in layers.phase("forward")] == ["Z", "A", "yhat", "L"]
    text = layers.text()
    assert "W₁ X + b₁" in text
    assert "each row of W₁ meets each column of X: products, added up; W₁ X and b₁" in text


def test_text_fits_its_width():
    """No line of a text for 80 or 60 columns is longer."""
    for width in (80, 60):
        lines = of(LAYERS, learning_rate=0.1, **NUMBERS).text(width).splitlines()
        assert max(map(columns, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


def test_large_arrays_are_summed_up():
    """784 inputs are said in a few words."""
    board = cr.whiteboard("data X (n, m)\nparams w (1, n)\nL = sum(w @ X)")
    text = of(board, X=np.ones((784, 2)), w=np.zeros((1, 784))).text()
    assert "X = 784 × 2 numbers from 1 to 1" in text
    assert "∂L/∂w = ∂L/∂u₁ Xᵀ = 1 × 784 numbers from 2 to 2" in text


def test_reused_node_adds_its_cotangents():
    """The parts of x in x·x + x are steps of their own, and so is their sum."""
    steps = of(cr.whiteboard("f = x * exp(x) + x"), x=2).phase("backward")
    total = next(step for step in steps if step.name == "∂f/∂x")
    assert total.rule == "sum rule"
    assert total.sentence == "x was used 3 times, so its cotangents are added"
    assert [name for name, _ in total.operands] == ["g1", "g2", "g3"]
    np.testing.assert_allclose(total.result, np.exp(2) * 3 + 1)


def test_parameter_without_a_path_has_a_zero():
    """Its step says why."""
    board = cr.whiteboard("params w = 1, v = 2\nL = w * w")
    assert of(board).steps[-1].sentence == "no path leads from v to L"


def test_second_name_of_a_node_is_a_step():
    """B = A says so."""
    graph = cr.whiteboard("A = exp(x)\nB = A").graph
    assert trace(graph, cr.Values(graph, {"x": 0.0})).steps[-1].sentence == "B is another name of A"


def test_graph_without_cotangents_has_a_forward_pass_only():
    """Nothing is differentiated that nobody asked for."""
    graph = CHAIN.graph
    assert {step.phase for step in trace(graph, cr.Values(graph, {"x": 1.0})).steps} == {"given", "forward"}


def test_unknown_detail_is_refused():
    """The message lists those there are."""
    with pytest.raises(cr.SettingError, match="the detail of a trace is one of operations, gates, layers, not 'all'"):
        of(CHAIN, "all", x=1)


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_steps_are_the_evaluated_arrays(first):
    """On 100 random graphs every named step shows the very array of the values, and parts add up to their sums."""
    for seed in range(first, first + 20):
        random = random_graph(seed)
        values = cr.Values(random.graph, random.numbers)
        steps = trace(random.graph, values).steps
        for step in steps:
            if step.name in random.graph.all_names and step.rule not in ("start", "no path"):
                assert step.result is values[step.name]
            if step.rule == "sum rule":
                total = sum(part for _, part in step.operands)
                np.testing.assert_allclose(step.result, total, rtol=1e-9, atol=1e-12)
        assert {name for name in random.graph.outputs if isinstance(name, Derivative)} <= {step.name for step in steps}


@pytest.mark.parametrize("detail", ["operations", "gates", "layers"])
@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.slow) for first in (25, 50, 75))])
def test_every_name_has_its_step(first, detail):
    """On random boards (`make slow`: 100), whatever has a name, forwards and backwards, has a step with its array."""
    for seed in range(first, first + 25):
        board, numbers = random_board(seed)
        values = board.bind(**numbers)
        steps = {step.name: step for step in board.trace(values, detail).steps}
        assert set(board.backward().all_names) <= set(steps), seed
        for name in board.backward().all_names:
            np.testing.assert_array_equal(steps[name].result, values[name])


@pytest.mark.parametrize("detail", ["operations", "gates", "layers"])
def test_a_sign_stays_where_it_is_written(detail):
    """A line that only changes a sign keeps its name and its cotangent, though the next line could take the sign."""
    board = cr.whiteboard("U = -a\nV = 0 + U * b\nL = -V")
    names = [step.name for step in of(board, detail, a=2, b=3).steps]
    assert {"U", "V", "L", "∂L/∂U", "∂L/∂V", "∂L/∂a", "∂L/∂b"} <= set(names)
    assert "U = −a" in of(board, detail, a=2, b=3).text()


def test_blocks_keep_their_columns():
    """A transposed column next to a row stands level, in brackets of its height."""
    column = Matrix(((Number("1"),), (Number("-20"),)))
    assert to_block(Power(column, Symbol("⊤"))).lines == ("⎡  1⎤ᵀ", "⎣−20⎦ ")


def test_a_trace_keeps_to_its_width_whatever_the_numbers():
    """A matrix of long numbers is summed up in words rather than printed past the edge."""
    generator = np.random.default_rng(0)
    board = cr.whiteboard("data X (5, 7), Y (4, 7)\nparams W (4, 5)\nZ = W @ X\nA = sigmoid(Z)\nL = sum((A - Y)**2)")
    numbers = {"X": generator.normal(size=(5, 7)), "Y": np.ones((4, 7)), "W": generator.normal(size=(4, 5)) * 1e-5}
    assert max(map(len, board.trace(numbers).text(width=80).splitlines())) <= 80


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (1, ["exp([0])"]),
        (2, ["   ⎛⎡0⎤⎞", "exp⎝⎣1⎦⎠"]),
        (3, ["   ⎛⎡0⎤⎞", "exp⎜⎢1⎥⎟", "   ⎝⎣2⎦⎠"]),
        (4, ["   ⎛⎡0⎤⎞", "   ⎜⎢1⎥⎟", "exp⎜⎢2⎥⎟", "   ⎝⎣3⎦⎠"]),
    ],
)
def test_brackets_are_as_tall_as_what_they_hold(rows, lines):
    """On one line, at the top, between and at the bottom; the word stands at the middle."""
    assert list(to_block(Call("exp", (Matrix(tuple((Number(str(i)),) for i in range(rows))),))).lines) == lines


def test_a_size_and_a_number_have_no_step_of_their_own():
    """They stand where they are used: 12/3 in the step of the quotient."""
    text = str(cr.whiteboard("data x (1, m) = [[1, 2, 3]]\nparams w = 2\nL = 5*sum(w*x)/m").trace())
    steps = [line.split()[1] for line in text.splitlines() if line[:4].strip().isdigit()]
    assert steps == ["u₁", "u₂", "u₃", "L", "∂L/∂L", "∂L/∂u₃", "∂L/∂u₂", "∂L/∂u₁", "∂L/∂w"]


@pytest.mark.parametrize(("detail", "headings"), [("operations", 6), ("layers", 6), ("gates", 0)])
def test_a_trace_says_which_step_it_is_at(detail, headings):
    """Where a step of a loop begins, that is written over it; gates are opened and stand where they stand."""
    board = cr.whiteboard(
        "data x[1..2] = 1, h[0] = 0.5\nparams w = 2\nfor t in 1..2:\n    h[t] = tanh(w*h[t-1] + x[t])\nL = h[2]**2"
    )
    steps = board.trace(detail=detail)
    lines = [line.strip() for line in steps.text().splitlines()]
    found = [line for line in lines if line in ("t = 1", "t = 2", "then")]
    assert found == ["t = 1", "t = 2", "then", "t = 2", "t = 1", "then"][:headings]
    assert {step.where for step in steps.steps if step.name == "h_2"} == ({"t = 2"} if headings else {""})
