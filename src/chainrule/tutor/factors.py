"""Factors: what number, perhaps with letters of shapes in it, one array is a multiple of another by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import isfinite, prod

CLOSE = 1e-9
MOST_LETTERS, HIGHEST_POWER = 4, 2
LARGEST_PART = 24  # of a fraction that a person would call a factor


@dataclass(frozen=True)
class Factor:
    """A fraction times powers of letters, such as m/2.

    >>> str(Factor(Fraction(1, 2), (("m", 1),))), str(Factor(Fraction(2), (("m", -1),)).inverse)
    ('m/2', 'm/2')
    """

    number: Fraction
    powers: tuple[tuple[str, int], ...] = ()

    def at(self, sizes: Mapping[str, int]) -> float:
        """Its number where the letters have these sizes."""
        return float(self.number) * _powers(self.powers, sizes)

    @cached_property
    def inverse(self) -> "Factor":
        """What makes 1 with it."""
        return Factor(1 / self.number, tuple((letter, -power) for letter, power in self.powers))

    def __str__(self) -> str:
        above = [letter for letter, power in self.powers for _ in range(power)]
        below = [letter for letter, power in self.powers for _ in range(-power)]
        if abs(self.number.numerator) != 1 or not above:
            above.insert(0, str(abs(self.number.numerator)))
        if self.number.denominator != 1:
            below.insert(0, str(self.number.denominator))
        divisor = "·".join(below)
        text = "·".join(above) + (f"/({divisor})" if len(below) > 1 else f"/{divisor}" if below else "")
        return f"−{text}" if self.number < 0 else text


def guess_factor(ratios: Sequence[float], sizes: Sequence[Mapping[str, int]]) -> Factor | None:
    """The plainest factor that is each of these numbers at its sizes, or None.

    >>> str(guess_factor([1.5, 2.5], [{"m": 3}, {"m": 5}]))
    'm/2'
    """
    if not all(isfinite(ratio) and ratio for ratio in ratios):
        return None
    letters = sorted(sizes[0])[:MOST_LETTERS]
    powers = product(range(-HIGHEST_POWER, HIGHEST_POWER + 1), repeat=len(letters))
    for each in sorted(powers, key=lambda one: sum(map(abs, one))):
        some = tuple((letter, power) for letter, power in zip(letters, each, strict=True) if power)
        rests = [ratio / _powers(some, at) for ratio, at in zip(ratios, sizes, strict=True)]
        if number := _fraction(rests):
            return Factor(number, some)
    return None


def _powers(powers: Sequence[tuple[str, int]], sizes: Mapping[str, int]) -> float:
    return prod(float(sizes[letter]) ** power for letter, power in powers)


def _fraction(numbers: Sequence[float]) -> Fraction | None:
    """The plain fraction that all of these numbers are, or None."""
    fraction = Fraction(numbers[0]).limit_denominator(LARGEST_PART)
    plain = 0 < abs(fraction.numerator) <= LARGEST_PART
    if plain and all(abs(number - fraction) <= CLOSE * abs(fraction) for number in numbers):
        return fraction
    return None
