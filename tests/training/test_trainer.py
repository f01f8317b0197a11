"""The trainer: neither stretches, interruptions nor files change a bit, and its memory does not grow with the data."""

import signal
import threading
import tracemalloc

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DataError, DivergenceError, SettingError
from chainrule.training import trainer as trainer_module
from chainrule.training.divergence import explain_divergence

RNG = np.random.default_rng(11)
X = RNG.normal(size=(90, 5))
LABELS = (X[:, 0] + X[:, 1] * X[:, 2] > 0).astype(int) + (X[:, 3] > 0.5)
OPTIMIZERS = [
    cr.SGD(0.1),
    cr.Momentum(0.05),
    cr.Nesterov(0.05),
    cr.RMSprop(0.01),
    cr.Adam(0.01),
    cr.AdamW(cr.warm_up(cr.step_decay(0.01, 0.5, 2), 30), clip_norm=1.0),
]


def make(**more):
    """A network with two hidden layers and dropout."""
    return cr.Network([5, 12, 8, 3], output="softmax", dropout=0.25, l2=0.001, seed=3, **more)


def train(network, epochs, **more):
    """Train on the examples of this file."""
    return network.train(X, LABELS, epochs=epochs, **{"batch_size": 8, **more})


def assert_same_run(one, other):
    """Theta, the optimizer's state and the history are equal, bit for bit."""
    assert one.theta.tobytes() == other.theta.tobytes()
    vectors, others = one._checkpoint.progress.vectors, other._checkpoint.progress.vectors
    assert {name: vector.tobytes() for name, vector in vectors.items()} == {
        name: vector.tobytes() for name, vector in others.items()
    }
    columns, other_columns = one.history.to_arrays(), other.history.to_arrays()
    assert columns.keys() == other_columns.keys()
    for name, column in columns.items():
        np.testing.assert_array_equal(column, other_columns[name], err_msg=name)


class InterruptAt(cr.Callback):
    """Presses Ctrl-C once so many steps have been made."""

    def __init__(self, step):
        self.step = step

    def progressed(self, run):
        """Look at the clock."""
        if run.step >= self.step:
            self.step = 10**9
            signal.raise_signal(signal.SIGINT)


# ---- bits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_run_repeated_with_one_seed_is_the_same_run(dtype):
    """And with another seed it is another."""
    first, again, other = make(dtype=dtype), make(dtype=dtype), cr.Network([5, 12, 8, 3], output="softmax", seed=4)
    for network in (first, again, other):
        train(network, 3)
    assert_same_run(first, again)
    assert not np.array_equal(first.theta, other.theta)


@pytest.mark.parametrize("stretch", [0.0, 1e-4, 1e9])
def test_length_of_a_stretch_changes_no_bit(monkeypatch, stretch):
    """One step at a time, or as many as there are."""
    usual, patched = make(), make()
    train(usual, 4, optimizer=cr.Adam(cr.cosine(0.01)), validation=0.2)
    monkeypatch.setattr(trainer_module, "STRETCH", stretch)
    train(patched, 4, optimizer=cr.Adam(cr.cosine(0.01)), validation=0.2)
    assert_same_run(usual, patched)


def test_stretches_grow_until_they_take_their_time(monkeypatch):
    """Python is entered between stretches: 1, 2, 4, … steps, and never more than the longest."""
    seen = []

    class Look(cr.Callback):
        def progressed(self, run):
            seen.append(run.step)

    monkeypatch.setattr(trainer_module, "STRETCH", 1e9)
    monkeypatch.setattr(trainer_module, "LONGEST", 16)
    train(make(), 1, batch_size=1, callbacks=[Look()])
    assert np.diff([0, *seen]).tolist() == [1, 2, 4, 8, 16, 16, 16, 16, 11]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("through_file", [False, True])
def test_two_and_three_epochs_are_five(optimizer, through_file, tmp_path):
    """With dropout, for every optimizer, in one process and through a file."""
    once, twice = make(), make()
    train(once, 5, optimizer=optimizer)
    train(twice, 2, optimizer=optimizer)
    if through_file:
        twice.save(tmp_path / "network.safetensors")
        twice = cr.Network.load(tmp_path / "network.safetensors")
    train(twice, 3)
    assert_same_run(once, twice)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("step", [1, 14, 22, 33, 55])
