"""Formulas: what stands on paper, before anybody chose between text, LaTeX and MathML.

A formula knows how strongly it binds, so that a typesetter writes the parentheses that are needed and no others
(`parentheses`).
"""

from dataclasses import dataclass, field

from chainrule.graph.passes import Derivative

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
