"""Training by the NumPy engine: gather, forward, test of the cost, backward, update, as often as there are batches."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from chainrule.engines.loading import load
from chainrule.engines.numpy_program import (
    indented,
    is_used,
    print_module,
    slot_memory,
    write_header,
)
from chainrule.engines.numpy_source import NumpyPrinter, write_count
from chainrule.engines.plan import BATCH, Plan, make_plan
from chainrule.engines.printer import Printer, split_at
from chainrule.engines.task import RUN_TIME, Gathered, Stretch, Task, gathered_leaves


class NumpyTraining:
    """A task in plain NumPy."""

    def __init__(self, task: Task) -> None:
        self.plan = make_plan([task.gradient, task.update], given=task.names)
        self._task = task
        self._gathered = gathered_leaves(task, self.plan)
        printer = NumpyPrinter(self.plan, RUN_TIME)
        self.source = print_training(printer, task, self._gathered)
        self._run_steps = load(self.source, "run_steps", constants=printer.constants)

    def memory(self, m: int) -> Sequence[object]:
        """A flat array for each slot, and for each leaf that is gathered."""
        slots = slot_memory(self.plan, m, self._task.dtype)
        return [*slots, *(np.empty(one.width * m, one.own) for one in self._gathered)]

    def run(self, stretch: Stretch) -> int:
        """Make these steps; return how many were made before a cost was not finite."""
        batches = (stretch.order[start:stop] for start, stop in pairwise(stretch.bounds))
        vectors = stretch.vectors.values()
        with np.errstate(all="ignore"):  # the cost of each step is tested instead
            done = self._run_steps(
                *stretch.tables, batches, stretch.rates, *stretch.clock, *vectors, stretch.memory, stretch.costs
            )
        assert isinstance(done, int)  # noqa: S101
        return done


def print_training(printer: Printer, task: Task, gathered: Sequence[Gathered]) -> str:
    """The source of `run_steps`."""
    plan, variables = printer.plan, printer.plan.variables
    (cost,) = plan.outputs[0].values()
    gather_once, gather_each = _gathering(gathered, plan)
    forward, backward = split_at(printer.stages[0], cost)
    step = [
        f"if rows.size != {BATCH}:  # a batch of another size: cut the memory anew",
        *indented([f"{BATCH} = rows.size", *gather_once, *printer.each_size]),
        *gather_each,
        "# forward",
        *forward,
        f"costs[i] = {printer.text(cost)}",
        "if not math.isfinite(costs[i]):",
        *indented(["return i"]),
        "# backward",
        *backward,
        *printer.copies(0),
        "# update",
        *(line for _, lines in printer.stages[1] for line in lines),
        *printer.copies(1),
        "step += 1",
    ]
    views = {
        variables[one.name]: f"{variables[one.vector]}[{one.start}:{one.stop}].reshape{one.shape}"
        for one in task.windows
    }
    lines = [
        '"""Make a step for each batch of rows; return how many were made before a cost was not finite."""',
        *(f"{name} = {expression}" for name, expression in views.items() if is_used(name, step)),
        *printer.once,
        f"{BATCH} = 0",
        "for i, (rows, learning_rate) in enumerate(zip(batches, learning_rates)):",
        *indented(step),
        "return len(costs)",
    ]
    tables = [f"{variables[one.leaf]}_table" for one in task.tables]
    arguments = [
        *tables,
        "batches",
        "learning_rates",
        "step",
        "seed",
        *(variables[name] for name in task.vectors),
        "memory",
        "costs",
    ]
    return print_module("Training, step after step.", write_header("run_steps", arguments), lines, task.dtype)


def _gathering(gathered: Sequence[Gathered], plan: Plan) -> tuple[list[str], list[str]]:
    """The lines that cut each leaf's memory, and those that fill it with the rows of a batch."""
    cut, fill = [], []
    for slot, one in enumerate(gathered, start=len(plan.slots)):
        name, by_rows = plan.variables[one.leaf.name], one.table.order == "C"
        shape = f"{BATCH}, {one.width}" if by_rows else f"{one.width}, {BATCH}"
        out = f"{name}_rows" if by_rows else name
        cut.append(f"{out} = memory[{slot}][:{write_count(one.width, 1)}].reshape({shape})")
        if by_rows:
            cut.append(f"{name} = {out}.T")
        table, axis = (f"{name}_table", 0) if by_rows else (f"{name}_table.T", 1)
        taken = f"{name}_raw" if one.is_cast else out
        fill.append(f'{table}.take(rows, axis={axis}, out={taken}, mode="clip")')
        if one.is_cast:  # take cannot cast: the rows are taken as they are, then copied into the program's type
            cut.append(f"{name}_raw = np.empty(({shape}), np.{one.table.dtype})")
            fill.append(f"{out}[...] = {name}_raw")
    return cut, fill
