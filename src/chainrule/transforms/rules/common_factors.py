"""Sums of two products that have something in common: it is written once.

2 h ⊙ h + h ⊙ h is 3 h ⊙ h, a ⊙ b − a ⊙ c is a ⊙ (b − c), and what is divided by one root, or one sum, stands over one
bar.
"""

import math
from collections.abc import Sequence

from chainrule.graph.node import Node, constant
from chainrule.transforms.rules.fractions import ABOVE, BELOW, Fraction, Use
from chainrule.transforms.rules.patterns import is_op, is_positive, number, stretched
from chainrule.transforms.rules.terms import Term, added, factors, is_short, product, terms, two_terms

MOST_BARS = 4  # that are tried


def like_terms(node: Node, x: Node, y: Node) -> Node | None:
    """2 h ⊙ h + h ⊙ h → 3 h ⊙ h, 3 x − x → 2 x: two terms that differ by a number are one."""
    (sign, first), (other, second) = two_terms(node, x, y)
    (left, one), (right, same) = _without_number(first), _without_number(second)
    total = sign * left + other * right
    if one is not same or not (total and math.isfinite(total)):
        return None
    size = one if abs(total) == 1 else constant(abs(total)) * one
    return stretched(size if total > 0 else -size, node)


def _without_number(x: Node) -> tuple[float, Node]:
    """The number that a term begins with, and the rest of it."""
    if is_op(x, "multiply") and x.shape == x.operands[1].shape:
        value = number(x.operands[0])
        if value is not None:
            return value, x.operands[1]
    return 1, x


def common_factor(node: Node, x: Node, y: Node) -> Node | None:
    """A ⊙ B ± A ⊙ C → A ⊙ (B ± C) for arrays, which is one product less."""
    (sign, first), (other, second) = two_terms(node, x, y)
    found = _taken_apart(first, second)
    if found is None:
        return None
    common, left, right = found
    inside = added([(1, product(left)), (sign * other, product(right))])
    whole = stretched(product([*common, inside]), node)
    return whole if sign > 0 else -whole


def _taken_apart(x: Node, y: Node) -> tuple[list[Node], list[Node], list[Node]] | None:
    """The factors of two products: an array and all else that both have, and what is left of each."""
    if not (is_op(x, "multiply") and is_op(y, "multiply")):
        return None
    left, right = factors(x), factors(y)
    if left is None or right is None or any(is_op(one, "eye") for one in (*left, *right)):
        return None  # I ⊙ v is read as diag(v)
    common: list[Node] = []
    rest = list(right)
    for factor in left:
        same = next((one for one in rest if one is factor or (number(one) == number(factor) is not None)), None)
        if same is not None:
            rest.remove(same)
            common.append(factor)
    of_left = list(left)
    for factor in common:
        of_left.remove(factor)
    return (common, of_left, rest) if all(map(_any_array, (common, of_left, rest))) else None


def _any_array(parts: Sequence[Node]) -> bool:
    return any(part.shape != () for part in parts)


def common_root(node: Node, x: Node, y: Node) -> Node | None:
    """A/√v ± B/√v³ → (A ± B/v)/√v of arrays: what is divided by a standard deviation stands over one bar."""
    return _over_one_bar(node, two_terms(node, x, y), least=1, sums=False)


def common_sum(node: Node, *_: Node) -> Node | None:
    """A/u − B/u² − C/u → (A − B/u − C)/u of arrays for a sum u that is never 0, which is then read less often."""
    return _over_one_bar(node, terms(node) or (), least=2, sums=True)


def _over_one_bar(node: Node, parts: Sequence[Term], *, least: int, sums: bool) -> Node | None:
    """A sum over one bar, where what all terms are divided by vanishes from so many of them."""
    if not all(is_short(part) for _, part in parts):
        return None
    bars = [bar for _, part in parts for bar in below_bars(part) if is_op(bar.node, "add", "subtract") == sums]
    for bar in bars[:MOST_BARS]:
        left = [(sign, times_divisor(bar, part)) for sign, part in parts]
        found = [(sign, part) for sign, part in left if part is not None]
        if len(found) == len(parts) and sum(not _is_below(bar.base, part) for _, part in found) >= least:
            return stretched(added(found) / bar.node, node)
    return None


def below_bars(x: Node) -> list[Use]:
    """Arrays that a product is divided by and that are read once: √v, of √v³ too, deviations, sums that are not 0."""
    if is_op(x, "multiply"):
        return [bar for operand in x.operands for bar in below_bars(operand)]
    if not is_op(x, "divide") or (below := Fraction.of(x.operands[1])) is None:
        return []
    uses = [use for use in below.uses if use.side == ABOVE and use.base.shape != ()]
    exponents = [(use.base, 0.5 if (2 * use.exponent) % 2 == 1 else 1) for use in uses]
    found = [Use(BELOW, base, exponent) for base, exponent in exponents if exponent == 0.5 or _is_long(base)]
    return found + below_bars(x.operands[0])


def _is_long(base: Node) -> bool:
    return is_op(base, "std") or (is_op(base, "add", "subtract") and is_positive(base))


def times_divisor(bar: Use, x: Node) -> Node | None:
    """A product times what stands below a bar in it, where it stands; None where it does not."""
    if is_op(x, "multiply"):
        a, b = x.operands
        if (left := times_divisor(bar, a)) is not None:
            return left * b
        return None if (right := times_divisor(bar, b)) is None else a * right
    if not is_op(x, "divide"):
        return None
    above, below = x.operands
    fraction = Fraction.of(below)
    at = next((use for use in fraction.uses if (use.side, use.base) == (ABOVE, bar.base)), None) if fraction else None
    if fraction is None or at is None or at.exponent - bar.exponent not in (0, 1, 2):
        return None if (rest := times_divisor(bar, above)) is None else rest / below
    less = [] if at.exponent == bar.exponent else [Use(ABOVE, at.base, at.exponent - bar.exponent)]
    rest = Fraction(fraction.numbers, [*less, *(use for use in fraction.uses if use is not at)]).written()
    return None if rest is None else above if number(rest) == 1 else above / rest


def _is_below(base: Node, x: Node) -> bool:
    """Whether a product is divided by something."""
    if is_op(x, "multiply"):
        return any(_is_below(base, operand) for operand in x.operands)
    if not is_op(x, "divide") or (below := Fraction.of(x.operands[1])) is None:
        return False
    return base in below.bases(ABOVE) or _is_below(base, x.operands[0])
