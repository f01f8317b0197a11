"""Printed JavaScript computes what `evaluate` computes, in bits what plain Python does, and trains as NumPy does."""

import subprocess
from pathlib import Path
from shutil import which

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.javascript.program import ASSEMBLED, TEXTS, javascript_function
from chainrule.engines.javascript.source import Javascript
from chainrule.engines.registry import ENGINES
from chainrule.ops import ALL_OPS
from chainrule.training.batches import Batches, constant_size
from chainrule.training.optimizers import OPTIMIZERS
from chainrule.training.schedules import SCHEDULES, Moment

from .agreement import disagreements, too_far
from .flat_python import FlatFunction
from .javascript_runs import JavascriptFunction, Node, training_in
from .random_graphs import COUNT, random_graph
from .test_numpy_program import BINARY, LOSSES, ODD, REDUCTIONS, UNARY

RNG = np.random.default_rng(3)
X, Y = cr.input("X", (2, "m")), cr.input("Y", (2, "m"))
SHARE = 9  # of the random graphs in a part: each op is in the first
PARTS = [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, SHARE))]


@pytest.fixture(scope="session")
def node():
    """A process of Node, where it is installed."""
    if not which("node"):
        pytest.skip("Node is not installed")
    process = Node()
    yield process
    process.close()


# ---- a pass over a graph --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_javascript_means_what_evaluate_means_on_random_graphs(part, node):
    """A ninth of the 500 (`make slow`: all) with their gradients: to 1e-12 or what `agreement` says."""
    for seed in range(part, COUNT, SHARE):
        rows = disagreements(random_graph(seed), lambda graph, _: JavascriptFunction(graph, node), (np.float64,))
        assert too_far(rows) == [], seed


@pytest.mark.parametrize("part", PARTS)
def test_javascript_and_plain_python_give_the_same_bits(part, node):
    """A ninth of the 500 random graphs (`make slow`: all): no number differs in any bit."""
    for seed in range(part, COUNT, SHARE):
        case = random_graph(seed)
        found, expected = JavascriptFunction(case.graph, node)(case.numbers), FlatFunction(case.graph)(case.numbers)
        for name, array in expected.items():
            np.testing.assert_array_equal(found[name], array, err_msg=f"{seed} {name}")


def test_graphs_of_the_quick_share_hold_every_op():
    """None of the alphabet is left out."""
    assert {node.op.name for seed in range(0, COUNT, SHARE) for node in random_graph(seed).graph.order} == set(ALL_OPS)


def test_entries_give_nan_and_infinity_where_evaluate_does(node):
    """Every op of one and of two numbers, at every pair of odd numbers."""
    pairs = np.stack(np.meshgrid(ODD, ODD)).reshape(2, 1, -1)
    outputs = {name: ALL_OPS[name](X[:1], Y[:1]) for name in BINARY} | {name: ALL_OPS[name](X[:1]) for name in UNARY}
    assert_as_evaluate(node, outputs, {"X": np.vstack([pairs[0]] * 2), "Y": np.vstack([pairs[1]] * 2)})


@pytest.mark.parametrize("number", ODD)
def test_reductions_and_losses_give_nan_and_infinity_where_evaluate_does(number, node):
    """Beside a finite number, and beside infinity."""
    outputs = {f"{name} {axis}": getattr(cr, name)(X, axis=axis) for name in REDUCTIONS for axis in (0, 1, None)}
    outputs |= {name: getattr(cr, name)(X, Y) for name in LOSSES}
    for other in (0.25, np.inf):
        numbers = {"X": np.array([[0.5, number, 1], [2, -1, other]]), "Y": np.array([[1, 0, 1], [0, 1.0, 0]])}
        assert_as_evaluate(node, outputs, numbers)


def assert_as_evaluate(node, outputs, numbers):
    """NaN and infinity at the same places, and all else within some roundings."""
    graph = cr.Graph(outputs, {}, (X, Y))
    found = JavascriptFunction(graph, node)(numbers)
    with np.errstate(all="ignore"):
        expected = cr.evaluate(outputs.values(), {X: numbers["X"], Y: numbers["Y"]})
    for name, array in zip(outputs, expected, strict=True):
        np.testing.assert_allclose(found[name], array, rtol=1e-14, atol=1e-15, err_msg=name)


SIZES = [(1, 1, 1), (3, 2, 5), (2, 16, 3), (5, 17, 6), (9, 33, 10), (7, 40, 1), (1, 300, 4), (6, 1030, 9)]


