"""Loops: a step over many entries as a loop nest, and what its arguments are in the graph."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from chainrule.engines.nest import (
    Begin,
    Call,
    Counter,
    Entry,
    Fill,
    For,
    Index,
    Let,
    Literal,
    Nest,
    Reduce,
    Statement,
    Store,
    Value,
    Variable,
    Widen,
)
from chainrule.engines.plan import Plan
from chainrule.engines.steps import REDUCTIONS, Step, base_of, is_view
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape

COUNTED = {"one_hot": (0,), "eye": (0, 1)}  # ops of which an entry depends on where it stands, and along which axes


@dataclass(frozen=True)
class Loop:
    """A nest, the nodes that are handed to it, in order, and those that it returns."""

    nest: Nest
    domain: Shape
    lengths: Shape  # handed in first, where no array has all axes
    arrays: tuple[Node, ...]
    numbers: tuple[Node, ...]
    masks: tuple[Node, ...]  # what is drawn, whose key is a number that the caller computes
    returned: tuple[Node, ...]


def make_loop(step: Step, plan: Plan) -> Loop:
    """The loop of a step that has a domain."""
    assert step.domain is not None  # noqa: S101
    making = _Making(step, plan, step.domain)
    making.fill()
    return making.loop()


class _Making:
    """A nest while it grows: what is done at each depth, before and after the loops further in."""

    def __init__(self, step: Step, plan: Plan, domain: Shape) -> None:
        self._step, self._plan, self._domain = step, plan, domain
        self._rank = len(domain)
        self._arrays: dict[Node, str] = {}
        self._numbers: dict[Node, str] = {}
        self._keys: dict[Node, str] = {}
        self._values: dict[Node, Value] = {}
        self._counted = {"v": 0, "t": 1, "r": 0}  # variables, by kind: loads, entries, reductions
        self._prepare: list[Statement] = []
        self._before: list[list[Statement]] = [[] for _ in range(self._rank + 1)]  # by depth
        self._after: list[list[Statement]] = [[] for _ in range(self._rank + 1)]
        self._results: dict[Node, Value] = {}

    def loop(self) -> Loop:
        """What has grown."""
        whole = next((name for array, name in self._arrays.items() if array.shape == self._domain), "")
        body = self._before[self._rank]
        for depth in reversed(range(self._rank)):
            body = [*self._before[depth], For(depth, tuple(body)), *self._after[depth]]
        nest = Nest(
            rank=self._rank,
            whole=whole,
            arrays=tuple(self._arrays.values()),
            numbers=tuple(self._numbers.values()),
            keys=tuple(self._keys.values()),
            body=(*self._prepare, *body),
            results=tuple(self._results.values()),
        )
        return Loop(
            nest=nest,
            domain=self._domain,
            lengths=() if whole else self._domain,
            arrays=tuple(self._arrays),
            numbers=tuple(self._numbers),
            masks=tuple(self._keys),
            returned=tuple(self._results),
        )

    def _new(self, kind: str) -> str:
        number = self._counted[kind]
        self._counted[kind] += 1
        return f"{kind}{number}"

    # ---- arguments -------------------------------------------------------------------------------------------

    def _array(self, base: Node) -> str:
        return self._arrays.setdefault(base, f"x{len(self._arrays) + 1}")

    def _target(self, node: Node) -> str:
        """The array that a node is written to: one that is read, if it is written over that, else a new one."""
        for base, name in self._arrays.items():
            if self._same_memory(node, base):
                return name
        return self._arrays.setdefault(node, f"y{len(self._arrays) + 1}")

    def _same_memory(self, node: Node, base: Node) -> bool:
        plan = self._plan
        if node in plan.targets:
            return base.is_leaf and plan.targets[node] == base.name
        return node in plan.slot_of and plan.slot_of.get(base) == plan.slot_of[node]

    # ---- entries ---------------------------------------------------------------------------------------------

    def _place(self, operand: Node) -> tuple[Index, ...]:
        """Where an array, or a window on it, is read for an entry of the domain."""
        shift = self._rank - operand.rank
        own = [
            Index(None if size == 1 != self._domain[axis + shift] else axis + shift)
            for axis, size in enumerate(operand.shape)
        ]
        while is_view(operand):
            if operand.op.name == "transpose":
                own.reverse()
            elif operand.op.name == "swapaxes":
                first, second = (int(str(operand.attributes[name])) for name in ("first", "second"))
                own[first], own[second] = own[second], own[first]
            else:
                axis, start = (int(str(operand.attributes[name])) for name in ("axis", "start"))
                own[axis] = Index(own[axis].counter, own[axis].offset + start)
            operand = operand.operands[0]
        return tuple(own)

    def _value(self, operand: Node) -> Value:
        if operand not in self._values:
            self._values[operand] = self._number(operand) if operand.shape == () else self._load(operand)
        return self._values[operand]

    def _number(self, operand: Node) -> Value:
        if operand.op.name == "constant":
            return Literal(float(np.asarray(operand.attributes["value"])))
        return Variable(self._numbers.setdefault(operand, f"s{len(self._numbers) + 1}"))

    def _load(self, operand: Node) -> Value:
        entry = Entry(self._array(base_of(operand)), self._place(operand))
        depth = max((index.counter + 1 for index in entry.place if index.counter is not None), default=0)
        if depth == self._rank:
            return entry
        name = self._new("v")  # the same for the whole inner loop
        self._before[depth].append(Let(name, entry))
        return Variable(name)

    def _computed(self, node: Node) -> Value:
        if node.op.name in ("dropout_mask", "uniform"):
            return self._drawn(node)
        counters = tuple(map(Counter, COUNTED.get(node.op.name, ())))
        return Call(node.op.name, (*map(self._value, node.operands), *counters))

    def _drawn(self, node: Node) -> Value:
        key = self._keys.setdefault(node, f"k{len(self._keys) + 1}")
        place = Variable(key), Counter(0), Counter(self._rank - 1)
        if node.op.name == "uniform":
            return Call("uniform", place)
        rate = float(str(node.attributes["rate"]))
        kept_from = min(round(rate * 2**32), 2**32 - 1)  # as ops.dropout has it
        return Call("dropout_mask", (*place, Literal(1 / (1 - rate))), {"kept_from": kept_from})

    # ---- the loop --------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Compute every entry, then let reductions take theirs, then store."""
        body = self._before[self._rank]
        readers = [operand for node in self._step.nodes for operand in node.operands]
        entrywise = [node for node in self._step.nodes if node.op.name not in REDUCTIONS]
        for node in entrywise:
            brief = readers.count(node) <= 1 and node not in self._step.written
            value, name = self._computed(node), self._new("t")
            body.append(Let(name, value, brief))
            self._values[node] = Variable(name)
        place = tuple(map(Index, range(self._rank)))
        written = [node for node in self._step.written if node.op.name not in REDUCTIONS]
        stores = [Store(Entry(self._target(node), place), self._values[node]) for node in written]
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
        op, value, total = node.op.name, self._value(node.operands[0]), self._new("r")
        # a long sum is a sum of the sums of rows, in double precision
        by_row = op == "sum" and outer < self._rank - 1
        self._before[outer].append(Begin(total, op, wide=by_row or (op == "sum" and self._rank == 1)))
        if by_row:
            row = f"{total}_row"
            self._before[self._rank - 1].append(Begin(row, op, wide=False))
            self._before[self._rank].append(Reduce(Variable(row), op, value))
            self._after[self._rank - 1].append(Widen(total, row))
        else:
            self._before[self._rank].append(Reduce(Variable(total), op, value))
        result = Call("narrow", (Variable(total),))
        if node.shape == ():
            self._results[node] = result
        else:
            place = tuple(Index(axis if axis < outer else None) for axis in range(self._rank))
            self._after[outer].append(Store(Entry(self._target(node), place), result))

    def _reduce_into_array(self, node: Node, axes: Collection[object]) -> None:
        op, value = node.op.name, self._value(node.operands[0])
        place = tuple(Index(None if axis in axes else axis) for axis in range(self._rank))
        target = Entry(self._target(node), place)
        start: Statement = Fill(target, op)
        for axis in reversed(range(self._rank)):
            if axis not in axes:
                start = For(axis, (start,))
        self._prepare.append(start)
        self._before[self._rank].append(Reduce(target, op, value))
