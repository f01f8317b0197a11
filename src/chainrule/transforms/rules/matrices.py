"""Matrix products and transposes."""

from chainrule.graph.node import Node
from chainrule.transforms.rules.patterns import (
    in_place,
    is_number,
    is_op,
)
from chainrule.transforms.rules.terms import scalar_taken


def scalar_of_data_outwards(_: Node, x: Node, y: Node) -> Node | None:
    """Xᵀ (s · G) → s · (Xᵀ G) for data X.

    The scale of an error signal stays with it on its way back through weights, as in w₂ᵀ (2/m) (ŷ − y) Xᵀ.
    """
    taken = None if _holds_parameter(x) else scalar_taken(y)
    return None if taken is None else taken[0] * (x @ taken[1])


def _holds_parameter(x: Node) -> bool:
    return is_op(x, "parameter") or (is_op(x, "transpose") and _holds_parameter(x.operands[0]))


def one_by_one(node: Node, x: Node, y: Node) -> Node | None:
    """X 1 → x, 1 y → y for the (1, 1) matrix of a 1."""
    for one, other in ((y, x), (x, y)):
        if one.shape == (1, 1) and is_number(one, 1):
            return in_place(other, node)
    return None


def transpose_of_product(_: Node, x: Node) -> Node | None:
    """(Aᵀ B)ᵀ → Bᵀ A, (A Bᵀ)ᵀ → B Aᵀ: one transpose instead of two, as it stands in textbooks."""
    if is_op(x, "matmul") and x.rank == 2 and any(is_op(one, "transpose") for one in x.operands):
        left, right = x.operands
        return _transposed(right) @ _transposed(left)
    return None


def _transposed(x: Node) -> Node:
    return x.operands[0] if is_op(x, "transpose") else x.T


def scalar_out_of_transpose(_: Node, x: Node) -> Node | None:
    """(s · X)ᵀ → s · Xᵀ."""
    if is_op(x, "multiply") and x.operands[0].shape == ():
        return x.operands[0] * x.operands[1].T
    return None
