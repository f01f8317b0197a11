"""The job: one training in Python, in a thread of its own, whose costs and vectors are told while it runs."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Event, Thread

from chainrule.errors import ChainruleError, SettingError
from chainrule.faces.board import Board
from chainrule.faces.opened import Opened
from chainrule.faces.opening import opened
from chainrule.json_fields import parse
from chainrule.live.shared import read_text
from chainrule.training.callbacks import Callback, Run

News = dict[str, object]
PATIENCE = 0.1  # seconds that a stream waits for news before it looks whether anybody listens
NAME = "chainrule training"  # of its thread
BETWEEN = 0.15  # seconds between two news
MOST_STEPS = 100_000  # of a run whose every cost a page holds


class _Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Somebody has seen enough."""


@dataclass
class _Teller(Callback):
    """Tells after each stretch of steps what is new."""

    news: "Queue[News | None]"
    stopped: Event
    told: int = 0
    last: float = 0.0  # when

    def progressed(self, run: Run) -> None:
        """What is new, now and then, unless nobody wants more of it."""
        if self.stopped.is_set():
            raise _Stopped
        if time.monotonic() - self.last >= BETWEEN:
            self._tell(run)

    def ended(self, run: Run) -> None:
        """What the last stretch has brought."""
        self._tell(run)

    def _tell(self, run: Run) -> None:
        """Costs since the last time, and all vectors as they are."""
        costs = run.history.cost[self.told :]
        self.told, self.last = self.told + len(costs), time.monotonic()
        if len(costs):
            vectors = {name: vector.tolist() for name, vector in run.vectors.items()}
            self.news.put({"step": self.told, "costs": costs.tolist(), "vectors": vectors})


class Job:
    """A training from the numbers that a page has shown, for so many epochs."""

    def __init__(self, state: str, epochs: int) -> None:
        board = opened(read_text(state, "the state"))
        if not isinstance(board, Board) or board.opened is None or board.opened.optimizer is None:
            raise SettingError("there is nothing to train on this board; give it parameters")
        steps = max(1, _rows(board.opened) // board.opened.batch_size)  # of an epoch
        self._board, self._epochs = board, min(epochs, MOST_STEPS // steps)
        self._news: Queue[News | None] = Queue()
        self._stopped, self._ended = Event(), Event()
        self._news.put({"open": _from_here(state, self._epochs)})
        self._thread = Thread(target=self._work, name=NAME, daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return not self._ended.is_set()

    def stop(self) -> None:
        """End it after the steps that it is at."""
        self._stopped.set()

    def news(self) -> Iterator[News | None]:
        """What is new, in order; None where nothing is, for a while."""
        while True:
            try:
                one = self._news.get(timeout=PATIENCE)
            except Empty:
                yield None
                continue
            if one is None:
                return
            yield one

    def _work(self) -> None:
        board, how = self._board, self._board.opened
        assert how is not None  # noqa: S101 - it was looked at
        try:
            board.train(
                how.data,
                optimizer=how.optimizer,
                batch_size=how.batch_size,
                last=how.last,
                epochs=self._epochs,
                callbacks=[_Teller(self._news, self._stopped)],
            )
            self._news.put({"done": f"{self._epochs} epochs, {board.history.steps} steps"})
        except _Stopped:
            self._news.put({"done": f"stopped after {board.history.steps} steps"})
        except ChainruleError as error:
            self._news.put({"done": str(error)})
        finally:
            self._ended.set()
            self._news.put(None)


def _rows(how: Opened) -> int:
    """How many examples there are; a board without data is one itself."""
    return max((len(table) for table in how.data.values()), default=1)


def _from_here(state: str, epochs: int) -> str:
    """The state in which a page begins the same run: at the numbers that are seen, with vectors of a new optimizer."""
    known = parse(state)
    assert isinstance(known, dict)  # noqa: S101 - it was read before
    theta = (known["now"] or known["start"])["theta"]
    start = {name: [0.0] * len(vector) for name, vector in known["start"].items()} | {"theta": theta}
    settings = {**known["settings"], "epochs": max(1, epochs)}
    return json.dumps({**known, "settings": settings, "step": 0, "start": start, "now": {}}, ensure_ascii=False)
