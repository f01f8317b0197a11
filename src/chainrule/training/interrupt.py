"""Ctrl-C during a run, or a request to end: a flag that is read between stretches of steps, so that all is usable."""

import signal
import threading
from types import FrameType, TracebackType

ASKING = (signal.SIGINT, signal.SIGTERM)  # Ctrl-C, and what a machine sends before it takes the process away


class Interrupt:
    """While it is entered, the first such signal sets `asked`; the second one raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> "Interrupt":
        if threading.current_thread() is threading.main_thread():  # Python allows handlers nowhere else
            self._before = {number: signal.signal(number, self._ask) for number in ASKING}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
