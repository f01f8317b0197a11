"""Displays: what a notebook shows stands alone and is well-formed; text is the fallback."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.display import WIDTH, Displayed
from chainrule.readers.check.growth import Growth
from chainrule.readers.check.growth_report import GrowthReport
from chainrule.readers.typeset.mathematics_style import mathematics_style
from chainrule.readers.typeset.text_blocks import columns

BOARD = cr.whiteboard("""
    data X (n, m), y (1, m)
    params W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)
    Z = W1 @ X + b1
    A = sigmoid(Z)
    yhat = w2 @ A + b2
    L = mean((yhat - y)**2)
""")
RNG = np.random.default_rng(0)
VALUES = BOARD.bind(
    X=RNG.normal(size=(2, 3)),
    y=RNG.normal(size=(1, 3)),
    W1=RNG.normal(size=(3, 2)),
    b1=RNG.normal(size=(3, 1)),
    w2=RNG.normal(size=(1, 3)),
    b2=[[0.5]],
)
X, Y = RNG.normal(size=(8, 2)), np.arange(8) % 2
NETWORK = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", seed=0)
RUN = NETWORK.train(X, Y, batch_size=4, epochs=3, validation=(X, Y), record=True, monitor=True)
MODEL = cr.TableModel(epochs=1, hidden=(3,)).fit("xor")
THINGS = {
    "node": BOARD.graph.outputs["L"],
    "leaf": cr.input("X", ("n", "m")),
    "constant": cr.constant(2),
    "graph": BOARD.backward(),
    "board": BOARD,
    "network": NETWORK,
    "run": RUN,
    "landscape": RUN.landscape(points=3),
    "race": cr.race(NETWORK, (X, Y), epochs=1, view={"points": 3}),
    "random search": cr.random_search(NETWORK, (X, Y), draws=5),
    "monitor": RUN.monitor,
    "course": RUN.update_course("W1[0,0]"),
    "batching": cr.Network([2, 3, 1]).train(X, Y, batch_size=cr.AdaDamp(start=1, every=1), epochs=2).batching,
    "entries": NETWORK.entries(),
    "slice": RUN.slice("W1[0,0]"),
    "slices": RUN.slices("W1[0,0]", 2),
    "surfaces": RUN.surfaces(),
    "scatter": RUN.scatter(),
    "five steps": RUN.five_steps(1),
    "equations": BOARD.equations("named", VALUES),
    "derivation": BOARD.equations("derivation"),
    "trace": BOARD.trace(VALUES, learning_rate=0.1),
    "check": BOARD.check(VALUES),
    "growth": GrowthReport(("n",), (Growth(1000, 1e-3, 2e-3), Growth(10_000, 1e-2, 2e-2))),
    "verdict": BOARD.claim("dW1 = w2.T @ (2/m*(yhat - y)) @ X.T"),
    "script": BOARD.script(VALUES),
    "explanation": NETWORK.explain(X[:1], Y[:1]),
    "training": MODEL.report(),
    "evaluation": MODEL.evaluate("xor"),
}


def parsed(thing):
    """What a notebook shows, as a tree; an error where it is not well-formed."""
    return ET.fromstring(thing._repr_html_())  # noqa: S314


def said(thing):
    """All the words that a notebook shows."""
    return " ".join("".join(part.itertext()) for part in parsed(thing) if part.tag != "style")


@pytest.fixture(params=list(THINGS))
def thing(request):
    """Each of the public objects that display themselves."""
    return THINGS[request.param]


# ---- every display ------------------------------------------------------------------------------------------------


def test_every_kind_of_thing_is_tried_here():
    """A new row of the table needs a thing to be shown in this file."""
    assert cr.constant(1)._repr_html_()  # the table is filled when something is shown first
    assert set(map(type, THINGS.values())) == set(Displayed.displays)


def test_html_is_well_formed_and_stands_alone(thing):
    """No script, no link, no request: the one address is the name of SVG, and the font of mathematics is there."""
    html = thing._repr_html_().replace("src:url(data:font/woff2;base64,", "")
    parsed(thing)
    assert html.startswith('<div class="chainrule-display">')
    for word in ("<script", "href", "url(", "@import", "src="):
        assert word not in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")


def test_text_fits_into_a_terminal(thing):
    """Every line of a repr is shorter than 80 columns, and none is that of a record with its fields."""
    assert 0 < max(map(columns, repr(thing).splitlines())) <= WIDTH < 80
    assert "Formula" not in repr(thing)
    assert "Infix(" not in repr(thing)


def test_latex_is_there_where_there_are_formulas():
    """Nodes, graphs, boards and equations have some; what has none leaves it to HTML and text."""
    with_formulas = {name for name, thing in THINGS.items() if thing._repr_latex_()}
    assert with_formulas == {"node", "leaf", "constant", "graph", "board", "equations", "derivation"}
    assert BOARD._repr_latex_() == BOARD.equations().latex()
    assert cr.exp(-cr.input("x"))._repr_latex_() == r"$\displaystyle \exp\left(-x\right)$"


# ---- what each one says -------------------------------------------------------------------------------------------


def test_node_shows_its_formula_and_its_shape():
    """exp(−x), as MathML, and ()."""
    html = cr.exp(-cr.input("x", ("n", "m")))._repr_html_()
    assert "<p><math><mrow><mi>exp</mi>" in html
    assert "<p>shape (n, m)</p>" in html


def test_node_over_a_leaf_called_y_has_equations():
    """The name of the node gives way to that of the leaf."""
    assert str(cr.equations(2 * cr.input("y"))) == "y₁ = 2 y"


@pytest.mark.parametrize("depth", [50, 1_000, 50_000])
def test_deep_nodes_show_themselves(depth):
    """A display is as deep as its table, however deep the node; what is too large shows its text."""
    x = cr.input("x")
    for _ in range(depth // 2):
        x = cr.exp(-x)
    assert repr(x) == "<exp ()>"
    graph = cr.Graph({"L": x})
    assert ("<pre>" in x._repr_html_()) is ("<pre>" in graph._repr_html_()) is (depth > 400)
    assert (x._repr_latex_() is None) is (graph._repr_latex_() is None) is (depth > 400)


def test_large_constants_are_not_written_out():
    """A node that holds a table of numbers shows its text."""
    assert len((cr.input("x") * np.ones((100, 100)))._repr_html_()) < 2_000


def test_board_without_a_cost_shows_its_forward_pass():
    """A display raises nothing."""
    board = cr.whiteboard("data x (n, 1)\nz = 2 * x")
    assert "backward" not in said(board)
    assert board._repr_latex_() == board.whiteboard.graph._repr_latex_()


def test_network_shows_its_layers_and_a_small_one_its_neurons():
    """A row for each layer; a drawing where it can be read; different ids for different networks."""
    assert [row[0].text for row in parsed(NETWORK).iter("tr")] == ["layer", "1", "2"]
    assert "13 parameters, float32" in said(NETWORK)
    assert 'class="chainrule-neurons"' in NETWORK._repr_html_()
    assert "<svg" not in cr.Network([784, 30, 10])._repr_html_()
    other = cr.Network([2, 3, 1], seed=1)
    ids = [part.get("id") for network in (NETWORK, other) for part in parsed(network).iter() if part.get("id")]
    assert len(ids) == len(set(ids)) == 4


def test_run_shows_its_curves():
    """The cost and the validation, and how it ended."""
    assert 'class="chainrule-curves"' in RUN._repr_html_()
    assert "run: finished after 3 epochs, 6 steps" in said(RUN)


def test_run_without_a_step_shows_that():
    """There is nothing to draw, and no error."""
    run = cr.Network([2, 1]).train(X, Y, epochs=0)
    assert "No step has been recorded yet" in said(run)


def test_check_shows_a_row_for_each_gradient():
    """The verdict, and the same cells as in the terminal."""
    rows = [[cell.text for cell in row] for row in parsed(THINGS["check"]).iter("tr")]
    assert rows[0][-1] == "verdict"
    assert [(row[0], row[-1]) for row in rows[1:]] == [(f"∂L/∂{name}", "right") for name in BOARD.wrt]
    assert "26 evaluations of L, against one backward pass." in said(THINGS["check"])
    assert "The gradient of L agrees with central differences." in str(THINGS["check"])


def test_check_names_corners():
    """An entry that stands at a corner of relu is not judged, and the notebook says where it is."""
    board = cr.whiteboard("data x = 1\nparams w = 0\nL = relu(w * x)")
    report = board.check(board.bind())
    assert report.corners
    assert str(report.corners[0]) in said(report)


def test_derivation_shows_every_rule():
    """Each line has its shape and its rules."""
    rules = [rule for line in THINGS["derivation"].all for rule in line.rules]
    assert "∂L" in said(THINGS["derivation"])
    assert "(k, n)" in said(THINGS["derivation"])
    shown = [part.text for part in parsed(THINGS["derivation"]).iter("p") if part.get("class") == "quiet"]
    assert shown == rules


def test_trace_shows_every_sentence_and_goes_on_counting():
    """Forward, backward and update are one numbered list with headings."""
    trace = THINGS["trace"]
    shown = [part.text for part in parsed(trace).iter("p") if part.get("class") == "quiet"]
    assert shown == [step.sentence for step in trace.steps if step.phase != "given"]
    starts = [int(part.get("start")) for part in parsed(trace).iter("ol")]
    counts = [len(trace.phase(phase)) for phase in ("forward", "backward", "update")]
    assert np.diff([*starts, starts[-1] + counts[-1]]).tolist() == counts
    assert "←" in said(trace)


def test_large_results_are_summed_up():
    """A trace of 784 inputs says how many numbers there are."""
    board = cr.whiteboard("data X (n, m)\nparams w (1, n)\nL = sum(w @ X)")
    trace = board.trace(board.bind(X=np.ones((784, 2)), w=np.zeros((1, 784))))
    assert "784 × 2 numbers from 1 to 1" in said(trace)
    assert len(trace._repr_html_()) < 6_000 + len(mathematics_style())


def test_verdict_shows_the_slip():
    """Right and wrong have a sign and a word, and the answer stays hidden."""
    assert "✗ ∂L/∂W₁: missing slope" in said(THINGS["verdict"])
    right = BOARD.claim("db2 = sum(2/m*(yhat - y), axis=1)")
    assert "✓ ∂L/∂b₂: right" in said(right)
