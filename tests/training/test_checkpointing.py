"""Checkpoints: wherever a run is cut off, the one that goes on ends with the very bits of one that never stopped."""

import os
import signal

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ModelFileError, SettingError
from chainrule.training import trainer

ROWS, EPOCHS, BATCH = 30, 3, 7
STEPS = EPOCHS * (ROWS // BATCH)  # of a run
FEW = (1, 4, 5, 8, 11)  # within an epoch, at its end and behind it
OPTIMIZERS = {
    "adam": lambda: cr.Adam(cr.cosine(0.05)),
    "adamw": lambda: cr.AdamW(cr.warm_up(cr.coslog4(0.05), 5)),
    "momentum": lambda: cr.Momentum(cr.flat_cos(0.05), clip_norm=1.0),
    "rmsprop": lambda: cr.RMSprop(cr.step_decay(0.05, every=1)),
}


class Killed(Exception):  # noqa: N818 - it is no error
    """The process is gone."""


class Kill(cr.Callback):
    """Ends everything after so many steps."""

    def __init__(self, step):
        self.step = step

    def progressed(self, run):
        """As a signal would."""
        if run.step == self.step:
            raise Killed


@pytest.fixture(autouse=True)
def single_steps(monkeypatch):
    """Every step is looked at, and may be the last."""
    monkeypatch.setattr(trainer, "LONGEST", 1)


def data():
    """Rows and their classes, and others that stop the training."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2 * ROWS, 3))
    y = np.where(X[:, 0] + X[:, 1] ** 2 > 0.5, "yes", "no")
    return (X[:ROWS], y[:ROWS]), (X[ROWS:], y[ROWS:])


def make(**more):
    """A network with dropout."""
    return cr.Network([3, 6, 2], output="softmax", dropout=0.4, seed=5, **more)


def train(network, optimizer, *callbacks, stopping=None, **more):
    """A run with all that has a state."""
    (X, y), validation = data()
    stopping = stopping or cr.EarlyStopping(patience=2, min_delta=0.01)
    hooks = [stopping, cr.ReduceOnPlateau(patience=1), *callbacks]
    settings = {"optimizer": optimizer(), "epochs": EPOCHS, "batch_size": BATCH, "engine": "numpy"}
    return network.train(X, y, validation=validation, callbacks=hooks, **{**settings, **more})


def bytes_of(network, path):
    """The file of a network."""
    network.save(path)
    return path.read_bytes()


def cut_off(path, optimizer, step, network=None, **more):
    """The file of a run that was killed after so many steps; the last thing that it wrote."""
    with pytest.raises(Killed):
        train(network or make(), optimizer, cr.Checkpointing(path, every=0), Kill(step), **more)
    return cr.Network.load(path)


@pytest.mark.parametrize("step", FEW)
@pytest.mark.parametrize("name", ["adam", "momentum"])
def test_a_run_that_was_killed_ends_with_the_bits_of_one_that_was_not(tmp_path, name, step):
    """Dropout, moments, schedules over the whole run, early stopping, a rate that was lowered: the same file."""
    whole = make()
    train(whole, OPTIMIZERS[name])
    resumed = cut_off(tmp_path / "cut.safetensors", OPTIMIZERS[name], step)
    train(resumed, OPTIMIZERS[name], resume=True)
    assert bytes_of(resumed, tmp_path / "a") == bytes_of(whole, tmp_path / "b")


@pytest.mark.slow
@pytest.mark.parametrize("last", ["drop", "keep"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_step_of_a_run_may_be_its_last(tmp_path, name, last):
    """Every step of four optimizers, a short last batch dropped or kept, killed a second time on the way."""
    whole = make()
    steps = train(whole, OPTIMIZERS[name], last=last).steps
    expected = bytes_of(whole, tmp_path / "whole")
    for step in range(1, steps + 1):
        for again in (None, *range(step + 1, steps + 1, 3)):
            path = tmp_path / f"{step}.safetensors"
            resumed = cut_off(path, OPTIMIZERS[name], step, last=last)
            if again is not None:
                resumed = cut_off(path, OPTIMIZERS[name], again, resumed, last=last, resume=True)
            train(resumed, OPTIMIZERS[name], resume=True, last=last)
            assert bytes_of(resumed, tmp_path / "a") == expected, (step, again)


def test_a_second_call_is_a_run_of_its_own(tmp_path):
    """A cosine begins anew with it, and where it is cut off it goes on from there."""
    whole, parts = make(), make()
    for network in (whole, parts):
        train(network, OPTIMIZERS["adam"])
    train(whole, OPTIMIZERS["adam"])
    resumed = cut_off(tmp_path / "cut.safetensors", OPTIMIZERS["adam"], STEPS + 5, parts)
    train(resumed, OPTIMIZERS["adam"], resume=True)
    assert bytes_of(resumed, tmp_path / "a") == bytes_of(whole, tmp_path / "b")


def test_a_board_goes_on_too(tmp_path):
    """The parameters of a board, with noise and masks, through a file."""
    text = """
        data   X (n, m), y (1, m), D (k, m) ~ dropout(0.3)
        params W (k, n), b (k, 1), v (1, k)
        L = mean((v @ (D * tanh(W @ X + b)) - y)**2)
    """
    (X, _), _ = data()
    target, settings = X[:, 0] ** 2, {"optimizer": cr.Adam(cr.cosine(0.05)), "epochs": 3, "batch_size": 7, "seed": 1}

    def run(board, *callbacks, **more):
        board.train(X=X, y=target, sizes={"k": 4}, engine="numpy", callbacks=callbacks, **settings, **more)
        return board

    whole = run(cr.whiteboard(text))
    with pytest.raises(Killed):
        run(cr.whiteboard(text), cr.Checkpointing(tmp_path / "cut", every=0), Kill(6))
    resumed = run(cr.Board.load(tmp_path / "cut"), resume=True)
    assert resumed.theta.tobytes() == whole.theta.tobytes()


def test_a_run_that_is_to_end_is_not_written_any_more(tmp_path):
    """What a callback decided would be forgotten by the run that goes on."""
    path = tmp_path / "cut.safetensors"

    class Stop(cr.Callback):
        def progressed(self, run):
            """Enough after two steps of an epoch."""
            if run.step == 2:
                run.stop("enough")

    train(make(), OPTIMIZERS["adam"], Stop(), cr.Checkpointing(path, every=0))
    assert cr.Network.load(path).history.steps == 1


def test_a_run_that_ended_is_not_resumed(tmp_path):
    """There is nothing to go on with, and other choices would make another run."""
    network = make()
    train(network, OPTIMIZERS["adam"])
    with pytest.raises(SettingError, match="no run to go on with, for the last one came to its end"):
        train(network, OPTIMIZERS["adam"], resume=True)
    resumed = cut_off(tmp_path / "cut", OPTIMIZERS["adam"], 2)
    with pytest.raises(SettingError, match="begun with another optimizer"):
        train(resumed, OPTIMIZERS["momentum"], resume=True)
    with pytest.raises(SettingError, match=r"in batches of 7.*, not with 30 rows .*in batches of 5"):
        train(resumed, OPTIMIZERS["adam"], resume=True, batch_size=5)


def test_a_request_to_end_the_process_interrupts_the_run(tmp_path):
    """What a machine sends before it takes a process away is answered as Ctrl-C is, and the model goes on elsewhere."""
    whole = make()
    train(whole, OPTIMIZERS["adam"])
    network = make()

    class Taken(cr.Callback):
        def progressed(self, run):
            """Once, in the second epoch."""
            if run.step == 6:
                os.kill(os.getpid(), signal.SIGTERM)

    assert train(network, OPTIMIZERS["adam"], Taken()).interrupted
    network.save(tmp_path / "cut")
    resumed = cr.Network.load(tmp_path / "cut")
    train(resumed, OPTIMIZERS["adam"], resume=True)
    assert bytes_of(resumed, tmp_path / "a") == bytes_of(whole, tmp_path / "b")


def test_a_disk_that_is_full_ends_no_training(tmp_path):
    """A note says that there is no checkpoint; the run ends as it would have."""
    with pytest.warns(cr.CheckpointNote, match="no checkpoint: .*cannot be written"):
        run = train(make(), OPTIMIZERS["adam"], cr.Checkpointing(tmp_path / "nowhere" / "cut", every=0))
    assert run.steps == STEPS


def test_checkpoints_have_a_path_and_a_time():
    """Whatever else is refused at once."""
    with pytest.raises(SettingError, match="a checkpoint is written to a file, not to 3"):
        cr.Checkpointing(3)
    with pytest.raises(SettingError, match="every"):
        cr.Checkpointing("a", every=-1)


@pytest.mark.parametrize(
    ("begun", "why"),
    [
        ({"first_epoch": 3, "engine": "numpy", "choices": None}, "the first epoch must be at most"),
        ({"first_epoch": 0, "engine": "abacus", "choices": None}, "the engine must be"),
        ({"first_epoch": 0, "engine": "numpy", "choices": []}, "the choices must be an object"),
        ({"first_epoch": 0, "engine": "numpy"}, "lacks 'choices'"),
        (7, "the run that has begun must be an object"),
    ],
)
def test_what_a_file_says_of_a_run_is_not_believed(tmp_path, monkeypatch, begun, why):
    """A damaged description is told as one."""
    path = tmp_path / "cut.safetensors"
    resumed = cut_off(path, OPTIMIZERS["adam"], 5)
    monkeypatch.setattr("chainrule.training.checkpoint.describe_begun", lambda *_: {"begun": begun})
    resumed.save(path)
    with pytest.raises(ModelFileError, match=why):
        cr.Network.load(path)
