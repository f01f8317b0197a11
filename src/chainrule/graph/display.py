"""Displays: how things show themselves at a prompt and in a notebook; a table that the faces fill.

What is to be shown is known here, how it looks is known above: readers may import `Displayed`, never the faces.
"""

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar
from unicodedata import combining

WIDTH = 79  # columns of a text at a prompt


@dataclass(frozen=True)
class Display:
    """What writes a thing as HTML, as LaTeX where it has formulas, and as text where its repr is not enough."""

    html: Callable[..., str]
    latex: Callable[..., str] | None = None
    text: Callable[..., str] | None = None


class Displayed:
    """Something that a notebook shows as more than a line of text, once somebody has said how."""

    __slots__ = ()

    # filled by the faces, when something is shown first; a subclass looks like the class that it is made from
    displays: ClassVar[dict[type, Display]] = {}
    _fill: ClassVar[Callable[[], object] | None] = None

    def __repr__(self) -> str:
        display = self._display()
        return wrapped(display.text(self)) if display and display.text else f"<{type(self).__name__}>"

    def _repr_html_(self) -> str | None:
        """What a notebook shows."""
        display = self._display()
        return (display.html(self) or None) if display else None

    def _repr_latex_(self) -> str | None:
        """What a notebook prints on paper, where there are formulas."""
        display = self._display()
        return (display.latex(self) or None) if display and display.latex else None

    def _display(self) -> Display | None:
        if (fill := Displayed._fill) is not None:
            Displayed._fill = None
            fill()
        return next((self.displays[kind] for kind in type(self).__mro__ if kind in self.displays), None)


def shortened(text: str) -> str:
    """A repr such as `<graph of …>` that fits on one line.

    >>> shortened("<node>"), len(shortened(f"<{'x' * 200}>"))
    ('<node>', 79)
    """
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 2]}…>"


def wrapped(text: str) -> str:
    """The same lines, each broken at spaces where it is too long."""
    lines = (wrap(line, WIDTH, subsequent_indent="    ") if _is_wide(line) else [line] for line in text.split("\n"))
    return "\n".join(part for parts in lines for part in parts)


def write_note(note: str) -> str:
    """A note under what it is about.

    >>> write_note("pi is a name here")
    'Note: pi is a name here.'
    """
    return f"Note: {note}."


def _is_wide(line: str) -> bool:
    return sum(not combining(sign) for sign in line) > WIDTH  # a hat or an arrow takes no column of its own