@pytest.mark.parametrize("through_file", [False, True])
def test_interrupted_run_goes_on_as_if_nothing_had_been(optimizer, step, through_file, tmp_path, monkeypatch):
    """Ctrl-C in the middle of an epoch, at its end, or at the end of the run; then the remaining epochs."""
    monkeypatch.setattr(trainer_module, "STRETCH", 1e-4)
    once, broken = make(), make()
    train(once, 5, optimizer=optimizer)
    run = train(broken, 5, optimizer=optimizer, callbacks=[InterruptAt(step)])
    assert (run.interrupted, run.outcome) == (True, "interrupted")
    assert step <= run.steps <= 55
    if through_file:
        broken.save(tmp_path / "network.safetensors")
        broken = cr.Network.load(tmp_path / "network.safetensors")
    rest = train(broken, 5 - run.epochs)
    assert run.steps + rest.steps == 55
    assert run.epochs + rest.epochs == 5
    assert_same_run(once, broken)


def test_interrupted_network_is_usable():
    """It predicts, tells its cost, and says where it stands."""
    network = make()
    run = train(network, 50, callbacks=[InterruptAt(20)])
    assert run.interrupted
    assert network.history.steps == run.steps < 550
    assert np.isfinite(network.output(X)).all()
    assert np.isfinite(network.cost(X, LABELS))


def test_second_interrupt_raises_as_usual_and_the_handler_is_put_back():
    """A person who presses Ctrl-C twice means it; what was trained until then is kept."""

    class Twice(cr.Callback):
        def progressed(self, run):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    network, before = make(), signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        train(network, 5, optimizer=cr.Momentum(0.1), callbacks=[Twice()])
    assert signal.getsignal(signal.SIGINT) is before
    assert network.history.steps == 1
    assert np.abs(network._checkpoint.progress.vectors["velocity"]).max() > 0


def test_training_in_another_thread_leaves_the_interrupt_alone():
    """Python lets the main thread alone handle signals."""
    network, other = make(), make()
    thread = threading.Thread(target=train, args=(network, 2))
    thread.start()
    thread.join()
    train(other, 2)
    assert_same_run(network, other)


def test_callback_that_raises_leaves_a_network_that_goes_on():
    """Theta, state and position belong together, whenever a run ends."""

    class Break(cr.Callback):
        def epoch_ended(self, run):
            if run.epoch == 2:
                raise RuntimeError("broken")

    once, broken = make(), make()
    train(once, 5, optimizer=cr.Adam(0.01))
    with pytest.raises(RuntimeError, match="broken"):
        train(broken, 5, optimizer=cr.Adam(0.01), callbacks=[Break()])
    train(broken, 3)
    assert_same_run(once, broken)


def test_another_optimizer_starts_its_own_clock():
    """Its state is zero and its first step is step 1; the history goes on."""
    network = make(dtype="float64")
    train(network, 2, optimizer=cr.Momentum(0.05))
    other = make(dtype="float64")
    other.set_theta(network.theta)
    train(network, 1, optimizer=cr.Adam(0.01), shuffle="never")
    train(other, 1, optimizer=cr.Adam(0.01), shuffle="never")
    np.testing.assert_array_equal(network.theta, other.theta)
    assert network.history.steps == 33


def test_other_batches_begin_an_epoch_of_their_own(monkeypatch):
    """Half an epoch of one kind and half of another is no epoch."""
    monkeypatch.setattr(trainer_module, "STRETCH", 0)
    network = make()
    train(network, 1, callbacks=[InterruptAt(4)])
    run = train(network, 1, batch_size=30)
    assert run.history.batch_size[-3:].tolist() == [30] * 3
    assert run.steps == 3


def test_interrupted_epoch_keeps_its_batches_where_sizes_depend_on_the_step(monkeypatch):
    """The bounds of the rest of an epoch follow from the step that it began with."""
    monkeypatch.setattr(trainer_module, "STRETCH", 0)

    def growing(step, epoch):
        return 1 + step % 7

    once, broken = make(), make()
    train(once, 3, batch_size=growing)
    run = train(broken, 3, batch_size=growing, callbacks=[InterruptAt(33)])
    assert run.interrupted
    train(broken, 3 - run.epochs, batch_size=growing)
    assert_same_run(once, broken)


def test_call_without_an_optimizer_goes_on_with_the_last_one():
    """Adam only where there was none."""
    network = make()
    for optimizer, name in ((None, "adam"), (cr.SGD(0.1), "sgd"), (cr.Momentum(0.1), "momentum"), (None, "momentum")):
        train(network, 1, optimizer=optimizer)
        assert network._checkpoint.progress.optimizer.name == name


