"""Five steps, as lecture 1 hangs them together: model, performance, gradient, update, repeat; all from a record."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.movement.costs import Costs
from chainrule.movement.outlook import outlook
from chainrule.movement.path import whole_path
from chainrule.readers.movement.five_steps_picture import FiveSteps, Turn
from chainrule.settings import whole_number
from chainrule.training.record import Record

TURNS = 3


def five_steps_of(record: Record, steps: int | Sequence[int] = TURNS) -> FiveSteps:
    """The first so many recorded steps, or these ones, each with the numbers of all five."""
    if not len(record):
        raise SettingError("no step is recorded; train(record=True) keeps them")
    if isinstance(steps, int):
        indices = list(range(min(whole_number("steps", steps, 1), len(record))))
    else:
        indices = [record.at(step) for step in steps]
    turns = [_turn(record, index, _whole(record, index)) for index in indices]
    return FiveSteps(record.entries, record.optimizer.name, tuple(turns))


def _whole(record: Record, index: int) -> Array | None:
    """The whole of theta before a step; None where the record does not hold it."""
    try:
        theta: Array = whole_path(record)[index]
    except SettingError:
        return None
    return theta


def _turn(record: Record, index: int, theta: Array | None) -> Turn:
    """The numbers of one step: of its batch, before its update."""
    rows = record.rows[index]
    tables = {name: table[rows] for name, table in record.examples.tables.items()}
    seen = outlook(Costs(record.trainable, replace(record.examples, tables=tables)))
    known = seen is not None and theta is not None
    return Turn(
        step=int(record.steps[index]),
        theta=_real(record.theta[index]),
        predictions=seen.predictions(theta) if seen is not None and theta is not None else np.zeros(0),
        truth=seen.truth if seen is not None and known else np.zeros(0),
        cost=float(record.cost[index]),
        gradient=_real(record.gradient[index]),
        learning_rate=float(record.learning_rate[index]),
        update=_real(record.update[index]),
        after=_real(record.theta[index]) + _real(record.update[index]),
    )


def _real(vector: Array) -> Array:
    return np.asarray(vector, dtype=np.float64)
