"""Both engines make the same steps, and what holds of a run holds whichever engine made it."""

import signal
import subprocess
import sys

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DivergenceError
from chainrule.training import trainer as trainer_module
from chainrule.training.program import TrainingProgram

pytest.importorskip("numba")

RNG = np.random.default_rng(5)
X = RNG.normal(size=(59, 4))
LABELS = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)
NUMBERS = np.column_stack([X[:, 0] * X[:, 1], np.cos(X[:, 2])])
WEIGHTS = RNG.uniform(0.5, 2, 59)


def growing(step, epoch):
    """Batches of 4 to 10 rows."""
    return 4 + step % 7


CASES = {  # settings of a network, of its training, and its targets
    "sgd": ({"hidden": "sigmoid", "dropout": 0.3}, {"optimizer": cr.SGD(0.5), "last": "keep"}, LABELS),
    "momentum": ({"hidden": "tanh"}, {"optimizer": cr.Momentum(0.1, clip_norm=0.3), "weights": WEIGHTS}, NUMBERS),
    "nesterov": ({"hidden": "softplus", "l2": 0.1, "frozen": ("W1", "b2")}, {"optimizer": cr.Nesterov(0.05)}, NUMBERS),
    "rmsprop": ({"loss": "huber"}, {"optimizer": cr.RMSprop(cr.cosine(0.01)), "batch_size": growing}, NUMBERS),
    "adam": ({"dropout": 0.2, "l2": 0.01}, {"optimizer": cr.Adam(0.01), "weights": WEIGHTS}, LABELS),
    "adamw": ({"hidden": "elu"}, {"optimizer": cr.AdamW(cr.warm_up(0.01, 5), clip_norm=1.0)}, LABELS == 1),
}


DEEP = ("sgd",)  # the others have one hidden layer, which takes less compiling


def make(name, **more):
    """The network of a case, and a function that trains it."""
    network, training, y = CASES[name]
    outputs = {"adamw": 1}.get(name, 2 if y is NUMBERS else 3)
    output = "identity" if y is NUMBERS else "sigmoid" if outputs == 1 else "softmax"
    layers = [7, 5] if name in DEEP else [7]
    made = cr.Network([4, *layers, outputs], **{"output": output, "dtype": "float64", "seed": 2, **network, **more})

    def train(epochs=2, engine="numba", network=made, **others):
        return network.train(X, y, epochs=epochs, engine=engine, **{"batch_size": 8, **training, **others})

    return made, train


def vectors(network):
    """Theta and the optimizer's state."""
    return {"theta": network.theta, **network._checkpoint.progress.vectors}


def bits(network):
    """Them and the history, as bytes."""
    columns = {**vectors(network), **network.history.to_arrays()}
    return {name: column.tobytes() for name, column in columns.items()}


# ---- the same numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_engines_agree_after_two_epochs(name):
    """With dropout, L2, frozen parameters, weights, labels, clipping, short and growing batches: to 1e-12."""
    (compiled, train), (plain, train_plain) = make(name), make(name)
    run, other = train(), train_plain(engine="numpy")
    assert (run.engine, other.engine) == ("numba", "numpy")
    assert (run.steps, run.examples) == (other.steps, other.examples)
    for key, vector in vectors(plain).items():
        np.testing.assert_allclose(vectors(compiled)[key], vector, rtol=0, atol=1e-12 * np.abs(vector).max())
    np.testing.assert_allclose(run.history.cost, other.history.cost, rtol=1e-12)


def test_engines_agree_in_single_precision():
    """To some hundred roundings, which is what an epoch makes of one."""
    (compiled, train), (plain, train_plain) = make("adam", dtype="float32"), make("adam", dtype="float32")
    train()
    train_plain(engine="numpy")
    assert compiled.theta.dtype == np.float32
    np.testing.assert_allclose(compiled.theta, plain.theta, rtol=0, atol=1e-4 * np.abs(plain.theta).max())


# ---- bit for bit --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_run_repeated_with_one_seed_is_the_same_run(dtype):
    """With the same engine and threads."""
    found = []
    for _ in range(2):
        network, train = make("adam", dtype=dtype)
        train(threads=1)
        found.append(bits(network))
    assert found[0] == found[1]


@pytest.mark.parametrize("stretch", [0.0, 1e9])
@pytest.mark.parametrize("name", ["adam", "rmsprop"])
def test_length_of_a_stretch_changes_no_bit(name, stretch, monkeypatch):
    """One step at a time, or as many as there are."""
    usual, train = make(name)
    train(3)
    monkeypatch.setattr(trainer_module, "STRETCH", stretch)
    patched, train = make(name)
    train(3)
    assert bits(usual) == bits(patched)


