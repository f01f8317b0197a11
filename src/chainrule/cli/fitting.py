"""From settings and rows to a trained network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.cli.exits import usage_error
from chainrule.cli.kinds import BatchChoice
from chainrule.cli.options import Settings
from chainrule.cli.splitting import Part, Prepared
from chainrule.faces.network import Network
from chainrule.graph.node import Array
from chainrule.training.callbacks import Callback, EarlyStopping
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.run import Run
from chainrule.training.schedules import find_schedule, warm_up

ENOUGH_STEPS = 4000  # seconds on a laptop, and near the best on the tables measured
ADAM_RATE = 0.003


@dataclass(frozen=True)
class Pace:
    """How long to train, and in which batches."""

    batch: BatchChoice
    epochs: int
    patience: int  # 0 without early stopping


@dataclass(frozen=True)
class Fitted:
    """A trained network and how that went."""

    network: Network
    run: Run
    pace: Pace
    best_epoch: int | None  # the one whose theta was kept, where early stopping chose


def fit(prepared: Prepared, settings: Settings, callbacks: Sequence[Callback]) -> Fitted:
    """The network that these settings make of the training rows."""
    network = _network(prepared, settings)
    optimizer = _optimizer(settings)
    training, validation = prepared.parts["training"], prepared.parts["validation"]
    pace = _pace(training.rows, validation.rows, settings)
    stopping = EarlyStopping(patience=pace.patience) if pace.patience else None
    weights = _class_weights(training, settings)
    run = network.train(
        training.X,
        training.y,
        optimizer=optimizer,
        batch_size=pace.batch.over(pace.epochs),
        epochs=pace.epochs,
        validation=(validation.X, validation.y, _each(weights, validation)) if validation.rows else None,
        weights=_each(weights, training),
        callbacks=[*([stopping] if stopping else []), *callbacks],
        engine=settings.engine,
        threads=settings.threads,
    )
    network.encoding = prepared.encoding.to_json()
    kept = stopping.best_epoch if stopping and not run.interrupted else None
    return Fitted(network, run, pace, kept)


def _network(prepared: Prepared, settings: Settings) -> Network:
    """Softmax with an output for each class, or one number; `logistic` has one output for two classes."""
    classes, loss = prepared.classes, settings.loss
    if classes is None and loss in ("logistic", "cross_entropy"):
        raise usage_error("--loss", f"{loss} is for classes, and {prepared.encoding.target!r} holds numbers")
    if classes is not None and loss == "logistic" and len(classes) > 2:
        raise usage_error("--loss", f"logistic is for two classes, and there are {len(classes)}; use cross_entropy")
    if classes is None:
        outputs, output = 1, "identity"
    elif loss == "logistic":
        outputs, output = 1, "sigmoid"
    else:
        outputs, output = len(classes), "softmax"
    return Network(
        [prepared.parts["training"].X.shape[1], *settings.hidden, outputs],
        hidden=settings.activation,
        output=output,
        loss=loss,
        l2=settings.l2,
        dropout=settings.dropout if settings.hidden else 0.0,
        seed=settings.seed,
        dtype=settings.dtype,
    )


def _optimizer(settings: Settings) -> Optimizer:
    make = OPTIMIZERS[settings.optimizer]
    usual = ADAM_RATE if settings.optimizer in ("adam", "adamw") else make().schedule.rate
    schedule = find_schedule(settings.schedule)(settings.learning_rate or usual)
    if settings.warm_up:
        schedule = warm_up(schedule, settings.warm_up)
    return make(schedule, clip_norm=settings.clip_norm)


def _pace(rows: int, validation_rows: int, settings: Settings) -> Pace:
    """What was chosen, and for the rest what suits so many rows."""
    usual = 2 ** int(np.clip(np.log2(max(rows, 1) / 64), 5, 8))  # 32 to 256: small data needs many steps
    batch = settings.batch_size or BatchChoice(usual, usual)
    steps = max(rows // (batch.first or rows), 1)
    epochs = settings.epochs or int(np.clip(round(ENOUGH_STEPS / steps), 20, 200))
    # coslog4 rises and falls four times: a short patience ends a run in the first trough (seen on spirals)
    patience = max(epochs // 3, 20) if settings.patience is None else settings.patience
    return Pace(batch, epochs, patience if validation_rows else 0)


def _class_weights(training: Part, settings: Settings) -> Array | None:
    """For each class m / (k · its rows), so that every class counts the same."""
    if settings.class_weight == "none":
        return None
    if training.y.dtype.kind != "i":
        raise usage_error("--class-weight", "weights are for classes, and the target holds numbers")
    counts = np.bincount(training.y.astype(np.int64))
    return training.rows / (len(counts) * counts)


def _each(weights: Array | None, part: Part) -> Array | None:
    return None if weights is None else weights[part.y.astype(np.int64)]
