"""Whole modules of the Numba engine: one pass over a graph, and many steps of training; printed, then compiled."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.cache import compile_module
from chainrule.engines.numba_source import SOURCES, NumbaPrinter
from chainrule.engines.plan import BATCH, Plan, Stage, make_plan
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node

ALIGNED = 64  # bytes: each array begins at a line of the processor's cache
KERNELS = "chainrule.engines.kernels"


def print_function(printer: NumbaPrinter, parameters: Sequence[Node], dtype: type[np.floating]) -> str:
    """The source of `compute(parameters, memory, slots, constants)`: one pass over the stages, its results a tuple."""
    results = [printer.text(node) for outputs in printer.plan.outputs for node in outputs.values()]
    lines = [
        *printer.once,
        *printer.each_size,
        *(line for stage in printer.stages for _, lines in stage for line in lines),
        f"return ({', '.join(results)},)",
    ]
    if any(BATCH in leaf.shape for leaf in parameters):
        sized = next(leaf for leaf in parameters if BATCH in leaf.shape)
        lines.insert(0, f"{BATCH} = {printer.text(sized)}.shape[{sized.shape.index(BATCH)}]")
    arguments = [*(printer.text(leaf) for leaf in parameters), "memory", "slots", *constant_names(printer)]
    return print_module("One pass over a graph.", printer, "compute", arguments, lines, dtype)


def constant_names(printer: NumbaPrinter) -> list[str]:
    """The arguments that hold large constants."""
    return [f"constants_{i + 1}" for i in range(len(printer.constants))]


def print_module(
    title: str,
    printer: NumbaPrinter,
    name: str,
    arguments: Sequence[str],
    lines: Iterable[str],
    dtype: type[np.floating],
) -> str:
    """The text of a module: what it needs, its loops, and the function that calls them."""
    loops = [f"@loop\ndef {loop}{text}" for text, loop in printer.loops.items()]
    body = "\n".join(f"    {line}" for line in lines)
    main = f"@program\ndef {name}(\n" + "".join(f"    {one},\n" for one in arguments) + f"):\n{body}"
    code = "\n\n\n".join([*loops, main])
    used = set(re.findall(r"(?<![.\w])\w+", code))
    kind = "single" if dtype is np.float32 else "double"
    imports = [
        *(["import math\n"] if "math" in used else []),
        "import numpy as np\n",
        *_import("decorators", [one for one in ("loop", "program") if one in used]),
        *(
            line
            for module, names in SOURCES.items()
            for line in _import(module.format(real=kind), [one for one in names if one in used])
        ),
    ]
    head = "\n".join([f'"""{title} Printed by chainrule from the graph."""', "", *imports, ""])
    return f"{head}\nreal = np.{np.dtype(dtype).name}\n\n\n{code}\n"


def _import(module: str, names: Sequence[str]) -> list[str]:
    return [f"from {KERNELS}.{module} import {', '.join(names)}"] if names else []


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
        printer = NumbaPrinter(self.plan)
        self._leaves = dict(self.plan.leaves)
        if not any(BATCH in leaf.shape for leaf in self._leaves.values()):  # leaves that nothing reads say what m is
            self._leaves |= {name: leaf for name, leaf in graph.leaves.items() if BATCH in leaf.shape}
        self.source = print_function(printer, list(self._leaves.values()), dtype)
        self._constants = [np.ascontiguousarray(value, dtype=dtype) for value in printer.constants]
        self._compute = compile_module(self.source, "compute")

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
