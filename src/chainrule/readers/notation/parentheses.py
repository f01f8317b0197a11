"""Parentheses and dots: where a formula among others would be read otherwise without one."""

from chainrule.graph.passes import Derivative
from chainrule.ops import ALL_OPS
from chainrule.readers.notation.formula import (
    CONVOLUTIONS,
    HADAMARD,
    ONES,
    POWER,
    SUM,
    Formula,
    Fraction,
    Indexed,
    Infix,
    Minus,
    Number,
    Power,
    Sized,
    Sum,
    Symbol,
)
from chainrule.readers.notation.names import read_name


def needs_parentheses(operand: Formula, outer: Infix, position: int) -> bool:
    """Whether an operand of an infix formula stands in parentheses there."""
    if outer.sign in CONVOLUTIONS:
        return operand.strength < POWER
    if isinstance(operand, Infix) and operand.sign in CONVOLUTIONS and outer.strength >= HADAMARD:
        return True
    if outer.strength >= HADAMARD and position < len(outer.operands) - 1 and reaches_on(operand):
        return True
    if operand.strength != outer.strength:
        return operand.strength < outer.strength
    if outer.sign == "−":
        return position > 0  # a − (b − c)
    return position > 0 and _begins_with_minus(operand)


def _begins_with_minus(formula: Formula) -> bool:
    """Whether the first sign is a minus, which cannot follow another sign."""
    while isinstance(formula, Infix) and formula.strength == SUM:
        formula = formula.operands[0]
    return isinstance(formula, Minus) or (
        isinstance(formula, Number) and (formula.text.startswith("-") or bool(formula.key))
    )


def reaches_on(formula: Formula) -> bool:
    """Whether a formula ends in a sum, which would take in whatever is multiplied or divided behind it."""
    while isinstance(formula, Infix | Minus):
        formula = formula.operands[-1] if isinstance(formula, Infix) else formula.operand
    return isinstance(formula, Sum)


def needs_dot(before: Formula, operand: Formula, *, bracket: bool, stacked: bool = True) -> bool:
    """Whether a product needs a dot there: 2 3 reads 23, 2 ½ two and a half, and σ (x), of a scale σ, the sigmoid of x.

    `bracket` says whether the operand is written in parentheses, `stacked` whether fractions have a bar.
    """
    if isinstance(before, Symbol) and not isinstance(before.name, Derivative):
        letter = read_name(before.name).letter
        return (bracket and (letter == "σ" or letter in ALL_OPS)) or letter == "Σ"
    while isinstance(operand, Power | Sized | Indexed):
        operand = operand.base
    if stacked and isinstance(operand, Fraction):
        operand = operand.top
    return isinstance(before, Number) and not bracket and (isinstance(operand, Number) or operand == ONES)
