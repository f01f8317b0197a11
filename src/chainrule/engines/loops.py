"""Loops: a step over many entries as the source of one small function.

Its arguments are x1, x2, … (the arrays it reads), y1, … (those it only writes) and s1, … (numbers); before them the
lengths n1, … of the axes, where no array has all of them. The text says nothing about sizes and names, so loops that
compute the same are the same text, and are compiled once. All entries are read before any is written: an array may be
written over entry by entry.
"""

import math
from collections.abc import Collection, Mapping
from functools import cached_property

import numpy as np

from chainrule.engines.plan import Plan
from chainrule.engines.steps import REDUCTIONS, Step, base_of, is_view
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.ops.spelling import ATOM, SCALARS, Expression, enclosed

INDICES = "ijkl"
LONGEST = 70  # characters of an expression that goes into its reader's line

# a single entry, from entries; the functions are those of `kernels`
ENTRIES: Mapping[str, Expression] = {
    **{
        name: (template.replace("np.", "").replace("math.", ""), strength)
        for name, (template, strength) in SCALARS.items()
    },
    "where": ("where({0}, {1}, {2})", ATOM),
    "square": ("square({0})", ATOM),
    "softplus": ("softplus({0})", ATOM),
    "broadcast": ("{0}", ATOM),
    "one_hot": ("real({0} == {index})", ATOM),
    "dropout_mask": ("real(stays({key}, {index}, {last}, {kept_from})) * real({scale})", ATOM),
}


