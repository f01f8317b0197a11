"""Formulas: what stands on paper, before anybody chose between text, LaTeX and MathML.

A formula knows how strongly it binds, so that a typesetter writes the parentheses that are needed and no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

RELATION, SUM, HADAMARD, PRODUCT, PREFIX, POWER, ATOM = range(7)  # weakest first


@dataclass(frozen=True)
class Symbol:
    """A name of the graph: W1, yhat, ∂L/∂W1."""

    name: str
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Number:
    """A number as it is to be read, already formatted."""

    text: str

    @property
    def strength(self) -> int:
        """A minus sign binds like a sum."""
        return SUM if self.text.startswith("-") else ATOM


@dataclass(frozen=True)
class Infix:
    """Operands with a sign between them; the sign "" is a product without one."""

    sign: str
    operands: tuple["Formula", ...]
    strength: int


@dataclass(frozen=True)
class Minus:
    """−x."""

    operand: "Formula"
    strength: int = field(default=SUM, init=False)


@dataclass(frozen=True)
class Fraction:
    """One formula over another."""

    top: "Formula"
    bottom: "Formula"
    strength: int = field(default=PRODUCT, init=False)


@dataclass(frozen=True)
class Power:
    """A formula with something above it: an exponent, or ⊤ for a transpose."""

    base: "Formula"
    exponent: "Formula"
    strength: int = field(default=POWER, init=False)


@dataclass(frozen=True)
class Call:
    """A function and its arguments; `below` is written under or after its name."""

    function: str
    arguments: tuple["Formula", ...]
    below: str = ""
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Fence:
    """A formula between two signs: |x|, ‖x‖, ⌊x⌋."""

    left: str
    operand: "Formula"
    right: str
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Root:
    """√x."""

    operand: "Formula"
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Sum:
    """Σ x, over what stands below the sign."""

    operand: "Formula"
    below: str = ""
    strength: int = field(default=PRODUCT, init=False)


@dataclass(frozen=True)
class Cases:
    """One formula where a condition holds, another elsewhere."""

    condition: "Formula"
    then: "Formula"
    otherwise: "Formula"
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Matrix:
    """Rows of formulas in brackets."""

    rows: tuple[tuple["Formula", ...], ...]
    strength: int = field(default=ATOM, init=False)


Formula = Symbol | Number | Infix | Minus | Fraction | Power | Call | Fence | Root | Sum | Cases | Matrix

TRANSPOSED = Symbol("⊤")
ONES = Symbol("1⃗")


def product(*operands: Formula) -> Formula:
    """A product without a sign between its factors, nested ones taken in."""
    return _flat("", operands, PRODUCT)


def hadamard(*operands: Formula) -> Formula:
    """An entry-by-entry product, nested ones taken in."""
    return _flat("⊙", operands, HADAMARD)


def plus(left: Formula, right: Formula) -> Formula:
    """A sum."""
    return _flat("+", (left, right), SUM)


def transposed(operand: Formula) -> Formula:
    """The transpose."""
    return Power(operand, TRANSPOSED)


def _flat(sign: str, operands: Sequence[Formula], strength: int) -> Formula:
    parts: list[Formula] = []
    for operand in operands:
        alike = isinstance(operand, Infix) and operand.sign == sign
        parts.extend(operand.operands if alike and isinstance(operand, Infix) else (operand,))
    return Infix(sign, tuple(parts), strength)


def needs_parentheses(operand: Formula, outer: Infix, position: int) -> bool:
    """Whether an operand of an infix formula stands in parentheses there."""
    if operand.strength != outer.strength:
        return operand.strength < outer.strength
    if outer.sign == "−":
        return position > 0  # a − (b − c)
    return position > 0 and (isinstance(operand, Minus) or (isinstance(operand, Number) and operand.text[:1] == "-"))
