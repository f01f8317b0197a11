"""Quantities: what an update rule is written with, as nodes; and a rule's own graph, evaluated for numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node, input


@dataclass(frozen=True)
class Quantities:
    """What an update rule is written with, as nodes."""

    theta: Node
    gradient: Node
    state: Mapping[str, Node]
    learning_rate: Node
    step: Node


Rule = Callable[[Quantities], dict[str, Node]]


def apply_rule(
    rule: Rule, theta: Array, gradient: Array, state: Mapping[str, Array], learning_rate: float, step: int
) -> dict[str, Array]:
    """What theta and each vector of the state become, in theta's type; all arrays have one shape."""
    leaves = {name: input(name, theta.shape) for name in ("theta", "gradient", *state)}
    eta, t = input("learning_rate"), input("step")
    now = Quantities(leaves["theta"], leaves["gradient"], {name: leaves[name] for name in state}, eta, t)
    new = rule(now)
    given: dict[Node, object] = {leaves["theta"]: theta, leaves["gradient"]: gradient}
    given |= {leaves[name]: vector for name, vector in state.items()}
    numbers: dict[Node, object] = {eta: learning_rate, t: float(step)}
    # as in a training program: numbers such as the bias corrections are float64, whatever theta is
    plain = [node for node in topological(new.values(), given) if node.shape == () and _stands_on(node, numbers)]
    given |= dict(zip(plain, evaluate(plain, numbers), strict=True)) | numbers
    return dict(zip(new, evaluate(new.values(), given, dtype=theta.dtype), strict=True))


def _stands_on(node: Node, leaves: Mapping[Node, object]) -> bool:
    return all(one in leaves for one in topological([node]) if one.is_leaf)
