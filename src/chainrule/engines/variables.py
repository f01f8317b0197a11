"""Names of variables in printed source: a node's own where it has one, and none that the source uses itself."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.ops.identifiers import Names, identifier
from chainrule.ops.spelling import MODULES

RESERVED = frozenset({"np", "math", "real", "constants", "memory", "ones", "zeros", "classes", "m", "i", "rows"}) | {
    *MODULES,
    *("costs", "batches", "learning_rates", "float", "len", "zip", "enumerate", "abs", "range"),
    *("slots", "order", "cut", "length", "floor", "sign", "dropout_key", "gather_columns", "gather_rows"),
    *("examples", "gather", "scatter_add", "pick", "unfold", "fold", "maps_of", "windows_of", "filters_of"),
    "stack_product",
    "summed_product",
}
# what printers count, and what they call the table of a leaf and its memory
DERIVED = re.compile(r"(loop|key|constants)_\d+|each(_[m0-9]+){3}|\w+_(table|rows|raw|memory)")


class Variables:
    """A variable for each name that is given from outside: a leaf, a vector, a part of one."""

    def __init__(self, names: Iterable[str], words: Iterable[str] = ()) -> None:
        self.taken = Names([*RESERVED, *words])
        self._variables = {name: self.taken.fresh(variable(name)) for name in dict.fromkeys(names)}
        self.taken.take(["t"])

    def __getitem__(self, name: str) -> str:
        return self._variables[name]

    def __iter__(self) -> Iterator[str]:
        """The variables."""
        return iter(self._variables.values())


def variable(name: str) -> str:
    """A name as a variable that printers do not make up themselves."""
    text = identifier(name)
    return f"{text}_" if DERIVED.fullmatch(text) else text


def assign_names(
    nodes: Sequence[Node],
    graphs: Sequence[Graph],
    targets: Mapping[Node, str],
    arrays: Container[Node],
    successors: Mapping[Node, Node],
    variables: Variables,
) -> dict[Node, str]:
    """A variable for each node: its target or its own name, else that of the node written over it, else t1, t2, …

    Numbers without a name of their own get none: most of them become part of a longer expression.
    """
    names: dict[Node, str] = {}
    given = {node: name for graph in reversed(graphs) for node in graph.order if (name := graph.name_of(node))}
    words = variables.taken
    names.update({leaf: variables[leaf.name] for graph in graphs for leaf in graph.leaves.values()})
    for node in nodes:
        if node in given and node not in targets:
            names[node] = words.fresh(variable(given[node]))
    names.update({node: variables[target] for node, target in targets.items()})
    for node in reversed(nodes):
        if node not in names and node in successors and successors[node] in names:
            names[node] = names[successors[node]]
    for node in nodes:
        is_array = node in arrays or (node.op.name == "constant" and node.shape != ())
        if is_array and node not in names:
            name = words.fresh("t")
            names[node] = name
            for follower in _chain(node, successors):
                names.setdefault(follower, name)
    return names


def _chain(node: Node, successors: Mapping[Node, Node]) -> Iterable[Node]:
    while node in successors:
        node = successors[node]
        yield node
