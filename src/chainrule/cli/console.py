"""Where texts are printed: as they are, in the width of the terminal or in 80 columns."""

import os
import re
from typing import TextIO

from rich.console import Console

SIZES = ("COLUMNS", "LINES")  # what the environment may say of a screen
SENSIBLE = re.compile(r"[1-9][0-9]{1,3}")  # from 10 to 9999: less holds no word, and more no screen has


def console_on(stream: TextIO) -> Console:
    """A console that takes nothing in a text for markup, and nothing in the environment for a size that is none."""
    environment = {name: value for name, value in os.environ.items() if name not in SIZES or SENSIBLE.fullmatch(value)}
    return Console(file=stream, markup=False, highlight=False, emoji=False, _environ=environment)
