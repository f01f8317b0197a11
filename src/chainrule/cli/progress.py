"""What is seen while a model learns: two live lines on a terminal, now and then a plain line elsewhere."""

import math
import time
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from chainrule.engines.registry import ENGINES
from chainrule.readers.notation.numbers import format_count, format_number, format_seconds
from chainrule.tables.measures import metric_text, metric_word
from chainrule.training.callbacks import Callback, Run
from chainrule.training.history import History

PERIOD = 3.0  # seconds between two plain lines
LATEST = 100  # steps whose mean cost is shown


@dataclass(frozen=True)
class Moment:
    """A run in words."""

    epoch: str
    numbers: str
    left: str


class Watch(Callback):
    """Tells a person how a run is going; `unit` is what one of the target's standardised units is worth."""

    def __init__(self, console: Console, unit: float = 1.0) -> None:
        self.console = console
        self.unit = unit
        self.began = time.perf_counter()
        self.before: tuple[int, float] | None = None  # examples used and share done when the clock was started

    def started(self, run: Run) -> None:  # noqa: ARG002
        """Forget an earlier run."""
        self.before = None

    def progressed(self, run: Run) -> None:
        """Show where the run stands; the first step only starts the clock, for it may have waited for a compiler."""
        if self.before is None:
            self.began, self.before = time.perf_counter(), (run.examples_used, run.progress)
        else:
            self.show(run, *self.before)

    def show(self, run: Run, used: int, done: float) -> None:
        """Show where the run stands."""
        raise NotImplementedError

    def moment(self, run: Run, used: int, done: float) -> Moment:
        """Where the run stands, of whose examples so many had been used when the clock was started."""
        seconds, share = time.perf_counter() - self.began, run.progress
        numbers = [
            f"cost {format_number(run.history.cost[-LATEST:].mean(), 4)}",
            *_validated(run.history, self.unit),
            f"{format_count(round((run.examples_used - used) / max(seconds, 1e-9)))} examples/s",
        ]
        epoch = min(math.floor(share * run.epochs) + 1, run.epochs)
        left = f"at most {format_seconds(seconds * (1 - share) / max(share - done, 1e-9))} left"
        return Moment(f"epoch {format_count(epoch)} of {format_count(run.epochs)}", ", ".join(numbers), left)


class Bar(Watch):
    """Two lines that are drawn again and again, and are gone at the end."""

    def started(self, run: Run) -> None:
        """Begin to draw; an engine that compiles does so first, unless it has the step from an earlier run."""
        super().started(run)
        self.live = Live(console=self.console, auto_refresh=False, transient=True)
        self.live.start()
        if ENGINES[run.engine].compiling:
            self.live.update(Text("compiling the training step, once for models like this one"), refresh=True)

    def show(self, run: Run, used: int, done: float) -> None:
        """Draw anew."""
        self.live.update(_two_lines(self.moment(run, used, done), run.progress), refresh=True)

    def ended(self, run: Run) -> None:  # noqa: ARG002
        """Clear the lines."""
        self.live.stop()


class Lines(Watch):
    """A plain line every few seconds."""

    def __init__(self, console: Console, unit: float = 1.0, period: float = PERIOD) -> None:
        super().__init__(console, unit)
        self.period = period
        self.told = 0.0

    def show(self, run: Run, used: int, done: float) -> None:
        """A line, if it is time for one; the first comes after one period."""
        if time.perf_counter() - max(self.told, self.began) >= self.period:
            self.told = time.perf_counter()
            now = self.moment(run, used, done)
            self.console.print(f"{now.epoch}: {now.numbers}, {now.left}", soft_wrap=True)


def watch(console: Console, unit: float) -> Watch:
    """Live lines where they can be drawn, plain ones elsewhere."""
    live = console.file.isatty() and not console.is_dumb_terminal
    return Bar(console, unit) if live else Lines(console, unit)


def _validated(history: History, unit: float) -> list[str]:
    """The last accuracy or RMSE on the validation rows, if there is one yet."""
    return [
        f"validation {metric_word(name)} {metric_text(name, history.epochs[name][-1] * scale)}"
        for name, scale in (("accuracy", 1.0), ("rmse", unit))
        if history.epochs.get(name)
    ]


def _two_lines(now: Moment, share: float) -> RenderableType:
    first = Table.grid(padding=(0, 1), expand=True)
    first.add_column(ratio=1)
    first.add_column(no_wrap=True)
    first.add_row(ProgressBar(total=1, completed=share), Text(f"{now.epoch}, {now.left}"))
    return Group(first, Text(now.numbers, no_wrap=True, overflow="ellipsis"))
