"""Training by the Numba engine: each call of the compiled function makes steps with batches of one size."""

from collections.abc import Sequence
from importlib.util import find_spec
from itertools import pairwise
from os import environ

import numpy as np

from chainrule.engines.compiled import compile_source, is_known
from chainrule.engines.compiler.machine import load_blas
from chainrule.engines.engine import Compiling, Engine, Obstacle
from chainrule.engines.numba_program import NumbaFrame, aligned_memory, slot_places
from chainrule.engines.numba_steps import NumbaStepsFrame
from chainrule.engines.numpy_program import as_engines_compute
from chainrule.engines.plan import make_plan
from chainrule.engines.printer import print_plan
from chainrule.engines.skeleton import print_training
from chainrule.engines.task import RUN_TIME, Stretch, Table, Task, gathered_leaves
from chainrule.graph.node import Array

WORD = 2**64 - 1
WORTH_COMPILING = 6_000_000_000  # multiply-adds of all steps: about a second of the NumPy engine on small batches
LARGEST_GRAPH = 600  # ops of gradient and update, some 40 layers: Numba compiles the loops of more one by one
WORTH_LOOPS = 30_000_000_000  # multiply-adds for which a longer one pays


class NumbaTraining:
    """A task as compiled code."""

    def __init__(self, task: Task) -> None:
        self.plan = make_plan([task.gradient, task.update], fused=True, given=task.names)
        self._task = task
        self._gathered = gathered_leaves(task, self.plan)
        self.source, constants = self._printed(NumbaFrame())
        ops = sum(len(stage.graph.order) for stage in (task.gradient, task.update))
        if ops > LARGEST_GRAPH and not is_known(self.source):
            self.source, constants = self._printed(NumbaStepsFrame())
        self._constants = [np.ascontiguousarray(value, dtype=task.dtype) for value in constants]
        self._run_steps = compile_source(self.source, "run_steps")
        load_blas()  # there before the first step, so that its threads count

    def _printed(self, frame: NumbaFrame) -> tuple[str, Sequence[Array]]:
        """The code, and the arrays that are handed to it."""
        printed = print_plan(self.plan, frame.language, RUN_TIME)
        return print_training(frame, printed, self._task, self._gathered), printed.constants

    def memory(self, m: int) -> Sequence[object]:
        """An array for each leaf that is gathered, one for all slots, and where in it each slot begins."""
        slots = slot_places(self.plan, m, self._task.dtype)
        leaves = [aligned_memory(one.width * m, np.dtype(one.own).type) for one in self._gathered]
        return [*leaves, aligned_memory(int(slots[-1]), self._task.dtype), slots]

    def run(self, stretch: Stretch) -> int:
        """Make these steps; return how many were made before a cost was not finite."""
        with as_engines_compute():
            return self._run(stretch)

    def _run(self, stretch: Stretch) -> int:
        step, seed = stretch.clock
        tables = [_read_only(table) for table in stretch.tables]
        bounds, sizes = stretch.bounds, np.diff(stretch.bounds)
        edges = [0, *(np.flatnonzero(np.diff(sizes)) + 1).tolist(), len(sizes)]
        done, rates = 0, np.asarray(stretch.rates, dtype=np.float64)
        for first, stop in pairwise(edges):
            made = self._run_steps(
                *tables,
                _read_only(stretch.order[bounds[first] : bounds[stop]]),
                int(sizes[first]),
                rates[first:stop],
                step + first,
                np.uint64(seed & WORD),
                *stretch.vectors.values(),
                *stretch.memory,
                *self._constants,
                stretch.costs[first:stop],
            )
            assert isinstance(made, int | np.integer)  # noqa: S101
            done += int(made)
            if done < stop:
                break
        return done


def _read_only(table: Table) -> Table:
    """The same table, which nobody may write through: one type for the compiler, be it mapped or not."""
    window = np.asarray(table).view()
    window.flags.writeable = False
    return window


def _obstacle() -> Obstacle | None:
    """Why Numba cannot be used, if it cannot."""
    if any(find_spec(package) is None for package in ("numba", "platformdirs", "scipy")):
        why = "numba and scipy are not installed"
        return Obstacle(why, "the Numba engine needs numba and scipy: pip install 'chainrule[fast]'")
    if environ.get("NUMBA_DISABLE_JIT", "").strip() not in ("", "0"):
        why = "NUMBA_DISABLE_JIT switches compiling off"
        return Obstacle(why, f"the Numba engine compiles, and {why}; unset it, or take the NumPy engine")
    return None


NUMBA = Engine("numba", NumbaTraining, Compiling(WORTH_COMPILING, LARGEST_GRAPH, WORTH_LOOPS), _obstacle)
