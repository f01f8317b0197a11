"""What a board's mistake looks like: the sentence, the line, and a caret under the place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import normalize

from chainrule.errors import WhiteboardError

RAISED_T = "ᵀ"  # Python's parser would take it for a letter of the name
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
    "⋅": "*",
    "∙": "*",
    "³": "**3",
    "√": "sqrt(…)",
    "∑": "sum(…)",
    "‖": "sum((…)**2)",
    RAISED_T: ".T",
    "′": ".T for a transpose",
    "’": ".T for a transpose",
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
}
LONGEST = 70  # letters of a line, or of a text in a message, that are shown
# what people write by habit: how the parser's message or the line shows it, and what a board has instead
HABITS: tuple[tuple[str, str, str], ...] = (
    ("limit", "", "a number of so many digits is more than a board can hold"),
    ("invalid decimal literal", "", "a product needs its sign: 2*x, not 2x"),
    ("string literal", "'", "a prime cannot stand here; the transpose of X is X.T"),
    ("cannot assign to", "", "left of = stands one name, such as f = …, not f(x) = …"),
    ("", r"\|", "a board has no bars; write |x| as abs(x)"),
    ("", r"=.*[\w)] +[\w(]", "a product needs its sign: w * x, or W @ X for matrices"),
)


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
        text, column = _excerpt(self.text, self.column)
        caret = " " * column + "^"
        return WhiteboardError(f"line {self.line}, column {self.column + 1}: {message}\n    {text}\n    {caret}")


def _excerpt(text: str, column: int) -> tuple[str, int]:
    """What is shown of a line, and where the column is in it: no sign that steers a screen, a part of a long one."""
    text = "".join(sign if sign.isprintable() or sign == "\t" else "\N{REPLACEMENT CHARACTER}" for sign in text)
    first = max(0, min(column - LONGEST // 2, len(text) - LONGEST))
    before, after = "…" if first else "", "…" if len(text) > first + LONGEST else ""
    return f"{before}{text[first : first + LONGEST]}{after}", column - first + len(before)


def brief(text: str) -> str:
    """A text as a message quotes it: not endless.

    >>> brief("x" * 100)[-3:]
    'xx…'
    """
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """`; did you mean …?` for a name that is close to one of these, else nothing."""
    close = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def plain(text: str) -> str:
    """The text with letters as Python's parser reads them: the micro sign is the Greek µ; and no raised T.

    >>> plain("\N{MICRO SIGN}") == "\N{GREEK SMALL LETTER MU}"
    True
    """
    letters = (normalize("NFKC", sign) if f"a{sign}".isidentifier() and sign != RAISED_T else sign for sign in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(letters, text, strict=True))


def refuse_signs(place: Place) -> None:
    """Nothing, or the error for a sign that a board writes otherwise: each Python's parser has its own idea of them."""
    for column, sign in enumerate(place.text):
        if sign in SIGNS:
            raise place.at(column).fault(f"the sign {sign} cannot stand here; write {SIGNS[sign]}")


def readable(message: str, text: str) -> str:
    """A syntax error of Python in a line of text, in the words of a board."""
    if foreign := re.search("invalid character '(.)'", message):
        return f"the sign {foreign[1]} cannot stand here"
    if "'('" in message or "was never closed" in message or "unmatched" in message:
        return f"a bracket is open or closed once too often ({message})"
    for said, written, advice in HABITS:
        if said in message and re.search(written, text):
            return advice
    return f"this line cannot be read ({message}); write an assignment such as Z = W1 @ X + b1"
