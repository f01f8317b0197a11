"""Where texts are printed: as they are, in the width of the terminal or in 80 columns."""

from typing import TextIO

from rich.console import Console


def console_on(stream: TextIO) -> Console:
    """A console that takes nothing in a text for markup."""
    return Console(file=stream, markup=False, highlight=False, emoji=False)
