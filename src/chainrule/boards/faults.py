"""What a board's mistake looks like: the sentence, the line, and a caret under the place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from chainrule.errors import WhiteboardError

# the signs of mathematics, and how a board writes them
SIGNS: Mapping[str, str] = {
    "−": "-",
    "×": "*",
    "·": "*",
    "⊙": "*",
    "÷": "/",
    "²": "**2",
    "½": "1/2",
    "≥": ">=",
    "≤": "<=",
}


@dataclass(frozen=True)
class Place:
    """A column of a line of a board; lines are counted from 1, columns from 0."""

    line: int
    text: str
    column: int = 0

    def at(self, column: int) -> "Place":
        """Another column of the same line."""
        return Place(self.line, self.text, column)

    def at_byte(self, offset: int) -> "Place":
        """The column of a byte of the line, which is how Python's parser counts."""
        return self.at(len(self.text.encode()[:offset].decode(errors="ignore")))

    def fault(self, message: str) -> WhiteboardError:
        """The error that shows this place."""
        caret = " " * self.column + "^"
        return WhiteboardError(f"line {self.line}, column {self.column + 1}: {message}\n    {self.text}\n    {caret}")


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`; did you mean …?` for a name that is close to one of these, else nothing."""
    close = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def readable(message: str) -> str:
    """A syntax error of Python in the words of a board."""
    if foreign := re.search("invalid character '(.)'", message):
        written = SIGNS.get(foreign[1])
        return f"the sign {foreign[1]} cannot stand here" + (f"; write {written}" if written else "")
    if "'('" in message or "was never closed" in message or "unmatched" in message:
        return f"a bracket is open or closed once too often ({message})"
    return f"this line cannot be read ({message}); write an assignment such as Z = W1 @ X + b1"
