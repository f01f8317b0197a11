"""A sum as its terms and a product as its factors, taken apart and put together again."""

from collections.abc import Sequence
from functools import reduce
from typing import TypeAlias

from chainrule.graph.node import Node, constant
from chainrule.transforms.rules.patterns import is_op, number

Term: TypeAlias = tuple[int, Node]  # a sign, and what stands behind it

MOST_TERMS = 8
MOST_FACTORS = 16


def terms(x: Node) -> list[Term] | None:
    """The terms of a sum with their signs; None where there are too many to look at."""
    found: list[Term] = []
    waiting: list[Term] = [(1, x)]
    while waiting:
        sign, one = waiting.pop()
        if is_op(one, "add", "subtract"):
            left, right = one.operands
            waiting += [(-sign if is_op(one, "subtract") else sign, right), (sign, left)]
        elif is_op(one, "negate"):
            waiting.append((-sign, one.operands[0]))
        else:
            found.append((sign, one))
        if len(found) + len(waiting) > MOST_TERMS:
            return None
    return found


def two_terms(node: Node, x: Node, y: Node) -> tuple[Term, Term]:
    """The two terms of a sum or a difference of which the first may be negated."""
    first = (-1, x.operands[0]) if is_op(x, "negate") else (1, x)
    return first, (-1 if is_op(node, "subtract") else 1, y)


def added(parts: Sequence[Term]) -> Node:
    """The sum of terms with signs, which begins with one that is added, if there is any; 0 of none."""
    if not parts:
        return constant(0)
    ordered = sorted(parts, key=lambda part: part[0] < 0 and any(sign > 0 for sign, _ in parts))
    (sign, total), *rest = ordered
    if sign < 0:  # all of them are
        return -reduce(lambda left, part: left + part[1], rest, total)
    return reduce(lambda left, part: left + part[1] if part[0] > 0 else left - part[1], rest, total)


def factors(x: Node) -> list[Node] | None:
    """The factors of a product in their order; None where there are too many to look at."""
    found: list[Node] = []
    waiting = [x]
    while waiting:
        one = waiting.pop()
        if is_op(one, "multiply") and number(one) is None:
            waiting += reversed(one.operands)
        else:
            found.append(one)
        if len(found) + len(waiting) > MOST_FACTORS:
            return None
    return found


def product(parts: Sequence[Node]) -> Node:
    """The product of factors, numbers and scalars first; 1 of none."""
    scalars, arrays = [x for x in parts if x.shape == ()], [x for x in parts if x.shape != ()]
    ordered = sorted(scalars, key=lambda x: number(x) is None)
    groups = [reduce(lambda a, b: a * b, group) for group in (ordered, arrays) if group]
    return reduce(lambda a, b: a * b, groups) if groups else constant(1)


def is_scaled(x: Node) -> bool:
    """Whether x is a scalar times an array."""
    return is_op(x, "multiply") and x.operands[0].shape == () != x.operands[1].shape


def scalar_taken(x: Node) -> tuple[Node, Node] | None:
    """The scalar that a product of arrays begins with, and the product without it; None where it begins with none."""
    if is_scaled(x):
        return x.operands[0], x.operands[1]
    taken = scalar_taken(x.operands[0]) if is_op(x, "multiply") else None
    return None if taken is None else (taken[0], taken[1] * x.operands[1])
