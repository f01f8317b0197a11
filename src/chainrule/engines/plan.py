"""plan: what every engine needs to know before it prints: the order, the memory, the names.

Each array gets a slot of memory, which is used again once its last reader has run; a step writes over an operand that
nobody reads any more. Sizes may hold one letter, that of the batch.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from chainrule.engines.lower import lower
from chainrule.engines.names import Variables, assign_names
from chainrule.engines.steps import Step, base_of, fused_steps, is_view, single_steps
from chainrule.errors import GraphError
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.linear import broadcast

BATCH = "m"
COMPARISONS = frozenset({"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"})


@dataclass(frozen=True)
class Stage:
    """A graph, and for its outputs the array each is written to; those without one are results of their own."""

    graph: Graph
    targets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """Memory for count · m**power entries: real numbers, or the truth values of a mask."""

    count: int
    power: int
    is_mask: bool


@dataclass
class Plan:
    """Order, names and memory of the nodes of some stages that run one after the other."""

    steps: list[list[Step]]  # of each stage, in order; leaves and constants are not computed
    outputs: list[dict[str, Node]]
    variables: Variables  # of leaves, and of the arrays of the caller
    names: dict[Node, str] = field(default_factory=dict)
    targets: dict[Node, str] = field(default_factory=dict)  # written straight into an array of the caller
    copies: list[list[tuple[str, Node]]] = field(default_factory=list)  # for each stage, what is copied at its end
    slot_of: dict[Node, int] = field(default_factory=dict)
    slots: list[Slot] = field(default_factory=list)
    masks: set[Node] = field(default_factory=set)

    @property
    def stages(self) -> list[list[Node]]:
        """The nodes of each stage, in order."""
        return [[node for step in stage for node in step.nodes] for stage in self.steps]

    @property
    def leaves(self) -> dict[str, Node]:
        """The leaves that are read, by name."""
        read = (operand for stage in self.steps for step in stage for operand in step.operands)
        outputs = (node for stage in self.outputs for node in stage.values())
        return {node.name: node for node in map(base_of, (*read, *outputs)) if node.is_leaf}


def make_plan(stages: Sequence[Stage], *, fused: bool = False, given: Iterable[str] = ()) -> Plan:
    """The plan of these stages; a later one may read the arrays that an earlier one has written.

    A `fused` plan has loops over many ops; otherwise each op is a step of its own. `given` are names of arrays that
    the caller hands in, be they read or not.
    """
    graphs = [_without_moves(lower(stage.graph), stage.targets) for stage in stages]
    graphs = [graph.rebuilt(_whole_factors) for graph in graphs] if fused else graphs
    orders = _orders(graphs)
    named = chain(given, *(graph.leaves for graph in graphs), *(stage.targets.values() for stage in stages))
    steps = _fuse(orders, graphs) if fused else list(map(single_steps, orders))
    plan = Plan(steps, [dict(graph.outputs) for graph in graphs], Variables(named))
    if not fused:
        _find_masks(plan)
    for number, stage in enumerate(stages):
        _place_outputs(plan, number, stage.targets)
    successors = _assign_slots(plan)
    nodes = [node for steps in plan.steps for step in steps for node in step.written]
    plan.names = assign_names(nodes, graphs, plan.targets, plan.slot_of, successors, plan.variables)
    return plan


def _orders(graphs: Iterable[Graph]) -> list[list[Node]]:
    """What each stage computes, what an earlier one has computed left out."""
    seen: set[Node] = set()
    orders = []
    for graph in graphs:
        order = [node for node in topological(graph.outputs.values(), seen) if not node.is_leaf]
        orders.append([node for node in order if node.op.name != "constant" or node.shape != ()])
        seen.update(order)
    return orders


def _fuse(orders: Sequence[Sequence[Node]], graphs: Sequence[Graph]) -> list[list[Step]]:
    outputs = {node for graph in graphs for node in graph.outputs.values()}
    read = [{operand for node in order for operand in node.operands} for order in orders]
    elsewhere = [outputs.union(*read[:i], *read[i + 1 :]) for i in range(len(orders))]
    return [fused_steps(order, kept) for order, kept in zip(orders, elsewhere, strict=True)]


def needs_memory(node: Node) -> bool:
    """Whether a node is an array that is written afresh."""
    return node.shape != () and not is_view(node) and node.op.name != "constant"


def extent(shape: Shape) -> tuple[int, int]:
    """Count and power of the entries of a shape, count · m**power."""
    letters = [dimension for dimension in shape if isinstance(dimension, str)]
    if any(letter != BATCH for letter in letters):
        raise GraphError(f"a compiled graph knows one letter, {BATCH}; give numbers in {write_shape(shape)}")
    return math.prod(dimension for dimension in shape if isinstance(dimension, int)), len(letters)


def _without_moves(graph: Graph, targets: Mapping[str, str]) -> Graph:
    """The graph with a copy of each leaf that is moved to another array, because it may be overwritten before that."""
    written = set(targets.values())

    def copied(name: str, node: Node) -> Node:
        leaf = base_of(node)
        stays = leaf.name not in written or (node is leaf and leaf.name == targets.get(name))
        return node if stays else broadcast(node, shape=node.shape)

    return Graph({name: copied(name, node) for name, node in graph.outputs.items()}, graph.names, graph.unused)


def _whole_factors(node: Node, operands: tuple[Node, ...]) -> Node:
    """A product with a copy of each factor that is part of an array: the BLAS wants whole ones."""
    if node.op.name == "matmul":
        operands = tuple(broadcast(one, shape=one.shape) if _is_part(one) else one for one in operands)
    return node.with_operands(operands)


def _is_part(node: Node) -> bool:
    while is_view(node):
        if node.op.name == "slice":
            return True
        node = node.operands[0]
    return False


def _find_masks(plan: Plan) -> None:
    """Comparisons that are only chosen by stay truth values; a product with numbers is faster from numbers."""
    nodes = [node for stage in plan.stages for node in stage]
    kept = {node for stage in plan.outputs for node in stage.values()}
    candidates = {node for node in nodes if node.op.name in COMPARISONS and node.shape != ()} - kept
    for node in nodes:
        for position, operand in enumerate(node.operands):
            if operand in candidates and not (node.op.name == "where" and position == 0):
                candidates.remove(operand)
    plan.masks = candidates


def _place_outputs(plan: Plan, number: int, targets: Mapping[str, str]) -> None:
    """Say which outputs are written where they belong at once, and which must be copied there at the end."""
    copies = []
    for name, target in targets.items():
        node = plan.outputs[number].pop(name)
        if _can_write_at_once(plan, number, node, target):
            plan.targets[node] = target
        else:
            copies.append((target, node))
    plan.copies.append(copies)


def _can_write_at_once(plan: Plan, number: int, node: Node, target: str) -> bool:
    steps = plan.steps[number]
    place = next((i for i, step in enumerate(steps) if node in step.written), None)
    if place is None or node in plan.targets or not needs_memory(node):
        return False
    if any(base_of(operand).name == target for step in steps[place + 1 :] for operand in step.operands):
        return False  # somebody still wants the old content
    bases = {base_of(operand) for operand in steps[place].operands}
    readers = [base for base in bases if base.name == target]
    if node.op.name == "where" and steps[place].domain is None:  # two lines, of which the first may write over {2}
        return [i for i, one in enumerate(node.operands) if base_of(one).name == target] in ([], [2])
    return all(steps[place].may_overwrite(node, leaf) for leaf in readers)


def _assign_slots(plan: Plan) -> dict[Node, Node]:
    """Give every array its memory; the result says which node writes over which (the key over the value)."""
    steps = [step for stage in plan.steps for step in stage]
    last = _last_readers(plan, steps)
    free: list[int] = []
    written_over: dict[Node, Node] = {}
    for index, step in enumerate(steps):
        bases = dict.fromkeys(base_of(operand) for operand in step.operands)
        dying = {base: None for base in bases if last.get(base) == index and base in plan.slot_of}
        for node in step.written:
            if not needs_memory(node) or node in plan.targets:
                continue
            over = next((one for one in dying if _fits_over(plan, step, node, one)), None)
            if over is not None:
                del dying[over]
                written_over[over] = node
            plan.slot_of[node] = plan.slot_of[over] if over is not None else _find_slot(plan, node, free)
        free.extend(sorted({plan.slot_of[base] for base in dying}))
    return written_over


def _last_readers(plan: Plan, steps: Sequence[Step]) -> dict[Node, int]:
    last = {base_of(operand): index for index, step in enumerate(steps) for operand in step.operands}
    kept = [node for stage in plan.outputs for node in stage.values()]
    kept += [node for copies in plan.copies for _, node in copies]
    return {**last, **{base_of(node): len(steps) for node in kept}}


def _fits_over(plan: Plan, step: Step, node: Node, operand: Node) -> bool:
    same_kind = (node in plan.masks) == (operand in plan.masks)
    return same_kind and step.may_overwrite(node, operand) and any(one is operand for one in step.operands)


def _find_slot(plan: Plan, node: Node, free: list[int]) -> int:
    """The smallest free slot that is large enough, else the largest free one made larger, else a new one."""
    entries, power = extent(node.shape)
    wanted = Slot(entries, power, node in plan.masks)
    alike = [i for i in free if (plan.slots[i].power, plan.slots[i].is_mask) == (power, wanted.is_mask)]
    enough = [i for i in alike if plan.slots[i].count >= entries]
    if enough or alike:
        size = min if enough else max
        slot = size(enough or alike, key=lambda i: plan.slots[i].count)
        free.remove(slot)
        if not enough:
            plan.slots[slot] = wanted
        return slot
    plan.slots.append(wanted)
    return len(plan.slots) - 1