def test_own_schedule_that_was_changed_is_the_one_that_runs():
    """Functions cannot be compared, so the new one is taken and the state is kept."""
    network = make()
    for scale in (1.0, 0.5):
        train(network, 1, optimizer=cr.Momentum(cr.Schedule(0.1, "own", lambda now, scale=scale: scale)))
    assert sorted(set(network.history.learning_rate.tolist())) == [0.05, 0.1]


# ---- weights ------------------------------------------------------------------------------------------------------


def test_weight_of_two_is_the_row_twice():
    """The gradient step of the full batch moves theta by the same; the mean weight is scaled to 1."""
    doubled = np.concatenate([X, X[:30]]), np.concatenate([LABELS, LABELS[:30]])
    weights = np.where(np.arange(90) < 30, 2.0, 1.0)
    twice, weighted, scaled = (cr.Network([5, 6, 3], output="softmax", dtype="float64") for _ in range(3))
    more = {"batch_size": "full", "epochs": 5, "optimizer": cr.SGD(0.5)}
    twice.train(*doubled, **more)
    weighted.train(X, LABELS, weights=weights, **more)
    scaled.train(X, LABELS, weights=7 * weights[:, None], **more)
    np.testing.assert_allclose(weighted.theta, twice.theta, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(scaled.theta, twice.theta, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(weighted.history.cost, twice.history.cost, rtol=1e-12)


def test_weight_of_zero_is_no_row():
    """Except that m counts it, which the scaling to mean 1 makes good."""
    weighted, less = (cr.Network([5, 3], output="softmax", dtype="float64") for _ in range(2))
    more = {"batch_size": "full", "epochs": 3, "optimizer": cr.SGD(0.5)}
    weighted.train(X, LABELS, weights=np.arange(90) % 3 != 0, **more)
    less.train(X[np.arange(90) % 3 != 0], LABELS[np.arange(90) % 3 != 0], **more)
    np.testing.assert_allclose(weighted.theta, less.theta, rtol=1e-12, atol=1e-14)


# ---- frozen parameters, dropout -----------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_frozen_parameters_do_not_move(optimizer):
    """Not by decay and not by what is left of a momentum; the others do."""
    network = make()
    train(network, 1, optimizer=optimizer)
    network.freeze("W1", "b2")
    before = {name: view.copy() for name, view in network.parameters.items()}
    train(network, 2)
    still = {name for name, view in network.parameters.items() if np.array_equal(view, before[name])}
    assert still == {"W1", "b2"}
    network.unfreeze("W1")
    train(network, 1)
    assert not np.array_equal(network.parameters["W1"], before["W1"])


def test_everything_frozen_is_refused():
    """And names that do not exist are, too."""
    network = make()
    network.freeze(*network.parameters)
    with pytest.raises(SettingError, match="every parameter is frozen; unfreeze one to train"):
        train(network, 1)
    with pytest.raises(SettingError, match="there is no parameter 'W9'"):
        network.freeze("W9")


def test_dropout_is_left_out_of_predictions_costs_and_gradients():
    """Networks with and without it agree wherever nothing is trained, and differ where something is."""
    with_dropout, without = make(), cr.Network([5, 12, 8, 3], output="softmax", l2=0.001, seed=3)
    assert np.array_equal(with_dropout.output(X), without.output(X))
    assert with_dropout.cost(X, LABELS) == without.cost(X, LABELS)
    assert np.array_equal(with_dropout.gradient(X, LABELS), without.gradient(X, LABELS))
    assert train(with_dropout, 1).history.cost[0] != train(without, 1).history.cost[0]


def test_masks_are_new_in_every_step():
    """With a learning rate of nearly nothing, the cost of the full batch varies from mask to mask."""
    network = make(dtype="float64")
    run = train(network, 20, batch_size="full", optimizer=cr.SGD(1e-12))
    assert len(set(np.round(run.history.cost, 9).tolist())) == 20


# ---- validation ---------------------------------------------------------------------------------------------------


def test_validation_pair_is_looked_at_after_each_epoch_and_never_learned_from():
    """Its cost is the network's, and theta is that of a run without it."""
    held_out = X[60:], LABELS[60:]
    network, plain = make(), make()
    run = network.train(X[:60], LABELS[:60], epochs=3, validation=held_out, metrics=["accuracy", "log_loss"])
    plain.train(X[:60], LABELS[:60], epochs=3)
    assert list(run.history.epochs) == ["validation_cost", "accuracy", "log_loss"]
    assert [len(column) for column in run.history.epochs.values()] == [3, 3, 3]
    assert run.history.epochs["validation_cost"][-1] == network.cost(*held_out)
    assert run.history.epochs["accuracy"][-1] == np.mean(network.predict(X[60:]) == LABELS[60:])
    assert np.array_equal(network.theta, plain.theta)


def test_validation_share_holds_out_that_share_of_the_rows():
    """18 of 90, the same ones in every call; the other 72 are trained on."""
    network = make()
    first = train(network, 1, validation=0.2, batch_size=1, shuffle="never")
    assert (first.steps, first.batches[:7]) == (72, "72 rows")
    order = np.random.default_rng([3, *b"validation"]).permutation(90)
    held_out = np.sort(order[:18])
    assert first.history.epochs["validation_cost"] == [network.cost(X[held_out], LABELS[held_out])]


def test_validation_of_numbers_is_judged_by_its_root_mean_square():
    """The first metric for numbers."""
    network = cr.Network([5, 2])
    run = network.train(X, X[:, :2], epochs=1, validation=0.3)
    assert list(run.history.epochs) == ["validation_cost", "rmse"]


@pytest.mark.parametrize(
    ("validation", "message"),
    [
        (1.0, "between 0 and 1, not 1.0"),
        (3, "between 0 and 1, not 3"),
        ("20%", "between 0 and 1, not '20%'"),
        (0.999, "90 rows are too few to hold out a share of 0.999"),
    ],
)
def test_share_that_is_none_is_refused(validation, message):
    """A share leaves rows on both sides."""
    with pytest.raises(SettingError, match=message):
        train(make(), 1, validation=validation)


def test_metric_that_does_not_fit_the_targets_is_refused_before_anything_moves():
    """The message lists those that do."""
    network = make()
    before = network.theta.copy()
    with pytest.raises(SettingError, match="there is no metric 'rmse' for these targets; there are accuracy"):
        train(network, 1, validation=0.2, metrics=["rmse"])
    assert np.array_equal(network.theta, before)


def test_validation_with_a_label_that_training_has_not_is_refused():
    """The classes are those of the training set."""
    network = cr.Network([5, 2], output="softmax")
    with pytest.raises(DataError, match="y has the label c in row 1; the model knows a, b"):
        network.train(X[:4], ["a", "b", "a", "b"], validation=(X[:2], ["a", "c"]))


# ---- divergence ---------------------------------------------------------------------------------------------------


def test_divergence_names_the_step_the_first_node_and_a_smaller_rate():
    """At a rate of 1e6 the squares of a regression explode."""
    network = cr.Network([5, 4, 2], dtype="float64", seed=2)
    with pytest.raises(DivergenceError) as caught:
        network.train(X * 100, X[:, :2], optimizer=cr.SGD(1e6), epochs=50)
    error = caught.value
    assert error.step == network.history.steps + 1
    assert error.learning_rate == 1
    sentence = f"step {error.step} diverged: {error.first} left the finite numbers first, at the learning rate 1e+06. "
    assert str(error).startswith(sentence)
    assert "Try a learning rate of 1, or clip the gradient with clip_norm=1" in str(error)
    assert np.isfinite(network.theta).all()


def test_first_node_that_is_not_finite_is_found_in_the_failing_batch():
    """exp(Z1) overflows where Z1 is still finite."""
    network = cr.Network([1, 1, 1], hidden=cr.exp, dtype="float64")
    network.set_theta([800, 0, 1, 0])
    with pytest.raises(DivergenceError) as caught:
        network.train(
            [[0.0], [0.0], [1.0]], [0.0, 0, 0], batch_size=1, shuffle="never", epochs=1, optimizer=cr.SGD(1e-9)
        )
    assert (caught.value.first, caught.value.step) == ("A1", 3)


def test_a_constant_that_is_not_finite_is_named():
    """In float32 1e300 is infinite before anything is computed."""
    graph = cr.Graph({"L": cr.input("x") * 1e300})
    error = explain_divergence(graph, {"x": 1.0}, 1, 0.1, np.float32, 1.0, "theta")
    assert error.first == "the constant 1e+300"


def test_operation_without_a_name_is_described():
    """The square of a finite difference overflows."""
    network = cr.Network([1, 1], dtype="float64")
    network.set_theta([0, 1e200])
    with pytest.raises(DivergenceError) as caught:
        network.train([[1.0]], [0.0], epochs=1)
    assert "L" in caught.value.first


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("stretch", [0.0, 1e9])
def test_theta_stays_finite_when_the_parameters_overflow(dtype, stretch, monkeypatch):
    """Even where sigmoid keeps every cost finite, and where the run ends with the step that overflows."""
    monkeypatch.setattr(trainer_module, "STRETCH", stretch)
    for epochs in (1, 7):
        network = cr.Network([2, 2, 1], hidden="sigmoid", output="sigmoid", loss="squared_error", dtype=dtype)
        optimizer = cr.SGD(cr.Schedule(1.0, "huge", lambda now: np.inf))
        with pytest.raises(DivergenceError) as caught:
            network.train([[1.0, 2], [3, 4]], [0, 1], optimizer=optimizer, batch_size="full", epochs=epochs)
        assert np.isfinite(network.theta).all()
        assert caught.value.first in ("W1", "b1", "W2", "b2")
        assert np.isfinite(network.output([[1.0, 2]])).all()


def test_network_can_be_trained_after_a_divergence():
    """With the smaller rate that was suggested, or any other; the state of the optimizer starts anew."""
    network = cr.Network([5, 2], dtype="float64")
    with pytest.raises(DivergenceError):
        network.train(X * 1e3, X[:, :2], optimizer=cr.Momentum(1e9), epochs=100)
    network.set_theta(np.zeros(12))
    run = network.train(X, X[:, :2], optimizer=cr.Momentum(0.01), epochs=20)
    assert run.history.cost[-1] < 0.1


# ---- memory -------------------------------------------------------------------------------------------------------


class Peak(cr.Callback):
    """The most memory that steps had at a time, beyond what there was when the run began and what it left behind."""

    def started(self, run):
        """Begin to measure."""
        tracemalloc.reset_peak()

    def ended(self, run):
        """Read it; what the run left behind is its history."""
        now, peak = tracemalloc.get_traced_memory()
        self.peak = peak - now


@pytest.mark.parametrize("optimizer", [cr.SGD(0.01), cr.Adam(0.001)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("labelled", [False, True])
def test_memory_of_a_run_does_not_grow_with_the_rows(optimizer, dtype, labelled):
    """Besides one order of the rows and the bounds of its batches: less than 64 KB for 100 times as many rows."""
    rng = np.random.default_rng(0)
    rows, size = (400, 40_000), 200
    tables = [rng.normal(size=(n, 8)).astype(dtype) for n in rows]
    targets = [rng.integers(0, 4, n) if labelled else rng.normal(size=(n, 4)).astype(dtype) for n in rows]
    peaks = []
    tracemalloc.start()
    try:
        for table, target, n in zip(tables, targets, rows, strict=True):
            network = cr.Network([8, 64, 4], output="softmax" if labelled else "identity", dropout=0.2, dtype=dtype)
            peak = Peak()
            more = {"optimizer": optimizer, "batch_size": size, "callbacks": [peak], "epochs": 1}
            network.train(table[:size], target[:size], **more)
            network.train(table, target, **more)
            peaks.append(peak.peak - n * 8 - (n // size) * 8)
    finally:
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 64 * 1024


def test_steps_make_no_arrays_of_the_size_of_a_batch():
    """A step of 20,000 examples and 64 units, 5 MB, needs nothing beyond the arena but a few numbers for each row."""
    network = cr.Network([8, 64, 4], dropout=0.2, l2=0.1)
    X, Y = np.ones((20_000, 8), dtype=np.float32), np.ones((20_000, 4), dtype=np.float32)
    more = {"optimizer": cr.Adam(), "batch_size": "full", "epochs": 2}
    network.train(X, Y, **more)
    peak = Peak()
    tracemalloc.start()
    try:
        network.train(X, Y, **more, callbacks=[peak])
    finally:
        tracemalloc.stop()
    order, ones = 20_000 * 8, 20_000 * 4
    assert 0 < peak.peak - order - ones < 256 * 1024


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_state_that_is_infinite_is_a_divergence(engine, tmp_path):
    """Squares of large slopes leave single precision before theta does: then nothing would be learned any more."""
    network = cr.Network([1, 1], seed=0)
    before = network.theta.copy()
    with pytest.raises(cr.DivergenceError, match="second moment left the finite numbers first") as caught:
        network.train(np.full((4, 1), 1e12), np.full(4, 1e12), optimizer=cr.Adam(0.1), epochs=2, engine=engine)
    assert caught.value.first == "second moment"
    assert np.array_equal(network.theta, before)
    network.save(tmp_path / "a")
    assert np.array_equal(cr.Network.load(tmp_path / "a").theta, before)
