"""Whole functions of the NumPy engine: one pass over a graph, and many steps of training; printed, then compiled."""

import linecache
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.numpy_source import Printer, write_count
from chainrule.engines.plan import BATCH, Plan, Stage, make_plan
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node

Memory = list[NDArray[np.generic]]
WIDE = 100  # characters in a line
RUN_TIME = ("learning_rate", "step", "seed")  # the numbers that are new for each step


@dataclass(frozen=True)
class Gathered:
    """A leaf whose columns are rows of a table, picked anew for each step."""

    leaf: Node
    raw: str | None = None  # the type of the table's numbers where it is not the program's
    index: str = "int64"  # the type of the table's labels, where it holds some

    @property
    def width(self) -> int:
        """The numbers in one row of the table."""
        return int(self.leaf.shape[0])

    @property
    def is_index(self) -> bool:
        """Whether it holds class labels."""
        return self.leaf.attributes.get("kind") == "index"


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
    if _is_used(BATCH, lines):
        sized = next(leaf for leaf in parameters if BATCH in leaf.shape)
        lines.insert(0, f"{BATCH} = {printer.text(sized)}.shape[{sized.shape.index(BATCH)}]")
    arguments = [*(printer.text(leaf) for leaf in parameters), "memory"]
    return _module("One pass over a graph.", _header("compute", arguments), lines, dtype)


@dataclass(frozen=True)
class TrainingShape:
    """What the source of a training program needs besides its plan."""

    gathered: Sequence[Gathered]
    views: dict[str, str]  # the windows on theta and on the gradient: a variable and its expression
    vectors: Sequence[str]  # theta, the gradient and the optimizer's state


def print_training(printer: Printer, shape: TrainingShape, dtype: type[np.floating]) -> str:
    """The source of `run_steps`: gather, forward, test of the cost, backward, update, as often as there are batches."""
    plan = printer.plan
    (cost,) = plan.outputs[0].values()
    gather_once, gather_each = _gathering(shape.gathered, len(plan.slots))
    forward, backward = _split(printer.stages[0], cost)
    tables = [f"{gathered.leaf.name}_table" for gathered in shape.gathered]
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
    lines = [
        '"""Make a step for each batch of rows; return how many were made before a cost was not finite."""',
        *(f"{name} = {expression}" for name, expression in shape.views.items() if _is_used(name, step)),
        *printer.once,
        f"{BATCH} = 0",
        "for i, (rows, learning_rate) in enumerate(zip(batches, learning_rates)):",
        *indented(step),
        "return len(costs)",
    ]
    arguments = [*tables, "batches", "learning_rates", "step", "seed", *shape.vectors, "memory", "costs"]
    return _module("Training, step after step.", _header("run_steps", arguments), lines, dtype)


def _is_used(name: str, lines: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line) for line in lines)


def _split(stage: Sequence[tuple[Node, list[str]]], cost: Node) -> tuple[list[str], list[str]]:
    """The lines up to the cost, and those after it."""
    place = next((i for i, (node, _) in enumerate(stage) if node is cost), len(stage) - 1) + 1
    forward, backward = stage[:place], stage[place:]
    return [line for _, lines in forward for line in lines], [line for _, lines in backward for line in lines]


def _gathering(gathered: Sequence[Gathered], first_slot: int) -> tuple[list[str], list[str]]:
    """The lines that cut each leaf's memory, and those that fill it with the rows of a batch."""
    cut, fill = [], []
    for slot, one in enumerate(gathered, start=first_slot):
        name, rows = one.leaf.name, f"{one.leaf.name}_rows"
        cut.append(f"{rows} = memory[{slot}][:{write_count(one.width, 1)}].reshape({BATCH}, {one.width})")
        cut.append(f"{name} = {rows}.T")
        if one.raw is None:
            fill.append(f'{name}_table.take(rows, axis=0, out={rows}, mode="clip")')
        else:  # take cannot cast: the rows are taken as they are, then copied into the program's type
            cut.append(f"{name}_raw = np.empty(({BATCH}, {one.width}), np.{one.raw})")
            fill.append(f'{name}_table.take(rows, axis=0, out={name}_raw, mode="clip")')
            fill.append(f"{rows}[...] = {name}_raw")
    return cut, fill


