"""Programs: gradient and update composed into one function, whose every vector is what `evaluate` says."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.task import TableType
from chainrule.errors import SettingError
from chainrule.training.optimizers import Optimizer
from chainrule.training.program import TrainingProgram

REAL = (TableType("X", "float64"), TableType("Y", "float64"))
ARCHITECTURE = cr.Network([3, 4, 2], hidden="tanh", dtype="float64").architecture


@dataclass(frozen=True)
class Rule(Optimizer):
    """An update rule with two vectors of its own, made by a function."""

    learning_rate: float = 0.1
    make: Callable = lambda now: {"theta": now.theta}

    state_names: ClassVar[tuple[str, ...]] = ("u", "v")

    def rule(self, now):
        """What the function says."""
        return self.make(now)


def after_steps(program, steps=3, rows=5):
    """The vectors after some steps, by the program and by `evaluate`."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    vectors = {name: rng.normal(size=program.trainable.layout.size) for name in program.vector_names}
    if program.frozen:
        vectors["learns"] = 1 - program.trainable.layout.mask(program.frozen)
    expected = {name: vector.copy() for name, vector in vectors.items()}
    batches = [rng.permutation(20)[:rows] for _ in range(steps)]
    tables = {"X": X, "Y": Y}
    order, bounds = np.concatenate(batches), np.arange(steps + 1) * rows
    done, _ = program.run(tables, order, bounds, [0.1] * steps, (1, 0), vectors, program.memory(rows))
    assert done == steps
    for step, order in enumerate(batches, start=1):
        leaves = program.trainable.layout.views(expected["theta"])
        values = cr.Values(program.graph, {**leaves, "X": X[order].T, "Y": Y[order].T})
        for name in program.learning:
            program.trainable.layout.view(expected["gradient"], name)[...] = values[f"∂L/∂{name}"]
        numbers = {**expected, "learning_rate": 0.1, "step": float(step)}
        update = cr.Values(program.update_graph, {name: numbers[name] for name in program.update_graph.leaves})
        new = {name.removeprefix("new "): update[name].copy() for name in program.update_graph.outputs}
        expected |= new
    return vectors, expected


def assert_same(program, **more):
    """The program and `evaluate` come to the same vectors."""
    found, expected = after_steps(program, **more)
    for name, vector in expected.items():
        np.testing.assert_allclose(found[name], vector, rtol=1e-12, atol=1e-13, err_msg=name)


RULES = {
    "swap": lambda now: {"theta": now.state["u"], "u": now.theta},
    "swap, the other way round": lambda now: {"u": now.theta, "theta": now.state["u"]},
    "rotation": lambda now: {"theta": now.state["u"], "u": now.state["v"], "v": now.theta},
    "old theta kept": lambda now: {"theta": now.theta - 0.1 * now.gradient, "u": now.theta},
    "old theta read after the new one": lambda now: {
        "theta": now.theta - 0.1 * now.gradient,
        "u": now.state["u"] + now.theta,
        "v": cr.sqrt(cr.sum(now.theta * now.theta)) * now.state["v"],
    },
    "new theta read": lambda now: {
        "theta": (new := now.theta - 0.1 * now.gradient),
        "u": new,
        "v": new * now.theta,
    },
    "one result twice": lambda now: {"theta": (new := now.theta * 0.5), "u": new, "v": new},
    "a window": lambda now: {
        "theta": cr.concatenate([now.theta[5:], now.theta[:5]]),
        "u": now.theta[0:1] * now.state["u"] + now.state["u"][3:4],
        "v": cr.where(now.theta > 0, now.state["u"], now.state["v"]),
    },
    "chosen by the old theta": lambda now: {
        "theta": cr.where(now.gradient > 0, now.theta, -now.theta),
        "u": cr.where(now.theta, now.state["u"], now.theta),
        "v": cr.where(now.state["v"] > now.theta, now.state["v"], 0),
    },
    "untouched": lambda now: {"theta": now.theta, "u": now.state["u"], "v": now.gradient},
    "a number for all": lambda now: {"theta": now.theta * 0 + cr.max(now.theta), "u": now.state["v"] * now.step},
}


@pytest.mark.parametrize("name", RULES)
def test_every_vector_is_updated_from_the_old_ones(name):
    """Whichever vector is written first, nobody reads the new one for the old one."""
    rule = RULES[name]
    program = TrainingProgram(ARCHITECTURE, Rule(make=lambda now: rule(now)), np.float64, REAL)
    assert_same(program)


def random_rule(seed):
    """An update of three vectors by some random entrywise ops over all of them."""

    def rule(now):
        rng = np.random.default_rng([3, seed])
        nodes = [now.theta, now.gradient, now.state["u"], now.state["v"]]
        for kind in rng.integers(5, size=8):
            a, b = (nodes[int(i)] for i in rng.integers(len(nodes), size=2))
            made = (a - b, cr.tanh(a), cr.where(a > b, a, b), a * cr.sum(b) * 0.01, cr.minimum(a, b))
            nodes.append(made[kind])
        new = [nodes[int(i)] for i in rng.integers(len(nodes), size=3)]
        return dict(zip(rng.permutation(["theta", "u", "v"]).tolist(), new, strict=True))

    return rule


def test_random_update_rules_agree_with_evaluate():
    """Two hundred rules whose results are new arrays, old vectors, or shared."""
    for seed in range(200):
        program = TrainingProgram(ARCHITECTURE, Rule(make=random_rule(seed)), np.float64, REAL)
        assert_same(program, steps=2)


