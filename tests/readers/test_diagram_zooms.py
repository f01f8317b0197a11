"""The zooms of the circuit: letters without numbers, labels of entries, and groups where there are too many boxes."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.ops.elementwise import unary
from chainrule.readers.diagram import MOST_PARTS, ZOOMS, diagram
from chainrule.readers.drawing.name_labels import make_labels

from .pictures import CHAIN, SVG, TWO_LAYERS, network, parsed, read, words

# ---- letters ------------------------------------------------------------------------------------------------------


def test_letters_need_no_numbers():
    """Without values, the picture shows names, shapes and the names of the cotangents."""
    shown = [word.replace(" ", "") for word in words(diagram(TWO_LAYERS.graph))]
    assert {"W₁", "(k,n)", "∂L/∂W₁", "Z(k,m)", "∂L/∂ŷ"} <= set(shown)


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["W1[0,0]", "W1[0,1]", "W1[1,0]"], ["w¹₁₁", "w¹₁₂", "w¹₂₁"]),
        (["x[0,0]", "x[1,0]"], ["x₁", "x₂"]),
        (["b[0,0]"], ["b"]),
        (["W2[0,0]", "W2[0,1]", "w2"], ["W²₁", "W²₂", "w₂"]),
        (["x[0,0]", "x[11,1]"], ["x₁,₁", "x₁₂,₂"]),
    ],
)
def test_labels_of_entries(names, labels):
    """Entries are counted from 1, as in the lecture; axes with one entry are not counted."""
    assert list(make_labels(names).values()) == labels


# ---- zooms and groups ---------------------------------------------------------------------------------------------


def parts(svg):
    """The boxes of a picture: kind and name of each."""
    return [
        (part.get("class").split()[1], part.get("data-part"))
        for part in parsed(svg).iter(f"{SVG}g")
        if part.get("class", "").startswith("part")
    ]


def test_layers_hold_their_parameters():
    """A network has a box for each layer, one for the cost, and its data."""
    svg = diagram(*network([784, 30, 10], 5, output="sigmoid", loss="half_squared_error"), zoom="layers")
    assert parts(svg) == [("input", "X"), ("group", "A1"), ("group", "A2"), ("input", "Y"), ("group", "L")]
    assert {"layer 1", "layer 2", "Z₁ = W₁ X + b₁"} <= set(words(svg))
    assert read(svg)["∂L/∂W1 norm"] > 0


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("settings", [{"output": "softmax", "loss": "cross_entropy"}, {"loss": "logistic"}])
def test_what_the_cost_does_not_read_is_not_drawn(settings, zoom):
    """The probabilities beside a loss on logits are no part of the circuit of the cost; an output of a board is."""
    outputs = 1 if settings["loss"] == "logistic" else 3
    svg = diagram(*network([2, 3, outputs], output=settings.get("output", "sigmoid"), loss=settings["loss"]), zoom=zoom)
    assert not [name for _, name in parts(svg) if name.startswith("A2")]
    assert [name for _, name in parts(svg) if name.startswith("Z2")]
    assert ("layer 2" in words(svg)) == (zoom == "layers")
    board = cr.whiteboard("p = sigmoid(a)\nL = a**2")
    assert ("gate", "p") in parts(diagram(board.graph, board.bind(a=1)))


@pytest.mark.parametrize("zoom", ZOOMS)
def test_wide_circuits_stand_in_rows(zoom):
    """However long a chain of layers is, its picture is no wider than a page, and is read row by row."""
    svg = diagram(*network([3, 3, *[2] * 6, 1]), zoom=zoom)
    width, height = (float(parsed(svg).get(side)) for side in ("width", "height"))
    assert width <= 1110
    assert height > 500
    wires = " ".join(path.get("d") for path in parsed(svg).iter(f"{SVG}path") if path.get("class") == "edge")
    assert wires.count("Q") >= 4  # four corners at least


def test_large_gates_are_grouped():
    """A network of 47,000 gates is drawn as layers, and says how many gates there are."""
    svg = diagram(*network([784, 30, 10], 1, output="sigmoid", loss="half_squared_error"), zoom="gates")
    assert len(parts(svg)) == 5
    assert any("gates and leaves, drawn as layers" in line for line in words(svg))


def test_long_boards_are_grouped():
    """A board of 300 lines is drawn in a few boxes, each standing for many lines, and keeps its last number."""
    lines = ["a0 = x * 1.01", *(f"a{i} = a{i - 1} + sin(a{i - 1})" for i in range(1, 300))]
    board = cr.whiteboard("\n".join(lines))
    svg = diagram(board.graph, board.bind(x=0.1))
    assert len(parts(svg)) <= MOST_PARTS
    assert read(svg)["a299"] == float(board.bind(x=0.1)["a299"])


def test_a_matrix_above_nine_entries_is_summed_up():
    """Its norm and its mean stand for it."""
    w = cr.parameter("W", (4, 3))
    array = np.arange(12.0).reshape(4, 3)
    found = read(diagram(cr.Graph({"L": cr.sum(w)}), cr.Values(cr.Graph({"L": cr.sum(w)}), {"W": array})))
    assert found["W mean"] == 5.5
    assert found["W norm"] == pytest.approx(np.linalg.norm(array))
    assert "W[0,0]" not in found


def test_plain_numbers_have_no_box():
    """+1 and 1/x tell their numbers themselves."""
    assert [name for _, name in parts(diagram(CHAIN.graph))] == ["x", "m", "g", "h", "f"]


@pytest.mark.parametrize("name", [name for name, op in ALL_OPS.items() if op.entrywise and op.shape is not unary])
def test_a_number_beside_what_arrives_stands_in_the_gate(name):
    """Of every op that acts on entries of several operands."""
    x = cr.parameter("x")
    node = ALL_OPS[name](x, 3.5, x) if name == "where" else ALL_OPS[name](x, 3.5)
    assert [called for _, called in parts(diagram(cr.Graph({"f": node})))] == ["x", "f"]


@pytest.mark.parametrize("zoom", ["", "gate"])
def test_unknown_zooms_are_refused(zoom):
    """The message lists the zooms."""
    with pytest.raises(cr.SettingError, match="one of layers, operations, gates"):
        diagram(CHAIN.graph, zoom=zoom)


def test_gates_need_sizes():
    """Letters have no gates; sizes give them some without any values."""
    with pytest.raises(cr.GraphError, match="gates are drawn for numbers, and the size k has none; hand some in"):
        diagram(TWO_LAYERS.graph, zoom="gates")
    assert "w¹₁₂" in words(diagram(TWO_LAYERS.graph, zoom="gates", sizes={"n": 2, "m": 1, "k": 2}))


@pytest.mark.parametrize("zoom", ZOOMS)
def test_outputs_that_are_no_cost_have_no_cotangents(zoom):
    """Only one number can be differentiated; a matrix is drawn with its values alone, entry by entry too."""
    x = cr.input("x", (2, 1))
    graph = cr.Graph({"y": 2 * x})
    svg = diagram(graph, cr.Values(graph, {"x": [[1.0], [2.0]]}), zoom=zoom, steps=True)
    assert set(read(svg)) == {"x[0,0]", "x[1,0]", "y[0,0]", "y[1,0]"}
    assert "∂" not in svg + diagram(graph, zoom=zoom, steps=True)
