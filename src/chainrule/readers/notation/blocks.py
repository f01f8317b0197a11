"""Blocks: which loops and definitions of a board are shown closed, each as one thing, and which open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chainrule.errors import SettingError
from chainrule.graph.scopes import LOOP, STEP, Scope, Scopes
from chainrule.readers.notation.alike import Steps
from chainrule.settings import written

Closed = bool | str | Sequence[str] | None


@dataclass(frozen=True)
class Blocks:
    """The loops and calls of a board: which scope each node stands in, and which step each name."""

    scopes: Scopes = field(default_factory=dict)
    steps: Steps = field(default_factory=dict)


NONE = Blocks()


def closed_names(closed: Closed, scopes: Iterable[Scope], *, otherwise: bool, loops: bool = True) -> frozenset[str]:
    """The names that are closed: all where that is True, none where it is False, one, or those in a list.

    A loop has the letter of its step as its name. None leaves it to whoever shows them, who closes all `otherwise`.

    >>> from chainrule.graph.scopes import CALL
    >>> sorted(closed_names("f", [Scope(CALL, "f"), Scope(LOOP, "t", (1, 3))], otherwise=False))
    ['f']
    """
    around = dict.fromkeys(outer for scope in dict.fromkeys(scopes) for outer in scope.path)
    names = dict.fromkeys(one.name for one in around if one.kind != STEP and (loops or one.kind != LOOP))
    if closed is None or isinstance(closed, bool):
        return frozenset(names if (otherwise if closed is None else closed) else ())
    asked = [closed] if isinstance(closed, str) else closed
    if not isinstance(asked, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in asked):
        raise SettingError(f"closed is the name of a block, a list of names, True or False, not {written(closed)}")
    for name in asked:
        if name not in names:
            what = "a block" if loops else "a definition that is called"
            known = f"; there {'is' if len(names) == 1 else 'are'} {', '.join(names)}" if names else ", for it has none"
            raise SettingError(f"the board has no {name!r} to be closed as {what}{known}")
    return frozenset(asked)
