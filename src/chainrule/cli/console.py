"""Where texts are printed: on a terminal without a sign that would steer it, in its width or in 80 columns.

What a command says may quote what is foreign (names of columns, labels, paths). Everything that is printed goes through
this file, so that nothing foreign reaches a terminal raw.
"""

import json
import os
import re
import sys
from collections.abc import Iterable
from typing import Protocol, TextIO

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from chainrule.wording import printable

SIZES = ("COLUMNS", "LINES")  # what the environment may say of a screen
SENSIBLE = re.compile(r"[1-9][0-9]{1,3}")  # from 10 to 9999: less holds no word, and more no screen has


class _Console(Console):
    """A console on which only its own styles steer the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Pieces of text, printable; those that move the cursor are rich's own."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else piece._replace(text=printable(piece.text))


def console_on(stream: TextIO) -> Console:
    """A console that takes nothing in a text for markup, and nothing in the environment for a size that is none."""
    environment = {name: value for name, value in os.environ.items() if name not in SIZES or SENSIBLE.fullmatch(value)}
    return _Console(file=stream, markup=False, highlight=False, emoji=False, _environ=environment)


def say(text: str, *, err: bool = False) -> None:
    """Print a text that is made for people."""
    click.echo(printable(text), err=err)


class Output(Protocol):
    """Something that texts are written to."""

    def write(self, text: str, /) -> object:
        """Write a text."""


def output() -> Output:
    """Standard output for what other programs read, every sign as it is; on a terminal printable."""
    return _Terminal() if sys.stdout.isatty() else sys.stdout


class _Terminal:
    def write(self, text: str, /) -> object:
        return sys.stdout.write(printable(text))


def json_text(record: object) -> str:
    r"""A record as one line of JSON that shows letters of all alphabets, and writes \u… for what steers a terminal.

    >>> print(json_text({"é": "\x9b\u202e"}))
    {"é": "\u009b\u202e"}
    """
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)
