"""Factors: what number, perhaps with letters of shapes in it, one array is a multiple of another by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from itertools import product
from math import isfinite, prod

import numpy as np

from chainrule.graph.node import Array

CLOSE = 1e-9
MOST_LETTERS, HIGHEST_POWER = 4, 2
LARGEST_PART = 24  # of a fraction that a person would call a factor

Powers = tuple[tuple[str, int], ...]  # of letters, such as m² / n


@dataclass(frozen=True)
class Factor:
    """A fraction times powers of letters, such as m/2.

    >>> str(Factor(Fraction(1, 2), (("m", 1),))), str(Factor(Fraction(2), (("m", -1),)).inverse)
    ('m/2', 'm/2')
    """

    number: Fraction
    powers: Powers = ()

    def at(self, sizes: Mapping[str, int]) -> float:
        """Its number where the letters have these sizes."""
        return float(self.number) * _number(self.powers, sizes)

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
    letters = tuple(sorted(sizes[0])[:MOST_LETTERS])
    scales = np.stack([_scales(letters, tuple(at[letter] for letter in letters)) for at in sizes])
    with np.errstate(all="ignore"):  # what leaves the finite numbers is no fraction
        rests = np.array(ratios)[:, None] / scales
        known, fractions = _plain_fractions()
        # the fractions lie so far apart that only one can be close to a number
        places = np.searchsorted(known, np.abs(rests[0]) * (1 - 2 * CLOSE)).clip(max=len(known) - 1)
        values = np.copysign(known[places], rests[0])
        fits = (np.abs(rests - values) <= CLOSE * np.abs(values)).all(axis=0)
    if not fits.any():
        return None
    first = int(fits.argmax())
    fraction = fractions[places[first]]
    return Factor(fraction if values[first] > 0 else -fraction, _products(letters)[first])


@cache
def _products(letters: tuple[str, ...]) -> tuple[Powers, ...]:
    """The products of letters that are tried, the plainest first."""
    powers = product(range(-HIGHEST_POWER, HIGHEST_POWER + 1), repeat=len(letters))
    return tuple(
        tuple((letter, power) for letter, power in zip(letters, each, strict=True) if power)
        for each in sorted(powers, key=lambda one: sum(map(abs, one)))
    )


@lru_cache(maxsize=1024)
def _scales(letters: tuple[str, ...], sizes: tuple[int, ...]) -> Array:
    """What each of these products comes to."""
    at = dict(zip(letters, sizes, strict=True))
    return np.array([_number(powers, at) for powers in _products(letters)])


def _number(powers: Powers, sizes: Mapping[str, int]) -> float:
    return prod(float(sizes[letter]) ** power for letter, power in powers)


@cache
def _plain_fractions() -> tuple[Array, tuple[Fraction, ...]]:
    """What a person would call a factor, the smallest first: as numbers, and as fractions."""
    parts = range(1, LARGEST_PART + 1)
    fractions = sorted({Fraction(above, below) for above in parts for below in parts})
    return np.array([float(fraction) for fraction in fractions]), tuple(fractions)
