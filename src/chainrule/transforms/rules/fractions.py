"""Products and quotients as one fraction: what stands above and below its bar cancels, numbers come to one number.

A factor is cancelled where mathematics keeps it from being 0, whatever the leaves are: p ⊙ (y/p) is y for
p = softmax(a), and x (y/x) stays for a leaf x.
"""

import math
from dataclasses import dataclass, field

from chainrule.graph.node import Node, constant
from chainrule.ops.elementwise import power, sqrt, square
from chainrule.transforms.rules.patterns import is_op, is_positive, number, stretched
from chainrule.transforms.rules.terms import MOST_FACTORS, added, product, terms

ABOVE, BELOW = 0, 1


@dataclass
class Fraction:
    """A product of products and quotients, taken apart: numbers and factors above and below one bar, in their order."""

    numbers: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    factors: tuple[list[Node], list[Node]] = field(default_factory=lambda: ([], []))
    nested: bool = False  # whether a quotient stands within a quotient

    @classmethod
    def of(cls, node: Node) -> "Fraction | None":
        """The fraction that a node is; None where it has too many factors to look at."""
        fraction = cls()
        waiting = [(node, ABOVE, False)]
        while waiting:
            one, side, inside = waiting.pop()
            value = number(one)
            if value is not None:
                fraction.numbers[side].append(value)
            elif is_op(one, "multiply"):
                waiting += [(operand, side, inside) for operand in reversed(one.operands)]
            elif is_op(one, "divide"):
                fraction.nested |= inside
                above, below = one.operands
                waiting += [(below, 1 - side, True), (above, side, True)]
            else:
                fraction.factors[side].append(one)
            if len(waiting) + len(fraction.factors[ABOVE]) + len(fraction.factors[BELOW]) > MOST_FACTORS:
                return None
        return fraction


def one_bar(node: Node, *_: Node) -> Node | None:
    """(a p)/(b p) → a/b, 2 (x/2) → x, (a/b)/c → a/(b c), u √u → √u³: one bar, and nothing on both sides of it."""
    fraction = Fraction.of(node)
    if fraction is None:
        return None
    numbers = _one_number(*fraction.numbers)
    powers = _combined(*fraction.factors)
    if numbers is None and powers is None and not fraction.nested:
        return None
    above, below = numbers or tuple(map(math.prod, fraction.numbers))
    if not (math.isfinite(above) and math.isfinite(below) and below):
        return None
    over, under = powers or fraction.factors
    if numbers is None and powers is None:
        return stretched(_quotient(above, below, over, under), node)
    scalars = [[x for x in side if x.shape == ()] for side in (over, under)]
    arrays = [[x for x in side if x.shape != ()] for side in (over, under)]
    if not arrays[ABOVE] and not arrays[BELOW]:
        return stretched(_quotient(above, below, *scalars), node)
    if above == below == 1 and scalars == [[], []]:
        return stretched(_quotient(1, 1, *arrays), node)
    return stretched(_quotient(above, below, *scalars) * _quotient(1, 1, *arrays), node)


def spread(node: Node, *_: Node) -> Node | None:
    """P ⊙ (s − Y/P) → P ⊙ s − Y: a factor goes into a sum of which half the terms or more are divided by it."""
    fraction = Fraction.of(node)
    if fraction is None or not any(is_op(x, "add", "subtract") for x in fraction.factors[ABOVE]):
        return None
    for position, whole in enumerate(fraction.factors[ABOVE]):
        parts = terms(whole) if is_op(whole, "add", "subtract") else None
        if parts is None:
            continue
        divisors = [_bases(part, BELOW) for _, part in parts]
        for number_of, factor in enumerate(fraction.factors[ABOVE]):
            if number_of == position:
                continue
            base, exponent = _power_of(factor)
            gaining = sum(base in found for found in divisors)
            if not gaining or len(parts) > 2 * gaining or exponent != 1 or not is_positive(base):
                continue
            inside = added([(sign, factor * part) for sign, part in parts])
            over = [inside if i == position else x for i, x in enumerate(fraction.factors[ABOVE]) if i != number_of]
            above, below = map(math.prod, fraction.numbers)
            return stretched(_quotient(above, below, over, fraction.factors[BELOW]), node)
    return None


