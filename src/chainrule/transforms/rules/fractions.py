"""Products and quotients as one fraction: what stands above and below its bar cancels, numbers come to one number.

A factor is cancelled where mathematics keeps it from being 0, whatever the leaves are: p ⊙ (y/p) is y for
p = softmax(a), and x (y/x) stays for a leaf x.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from chainrule.graph.node import Node, constant
from chainrule.ops.elementwise import power, sqrt, square
from chainrule.transforms.rules.patterns import is_op, is_positive, number, stretched
from chainrule.transforms.rules.terms import MOST_FACTORS, Term, added, product, terms

ABOVE, BELOW = 0, 1
EXACT = 2.0**53  # whole numbers below it are all that double precision tells apart


@dataclass(frozen=True)
class Use:
    """A factor on one side of the bar: a base and its positive exponent."""

    side: int
    base: Node
    exponent: float

    @property
    def node(self) -> Node:
        """The factor as a node: u, u², √u, or √u³, so that a root that has a name is read by it."""
        base, exponent = self.base, self.exponent
        if (2 * exponent) % 2 == 1:
            base, exponent = sqrt(base), 2 * exponent
        return base if exponent == 1 else square(base) if exponent == 2 else power(base, exponent)


@dataclass
class Fraction:
    """A product of products and quotients, taken apart: numbers and factors above and below one bar, in their order."""

    numbers: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    uses: list[Use] = field(default_factory=list)
    nested: bool = False  # whether a quotient stands within a quotient

    @classmethod
    @lru_cache(maxsize=8)  # several rules look at one node, one after the other
    def of(cls, node: Node) -> "Fraction | None":
        """The fraction that a node is; None where it has too many factors to look at."""
        fraction = cls()
        waiting: list[tuple[Node, int, float, bool]] = [(node, ABOVE, 1.0, False)]
        while waiting:
            one, side, exponent, inside = waiting.pop()
            value = number(one)
            if value is not None and exponent in (1, 2, 3, 4):
                fraction.numbers[side].append(math.prod([value] * int(exponent)))  # infinite, where ** would raise
            elif is_op(one, "multiply") and float(exponent).is_integer():
                waiting += [(operand, side, exponent, inside) for operand in reversed(one.operands)]
            elif is_op(one, "divide") and float(exponent).is_integer():
                fraction.nested |= inside
                above, below = one.operands
                waiting += [(below, 1 - side, exponent, True), (above, side, exponent, True)]
            elif (raised := _without_exponent(one)) is not None and _is_power_of_power(*raised, exponent):
                base, more = raised
                waiting.append((base, side if more > 0 else 1 - side, exponent * abs(more), inside))
            else:
                fraction.uses.append(Use(side, one, exponent))
            if len(waiting) + len(fraction.uses) > MOST_FACTORS:
                return None
        return fraction

    def bases(self, side: int) -> set[Node]:
        """What stands above or below the bar, whatever its exponent."""
        return {use.base for use in self.uses if use.side == side}

    @property
    def has_scalars_below(self) -> bool:
        """Whether a scalar that is no number stands below the bar."""
        return any(use.side == BELOW and use.base.shape == () for use in self.uses)

    def written(self) -> Node | None:
        """The node of the fraction, its scalars as a fraction before that of its arrays; None beyond the floats."""
        above, below = map(math.prod, self.numbers)
        if not (math.isfinite(above) and math.isfinite(below) and below):
            return None
        scalars = [use for use in self.uses if use.base.shape == ()]
        arrays = [use for use in self.uses if use.base.shape != ()]
        bare = not self.has_scalars_below and all(use.side == BELOW for use in arrays)  # s / Y, not s · (1 / Y)
        if not arrays or bare:
            return _quotient(above, below, self.uses)
        if above == below == 1 and not scalars:
            return _quotient(1, 1, arrays)
        return _quotient(above, below, scalars) * _quotient(1, 1, arrays)


def one_bar(node: Node, *_: Node) -> Node | None:
    """(a p)/(b p) → a/b, 2 (x/2) → x, u √u → √u³: nothing on both sides of a bar, and one number."""
    fraction = Fraction.of(node)
    if fraction is None:
        return None
    numbers = _one_number(*fraction.numbers)
    uses = _combined(fraction.uses)
    if numbers is None and uses is None:
        return None
    plain = Fraction(numbers or fraction.numbers, fraction.uses if uses is None else uses)
    result = plain.written()
    return None if result is None else stretched(result, node)


def unnested(node: Node, *_: Node) -> Node | None:
    """(a/b)/c → a/(b c): one bar."""
    fraction = Fraction.of(node)
    result = fraction.written() if fraction is not None and fraction.nested else None
    return None if result is None else stretched(result, node)


def unnested_scalar(node: Node, _: Node, y: Node) -> Node | None:
    """(A/b)/s → (1/s) (A/b), also where the quotient above the bar is in use elsewhere: a scalar costs little."""
    return unnested(node) if y.shape == () else None


def spread(node: Node, *_: Node) -> Node | None:
    """P ⊙ (s − Y/P) → P ⊙ s − Y: a factor goes into a sum of which half the terms or more are divided by it."""
    fraction = Fraction.of(node)
    if fraction is None:
        return None
    for whole in (use for use in fraction.uses if use.side == ABOVE and use.exponent == 1):
        parts = terms(whole.base) if is_op(whole.base, "add", "subtract") else None
        if parts is None:
            continue
        for factor in (use for use in fraction.uses if use.side == ABOVE and use.exponent == 1 and use is not whole):
            if is_positive(factor.base) and len(parts) <= 2 * _divided_by(factor.base, parts):
                products = [(sign, _multiplied(factor.base, part)) for sign, part in parts]
                if any(one is None for _, one in products):
                    return None
                inside = added([(sign, one) for sign, one in products if one is not None])
                left = [use for use in fraction.uses if use is not factor]
                left[left.index(whole)] = Use(ABOVE, inside, 1)
                result = Fraction(fraction.numbers, left).written()
                return None if result is None else stretched(result, node)
    return None


def _multiplied(factor: Node, part: Node) -> Node | None:
    """The product of a factor and a term, in which they cancel; None where numbers beyond the floats are in the way."""
    whole = factor * part
    plain = one_bar(whole)
    return whole if plain is None and not _divided_by(factor, [(1, part)]) else plain


def _divided_by(base: Node, parts: Sequence[Term]) -> int:
    """How many terms are divided by something."""
    fractions = [Fraction.of(part) for _, part in parts]
    return sum(one is not None and base in one.bases(BELOW) for one in fractions)


def _without_exponent(x: Node) -> tuple[Node, float] | None:
    """The base and the exponent of √u, u² and of a power with a number above, u⁻¹ too; None of what is no power."""
    if is_op(x, "square"):
        return x.operands[0], 2
    if is_op(x, "sqrt"):
        return x.operands[0], 0.5
    if is_op(x, "power") and x.shape == x.operands[0].shape:
        exponent = number(x.operands[1])
        if exponent:
            return x.operands[0], exponent
    return None


def _is_power_of_power(base: Node, inner: float, outer: float) -> bool:
    """Whether (uᵃ)ᵇ is uᵃᵇ whatever the sign of u: √(u²) is |u|, and (u³)^⅓ has no number where u has one."""
    return outer.is_integer() or is_positive(base) or not (inner % 2 == 0 or (inner * outer).is_integer())


def _one_number(above: list[float], below: list[float]) -> tuple[list[float], list[float]] | None:
    """Numbers above and below the bar in lowest terms, one on each side; None where they are so already."""
    over, under = math.prod(above), math.prod(below)
    if not (math.isfinite(over) and math.isfinite(under)) or over == 0 or under == 0:
        return None
    fewer = sum(x != 1 for x in above) > 1 or sum(x != 1 for x in below) > 1
    plain = (over, under)
    if over != 1 != under:
        if over.is_integer() and under.is_integer() and max(abs(over), abs(under)) < EXACT:
            common = math.gcd(int(over), int(under))
            plain = (over / common, under / common)
        elif (over / under).is_integer():
            plain = (over / under, 1)
        elif (under / over).is_integer():
            plain = (1, under / over)
    return ([plain[0]], [plain[1]]) if fewer or plain != (over, under) else None


def _combined(uses: list[Use]) -> list[Use] | None:
    """Factors of which no base stands twice; None where none does, or none that may be taken together."""
    found: dict[Node, list[Use]] = {}
    for use in uses:
        found.setdefault(use.base, []).append(use)
    together = {base: _as_one(base, several) for base, several in found.items() if len(several) > 1}
    if all(one is None for one in together.values()):
        return None
    result: list[Use] = []
    for base, several in found.items():
        one = together.get(base)
        result += several if one is None else one
    return result


def _as_one(base: Node, uses: list[Use]) -> list[Use] | None:
    """The uses of one base as one, or none; None where they stay as they are."""
    exponent = sum(use.exponent if use.side == ABOVE else -use.exponent for use in uses)
    one_side = len({use.side for use in uses}) == 1
    if one_side and base.shape != () and all(use.exponent == 1 for use in uses):
        return None  # x ⊙ g ⊙ x: what stands in between may be in use elsewhere
    singular_still = exponent < 0 or (2 * exponent) % 2 == 1
    if not one_side and not (is_positive(base) or singular_still):
        return None
    return [] if exponent == 0 else [Use(ABOVE if exponent > 0 else BELOW, base, abs(exponent))]


def _quotient(above: float, below: float, uses: Sequence[Use]) -> Node:
    """Numbers and factors above and below a bar; without one where nothing stands below."""
    over, under = ([use.node for use in uses if use.side == side] for side in (ABOVE, BELOW))
    top = product([*([constant(above)] if above != 1 or not over else []), *over])
    bottom = [*([constant(below)] if below != 1 else []), *under]
    return top / product(bottom) if bottom else top
