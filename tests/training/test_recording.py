"""The record of a run: what moved theta is what the run's own arrays say, and recording changes none of them."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError

RNG = np.random.default_rng(5)
X = RNG.normal(size=(60, 4))
LABELS = (X[:, 0] + X[:, 1] > 0).astype(int)
OPTIMIZERS = [cr.SGD(0.1), cr.Momentum(0.1), cr.Adam(0.01), cr.RMSprop(cr.exponential(0.01, 0.99), clip_norm=0.5)]


def run_of(record, optimizer=None, engine="numpy", **more):
    """A network with dropout after three epochs of batches of 8, and its run."""
    network = cr.Network([4, 6, 1], output="sigmoid", dropout=0.2, seed=1, dtype="float64")
    settings = {"optimizer": optimizer or cr.Adam(0.01), "batch_size": 8, "epochs": 3, **more}
    return network, network.train(X, LABELS, engine=engine, record=record, **settings)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: one.name)
def test_recording_changes_no_bit(optimizer):
    """Theta and the history of a run that is recorded are those of one that is not."""
    for record in (True, 4, "W1"):
        (plain, without), (network, with_record) = run_of(None, optimizer), run_of(record, optimizer)
        assert network.theta.tobytes() == plain.theta.tobytes()
        assert with_record.history.cost.tobytes() == without.history.cost.tobytes()
        assert without.record is None


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: one.name)
def test_updates_add_up(optimizer):
    """Each step's theta and update give the next one's theta, from the start of the run to its end."""
    network, run = run_of(True, optimizer)
    record = run.record
    assert record.steps.tolist() == list(range(1, run.steps + 1))
    np.testing.assert_allclose(record.theta + record.update, record.path[1:], rtol=0, atol=1e-15)
    assert record.path[0].tobytes() == record.start.tobytes()
    assert record.end.tobytes() == network.theta.tobytes()


def test_the_gradient_is_that_of_the_rows():
    """The gradient and the cost of a recorded step are those of its rows at its theta."""
    network = cr.Network([4, 6, 1], output="sigmoid", l2=0.01, dtype="float64")
    record = network.train(X, LABELS, batch_size=7, epochs=2, record=True).record
    for index in (0, 5, len(record) - 1):
        network.set_theta(record.theta[index])
        rows = record.rows[index]
        np.testing.assert_allclose(network.gradient(X[rows], LABELS[rows]), record.gradient[index], rtol=1e-12)
    assert record.batch_size.tolist() == [7] * len(record)


def test_the_state_is_what_the_rule_had():
    """The recorded velocity is the sum of the gradients before, each β times smaller than the next."""
    record = run_of(True, cr.Momentum(0.1, 0.9))[1].record
    velocity = np.zeros(len(record.places))
    for index in range(len(record)):
        np.testing.assert_allclose(record.state["velocity"][index], velocity, rtol=1e-12, atol=1e-15)
        velocity = 0.9 * velocity + record.gradient[index]


def test_some_steps_of_some_entries():
    """Every fourth step of one entry and one parameter: the same numbers as in a record of everything."""
    whole = run_of(True)[1].record
    part = run_of(cr.Recording(every=4, parameters=["b2", "W1[2, 3]"]))[1].record
    assert part.entries == ("b2[0,0]", "W1[2,3]")
    assert part.steps.tolist() == whole.steps[::4].tolist()
    for name in ("theta", "gradient", "update"):
        assert getattr(part, name).tobytes() == getattr(whole, name)[::4, part.places].tobytes()
    assert part.at(5) == 1


def test_memory_has_a_bound():
    """A record that would outgrow its memory keeps steps of the whole run, twice as far apart as often as it takes."""
    network = cr.Network([4, 6, 1], output="sigmoid", dtype="float64")
    bytes_of_step = 8 * (5 * network.layout.size + 8)
    run = network.train(X, LABELS, batch_size=8, epochs=20, record=cr.Recording(memory=10 * bytes_of_step))
    record = run.record
    assert 5 <= len(record) <= 10
    assert set(np.diff(record.steps)) == {record.every} == {16}
    assert record.steps[0] == 1 and run.steps - record.steps[-1] < record.every  # noqa: PT018
    single = network.train(X, LABELS, batch_size=8, epochs=2, record=cr.Recording(memory=1)).record
    assert len(single) == 1


def test_a_run_that_goes_on_is_recorded_from_there():
    """Steps count over all calls of train; a record is of one call."""
    network, first = run_of(True)
    second = network.train(X, LABELS, batch_size=8, epochs=1, record=3).record
    assert second.steps.tolist() == [first.steps + 1, first.steps + 4, first.steps + 7]
    assert second.start.tobytes() == first.record.end.tobytes()
    assert (first.record.made, second.made) == (first.steps, network.history.steps)
    assert set(second.epoch) == {3}


def test_a_run_that_diverges_leaves_its_record():
    """The way to a divergence can be looked at: the error has the record of the steps before."""
    network = cr.Network([4, 6, 1], output="identity")
    with pytest.raises(cr.DivergenceError) as raised:
        network.train(X * 100, LABELS, optimizer=cr.SGD(10.0), epochs=20, record=True)
    record = raised.value.record
    assert len(record) == raised.value.step - 1 >= 1
    assert np.isfinite(record.path).all()


def test_the_engines_record_alike():
    """What Numba has made of gradient and update is what NumPy has."""
    pytest.importorskip("numba")
    numpy, numba = (run_of(2, engine=engine)[1].record for engine in ("numpy", "numba"))
    for name in ("theta", "gradient", "update"):
        np.testing.assert_allclose(getattr(numba, name), getattr(numpy, name), rtol=1e-9, atol=1e-12)


def test_boards_are_recorded():
    """A board's two parameters, gradient descent: the update is −η times the gradient."""
    board = cr.whiteboard("data x (1, m), y (1, m)\nparams w = 2, b = 0\nL = mean((w*x + b - y)**2)")
    data = {"x": [1.0, 2.0, 3.0], "y": [2.0, 3.0, 5.0]}
    run = board.train(data, optimizer=cr.SGD(0.05), batch_size="full", epochs=4, record=True, dtype="float64")
    assert run.record.entries == ("w", "b")
    np.testing.assert_allclose(run.record.update, -0.05 * run.record.gradient, rtol=1e-12)
    assert repr(run.record) == "<record: 4 steps, every 1, all 2 entries of theta>"


@pytest.mark.parametrize("wrong", [0, -1, 1.5, [], {"a": 1}, [3], object()])
def test_what_no_recording_is(wrong):
    """What is neither a number of steps nor names is refused before anything is trained."""
    with pytest.raises(SettingError, match=r"record|names"):
        run_of(wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [("W9", "there is no parameter 'W9'"), ("W1[6,0]", r"W1 is \(6, 4\), so it has no entry 'W1\[6,0\]'")],
)
def test_names_that_are_not_there(wrong, sentence):
    """A record of what the model does not have says what it has."""
    with pytest.raises(SettingError, match=sentence):
        run_of(wrong)
    with pytest.raises(SettingError, match="step 7 is not recorded; recorded are"):
        run_of(4)[1].record.at(7)
