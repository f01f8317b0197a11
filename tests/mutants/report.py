"""The report: how many mutants of each kind were tried, what caught them, and who survived."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from .mutant import Mutant
from .outcomes import BROKEN, CAUGHT, SURVIVED, TIMED_OUT, Outcome
from .reasons import idle_reasons, reason_for

Found = dict[Mutant, Outcome]


def report(outcomes: Mapping[Mutant, Outcome], *, whole: bool) -> int:
    """Print it; 1 where there is a survivor without a reason, a reason without a survivor, or a mutant not planted."""
    console = Console()
    console.print(_table(outcomes))
    survivors = _with_result(outcomes, SURVIVED)
    unexplained = [name for name in survivors if not reason_for(name)]
    lists = {
        "Survived": unexplained,
        "Not planted": _with_result(outcomes, BROKEN),
        "A reason that lets nobody survive": idle_reasons(survivors) if whole else [],
    }
    for words, names in lists.items():
        for name in sorted(names):
            console.print(f"{words}: {name}", markup=False, highlight=False, soft_wrap=True)
    return int(any(lists.values()))


def _with_result(outcomes: Mapping[Mutant, Outcome], result: str) -> list[str]:
    return [one.name for one, outcome in outcomes.items() if outcome.result == result]


def _table(outcomes: Mapping[Mutant, Outcome]) -> Table:
    table = Table("mutants of", "tried", "caught", "by the clock", "survived with a reason", "survived")
    kinds = list(dict.fromkeys(one.kind for one in outcomes))
    for kind in (*kinds, "all"):
        some = {one: outcome for one, outcome in outcomes.items() if kind in (one.kind, "all")}
        survived = _with_result(some, SURVIVED)
        explained = sum(bool(reason_for(name)) for name in survived)
        numbers = (len(some), _count(some.values(), CAUGHT), _count(some.values(), TIMED_OUT), explained)
        table.add_row(kind, *map(str, (*numbers, len(survived) - explained)))
    return table


def _count(outcomes: Iterable[Outcome], result: str) -> int:
    return sum(outcome.result == result for outcome in outcomes)
