"""Digits: numbers as a person wrote them, and how far they may lie from what they stand for.

−10.27 says that the number lies between −10.275 and −10.265: half a unit of the last digit either way.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np

from chainrule.boards.faults import Place
from chainrule.boards.literals import TOO_LARGE, Nested, read_number
from chainrule.graph.evaluate import evaluate
from chainrule.graph.node import Array, Node, constant
from chainrule.graph.shape import Shape
from chainrule.graph.values import Values
from chainrule.tutor.factors import Factor

SLACK = 1 + 1e-6  # 0.125 may be written 0.13 or 0.12
ROUNDING = 1e-12
COARSEST = 0.05  # of the largest entry: what is written must have about two digits
FINE = 0.005  # with fewer than about three digits, almost any factor explains a number
SHORT_NUMBERS = tuple(Fraction(sign) * number for number in (1, 2, Fraction(1, 2), 4) for sign in (1, -1))


@dataclass(frozen=True)
class Digits:
    """Written numbers, and half a unit of the last digit of each."""

    numbers: Array
    halves: Array

    @property
    def node(self) -> Node:
        """The numbers as a constant."""
        return constant(self.numbers)

    def coarse(self, truth: Array) -> bool:
        """Whether so few digits were written that the numbers hardly say anything about these."""
        return bool((self._rounded(truth) > COARSEST * np.abs(truth).max(initial=0)).any())

    def digitless(self, truth: Array) -> bool:
        """Whether some number was written so coarsely that no digit of these stands in it: 1 for 0.73, 0 for 0.2."""
        largest = np.abs(truth).max(initial=0)
        return bool(largest) and bool((2 * self._rounded(truth) > SLACK * 10 ** np.floor(np.log10(largest))).any())

    def _rounded(self, truth: Array) -> Array:
        """The halves of the numbers that are not these exactly."""
        apart = np.abs(self.numbers - truth.reshape(self.numbers.shape))
        rounded: Array = self.halves[apart > ROUNDING * (1 + np.abs(truth).max(initial=0))]
        return rounded


class Written:
    """Whether written numbers agree with nodes, at the values of a board."""

    def __init__(self, digits: Digits, values: Values) -> None:
        self.digits = digits
        self._values = values

    def same(self, _: Node, expected: Node) -> bool:
        """Whether the number of a node lies within the digits."""
        return self._within(self._values[expected])

    def factor(self, _: Node, expected: Node) -> Factor | None:
        """The factor that the written numbers are of a node's, where they are fine enough to tell."""
        true = self._values[expected]
        if not true.any() or self.digits.halves.max() > FINE * np.abs(self.digits.numbers).max():
            return None
        return next((each for each in _factors(self._values.sizes) if self._within(each.at(self.sizes) * true)), None)

    def number(self, node: Node) -> Array:
        """The number of a node at the values of the board."""
        return self._values[node]

    def agrees(self, _: Node, true: Array) -> bool:
        """Whether a number lies within the digits."""
        return self._within(true)

    def unrounded(self, node: Node) -> str:
        """The number of a node, with one digit more than was written."""
        digits = int(max(2, 1 - np.floor(np.log10(self.digits.halves.min() * 2)))) if self.digits.halves.all() else 6
        return np.array2string(self._values[node], precision=min(digits, 8), floatmode="maxprec").replace("-", "−")

    @property
    def sizes(self) -> Mapping[str, int]:
        """The sizes of the letters at these values."""
        return self._values.sizes

    def _within(self, true: Array) -> bool:
        found = fitted(self.digits.numbers, true.shape)
        if found is None or not np.isfinite(true).all():
            return False
        allowed = SLACK * self.digits.halves.reshape(found.shape) + ROUNDING * (1 + np.abs(true).max(initial=0))
        return bool((np.abs(found - true) <= allowed).all())


def fitted(numbers: Array, shape: Shape) -> Array | None:
    """The numbers in a shape, if they are as many and no brackets stand against it: [1, 2, 3] is a row (1, 3)."""
    sizes = tuple(int(d) for d in shape)
    if numbers.shape == sizes:
        return numbers
    if numbers.size == np.prod(sizes) and (numbers.ndim < len(sizes) or numbers.size == 1):
        return numbers.reshape(sizes)
    return None


def read_digits(part: ast.expr, line: Place) -> Digits | None:
    """The numbers that a person wrote, alone or in brackets; None where there is anything else."""
    try:
        numbers, halves = (np.array(one, dtype=np.float64) for one in _read(part, line.text.encode()))
    except _OtherThanNumbersError:
        return None
    except ValueError:
        raise line.at_byte(part.col_offset).fault("the rows of a matrix are equally long") from None
    if not np.isfinite(numbers).all():
        raise line.at_byte(part.col_offset).fault(TOO_LARGE)
    return Digits(numbers, halves)


def worked_out(node: Node) -> Digits:
    """The number that an expression of numbers comes to, as good as six digits."""
    (numbers,) = evaluate([node], {})
    return Digits(numbers, np.abs(numbers) * 0.5e-6)


class _OtherThanNumbersError(Exception):
    """An expression is no literal."""


def _read(part: ast.expr, line: bytes) -> tuple[Nested, Nested]:
    match part:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return read_number(value), _half(line[part.col_offset : part.end_col_offset].decode())
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=ast.Constant() as operand):
            number, half = _read(operand, line)
            assert isinstance(number, float)  # noqa: S101
            return (-number if isinstance(sign, ast.USub) else number), half
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            pairs = [_read(one, line) for one in parts]
            return [number for number, _ in pairs], [half for _, half in pairs]
    raise _OtherThanNumbersError


def _half(written: str) -> float:
    """Half a unit of the last digit of a number."""
    try:
        exponent = Decimal(written).as_tuple().exponent
        return 0.5 * 10.0 ** int(exponent)
    except (InvalidOperation, OverflowError):  # 0x10 is a whole number, 1e400 is refused as none
        return 0.5


def _factors(sizes: Mapping[str, int]) -> Iterator[Factor]:
    for powers in ((), *(((letter, power),) for letter in sizes for power in (1, -1))):
        for number in SHORT_NUMBERS:
            yield Factor(number, powers)
