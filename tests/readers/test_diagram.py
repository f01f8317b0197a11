"""The circuit: the lectures' figures read back out of the picture, and that it is a well-formed SVG."""

import re

import numpy as np
import pytest
from tests.engines.random_graphs import random_graph
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.readers.diagram import ZOOMS, diagram
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.notation.op_labels import OP_LABELS

from .pictures import CHAIN, SVG, TWO_LAYERS, network, parsed, read, words

NEURON = cr.whiteboard("""
    data x1 = 4, x2 = -2, x3 = 1, y = 1
    params b = -2, w1 = -1, w2 = 0.5, w3 = 10
    s1 = b + w1 * x1
    s2 = s1 + w2 * x2
    z = s2 + w3 * x3
    yhat = sigmoid(z)
    C = (yhat - y)**2
""")
NUMBERS = {
    "X": [[1, 2, -1], [0.5, -1, 2]],
    "y": [[1, 0, 2]],
    "W1": [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]],
    "b1": [[0.1], [0], [-0.1]],
    "w2": [[1, -1, 0.5]],
    "b2": [[0.2]],
}


def gates(svg, op):
    """Name, value and cotangent of each gate of an op, in the order of computing."""
    cost = re.search("Circuit of (.)", svg)[1]
    parts = [part.get("data-part") for part in parsed(svg).iter(f"{SVG}g") if part.get("data-op") == op]
    figures = read(svg)
    return [(figures[name], figures[f"∂{cost}/∂{name}"]) for name in parts]


# ---- the lectures' figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", ["operations", "gates"])
def test_gate_chain_of_the_first_lecture(zoom):
    """m, g, h, f and their cotangents stand in the picture, as the slides have them."""
    found = read(diagram(CHAIN.graph, CHAIN.bind(x=1), zoom=zoom))
    slide = {"m": -1, "g": 0.367879, "h": 1.367879, "f": 0.731059}
    slide |= {"∂f/∂h": -0.534447, "∂f/∂g": -0.534447, "∂f/∂m": -0.196612, "∂f/∂x": 0.196612, "∂f/∂f": 1, "x": 1}
    assert {name: round(value, 6) for name, value in found.items()} == slide


def test_neuron_of_the_first_lecture():
    """Products, partial sums, prediction, cost and every cotangent of the one-neuron network, gate by gate."""
    svg = diagram(NEURON.graph, NEURON.bind(), zoom="gates")
    found = read(svg)
    slide = {"s1": -6, "s2": -7, "z": 3, "yhat": 0.952574, "C": 0.00224921, "∂C/∂yhat": -0.094852}
    slide |= {"∂C/∂z": -0.00428509, "∂C/∂b": -0.00428509, "∂C/∂w1": -0.0171403, "∂C/∂w2": 0.00857017}
    slide |= {"∂C/∂w3": -0.00428509, "∂C/∂x1": 0.00428509, "∂C/∂x2": -0.00214254, "∂C/∂x3": -0.0428509}
    for name, value in slide.items():
        assert found[name] == pytest.approx(value, rel=2e-6, abs=5e-7), name
    products = gates(svg, "multiply")
    assert [value for value, _ in products] == [-4, -1, 10]
    assert [slope for _, slope in products] == pytest.approx([-0.00428509] * 3, rel=2e-6)


def test_sigmoid_of_the_neuron_as_gates():
    """σ is −, exp, +1 and 1/x, with the lecture's numbers above and below."""
    svg = diagram(NEURON.graph, NEURON.bind(), zoom="gates")
    for op, value, slope in (
        ("negate", -3, 0.00428509),
        ("exp", 0.049787, 0.086068),
        ("divide", 0.952574, -0.094852),
    ):
        assert gates(svg, op) == [(pytest.approx(value, abs=5e-7), pytest.approx(slope, abs=5e-7))]
    assert gates(svg, "add")[-1] == (pytest.approx(1.049787, abs=5e-7), pytest.approx(0.086068, abs=5e-7))


