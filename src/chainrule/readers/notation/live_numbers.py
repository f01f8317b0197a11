"""Live numbers: values whose numbers have a name each, by which a page finds those of another moment."""

from collections.abc import Callable, Iterable, Mapping

from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.values import Values
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.notation.formula import Formula, Number

MOST_ENTRIES = 36  # of an array that is written out in numbers
ROWS = "#rows"  # the key of the number of examples
Key = Callable[[Node], str]


class LiveValues(Values):
    """Values, and by which key a page finds the number of a node; "" where it finds none.

    The number of examples has a key too, where a letter counts them.
    """

    def __init__(self, graph: Graph, leaves: Mapping[str, object], key: Key, letter: str = "") -> None:
        super().__init__(graph, leaves)
        self.key = key
        self.letter = letter


def in_numbers(values: Values, node: Node, array: Array | None = None) -> Formula | None:
    """The number of a node as a formula, where it is small enough to be read, and where a page finds it."""
    found = values[node] if array is None else array
    key = key_of(values, node)
    is_known = bool(key) or not isinstance(values, LiveValues) or node.op.name == "constant"
    return write_constant(found, key=key) if is_known and 0 < found.size <= MOST_ENTRIES else None


def key_of(values: Values, node: Node) -> str:
    """By which key a page finds the number of a node; "" where there is no page."""
    return values.key(node) if isinstance(values, LiveValues) and node.op.name != "constant" else ""


def in_counts(values: Values, nodes: Iterable[Node]) -> dict[Node, Formula]:
    """The number of examples as a formula, of each node that stands for it, where a page may change it."""
    letter = values.letter if isinstance(values, LiveValues) else ""
    counts = [
        node for node in nodes if letter and node.attributes.get("dimension") == letter and node.op.name == "dimension"
    ]
    return {node: Number(str(values.sizes[letter]), ROWS) for node in counts}


def standing(values: Values, graph: Graph, origins: Mapping[Node, Node]) -> Values:
    """The values of a small graph, whose leaves and results stand for nodes of another one."""
    numbers = {name: values[origins.get(leaf, leaf)] for name, leaf in graph.leaves.items()}
    if not isinstance(values, LiveValues):
        return Values(graph, numbers)
    outer = values.key

    def key(node: Node) -> str:
        return outer(origins.get(node, node)) if node in origins or node.is_leaf else ""

    return LiveValues(graph, numbers, key, values.letter)
