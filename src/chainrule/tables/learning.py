"""From settings and rows, or from a file, to what has learned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.description import Functions
from chainrule.architecture.layers import Architecture
from chainrule.data import Encoding
from chainrule.errors import ArgumentError, DataError, ModelFileError
from chainrule.faces.board import Board
from chainrule.faces.choices import file_name, own_functions
from chainrule.faces.network import Network
from chainrule.graph.node import Array
from chainrule.tables.board_learner import BoardLearner
from chainrule.tables.defaults import Layers, layers_for, pieces_told, rate_for
from chainrule.tables.learner import Hook, Learner
from chainrule.tables.making import learner_for
from chainrule.tables.network_learner import NetworkLearner
from chainrule.tables.pace import Pace, pace_for
from chainrule.tables.parts import Part, Prepared
from chainrule.tables.presets import PRESETS, Decision
from chainrule.tables.resuming import CutOff, Keeping
from chainrule.tables.starts import FIRST, starts_for, take_best_start
from chainrule.tables.table_settings import TableSettings
from chainrule.training.call import several_callbacks
from chainrule.training.callbacks import EarlyStopping
from chainrule.training.checkpoint import Checkpoint, read_checkpoint
from chainrule.training.optimizers import OPTIMIZERS, Adam, Optimizer
from chainrule.training.run import Run
from chainrule.training.schedules import find_schedule, warm_up

STEPS = 200  # that a record of a training for its pictures has, about


@dataclass(frozen=True)
class Learned:
    """A trained network or board, and how that went."""

    learner: Learner
    run: Run
    pace: Pace
    best_epoch: int | None  # the one whose theta was kept, where early stopping chose
    decisions: tuple[Decision, ...] = ()  # what was chosen, and why


def learn(
    prepared: Prepared,
    settings: TableSettings,
    callbacks: Sequence[Hook] = (),
    *,
    recorded: bool = False,
    resumed: CutOff | None = None,
) -> Learned:
    """The network, or the board, that these settings make of the training rows; recorded at some hundred steps.

    A run that was cut off is `resumed`, and ends with the bits of one that was not.
    """
    training, validation = prepared.parts["training"], prepared.parts["validation"]
    layers, pace = layers_for(settings), pace_for(training.rows, validation.rows, settings)
    rate, why = rate_for(settings, layers.hidden, prepared.encoding)
    weights = _class_weights(training, settings)
    starts, why_so_many = starts_for(settings, layers, pace)
    if resumed is None:
        learner = learner_for(prepared, settings, layers)
    else:
        resumed.require_same(prepared, settings)
        learner = learner_of(resumed.checkpoint)
    if resumed is None and isinstance(learner, NetworkLearner) and starts > 1:
        first = _first_run(training, weights, settings, rate, pace)
        take_best_start(learner.face, settings.seed, starts, first)
    stopping = EarlyStopping(patience=pace.patience) if pace.patience else None
    run = learner.train(
        training,
        validation if validation.rows else None,
        (_each(weights, training), _each(weights, validation)),
        optimizer=_optimizer(settings, rate),
        batch_size=pace.batch_size,
        epochs=pace.epochs,
        callbacks=[
            Keeping(learner, prepared, settings),
            *([stopping] if stopping else []),
            *several_callbacks(callbacks),
        ],
        engine=settings.engine,
        threads=settings.threads,
        record=_every(pace, training.rows) if recorded else None,
        resume=resumed is not None,
        shuffle=prepared.shuffle,
    )
    kept = stopping.best_epoch if stopping and not run.interrupted else None
    more = (Decision("learning_rate", rate, why), *pace.decisions)
    if starts > 1:
        more = (*more, Decision("starts", starts, why_so_many))
    return Learned(learner, run, pace, kept, _decisions(settings, prepared, layers, more))


def _first_run(
    training: Part, weights: Array | None, settings: TableSettings, rate: float, pace: Pace
) -> Callable[[Network], float]:
    """How a start is tried: a run of a share of the epochs, with the whole schedule."""

    def first_run(network: Network) -> float:
        network.train(
            training.X,
            training.y,
            weights=_each(weights, training),
            optimizer=_optimizer(settings, rate),
            batch_size=pace.batch_size,
            epochs=max(pace.epochs // FIRST, 1),
            engine=settings.engine,
            threads=settings.threads,
        )
        return network.cost(training.X, training.y)

    return first_run


def _decisions(
    settings: TableSettings, prepared: Prepared, layers: Layers, more: tuple[Decision, ...]
) -> tuple[Decision, ...]:
    """All that was chosen; a board says of itself what it is made of."""
    if settings.board is not None:
        return more
    pieces = pieces_told(settings, prepared.encoding, prepared.parts["training"].rows)
    return (Decision("preset", settings.preset, PRESETS[settings.preset].why), *pieces, *layers.decisions, *more)


def _every(pace: Pace, rows: int) -> int:
    """How many steps lie between two that are recorded, about STEPS of them in all."""
    return max(pace.epochs * (rows // pace.batch_size.at(0, 0, rows)) // STEPS, 1)


def load_learner(path: str | Path, functions: Functions | None) -> Learner:
    """The network, or the board, of a file."""
    return learner_of(read_checkpoint(file_name(path), own_functions(functions)))


def learner_of(checkpoint: Checkpoint) -> Learner:
    """The network, or the board, of a checkpoint."""
    if isinstance(checkpoint.trainable, Architecture):
        return NetworkLearner(Network.of(checkpoint))
    board, made = Board.of(checkpoint), checkpoint.trainable
    assert isinstance(made, BoardModel)  # noqa: S101 - there are no others
    return BoardLearner(board, made.batch, dict(made.sizes), checkpoint.seed, checkpoint.theta.dtype.name)


def load_fitted(path: str | Path, functions: Functions | None) -> tuple[Learner, Encoding]:
    """The network, or the board, of a file, and the encoding that it has learned with; they fit each other."""
    learner = load_learner(path, functions)
    if learner.face.encoding is None:
        kind = type(learner.face).__name__
        raise ModelFileError(
            f"{path} does not say how columns become inputs, for its {learner.what} was trained on numbers in Python; "
            f"use {kind}.load there, or train it with chainrule train"
        )
    try:
        encoding = Encoding.from_json(dict(learner.face.encoding))
    except DataError as error:
        raise ModelFileError(f"{path}: {error}") from None
    if not learner.fits(encoding):
        raise ModelFileError(f"{path} is damaged: its encoding and its {learner.what} do not fit each other")
    return learner, encoding


def _optimizer(settings: TableSettings, rate: float) -> Optimizer:
    if isinstance(settings.optimizer, Optimizer):
        return settings.optimizer
    make = OPTIMIZERS[settings.optimizer]
    beta2 = PRESETS[settings.preset].beta2
    if make is Adam and beta2 is not None:
        make = partial(Adam, beta2=beta2)
    schedule = find_schedule(settings.schedule)(rate)
    if settings.warm_up:
        schedule = warm_up(schedule, settings.warm_up)
    return make(schedule, clip_norm=settings.clip_norm)


def _class_weights(training: Part, settings: TableSettings) -> Array | None:
    """For each class m / (k · its rows), so that every class counts the same."""
    if settings.class_weight is None:
        return None
    if training.y.dtype.kind != "i":
        raise ArgumentError("class_weight", "weights are for classes, and the target holds numbers")
    counts = np.bincount(training.y.astype(np.int64))
    return training.rows / (len(counts) * counts)


def _each(weights: Array | None, part: Part) -> Array | None:
    """How much each row counts: by its class, and as the table says."""
    if weights is None:
        return part.weights
    by_class = weights[part.y.astype(np.int64)]
    return by_class if part.weights is None else by_class * part.weights