def test_two_layer_model_of_the_third_lecture():
    """Every entry of every named matrix and of its cotangent is the board's own number, at each zoom."""
    values = TWO_LAYERS.bind(**NUMBERS)
    for zoom in ("operations", "gates"):
        found = read(diagram(TWO_LAYERS.graph, values, zoom=zoom))
        for name in (*TWO_LAYERS.graph.all_names, "∂L/∂W1", "∂L/∂b1", "∂L/∂w2", "∂L/∂b2", "∂L/∂Z", "∂L/∂yhat"):
            for index in np.ndindex(values[name].shape):
                entry = f"{name}[{','.join(map(str, index))}]" if index else name
                assert found[entry] == float(values[name][index])


def test_shown_digits_are_the_one_formatters():
    """What is read is the number in the one format, with a minus sign as it is printed."""
    svg = diagram(CHAIN.graph, CHAIN.bind(x=1))
    for span in parsed(svg).iter(f"{SVG}tspan"):
        if "data-value" in span.attrib:
            assert span.text == format_number(float(span.get("data-value")), 4).replace("-", "−")


def test_steps_are_written_on_demand():
    """Upstream times local is downstream, under each gate and where it is pointed at."""
    without, with_steps = (diagram(CHAIN.graph, CHAIN.bind(x=1), steps=steps) for steps in (False, True))
    assert "−0.5344 × 0.3679 = −0.1966" in words(with_steps)
    assert "−0.5344 × 0.3679 = −0.1966" not in words(without)
    assert "-0.5344 × 0.3679 = -0.1966" in without.replace("−", "-")


def test_steps_of_matrices_are_rules():
    """Where a gate takes matrices, the rule stands under it: upstream G, and a and b for what arrives."""
    for values in (None, TWO_LAYERS.bind(**NUMBERS)):
        shown = words(diagram(TWO_LAYERS.graph, values, steps=True))
        assert {"∂L/∂a = G bᵀ", "∂L/∂b = aᵀ G", "∂L/∂a = G ⊙ out ⊙ (1 − out)", "∂L/∂a = 2 G ⊙ a"} <= set(shown)
        assert any("under a gate: upstream (G) × local = downstream" in line for line in shown)
        assert not {"∂L/∂a = G bᵀ"} & set(words(diagram(TWO_LAYERS.graph, values)))
    assert "∂L/∂a = G bᵀ" in cr.Network([2, 1]).diagram(zoom="operations", steps=True)


def test_rules_that_are_too_long_are_cut():
    """The slope of gelu would make its gate as wide as a page."""
    svg = diagram(cr.Graph({"L": cr.sum(cr.gelu(cr.input("x", (2, 1))))}), steps=True)
    (rule,) = [line for line in words(svg) if "σ(" in line]
    assert len(rule) == 44
    assert rule.endswith("…")


# ---- every op -----------------------------------------------------------------------------------------------------

WITHOUT_SAMPLER = {
    "input": cr.input("x"),
    "parameter": cr.parameter("w"),
    "constant": cr.constant(2),
    "dimension": cr.dimension("m") * cr.input("x", ("m",)),
    "eye": cr.eye("m") + cr.input("S", ("m", "m")),
    "one_hot": cr.one_hot(cr.input("labels", (1, "m"), kind="index"), 3),
    "dropout_mask": cr.dropout_mask(cr.input("seed", kind="index"), cr.input("step", kind="index"), (2, 3), 0.5),
    "uniform": ALL_OPS["uniform"](*(cr.input(name, kind="index") for name in ("seed", "step")), shape=(2, 3), mask=1),
}


MOVING = ("same", "transpose", "swapaxes", "broadcast", "reshape", "concatenate", "slice")


def test_no_op_is_without_a_picture():
    """Those that have no sampler are drawn too."""
    assert set(SAMPLERS) | set(WITHOUT_SAMPLER) == set(ALL_OPS)


