"""Combining: products, sums and fractions of formulas, with their signs before them."""

from collections.abc import Sequence

from chainrule.graph.shape import Dimension
from chainrule.readers.notation.formula import (
    HADAMARD,
    ONE,
    PRODUCT,
    SUM,
    TRANSPOSED,
    Formula,
    Fraction,
    Infix,
    Minus,
    Number,
    Power,
    Symbol,
)


def product(*operands: Formula) -> Formula:
    """A product without a sign between its factors, nested ones taken in, signs before it."""
    return _product("", operands, PRODUCT)


def hadamard(*operands: Formula) -> Formula:
    """An entry-by-entry product, nested ones taken in, signs before it; over a number that its first factor is over."""
    first, *others = operands
    if isinstance(first, Fraction) and isinstance(first.bottom, Number) and first.top != ONE:
        return over(hadamard(first.top, *others), first.bottom)
    return _product("⊙", operands, HADAMARD)


def over(top: Formula, bottom: Formula) -> Formula:
    """A fraction, signs before it."""
    is_negative, (above, below) = _without_signs((top, bottom))
    return Minus(Fraction(above, below)) if is_negative else Fraction(above, below)


def plus(left: Formula, right: Formula) -> Formula:
    """A sum; of what has a minus, a difference, unless both have one."""
    if isinstance(right, Minus) and not isinstance(left, Minus):
        return Infix("−", (left, right.operand), SUM)
    return _joined("+", (left, right), SUM)


def difference(left: Formula, right: Formula) -> Formula:
    """A − y; a + y of −y."""
    return plus(left, right.operand) if isinstance(right, Minus) else Infix("−", (left, right), SUM)


def transposed(operand: Formula) -> Formula:
    """The transpose."""
    return Power(operand, TRANSPOSED)


def sizes(dimensions: Sequence[Dimension]) -> tuple[Formula, ...]:
    """Sizes as formulas: letters and numbers."""
    return tuple(Symbol(d) if isinstance(d, str) else Number(str(d)) for d in dimensions)


def in_shape(shape: Sequence[Dimension]) -> Formula:
    """A shape as it stands below a formula: n, or k × m."""
    written = sizes(shape)
    return written[0] if len(written) == 1 else Infix("×", written, PRODUCT)


def _product(sign: str, operands: Sequence[Formula], strength: int) -> Formula:
    is_negative, plain = _without_signs(operands)
    whole = _joined(sign, plain, strength)
    return Minus(whole) if is_negative else whole


def _without_signs(factors: Sequence[Formula]) -> tuple[bool, list[Formula]]:
    """Whether a product of factors is negative, and the factors without their signs."""
    is_negative = sum(isinstance(one, Minus) for one in factors) % 2 == 1
    return is_negative, [one.operand if isinstance(one, Minus) else one for one in factors]


def _joined(sign: str, operands: Sequence[Formula], strength: int) -> Formula:
    parts: list[Formula] = []
    for operand in operands:
        alike = isinstance(operand, Infix) and operand.sign == sign
        parts.extend(operand.operands if alike and isinstance(operand, Infix) else (operand,))
    return Infix(sign, tuple(parts), strength) if len(parts) > 1 else parts[0]
