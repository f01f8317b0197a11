"""Batches: how many examples each step takes, and which.

The order of rows in an epoch follows from (seed, epoch) alone, so a resumed run has nothing to wind forward.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.settings import one_text, real_number, truth, whole_number, written
from chainrule.training.batching.scheme import Scheme
from chainrule.training.batching.schemes import SCHEMES

Order = NDArray[np.int64]
SizeRule = Callable[[int, int], int]  # of the step and the epoch, both counted from 0

DRAWN = {
    "epoch": "shuffled every epoch",
    "blocks": "shuffled every epoch in two levels",
    "once": "shuffled once",
    "never": "in their own order",
}
SHUFFLES = tuple(DRAWN)
BLOCK_ROWS, BUFFER_ROWS = 1 << 13, 1 << 17  # that lie together, for a system maps files by megabytes; shuffled together
EVERY_ROW = 2**62  # a size that no table has
LAST_WORDS = {"drop": "dropped", "keep": "kept"}


@dataclass(frozen=True)
class BatchSize:
    """A schedule of the batch size: its name as people read it, and the size at a step of an epoch."""

    name: str
    rule: SizeRule
    same: int | None = None  # the size, where it is always the same
    scheme: Scheme | None = None  # what decides while a run goes on; the rule has its first size

    def __post_init__(self) -> None:
        one_text("name", self.name)
        if self.same is not None:
            whole_number("same", self.same, 1)
        if self.scheme is not None and not isinstance(self.scheme, Scheme):
            raise SettingError(f"scheme is a Scheme such as cr.NoiseMatched(), not {written(self.scheme)}")

    def at(self, step: int, epoch: int, rows: int) -> int:
        """The size of the next batch, at most the number of rows."""
        if self.scheme is not None:
            return self.scheme.first_size(rows)
        size = self.rule(step, epoch)
        if size != int(size) or size < 1:
            raise SettingError(f"a batch size is a whole number from 1, but {self.name} gave {size!r} at step {step}")
        return min(int(size), rows)


@dataclass(frozen=True)
class Always:
    """The same size at every step."""

    size: int

    def __call__(self, step: int, epoch: int) -> int:  # noqa: ARG002
        """The size."""
        return self.size


@dataclass(frozen=True)
class Growing:
    """Start · factor^⌊epoch / every⌋, up to a limit."""

    start: int
    factor: float
    every: int
    limit: int

    def __call__(self, step: int, epoch: int) -> int:  # noqa: ARG002
        """The size in this epoch."""
        return min(round(self.start * self.factor ** min(epoch // self.every, 64)), self.limit)


def constant_size(size: int) -> BatchSize:
    """The same number of examples every step: one for pure SGD."""
    if isinstance(size, bool) or size != int(size) or size < 1:
        raise SettingError(f"a batch size is a whole number from 1, not {size!r}")
    return BatchSize(str(size), Always(size), same=size)


def full_batch() -> BatchSize:
    """Every example in every step: gradient descent as in lecture 1."""
    return BatchSize("full", Always(EVERY_ROW), same=EVERY_ROW)


def growing_size(start: int, factor: float = 2.0, every: int = 5, limit: int = 4096) -> BatchSize:
    """Start · factor^⌊epoch / every⌋, up to a limit: less noise towards the end, as lecture 2 asks for.

    Doubling the batch does to the noise of SGD what halving the rate does (Smith, Kindermans, Ying and Le, 2018).
    """
    start, every = whole_number("start", start, 1), whole_number("every", every, 1)
    factor, limit = real_number("factor", factor, 1), whole_number("limit", limit, start)
    name = f"{start}, ×{factor:g} every {every} epochs, up to {limit}"
    return BatchSize(name, Growing(start, factor, every, limit))


def live_size(scheme: Scheme) -> BatchSize:
    """A size that a scheme decides on while the run goes on."""
    return BatchSize(scheme.name, Always(scheme.first_size(EVERY_ROW)), scheme=scheme)


def as_batch_size(size: "int | str | BatchSize | Scheme | SizeRule") -> BatchSize:
    """The schedule that a number, "full", a scheme or its name, or a function of step and epoch stands for."""
    if isinstance(size, BatchSize):
        return size
    if isinstance(size, Scheme):
        return live_size(size)
    if isinstance(size, str) and size in SCHEMES:
        return live_size(SCHEMES[size]())
    if size == "full":
        return full_batch()
    if isinstance(size, int | np.integer) and not isinstance(size, bool):
        return constant_size(int(size))
    if callable(size):
        return BatchSize(getattr(size, "__name__", "a function"), size)
    names = ", ".join(f'"{name}"' for name in ("full", *SCHEMES))
    raise SettingError(f"a batch size is a whole number, {names}, or a function of step and epoch, not {size!r}")


@dataclass(frozen=True)
class Dealt:
    """The batches of an epoch: how many, the largest, and where those from one to before another begin and end.

    `progress` says for these which share of the epoch comes before each.
    """

    count: int
    largest: int
    window: Callable[[int, int], Order]
    progress: Callable[[int, int], Array]


@dataclass(frozen=True)
class Batches:
    """How the rows of a training set are dealt into batches."""

    size: BatchSize
    rows: int
    seed: int = 0
    shuffle: str = "epoch"  # anew every "epoch", so in "blocks", "once", or "never"
    replacement: bool = False  # draw each row from all of them
    last: str = "drop"  # a short last batch: "drop" makes ⌊n/b⌋ steps (lecture 2), "keep" one more

    def __post_init__(self) -> None:
        if self.shuffle not in SHUFFLES:
            raise SettingError(f"shuffle is one of {', '.join(SHUFFLES)}, not {self.shuffle!r}")
        if truth("replacement", self.replacement) and self.shuffle != SHUFFLES[0]:
            raise SettingError(
                f"rows drawn with replacement have no order, so shuffle={self.shuffle!r} does not go with it"
            )
        if self.last not in LAST_WORDS:
            raise SettingError(f"last is one of {', '.join(LAST_WORDS)}, not {self.last!r}")

    @property
    def sentence(self) -> str:
        """How rows are dealt, in words."""
        drawn = "drawn with replacement" if self.replacement else DRAWN[self.shuffle]
        if self.rows == 1:
            return "one example, in every step, whatever the batch size"
        if self.size.name == "full" and not self.replacement:
            return f"all {self.rows:,} rows in every step"
        if self.size.name == "full":
            return f"{self.rows:,} rows {drawn} in every step"
        if self.size.same is not None and self.size.same >= self.rows:
            return f"{self.rows:,} rows {drawn}, all in one batch"
        comes_out_even = self.size.same is not None and self.rows % self.size.same == 0
        short = "" if comes_out_even else f", a short last one {LAST_WORDS[self.last]}"
        return f"{self.rows:,} rows {drawn}, in batches of {self.size.name}{short}"

    def order(self, epoch: int, first_step: int = 0) -> Order:
        """The rows in the order in which this epoch takes them."""
        generator = np.random.default_rng([self.seed, 0 if self.shuffle == "once" else epoch])
        if self.replacement:
            return generator.integers(0, self.rows, self.rows)
        never_whole = self.size.scheme is not None
        if self.shuffle == "never" or (not never_whole and self.size.at(first_step, epoch, self.rows) == self.rows):
            return np.arange(self.rows)  # a full batch is a sum over all rows: their order says nothing
        return _in_blocks(generator, self.rows) if self.shuffle == "blocks" else generator.permutation(self.rows)

    @property
    def examples_of_epoch(self) -> int:
        """How many examples the first epoch uses."""
        return int(self.bounds(0, 0)[-1])

    def bounds(self, epoch: int, first_step: int) -> Order:
        """Where each batch of the epoch begins in its order, and where the last one ends: (batches + 1,).

        At least one batch, however few rows there are.
        """
        dealt = self.dealt(epoch, first_step)
        return dealt.window(0, dealt.count)

    def dealt(self, epoch: int, first_step: int) -> "Dealt":
        """The batches of an epoch that begins with this step, without a list of them where all are alike."""
        if self.size.same is None:
            bounds = np.fromiter(self._bounds(epoch, first_step, 0, self.size), dtype=np.int64)
            count = len(bounds) - 1
            return Dealt(
                count, int(np.diff(bounds).max()), _windows(bounds), lambda one, end: np.arange(one, end) / count
            )
        size = min(self.size.same, self.rows)
        count = self.rows // size if self.last == "drop" else -(-self.rows // size)
        return Dealt(
            count,
            size,
            lambda first, stop: np.minimum(np.arange(first, stop + 1) * size, self.rows),
            lambda first, stop: np.arange(first, stop) / count,
        )

    def dealt_live(self, done: Order, size: int) -> "Dealt":
        """The batches of an epoch of which these sizes are done, the rest of it in batches of one size.

        Progress goes by rows, since nobody knows how many batches there will be.
        """
        begun = np.concatenate([[0], np.cumsum(done, dtype=np.int64)])
        rest = self._bounds(0, 0, int(begun[-1]), constant_size(size))
        bounds = np.concatenate([begun[:-1], np.fromiter(rest, dtype=np.int64)])
        sizes = np.diff(bounds)
        return Dealt(
            len(sizes), int(max(sizes, default=size)), _windows(bounds), lambda one, end: bounds[one:end] / self.rows
        )

    def _bounds(self, epoch: int, step: int, end: int, sizes: BatchSize) -> Iterator[int]:
        yield end
        while end < self.rows:
            size = sizes.at(step, epoch, self.rows)
            if size > self.rows - end and self.last == "drop" and end:
                return
            yield (end := min(end + size, self.rows))
            step += 1


def _in_blocks(generator: np.random.Generator, rows: int) -> Order:
    """All rows, shuffled in two levels: blocks of neighbours come in any order, and the rows of some of them together.

    What is read of a file lies together then, and an epoch is nearly as random as one in any order (CorgiPile: Xu et
    al., "Stochastic gradient descent without full data shuffle", 2022).
    """
    blocks = generator.permutation(-(-rows // BLOCK_ROWS))
    order, done, held = np.empty(rows, dtype=np.int64), 0, BUFFER_ROWS // BLOCK_ROWS
    for first in range(0, len(blocks), held):
        starts = blocks[first : first + held] * BLOCK_ROWS
        buffer = (starts[:, None] + np.arange(BLOCK_ROWS)).ravel()
        buffer = buffer[buffer < rows]
        generator.shuffle(buffer)
        order[done : done + len(buffer)] = buffer
        done += len(buffer)
    return order


def _windows(bounds: Order) -> Callable[[int, int], Order]:
    return lambda first, stop: bounds[first : stop + 1]
