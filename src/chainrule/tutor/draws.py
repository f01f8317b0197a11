"""Draws: how random numbers for each leaf are drawn, learned from where the cost is a number."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from chainrule.boards.random_values import DRAWS, Draw

PATIENCE = 3  # failures that may be bad luck


class Draws:
    """How each leaf is drawn: with either sign, unless the cost is then no number.

    A logarithm somewhere asks for one positive leaf; the others keep their signs, so that no claim is right by theirs.
    """

    def __init__(self, names: tuple[str, ...], rng: "np.random.Generator") -> None:
        self._rng = rng
        self._usual: dict[str, Draw] = dict.fromkeys(names, DRAWS[0])
        self._draws = self._usual
        self._blamed: Counter[str] = Counter()  # how often it did not work with a leaf drawn as usual
        self._failures = 0

    def next(self) -> Mapping[str, Draw]:
        """The draws to be tried: those that worked, with one more leaf drawn as usual."""
        loose = [name for name, draw in self._draws.items() if draw is not DRAWS[0] and self._blamed[name] <= PATIENCE]
        if self._failures or not loose:
            return self._draws
        return {**self._draws, loose[int(self._rng.integers(len(loose)))]: DRAWS[0]}

    def learn(self, tried: Mapping[str, Draw], *, works: bool) -> None:
        """Take note of whether these draws gave numbers."""
        if works:
            self._draws, self._failures = dict(tried), 0
        elif tried is not self._draws:
            self._blamed.update(name for name, draw in tried.items() if draw is not self._draws[name])
        else:
            self._failures += 1
            self._blamed.clear()  # what worked before may have worked by luck
            if self._draws is self._usual or self._failures > PATIENCE:
                self._draws = {name: DRAWS[int(self._rng.integers(len(DRAWS)))] for name in self._draws}
