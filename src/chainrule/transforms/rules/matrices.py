"""Matrix products and transposes."""

from chainrule.graph.node import Node
from chainrule.ops.linear import broadcast
from chainrule.transforms.rules.patterns import (
    DEPTH,
    in_place,
    is_number,
    is_op,
    stretched,
)
from chainrule.transforms.rules.terms import MOST_FACTORS, is_scaled, scalar_taken


def scalar_of_data_outwards(_: Node, x: Node, y: Node) -> Node | None:
    """Xᵀ (s · G) → s · (Xᵀ G) for data X.

    The scale of an error signal stays with it on its way back through weights, as in w₂ᵀ (2/m) (ŷ − y) Xᵀ.
    """
    taken = None if _holds_parameter(x) else scalar_taken(y)
    return None if taken is None else taken[0] * (x @ taken[1])


def scalar_of_product_outwards(_: Node, x: Node, y: Node) -> Node | None:
    """Xᵀ ((s · G) Y) → s · (Xᵀ (G Y)) for data X: no scale stands between matrices."""
    if not is_op(y, "matmul") or _holds_parameter(x) or (taken := scalar_taken(y.operands[0])) is None:
        return None
    return taken[0] * (x @ (taken[1] @ y.operands[1]))


def scalar_of_factor_outwards(_: Node, x: Node, y: Node) -> Node | None:
    """(s · A) S⁻¹ → s · (A S⁻¹), (s · S⁻¹) B → s · (S⁻¹ B): a scale stands before an inverse, which no layer has."""
    if is_scaled(x) and (is_op(x.operands[1], "inverse") or is_op(y, "inverse")):
        return x.operands[0] * (x.operands[1] @ y)
    return None


def product_of_copies(node: Node, x: Node, y: Node) -> Node | None:
    """X (v 1ᵀ) → (X v) 1ᵀ of a column that is copied along, (1 v) Y → 1 (v Y) of a row that is copied down."""
    if node.rank != 2 or x.rank != y.rank:
        return None
    if is_op(y, "broadcast") and (one := y.operands[0]).rank == 2 and one.shape[1] == 1 and one.shape[0] == y.shape[0]:
        return broadcast(x @ one, shape=node.shape)
    if is_op(x, "broadcast") and (one := x.operands[0]).rank == 2 and one.shape[0] == 1 and one.shape[1] == x.shape[1]:
        return broadcast(one @ y, shape=node.shape)
    return None


def _holds_parameter(x: Node) -> bool:
    return is_op(x, "parameter") or (is_op(x, "transpose") and _holds_parameter(x.operands[0]))


def one_by_one(node: Node, x: Node, y: Node) -> Node | None:
    """X [1] → x, [1] y → y and X [s] → s · X, [s] Y → s · Y for a (1, 1) matrix of a scalar."""
    for one, other in ((y, x), (x, y)):
        if one.shape == (1, 1) and is_number(one, 1):
            return in_place(other, node)
        if one.shape == (1, 1) and is_op(one, "broadcast") and one.operands[0].shape == ():
            return stretched(one.operands[0] * other, node)
    return None


def times_identity(_: Node, x: Node, y: Node) -> Node | None:
    """(s · I) Y → s · Y, X (s · I) → s · X."""
    for one, other in ((x, y), (y, x)):
        if is_op(one, "eye"):
            return other
        if is_op(one, "multiply") and one.operands[0].shape == () and is_op(one.operands[1], "eye"):
            return one.operands[0] * other
    return None


def transpose_of_product(node: Node, x: Node) -> Node | None:
    """(Aᵀ B)ᵀ → Bᵀ A, (A Bᵀ)ᵀ → B Aᵀ: one transpose instead of two, as it stands in textbooks; so too of stacks."""
    if is_op(x, "matmul") and x.rank == node.rank > 1 and any(_is_turned(one, node) for one in x.operands):
        left, right = x.operands
        if left.rank == right.rank or node.rank == 2:
            return _turned(right, node) @ _turned(left, node)
    return None


