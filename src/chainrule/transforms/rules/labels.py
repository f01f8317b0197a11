"""Labels: what stands beside a one-hot matrix matters only where that is 1, which is where an entry is picked."""

from chainrule.graph.node import Node
from chainrule.transforms.rules.patterns import is_op, is_positive
from chainrule.transforms.rules.terms import factors


def picked_below(_: Node, x: Node, y: Node) -> Node | None:
    """Y/P[y_i, i] → Y/P for columns of P that are nowhere 0: the rest of Y is 0."""
    whole = _whole(y, axis=0)
    return x / whole if whole is not None and _holds_labels(x, y) else None


def picked_below_in_rows(_: Node, x: Node) -> Node | None:
    """(Y/P[i, y_i])ᵀ → Yᵀ/P for rows of P that are nowhere 0."""
    if not is_op(x, "divide") or (whole := _whole(x.operands[1], axis=1)) is None:
        return None
    above, picked = x.operands
    return above.T / whole if is_op(above, "one_hot") and _holds_labels(above, picked) else None


def _whole(x: Node, axis: int) -> Node | None:
    """What an entry of each example is picked from, if no entry of it can be 0."""
    if not is_op(x, "pick") or x.attributes["axis"] != axis:
        return None
    return x.operands[0] if is_positive(x.operands[0]) else None


def _holds_labels(x: Node, picked: Node) -> bool:
    """Whether a product has the one-hot matrix of the places of what is picked."""
    return any(is_op(factor, "one_hot") and factor.operands[0] is picked.operands[1] for factor in factors(x) or ())
