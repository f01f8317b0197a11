"""plan: what every engine needs to know before it prints: the order, the memory, the names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from chainrule.engines.all_rows import of_all_rows
from chainrule.engines.lower import lower
from chainrule.engines.memory import Slot, assign_slots, needs_memory
from chainrule.engines.steps import Step, base_of, fused_steps, is_turned, is_view, single_steps
from chainrule.engines.variables import Variables, assign_names
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.ops.indexing import INDEXED
from chainrule.ops.linear import broadcast
from chainrule.ops.spelling import FILTERING

COMPARISONS = frozenset({"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"})


@dataclass(frozen=True)
class Stage:
    """A graph, and for its outputs the array each is written to; those without one are results of their own.

    Outputs that come `last` are written when the stage ends, so that a cost that is not finite leaves them alone.
    """

    graph: Graph
    targets: Mapping[str, str] = field(default_factory=dict)
    last: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """Order, names and memory of the nodes of some stages that run one after the other."""

    steps: Sequence[Sequence[Step]]  # of each stage, in order; leaves and constants are not computed
    outputs: Sequence[Mapping[str, Node]]  # of each stage, those that are results of their own
    variables: Variables  # of leaves, and of the arrays of the caller
    names: Mapping[Node, str]
    targets: Mapping[Node, str]  # written straight into an array of the caller
    copies: Sequence[Sequence[tuple[str, Node]]]  # for each stage, what is copied to such an array at its end
    slot_of: Mapping[Node, int]
    slots: Sequence[Slot]
    masks: frozenset[Node]  # comparisons that stay truth values

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

    @property
    def kept(self) -> list[Node]:
        """What is read when all steps are done."""
        return kept_nodes(self.outputs, self.copies)


def make_plan(
    stages: Sequence[Stage], *, fused: bool = False, given: Iterable[str] = (), words: Iterable[str] = ()
) -> Plan:
    """The plan of these stages; a later one may read the arrays that an earlier one has written.

    A `fused` plan has loops over many ops; otherwise each op is a step of its own. `given` are names of arrays that
    the caller hands in, be they read or not; `words`, beside those of Python, no variable may be called.
    """
    graphs = [_without_moves(of_all_rows(lower(stage.graph)), stage.targets) for stage in stages]
    graphs = [_whole_outputs(graph.rebuilt(_whole_factors)) for graph in graphs] if fused else graphs
    orders = _orders(graphs)
    named = chain(given, *(graph.leaves for graph in graphs), *(stage.targets.values() for stage in stages))
    variables = Variables(named, words)
    steps = _fuse(orders, graphs) if fused else list(map(single_steps, orders))
    masks = frozenset() if fused else _masks(orders, graphs)
    places = _places(steps, graphs, stages)
    memory = assign_slots(list(chain(*steps)), places.targets, kept_nodes(places.outputs, places.copies), masks)
    written = [node for stage in steps for step in stage for node in step.written]
    names = assign_names(written, graphs, places.targets, memory.slot_of, memory.written_over, variables)
    return Plan(
        steps, places.outputs, variables, names, places.targets, places.copies, memory.slot_of, memory.slots, masks
    )


def kept_nodes(outputs: Iterable[Mapping[str, Node]], copies: Iterable[Iterable[tuple[str, Node]]]) -> list[Node]:
    """Outputs that are results of their own, and those that are copied."""
    return [node for stage in outputs for node in stage.values()] + [node for stage in copies for _, node in stage]


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


def _without_moves(graph: Graph, targets: Mapping[str, str]) -> Graph:
    """The graph with a copy of each leaf that is moved to another array, because it may be overwritten before that."""
    written = set(targets.values())

    def copied(name: str, node: Node) -> Node:
        leaf = base_of(node)
        stays = leaf.name not in written or (node is leaf and leaf.name == targets.get(name))
        return node if stays else broadcast(node, shape=node.shape)

    return Graph({name: copied(name, node) for name, node in graph.outputs.items()}, graph.names, graph.unused)


def _whole_factors(node: Node, operands: tuple[Node, ...]) -> Node:
    """A product with a copy of each factor that is part of an array, for the BLAS wants whole ones.

    What is read by an index, and the index, are copied where they are windows of any kind; of a product of stacks, a
    factor that is another window than one with rows and columns exchanged. So is what filters move over.
    """
    wants_copy = WANTS_COPY.get("stacks" if node.op.name == "matmul" and node.rank > 2 else node.op.name)
    if wants_copy is not None:
        operands = tuple(broadcast(one, shape=one.shape) if wants_copy(one) else one for one in operands)
    return node.with_operands(operands)


def _whole_outputs(graph: Graph) -> Graph:
    """The graph with a copy of each output that is a window: who reads it finds its entries in a row."""
    outputs = {name: broadcast(one, shape=one.shape) if is_view(one) else one for name, one in graph.outputs.items()}
    return Graph(outputs, {name: one for name, one in graph.names.items() if name not in outputs}, graph.unused)


def _is_other_window(node: Node) -> bool:
    return is_view(node) and not (is_turned(node) and not is_view(node.operands[0]))


def _is_part(node: Node) -> bool:
    while is_view(node):
        if node.op.name == "slice":
            return True
        node = node.operands[0]
    return False


WANTS_COPY = {"matmul": _is_part, "stacks": _is_other_window, **dict.fromkeys((*INDEXED, *FILTERING), is_view)}


def _masks(orders: Iterable[Iterable[Node]], graphs: Iterable[Graph]) -> frozenset[Node]:
    """Comparisons that are only chosen by stay truth values; a product with numbers is faster from numbers."""
    nodes = list(chain(*orders))
    counted = {operand for node in nodes for place, operand in enumerate(node.operands) if not _chooses(node, place)}
    counted.update(node for graph in graphs for node in graph.outputs.values())
    return frozenset(node for node in nodes if node.op.name in COMPARISONS and node.shape != ()) - counted


def _chooses(node: Node, place: int) -> bool:
    return node.op.name == "where" and place == 0


# ---- where outputs belong ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Places:
    """What becomes of each output: a result of its own, written at once where it belongs, or copied there."""

    outputs: Sequence[Mapping[str, Node]]
    targets: Mapping[Node, str]
    copies: Sequence[Sequence[tuple[str, Node]]]


def _places(steps: Sequence[Sequence[Step]], graphs: Sequence[Graph], stages: Sequence[Stage]) -> _Places:
    at_once: dict[Node, str] = {}
    outputs, copies = [], []
    for one, graph, stage in zip(steps, graphs, stages, strict=True):
        outputs.append({name: node for name, node in graph.outputs.items() if name not in stage.targets})
        copied = []
        for name, target in stage.targets.items():
            node = graph.outputs[name]
            if name not in stage.last and node not in at_once and _can_write_at_once(one, node, target):
                at_once[node] = target
            else:
                copied.append((target, node))
        copies.append(copied)
    return _Places(outputs, at_once, copies)


def _can_write_at_once(steps: Sequence[Step], node: Node, target: str) -> bool:
    place = next((i for i, step in enumerate(steps) if node in step.written), None)
    if place is None or not needs_memory(node):
        return False
    if any(base_of(operand).name == target for step in steps[place + 1 :] for operand in step.operands):
        return False  # somebody still wants the old content
    bases = {base_of(operand) for operand in steps[place].operands}
    readers = [base for base in bases if base.name == target]
    if node.op.name == "where" and steps[place].domain is None:  # two lines, of which the first may write over {2}
        return [i for i, one in enumerate(node.operands) if base_of(one).name == target] in ([], [2])
    return all(steps[place].may_overwrite(node, leaf) for leaf in readers)