def transpose_beside_inverse(node: Node, x: Node) -> Node | None:
    """(Dᵀ S⁻¹)ᵀ → S⁻¹ D, also where the product is in use elsewhere: what is inverted is no layer, and small."""
    return transpose_of_product(node, x) if any(is_op(one, "inverse") for one in x.operands) else None


def transpose_of_entries(node: Node, x: Node) -> Node | None:
    """(A ⊙ Bᵀ)ᵀ → Aᵀ ⊙ B: one transpose instead of two."""
    are_turned = [_is_turned(one, node) for one in x.operands]
    if not is_op(x, "multiply") or not any(are_turned):
        return None
    if any(one.rank != x.rank for one, is_turned in zip(x.operands, are_turned, strict=True) if not is_turned):
        return None
    left, right = x.operands
    return _turned(left, node) * _turned(right, node)


def _is_turned(x: Node, node: Node) -> bool:
    """Whether x is of the op that node is, a transpose or a swap of the last two axes, or a column made a row."""
    if is_op(node, "transpose") and is_op(x, "reshape") and x.rank > 0:
        return x.operands[0].shape == (x.shape[-1], 1) and x.shape in ((1, x.shape[-1]), x.shape[-1:])
    return x.op is node.op and x.attributes == node.attributes and is_of_last_axes(x)


def is_of_last_axes(x: Node) -> bool:
    """Whether a node turns matrices: it is a transpose, or swaps the last two axes."""
    if is_op(x, "swapaxes"):
        return (x.attributes["first"], x.attributes["second"]) == (x.rank - 2, x.rank - 1)
    return is_op(x, "transpose")


def _turned(x: Node, node: Node) -> Node:
    return x.operands[0] if _is_turned(x, node) else node.with_operands((x,))


def is_symmetric(x: Node, depth: int = 2 * DEPTH) -> bool:
    """Whether a matrix is its own transpose whatever the leaves are: A Aᵀ + ε I, and its inverse."""
    if x.rank != 2 or x.shape[0] != x.shape[1] or not depth:
        return False
    if is_op(x, "eye"):
        return True
    if is_op(x, "matmul"):
        chain = _chain(x)
        return bool(chain) and all(_are_turned(a, b, depth) for a, b in zip(chain, reversed(chain), strict=True))
    if is_op(x, "add", "subtract", "multiply", "divide", "negate"):
        return all(one.shape == () or is_symmetric(one, depth - 1) for one in x.operands)
    return is_op(x, "inverse") and is_symmetric(x.operands[0], depth - 1)


def _chain(x: Node) -> list[Node]:
    """The factors of a product of matrices, one after the other, without scalars; none where there are too many."""
    found: list[Node] = []
    waiting = [x]
    while waiting and len(found) + len(waiting) <= MOST_FACTORS:
        one = waiting.pop()
        if is_op(one, "matmul"):
            waiting += reversed(one.operands)
        elif is_scaled(one):
            waiting.append(one.operands[1])
        else:
            found.append(one)
    return [] if waiting else found


def _are_turned(a: Node, b: Node, depth: int) -> bool:
    """Whether one matrix is the transpose of the other."""
    if a is b:
        return is_symmetric(a, depth - 1)
    return any(is_op(x, "transpose") and x.operands[0] is y for x, y in ((a, b), (b, a)))


def its_own_transpose(_: Node, x: Node) -> Node | None:
    """Sᵀ → S of a symmetric matrix."""
    return x if is_symmetric(x) else None


def scalar_out_of_transpose(node: Node, x: Node) -> Node | None:
    """(s · X)ᵀ → s · Xᵀ."""
    if is_op(x, "multiply") and x.operands[0].shape == ():
        return x.operands[0] * node.with_operands((x.operands[1],))
    return None


def copies_of_transpose(node: Node, x: Node) -> Node | None:
    """Copies of a row, turned → copies of a column; of a number → copies of it."""
    if not is_op(x, "broadcast") or not is_of_last_axes(node):
        return None
    one = x.operands[0]
    if one.shape == ():
        return broadcast(one, shape=node.shape)
    return broadcast(node.with_operands((one,)), shape=node.shape) if one.rank == x.rank else None
