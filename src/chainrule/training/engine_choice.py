"""Which engine runs the steps. The rule looks at the problem alone: no timing, and not at what is in a cache."""

from dataclasses import dataclass

from chainrule.engines.engine import Engine
from chainrule.engines.registry import ELSEWHERE, ENGINES, EVERYWHERE
from chainrule.errors import SettingError

AUTO = "auto"


@dataclass(frozen=True)
class Hardware:
    """What a person asks for: an engine, and how many threads matrix products may take (None: as many as help)."""

    engine: str = AUTO
    threads: int | None = None


@dataclass(frozen=True)
class Choice:
    """An engine, and why it was taken."""

    engine: str
    why: str


NUMPY = Choice(EVERYWHERE.name, "as asked for")


def choose_engine(asked: str, multiply_adds: int, ops: int) -> Choice:
    """The engine that was asked for; with "auto", the fastest that is there and that the work is worth compiling for.

    `multiply_adds` are those of all steps, `ops` those of a step's graph. Raises SettingError when what was asked for
    is not there.
    """
    if asked not in ENGINES and asked in ELSEWHERE:
        raise SettingError(f"{asked} is the text of a page and runs there, source(engine={asked!r}); leave engine out")
    if asked not in (AUTO, *ENGINES):
        raise SettingError(f"engine is one of {', '.join((AUTO, *ENGINES))}, not {asked!r}")
    if asked != AUTO:
        return _asked_for(ENGINES[asked])
    why = ""
    for engine in (one for one in ENGINES.values() if one is not EVERYWHERE):
        takes, reason = _takes(engine, multiply_adds, ops)
        if takes:
            return Choice(engine.name, reason)
        why = why or reason
    return Choice(EVERYWHERE.name, why)


def choose_language(asked: str) -> str:
    """The engine, or the language that runs elsewhere, whose text a person asked for; with "auto", NumPy's."""
    if asked in ELSEWHERE:
        return asked
    if asked not in (AUTO, *ENGINES):
        raise SettingError(f"engine is one of {', '.join((AUTO, *ENGINES, *ELSEWHERE))}, not {asked!r}")
    return choose_engine(asked, 0, 0).engine


def _asked_for(engine: Engine) -> Choice:
    if obstacle := engine.obstacle():
        raise SettingError(obstacle.sentence)
    return Choice(engine.name, "as asked for")


def _takes(engine: Engine, multiply_adds: int, ops: int) -> tuple[bool, str]:
    """Whether an engine is taken that nobody asked for, and why, or why not."""
    if obstacle := engine.obstacle():
        return False, obstacle.why
    if engine.compiling is None:
        return True, "it is the fastest"
    is_worth = multiply_adds >= engine.compiling.pays_from(ops)
    what = "compiling for" if ops <= engine.compiling.largest_graph else f"compiling a step of {ops:,} ops for"
    return is_worth, f"{multiply_adds:.1e} multiply-adds are {'' if is_worth else 'not '}worth {what}"