@pytest.mark.parametrize("shared", [True, False], ids=["WebAssembly", "JavaScript"])
@pytest.mark.parametrize("sizes", SIZES)
def test_products_of_every_size_are_sums_in_order(sizes, shared, node):
    """Tiles, their edges, and calls: the bits of one product added after the other, turned or not."""
    rows, inner, columns = sizes
    a, b = RNG.normal(size=(rows, inner)), RNG.normal(size=(inner, columns))
    A, B, At, Bt = (cr.input(name, one.shape) for name, one in (("A", a), ("B", b), ("At", a.T), ("Bt", b.T)))
    graph = cr.Graph({"AB": A @ B, "AtB": At.T @ B, "ABt": A @ Bt.T, "AtBt": At.T @ Bt.T}, {}, (A, B, At, Bt))
    expected = 0.0
    for k in range(inner):
        expected = expected + a[:, k : k + 1] * b[k : k + 1]
    for name, found in JavascriptFunction(graph, node, shared)({"A": a, "B": b, "At": a.T, "Bt": b.T}).items():
        np.testing.assert_array_equal(found, expected, err_msg=name)


@pytest.mark.slow
def test_assembled_products_are_those_of_their_text(tmp_path):
    """Byte by byte, where npm can bring the assembler."""
    made = tmp_path / "products.wasm"
    script = Path(__file__).parents[2] / "scripts" / "assemble_products.sh"
    if not which("npx") or subprocess.run(["sh", script, made], capture_output=True, check=False).returncode:  # noqa: S603, S607
        pytest.skip("npm is not installed, or brings nothing")
    assert made.read_bytes() == (TEXTS / ASSEMBLED).read_bytes()


def test_leaves_may_have_any_name(node):
    """Words of JavaScript, functions that the text calls, and the letters of its loops."""
    names = [*sorted(Javascript.words), "exp", "product", "tiled", "i", "j", "w0", "x1", "c2", "v1", "t1", "r1", "s1"]
    leaves = [cr.input(name, (2, "m")) for name in names]
    total = leaves[0]
    for leaf in leaves[1:]:
        total = cr.tanh(total + leaf) @ leaf.T @ leaf
    case = {leaf.name: RNG.uniform(-1, 1, (2, 3)) for leaf in leaves}
    (expected,) = cr.evaluate([total], {leaf: case[leaf.name] for leaf in leaves})
    found = JavascriptFunction(cr.Graph({"total": total}), node)(case)["total"]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_text_is_deterministic_and_says_what_is_computed():
    """Two prints are equal, and an entry is written with the names of the graph."""
    board = cr.whiteboard("data X (2, m)\nparams W (3, 2), b (3, 1)\nL = mean(tanh(W @ X + b))")
    one, other = (javascript_function(board.backward()) for _ in range(2))
    assert one == other
    assert "export function compute(X, W, b, memory, slots) {" in one
    assert "tanh(" in one
    assert "Math.tanh" not in one


# ---- training -------------------------------------------------------------------------------------------------------

TRIED = {
    "SGD": cr.SGD(0.05),
    "momentum": cr.Momentum(0.02, clip_norm=0.5),
    "Nesterov": cr.Nesterov(cr.cosine(0.02)),
    "RMSprop": cr.RMSprop(0.002),
    "Adam": cr.Adam(cr.warm_up(0.003, 50)),
    "AdamW": cr.AdamW(0.003),
}
ROWS = RNG.normal(size=(50, 3))


@pytest.fixture
def in_node(node, monkeypatch):
    """Training in Node, as an engine."""
    monkeypatch.setitem(ENGINES, "javascript", training_in(node))


def trained(settings, targets, more):
    """Theta and the costs of a network, trained by NumPy and in Node."""
    found = []
    for engine in ("numpy", "javascript"):
        network = cr.Network([3, 6, 2], seed=4, dtype="float64", **settings)
        run = network.train(ROWS, targets, engine=engine, **more)
        assert run.engine == engine
        found.append([network.theta, run.history.cost])
    return zip(*found, strict=True)


@pytest.mark.parametrize("name", TRIED)
def test_a_thousand_steps_are_those_of_numpy(name, in_node):
    """Theta to 1e-9, for every optimizer, with clipping and schedules."""
    more = {"optimizer": TRIED[name], "batch_size": 5, "epochs": 100}
    for one, other in trained({"hidden": "tanh"}, ROWS[:, :2] * ROWS[:, 1:], more):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_every_optimizer_is_among_them():
    """A new one is named here."""
    assert {type(one) for one in TRIED.values()} == {type(make()) for make in OPTIMIZERS.values()}


@pytest.mark.parametrize(
    ("settings", "labelled"),
    [
        ({"dropout": 0.3, "output": "softmax", "l2": 0.1}, True),
        ({"hidden": "gelu", "loss": "huber", "frozen": ("W1",)}, False),
    ],
)
def test_masks_labels_weights_and_frozen_parameters_are_those_of_numpy(settings, labelled, in_node):
    """With batches of several sizes: theta and costs to 1e-11."""
    targets = (ROWS[:, 0] > 0).astype(int) if labelled else ROWS[:, :2]
    more = {"weights": RNG.uniform(0.5, 2, len(ROWS)), "batch_size": growing, "last": "keep", "epochs": 5}
    for one, other in trained(settings, targets, {**more, "optimizer": cr.Adam(0.01)}):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13)


