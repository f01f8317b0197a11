"""Training by the Numba engine: one compiled function gathers, computes, tests the cost and updates, many times."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from chainrule.engines.cache import compile_module
from chainrule.engines.numba_program import aligned_memory, constant_names, print_module, slot_places
from chainrule.engines.numba_source import NumbaPrinter
from chainrule.engines.plan import BATCH, Plan, make_plan
from chainrule.engines.printer import split_at
from chainrule.engines.steps import base_of
from chainrule.engines.task import RUN_TIME, Gathered, Stretch, Table, Task, gathered_leaves

WORD = 2**64 - 1


class NumbaTraining:
    """A task as compiled code; each call runs batches of one size."""

    def __init__(self, task: Task) -> None:
        self.plan = make_plan([task.gradient, task.update], fused=True, given=task.names)
        self._task = task
        self._gathered = gathered_leaves(task, self.plan)
        printer = NumbaPrinter(self.plan, RUN_TIME)
        self.source = print_training(printer, task, self._gathered)
        self._constants = [np.ascontiguousarray(value, dtype=task.dtype) for value in printer.constants]
        self._run_steps = compile_module(self.source, "run_steps")
        import scipy.linalg  # noqa: F401 - its BLAS multiplies: there before the first step, so that its threads count

    def memory(self, m: int) -> Sequence[object]:
        """An array for each leaf that is gathered, one for all slots, and where in it each slot begins."""
        slots = slot_places(self.plan, m, self._task.dtype)
        leaves = [aligned_memory(one.width * m, np.dtype(one.own).type) for one in self._gathered]
        return [*leaves, aligned_memory(int(slots[-1]), self._task.dtype), slots]

    def run(self, stretch: Stretch) -> int:
        """Make these steps; return how many were made before a cost was not finite."""
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
            assert isinstance(made, int)  # noqa: S101
            done += made
            if done < stop:
                break
        return done


def _read_only(table: Table) -> Table:
    """The same table, which nobody may write through: one type for the compiler, be it mapped or not."""
    window = np.asarray(table).view()
    window.flags.writeable = False
    return window


def print_training(printer: NumbaPrinter, task: Task, gathered: Sequence[Gathered]) -> str:
    """The source of `run_steps`."""
    plan, variables = printer.plan, printer.plan.variables
    (cost,) = plan.outputs[0].values()
    forward, backward = split_at(printer.stages[0], cost)
    gathers = [_gathering(one, plan) for one in gathered]
    step = [
        f"rows = order[i * {BATCH} : (i + 1) * {BATCH}]",
        "learning_rate = learning_rates[i]",
        *(fill for _, fill in gathers),
        "# forward",
        *forward,
        f"costs[i] = {printer.text(cost)}",
        "if not math.isfinite(costs[i]):",
        "    return i",
        "# backward",
        *backward,
        *printer.copies(0),
        "# update",
        *(line for _, lines in printer.stages[1] for line in lines),
        *printer.copies(1),
        "step += 1",
    ]
    lines = [
        f'"""Make a step for each batch of {BATCH} rows; return how many were made before a cost was not finite."""',
        *(f"# {variables[one.leaf]}_table: {one.dtype} in {one.order} order" for one in task.tables),
        *(f"{variables[one.name]} = cut({variables[one.vector]}, {one.start}, {one.shape})" for one in task.windows),
        *(line for cut, _ in gathers for line in cut),
        *printer.once,
        *printer.each_size,
        "for i in range(costs.size):",
        *(f"    {line}" for line in step),
        "return costs.size",
    ]
    tables = [f"{variables[one.leaf]}_table" for one in task.tables]
    buffers = [f"{variables[one.leaf]}_memory" for one in task.tables]
    arguments = [
        *(*tables, "order", BATCH, "learning_rates", "step", "seed", *(variables[name] for name in task.vectors)),
        *(*buffers, "memory", "slots", *constant_names(printer), "costs"),
    ]
    return print_module("Training, step after step.", printer, "run_steps", arguments, lines, task.dtype)


def _gathering(one: Gathered, plan: Plan) -> tuple[list[str], str]:
    """The lines that cut a leaf's memory, and the one that fills it with the rows of a batch.

    A product takes rows as they are; a loop wants the examples side by side.
    """
    name = plan.variables[one.leaf.name]
    readers = [step for stage in plan.steps for step in stage if one.leaf in map(base_of, step.operands)]
    if one.table.order == "F" or one.width == 1 or any(step.domain is not None for step in readers):
        cut = [f"{name} = cut({name}_memory, 0, ({one.width}, {BATCH}))"]
        return cut, f"gather_columns({name}_table, rows, {name})"
    cut = [f"{name}_rows = cut({name}_memory, 0, ({BATCH}, {one.width}))", f"{name} = {name}_rows.T"]
    return cut, f"gather_rows({name}_table, rows, {name}_rows)"
