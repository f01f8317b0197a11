"""Modules of the Numba engine: what surrounds their lines, and a function that is one pass over a graph, compiled."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.compiled import compile_source
from chainrule.engines.language import Language
from chainrule.engines.memory import BATCH
from chainrule.engines.numba_source import Numba
from chainrule.engines.plan import Plan, Stage, make_plan
from chainrule.engines.printer import print_plan
from chainrule.engines.skeleton import Frame, Gathering, Module, TrainingTable, print_function
from chainrule.engines.task import Gathered, Window
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.graph.shape import write_shape
from chainrule.ops.spelling import INSTRUCTIONS, KERNELS

MATRIX = 2  # axes
ALIGNED = 64  # bytes: each array begins at a line of the processor's cache
FOLDER = "chainrule.engines.kernels"
SOURCES = {  # where compiled code finds what it calls; {real} is "single" or "double"
    "decorators": ("loop", "program"),
    "windows": ("cut",),
    "{real}": KERNELS,
    "instructions": INSTRUCTIONS,
    "filtering": ("filters_of", "fold", "maps_of", "unfold", "windows_of"),
    "indexing": ("gather", "pick", "scatter_add"),
    "stacks": ("stack_product", "summed_product"),
    "inverses": ("inverse_matrix", "log_determinant"),
    "shared": ("dropout_key", "fraction", "gather_columns", "gather_rows", "stays"),
}


class NumbaFrame(Frame):
    """Compiled functions, the last of which is the program; all its batches have one size."""

    language: ClassVar[Language] = Numba()
    sources: ClassVar[Mapping[str, Sequence[str]]] = SOURCES
    around_loops, around = "@loop\n", "@program\n"
    training = TrainingTable(
        says='"""Make a step for each batch of m rows; return how many were made before a cost was not finite."""',
        given=("order", BATCH),
        each_batch="for i in range(costs.size):",
        picked=(f"rows = order[i * {BATCH} : (i + 1) * {BATCH}]", "learning_rate = learning_rates[i]"),
        typed="{leaf}_table: {dtype} in {order} order",
        noted="costs[i] = {cost}",
        diverged="if not math.isfinite(costs[i]):",
        stop="return i",
        advance="step += 1",
        end="return costs.size",
    )

    def module(self, module: Module) -> str:
        """What it needs, its loops, and the function that calls them."""
        loops = [
            f"{self.around_loops}def {name}({', '.join(one.arguments)}):\n{_indented(one.lines)}"
            for one, name in module.printed.functions.items()
        ]
        arguments = "".join(f"    {one},\n" for one in module.arguments)
        whole = f"{self.around}def {module.name}(\n{arguments}):\n{_indented(module.lines)}"
        code = "\n\n\n".join(["\n".join(self.reached(module.lines)), *loops, whole]).lstrip("\n")
        used = set(re.findall(r"(?<![.\w])\w+", code))
        kind = "single" if module.dtype is np.float32 else "double"
        imports = [
            *(["import math\n"] if "math" in used else []),
            "import numpy as np\n",
            *(
                f"from {FOLDER}.{source.format(real=kind)} import {', '.join(found)}"
                for source, names in self.sources.items()
                if (found := [one for one in names if one in used])
            ),
        ]
        head = "\n".join([f'"""{module.title} Printed by chainrule from the graph."""', "", *imports, ""])
        return f"{head}\nreal = np.{np.dtype(module.dtype).name}\n\n\n{code}\n"

    def reached(self, lines: Sequence[str]) -> Sequence[str]:  # noqa: ARG002 - compiled code reaches all
        """What has to be done for the function to reach what it calls."""
        return ()

    def results(self, outputs: Mapping[str, str]) -> Sequence[str]:
        """A tuple."""
        return [f"return ({', '.join(outputs.values())},)"]

    def window(self, vector: str, window: Window) -> str:
        """A window on flat memory."""
        return f"cut({vector}, {window.start}, {window.shape})"

    def gathering(self, name: str, leaf: Gathered, place: int, *, in_loops: bool) -> Gathering:  # noqa: ARG002 - own
        """A product takes rows as they are; a loop wants the examples side by side."""
        whole = [f"{name} = cut({name}_memory, 0, {write_shape(leaf.leaf.shape)})"]
        if leaf.by_rows:
            if leaf.leaf.rank == MATRIX:
                return Gathering(whole, [f"gather_rows({name}_table, rows, {name})"])
            rows = f"{name}_rows = cut({name}_memory, 0, ({BATCH}, {leaf.width}))"
            return Gathering([rows, *whole], [f"gather_rows({name}_table, rows, {name}_rows)"])
        if leaf.leaf.rank != MATRIX:
            columns = f"{name}_columns = cut({name}_memory, 0, ({leaf.width}, {BATCH}))"
            return Gathering([columns, *whole], [f"gather_columns({name}_table, rows, {name}_columns)"])
        if leaf.table.order == "F" or leaf.width == 1 or in_loops:
            return Gathering(whole, [f"gather_columns({name}_table, rows, {name})"])
        cut = [f"{name}_rows = cut({name}_memory, 0, ({BATCH}, {leaf.width}))", f"{name} = {name}_rows.T"]
        return Gathering(cut, [f"gather_rows({name}_table, rows, {name}_rows)"])

    def memory(self, tables: Sequence[str], constants: int) -> Sequence[str]:
        """An array for each leaf, one for all slots, where in it each begins, and one for each constant."""
        return [
            *(f"{table}_memory" for table in tables),
            *("memory", "slots"),
            *(f"constants_{i + 1}" for i in range(constants)),
        ]


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def slot_places(plan: Plan, m: int, dtype: type[np.floating]) -> NDArray[np.int64]:
    """Where each slot begins in flat memory for batches of up to m examples, and where the last one ends."""
    step = ALIGNED // np.dtype(dtype).itemsize
    sizes = [-(-slot.count * m**slot.power // step) * step for slot in plan.slots]
    return np.cumsum([0, *sizes], dtype=np.int64)


def aligned_memory(entries: int, dtype: type[np.floating]) -> Array:
    """Flat memory that begins at a line of the cache."""
    size = np.dtype(dtype).itemsize
    raw = np.zeros(entries * size + ALIGNED, dtype=np.uint8)
    start = -raw.ctypes.data % ALIGNED
    memory: Array = raw[start : start + entries * size].view(dtype)
    return memory


class NumbaFunction:
    """A graph as a compiled function of its leaves' arrays, in one real type; the Numba twin of NumpyFunction."""

    def __init__(self, graph: Graph, dtype: type[np.floating]) -> None:
        self.dtype = dtype
        self.plan = make_plan([Stage(graph)], fused=True)
        printed = print_plan(self.plan, NumbaFrame.language)
        self._leaves = dict(self.plan.leaves)
        if not any(BATCH in leaf.shape for leaf in self._leaves.values()):  # leaves that nothing reads say what m is
            self._leaves |= {name: leaf for name, leaf in graph.leaves.items() if BATCH in leaf.shape}
        self.source = print_function(NumbaFrame(), printed, self._leaves.values(), dtype)
        self._constants = [np.ascontiguousarray(value, dtype=dtype) for value in printed.constants]
        self._compute = compile_source(self.source, "compute")

    def __call__(self, leaves: Mapping[str, object]) -> dict[str, Array]:
        """Each output for these arrays; leaves that the graph does not read are passed over."""
        bound = {leaf: bind_leaf(leaf, leaves[name], self.dtype) for name, leaf in self._leaves.items()}
        slots = slot_places(self.plan, sizes_of(bound).get(BATCH, 1), self.dtype)
        memory = aligned_memory(int(slots[-1]), self.dtype)
        arrays = [np.ascontiguousarray(array) if array.shape else array[()] for array in bound.values()]
        results = self._compute(*arrays, memory, slots, *self._constants)
        assert isinstance(results, tuple)  # noqa: S101
        names = [name for outputs in self.plan.outputs for name in outputs]
        return {name: np.array(result, dtype=self.dtype) for name, result in zip(names, results, strict=True)}
