"""Opened: what came along with the link, or the file, that a board or a network was opened from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chainrule.training.optimizers import Optimizer


@dataclass(frozen=True)
class Opened:
    """The examples of a page by name, a row for each, and how it trained on them; `step` is the one that was seen.

    `last` is what became of a short last batch, `selection` the part that was pointed at.
    """

    data: Mapping[str, NDArray[np.generic]] = field(repr=False)
    held_out: Mapping[str, NDArray[np.generic]] = field(repr=False)  # examples that were not learned from
    optimizer: Optimizer | None
    batch_size: int
    seed: int
    last: str
    step: int
    selection: str