@pytest.mark.parametrize("name", ALL_OPS)
def test_every_op_has_a_picture(name):
    """A box with its sign; a size alone stands in the gate that reads it."""
    node = SAMPLERS[name](np.random.default_rng(0)).node if name in SAMPLERS else WITHOUT_SAMPLER[name]
    svg = diagram(cr.Graph({"out": node}), steps=True)
    drawn = {part.get("data-op") for part in parsed(svg).iter(f"{SVG}g")}
    others = {"input": "x", "parameter": "w", "constant": "out", "dimension": "×m", "multiply": "⊙"}
    sign = others.get(name, OP_LABELS[name])
    assert name in drawn or name == "dimension"
    assert any(sign in line for line in words(svg))


@pytest.mark.parametrize("zoom", ["operations", "gates"])
@pytest.mark.parametrize("name", SAMPLERS)
def test_every_op_shows_its_number(name, zoom):
    """What stands on the line of an op is what it computes, opened into gates or not."""
    case = SAMPLERS[name](np.random.default_rng(1))
    graph = cr.Graph({"out": case.node})
    values = cr.Values(graph, {leaf.name: array for leaf, array in case.numbers(np.random.default_rng(2)).items()})
    shown = {key: number for key, number in read(diagram(graph, values, zoom=zoom)).items() if key.startswith("out")}
    out = values["out"]
    entries = {f"out[{','.join(map(str, at))}]" if at else "out": float(out[at]) for at in np.ndindex(out.shape)}
    summary = {"out norm": np.linalg.norm(out), "out mean": out.mean()} if out.size else {}
    if zoom == "gates" and name in MOVING:
        assert not shown  # the entries themselves arrive, under their own names
    else:
        assert shown == pytest.approx(entries, nan_ok=True) or shown == pytest.approx(summary)


# ---- the file -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", ZOOMS)
def test_pictures_are_well_formed_and_stand_alone(zoom):
    """Valid XML with a title and a description, no script, no request, and ids that the prefix keeps apart."""
    one, two = (diagram(*network([2, 3, 3], output="softmax"), zoom=zoom, prefix=prefix) for prefix in ("a", "b"))
    root = parsed(one)
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert "<script" not in one
    assert not re.search(r"href|url\(|@import", one)
    ids = [[part.get("id") for part in parsed(svg).iter() if part.get("id")] for svg in (one, two)]
    assert len(set(ids[0] + ids[1])) == len(ids[0]) + len(ids[1])


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("zoom", ZOOMS)
def test_random_graphs_are_drawn(zoom, seed):
    """Every kind of op can be drawn at every zoom, and the cost in the picture is the cost."""
    graph = random_graph(seed)
    forward = cr.Graph({"L": graph.graph.node("L")})
    values = cr.Values(forward, {name: graph.numbers[name] for name in forward.leaves})
    found = read(diagram(forward, values, zoom=zoom, steps=True))
    assert [value for name, value in found.items() if re.fullmatch(r"L(\[0,0\])?", name)] == [float(values["L"].item())]


def test_words_are_escaped():
    """Names and titles cannot break out of the picture."""
    x = cr.input('x<b>"&')
    graph = cr.Graph({"<L>": x * x})
    svg = diagram(graph, cr.Values(graph, {'x<b>"&': 2.0}), title="<script>", prefix='"><script>')
    assert "<script" not in svg
    assert read(svg)['∂<L>/∂x<b>"&'] == 4


def test_the_same_graph_always_looks_the_same():
    """Two pictures of one graph are the same text."""
    graph, values = network([3, 4, 3], output="softmax")
    assert diagram(graph, values, zoom="gates") == diagram(graph, values, zoom="gates")


def test_labels_of_data_have_no_cotangent():
    """Class labels are whole numbers and never differentiated."""
    made = cr.Network([2, 3], dtype="float64")
    graph = made.graph(labelled=True)
    values = cr.Values(graph, dict(made.parameters, X=np.ones((2, 2)), labels=np.array([[0, 2]])))
    assert "∂L/∂labels[0,0]" not in read(diagram(graph, values))
