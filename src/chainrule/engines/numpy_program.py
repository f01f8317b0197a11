"""Modules of the NumPy engine: how they begin, and a function that is one pass over a graph; printed, then compiled."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.loading import load
from chainrule.engines.numpy_source import NumpyPrinter
from chainrule.engines.plan import BATCH, Plan, Stage, make_plan
from chainrule.engines.printer import Printer
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import MODULES

Memory = list[NDArray[np.generic]]
WIDE = 100  # characters in a line


def print_function(printer: Printer, parameters: Sequence[Node], dtype: type[np.floating]) -> str:
    """The source of `compute(parameters, memory)`: one pass over the stages, its results as a dictionary."""
    results = {name: printer.text(node) for outputs in printer.plan.outputs for name, node in outputs.items()}
    lines = [
        *printer.once,
        *printer.each_size,
        *(line for stage in printer.stages for _, lines in stage for line in lines),
        "return {",
        *indented(f"{name!r}: {text}," for name, text in results.items()),
        "}",
    ]
    if is_used(BATCH, lines):
        sized = next(leaf for leaf in parameters if BATCH in leaf.shape)
        lines.insert(0, f"{BATCH} = {printer.text(sized)}.shape[{sized.shape.index(BATCH)}]")
    arguments = [*(printer.text(leaf) for leaf in parameters), "memory"]
    return print_module("One pass over a graph.", write_header("compute", arguments), lines, dtype)


def is_used(name: str, lines: Iterable[str]) -> bool:
    """Whether a variable stands in one of these lines."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line) for line in lines)


def slot_memory(plan: Plan, m: int, dtype: type[np.floating]) -> Memory:
    """The memory of a plan for batches of up to m examples: a flat array for each slot."""
    return [np.empty(slot.count * m**slot.power, np.bool_ if slot.is_mask else dtype) for slot in plan.slots]


def indented(lines: Iterable[str]) -> list[str]:
    """Lines moved in by one level."""
    return [f"    {line}" for line in lines]


def write_header(name: str, arguments: Sequence[str]) -> str:
    """The line that begins a function, or several where one would be too long."""
    line = f"def {name}({', '.join(arguments)}):"
    return line if len(line) <= WIDE else "\n".join([f"def {name}(", *indented(f"{one}," for one in arguments), "):"])


def print_module(title: str, header: str, lines: Iterable[str], dtype: type[np.floating]) -> str:
    """A module with one function, and the imports that it needs."""
    body = "\n".join(indented(lines))
    head = [
        f'"""{title} Printed by chainrule from the graph."""',
        *(["import math"] if "math." in body else []),
        *(["import numpy as np"] if re.search(r"\b(np\.|real\b)", body) else []),
        *(f"from {module} import {name}" for name, module in MODULES.items() if f"{name}(" in body),
        *([f"real = np.{np.dtype(dtype).name}"] if re.search(r"\breal\b", body) else []),
    ]
    return "\n\n".join(head) + f"\n\n\n{header}\n{body}\n"


class NumpyFunction:
    """A graph as a function of its leaves' arrays, in one real type; letters other than m need numbers first."""

    def __init__(self, graph: Graph, dtype: type[np.floating]) -> None:
        self.dtype = dtype
        self.plan = make_plan([Stage(graph)])
        printer = NumpyPrinter(self.plan)
        self._leaves = dict(self.plan.leaves)
        if not any(BATCH in leaf.shape for leaf in self._leaves.values()):  # leaves that nothing reads say what m is
            self._leaves |= {name: leaf for name, leaf in graph.leaves.items() if BATCH in leaf.shape}
        self.source = print_function(printer, list(self._leaves.values()), dtype)
        self._compute = load(self.source, "compute", constants=printer.constants)
        self._memory: Memory = []
        self._room = -1  # examples that fit into the memory

    def __call__(self, leaves: Mapping[str, object]) -> dict[str, Array]:
        """Each output for these arrays; leaves that the graph does not read are passed over."""
        bound = {leaf: bind_leaf(leaf, leaves[name], self.dtype) for name, leaf in self._leaves.items()}
        m = sizes_of(bound).get(BATCH, 1)
        if m > self._room:
            self._memory, self._room = slot_memory(self.plan, m, self.dtype), m
        with np.errstate(all="ignore"):
            results = self._compute(*(array[()] for array in bound.values()), self._memory)
        assert isinstance(results, dict)  # noqa: S101
        return {name: np.array(result, dtype=self.dtype) for name, result in results.items()}
