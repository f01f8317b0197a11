"""Formulas: what stands on paper, before anybody chose between text, LaTeX and MathML.

A formula knows how strongly it binds, so that a typesetter writes the parentheses that are needed and no others
(`parentheses`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chainrule.graph.passes import Derivative
from chainrule.graph.shape import Dimension

RELATION, SUM, HADAMARD, PRODUCT, PREFIX, POWER, ATOM = range(7)  # weakest first


@dataclass(frozen=True)
class Symbol:
    """A name of the graph: W1, yhat, ∂L/∂W1."""

    name: str

    @property
    def strength(self) -> int:
        """A derivative binds like the fraction that it is written as: (∂L/∂A)ᵀ."""
        return PRODUCT if isinstance(self.name, Derivative) else ATOM


@dataclass(frozen=True)
class Number:
    """A number as it is to be read, already formatted; by its key a page finds that of another moment."""

    text: str
    key: str = ""

    @property
    def strength(self) -> int:
        """A minus sign binds like a sum, and so does what may get one; a power of ten binds like a product."""
        if self.key:
            return SUM
        return SUM if self.text.startswith("-") else PRODUCT if "e" in self.text else ATOM


@dataclass(frozen=True)
class Words:
    """Words among formulas, such as the axis of a sum."""

    text: str
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Sized:
    """A formula with a shape below it: 1 with k × m below is the matrix of ones of that shape."""

    base: "Formula"
    below: "Formula"
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Indexed:
    """A formula at the places that stand below it: E at :, tokens; P at y_i, i."""

    base: "Formula"
    places: tuple["Formula", ...]
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Infix:
    """Operands with a sign between them, below which more may stand; the sign "" is a product without one."""

    sign: str
    operands: tuple["Formula", ...]
    strength: int
    below: "Formula | None" = None


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
    """A formula with something above it: an exponent, or ⊤ for a transpose.

    ⊙ stands before an exponent of each entry where a power of the matrix could be meant.
    """

    base: "Formula"
    exponent: "Formula"
    entrywise: bool = False
    strength: int = field(default=POWER, init=False)


@dataclass(frozen=True)
class Call:
    """A function and its arguments; `below` is written under or after its name."""

    function: str
    arguments: tuple["Formula", ...]
    below: "Formula | None" = None
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Fence:
    """A formula between two signs: |x|, ‖x‖, ⌊x⌋."""

    left: str
    operand: "Formula"
    right: str
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Places:
    """The part of a formula in some places, one for each axis: X[0:3, :], X[:, 1]."""

    base: "Formula"
    places: tuple[str, ...]
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Root:
    """√x."""

    operand: "Formula"
    strength: int = field(default=POWER, init=False)


@dataclass(frozen=True)
class Sum:
    """Σ x, over what stands below the sign, up to what stands above; it reaches over the products that follow."""

    operand: "Formula"
    below: "Formula | None" = None
    above: "Formula | None" = None
    strength: int = field(default=PRODUCT, init=False)


@dataclass(frozen=True)
class Cases:
    """One formula where a condition holds, another elsewhere."""

    condition: "Formula"
    then: "Formula"
    otherwise: "Formula"
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Vector:
    """The entries of what has one axis, neither row nor column: (1, 2, 3)."""

    entries: tuple["Formula", ...]
    strength: int = field(default=ATOM, init=False)


@dataclass(frozen=True)
class Matrix:
    """Rows of formulas in brackets."""

    rows: tuple[tuple["Formula", ...], ...]
    strength: int = field(default=ATOM, init=False)


Formula = (
    Symbol
    | Number
    | Words
    | Sized
    | Indexed
    | Infix
    | Minus
    | Fraction
    | Power
    | Call
    | Fence
    | Places
    | Root
    | Sum
    | Cases
    | Vector
    | Matrix
)

TRANSPOSED = Symbol("⊤")
ONES = Symbol("1⃗")
ONE, ZERO, TWO = Number("1"), Number("0"), Number("2")
CONVOLVED, SPREAD, CORRELATED = "∗", "∗ᵀ", "⋆"  # a convolution, its adjoint in images, and in filters
CONVOLUTIONS = (CONVOLVED, SPREAD, CORRELATED)


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
