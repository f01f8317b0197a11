"""Checkpointing: a run written to a file every so many seconds, so that it goes on after whatever ends the process."""

import time
import warnings
from collections.abc import Callable
from pathlib import Path

from chainrule.errors import CheckpointNote, SettingError, WriteError
from chainrule.settings import real_number, written
from chainrule.training.callbacks import Callback, Run

EVERY = 60.0  # seconds


class Checkpointing(Callback):
    """Writes the model and the state of its run to a file, every so many seconds between two steps.

    The file is a model's. `Network.load(path).train(…, resume=True)` with the same data and choices ends with the very
    bits of a run that was never stopped, wherever the process was killed: the file is the last one that was written, or
    the one before it, and never a part of one.

    >>> Checkpointing("run.safetensors", every=30).every
    30.0
    """

    def __init__(self, path: str | Path, every: float = EVERY) -> None:
        if not isinstance(path, str | Path):
            raise SettingError(f"a checkpoint is written to a file, not to {written(path)}")
        self.path, self.every = Path(path), real_number("every", every, 0)
        self.write: Callable[[Path], None] | None = None  # what writes the model, which its run sets
        self._last = 0.0

    def started(self, run: Run) -> None:  # noqa: ARG002
        """The first one is due after so many seconds."""
        self._last = time.perf_counter()

    def progressed(self, run: Run) -> None:
        """Write, if it is time; not once the run is to end, for a later one would not know of that."""
        if self.write is None or run.ending or time.perf_counter() - self._last < self.every:
            return
        try:
            self.write(self.path)
        except WriteError as error:  # a full disk is no reason to lose what is learned
            warnings.warn(f"no checkpoint: {error}", CheckpointNote, stacklevel=2)
        self._last = time.perf_counter()
