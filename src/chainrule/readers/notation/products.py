"""Products as textbooks write them: W X; of vectors, which are columns there, W x, Wᵀ x, aᵀ b and δ xᵀ."""

from collections.abc import Sequence
from dataclasses import replace

from chainrule.graph.node import Node
from chainrule.readers.notation.combining import product, transposed
from chainrule.readers.notation.diagonals import write_quadratic
from chainrule.readers.notation.formula import TRANSPOSED, Call, Formula, Infix, Number, Power, Symbol, Words


def write_matmul(node: Node, operands: Sequence[Formula]) -> Formula:
    """A vector is a column: on the left of a vector it is transposed, on the left of a matrix that stands before it."""
    a, b = node.operands
    left, right = operands
    if a.rank != 1:
        return write_quadratic(node, left, right) or _with_numbers_in_front(node, left, right)
    return product(_as_row(a, left), right) if b.rank == 1 else product(_turned(right), left)


def write_outer(node: Node, operands: Sequence[Formula]) -> Formula:
    """δ xᵀ."""
    return _with_numbers_in_front(node, operands[0], transposed(operands[1]))


def _with_numbers_in_front(node: Node, *operands: Formula) -> Formula:
    """2 Wᵀ (D ⊙ E), in place of Wᵀ (2 D ⊙ E): a number of the formula is read as the first factor."""
    numbers: list[Formula] = []
    others: list[Formula] = []
    for factor, written in zip(node.operands, operands, strict=True):
        taken = _without_number(written) if _begins_with_number(factor) else None
        numbers += taken[:1] if taken else ()
        others.append(taken[1] if taken else written)
    return product(*numbers, *others)


def _begins_with_number(node: Node) -> bool:
    """Whether a product is written with a number of the formula in front: a scalar's own number stays where it is."""
    if node.op.name == "matmul":
        return any(map(_begins_with_number, node.operands))
    if node.op.name in ("multiply", "transpose"):
        return _begins_with_number(node.operands[0])
    return node.op.name == "constant" and node.shape == ()


def _without_number(formula: Formula) -> tuple[Formula, Formula] | None:
    """The number that a product, or its first factor, begins with, and the rest."""
    if isinstance(formula, Power) and formula.exponent == TRANSPOSED:
        taken = _without_number(formula.base)
        return None if taken is None else (taken[0], transposed(taken[1]))
    if not isinstance(formula, Infix) or formula.sign not in ("", "⊙"):
        return None
    first, *rest = formula.operands
    if isinstance(first, Number) and formula.sign == "":
        return first, product(*rest)
    taken = _without_number(first)
    return None if taken is None else (taken[0], replace(formula, operands=(taken[1], *rest)))


def write_transpose(node: Node, operands: Sequence[Formula]) -> Formula:
    """Xᵀ of a matrix; with more axes, which all change places, in words."""
    return transposed(operands[0]) if node.rank < 3 else Call("transpose", tuple(operands))


def write_swapaxes(node: Node, operands: Sequence[Formula]) -> Formula:
    """Xᵀ of each matrix of a stack; of other axes in words."""
    first, second = (int(str(node.attributes[name])) for name in ("first", "second"))
    if (first, second) == (node.rank - 2, node.rank - 1):
        return transposed(operands[0])
    return Call("swap", tuple(operands), Words(f"axis {first}, axis {second}"))


def _as_row(node: Node, written: Formula) -> Formula:
    """A vector transposed: xᵀ A, where it is written Aᵀ x."""
    if node.op.name != "matmul" or node.operands[0].rank != 1 or not isinstance(written, Infix):
        return transposed(written)
    matrix, *vector = written.operands
    if len(vector) != 1 or not (_is_plain(matrix) and _is_plain(vector[0])):
        return transposed(written)
    return product(transposed(vector[0]), _turned(matrix))


def _is_plain(formula: Formula) -> bool:
    return isinstance(formula.base if isinstance(formula, Power) else formula, Symbol)


def _turned(formula: Formula) -> Formula:
    """The transpose, that of which is the matrix itself."""
    if isinstance(formula, Power) and formula.exponent == TRANSPOSED:
        return formula.base
    return transposed(formula)