def _bases(part: Node, side: int) -> set[Node]:
    fraction = Fraction.of(part)
    return set() if fraction is None else {_power_of(x)[0] for x in fraction.factors[side]}


# ---- numbers ------------------------------------------------------------------------------------------------------


def _one_number(above: list[float], below: list[float]) -> tuple[float, float] | None:
    """Numbers above and below the bar in lowest terms; None where they are so already."""
    over, under = math.prod(above), math.prod(below)
    fewer = sum(x != 1 for x in above) > 1 or sum(x != 1 for x in below) > 1
    if not (math.isfinite(over) and math.isfinite(under)) or over == 0 or under == 0:
        return None
    if over == 1 or under == 1:
        return (over, under) if fewer else None
    if over.is_integer() and under.is_integer():
        common = math.gcd(int(over), int(under))
        return (over / common, under / common) if common > 1 or fewer else None
    if (over / under).is_integer():
        return over / under, 1
    if (under / over).is_integer():
        return 1, under / over
    return (over, under) if fewer else None


# ---- powers of one base -------------------------------------------------------------------------------------------


def _power_of(x: Node) -> tuple[Node, float]:
    """The base and the exponent of √u, u² and of a power with a number above; any other u is u¹."""
    exponent = 1.0
    while True:
        if is_op(x, "square"):
            exponent *= 2
        elif is_op(x, "sqrt"):
            exponent /= 2
        elif is_op(x, "power") and (value := number(x.operands[1])) is not None and x.shape == x.operands[0].shape:
            exponent *= value
        else:
            return x, exponent
        x = x.operands[0]


def _combined(above: list[Node], below: list[Node]) -> tuple[list[Node], list[Node]] | None:
    """Factors of which no base stands twice; None where none does, or none that could be taken together."""
    found: dict[Node, list[tuple[int, Node, float]]] = {}
    for side, factors in ((ABOVE, above), (BELOW, below)):
        for x in factors:
            base, exponent = _power_of(x)
            found.setdefault(base, []).append((side, x, exponent))
    sides: tuple[list[Node], list[Node]] = ([], [])
    changed = False
    for base, uses in found.items():
        taken = _taken_together(base, uses)
        changed |= taken is not None
        for side, x in [(side, x) for side, x, _ in uses] if taken is None else taken:
            sides[side].append(x)
    return sides if changed else None


def _taken_together(base: Node, uses: list[tuple[int, Node, float]]) -> list[tuple[int, Node]] | None:
    """The uses of one base as one power above or below the bar; None where they stay as they are."""
    if len(uses) == 1:
        return None
    exponent = sum(power if side == ABOVE else -power for side, _, power in uses)
    roots = (2 * exponent) % 2 == 1
    if {side for side, _, _ in uses} == {ABOVE, BELOW} and not (is_positive(base) or roots):
        return None
    if exponent == 0:
        return []
    return [(ABOVE if exponent > 0 else BELOW, _raised(base, abs(exponent)))]


def _raised(base: Node, exponent: float) -> Node:
    """A base to a positive exponent: √u³ for u to 3/2, so that a root that has a name is read by it."""
    if (2 * exponent) % 2 == 1:
        base, exponent = sqrt(base), 2 * exponent
    return base if exponent == 1 else square(base) if exponent == 2 else power(base, exponent)


def _quotient(above: float, below: float, over: list[Node], under: list[Node]) -> Node:
    """Numbers and factors above and below a bar; without one where nothing stands below."""
    top = product([*([constant(above)] if above != 1 or not over else []), *over])
    bottom = product([*([constant(below)] if below != 1 else []), *under])
    return top if below == 1 and not under else top / bottom
