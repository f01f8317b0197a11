"""The page: whole, well-formed, self-contained, escaped, and the same numbers as everywhere."""

import re
from html.parser import HTMLParser
from time import process_time

import numpy as np
import pytest

import chainrule as cr
from chainrule.faces.network import Network
from chainrule.graph.values import Values
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.page import Listing, Sheet, page
from chainrule.readers.page.document import POLICY
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify

BOARD = """
    data    X (n, m), y (1, m)
    params  W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)
    Z = W1 @ X + b1
    A = sigmoid(Z)
    yhat = w2 @ A + b2
    L = mean((yhat - y)**2)
"""
NUMBERS = {
    "X": [[1, 2, 0], [0.5, -1, 2]], "y": [[1, 0, 1]], "W1": [[0.1, 0.2], [-0.3, 0.4]], "b1": [[0], [0.1]],
    "w2": [[0.5, -0.6]], "b2": [[0.2]],
}  # fmt: skip
VOID = {"meta", "br", "hr", "img", "link", "input"}
SECTIONS = ["Equations", "Circuit", "Calculation", "Check against finite differences"]


class Reader(HTMLParser):
    """Reads a page, and fails where a tag is not closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.tags, self.attributes, self.ids = [], [], [], []
        self.headings, self._text = [], ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """A tag opens."""
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id"]
        self._text = ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """A tag closes: the one that was opened last."""
        assert self.open.pop() == tag
        if tag == "h2":
            self.headings.append(self._text)

    def handle_data(self, data):
        """Text between tags."""
        self._text += data


def sheet(text=BOARD, title="a board", numbers=None, **more):
    """A board as a sheet."""
    board = cr.whiteboard(text)
    values = None if numbers is None else board.bind(**numbers)
    return Sheet(title, board.graph, board.backward(), board.whiteboard.cost, values, **more)


@pytest.fixture(scope="module")
def whole():
    """The page of a board with numbers."""
    return page(sheet(numbers=NUMBERS))


def test_a_page_has_its_sections_in_order(whole):
    """Equations, circuit, calculation and check, and every tag is closed."""
    assert Reader(whole).headings == SECTIONS


def test_without_numbers_there_is_no_calculation():
    """Equations and circuit need no numbers."""
    assert Reader(page(sheet())).headings == SECTIONS[:2]


def test_a_page_needs_nothing_else(whole):
    """No script, no link, no picture, no font but its own, no address but names of formats; a policy forbids more."""
    read = Reader(whole)
    assert {"script", "link", "img", "iframe", "object", "form", "base"}.isdisjoint(read.tags)
    assert not any(name.startswith("on") or name in ("src", "href", "style") for name, _ in read.attributes)
    assert set(re.findall(r"https?://[^\"'<>\s]+", whole)) <= {"http://www.w3.org/2000/svg"}
    assert whole.count("url(") == whole.count("src:url(data:font/woff2;base64,") == 1
    assert "@import" not in whole
    assert ("content", POLICY) in read.attributes


def test_ids_are_unique(whole):
    """Three circuits on one page do not share their ids."""
    ids = Reader(whole).ids
    assert whole.count("<svg") == 3
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["∂L/∂W1", "∂L/∂b1", "∂L/∂w2", "∂L/∂b2", "L"])
def test_numbers_are_those_of_the_board(whole, name):
    """Every entry of a gradient is on the page, in the one number format."""
    values = cr.whiteboard(BOARD).bind(**NUMBERS)
    for number in np.ravel(values[name]):
        assert f">{format_number(number).replace('-', '−')}</mn>" in whole
        assert f'data-value="{float(number)!r}"' in whole


def test_what_comes_from_outside_is_escaped():
    """A title, a heading or a cell cannot bring tags along."""
    bad = "<script>alert('&')</script>"
    made = page(sheet("f = x * x", bad, {"x": 2}, listings=(Listing(bad, (bad,), ((bad,),)),)))
    assert "<script" not in made
    assert made.count("&lt;script&gt;") >= 5


def test_long_parts_unfold(whole):
    """Derivation, given numbers and the way back are closed until they are asked for; the way forward is open."""
    assert whole.count("<details>") == 6
    assert whole.count("<details open>") == 1


def test_large_arrays_are_summed_up():
    """The page of a 784-30-10 network at one row stays under 1 MB and takes less than a second."""
    network = Network([784, 30, 10], hidden="sigmoid", output="softmax", dtype="float64")
    graph = network.architecture.cost_graph(labelled=True, weighted=False)
    backward = simplify(differentiate(graph, [*network.layout.shapes, "X"]))
    column = np.random.default_rng(0).random((784, 1))
    values = Values(backward, {**network.parameters, "X": column, "labels": np.array([[3]])})
    begun = process_time()
    made = page(Sheet("a network", graph, backward, "L", values, "layers", "layers"))
    assert process_time() - begun < 1
    assert len(made.encode()) < 1_000_000
    assert "30 × 784 numbers from" in made
    assert Reader(made).headings == SECTIONS


def test_a_gradient_that_is_wrong_is_called_wrong():
    """The check on the page is a real one."""
    board = cr.whiteboard("L = (w * x)**2")
    backward = board.backward()
    wrong = cr.Graph({**backward.outputs, "∂L/∂w": 3 * backward.node("∂L/∂w")}, backward.names, backward.unused)
    made = page(Sheet("wrong", board.graph, wrong, "L", Values(wrong, {"w": 1.0, "x": 2.0})))
    assert '<td class="wrong">wrong</td>' in made


def test_the_gate_chain_of_lecture_1_is_read_back():
    """σ(1) = 0.731059 and its slope 0.196612 stand in the calculation, and whole in the circuit."""
    made = page(sheet("f = 1 / (1 + exp(-x))", numbers={"x": 1}))
    values = cr.whiteboard("f = 1 / (1 + exp(-x))").bind(x=1)
    for name, written in (("f", "0.731059"), ("∂f/∂x", "0.196612")):
        assert f"<mn>{written}</mn>" in made
        assert f'data-name="{name}" data-value="{float(values[name])!r}"' in made
