"""Schemes: how large the next batches are, decided from what a run shows.

A scheme is settings and one pure function: from a look at the run, and the numbers that it has kept, to a decision and
the numbers that it keeps. So a run that goes on from a file decides as one that was never interrupted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from math import nan, sqrt
from typing import ClassVar

from chainrule.graph.node import Array
from chainrule.settings import whole_number
from chainrule.training.batching.noise import Noise
from chainrule.training.batching.step_cost import StepCost

SHARE_OF_ROWS = 4  # without a limit of its own, a batch has at most a quarter of the rows
LARGEST = 8192

Kept = Mapping[str, float]


@dataclass(frozen=True)
class Look:
    """What a scheme sees of a run before a step."""

    step: int  # steps made
    epoch: int  # epochs completed
    rows: int  # of the training set
    size: int  # of the batches until now
    learning_rate: float  # of the coming step as schedule and callbacks have it
    factor: float  # its share of the schedule's whole rate
    costs: Array  # of the steps since the last look, each on its batch
    is_adaptive: bool  # whether the optimizer divides by the size of each entry, as Adam does
    noise: Callable[[int], Noise]  # measured on so many of the coming rows
    step_cost: Callable[[str], StepCost]  # "measured" or "counted"


@dataclass(frozen=True)
class Decision:
    """What a scheme decided, and from which numbers; NaN stands for one that it did not ask for."""

    step: int  # steps made
    size: int  # B of the coming batches
    learning_rate: float  # η of the coming step
    why: str
    rate_scale: float = 1.0  # what the schedule's learning rate is multiplied by
    noise_scale: float = nan  # 𝓑
    trace: float = nan  # S
    signal: float = nan  # |G|²
    fixed: float = nan  # c₀, seconds
    each: float = nan  # c₁, seconds for an example
    wanted: float = nan  # B*

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The names of the numbers, in order."""
        return tuple(one.name for one in fields(cls) if one.name != "why")


@dataclass(frozen=True)
class Scheme:
    """A rule for live batch sizes: it begins with `start` examples and never takes more than `limit`.

    Without a start it begins with √n examples, rounded down to a power of two; without a limit it goes up to a
    quarter of the rows. A scheme of one's own overrides `decide`.
    """

    start: int | None = 32
    limit: int | None = None

    called: ClassVar[str] = ""  # a word for the command line

    def __post_init__(self) -> None:
        if self.start is not None:
            object.__setattr__(self, "start", whole_number("start", self.start, 1))
        if self.limit is not None:
            object.__setattr__(self, "limit", whole_number("limit", self.limit, self.start or 1))

    @property
    def name(self) -> str:
        """The scheme with its settings, as people read it: two of one name decide alike."""
        settings = (f"{one.name} {getattr(self, one.name)}" for one in fields(self) if self._is_chosen(one.name))
        return f"{self.called or type(self).__name__} size ({', '.join(settings)})"

    def _is_chosen(self, name: str) -> bool:
        return getattr(self, name) is not None

    @property
    def first_look(self) -> int:
        """The steps that come before the first look."""
        return 0

    def first_size(self, rows: int) -> int:
        """The size of the first batches."""
        start = power_of_two_below(sqrt(rows)) if self.start is None else self.start
        return min(start, rows if self.limit is None else min(self.limit, rows))

    def largest_size(self, rows: int) -> int:
        """The size that batches have at most."""
        usual = max(min(rows // SHARE_OF_ROWS, LARGEST), self.first_size(rows))
        return usual if self.limit is None else min(self.limit, rows)

    def decide(self, look: Look, kept: Kept) -> tuple[Decision, dict[str, float]]:
        """The decision, and the numbers that are kept for the next one, "next" being the step of that look."""
        raise NotImplementedError


def power_of_two_below(ratio: float) -> int:
    """The largest power of two that is not above a ratio, and at least 1."""
    power = 1
    while 2 * power <= ratio:
        power *= 2
    return power
