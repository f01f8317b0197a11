"""Displays hold what a person wrote as text: names of leaves, activations, classes, metrics."""

import xml.etree.ElementTree as ET

import numpy as np

import chainrule as cr
from chainrule.faces.trained_run import TrainedRun
from chainrule.readers.check.report import check
from chainrule.readers.trace import trace
from chainrule.readers.typeset.text_blocks import columns
from chainrule.training.history import History

EVIL = '<img src="//evil.example/x" onerror="alert(1)">&\\href{javascript:alert(1)}{x}'
X = np.random.default_rng(0).normal(size=(8, 2))
ALLOWED = {"div", "style", "p", "h4", "pre", "table", "thead", "tbody", "tr", "th", "td", "ol", "li", "svg", "math"}


def evil_things():
    """Names that would run code, wherever a person can put one."""
    x, w = cr.input(EVIL), cr.parameter(f"{EVIL}2")
    graph = cr.differentiate(cr.Graph({"L": cr.square(x * w)}, {f"{EVIL}3": x * w}), [f"{EVIL}2"])
    values = cr.Values(graph, {EVIL: 2.0, f"{EVIL}2": 3.0})
    labels = np.array([EVIL, "b"] * 4)

    def evil_activation(z):
        return cr.tanh(z)

    evil_activation.__name__ = EVIL
    network = cr.Network([2, 3, 1], hidden=evil_activation, output="sigmoid", dtype="float64")
    history = History()
    history.add_steps([1.0, 0.5], [0.1, 0.1], [2, 2])
    history.add_epoch({EVIL: 0.5})
    yield from (x, x * w, graph, cr.equations(graph), cr.equations(graph, "named"))
    yield trace(graph, values)
    yield check(graph, values)
    yield cr.equations(graph, "derivation")
    yield cr.equations(graph, "derivation", values)
    yield network
    yield network.explain(X, labels)
    yield TrainedRun(history, EVIL, 2, 1, 4, 0.1, None, (), EVIL, EVIL, 2, EVIL, None)


def test_names_reach_html_escaped():
    """However a name reads, it stays text: no element, no attribute and no command comes of it."""
    for thing in evil_things():
        html = thing._repr_html_()
        assert "<img" not in html
        tree = ET.fromstring(html)  # noqa: S314
        assert not any(name.startswith("on") or name in ("src", "href") for part in tree.iter() for name in part.attrib)
        assert {part.tag.split("}")[-1] for part in tree} <= ALLOWED
        assert "\\href" not in (thing._repr_latex_() or "")
        assert max(map(columns, repr(thing).splitlines())) < 80