def growing(step, epoch):
    """Batches of 3 to 5 rows."""
    return 3 + step % 3


@pytest.mark.parametrize("product", ["W @ X", "W @ (X * X)"])
def test_wide_rows_are_copied_where_products_alone_read_them(product, in_node):
    """And the steps are those of NumPy, whoever reads them."""
    rows, found = RNG.normal(size=(30, 40)), []
    text = f"data X (40, m), y (1, m)\nparams W (3, 40), w (1, 3)\nL = mean((w @ tanh({product}) - y)**2)"
    for engine in ("numpy", "javascript"):
        board = cr.whiteboard(text)
        board.train(X=rows, y=rows[:, :1], optimizer=cr.SGD(0.01), batch_size=6, engine=engine, dtype="float64")
        found.append(np.concatenate([one.ravel() for one in board.parameters.values()]))
    np.testing.assert_allclose(*found, rtol=1e-12)
    assert ("gather_rows(X_table" in board.source(engine="javascript")) is (product == "W @ X")


EPOCHS = """(module, { X, Y, theta, epochs, seed, rows, m, rate }) => {
  const slots = module.places(m), room = slots[slots.length - 1], memory = module.new_memory(room);
  const steps = Math.floor(rows / m), rates = new Float64Array(steps).fill(rate), costs = new Float64Array(steps);
  const gradient = new Float64Array(theta.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = module.permutation(seed, epoch, rows), step = epoch * steps + 1;
    module.run_steps(X, Y, order, m, rates, step, seed, theta, gradient, memory, slots, costs);
  }
  return { theta };
}"""


def test_epochs_in_javascript_alone_are_those_of_python(node):
    """Rows dealt, masks drawn and steps made by the module: theta to 1e-12."""
    network = cr.Network([3, 6, 2], seed=9, dtype="float64", dropout=0.2, loss="half_squared_error")
    text, given = network.source(cr.SGD(0.1), engine="javascript"), {"theta": network.theta.copy(), "seed": 9}
    given |= {"X": ROWS, "Y": ROWS[:, :2] ** 2, "rows": len(ROWS), "m": 8, "epochs": 6, "rate": 0.1}
    network.train(ROWS, ROWS[:, :2] ** 2, optimizer=cr.SGD(0.1), batch_size=8, epochs=6)
    np.testing.assert_allclose(node.run(text, EPOCHS, **given)["theta"], network.theta, rtol=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_give_the_rates_of_python(name, node):
    """Printed from their formulas, over the moments of a run: to 1e-14."""
    schedule = SCHEDULES[name](0.1)
    names = ("step", "epoch", "progress")
    leaves = [cr.input(one, (1, "m")) for one in names]
    step = np.arange(200.0)
    numbers = dict(zip(names, (step, np.floor(step / 10), step / 200), strict=True))
    graph = cr.Graph({"rate": schedule.formula(Moment(*leaves)) + 0 * leaves[0]}, {}, tuple(leaves))
    found = JavascriptFunction(graph, node)({one: array[None] for one, array in numbers.items()})["rate"]
    np.testing.assert_allclose(found[0], schedule.rates(*numbers.values()), rtol=1e-14, atol=1e-17)


# ---- what is drawn --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def module():
    """The text of a training."""
    network = cr.Network([2, 3, 1], dropout=0.5, dtype="float64")
    return network.source(cr.SGD(), engine="javascript")


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, 2**32, 2**53 - 1])
def test_rows_come_in_the_order_of_numpy(seed, node, module):
    """Shuffled, and drawn with replacement, in several epochs and for tables of several sizes."""
    script = """({ permutation, drawn_rows }, { seed, epoch, rows }) =>
      ({ shuffled: permutation(seed, epoch, rows), drawn: drawn_rows(seed, epoch, rows) })"""
    for epoch, rows in ((0, 1), (0, 2), (1, 10), (3, 250), (1000, 4097)):
        found = node.run(module, script, seed=seed, epoch=epoch, rows=rows)
        for name, again in (("shuffled", False), ("drawn", True)):
            expected = Batches(constant_size(1), rows, seed, replacement=again).order(epoch)
            assert found[name].tolist() == expected.tolist(), (name, epoch, rows)


def test_dropout_masks_are_those_of_the_op(node):
    """For seeds of more than 32 bits, steps and masks, every entry."""
    seed, step = (cr.input(name, (), kind="index") for name in ("seed", "step"))
    masks = {f"mask {i}": cr.dropout_mask(seed, step, (5, 40), 0.1 + 0.4 * i, mask=i) for i in range(3)}
    for numbers in ((0, 1), (2**31, 1000), (2**53 - 1, 77)):
        expected = cr.evaluate(masks.values(), dict(zip((seed, step), numbers, strict=True)))
        found = JavascriptFunction(cr.Graph(masks, {}, (seed, step)), node)({"seed": numbers[0], "step": numbers[1]})
        for name, mask in zip(masks, expected, strict=True):
            np.testing.assert_array_equal(found[name], mask)
