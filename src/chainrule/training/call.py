"""A call of train: what a person chooses for it beside the data, checked before any of these are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chainrule.errors import SettingError
from chainrule.settings import several_names, truth, whole_number, written
from chainrule.training.batches import Batches, BatchSize, SizeRule, as_batch_size
from chainrule.training.batching.scheme import Scheme
from chainrule.training.callbacks import Callback, OnEpoch, Run
from chainrule.training.engine_choice import Hardware
from chainrule.training.optimizers import Optimizer
from chainrule.training.recording import Recorded, as_recording

Hook = TypeVar("Hook")


@dataclass
class Call:
    """The choices of one call of train, for a network as for a board."""

    optimizer: Optimizer | str | None
    batch_size: int | str | BatchSize | Scheme | SizeRule
    epochs: int
    shuffle: str
    replacement: bool
    last: str
    metrics: Sequence[str] | None
    callbacks: Sequence[Callback | Callable[[Run], None]]
    engine: str
    threads: int | None
    record: Recorded = None
    resume: bool = False  # go on with the run that was cut off; epochs are all of its epochs

    def __post_init__(self) -> None:
        self.epochs = whole_number("epochs", self.epochs, 0)
        self.threads = None if self.threads is None else whole_number("threads", self.threads, 1)
        self.metrics = None if self.metrics is None else several_names("metrics", self.metrics)
        self.resume = truth("resume", self.resume)
        self.callbacks = several_callbacks(self.callbacks)
        self.recording = as_recording(self.record)

    @property
    def hardware(self) -> Hardware:
        """The engine, and the threads of matrix products."""
        return Hardware(self.engine, self.threads)

    @property
    def hooks(self) -> list[Callback]:
        """The callbacks, a plain function being one that is called after each epoch."""
        return [one if isinstance(one, Callback) else OnEpoch(one) for one in self.callbacks]

    def batches(self, rows: int, seed: int) -> Batches:
        """How so many rows are dealt."""
        return Batches(as_batch_size(self.batch_size), rows, seed, self.shuffle, self.replacement, self.last)


def several_callbacks(callbacks: Sequence[Hook]) -> Sequence[Hook]:
    """Callbacks: a list, each of which can be called or watched."""
    wrong = not isinstance(callbacks, Sequence) or isinstance(callbacks, str)
    if wrong or not all(callable(one) or hasattr(one, "epoch_ended") for one in callbacks):
        raise SettingError(f"callbacks is a list of functions or Callbacks, such as [print], not {written(callbacks)}")
    return callbacks
