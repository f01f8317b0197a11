"""What the tests of pictures share: boards of the lectures, and how to read a picture back."""

import xml.etree.ElementTree as ET

import numpy as np

import chainrule as cr

SVG = "{http://www.w3.org/2000/svg}"
CHAIN = cr.whiteboard("m = -x\ng = exp(m)\nh = g + 1\nf = 1 / h")
TWO_LAYERS = cr.whiteboard("""
    data X (n, m), y (1, m)
    params W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)
    Z = W1 @ X + b1
    A = sigmoid(Z)
    yhat = w2 @ A + b2
    L = mean((yhat - y)**2)
""")


def parsed(svg):
    """The picture as a tree; an error where it is not well-formed."""
    return ET.fromstring(svg)  # noqa: S314


def read(svg):
    """Every number of a picture by its name, in full."""
    spans = [span for span in parsed(svg).iter() if "data-value" in span.attrib]
    return {span.get("data-name"): float(span.get("data-value")) for span in spans}


def words(svg):
    """All that stands in the picture."""
    return [" ".join(text.itertext()) for text in parsed(svg).iter(f"{SVG}text")]


def network(sizes, m=1, **settings):
    """A network's graph and values for m examples."""
    made = cr.Network(sizes, dtype="float64", **settings)
    rng = np.random.default_rng(0)
    columns = np.eye(sizes[-1])[:, np.arange(m) % sizes[-1]]
    return made.graph(), cr.Values(made.graph(), dict(made.parameters, X=rng.normal(size=(sizes[0], m)), Y=columns))
