"""Training by the NumPy engine: batches of any size, one after the other."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from chainrule.engines.engine import Engine
from chainrule.engines.loading import load
from chainrule.engines.numpy_program import NumpyFrame, as_engines_compute, slot_memory
from chainrule.engines.plan import make_plan
from chainrule.engines.printer import print_plan
from chainrule.engines.skeleton import print_training
from chainrule.engines.task import RUN_TIME, Stretch, Task, gathered_leaves


class NumpyTraining:
    """A task in plain NumPy."""

    def __init__(self, task: Task) -> None:
        self.plan = make_plan([task.gradient, task.update], given=task.names)
        self._task = task
        self._gathered = gathered_leaves(task, self.plan)
        printed = print_plan(self.plan, NumpyFrame.language, RUN_TIME)
        self.source = print_training(NumpyFrame(), printed, task, self._gathered)
        self._run_steps = load(self.source, "run_steps", constants=printed.constants)

    def memory(self, m: int) -> Sequence[object]:
        """A flat array for each slot, and for each leaf that is gathered."""
        slots = slot_memory(self.plan, m, self._task.dtype)
        return [*slots, *(np.empty(one.width * m, one.own) for one in self._gathered)]

    def run(self, stretch: Stretch) -> int:
        """Make these steps; return how many were made before a cost was not finite."""
        batches = (stretch.order[start:stop] for start, stop in pairwise(stretch.bounds))
        vectors = stretch.vectors.values()
        with as_engines_compute():  # the cost of each step is tested instead
            done = self._run_steps(
                *stretch.tables, batches, stretch.rates, *stretch.clock, *vectors, stretch.memory, stretch.costs
            )
        assert isinstance(done, int)  # noqa: S101
        return done


NUMPY = Engine("numpy", NumpyTraining)
