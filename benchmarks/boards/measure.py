"""How long a step of a board takes, beside the same model of rivals, by turns."""

from contextlib import ExitStack

from benchmarks.asking import worker
from benchmarks.boards.models import MODELS, STEPS
from benchmarks.boards.sessions import SESSIONS
from benchmarks.results import Record
from benchmarks.settings import Settings
from benchmarks.steps import compared


def measure_boards(settings: Settings) -> list[Record]:
    """Microseconds of a step, for each board and contender, one number for each round."""
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(name)) for name in settings.contenders if name in SESSIONS]
        return [
            compared(name, STEPS, workers, settings, lambda one, name=name: one.ask("start_board", name=name))  # type: ignore[misc]
            for name in MODELS
        ]
