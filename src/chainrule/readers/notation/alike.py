"""Alike: formulas that say the same at each step of a loop, and the one formula for them all, with t for the step.

Nothing is assumed of a loop: formulas are alike where putting each number for t into the one gives them, sign by sign.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chainrule.graph.passes import Derivative
from chainrule.readers.notation.formula import Formula, Places, Symbol
from chainrule.readers.notation.formula_parts import mapped, parts_of
from chainrule.readers.notation.names import EntryName, StepName

Steps = Mapping[str, tuple[str, tuple[int, ...]]]  # of each name at steps: what stands in front, and they


def by_last_step(steps: Steps) -> dict[str, tuple[str, int]]:
    """Of each name at steps what stands in front of the last one, and that one.

    >>> by_last_step({"h_1_2": ("h", (1, 2))})
    {'h_1_2': ('h_1', 2)}
    """
    return {name: ("_".join([base, *map(str, at[:-1])]), at[-1]) for name, (base, at) in steps.items()}


@dataclass(frozen=True)
class Alike:
    """Finds runs of formulas that are the same but for their step."""

    steps: Mapping[str, tuple[str, int]]  # of each name at a step: the name without it, and the last step
    letter: str

    def runs(self, found: Sequence[tuple[int, Formula]]) -> Iterator[tuple[int, int, Formula]]:
        """Where formulas whose numbers follow each other are alike, two or more, and the formula of them all."""
        start = 0
        while start < len(found):
            end, general = self.run(found[start:])
            if general is not None:
                yield start, start + end, general
            start += end

    def run(self, found: Sequence[tuple[int, Formula]]) -> tuple[int, Formula | None]:
        """How many formulas from the first on are alike and a step apart, and the one for them all; 1 and None else."""
        if len(found) < 2 or abs(way := found[1][0] - found[0][0]) != 1:
            return 1, None
        general = self._general(found[0][1], found[1][1], found[0][0])
        end = 0
        while (
            general is not None
            and end < len(found)
            and found[end][0] == found[0][0] + way * end
            and self._at(general, found[end][0]) == found[end][1]
        ):
            end += 1
        return (end, general) if end > 1 else (1, None)

    def _general(self, formula: Formula, other: Formula, number: int) -> Formula | None:
        """A formula in which what another one names at another step is at step t; None for what is of another form."""
        if [type(part) for part in parts_of(formula)] != [type(part) for part in parts_of(other)]:
            return None
        others = iter([part for part in parts_of(other) if isinstance(part, Symbol | Places)])

        def general(part: Formula) -> Formula:
            if isinstance(part, Symbol):
                there = next(others)
                assert isinstance(there, Symbol)  # noqa: S101
                return Symbol(self.shifted(part.name, number, there.name))
            if isinstance(part, Places):
                there = next(others)
                assert isinstance(there, Places)  # noqa: S101
                pairs = zip(part.places, there.places, strict=True)
                part = replace(part, places=tuple(self._place(*pair, number) for pair in pairs))
            return mapped(part, general)

        return general(formula)

    def _place(self, place: str, other: str, number: int) -> str:
        """Places along an axis, those that are others at another step counted from t: t − 1 for 0 at step 1."""
        ends, others = place.split(":"), other.split(":")
        if place == other or len(ends) != len(others):
            return place
        return ":".join(
            f"{self.letter}{f'{int(end) - number:+d}'.replace('-', '−') if int(end) != number else ''}"
            if end != there and end
            else end
            for end, there in zip(ends, others, strict=True)
        )

    def shifted(self, name: str, number: int, other: str = "") -> str:
        """A name at a step as it is called where step `number` is called t; as it is where the `other` is the same."""
        if name == other:
            return name
        if isinstance(name, Derivative):
            cost, by = (other.cost, other.by) if isinstance(other, Derivative) else (name.cost, "")
            return Derivative(self.shifted(name.cost, number, cost), self.shifted(name.by, number, by))
        if isinstance(name, EntryName):
            there = other.array if isinstance(other, EntryName) else ""
            return EntryName(self.shifted(name.array, number, there), name.indices)
        if name not in self.steps:
            return name
        base, at = self.steps[name]
        return StepName(base, self.letter, at - number)

    def _at(self, formula: Formula, number: int) -> Formula:
        """A formula of step t where t is a number."""

        def named(name: str) -> str:
            if isinstance(name, Derivative):
                return Derivative(named(name.cost), named(name.by))
            if isinstance(name, EntryName):
                return EntryName(named(name.array), name.indices)
            return name.at(number) if isinstance(name, StepName) else name

        def placed(match: re.Match[str]) -> str:
            return str(number + int((match[1] or "0").replace("−", "-")))

        def at(part: Formula) -> Formula:
            if isinstance(part, Symbol):
                return Symbol(named(part.name))
            if isinstance(part, Places):
                places = (re.sub(rf"{self.letter}([+−]\d+)?", placed, place) for place in part.places)
                part = replace(part, places=tuple(places))
            return mapped(part, at)

        return at(formula)

    def step_of(self, name: str) -> tuple[str, int] | None:
        """The base and the step of a name, or of what a cotangent is by."""
        if isinstance(name, Derivative):
            stepped = self.steps.get(name.by)
            return (f"∂{name.cost}/∂{stepped[0]}", stepped[1]) if stepped else None
        return self.steps.get(name)