def memory_for(plan: Plan, gathered: Sequence[Gathered], m: int, dtype: type[np.floating]) -> Memory:
    """The memory of a program for batches of up to m examples: a flat array for each slot and each gathered leaf."""
    slots: Memory = [np.empty(slot.count * m**slot.power, np.bool_ if slot.is_mask else dtype) for slot in plan.slots]
    leaves = [np.empty(one.width * m, one.index if one.is_index else dtype) for one in gathered]
    return [*slots, *leaves]


def indented(lines: Iterable[str]) -> list[str]:
    """Lines moved in by one level."""
    return [f"    {line}" for line in lines]


def _header(name: str, arguments: Sequence[str]) -> str:
    line = f"def {name}({', '.join(arguments)}):"
    return line if len(line) <= WIDE else "\n".join([f"def {name}(", *indented(f"{one}," for one in arguments), "):"])


def _module(title: str, header: str, lines: Iterable[str], dtype: type[np.floating]) -> str:
    body = "\n".join(indented(lines))
    head = [
        f'"""{title} Printed by chainrule from the graph."""',
        *(["import math"] if "math." in body else []),
        *(["import numpy as np"] if re.search(r"\b(np\.|real\b)", body) else []),
        *(["from chainrule.ops.dropout import write_dropout_mask"] if "write_dropout_mask(" in body else []),
        *([f"real = np.{np.dtype(dtype).name}"] if re.search(r"\breal\b", body) else []),
    ]
    return "\n\n".join(head) + f"\n\n\n{header}\n{body}\n"


def compiled(source: str, name: str, constants: Sequence[Array] = ()) -> Callable[..., object]:
    """The function `name` of a printed module; tracebacks show its lines. It finds large constants handed in."""
    filename = f"<chainrule {name} {abs(hash(source)):x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, object] = {"constants": constants}
    # the text is ours: printed from a checked graph, in which names are identifiers and numbers are floats
    exec(compile(source, filename, "exec"), namespace)  # noqa: S102
    function = namespace[name]
    assert callable(function)  # noqa: S101
    return function


class NumpyFunction:
    """A graph as a function of its leaves' arrays, in one real type; letters other than m need numbers first."""

    def __init__(self, graph: Graph, dtype: type[np.floating]) -> None:
        self.dtype = dtype
        self.plan = make_plan([Stage(graph)])
        printer = Printer(self.plan)
        self._leaves = dict(self.plan.leaves)
        if not any(BATCH in leaf.shape for leaf in self._leaves.values()):  # leaves that nothing reads say what m is
            self._leaves |= {name: leaf for name, leaf in graph.leaves.items() if BATCH in leaf.shape}
        self.source = print_function(printer, list(self._leaves.values()), dtype)
        self._compute = compiled(self.source, "compute", printer.constants)
        self._memory: Memory = []
        self._room = -1  # examples that fit into the memory

    def __call__(self, leaves: Mapping[str, object]) -> dict[str, Array]:
        """Each output for these arrays; leaves that the graph does not read are passed over."""
        bound = {leaf: bind_leaf(leaf, leaves[name], self.dtype) for name, leaf in self._leaves.items()}
        m = sizes_of(bound).get(BATCH, 1)
        if m > self._room:
            self._memory, self._room = memory_for(self.plan, (), m, self.dtype), m
        with np.errstate(all="ignore"):
            results = self._compute(*(array[()] for array in bound.values()), self._memory)
        assert isinstance(results, dict)  # noqa: S101
        return {name: np.array(result, dtype=self.dtype) for name, result in results.items()}
