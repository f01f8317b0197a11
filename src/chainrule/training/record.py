"""The record of a run: where theta was, what moved it and by how much; every picture of movement is made from it.

Before step t theta was θ, its batch gave the gradient g, and the optimizer added Δθ: θ ← θ + Δθ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.trainable import Trainable
from chainrule.errors import SettingError
from chainrule.graph.display import Displayed, shortened
from chainrule.graph.node import Array
from chainrule.training.batches import Order
from chainrule.training.examples import Examples
from chainrule.training.optimizers import Optimizer


@dataclass(frozen=True)
class Record(Displayed):
    """k steps of a run, p entries of theta in each; steps count from 1, over all calls of train."""

    trainable: Trainable = field(repr=False)
    optimizer: Optimizer
    examples: Examples = field(repr=False)  # that the run learned from
    seed: int
    every: int  # so many steps lie between two that are recorded
    places: NDArray[np.int64] = field(repr=False)  # (p,) where the entries lie in theta
    steps: NDArray[np.int64] = field(repr=False)  # (k,)
    epoch: NDArray[np.int64] = field(repr=False)  # (k,) the epochs completed before
    theta: Array = field(repr=False)  # (k, p) before each step
    gradient: Array = field(repr=False)  # (k, p) of the batch, as the optimizer was given it
    update: Array = field(repr=False)  # (k, p) what the step added to theta
    state: Mapping[str, Array] = field(repr=False)  # (k, p) each of the optimizer's vectors before the step
    rows: tuple[Order, ...] = field(repr=False)  # of each step's batch
    cost: Array = field(repr=False)  # (k,) of the batch before its update, L2 included
    learning_rate: Array = field(repr=False)  # (k,)
    start: Array = field(repr=False)  # the whole of theta before the first step of the run
    end: Array = field(repr=False)  # and after the last
    made: int = field(repr=False)  # steps by then, over all calls of train

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        whole = self.trainable.layout.size
        entries = f"all {whole:,}" if len(self.places) == whole else f"{len(self.places):,} of {whole:,}"
        return shortened(f"<record: {len(self):,} steps, every {self.every:,}, {entries} entries of theta>")

    @property
    def entries(self) -> tuple[str, ...]:
        """The name of each entry that is recorded: W1[0,0], W1[0,1], …"""
        names = self.trainable.layout.entries
        return tuple(names[place] for place in self.places)

    @property
    def batch_size(self) -> NDArray[np.int64]:
        """The examples that each step really used: (k,)."""
        return np.array([len(rows) for rows in self.rows], dtype=np.int64)

    @property
    def path(self) -> Array:
        """Where theta was before each recorded step, and where the run ended: (k + 1, p)."""
        return np.concatenate([self.theta, self.end[None, self.places]])

    @property
    def is_whole(self) -> bool:
        """Whether every entry of theta is recorded."""
        return len(self.places) == self.trainable.layout.size

    def at(self, step: int) -> int:
        """Where a step stands in the record: an index for each of its arrays. Raises SettingError where it does not."""
        (found,) = np.nonzero(self.steps == step)
        if not len(found):
            raise SettingError(f"step {step} is not recorded; {self._recorded}")
        return int(found[0])

    @property
    def _recorded(self) -> str:
        if not len(self):
            return "no step is"
        return f"recorded are {len(self):,} steps from {self.steps[0]} to {self.steps[-1]}, every {self.every:,}"
