"""From settings and rows to a trained network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from chainrule.errors import ArgumentError
from chainrule.faces.network import Network
from chainrule.graph.node import Array
from chainrule.tables.pace import Pace, pace_for
from chainrule.tables.parts import Part, Prepared
from chainrule.tables.table_settings import TableSettings
from chainrule.training.call import several_callbacks
from chainrule.training.callbacks import Callback, EarlyStopping
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.run import Run
from chainrule.training.schedules import find_schedule, warm_up

ADAM_RATE = 0.003
Hook: TypeAlias = Callback | Callable[[LiveRun], None]


@dataclass(frozen=True)
class Learned:
    """A trained network and how that went."""

    network: Network
    run: Run
    pace: Pace
    best_epoch: int | None  # the one whose theta was kept, where early stopping chose


def learn(prepared: Prepared, settings: TableSettings, callbacks: Sequence[Hook] = ()) -> Learned:
    """The network that these settings make of the training rows."""
    network = _network(prepared, settings)
    training, validation = prepared.parts["training"], prepared.parts["validation"]
    pace = pace_for(training.rows, validation.rows, settings)
    stopping = EarlyStopping(patience=pace.patience) if pace.patience else None
    weights = _class_weights(training, settings)
    run = network.train(
        training.X,
        training.y,
        optimizer=_optimizer(settings),
        batch_size=pace.batch_size,
        epochs=pace.epochs,
        validation=(validation.X, validation.y, _each(weights, validation)) if validation.rows else None,
        weights=_each(weights, training),
        callbacks=[*([stopping] if stopping else []), *several_callbacks(callbacks)],
        engine=settings.engine,
        threads=settings.threads,
    )
    network.encoding = prepared.encoding.to_json()
    kept = stopping.best_epoch if stopping and not run.interrupted else None
    return Learned(network, run, pace, kept)


def _network(prepared: Prepared, settings: TableSettings) -> Network:
    """Softmax with an output for each class, or one number; `logistic` has one output for two classes."""
    classes, loss = prepared.encoding.classes, settings.loss
    if classes is None and loss in ("logistic", "cross_entropy"):
        raise ArgumentError("loss", f"{loss} is for classes, and {prepared.encoding.target!r} holds numbers")
    if classes is not None and loss == "logistic" and len(classes) > 2:
        raise ArgumentError("loss", f"logistic is for two classes, and there are {len(classes)}; use cross_entropy")
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


def _optimizer(settings: TableSettings) -> Optimizer:
    if isinstance(settings.optimizer, Optimizer):
        return settings.optimizer
    make = OPTIMIZERS[settings.optimizer]
    usual = ADAM_RATE if settings.optimizer in ("adam", "adamw") else make().schedule.rate
    schedule = find_schedule(settings.schedule)(settings.learning_rate or usual)
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
    return None if weights is None else weights[part.y.astype(np.int64)]
