"""Printed JavaScript trains as NumPy does: every optimizer and schedule, NumPy's order of rows, the same masks."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.registry import ENGINES
from chainrule.ops import ALL_OPS
from chainrule.training.batches import Batches, constant_size
from chainrule.training.optimizers import OPTIMIZERS
from chainrule.training.schedules import SCHEDULES, Moment

from .javascript_runs import JavascriptFunction, training_in

RNG = np.random.default_rng(3)

# ---- training -------------------------------------------------------------------------------------------------------

TRIED = {
    "SGD": cr.SGD(0.05),
    "momentum": cr.Momentum(0.02, clip_norm=0.5),
    "Nesterov": cr.Nesterov(cr.cosine(0.02)),
    "RMSprop": cr.RMSprop(0.002),
    "Adam": cr.Adam(cr.warm_up(0.003, 50)),
    "AdamW": cr.AdamW(0.003),
    "AdaGrad": cr.AdaGrad(0.05),
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


def test_what_a_board_draws_is_that_of_numpy(in_node):
    """Masks and noise of any number of axes: the parameters to 1e-11."""
    text = """data X (m, n), D (m, 2, 3) ~ dropout(0.3), e (3) ~ 0.1*normal
    params W (n, 6), c (3) = 0
    L = mean((D*reshape(X @ W, m, 2, 3) - 1)**2) + sum((c + e)**2)"""
    found = []
    for engine in ("numpy", "javascript"):
        board = cr.whiteboard(text)
        board.train(X=ROWS, optimizer=cr.SGD(0.1), batch_size=8, epochs=2, engine=engine, dtype="float64")
        found.append(board.theta)
    np.testing.assert_allclose(*found, rtol=1e-11)


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


def test_long_updates_go_by_leaps(in_node):
    """Of 1,077 parameters four at a time, and the last one alone."""
    rows, found = RNG.normal(size=(20, 40)), []
    for engine in ("numpy", "javascript"):
        network = cr.Network([40, 25, 2], seed=2, dtype="float64")
        network.train(rows, rows[:, :2], optimizer=cr.Adam(0.01), batch_size=5, epochs=3, engine=engine)
        found.append(network.theta)
    np.testing.assert_allclose(*found, rtol=1e-11, atol=1e-13)
    text = network.source(engine="javascript")
    assert "for (let i = 0; i < 1076; i += 4) {" in text
    assert "for (let i = 1076; i < 1077; i += 1) {" in text


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


def test_numbers_between_0_and_1_are_those_of_the_op(node):
    """Bit for bit, of which noise is made in every engine."""
    seed, step = (cr.input(name, kind="index") for name in ("seed", "step"))
    drawn = cr.Graph({"u": ALL_OPS["uniform"](seed, step, shape=(5, 40), mask=3)}, {}, (seed, step))
    (expected,) = cr.evaluate(drawn.outputs.values(), {seed: 2**40 + 1, step: 7})
    np.testing.assert_array_equal(JavascriptFunction(drawn, node)({"seed": 2**40 + 1, "step": 7})["u"], expected)


def test_dropout_masks_are_those_of_the_op(node):
    """For seeds of more than 32 bits, steps and masks, every entry."""
    seed, step = (cr.input(name, (), kind="index") for name in ("seed", "step"))
    masks = {f"mask {i}": cr.dropout_mask(seed, step, (5, 40), 0.1 + 0.4 * i, mask=i) for i in range(3)}
    for numbers in ((0, 1), (2**31, 1000), (2**53 - 1, 77)):
        expected = cr.evaluate(masks.values(), dict(zip((seed, step), numbers, strict=True)))
        found = JavascriptFunction(cr.Graph(masks, {}, (seed, step)), node)({"seed": numbers[0], "step": numbers[1]})
        for name, mask in zip(masks, expected, strict=True):
            np.testing.assert_array_equal(found[name], mask)
