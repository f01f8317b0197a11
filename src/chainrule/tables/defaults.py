"""Defaults: what is chosen for a table where a person does not, and why, so that a report can say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np

from chainrule.architecture.layers import Choice
from chainrule.data import Encoding
from chainrule.data.codings import NumberCoding
from chainrule.tables.presets import ASKED, PRESETS, Decision
from chainrule.tables.table_settings import ACTIVATION, DROPOUT, HIDDEN, WIDE, TableSettings
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.wording import counted

ADAM_RATE, QUICKEST, USUAL_WIDTH = 0.003, 0.1, 128
PLAIN_RATE = 0.01  # of gradient descent on numbers, whose squared error is steep for wide layers
USUAL = "as usual"
Setting = TypeVar("Setting")
Activation: TypeAlias = Choice | tuple[Choice, ...]  # of all layers, or of each


@dataclass(frozen=True)
class Layers:
    """What a network, or several that are one, are made of."""

    hidden: tuple[int, ...]
    activation: Activation
    dropout: float
    members: int
    decisions: tuple[Decision, ...]


def layers_for(settings: TableSettings) -> Layers:
    """What was chosen, else what the preset says, else what is usual for so many units."""
    preset, why = PRESETS[settings.preset], f"preset {settings.preset}"
    hidden = _first(settings.hidden, preset.hidden, HIDDEN)
    narrow = min(hidden, default=0) < WIDE
    asked: Activation | None = preset.activation if settings.activation is None else settings.activation
    activation = ACTIVATION if asked is None else asked
    dropout = _first(settings.dropout, preset.dropout, 0.0 if narrow else DROPOUT)
    members = _first(settings.members, preset.members, 1)
    of_width = f"layers of {'less than ' if narrow else ''}{WIDE} units{'' if narrow else ' or more'}"

    def told(name: str, value: object, usual: str = "as usual") -> Decision:
        asked, of_preset = getattr(settings, name), getattr(preset, name)
        return Decision(name, value, ASKED if asked is not None else why if of_preset is not None else usual)

    decisions = [told("hidden", tuple(hidden))]
    if hidden and preset.text is None:
        decisions += [told("activation", activation), told("dropout", dropout, of_width)]
    decisions += [told("members", members)] if members > 1 else []
    return Layers(tuple(hidden), activation, dropout if hidden else 0.0, members, tuple(decisions))


def _first(asked: Setting | None, of_preset: Setting | None, usual: Setting) -> Setting:
    if asked is not None:
        return asked
    return usual if of_preset is None else of_preset


def rate_for(settings: TableSettings, hidden: Sequence[int], encoding: Encoding) -> tuple[float, str]:
    """A learning rate that suits the optimizer, the width and the task, and why it is this one.

    Adam's is as the inverse of the width (Yang et al., 2022), between what suits the usual network and ten times that.
    """
    if isinstance(settings.optimizer, Optimizer):
        return settings.optimizer.schedule.rate, "the optimizer's own"
    if settings.learning_rate is not None:
        return settings.learning_rate, ASKED
    name, preset = settings.optimizer, PRESETS[settings.preset]
    if name == "adam" and preset.rates is not None:
        return preset.rates[encoding.classes is None], f"preset {settings.preset}"
    if name in ("adam", "adamw"):
        if settings.board is not None:
            return ADAM_RATE, f"usual for {name}"
        widest = max(hidden, default=1)
        rate = float(np.clip(ADAM_RATE * USUAL_WIDTH / widest, ADAM_RATE, QUICKEST))
        return rate, f"{name}, by the inverse of the width, {widest}"
    usual = OPTIMIZERS[name]().schedule.rate
    if encoding.classes is None and usual > PLAIN_RATE:
        return PLAIN_RATE, f"{name}, for numbers"
    return usual, f"usual for {name}"


def pieces_told(settings: TableSettings, encoding: Encoding, rows: int) -> tuple[Decision, ...]:
    """In how many pieces numbers are told, where a table has numbers."""
    edges = [coding.edges for coding in encoding.used if isinstance(coding, NumberCoding)]
    if not edges or settings.board is not None:
        return ()
    most = max(sum(1 for _ in pairwise(one)) for one in edges)
    why = f"for {counted(rows, 'training row')}"
    if settings.pieces is not None:
        why = ASKED
    elif PRESETS[settings.preset].pieces is not None:
        why = f"preset {settings.preset}"
    return (Decision("pieces", most, why),)
