"""Sums of two products that have something in common: it is written once.

2 h ⊙ h + h ⊙ h is 3 h ⊙ h, a ⊙ b − a ⊙ c is a ⊙ (b − c), and what is divided by one root stands over one bar.
"""

import math
from collections.abc import Sequence

from chainrule.graph.node import Node, constant
from chainrule.transforms.rules.fractions import ABOVE, BELOW, Fraction, Use
from chainrule.transforms.rules.patterns import is_op, number, stretched
from chainrule.transforms.rules.terms import Term, added, factors, product, terms


def like_terms(node: Node, *_: Node) -> Node | None:
    """2 h ⊙ h + h ⊙ h → 3 h ⊙ h, y − (1 − y) → 2 y − 1: terms that differ by a number are one."""
    parts = terms(node)
    if parts is None:
        return None
    found: dict[object, list[Term]] = {}
    for term in parts:
        found.setdefault(_without_number(term[1])[1], []).append(term)
    if len(found) == len(parts):
        return None
    left = [one for alike in found.values() for one in ([_as_one(alike)] if len(alike) > 1 else alike)]
    if any(one is None for one in left):
        return None
    return stretched(added([one for one in left if one is not None and number(one[1]) != 0]), node)


def _without_number(x: Node) -> tuple[float, Node | None]:
    """The number that a term begins with, and the rest of it; None of a number."""
    value = number(x)
    if value is not None:
        return value, None
    if is_op(x, "multiply") and x.shape == x.operands[1].shape:
        value = number(x.operands[0])
        if value is not None:
            return value, x.operands[1]
    return 1, x


def _as_one(alike: Sequence[Term]) -> Term | None:
    """Terms that differ by a number as one; None beyond the floats."""
    total = sum(sign * _without_number(part)[0] for sign, part in alike)
    rest = _without_number(alike[0][1])[1]
    if not math.isfinite(total):
        return None
    size, sign = abs(total), 1 if total >= 0 else -1
    if rest is None or size == 0:
        return sign, constant(size)
    return sign, rest if size == 1 else constant(size) * rest


def common_factor(node: Node, x: Node, y: Node) -> Node | None:
    """A ⊙ B ± A ⊙ C → A ⊙ (B ± C) for arrays, which is one product less."""
    (sign, first), (other, second) = (-1, x.operands[0]) if is_op(x, "negate") else (1, x), (1, y)
    found = _taken_apart(first, second)
    if found is None:
        return None
    common, left, right = found
    other = -1 if is_op(node, "subtract") else 1
    inside = added([(1, product(left)), (sign * other, product(right))])
    whole = stretched(product([*common, inside]), node)
    return whole if sign > 0 else -whole


def _taken_apart(x: Node, y: Node) -> tuple[list[Node], list[Node], list[Node]] | None:
    """The factors of two products: an array and all else that both have, and what is left of each."""
    if not (is_op(x, "multiply") and is_op(y, "multiply")):
        return None
    left, right = factors(x), factors(y)
    if left is None or right is None:
        return None
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
    is_array = any(factor.shape != () and not is_op(factor, "eye") for factor in common)
    return (common, of_left, rest) if is_array and _any_array(of_left) and _any_array(rest) else None


def _any_array(parts: Sequence[Node]) -> bool:
    return any(part.shape != () for part in parts)


def common_root(node: Node, x: Node, y: Node) -> Node | None:
    """A/√v ± B/√v³ → (A ± B/v)/√v of arrays: what is divided by a standard deviation stands over one bar."""
    (sign, first), other = (-1, x.operands[0]) if is_op(x, "negate") else (1, x), -1 if is_op(node, "subtract") else 1
    for root in [*roots_below(first), *roots_below(y)]:
        left, right = times_root(root, first), times_root(root, y)
        if left is not None and right is not None and not (_is_below(root.base, left) and _is_below(root.base, right)):
            return stretched(added([(sign, left), (other, right)]) / root.node, node)
    return None


def roots_below(x: Node) -> list[Use]:
    """Arrays that a product is divided by: roots, √v of √v³ too, and deviations."""
    if is_op(x, "multiply"):
        return [root for operand in x.operands for root in roots_below(operand)]
    if not is_op(x, "divide") or (below := Fraction.of(x.operands[1])) is None:
        return []
    return [
        Use(BELOW, use.base, 1 if is_op(use.base, "std") else 0.5)
        for use in below.uses
        if use.side == ABOVE and use.base.shape != () and (is_op(use.base, "std") or (2 * use.exponent) % 2 == 1)
    ] + roots_below(x.operands[0])


def times_root(root: Use, x: Node) -> Node | None:
    """A product times a root that stands below a bar in it, where it stands; None where it does not."""
    if is_op(x, "multiply"):
        a, b = x.operands
        if (left := times_root(root, a)) is not None:
            return left * b
        return None if (right := times_root(root, b)) is None else a * right
    if not is_op(x, "divide"):
        return None
    above, below = x.operands
    fraction = Fraction.of(below)
    at = next((use for use in fraction.uses if (use.side, use.base) == (ABOVE, root.base)), None) if fraction else None
    if fraction is None or at is None or at.exponent not in (root.exponent, 3 * root.exponent):
        return None if (rest := times_root(root, above)) is None else rest / below
    left = [] if at.exponent == root.exponent else [Use(ABOVE, at.base, at.exponent - root.exponent)]
    rest = Fraction(fraction.numbers, [*left, *(use for use in fraction.uses if use is not at)]).written()
    return None if rest is None else above if number(rest) == 1 else above / rest


def _is_below(base: Node, x: Node) -> bool:
    """Whether a product is divided by something."""
    if is_op(x, "multiply"):
        return any(_is_below(base, operand) for operand in x.operands)
    if not is_op(x, "divide") or (below := Fraction.of(x.operands[1])) is None:
        return False
    return base in below.bases(ABOVE) or _is_below(base, x.operands[0])