class Loop:
    """The source of a step: `text` without its first line, and what is handed to it."""

    def __init__(self, step: Step, plan: Plan) -> None:
        self._step, self._plan = step, plan
        assert step.domain is not None  # noqa: S101
        self.domain = step.domain
        self._rank = len(step.domain)
        self.arrays: dict[Node, str] = {}  # in the order of the arguments
        self.numbers: dict[Node, str] = {}
        self.keys: dict[Node, str] = {}  # dropout masks, whose key is a number that the caller computes
        self._entries: dict[Node, Expression] = {}
        self._before: list[list[str]] = [[] for _ in range(self._rank + 1)]  # lines by depth, ahead of the inner loop
        self._after: list[list[str]] = [[] for _ in range(self._rank + 1)]
        self._prepare: list[str] = []
        self.returned: list[Node] = []
        self._results: list[str] = []
        self._fill()

    # ---- arguments -------------------------------------------------------------------------------------------

    def _array(self, base: Node) -> str:
        return self.arrays.setdefault(base, f"x{len(self.arrays) + 1}")

    def _target(self, node: Node) -> str:
        """The array that a node is written to: one that is read, if it is written over that, else a new one."""
        for base, name in self.arrays.items():
            if self._same_memory(node, base):
                return name
        return self.arrays.setdefault(node, f"y{len(self.arrays) + 1}")

    def _same_memory(self, node: Node, base: Node) -> bool:
        plan = self._plan
        if node in plan.targets:
            return base.is_leaf and plan.targets[node] == base.name
        return node in plan.slot_of and plan.slot_of.get(base) == plan.slot_of[node]

    # ---- entries ---------------------------------------------------------------------------------------------

    def _indices(self, operand: Node) -> list[str]:
        """Where an array, or a window on it, is read for an entry of the domain."""
        shift = self._rank - operand.rank
        own = [
            "0" if size == 1 != self.domain[axis + shift] else INDICES[axis + shift]
            for axis, size in enumerate(operand.shape)
        ]
        while is_view(operand):
            if operand.op.name == "transpose":
                own.reverse()
            else:
                axis, start = int(str(operand.attributes["axis"])), operand.attributes["start"]
                own[axis] = f"{start}" if own[axis] == "0" else f"{own[axis]} + {start}"
            operand = operand.operands[0]
        return own

    def _value(self, operand: Node) -> Expression:
        if operand not in self._entries:
            self._entries[operand] = self._number(operand) if operand.shape == () else self._load(operand)
        return self._entries[operand]

    def _number(self, operand: Node) -> Expression:
        if operand.op.name == "constant":
            return f"real({write_real(float(np.asarray(operand.attributes['value'])))})", ATOM
        return self.numbers.setdefault(operand, f"s{len(self.numbers) + 1}"), ATOM

    def _load(self, operand: Node) -> Expression:
        indices = self._indices(operand)
        text = f"{self._array(base_of(operand))}[{', '.join(indices)}]"
        depth = max((INDICES.index(one[0]) + 1 for one in indices if one[0] in INDICES), default=0)
        if depth == self._rank:
            return text, ATOM
        name = f"v{sum(map(len, self._before))}"  # the same for the whole inner loop
        self._before[depth].append(f"{name} = {text}")
        return name, ATOM

    def _entry(self, node: Node) -> Expression:
        template, strength = ENTRIES[node.op.name]
        operands = [self._value(operand) for operand in node.operands if node.op.name != "dropout_mask"]
        texts = [enclosed(text, inner, strength, place) for place, (text, inner) in enumerate(operands)]
        return template.format(*texts, index=INDICES[0], last=INDICES[self._rank - 1], **self._extras(node)), strength

    def _extras(self, node: Node) -> dict[str, object]:
        if node.op.name != "dropout_mask":
            return {}
        rate = float(str(node.attributes["rate"]))
        kept_from = min(round(rate * 2**32), 2**32 - 1)  # as ops.dropout has it
        key = self.keys.setdefault(node, f"k{len(self.keys) + 1}")
        return {"key": key, "kept_from": kept_from, "scale": write_real(1 / (1 - rate))}

    # ---- the loop --------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        body, stores = self._before[self._rank], []
        readers = [operand for node in self._step.nodes for operand in node.operands]
        for node in self._step.nodes:
            if node.op.name in REDUCTIONS:
                continue
            text, strength = self._entry(node)
            if readers.count(node) > 1 or node in self._step.written or len(text) > LONGEST:
                name = f"t{len(body) + 1}"
                body.append(f"{name} = {text}")
                text, strength = name, ATOM
            self._entries[node] = (text, strength)
        for node in self._step.written:
            if node.op.name not in REDUCTIONS:
                place = ", ".join(INDICES[: self._rank])
                stores.append(f"{self._target(node)}[{place}] = {self._entries[node][0]}")
        for node in self._step.nodes:
            if node.op.name in REDUCTIONS:
                self._reduce(node)
        body.extend(stores)

    def _reduce(self, node: Node) -> None:
        """A sum or a maximum that rides along: in a variable if its axes are the inner ones, else in its array."""
        axis = node.attributes["axis"]
        axes = set(axis) if isinstance(axis, tuple) else set(range(self._rank))
        outer = self._rank - len(axes)
        if axes == set(range(outer, self._rank)):
            self._reduce_inner(node, outer)
        else:
            self._reduce_into_array(node, axes)

    def _reduce_inner(self, node: Node, outer: int) -> None:
        value = self._value(node.operands[0])[0]
        function, start = _STARTS[node.op.name]
        total = f"r{sum(map(len, self._before))}"
        # a long sum is a sum of the sums of rows, in double precision
        by_row = node.op.name == "sum" and outer < self._rank - 1
        wide = node.op.name == "sum" and (by_row or self._rank == 1)
        self._before[outer].append(f"{total} = {start if not wide else '0.0'}")
        if by_row:
            row = f"{total}_row"
            self._before[self._rank - 1].append(f"{row} = {start}")
            self._before[self._rank].append(f"{row} = {function}({row}, {value})")
            self._after[self._rank - 1].append(f"{total} += {row}")
        else:
            self._before[self._rank].append(f"{total} = {function}({total}, {value})")
        if node.shape == ():
            self.returned.append(node)
            self._results.append(f"real({total})")
        else:
            place = [INDICES[axis] if axis < outer else "0" for axis in range(self._rank)]
            self._after[outer].append(f"{self._target(node)}[{', '.join(place)}] = real({total})")

    def _reduce_into_array(self, node: Node, axes: Collection[object]) -> None:
        value = self._value(node.operands[0])[0]
        function, start = _STARTS[node.op.name]
        place = ", ".join("0" if axis in axes else INDICES[axis] for axis in range(self._rank))
        target = f"{self._target(node)}[{place}]"
        kept = [axis for axis in range(self._rank) if axis not in axes]
        for depth, axis in enumerate(kept):
            self._prepare.append("    " * depth + f"for {INDICES[axis]} in range({self._length(axis)}):")
        self._prepare.append("    " * len(kept) + f"{target} = {start}")
        self._before[self._rank].append(f"{target} = {function}({target}, {value})")

    @cached_property
    def _whole(self) -> str:
        """An array whose shape is the domain, if there is one."""
        return next((name for array, name in self.arrays.items() if array.shape == self.domain), "")

    @property
    def lengths(self) -> Shape:
        """What must be handed in for the lengths of the axes."""
        return () if self._whole else self.domain

    def _length(self, axis: int) -> str:
        return f"{self._whole}.shape[{axis}]" if self._whole else f"n{axis + 1}"

    @cached_property
    def text(self) -> str:
        """The arguments in parentheses, a colon, and the body."""
        names = [f"n{axis + 1}" for axis in range(len(self.lengths))]
        arguments = [*names, *self.arrays.values(), *self.numbers.values(), *self.keys.values()]
        lines = [f"{name} = real({name})" for name in self.numbers.values()]
        lines += self._prepare
        for depth in range(self._rank + 1):
            lines += ["    " * depth + line for line in self._before[depth]]
            if depth < self._rank:
                lines.append("    " * depth + f"for {INDICES[depth]} in range({self._length(depth)}):")
        for depth in reversed(range(self._rank)):
            lines += ["    " * depth + line for line in self._after[depth]]
        if self._results:
            lines.append(f"return {', '.join(self._results)}")
        return f"({', '.join(arguments)}):\n" + "\n".join(f"    {line}" for line in lines)


_STARTS = {"sum": ("add", "real(0)"), "max": ("maximum", "real(-np.inf)")}


def write_real(value: float) -> str:
    """A number as Python source that is no integer.

    >>> write_real(2), write_real(float("-inf"))
    ('2.0', '-np.inf')
    """
    if math.isfinite(value):
        return repr(float(value))
    return {math.inf: "np.inf", -math.inf: "-np.inf"}.get(value, "np.nan")
