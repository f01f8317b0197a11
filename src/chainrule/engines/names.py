"""Names of variables in printed source: a node's own where it has one, and none that the source uses itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.ops.identifiers import fresh, identifier

if TYPE_CHECKING:
    from chainrule.engines.plan import Plan

RESERVED = frozenset(
    {"np", "math", "real", "constants", "memory", "ones", "zeros", "classes", "write_dropout_mask", "m", "i", "rows"}
) | {
    *("costs", "batches", "learning_rates", "float", "len", "zip", "enumerate"),
}


def assign_names(plan: "Plan", graphs: Sequence[Graph], successors: Mapping[Node, Node]) -> None:
    """A variable for each node: its own name, else that of the node that will be written over it, else t1, t2, …

    Numbers without a name of their own get none: most of them become part of a longer expression.
    """
    given = {node: name for graph in reversed(graphs) for node in graph.order if (name := graph.name_of(node))}
    leaves = [leaf for graph in graphs for leaf in graph.leaves.values()]
    taken = set(RESERVED)
    variables = {name: fresh(identifier(name), taken) for name in dict.fromkeys(leaf.name for leaf in leaves)}
    plan.names.update({leaf: variables[leaf.name] for leaf in leaves})
    taken |= {"t", *plan.targets.values()}
    nodes = [node for stage in plan.stages for node in stage]
    for node in nodes:
        if node in given and node not in plan.targets:
            plan.names[node] = fresh(identifier(given[node]), taken)
    plan.names.update(plan.targets)
    for node in reversed(nodes):
        if node not in plan.names and node in successors and successors[node] in plan.names:
            plan.names[node] = plan.names[successors[node]]
    for node in nodes:
        is_array = node in plan.slot_of or (node.op.name == "constant" and node.shape != ())
        if is_array and node not in plan.names:
            name = fresh("t", taken)
            plan.names[node] = name
            for follower in _chain(node, successors):
                plan.names.setdefault(follower, name)


def _chain(node: Node, successors: Mapping[Node, Node]) -> Iterable[Node]:
    while node in successors:
        node = successors[node]
        yield node
