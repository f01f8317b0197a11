"""Opened: what came along with the link, or the file, that a board or a network was opened from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chainrule.training.optimizers import Optimizer


@dataclass(frozen=True)
class Opened:
    """The data of a page by name, a row for each example, and how it trained.

    `step` is the one that was seen, `selection` the part that was pointed at.
    """

    data: Mapping[str, NDArray[np.generic]] = field(repr=False)
    optimizer: Optimizer | None
    batch_size: int
    seed: int
    step: int
    selection: str
