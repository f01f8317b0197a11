"""simplify: the same numbers from fewer nodes, by rules; equal nodes are merged.

A rule looks at one node whose operands are simple already, and returns a simpler node, or None where it has
nothing to say. Rules are tried until none applies, which ends because each of them lowers one order of terms
(`docs/decisions/0017-rules-end.md`; a test holds every rule against it).
"""

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np

from chainrule.errors import GraphError
from chainrule.graph.graph import Graph, Thing, rewrite, topological
from chainrule.graph.node import Attribute, Node, Op, require_node
from chainrule.settings import written
from chainrule.transforms.rules import RULES, TWICE, Rule


def simplify(thing: Thing, kept: Collection[Node] = ()) -> Thing:
    """The same graph, or the same node, in fewer and plainer nodes.

    Nodes that are `kept`, with all they stand on, stay as they were written: of a backward pass, the forward one.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> simplify(x * 1 + 0) is x
    True
    """
    if not isinstance(kept, Collection):
        raise GraphError(f"nodes that are kept come in a list or a set, not {written(kept)}")
    return rewrite(thing, Simplifier(kept=kept, shared=_shared(thing)))


def merge(thing: Thing) -> Thing:
    """The same graph, or the same node, with equal nodes made one, and nothing else changed.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> left, right = merge(cr.exp(x) * cr.exp(x)).operands
    >>> left is right
    True
    """
    return rewrite(thing, Simplifier(rules={}))


def _shared(thing: Thing) -> list[Node]:
    """Products and quotients with more than one user, which a rule must not compute twice; scalars' cost little."""
    if not isinstance(thing, Graph):
        require_node(thing, "what is to be rewritten")
    order = thing.order if isinstance(thing, Graph) else topological([thing])
    uses = Counter(operand for node in order for operand in node.operands)
    if isinstance(thing, Graph):
        uses.update(thing.all_names.values())
    shared = [node for node, count in uses.items() if count > 1 and node.shape != ()]
    return [x for x in shared if x.op.name in ("multiply", "divide") or (x.op.name == "matmul" and 1 not in x.shape)]


class Simplifier:
    """Replaces one node after another, remembering those it has seen, so that equal ones become one."""

    def __init__(
        self,
        rules: Mapping[Op, tuple[Rule, ...]] | None = None,
        kept: Collection[Node] = (),
        shared: Collection[Node] = (),
    ) -> None:
        self._rules = RULES if rules is None else rules
        self._seen: dict[object, Node] = {}
        self._simple: set[Node] = {*kept}
        self._kept = frozenset(self._simple)
        self._shared = frozenset(shared)
        self._used_elsewhere: set[Node] = set(shared)  # and what they have become
        self._first: dict[Node, Node] = {}  # of equal nodes that are kept, the first, which all others read
        for node in kept:
            same = node.with_operands(self._firsts(node.operands)) if node.operands else node
            self._first[node] = self._seen.setdefault(_key(same), node)

    def __call__(self, node: Node, operands: tuple[Node, ...]) -> Node:
        """The simple node equal to `node` over `operands`, which are simple already."""
        if node in self._kept:
            return node
        simple = self._simplified(node.with_operands(self._firsts(operands)))
        if node in self._shared:
            self._used_elsewhere.add(simple)
        return simple

    def _firsts(self, operands: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(self._first.get(operand, operand) for operand in operands) if self._first else operands

    def _simplified(self, node: Node) -> Node:
        met = []
        while (key := _key(node)) not in self._seen:
            met.append(key)
            simpler = self._first_rule(node)
            if simpler is None:
                self._seen[key] = node
            else:
                node = simpler.with_operands(tuple(map(self._again, simpler.operands)))
        simple = self._seen[key]
        self._seen.update(dict.fromkeys(met, simple))
        self._simple.add(simple)
        return simple

    def _again(self, node: Node) -> Node:
        if node in self._simple:
            return node
        # a rule writes two or three nodes, so this recursion stays as shallow as the rules are
        return self(node, tuple(map(self._again, node.operands)))

    def _first_rule(self, node: Node) -> Node | None:
        once_only = not self._used_elsewhere.isdisjoint(node.operands)
        for rule in self._rules.get(node.op, ()):
            if once_only and rule in TWICE:
                continue
            simpler = rule(node, *node.operands)
            if simpler is not None and simpler is not node:
                return simpler
        return None


def _key(node: Node) -> object:
    if node.is_leaf:
        return node
    if not node.attributes:
        return node.op, node.operands
    return node.op, node.operands, tuple((name, _hashable(value)) for name, value in node.attributes.items())


def _hashable(value: Attribute) -> object:
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    return repr(value)  # tells -0.0 from 0.0 and 1 from 1.0
