"""What is written in indices: a graph with its compound ops opened as far as a lecture does, and a name for each part.

softmax becomes P = exp(a)/Z with Z = Σ exp(a), a loss and a mean what they are defined as.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from chainrule.graph.graph import Graph, rebuild, topological
from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension
from chainrule.ops import reductions
from chainrule.ops.elementwise import exp, log
from chainrule.ops.identifiers import Names
from chainrule.ops.losses import LOSSES
from chainrule.ops.normalization import NORMS
from chainrule.readers.indices.entries import has_rule
from chainrule.readers.notation.names import taken_letters

LARGEST = 40  # ops in what has no name; more get one
DEFINED = (*(op.name for op in LOSSES), "mean", "var", "std", "upstream", *(op.name for op in NORMS))


@dataclass(frozen=True)
class Opened:
    """A graph of which every part that is spoken of has a name."""

    graph: Graph
    names: Mapping[Node, str]
    whole: Mapping[Node, Node]  # of Z the P = exp(a)/Z that it is the total of
    examples: frozenset[Dimension]

    @property
    def taken(self) -> frozenset[str]:
        """Letters that are names or sizes, and so no indices."""
        sizes = {size for node in self.graph.order for size in node.shape if isinstance(size, str)}
        return frozenset({*self.names.values(), *sizes})


def opened(graph: Graph) -> Opened:
    """A forward pass, opened and named."""
    opener = _Opener(graph)
    new = graph.rebuilt(opener)
    shares = {node.operands[1]: node for node in new.order if _is_share(node)}
    names = dict(_names(new, shares, opener.called))
    return Opened(new, names, shares, frozenset(_examples(new, shares)))


class _Opener:
    """Opens one node after another; a softmax and its logarithm have one Z, and what has no name is said once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._shares: dict[tuple[Node, object], Node] = {}
        self._said: dict[object, Node] = {}
        self.called: dict[Node, str] = {}  # of a norm the mean μ, and what it divides by, s

    def __call__(self, node: Node, operands: tuple[Node, ...]) -> Node:
        new = self._opened(node, operands)
        if new.is_leaf or self._graph.name_of(node):
            return new
        attributes = tuple((name, repr(value)) for name, value in new.attributes.items())
        return self._said.setdefault((new.op, new.operands, attributes), new)

    def _opened(self, node: Node, operands: tuple[Node, ...]) -> Node:
        if node.op.name in ("softmax", "log_softmax", "logsumexp"):
            share = self._share(operands[0], node.attributes["axis"])
            return {"softmax": share, "log_softmax": log(share), "logsumexp": log(share.operands[1])}[node.op.name]
        if node.op.name in DEFINED and node.op.definition is not None:
            inside = node.op.definition(*operands, **node.attributes)
            opened = rebuild(topological([inside], operands), self, operands)[inside]
            return self._with_names(opened) if node.op in NORMS else opened
        return node.with_operands(operands)

    def _with_names(self, norm: Node) -> Node:
        """A norm whose parts are called as a lecturer calls them."""
        above, below = norm.operands
        self.called[below] = "s"
        if above.op.name == "subtract":
            self.called[above.operands[1]] = "mu"
        return norm

    def _share(self, x: Node, axis: object) -> Node:
        assert axis is None or isinstance(axis, tuple)  # noqa: S101
        key = (x, axis)
        if key not in self._shares:
            power = exp(x)
            self._shares[key] = power / reductions.sum(power, axis=axis)
        return self._shares[key]


def _is_share(node: Node) -> bool:
    """Whether a node is exp(a)/Σ exp(a), of whatever stands there for exp(a)."""
    above, below = (*node.operands, None, None)[:2]
    return node.op.name == "divide" and below is not None and below.op.name == "sum" and below.operands[0] is above


def _names(graph: Graph, shares: Mapping[Node, Node], called: Mapping[Node, str]) -> Iterator[tuple[Node, str]]:
    """The names of a graph, and others for what is spoken of: Z and P of a softmax, μ of a norm, u1 of what is long."""
    sizes = {size for node in graph.order for size in node.shape if isinstance(size, str)}
    taken = {*taken_letters(graph), *sizes}
    fresh, parts = Names(taken), (name for number in count(1) if (name := f"u{number}") not in taken)
    inside = {share.operands[0].operands[0] for share in shares.values() if share.operands[0].op.name == "exp"}
    length: dict[Node, int] = {}
    for node in graph.order:
        length[node] = 1 + sum(length[operand] for operand in node.operands)
        name = graph.name_of(node)
        if not name and node in called:
            name = fresh.fresh(called[node])
        if not name and node in shares:
            name = fresh.fresh("Z")
        if not name and node in shares.values():
            name = fresh.fresh("P")
        if not name and _needs_name(node, length[node], node in inside):
            name = next(parts)
        if name:
            length[node] = 1
            yield node, name


def _needs_name(node: Node, length: int, is_inside: bool) -> bool:
    if node.op.name == "constant":
        return not has_rule(node)
    return bool(node.operands) and (is_inside or length > LARGEST or not has_rule(node))


def _examples(graph: Graph, shares: Mapping[Node, Node]) -> Iterator[Dimension]:
    """The sizes that count examples: those that a softmax leaves alone, else those of data that no parameter has."""
    sizes = [{*total.operands[0].shape} for total in shares]
    taken = {one for total, whole in zip(shares, sizes, strict=True) for one in whole - {*total.shape}}
    alone = [one for total in shares for one in total.shape if one != 1 and one not in taken]
    if alone:
        yield from alone
        return
    parameters = {size for leaf in graph.leaves.values() if leaf.op.name == "parameter" for size in leaf.shape}
    for leaf in graph.leaves.values():
        if parameters and leaf.op.name == "input":
            yield from (size for size in leaf.shape if size not in parameters)