def test_two_and_one_epochs_through_a_file_are_three(tmp_path):
    """A resumed run has nothing to wind forward."""
    once, train = make("adam")
    train(3)
    twice, train = make("adam")
    train(2)
    twice.save(tmp_path / "network.safetensors")
    loaded = cr.Network.load(tmp_path / "network.safetensors")
    train(1, network=loaded)
    assert bits(once) == bits(loaded)


def test_interrupted_run_goes_on_as_if_nothing_had_been(monkeypatch):
    """Ctrl-C is seen between stretches of compiled steps."""

    class InterruptAt(cr.Callback):
        asked = False

        def progressed(self, run):
            if run.step >= 10 and not self.asked:
                self.asked = True
                signal.raise_signal(signal.SIGINT)

    once, train = make("adam")
    train(3)
    monkeypatch.setattr(trainer_module, "STRETCH", 0)
    broken, train = make("adam")
    run = train(3, callbacks=[InterruptAt()])
    assert (run.outcome, run.steps) == ("interrupted", 10)
    train(3 - run.epochs)
    assert bits(once) == bits(broken)


def test_run_may_change_its_engine():
    """What is kept of a run belongs to no engine."""
    mixed, train = make("adam")
    train(1, engine="numpy")
    train(1)
    once, train = make("adam")
    train(2)
    np.testing.assert_allclose(mixed.theta, once.theta, rtol=0, atol=1e-12)


# ---- divergence ---------------------------------------------------------------------------------------------------


def diverged(engine, X, epochs=30, stretch=None, **more):
    """The network that was trained until it diverged, and the error."""
    network = cr.Network([4, 7, 5, 2], **{"hidden": "tanh", "dtype": "float64", "seed": 2, **more})
    with pytest.raises(DivergenceError) as caught:
        network.train(X, NUMBERS * 1e200, batch_size=8, optimizer=cr.Momentum(1e40), epochs=epochs, engine=engine)
    return network, caught.value


def test_divergence_is_caught_at_its_step_with_the_same_words():
    """The first cost that is not finite ends the run before its update, in both engines."""
    (compiled, error), (plain, other) = (diverged(engine, X) for engine in ("numba", "numpy"))
    assert (error.step, error.first, str(error)) == (other.step, other.first, str(other))
    assert error.step == compiled.history.steps + 1
    assert np.isfinite(compiled.theta).all()
    assert np.isfinite(plain.theta).all()


def test_theta_stays_finite_when_the_parameters_overflow():
    """Even where sigmoid keeps every cost finite."""
    network = cr.Network([2, 2, 1], hidden="sigmoid", output="sigmoid", loss="squared_error")
    optimizer = cr.SGD(cr.Schedule(1.0, "huge", lambda now: np.inf))
    with pytest.raises(DivergenceError) as caught:
        network.train([[1.0, 2], [3, 4]], [0, 1], optimizer=optimizer, batch_size="full", epochs=3, engine="numba")
    assert np.isfinite(network.theta).all()
    assert caught.value.first in ("W1", "b1", "W2", "b2")


# ---- threads ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["numba", "numpy"])
@pytest.mark.parametrize("threads", [1, 2])
def test_threads_of_matrix_products_are_those_asked_for(engine, threads, monkeypatch):
    """While steps run, and the run records them."""
    from threadpoolctl import ThreadpoolController

    seen = set()

    def watched(*arguments):
        pools = ThreadpoolController().select(user_api="blas").info()
        seen.update(pool["num_threads"] for pool in pools if pool["prefix"] == "libscipy_openblas")
        return run_steps(*arguments)

    _, train = make("momentum")
    train(engine=engine)
    run_steps = TrainingProgram.run
    monkeypatch.setattr(TrainingProgram, "run", watched)
    run = train(1, engine=engine, threads=threads)
    assert run.threads == threads
    assert seen == {threads}


def test_numba_engine_keeps_to_its_threads_after_a_run_of_the_numpy_engine():
    """SciPy's BLAS, which multiplies in compiled code, is loaded later than NumPy's."""
    program = """
import numpy as np, chainrule as cr
from threadpoolctl import threadpool_info
from chainrule.training.program import TrainingProgram
seen, run_steps = set(), TrainingProgram.run
def watched(*arguments):
    seen.update(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
    return run_steps(*arguments)
TrainingProgram.run = watched
X = np.ones((20, 3), dtype=np.float32)
for engine in ("numpy", "numba"):
    cr.Network([3, 1], seed=1).train(X, X[:, 0], optimizer=cr.SGD(0.1), epochs=1, batch_size=5, engine=engine)
print(*seen)
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["1"]
