"""The Jacobians of softmax and of its logarithm for one column, in indices: found from their definitions."""

from functools import cache

from chainrule.graph.graph import Graph
from chainrule.graph.node import Op, parameter
from chainrule.graph.passes import Derivative
from chainrule.ops.reductions import softmax
from chainrule.readers.indices.algebra import replaced, times
from chainrule.readers.indices.chain import Chain
from chainrule.readers.indices.definitions import Definitions
from chainrule.readers.indices.opening import opened
from chainrule.readers.indices.writing import Writer
from chainrule.readers.notation.formula import RELATION, Formula, Infix, Symbol
from chainrule.readers.notation.names import EntryName

WRITTEN = {"softmax": "p", "log_softmax": "log p"}


@cache
def jacobian_of(op: Op) -> Formula:
    """∂p_j/∂a_k = p_j (δ_jk − p_k), or that of log p_j."""
    a = parameter("a", ("K", 1))
    graph = opened(Graph({"q": op(a, axis=(0,))}, {"p": softmax(a, axis=0)}))
    definitions = Definitions(graph)
    chain, nodes = Chain(definitions, {}), graph.graph.all_names
    link = chain.link(nodes["p"], nodes["a"])
    slope = link.slope
    if nodes["q"] is not nodes["p"]:
        outer = chain.link(nodes["q"], nodes["p"])
        there = dict(zip(outer.by.indices, link.user.entry.indices, strict=True))
        slope = chain.plainest(times(replaced(outer.slope, there), slope))
    (j,), (k,) = ((str(index.key),) for index in (*link.user.entry.indices, *link.by.indices))
    left = Derivative(EntryName(WRITTEN[op.name], (j,)), EntryName("a", (k,)))
    right = Writer(definitions.letters, taken=frozenset((j, k))).total(slope)
    return Infix("=", (Symbol(left), right), RELATION)
