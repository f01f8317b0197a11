"""The drawing of neurons: a circle for each, a line for each weight, and both can be read back."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import chainrule as cr
from chainrule.readers.neurons import neurons

SVG = "{http://www.w3.org/2000/svg}"
PARAMETERS = {
    "W1": np.array([[0.5, -1.0], [0.25, 0.0], [2.0, 1.0]]),
    "b1": np.array([[0.1], [0.2], [-0.3]]),
    "W2": np.array([[1.0, -2.0, 3.0]]),
    "b2": np.array([[0.5]]),
}


def parsed(svg):
    """The picture as a tree; an error where it is not well-formed."""
    return ET.fromstring(svg)  # noqa: S314


def lines(svg):
    """The line of each weight by its name."""
    return {path.get("data-name"): path for path in parsed(svg).iter(f"{SVG}path") if path.get("data-name")}


def test_all_thirteen_parameters_can_be_read():
    """The 2-3-1 network of lecture 1 has nine lines and four biases."""
    root = parsed(neurons([2, 3, 1], PARAMETERS))
    found = {one.get("data-name"): float(one.get("data-value")) for one in root.iter() if one.get("data-value")}
    arrays = PARAMETERS.items()
    expected = {f"{name}[{i},{j}]": array[i, j] for name, array in arrays for i, j in np.ndindex(array.shape)}
    assert found == expected


def test_width_and_dash_say_size_and_sign():
    """The largest weight of a layer is the widest; a negative one is of another kind, which is dashed."""
    found = lines(neurons([2, 3, 1], PARAMETERS))
    widths = [float(found[f"W1[{i},{j}]"].get("stroke-width")) for i, j in ((2, 0), (0, 1), (0, 0), (1, 0), (1, 1))]
    assert widths == sorted(widths, reverse=True)
    assert "negative" in found["W1[0,1]"].get("class")
    assert "positive" in found["W1[0,0]"].get("class")
    assert re.search(r"negative\{[^}]*dasharray", neurons([2, 3, 1], PARAMETERS))


def test_columns_say_what_they_are():
    """Inputs, hidden layers and the output, from left to right, each with its size."""
    root = parsed(neurons([2, 3, 4, 1]))
    words = [(float(text.get("x")), "".join(text.itertext())) for text in root.iter(f"{SVG}text")]
    captions = [word for _, word in sorted(words) if word == "inputs" or word.startswith("layer")]
    assert captions == ["inputs", "layer 1", "layer 2", "layer 3, output"]


def test_large_layers_show_their_first_and_last_neurons():
    """784 inputs are eight circles and a count of the others."""
    svg = neurons([784, 30, 10], cr.Network([784, 30, 10]).parameters)
    words = ["".join(text.itertext()) for text in parsed(svg).iter(f"{SVG}text")]
    assert {"x₁", "x₅", "776 more", "x₇₈₂", "x₇₈₄", "22 more"} <= set(words)
    assert len(lines(svg)) == 8 * 8 * 2


def test_sizes_alone_are_enough():
    """Without parameters every line is thin and has no sign."""
    svg = neurons([2, 3, 1], title="<b>", prefix='"')
    assert svg.count("weight unknown") == 9
    assert "&lt;b&gt;" in svg
    parsed(svg)


def test_wrong_shapes_are_refused():
    """The parameter that does not fit is named, with the shape that does."""
    with pytest.raises(cr.ShapeError, match=re.escape("W1 must be (3, 2) in a [2, 3, 1] network, not (2, 3)")):
        neurons([2, 3, 1], {"W1": np.ones((2, 3))})
    with pytest.raises(cr.ShapeError, match="two or more whole numbers"):
        neurons([2])
