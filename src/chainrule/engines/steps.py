"""Steps: the nodes of a graph in the order of their computing, one by one, or fused into loops over shared entries.

A loop passes once over all entries of its domain. It computes entrywise ops, keeps what only they read in registers,
and lets sums and maxima ride along. Two rules find the loops. An entrywise node sinks into the loop that is the only
one to read it; then a loop joins an earlier one that computes an array it reads, or reads the same array, if
everything else it needs is there by then.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.ops.spelling import IN_PLACE, VIEWS

Readers = dict[Node, list[Node]]
ENTRYWISE = IN_PLACE | {"where", "broadcast", "eye", "one_hot", "dropout_mask", "uniform"}
REDUCTIONS = frozenset({"sum", "max"})
LARGEST_LOOP = 60  # nodes: a longer loop runs out of registers, and takes the compiler long


def is_view(node: Node) -> bool:
    """Whether a node is a window on its operand."""
    return node.op.name in VIEWS and node.shape != ()


def is_turned(node: Node) -> bool:
    """Whether a node is a matrix, or a stack of matrices, with rows and columns exchanged."""
    if node.op.name == "swapaxes":
        return (node.attributes["first"], node.attributes["second"]) == (node.rank - 2, node.rank - 1)
    return node.op.name == "transpose" and node.rank == 2


def base_of(node: Node) -> Node:
    """The node whose memory a node looks at: itself, unless it is a window."""
    while is_view(node):
        node = node.operands[0]
    return node


def read_by(nodes: Collection[Node]) -> Iterator[Node]:
    """What these nodes read and none of them computes, windows as they are."""
    inside = set(nodes)
    return (operand for node in nodes for operand in node.operands if operand not in inside)


@dataclass(frozen=True, eq=False)
class Step:
    """Nodes that are computed together: one, or those of a loop over `domain`."""

    nodes: Sequence[Node]
    domain: Shape | None
    written: Sequence[Node]  # what others read; the rest lives in the loop alone

    @property
    def operands(self) -> Iterator[Node]:
        """What the step reads, windows as they are."""
        return read_by(self.nodes)

    def may_overwrite(self, node: Node, operand: Node) -> bool:
        """Whether `node` may be written over an operand that nobody reads later."""
        if node.shape != operand.shape:
            return False
        if self.domain is None:
            return node.op.name in IN_PLACE
        if node.op.name in REDUCTIONS or node.shape != self.domain:
            return False
        return all(one is operand for one in self.operands if base_of(one) is operand)  # entry by entry, no window


def single_steps(order: Iterable[Node]) -> list[Step]:
    """A step for each node."""
    return [Step((node,), None, (node,)) for node in order]


def fused_steps(order: Sequence[Node], kept: Collection[Node]) -> list[Step]:
    """Steps with loops as large as they go; what is `kept`, somebody outside reads."""
    readers: Readers = {}
    for node in order:
        for operand in node.operands:
            readers.setdefault(operand, []).append(node)
    groups = _handed_on(_joined(_sunk(order, readers, kept)), readers, kept)
    return [Step(tuple(one.nodes), one.domain, tuple(_written(one, readers, kept))) for one in groups]


@dataclass(eq=False)
class _Group:
    """A step while it grows."""

    nodes: list[Node]
    domain: Shape | None


def _written(group: _Group, readers: Readers, kept: Collection[Node]) -> list[Node]:
    """What somebody outside reads."""
    inside = set(group.nodes)
    return [node for node in group.nodes if node in kept or any(one not in inside for one in readers.get(node, ()))]


def loop_domain(node: Node) -> Shape | None:
    """The entries that a loop for this node passes over, or None if it is no loop."""
    if node.op.name in ENTRYWISE and node.shape != ():
        return node.shape
    if node.op.name in REDUCTIONS and node.operands[0].shape != ():
        return node.operands[0].shape
    return None


def _sunk(order: Sequence[Node], readers: Readers, kept: Collection[Node]) -> list[_Group]:
    """A step for each node that several read; what only one loop reads is part of it."""
    step_of: dict[Node, _Group] = {}
    steps = []
    for node in reversed(order):
        if is_view(node):
            continue
        homes = {step_of.get(reader) for reader in readers.get(node, ())}
        home = homes.pop() if len(homes) == 1 and node not in kept else None
        sinks = home and node.op.name in ENTRYWISE and node.shape == home.domain and len(home.nodes) < LARGEST_LOOP
        if home and sinks:
            home.nodes.append(node)
        else:
            home = _Group([node], loop_domain(node))
            steps.append(home)
        step_of[node] = home
    place = {node: i for i, node in enumerate(order)}
    for step in steps:
        step.nodes.sort(key=place.__getitem__)
    return sorted(steps, key=lambda step: place[step.nodes[-1]])


def _joined(steps: Iterable[_Group]) -> list[_Group]:
    """The steps in an order that works, numbers that wait for nothing first, loops joined with earlier ones."""
    first: list[_Group] = []
    later: list[_Group] = []
    place: dict[Node, int] = {}  # of the step that computes a node
    for step in steps:
        needed = {base_of(operand) for operand in read_by(step.nodes)}
        ready = max((place[base] for base in needed if base in place), default=-1)
        if step.domain is None and ready < 0 and all(node.shape == () for node in step.nodes):
            first.append(step)
            continue
        host = next((i for i in range(len(later) - 1, ready - 1, -1) if i >= 0 and _fit(later[i], step)), None)
        if host is None:
            later.append(step)
            host = len(later) - 1
        else:
            later[host].nodes.extend(step.nodes)
        place.update(dict.fromkeys(step.nodes, host))
    return first + later


def _handed_on(steps: Iterable[_Group], readers: Readers, kept: Collection[Node]) -> list[_Group]:
    """The steps, a loop that one later loop alone reads being part of that one, so that its array is never stored."""
    steps = list(steps)
    step_of = {node: step for step in steps for node in step.nodes}
    gone: set[_Group] = set()
    for step in reversed(steps):
        homes = {step_of.get(reader) for node in _written(step, readers, kept) for reader in readers.get(node, ())}
        home = homes.pop() if len(homes) == 1 else None
        entrywise = all(node.op.name in ENTRYWISE and node not in kept for node in step.nodes)
        if home and entrywise and _can_be_one(home, step):
            home.nodes[:0] = step.nodes
            step_of.update(dict.fromkeys(step.nodes, home))
            gone.add(step)
    return [step for step in steps if step not in gone]


def _fit(host: _Group, step: _Group) -> bool:
    """Whether a loop can be part of an earlier one: they share an array, and results are read entry by entry."""
    if not _can_be_one(host, step):
        return False
    inside = set(host.nodes)
    for operand in read_by(step.nodes):
        if base_of(operand) in inside and (operand.op.name in REDUCTIONS or operand.shape != step.domain):
            return False
        if is_view(operand) and base_of(operand) in inside:
            return False
    arrays = {operand for operand in read_by(step.nodes) if operand.shape == step.domain}
    return bool(arrays & (inside | set(read_by(host.nodes))))


def _can_be_one(one: _Group, other: _Group) -> bool:
    return one.domain is not None and one.domain == other.domain and len(one.nodes) + len(other.nodes) <= LARGEST_LOOP
