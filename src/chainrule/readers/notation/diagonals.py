"""Diagonal matrices as textbooks write them: diag(v) for I ⊙ v, and X diag(d) Xᵀ for (X ⊙ d) Xᵀ."""

from chainrule.graph.node import Node
from chainrule.readers.notation.combining import hadamard, product
from chainrule.readers.notation.formula import Call, Formula, Infix


def write_diagonal(node: Node, left: Formula, right: Formula) -> Formula | None:
    """The formula s diag(v) for s I ⊙ v, p pᵀ for p ⊙ pᵀ of a column; None of any other product."""
    a, b = node.operands
    if node.rank != 2 or node.shape[0] != node.shape[1]:
        return None
    if a.shape == (node.shape[0], 1) and b.op.name == "transpose" and b.operands[0] is a:
        return product(left, right)
    for diagonal, written, vector, entries in ((a, left, b, right), (b, right, a, left)):
        if _is_diagonal(diagonal) and _is_vector(vector):
            *scale, last = written.operands if isinstance(written, Infix) and written.sign == "" else (written,)
            inside = hadamard(*last.arguments, entries) if isinstance(last, Call) else entries
            return product(*scale, Call("diag", (inside,)))
    return None


def _is_diagonal(node: Node) -> bool:
    """Whether a node is an identity matrix, times numbers and vectors entry by entry."""
    if node.op.name != "multiply":
        return node.op.name == "eye"
    a, b = node.operands
    return any(_is_diagonal(x) and (y.shape == () or _is_vector(y)) for x, y in ((a, b), (b, a)))


def _is_vector(node: Node) -> bool:
    return node.rank == 1 or (node.rank == 2 and (node.shape[0] == 1) != (node.shape[1] == 1))


def write_quadratic(node: Node, left: Formula, right: Formula) -> Formula | None:
    """X diag(d) Xᵀ for (X ⊙ d) Xᵀ, and Xᵀ diag(d) X for Xᵀ (X ⊙ d); None of any other product."""
    a, b = node.operands
    if node.rank != 2:
        return None
    if (parts := _scaled(a, left, 1)) is not None and _are_turned(parts[0], b):
        return product(parts[1], Call("diag", (parts[2],)), right)
    if (parts := _scaled(b, right, 0)) is not None and _are_turned(parts[0], a):
        return product(left, Call("diag", (parts[2],)), parts[1])
    return None


def _scaled(node: Node, written: Formula, axis: int) -> tuple[Node, Formula, Formula] | None:
    """The matrix of X ⊙ d as a node and as it is written, and d, which has an entry for each place along an axis."""
    if node.op.name != "multiply" or not (isinstance(written, Infix) and written.sign == "⊙"):
        return None
    factors = [node]
    while factors[0].op.name == "multiply" and factors[0].shape == node.shape:
        factors[:1] = factors[0].operands
    whole, *rest = factors
    scales = all(_is_vector(one) and one.shape[-1 if axis else 0] == node.shape[axis] for one in rest)
    if len(factors) != len(written.operands) or whole.shape != node.shape or not scales:
        return None
    first, *others = written.operands
    return whole, first, hadamard(*others) if len(others) > 1 else others[0]


def _are_turned(a: Node, b: Node) -> bool:
    return any(x.op.name == "transpose" and x.operands[0] is y for x, y in ((a, b), (b, a)))
