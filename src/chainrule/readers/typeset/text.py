"""Formulas as text for a terminal: (w₂ᵀ (2/m) (ŷ − y) ⊙ A ⊙ (1 − A)) Xᵀ."""

from unicodedata import normalize

from chainrule.graph.passes import Derivative
from chainrule.readers.notation.formula import (
    ATOM,
    HADAMARD,
    POWER,
    PRODUCT,
    TRANSPOSED,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Indexed,
    Infix,
    Matrix,
    Minus,
    Number,
    Places,
    Power,
    Root,
    Sized,
    Sum,
    Symbol,
    Vector,
    Words,
)
from chainrule.readers.notation.names import HAT, LETTERS_BELOW, EntryName, StepName, read_name
from chainrule.readers.notation.parentheses import needs_dot, needs_parentheses, reaches_on

_BELOW = str.maketrans("0123456789+−", "₀₁₂₃₄₅₆₇₈₉₊₋")
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
        case Words(text=text):
            return text
        case Sized(base=base, below=below):
            return to_text(base) + _size(below)
        case Indexed(base=base, places=places):
            written = _inside(base, ATOM)
            return f"{'(Σ)' if written == 'Σ' else written}[{', '.join(map(to_text, places))}]"  # Σ[…] is a sum
        case Infix():
            return _infix(formula)
        case Minus(operand=operand):
            return f"−{_inside(operand, HADAMARD)}"
        case Fraction(top=top, bottom=bottom):
            return f"{_slashed(top, PRODUCT)}/{_slashed(bottom, PRODUCT + 1)}"
        case Power(base=base, exponent=exponent, entrywise=entrywise):
            return _inside(base, POWER + 1) + write_exponent(exponent, entrywise=entrywise)
        case Call(function=function, arguments=arguments, below=below):
            return f"{function}{write_below(below)}({', '.join(map(to_text, arguments))})"
        case Fence(left=left, operand=operand, right=right):
            inside = to_text(operand)
            return f"{left}({inside}){right}" if left == right and left in inside else f"{left}{inside}{right}"
        case Places(base=base, places=places):
            return f"{_inside(base, ATOM)}[{', '.join(places)}]"
        case Root(operand=operand):
            return f"√{_inside(operand, ATOM)}"
        case Sum(operand=operand, below=below, above=above):
            summed = _inside(operand, PRODUCT + 1 if isinstance(operand, Fraction) else PRODUCT)
            over = _letter_below(below.name) if isinstance(below, Symbol) else write_below(below)
            over = f"{over[:-1]} … {to_text(above)}]" if above else over
            return f"Σ{over} {summed}"
        case Cases(condition=condition, then=then, otherwise=otherwise):
            return f"({to_text(then)} if {to_text(condition)} else {to_text(otherwise)})"
        case Vector(entries=entries):
            return f"({', '.join(map(to_text, entries))})"
        case Matrix(rows=rows):
            return "[" + "; ".join(" ".join(map(to_text, row)) for row in rows) + "]"


def write_name(name: str) -> str:
    """A name as text.

    >>> write_name("W1"), write_name(Derivative("L", "W1")), write_name("theta")
    ('W₁', '∂L/∂W₁', 'θ')
    """
    if isinstance(name, Derivative):
        return f"∂{write_name(name.cost)}/∂{write_name(name.by)}"
    if isinstance(name, EntryName):
        array = write_name(name.array)
        return (f"({array})" if name.is_bracketed else array) + "".join(map(_letter_below, name.indices))
    if isinstance(name, StepName):
        parts, step = read_name(name), "".join(name.step)
        between = "," * bool(parts.below)
        word = parts.below and not parts.counts  # which has no letters below: x_in[t−1]
        return write_name(name.base) + (f"[{step}]" if word else f"{between}{_letter_below(step)}")
    parts = read_name(name)
    below = parts.below.translate(_BELOW) if parts.counts else parts.plain_below
    return normalize("NFC", parts.letter + HAT * parts.hat) + below  # one sign where there is one: ŷ


def _letter_below(index: str) -> str:
    """An index below a letter or a sign."""
    return "".join(LETTERS_BELOW.get(sign, sign).translate(_BELOW) for sign in index)


def _infix(formula: Infix) -> str:
    parts = [
        f"({to_text(operand)})"
        if needs_parentheses(operand, formula, i) or _is_factor(operand, formula)
        else to_text(operand)
        for i, operand in enumerate(formula.operands)
    ]
    if formula.sign:
        return f" {formula.sign}{write_below(formula.below)} ".join(parts)
    written = parts[0]
    for before, operand, part in zip(formula.operands, formula.operands[1:], parts[1:], strict=False):
        written += f" · {part}" if needs_dot(before, operand, bracket=part[0] == "(", stacked=False) else f" {part}"
    return written


def _is_factor(operand: Formula, outer: Infix) -> bool:
    """A fraction on one line stands in parentheses among other factors."""
    return isinstance(operand, Fraction) and outer.strength >= PRODUCT


def _inside(operand: Formula, strength: int) -> str:
    return f"({to_text(operand)})" if operand.strength < strength else to_text(operand)


def _slashed(operand: Formula, strength: int) -> str:
    """One side of a fraction on a line: ∂L/∂z has a slash of its own and stands in parentheses."""
    if reaches_on(operand) or (isinstance(operand, Symbol) and isinstance(operand.name, Derivative)):
        return f"({to_text(operand)})"
    return _inside(operand, strength)


def write_below(below: Formula | None) -> str:
    """What stands below a sign or the name of a function: behind it, in brackets."""
    return f"[{to_text(below).replace(' × ', '×')}]" if below else ""


def write_exponent(exponent: Formula, *, entrywise: bool = False) -> str:
    """What stands above: ᵀ, raised digits, or what follows ^."""
    if exponent == TRANSPOSED:
        return "ᵀ"
    if isinstance(exponent, Number) and "e" not in exponent.text and not entrywise:
        return exponent.text.translate(_ABOVE)
    sign = "^⊙" if entrywise else "^"
    return f"{sign}({to_text(exponent)})" if exponent.strength <= POWER else f"{sign}{to_text(exponent)}"


def _size(below: Formula) -> str:
    """A shape below: 1⃗₃, 1⃗ₙ, 1_(k×m)."""
    text = to_text(below).replace(" × ", "×")
    if isinstance(below, Number):
        return text.translate(_BELOW)
    return f"_({text})" if isinstance(below, Infix) else LETTERS_BELOW.get(text, f"_{text}")
