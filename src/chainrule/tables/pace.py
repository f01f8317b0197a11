"""How long to train, and in which batches: what was chosen, and for the rest what suits so many rows."""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from chainrule.errors import ArgumentError, SettingError
from chainrule.tables.presets import ASKED, PRESETS, Decision
from chainrule.tables.table_settings import TableSettings
from chainrule.training.batches import BatchSize, as_batch_size, growing_size
from chainrule.wording import counted

MOST_EPOCHS = 500  # of few rows, whose epochs are a step or two


@dataclass(frozen=True)
class Pace:
    """How long to train, and in which batches."""

    batch_size: BatchSize
    epochs: int
    patience: int  # 0 without early stopping
    decisions: tuple[Decision, ...] = ()  # the same with reasons


def pace_for(rows: int, validation_rows: int, settings: TableSettings) -> Pace:
    """What was chosen, and for the rest what suits so many training rows."""
    preset = PRESETS[settings.preset]
    size = preset.batch_size if settings.batch_size is None else settings.batch_size
    if size is None:
        size = 2 ** int(np.clip(np.log2(max(rows, 1) / 64), 5, 8))  # 32 to 256: small data needs many steps
    try:
        first = growth(size, 1) if isinstance(size, tuple) else as_batch_size(size)
        steps = max(rows // first.at(0, 0, rows), 1)
    except SettingError as error:
        raise ArgumentError("batch_size", str(error)) from None
    enough = preset.steps
    epochs = settings.epochs or preset.epochs or int(np.clip(round(enough / steps), preset.fewest_epochs, MOST_EPOCHS))
    # coslog4 rises and falls four times: a short patience ends a run in the first trough (seen on spirals)
    patience = preset.patience or max(epochs // 3, 20) if settings.patience is None else settings.patience
    sizes = growth(size, epochs) if isinstance(size, tuple) else first
    said = partial(_decision, settings)
    decisions = (
        said("batch_size", first.at(0, 0, rows), f"for {counted(rows, 'training row')}"),
        said("epochs", epochs, f"for about {enough:,} steps"),
    )
    return Pace(sizes, epochs, patience if validation_rows else 0, decisions)


def _decision(settings: TableSettings, name: str, value: int, usual: str) -> Decision:
    """What was chosen, and whether a person, the preset or the rows chose it."""
    of_preset = getattr(PRESETS[settings.preset], name)
    why = usual if of_preset is None else f"preset {settings.preset}"
    return Decision(name, value, why if getattr(settings, name) is None else ASKED)


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
