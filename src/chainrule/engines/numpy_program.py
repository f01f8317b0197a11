"""Modules of the NumPy engine: what surrounds their lines, and a function that is one pass over a graph, compiled."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.loading import load
from chainrule.engines.memory import BATCH
from chainrule.engines.numpy_source import Numpy, part_of
from chainrule.engines.plan import Plan, Stage, make_plan
from chainrule.engines.printer import print_plan
from chainrule.engines.skeleton import Frame, Gathering, Module, TrainingTable, print_function
from chainrule.engines.task import Gathered, Window
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import MODULES

Memory = list[NDArray[np.generic]]
WIDE = 100  # characters in a line
BUFFER = 2048  # entries that NumPy casts at a time, such as truth values into numbers: they stay in the nearest cache


@contextmanager
def as_engines_compute() -> Iterator[None]:
    """While NumPy says nothing of what is infinite or no number, and casts in small parts."""
    before = np.getbufsize()
    with np.errstate(all="ignore"):
        np.setbufsize(BUFFER)
        try:
            yield
        finally:
            np.setbufsize(before)


class NumpyFrame(Frame):
    """A function with all memory in one list, which cuts its arrays anew when the batch changes its size."""

    language = Numpy()
    training = TrainingTable(
        says='"""Make a step for each batch of rows; return how many were made before a cost was not finite."""',
        given=("batches",),
        unsized=(f"{BATCH} = 0",),
        each_batch="for i, (rows, learning_rate) in enumerate(zip(batches, learning_rates)):",
        resized=f"if rows.size != {BATCH}:  # a batch of another size: cut the memory anew",
        size=(f"{BATCH} = rows.size",),
        noted="costs[i] = {cost}",
        diverged="if not math.isfinite(costs[i]):",
        stop="return i",
        advance="step += 1",
        end="return len(costs)",
    )

    def module(self, module: Module) -> str:
        """One function, and the imports that it needs."""
        body = "\n".join(f"    {line}" for line in module.lines)
        head = [
            f'"""{module.title} Printed by chainrule from the graph."""',
            *(["import math"] if "math." in body else []),
            *(["import numpy as np"] if re.search(r"\b(np\.|real\b)", body) else []),
            *(["\n".join(calls)] if (calls := _imported(body)) else []),
            *([f"real = np.{np.dtype(module.dtype).name}"] if re.search(r"\breal\b", body) else []),
        ]
        return "\n\n".join(head) + f"\n\n\n{_header(module.name, module.arguments)}\n{body}\n"

    def results(self, outputs: Mapping[str, str]) -> Sequence[str]:
        """A dictionary."""
        return ["return {", *(f"    {name!r}: {text}," for name, text in outputs.items()), "}"]

    def window(self, vector: str, window: Window) -> str:
        """A slice, reshaped."""
        return f"{vector}[{window.start}:{window.stop}].reshape{window.shape}"

    def gathering(self, name: str, leaf: Gathered, place: int, *, in_loops: bool) -> Gathering:  # noqa: ARG002 - none
        """Rows of a table that has rows stay rows; as `take` cannot cast, they are then copied into another type."""
        rows_stay, own = leaf.table.order == "C", f"memory[{place}]"
        shape = (BATCH, leaf.width) if rows_stay else (leaf.width, BATCH)
        out, view = _seen(name, leaf, rows_stay=rows_stay)
        table, axis = (f"{name}_table", 0) if rows_stay else (f"{name}_table.T", 1)
        taken = f"{name}_raw" if leaf.is_cast else out
        raw = f"np.empty(({shape[0]}, {shape[1]}), np.{leaf.table.dtype})"
        fill = [f'{table}.take(rows, axis={axis}, out={taken}, mode="clip")']
        if view is None:  # examples along the last of many axes: written side by side
            cut = [f"{taken} = {raw}", f"{name} = {part_of(own, leaf.leaf.shape)}"]
            return Gathering(cut, [*fill, f"{name}.reshape({leaf.width}, {BATCH})[...] = {taken}.T"])
        cut = [f"{out} = {part_of(own, shape)}", *([f"{name} = {view}"] if view != name else [])]
        if leaf.is_cast:
            cut.append(f"{taken} = {raw}")
            fill.append(f"{out}[...] = {taken}")
        return Gathering(cut, fill)

    def memory(self, tables: Sequence[str], constants: int) -> Sequence[str]:  # noqa: ARG002 - the module knows them
        """One list of flat arrays."""
        return ["memory"]


def _imported(body: str) -> list[str]:
    """The imports of functions that these lines call, a line for each module."""
    called: dict[str, list[str]] = {}
    for name, source in MODULES.items():
        if f"{name}(" in body:
            called.setdefault(source, []).append(name)
    return [f"from {source} import {', '.join(names)}" for source, names in called.items()]


def _seen(name: str, leaf: Gathered, *, rows_stay: bool) -> tuple[str, str | None]:
    """What is taken from a table is called, and how the leaf is a view of it; None where it is none."""
    stays = rows_stay == leaf.by_rows
    if leaf.leaf.rank == 2:
        return (
            (name, name)
            if stays
            else ((f"{name}_rows", f"{name}_rows.T") if rows_stay else (f"{name}_columns", f"{name}_columns.T"))
        )
    out = f"{name}_rows"
    if leaf.leaf.rank > 2 and not leaf.by_rows:
        return out, None
    return out, f"{out}.reshape({', '.join(map(str, leaf.leaf.shape))})"


def _header(name: str, arguments: Sequence[str]) -> str:
    """The line that begins a function, or several where one would be too long."""
    line = f"def {name}({', '.join(arguments)}):"
    return line if len(line) <= WIDE else f"def {name}(\n" + "".join(f"    {one},\n" for one in arguments) + "):"


def slot_memory(plan: Plan, m: int, dtype: type[np.floating]) -> Memory:
    """The memory of a plan for batches of up to m examples: a flat array for each slot."""
    return [np.empty(slot.count * m**slot.power, np.bool_ if slot.is_mask else dtype) for slot in plan.slots]


class NumpyFunction:
    """A graph as a function of its leaves' arrays, in one real type; letters other than m need numbers first."""

    def __init__(self, graph: Graph, dtype: type[np.floating]) -> None:
        self.dtype = dtype
        self.plan = make_plan([Stage(graph)])
        printed = print_plan(self.plan, NumpyFrame.language)
        self._leaves = dict(self.plan.leaves)
        if not any(BATCH in leaf.shape for leaf in self._leaves.values()):  # leaves that nothing reads say what m is
            self._leaves |= {name: leaf for name, leaf in graph.leaves.items() if BATCH in leaf.shape}
        self.source = print_function(NumpyFrame(), printed, self._leaves.values(), dtype)
        self._compute = load(self.source, "compute", constants=printed.constants)
        self._memory: Memory = []
        self._room = -1  # examples that fit into the memory

    @property
    def leaves(self) -> Mapping[str, Node]:
        """The leaves that it takes, by name."""
        return self._leaves

    @property
    def first(self) -> str:
        """The first of its outputs."""
        return next(name for outputs in self.plan.outputs for name in outputs)

    def __call__(self, leaves: Mapping[str, object]) -> dict[str, Array]:
        """Each output for these arrays; leaves that the graph does not read are passed over."""
        bound = self._bound(leaves)
        with as_engines_compute():
            return self._copied(self._compute(*bound.values(), self._memory))

    def at_each(self, leaf: str, numbers: Iterable[float], leaves: Mapping[str, object]) -> list[dict[str, Array]]:
        """Each output for each of these numbers of one leaf, the others being looked at once."""
        bound = self._bound({**leaves, leaf: 0.0})
        with as_engines_compute():
            moved = ({**bound, leaf: self.dtype(number)} for number in numbers)
            return [self._copied(self._compute(*one.values(), self._memory)) for one in moved]

    def _bound(self, leaves: Mapping[str, object]) -> dict[str, object]:
        """The array of each leaf by name, and memory that is large enough for them."""
        bound = {leaf: bind_leaf(leaf, leaves[name], self.dtype) for name, leaf in self._leaves.items()}
        m = sizes_of(bound).get(BATCH, 1)
        if m > self._room:
            self._memory, self._room = slot_memory(self.plan, m, self.dtype), m
        return {leaf.name: array[()] for leaf, array in bound.items()}

    def _copied(self, results: object) -> dict[str, Array]:
        """Results that the next call does not write over."""
        assert isinstance(results, dict)  # noqa: S101
        return {name: np.array(result, dtype=self.dtype) for name, result in results.items()}
