"""Names of columns as files bring them: some empty, some twice; every column gets a name of its own."""

from collections import Counter
from collections.abc import Sequence

from chainrule.errors import DataError
from chainrule.wording import counted, listing

MOST_COLUMNS = 20_000


def distinct_names(names: Sequence[str], *, said: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A name for each column, and what is to be said of those that were made up.

    >>> distinct_names(["x", "", "x"])
    (('x', 'column 2', 'x (2)'), ("1 column without a name is called 'column 2'", "a second 'x' is called 'x (2)'"))
    """
    taken, made, notes = set(filter(None, names)), list[str](), list[str]()
    empty, used = list[str](), Counter[str]()
    for position, name in enumerate(names, 1):
        used[name] += 1
        own = name
        if not name:
            own = _free(f"column {position}", taken)
            empty.append(own)
        elif used[name] > 1:
            own = _free(f"{name} ({used[name]})", taken)
            notes.append(f"a second {listing([name])} is called {listing([own])}")
        taken.add(own)
        made.append(own)
    if empty and said:
        verb = "is" if len(empty) == 1 else "are"
        notes.insert(0, f"{counted(len(empty), 'column')} without a name {verb} called {listing(empty)}")
    return tuple(made), tuple(notes)


def refuse_count(columns: int, source: str) -> None:
    """Nothing, or a DataError where there are no columns, or too many."""
    if not columns:
        raise DataError(f"{source} has no columns; a table needs at least one")
    if columns > MOST_COLUMNS:
        raise DataError(f"{source} has {columns:,} columns; at most {MOST_COLUMNS:,} can be read, so leave some out")


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with what makes it new."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
