"""Reasons: why a mutant may survive, by the pattern of its name. A reason that lets nobody survive is taken out."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

REASONS: Mapping[str, str] = {}


def reason_for(name: str) -> str:
    """Why a mutant of this name may survive, or nothing."""
    return next((reason for pattern, reason in REASONS.items() if matches(name, pattern)), "")


def idle_reasons(survivors: Iterable[str]) -> list[str]:
    """The patterns that name no survivor."""
    names = list(survivors)
    return [pattern for pattern in REASONS if not any(matches(name, pattern) for name in names)]


def matches(name: str, pattern: str) -> bool:
    """Whether a pattern names a mutant; the brackets in a name are no pattern."""
    return fnmatchcase(name, pattern.replace("[", "[[]"))
