"""Begun: a run that has not ended, and what its file says of it, so that another call ends it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from chainrule.engines.registry import ENGINES
from chainrule.json_fields import count, not_this, record, text

BEGUN = "begun"  # the field of a file
Choices = Mapping[str, object] | None  # what was asked for, in the words of whoever asked


@dataclass(frozen=True)
class Begun:
    """A run that has begun and not ended: what it takes to end it as if nothing had been."""

    first_epoch: int  # schedules are over the whole run
    engine: str  # whose bits it has


def describe_begun(begun: Begun | None, choices: Choices) -> dict[str, object]:
    """What a file says of a run that has begun; nothing where none has."""
    return {} if begun is None else {BEGUN: {**asdict(begun), "choices": choices}}


def read_begun(value: object, epochs: int) -> tuple[Begun | None, Choices]:
    """The run that has begun, after so many epochs in all, and what was asked for it."""
    if value is None:
        return None, None
    fields = record(value, "the run that has begun", ("first_epoch", "engine", "choices"))
    first, engine, choices = count(fields, "first_epoch"), text(fields, "engine"), fields["choices"]
    if first > epochs:
        raise not_this("the first epoch", f"at most the {epochs} that are done", first)
    if engine not in ENGINES:
        raise not_this("the engine", " or ".join(ENGINES), engine)
    if choices is not None and not isinstance(choices, dict):
        raise not_this("the choices", "an object with names", choices)
    return Begun(first, engine), choices
