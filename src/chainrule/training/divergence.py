"""What to say when a cost is not finite: the failing batch replayed node by node, to name what went wrong first."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike

from chainrule.errors import DivergenceError
from chainrule.graph.evaluate import bind_leaf, fill, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import CONSTANT, Node


def explain_divergence(
    graph: Graph, leaves: Mapping[str, object], step: int, rate: float, dtype: DTypeLike, whole: float, vector: str
) -> DivergenceError:
    """The error for a step whose cost was not finite, given the numbers of its batch and of theta before it.

    Where all of these are finite, it was a `vector` that was not: theta, the gradient, or the optimizer's state.
    """
    known = {leaf: bind_leaf(leaf, leaves[name], dtype) for name, leaf in graph.leaves.items()}
    sizes = sizes_of(known)
    first = vector.replace("_", " ") or "the cost"
    for node in graph.order:
        fill(known, [node], sizes, dtype)
        if not np.isfinite(known[node]).all():
            first = _describe(graph, node)
            break
    smaller = float(f"{min(whole, 10) / 10:.1g}")  # beyond 1 nothing is small
    message = (
        f"step {step} diverged: {first} left the finite numbers first, at the learning rate {rate:g}. Theta is still "
        f"finite. Try a learning rate of {smaller:g}, or clip the gradient with clip_norm=1; if neither helps, look "
        f"at the scale of X and y"
    )
    return DivergenceError(message, step, first, smaller)


def _describe(graph: Graph, node: Node) -> str:
    name = graph.name_of(node)
    if name:
        return name
    if node.op is CONSTANT:
        return f"the constant {node.attributes['value']}"
    operands = ", ".join(graph.name_of(operand) or operand.op.name for operand in node.operands)
    return f"{node.op.name}({operands})"
