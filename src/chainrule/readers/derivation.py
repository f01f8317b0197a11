"""The derivation: one step on each line, with the rule it used and the shape of everything.

Every node between has a name here; those the board left without one are u₁, u₂, …
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import count

from chainrule.graph.display import Displayed
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, as_node, input
from chainrule.graph.shape import write_shape
from chainrule.ops.elementwise import add
from chainrule.ops.linear import stretched_axes
from chainrule.readers.equations import Equation, equations
from chainrule.readers.rules import REUSED, RULES, STRETCHED
from chainrule.readers.typeset.text import to_text
from chainrule.transforms.differentiate import COTANGENT, one_for, sum_back
from chainrule.transforms.simplify import simplify


@dataclass(frozen=True)
class Step:
    """A line of the derivation and the rules that lead to it; the forward pass needs none."""

    equation: Equation
    rules: tuple[str, ...] = ()

    def text(self, width: int = 80) -> str:
        """The equation with its shape, and the rules below it."""
        line = f"{to_text(self.equation.formula)}    {write_shape(self.equation.shape)}"
        return "\n".join([line, *(f"    {rule}"[:width] for rule in self.rules)])


@dataclass(frozen=True, repr=False)
class Derivation(Displayed):
    """The steps in the order in which they are taken."""

    steps: tuple[Step, ...]

    def text(self, width: int = 80) -> str:
        """Every step on its lines."""
        return "\n".join(step.text(width) for step in self.steps)

    def __str__(self) -> str:
        return self.text()


def derivation(graph: Graph, wrt: Sequence[str], cost: str) -> Derivation:
    """The derivation of ∂cost/∂name for each name of `wrt`, from the cost back.

    >>> import chainrule as cr
    >>> w, x = cr.parameter("w"), cr.input("x")
    >>> print(derivation(cr.Graph({"L": cr.square(w * x)}), ["w"], "L"))
    u₁ = w x    ()
    L = u₁²    ()
    ∂L/∂L = 1    ()
        the cost with respect to itself
    ∂L/∂u₁ = 2 ∂L/∂L u₁    ()
        power rule: (a²)′ = 2a
    ∂L/∂w = ∂L/∂u₁ x    ()
        product rule: each factor gets G times the other
    """
    top = graph.node(cost)
    order = topological([top])
    reached = _reached(order, [graph.node(name) for name in wrt])
    names = _names(graph, order, reached)
    between = {name: node for node, name in names.items() if node is not top and not node.is_leaf}
    forward = [Step(line) for line in equations(Graph({cost: top}, between), "named").forward]
    seed = _equation(COTANGENT.format(cost=cost, name=cost), one_for(top), {})
    uses = _uses(order, reached)
    steps = [_step(node, uses[node], names, cost) for node in reversed(order) if node in uses]
    return Derivation((*forward, Step(seed, ("the cost with respect to itself",)), *steps))


def _reached(order: Sequence[Node], wrt: Iterable[Node]) -> set[Node]:
    """The nodes on a path from `wrt` to the cost."""
    reached = set(wrt)
    for node in order:
        if any(operand in reached for operand in node.operands):
            reached.add(node)
    return reached


def _names(graph: Graph, order: Iterable[Node], reached: Container[Node]) -> dict[Node, str]:
    """A name for each node that has one, and u1, u2, … for the others on a path."""
    names: dict[Node, str] = {}
    fresh = count(1)
    for node in order:
        if name := graph.name_of(node):
            names[node] = name
        elif node in reached:
            names[node] = f"u{next(fresh)}"
    return names


def _uses(order: Iterable[Node], reached: Container[Node]) -> dict[Node, list[tuple[Node, int]]]:
    """Where each node on a path is used by others on a path: the user and the place among its operands."""
    uses: dict[Node, list[tuple[Node, int]]] = {}
    for node in order:
        for position, operand in enumerate(node.operands):
            if operand in reached and node.op.vjp is not None:
                uses.setdefault(operand, []).append((node, position))
    return uses


def _step(node: Node, uses: Sequence[tuple[Node, int]], names: Mapping[Node, str], cost: str) -> Step:
    """The cotangent of a node, from those of its users."""
    parts, rules = [], [REUSED.format(times=len(uses))] if len(uses) > 1 else []
    near = {node}
    upstream = {user: input(COTANGENT.format(cost=cost, name=names[user]), user.shape) for user, _ in uses}
    for user, position in uses:
        near |= {user, *user.operands}
        part = _part(user, upstream[user], position)
        if part is None:
            continue
        rules += [rule for rule in (RULES[user.op.name], _stretched(part, node)) if rule and rule not in rules]
        parts.append(sum_back(part, node.shape))
    total = reduce(add, parts) if parts else as_node(0.0)
    named = {names[one]: one for one in near if one in names and not one.is_leaf}
    return Step(_equation(COTANGENT.format(cost=cost, name=names[node]), total, named), tuple(rules))


def _part(user: Node, upstream: Node, position: int) -> Node | None:
    assert user.op.vjp is not None  # noqa: S101
    return user.op.vjp(user, upstream)[position]


def _stretched(part: Node, node: Node) -> str:
    axes = stretched_axes(part.shape, node.shape) if part.rank >= node.rank and part.shape != node.shape else ()
    longer = [str(part.shape[axis]) for axis in axes if part.shape[axis] != 1]
    return STRETCHED.format(axes=" and ".join(longer)) if longer else ""


def _equation(name: str, node: Node, between: Mapping[str, Node]) -> Equation:
    """The one line of a cotangent, with the nodes between written by their names."""
    lines = equations(simplify(Graph({name: node}, between)), "named").backward
    return next(line for line in lines if line.name == name)
