"""Formulas as text for a terminal: (w₂ᵀ (2/m) (ŷ − y) ⊙ A ⊙ (1 − A)) Xᵀ."""

from unicodedata import normalize

from chainrule.graph.passes import Derivative
from chainrule.readers.formula import (
    ATOM,
    PRODUCT,
    TRANSPOSED,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Infix,
    Matrix,
    Minus,
    Number,
    Power,
    Root,
    Sum,
    Symbol,
    needs_parentheses,
)
from chainrule.readers.names import HAT, read_name

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ABOVE = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


def to_text(formula: Formula) -> str:
    """The formula as a line of text.

    >>> to_text(Power(Symbol("W1"), TRANSPOSED))
    'W₁ᵀ'
    """
    match formula:
        case Symbol(name=name):
            return write_name(name)
        case Number(text=text):
            return text.replace("-", "−")
        case Infix():
            return _infix(formula)
        case Minus(operand=operand):
            return f"−{_inside(operand, PRODUCT)}"
        case Fraction(top=top, bottom=bottom):
            return f"{_slashed(top, PRODUCT)}/{_slashed(bottom, PRODUCT + 1)}"
        case Power(base=base, exponent=exponent):
            return _inside(base, formula.strength + 1) + _above(exponent)
        case Call(function=function, arguments=arguments, below=below):
            suffix = f" [{below}]" if below else ""
            return f"{function}({', '.join(map(to_text, arguments))}){suffix}"
        case Fence(left=left, operand=operand, right=right):
            return f"{left}{to_text(operand)}{right}"
        case Root(operand=operand):
            return f"√{_inside(operand, ATOM)}"
        case Sum(operand=operand, below=below):
            return f"Σ{f'[{below}]' if below else ''} {_inside(operand, PRODUCT)}"
        case Cases(condition=condition, then=then, otherwise=otherwise):
            return f"({to_text(then)} if {to_text(condition)} else {to_text(otherwise)})"
        case Matrix(rows=rows):
            return "[" + "; ".join(" ".join(map(to_text, row)) for row in rows) + "]"


def write_name(name: str) -> str:
    """A name as text.

    >>> write_name("W1"), write_name(Derivative("L", "W1")), write_name("theta")
    ('W₁', '∂L/∂W₁', 'θ')
    """
    if isinstance(name, Derivative):
        return f"∂{write_name(name.cost)}/∂{write_name(name.by)}"
    parts = read_name(name)
    below = parts.below.translate(_BELOW) if parts.below.isdecimal() else f"_{parts.below}" * bool(parts.below)
    return normalize("NFC", parts.letter + HAT * parts.hat) + below  # one sign where there is one: ŷ


def _infix(formula: Infix) -> str:
    parts = [
        f"({to_text(operand)})"
        if needs_parentheses(operand, formula, i) or _is_factor(operand, formula)
        else to_text(operand)
        for i, operand in enumerate(formula.operands)
    ]
    if formula.sign:
        return f" {formula.sign} ".join(parts)
    # 2 3 would be read as 23, and 2 x is plain
    written = parts[0]
    for before, part in zip(formula.operands, parts[1:], strict=False):
        written += f" · {part}" if isinstance(before, Number) and part[:1].isdecimal() else f" {part}"
    return written


def _is_factor(operand: Formula, outer: Infix) -> bool:
    """A fraction on one line stands in parentheses among other factors."""
    return isinstance(operand, Fraction) and outer.strength >= PRODUCT


def _inside(operand: Formula, strength: int) -> str:
    return f"({to_text(operand)})" if operand.strength < strength else to_text(operand)


def _slashed(operand: Formula, strength: int) -> str:
    """One side of a fraction on a line: ∂L/∂z has a slash of its own and stands in parentheses."""
    if isinstance(operand, Symbol) and isinstance(operand.name, Derivative):
        return f"({to_text(operand)})"
    return _inside(operand, strength)


def _above(exponent: Formula) -> str:
    if exponent == TRANSPOSED:
        return "ᵀ"
    if isinstance(exponent, Number):
        return exponent.text.translate(_ABOVE)
    return f"^({to_text(exponent)})" if exponent.strength < PRODUCT + 3 else f"^{to_text(exponent)}"
