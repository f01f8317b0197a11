"""How long to train, and in which batches: what was chosen, and for the rest what suits so many rows."""

import math
from dataclasses import dataclass

import numpy as np

from chainrule.errors import ArgumentError, SettingError
from chainrule.tables.table_settings import TableSettings
from chainrule.training.batches import BatchSize, as_batch_size, growing_size

ENOUGH_STEPS = 4000  # seconds on a laptop, and near the best on the tables measured
MOST_EPOCHS = 500  # of few rows, whose epochs are a step or two


@dataclass(frozen=True)
class Pace:
    """How long to train, and in which batches."""

    batch_size: BatchSize
    epochs: int
    patience: int  # 0 without early stopping


def pace_for(rows: int, validation_rows: int, settings: TableSettings) -> Pace:
    """What was chosen, and for the rest what suits so many training rows."""
    size = settings.batch_size
    if size is None:
        size = 2 ** int(np.clip(np.log2(max(rows, 1) / 64), 5, 8))  # 32 to 256: small data needs many steps
    try:
        first = growth(size, 1) if isinstance(size, tuple) else as_batch_size(size)
        steps = max(rows // first.at(0, 0, rows), 1)
    except SettingError as error:
        raise ArgumentError("batch_size", str(error)) from None
    epochs = settings.epochs or int(np.clip(round(ENOUGH_STEPS / steps), 20, MOST_EPOCHS))
    # coslog4 rises and falls four times: a short patience ends a run in the first trough (seen on spirals)
    patience = max(epochs // 3, 20) if settings.patience is None else settings.patience
    sizes = growth(size, epochs) if isinstance(size, tuple) else first
    return Pace(sizes, epochs, patience if validation_rows else 0)


def growth(sizes: tuple[int, ...], epochs: int) -> BatchSize:
    """The first size, doubled so often that it is the last one by the end.

    >>> [growth((32, 100), 9).at(0, epoch, 1000) for epoch in (0, 4, 8)]
    [32, 64, 100]
    """
    first, last = sizes if len(sizes) == 2 else (0, 0)
    if not 0 < first <= last:
        raise SettingError(f"a batch grows from a size to a larger one, such as (32, 1024), not {sizes}")
    if first == last:
        return as_batch_size(first)
    stages = math.ceil(math.log2(last / first)) + 1
    return growing_size(first, every=max(epochs // stages, 1), limit=last)
