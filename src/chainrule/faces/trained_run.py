"""TrainedRun: how a call of train went, as a person sees it: with what has watched it."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Unpack

from chainrule.errors import SettingError
from chainrule.faces.landscapes import Looking, below
from chainrule.faces.run_pictures import RunPictures
from chainrule.monitor.monitor import Monitor
from chainrule.movement.attempt import settings_said
from chainrule.movement.landscape import Directions, Landscape
from chainrule.readers.equations import Equations
from chainrule.settings import written
from chainrule.training.callbacks import Callback
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.run import Run
from chainrule.training.update_course import UpdateCourse, update_apart, update_course

Hooks = Sequence[Callback | Callable[[LiveRun], None]]


class TrainedRun(RunPictures, Run):
    """A run that is over."""

    @classmethod
    def of(cls, run: Run) -> "TrainedRun":
        """The run that training returned."""
        return cls(**{one.name: getattr(run, one.name) for one in fields(run)})

    @property
    def monitor(self) -> Monitor | None:
        """What has watched the run, if `train(monitor=True)` or a callback asked for it."""
        return next((one for one in self.callbacks if isinstance(one, Monitor)), None)

    def update_apart(self, entry: str, step: int) -> Equations:
        """What a recorded step made of an entry such as `W1[0,1]`, by the rule that ran: symbols = numbers = result."""
        return update_apart(self._recorded(), entry, step)

    def update_course(self, entry: str) -> UpdateCourse:
        """The gradient, the optimizer's vectors and the update of an entry at each recorded step."""
        return update_course(self._recorded(), entry)

    def landscape(self, directions: Directions = None, **looking: Unpack[Looking]) -> Landscape:
        """The cost over a plane below the recorded path: of two entries ("W1[0,0]", "b1[0,0]"), "path" or "random"."""
        record = self._recorded()
        said = settings_said(record, record.learning_rate, record.batch_size)
        return below(record, said, directions, looking)

    def animation(self, directions: Directions = None, **looking: Unpack[Looking]) -> str:
        """An HTML file, as text: the run walks over its landscape; it plays offline and stops where one wants."""
        return self.landscape(directions, **looking).animation()


def watched(callbacks: Hooks, monitor: bool | Monitor) -> Hooks:
    """The callbacks, the monitor before them, so that it sees where a run ends before somebody moves theta."""
    if not isinstance(monitor, bool | Monitor):
        raise SettingError(f"monitor is True, or a cr.Monitor(…), not {written(monitor)}")
    if monitor is False or not isinstance(callbacks, Sequence):  # what is no list is refused where others are
        return callbacks
    return [Monitor() if monitor is True else monitor, *callbacks]
