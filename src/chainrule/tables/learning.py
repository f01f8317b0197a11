"""From settings and rows, or from a file, to what has learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

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
from chainrule.tables.learner import Hook, Learner
from chainrule.tables.network_learner import NetworkLearner
from chainrule.tables.pace import Pace, pace_for
from chainrule.tables.parts import Part, Prepared
from chainrule.tables.resuming import CutOff, Keeping
from chainrule.tables.table_settings import ACTIVATION, DROPOUT, HIDDEN, TableSettings
from chainrule.training.call import several_callbacks
from chainrule.training.callbacks import EarlyStopping
from chainrule.training.checkpoint import Checkpoint, read_checkpoint
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.run import Run
from chainrule.training.schedules import find_schedule, warm_up

ADAM_RATE, QUICKEST, USUAL_WIDTH = 0.003, 0.03, 128
PLAIN_RATE = 0.01  # of gradient descent on numbers, whose squared error is steep for wide layers
WIDE = 32  # units from which on a layer can spare some to dropout
STEPS = 200  # that a record of a training for its pictures has, about
Setting = TypeVar("Setting")


@dataclass(frozen=True)
class Learned:
    """A trained network or board, and how that went."""

    learner: Learner
    run: Run
    pace: Pace
    best_epoch: int | None  # the one whose theta was kept, where early stopping chose


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
    if resumed is None:
        learner = _learner(prepared, settings)
    else:
        resumed.require_same(prepared, settings)
        learner = learner_of(resumed.checkpoint)
    training, validation = prepared.parts["training"], prepared.parts["validation"]
    pace = pace_for(training.rows, validation.rows, settings)
    stopping = EarlyStopping(patience=pace.patience) if pace.patience else None
    weights = _class_weights(training, settings)
    run = learner.train(
        training,
        validation if validation.rows else None,
        (_each(weights, training), _each(weights, validation)),
        optimizer=_optimizer(settings, prepared.encoding),
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
    return Learned(learner, run, pace, kept)


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


def _learner(prepared: Prepared, settings: TableSettings) -> Learner:
    plan, encoding = prepared.plan, prepared.encoding
    if plan is None:
        return NetworkLearner(_network(prepared, settings))
    features, classes = len(encoding.feature_names), len(encoding.classes or ())
    sizes = plan.sizes(features, classes, settings.sizes or {}, encoding.target)
    return BoardLearner(Board(plan.text), settings.batch, sizes, settings.seed, settings.dtype)


def _network(prepared: Prepared, settings: TableSettings) -> Network:
    """One number, one sigmoid for two classes, or a softmax with an output for each class."""
    classes, loss = prepared.encoding.classes, settings.loss
    if classes is None and loss in ("logistic", "cross_entropy"):
        raise ArgumentError("loss", f"{loss} is for classes, and {prepared.encoding.target!r} holds numbers")
    if classes is not None and loss == "logistic" and len(classes) > 2:
        raise ArgumentError("loss", f"logistic is for two classes, and there are {len(classes)}; use cross_entropy")
    if classes is None:
        outputs, output = 1, "identity"
    elif loss == "logistic" or (loss is None and len(classes) == 2):
        outputs, output = 1, "sigmoid"
    else:
        outputs, output = len(classes), "softmax"
    hidden = _chosen(settings.hidden, HIDDEN)
    return Network(
        [prepared.parts["training"].X.shape[1], *hidden, outputs],
        hidden=ACTIVATION if settings.activation is None else settings.activation,
        output=output,
        loss=loss,
        l2=_chosen(settings.l2, 0.0),
        dropout=_chosen(settings.dropout, DROPOUT if min(hidden) >= WIDE else 0.0) if hidden else 0.0,
        seed=settings.seed,
        dtype=settings.dtype,
    )


def _chosen(value: Setting | None, usual: Setting) -> Setting:
    return usual if value is None else value


def _optimizer(settings: TableSettings, encoding: Encoding) -> Optimizer:
    if isinstance(settings.optimizer, Optimizer):
        return settings.optimizer
    make = OPTIMIZERS[settings.optimizer]
    schedule = find_schedule(settings.schedule)(settings.learning_rate or _usual_rate(settings, encoding))
    if settings.warm_up:
        schedule = warm_up(schedule, settings.warm_up)
    return make(schedule, clip_norm=settings.clip_norm)


def _usual_rate(settings: TableSettings, encoding: Encoding) -> float:
    """A rate that suits the optimizer, the width and the task.

    Adam's is as the inverse of the width (Yang et al., 2022), between what suits the usual network and ten times that.
    """
    name = str(settings.optimizer)
    if name in ("adam", "adamw"):
        if settings.board is not None:
            return ADAM_RATE
        widest = max(_chosen(settings.hidden, HIDDEN), default=1)
        return float(np.clip(ADAM_RATE * USUAL_WIDTH / widest, ADAM_RATE, QUICKEST))
    usual = OPTIMIZERS[name]().schedule.rate
    return min(usual, PLAIN_RATE) if encoding.classes is None else usual


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
