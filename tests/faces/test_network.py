"""Network: what a person sees of it, may change by hand, and is refused."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.loading import load
from chainrule.engines.task import TableType
from chainrule.errors import SettingError, ShapeError

RNG = np.random.default_rng(2)
X = RNG.normal(size=(40, 2))
LABELS = np.where(X[:, 0] > 0, "right", "left")


def test_repr_is_short():
    """Sizes and the number of parameters."""
    assert repr(cr.Network([784, 30, 10])) == "<network 784-30-10, 23,860 parameters>"


def test_summary_has_a_line_for_each_layer():
    """Equation, shapes, parameters, and what the cost is."""
    network = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", l2=0.1, dropout=0.2, frozen=["b1"])
    head, rule, *rest = network.summary().splitlines()
    assert head.split() == ["layer", "equation", "W", "b", "parameters"]
    assert set(rule) == {"─"}
    assert rest == [
        "1      sigmoid(W1 @ X + b1)   (3, 2)  (3, 1)  9 (b1 frozen)",
        "2      sigmoid(W2 @ A1 + b2)  (1, 3)  (1, 1)  4",
        "13 parameters, float32; loss logistic, averaged over examples, L2 0.1, dropout 0.2",
    ]


def test_summary_names_own_functions():
    """By the names they were defined with."""

    def swish(z):
        return z * cr.sigmoid(z)

    text = cr.Network([2, 3, 1], hidden=swish, average=False).summary()
    assert "swish(W1 @ X + b1)" in text
    assert text.endswith("13 parameters, float32; loss squared_error, summed over examples")


def test_theta_and_its_parameters_are_read_only():
    """Only the trainer and `set_theta` write them."""
    network = cr.Network([2, 3, 1])
    for array in (network.theta, *network.parameters.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_parameters_are_windows_on_theta():
    """They show what training makes of it."""
    network = cr.Network([2, 3, 1])
    W1 = network.parameters["W1"]
    network.set_theta(np.arange(13))
    assert W1.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_theta_is_set_as_a_whole_or_by_name():
    """Names win over the vector."""
    network = cr.Network([2, 3, 1])
    network.set_theta(np.arange(13), b2=[[7.0]], b1=np.ones((3, 1)))
    assert network.theta.tolist() == [0, 1, 2, 3, 4, 5, 1, 1, 1, 9, 10, 11, 7]
    network.set_theta(W2=[[1, 2, 3]])
    assert network.theta[9:12].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"theta": np.zeros(12)}, ShapeError, r"theta is \(13,\), got an array of shape \(12,\)"),
        ({"b1": [0, 1, 2]}, ShapeError, r"b1 is \(3, 1\), got an array of shape \(3,\)"),
        ({"W3": [[0]]}, SettingError, "there is no parameter 'W3'; there are W1, b1, W2, b2"),
        ({"b2": [[np.nan]]}, SettingError, "b2 must be finite; it holds NaN or infinity"),
        ({"b2": [["x"]]}, SettingError, r"b2 needs numbers in the shape \(1, 1\), got \[\['x'\]\]"),
        ({"theta": np.zeros(13), "b2": [[1, 2]]}, ShapeError, r"b2 is \(1, 1\)"),
        ({"b1": np.zeros((3, 1)), "b2": [[1, 2]]}, ShapeError, r"b2 is \(1, 1\)"),
    ],
)
def test_parameters_that_do_not_fit_are_refused_and_nothing_is_set(arguments, error, message):
    """All of them are checked before the first is written."""
    network = cr.Network([2, 3, 1], seed=3)
    before = network.theta.copy()
    with pytest.raises(error, match=message):
        network.set_theta(**arguments)
    assert np.array_equal(network.theta, before)


def test_source_is_the_code_that_runs():
    """It multiplies matrices, and making its step by hand moves theta as training does."""
    network = cr.Network([2, 3, 1], hidden="tanh", dtype="float64", seed=1)
    source = network.source(cr.SGD(0.1))
    assert "np.matmul(W1, X, out=Z1)" in source
    assert "np.subtract(theta, " in source
    program = network._model.program(cr.SGD(0.1), (TableType("X", "float64"), TableType("Y", "float64")))
    theta = network.theta.copy()
    step = load(source, "run_steps")
    y = X[:, :1].copy()
    done = step(X, y, [np.arange(40)], [0.1], 1, 0, theta, np.zeros(13), program.memory(40), np.zeros(1))
    network.train(X, y, optimizer=cr.SGD(0.1), batch_size="full", epochs=1)
    assert done == 1
    assert theta.tobytes() == network.theta.tobytes()


def test_source_without_an_optimizer_is_that_of_the_last_one():
    """Adam before the first run."""
    network = cr.Network([2, 1])
    assert "second_moment" in network.source()
    network.train(X, X[:, 0], optimizer=cr.Momentum(0.1), epochs=1)
    assert "velocity" in network.source()


def test_source_of_either_engine_can_be_read():
    """Compiled code multiplies matrices by the BLAS, and passes once over the entries of everything else."""
    pytest.importorskip("numba")
    source = cr.Network([2, 3, 1], hidden="tanh").source(cr.SGD(0.1), engine="numba")
    assert "np.dot(W1, X, A1)" in source
    assert "@loop\ndef loop_1(" in source


def test_run_records_engine_and_threads():
    """As they were asked for; None leaves the threads to the size of the products."""
    for threads in (None, 1, 2, np.int64(2)):
        run = cr.Network([2, 1]).train(X, X[:, 0], epochs=1, engine="numpy", threads=threads)
        assert (run.engine, run.why, run.threads) == ("numpy", "as asked for", threads)


def test_graph_is_the_cost_with_its_names():
    """It can be evaluated and differentiated as any other."""
    network = cr.Network([2, 3, 1], dtype="float64")
    graph = cr.differentiate(network.graph())
    values = cr.Values(graph, {**network.parameters, "X": X.T, "Y": X[:, :1].T})
    assert float(values["L"]) == pytest.approx(network.cost(X, X[:, 0]), rel=1e-13)
    slope = network.layout.view(network.gradient(X, X[:, 0]), "W1")
    np.testing.assert_allclose(values["∂L/∂W1"], slope, rtol=1e-12)
    assert "labels" in network.graph(labelled=True).leaves


def test_run_shows_how_it_went():
    """Outcome, epochs, steps and cost in one line."""
    network = cr.Network([2, 1])
    run = network.train(X, X[:, 0], epochs=2, batch_size=8)
    assert repr(run).startswith("<run: finished after 2 epochs, 10 steps, 0.0 s, last cost ")
    assert (run.outcome, run.engine, run.interrupted, run.examples) == ("finished", "numpy", False, 80)
    assert run.seconds > 0


def test_training_for_no_epochs_does_nothing():
    """But the data are looked at, so that the classes are known."""
    network = cr.Network([2, 1], output="sigmoid")
    before = network.theta.copy()
    run = network.train(X, LABELS, epochs=0)
    assert (run.steps, run.epochs, run.outcome) == (0, 0, "finished")
    assert np.array_equal(network.theta, before)
    assert network.classes.tolist() == ["left", "right"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cr.Network([2, 1], dtype="float16"), "dtype is one of float32, float64, not 'float16'"),
        (lambda: cr.Network([2, 1], seed=-1), "a seed is a whole number from 0, not -1"),
        (lambda: cr.Network([2, 1], seed=0.5), "a seed is a whole number from 0, not 0.5"),
        (lambda: cr.Network([2, 1], frozen=["W2"]), "there is no parameter 'W2'; there are W1, b1"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], epochs=-1), "epochs is a whole number from 0, not -1"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], epochs=1.5), "epochs is a whole number from 0, not 1.5"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], engine="jax"), "engine is one of auto, numba, numpy, not 'jax'"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], threads=0), "threads is a whole number from 1, not 0"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], threads=-1), "threads is a whole number from 1, not -1"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], threads="x"), "threads is a whole number from 1, not 'x'"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], threads=True), "threads is a whole number from 1, not True"),
        (lambda: cr.Network([2, 1]).train(X, X[:, 0], threads=1.5), "threads is a whole number from 1, not 1.5"),
        (lambda: cr.Network([2, 1]).source(engine="jax"), "one of auto, numba, numpy, javascript, not 'jax'"),
        (
            lambda: cr.Network([2, 1]).train(X, X[:, 0], engine="javascript"),
            "javascript is the text of a page and runs",
        ),
    ],
)
def test_setting_that_does_not_exist_is_refused(make, message):
    """With what there is."""
    with pytest.raises(SettingError, match=message):
        make()
