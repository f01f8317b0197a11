"""Sums in which terms cancel, or have a factor in common."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chainrule.graph.node import Node, constant
from chainrule.transforms.rules.patterns import is_op, is_same, number, stretched
from chainrule.transforms.rules.terms import (
    MOST_FACTORS,
    MOST_TERMS,
    Term,
    added,
    factors,
    product,
    scalar_taken,
    terms,
    two_terms,
)


class Monomial(NamedTuple):
    """A number times factors that are no sums."""

    number: float
    factors: tuple[Node, ...]

    @property
    def key(self) -> frozenset[tuple[Node, int]]:
        """What two monomials have in common that are added to one."""
        return frozenset(Counter(self.factors).items())


def cancelled(node: Node, *_: Node) -> Node | None:
    """(1 − y) p − y (1 − p) → p − y: products of sums are multiplied out where terms cancel and less is left."""
    parts = terms(node)
    if parts is None or not (
        len({part for _, part in parts}) < len(parts)
        or any(is_op(x, "add", "subtract") for _, part in parts for x in factors(part) or ())
    ):
        return None
    written = _used(parts)
    monomials = _expanded(node)
    if written is None or monomials is None:
        return None
    first = _first_of_alike(written[0])
    written = Counter(first[x] for x in written[0].elements()), written[1]
    monomials = [Monomial(one.number, tuple(first[x] for x in one.factors)) for one in monomials]
    totals: dict[frozenset[tuple[Node, int]], Monomial] = {}
    for one in monomials:
        before = totals[one.key].number if one.key in totals else 0
        totals[one.key] = Monomial(before + one.number, one.factors)
    left = [one for one in totals.values() if one.number != 0]
    if len(left) == len(totals) or any(not abs(one.number) < float("inf") for one in left):
        return None
    used = Counter(x for one in left for x in one.factors)
    numbers = sum(abs(one.number) != 1 or not one.factors for one in left)
    if used - written[0] or numbers > written[1] or (used == written[0] and numbers == written[1]):
        return None
    return stretched(added([(1 if one.number > 0 else -1, _product(one)) for one in left]), node)


def alike_beside_number(node: Node, *_: Node) -> Node | None:
    """Y − (1 − y) → 2 y − 1: a term that stands on both sides of a number is read once."""
    parts = terms(node) or ()
    whole = [part for _, part in parts if number(part) is None]
    if not 1 < len(whole) < len(parts) or len({*whole}) > 1:
        return None
    count = sum(sign for sign, part in parts if part is whole[0])
    numbers = [(sign, part) for sign, part in parts if number(part) is not None]
    return stretched(added([*_counted(count, whole[0]), *numbers]), node)


def _counted(count: int, x: Node) -> list[Term]:
    """A number times a term, without a 1 and none of 0."""
    size = x if abs(count) == 1 else constant(abs(count)) * x
    return [(1 if count > 0 else -1, size)] if count else []


def _first_of_alike(used: Iterable[Node]) -> dict[Node, Node]:
    """For each factor the first that is the same: a forward pass may compute σ(z) twice, once in 1 − σ(z)."""
    first: dict[Node, Node] = {}
    for x in used:
        first[x] = next((one for one in first.values() if is_same(one, x)), x)
    return first


def _product(one: Monomial) -> Node:
    size = abs(one.number)
    return product([*([constant(size)] if size != 1 or not one.factors else []), *one.factors])


def _used(parts: Sequence[Term]) -> tuple[Counter[Node], int] | None:
    """The factors that stand in terms, however deep in sums and products, and how many numbers; None of too many."""
    used: Counter[Node] = Counter()
    numbers = 0
    waiting = [part for _, part in parts]
    while waiting:
        one = waiting.pop()
        if number(one) is not None:
            numbers += 1
        elif is_op(one, "add", "subtract", "negate", "multiply"):
            waiting.extend(one.operands)
        else:
            used[one] += 1
        if len(waiting) + used.total() > MOST_TERMS * MOST_FACTORS:
            return None
    return used, numbers


def _expanded(x: Node, depth: int = 8) -> list[Monomial] | None:
    """A node as a sum of monomials; None of too many."""
    value = number(x)
    if value is not None:
        return [Monomial(value, ())]
    if not is_op(x, "add", "subtract", "negate", "multiply"):
        return [Monomial(1, (x,))]
    operands = [_expanded(operand, depth - 1) for operand in x.operands] if depth else [None]
    if any(one is None for one in operands):
        return None
    first, *rest = [one for one in operands if one is not None]
    if is_op(x, "negate"):
        return [Monomial(-one.number, one.factors) for one in first]
    (second,) = rest
    if is_op(x, "subtract"):
        second = [Monomial(-one.number, one.factors) for one in second]
    both = (
        [Monomial(a.number * b.number, (*a.factors, *b.factors)) for a in first for b in second]
        if is_op(x, "multiply")
        else first + second
    )
    return both if len(both) <= MOST_TERMS else None


def common_scalar(node: Node, x: Node, y: Node) -> Node | None:
    """−s a − s b → −s (a + b), and so with other signs, for a scalar s, s a − s → s (a − 1): a scale is read once."""
    (sign, a), (other, b) = two_terms(node, x, y)
    left, right = _scale(a), _scale(b)
    if left is None or right is None or left[0] is not right[0] or node.shape == ():
        return None
    return _signed(sign, left[0] * added([(1, left[1]), (sign * other, right[1])]))


def _scale(x: Node) -> tuple[Node, Node] | None:
    """A scalar, and the product of arrays that begins with it; 1 of a scalar alone that is no number."""
    return (x, constant(1)) if x.shape == () and number(x) is None else scalar_taken(x)


def common_matrix(node: Node, x: Node, y: Node) -> Node | None:
    """A Z + B Z → (A + B) Z, and A X + A Y → A (X + Y): one product instead of two; so too Aᵀ x + A x of a vector."""
    (sign, first), (other, second) = two_terms(node, x, y)
    if not (is_op(first, "matmul") and is_op(second, "matmul")):
        return None
    (a, b), (c, d) = first.operands, second.operands
    if b is d and a.shape == c.shape:
        return _signed(sign, added([(1, a), (sign * other, c)]) @ b)
    if a is c and b.shape == d.shape:
        return _signed(sign, a @ added([(1, b), (sign * other, d)]))
    (left, x), (right, y) = _of_vector(a, b), _of_vector(c, d)
    if x is y and x.rank == 1 and left.shape == right.shape:
        return added(sorted([(sign, left), (other, right)], key=lambda term: is_op(term[1], "transpose"))) @ x
    return None


def _of_vector(a: Node, b: Node) -> tuple[Node, Node]:
    """The matrix and the vector of A x, and of x A, which is Aᵀ x."""
    return (b.T, a) if a.rank == 1 and b.rank == 2 else (a, b)


def _signed(sign: int, x: Node) -> Node:
    return x if sign > 0 else -x
