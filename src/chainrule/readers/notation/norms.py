"""Norms as they are written: batch norm(Z), and what is not usual below its name, batch norm[axis 0, ε 0.001](Z)."""

from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.ops.normalization import EPSILON, USUAL_AXES, epsilon_of
from chainrule.readers.notation.formula import Call, Formula, Words
from chainrule.readers.notation.numbers import format_exactly


def write_norm(node: Node, operands: Sequence[Formula]) -> Formula:
    """A norm by its name, its axes unless they are the usual ones, and ε unless it is 10⁻⁵."""
    (x,), axis = node.operands, node.attributes["axis"]
    axes = tuple(range(x.rank)) if axis is None else axis
    assert isinstance(axes, tuple)  # noqa: S101
    said = [f"axis {i}" for i in axes] if axes != USUAL_AXES[node.op.name](x.rank) else []
    if epsilon_of(node) != EPSILON:
        said.append(f"ε {format_exactly(epsilon_of(node))}")
    return Call(node.op.name.replace("_", " "), tuple(operands), Words(", ".join(said)) if said else None)