@pytest.mark.parametrize(
    "optimizer", [cr.SGD(), cr.Momentum(), cr.Nesterov(), cr.AdaGrad(), cr.RMSprop(), cr.Adam(), cr.AdamW()]
)
@pytest.mark.parametrize("frozen", [frozenset(), frozenset({"W1", "b2"})])
def test_optimizers_run_as_they_are_written(optimizer, frozen):
    """Printed source and `evaluate` make the same steps of each rule, frozen parameters or not."""
    state = {} if optimizer.state_names == () else {"clip_norm": 0.5}
    optimizer = type(optimizer)(0.1, **state)
    program = TrainingProgram(ARCHITECTURE, optimizer, np.float64, REAL, frozen)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    vectors = program.new_vectors(rng.normal(size=ARCHITECTURE.layout.size), {})
    start = {name: vector.copy() for name, vector in vectors.items()}
    program.run({"X": X, "Y": Y}, np.arange(6), np.array([0, 6]), [0.1], (1, 0), vectors, program.memory(6))
    numbers = {**start, "gradient": vectors["gradient"], "learning_rate": 0.1, "step": 1.0}
    update = cr.Values(program.update_graph, {name: numbers[name] for name in program.update_graph.leaves})
    for name in program.update_graph.outputs:
        np.testing.assert_allclose(vectors[name.removeprefix("new ")], update[name], rtol=1e-13, atol=1e-15)


def test_frozen_parameters_have_no_cotangent():
    """Nothing is computed for them, and their part of the gradient stays zero."""
    program = TrainingProgram(ARCHITECTURE, cr.SGD(), np.float64, REAL, frozenset({"W1", "b1"}))
    assert list(program.graph.outputs) == ["L", "∂L/∂W2", "∂L/∂b2"]
    assert "dW1" not in program.source


def test_freezing_everything_is_refused():
    """Then there is nothing to train."""
    program = TrainingProgram(ARCHITECTURE, cr.SGD(), np.float64, REAL, frozenset(ARCHITECTURE.layout.shapes))
    with pytest.raises(SettingError, match="every parameter is frozen; unfreeze one to train"):
        _ = program.source


@pytest.mark.parametrize("kind", ["uint8", "int64", "float64", "float32", "bool"])
def test_table_of_another_type_is_cast_batch_by_batch(kind):
    """The steps are those on a table that was cast beforehand, bit for bit."""
    rng = np.random.default_rng(1)
    X = rng.integers(0, 2, (20, 3)).astype(kind)
    Y = rng.normal(size=(20, 2)).astype(np.float32)
    thetas = []
    for table in (X, X.astype(np.float32)):
        types = (TableType.of("X", table), TableType.of("Y", Y))
        program = TrainingProgram(ARCHITECTURE, cr.SGD(), np.float32, types)
        vectors = program.new_vectors(np.full(ARCHITECTURE.layout.size, 0.1, dtype=np.float32), {})
        order, bounds = np.array([1, 3, 5, 2, 4, 0, 1, 2]), np.array([0, 3, 5, 8])
        program.run({"X": table, "Y": Y}, order, bounds, [0.1, 0.2, 0.1], (1, 0), vectors, program.memory(3))
        thetas.append(vectors["theta"])
    assert np.array_equal(*thetas)


def test_first_cost_that_is_not_finite_ends_the_run_before_its_update():
    """Theta is what it was, and so is the number of steps."""
    program = TrainingProgram(ARCHITECTURE, cr.SGD(), np.float64, REAL)
    X, Y = np.ones((4, 3)), np.ones((4, 2))
    X[2] = np.nan
    vectors = program.new_vectors(np.full(ARCHITECTURE.layout.size, 0.1), {})
    tables, order, bounds = {"X": X, "Y": Y}, np.arange(4), np.arange(5)
    done, costs = program.run(tables, order, bounds, [0.1] * 4, (1, 0), vectors, program.memory(1))
    assert done == 2
    assert np.isfinite(costs).tolist() == [True, True, False]
    assert np.isfinite(vectors["theta"]).all()


def test_training_source_assigns_nothing_that_it_does_not_read():
    """For every optimizer, with dropout, L2, clipping, weights and labels; and each line has at most 120 characters."""
    architecture = cr.Network([3, 4, 4, 2], output="softmax", dropout=0.2, l2=0.1).architecture
    types = (TableType("X", "float32"), TableType("labels", "int64"), TableType("weights", "float32", "F"))
    for optimizer in (cr.SGD(), cr.Momentum(clip_norm=1.0), cr.RMSprop(), cr.AdamW()):
        for frozen in (frozenset(), frozenset({"W1", "b1", "W2"})):
            source = TrainingProgram(architecture, optimizer, np.float32, types, frozen).source
            names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
            assigned = {name.id for name in names if isinstance(name.ctx, ast.Store)}
            assert assigned <= {name.id for name in names if isinstance(name.ctx, ast.Load)}, source
            assert max(map(len, source.splitlines())) <= 120


def test_rates_and_seeds_are_no_part_of_the_source():
    """One compiled function serves every learning rate, seed and batch size."""
    assert "0.123" not in TrainingProgram(ARCHITECTURE, cr.SGD(0.123), np.float64, REAL).source
    types = (TableType("X", "float32"), TableType("Y", "float32"))
    programs = {
        cr.Network([2, 1], seed=seed)._model.program(cr.SGD(cr.cosine(rate)), types)
        for seed in (7, 77)
        for rate in (0.1, 0.2)
    }
    assert len(programs) == 1
