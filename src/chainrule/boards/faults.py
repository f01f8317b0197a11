"""What a board's mistake looks like: the sentence, the line, and a caret under the place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from unicodedata import decomposition, normalize

from chainrule.errors import WhiteboardError
from chainrule.wording import MOST_COMPARED, printable

# signs that a board reads as one sign of Python's
READ_AS = str.maketrans("−–×·⋅∙∗⊙∘÷₀₁₂₃₄₅₆₇₈₉", "--" + "*" * 7 + "/0123456789")
# the other signs of mathematics, and how a board writes them
SIGNS: Mapping[str, str] = {
    "½": "1/2",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "√": "sqrt(…)",
    "∑": "sum(…)",
    "‖": "sum(x**2) for ‖x‖², norm(x) for ‖x‖",
    "ᵀ": ".T",
    "ᵗ": ".T",
    "⊤": ".T",
    "′": ".T for a transpose",
    "’": ".T for a transpose",
    "⁻": "1/x, or a power such as x**(-1)",
    "⊗": "a @ b.T",
    "←": "=",
    "≔": "=",
    "∞": "a number",
    **{sign: f"**{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}
LONGEST = 70  # letters of a line, or of a text in a message, that are shown
LONGEST_MESSAGE = 220
LONGEST_WORD = 100  # letters of a name, digits of a number
LARGEST = 100_000  # bytes of a board; nobody writes so much
LONGEST_LINE = 5_000  # of an assignment or a claim: Python's parser takes quadratic time over some
REMARKS = ("//", "--", "%", "/*", ";")
WORD = re.compile(r"\w+")
# what people write by habit: how the parser's message or the line shows it, and what a board has instead
HABITS: tuple[tuple[str, str, str], ...] = (
    ("", r"\A\s*[^=]*:=", "an assignment is written with = alone, such as Z = W1 @ X + b1"),
    ("", r"\s(//|%|--|/\*)(\s|\Z)", "a remark begins with #"),
    ("", r"\w *∈", "a shape is written as in params W (k, n)"),
    (
        "invalid decimal literal",
        r"/ *\d[\d.]*[^\W\d]",
        "a product needs its sign, and brackets below a bar: 1/(2*m), not 1/2m",
    ),
    ("invalid decimal literal", "", "a product needs its sign: 2*x, not 2x"),
    ("string literal", "'", "a prime cannot stand here; the transpose of X is X.T"),
    ("cannot assign to", "", "left of = stands one name, such as f = …, not f(x) = …"),
    ("", r"\|\|", "a board has no bars; write ‖x‖² as sum(x**2), and ‖x‖ as norm(x)"),
    ("", r"\|", "a board has no bars; write |x| as abs(x)"),
    ("", r"\A[^=]*=.*?[\w)] +[\w(]", "a product needs its sign: w * x, or W @ X for matrices"),
)


@dataclass(frozen=True)
class Place:
    """A column of a line of a board; lines are counted from 1, columns from 0."""

    line: int
    text: str
    column: int = 0
    written: str = ""  # how the text was written, where that is otherwise
    origins: tuple[int, ...] = ()  # and for each column of the text, the one in what was written

    def at(self, column: int) -> "Place":
        """Another column of the same line."""
        return replace(self, column=column)

    def at_byte(self, offset: int) -> "Place":
        """The column of a byte of the line, which is how Python's parser counts."""
        return self.at(offset if self.text.isascii() else _columns(self.text)[offset])

    def fault(self, message: str) -> WhiteboardError:
        """The error that shows this place."""
        message = message if len(message) <= LONGEST_MESSAGE else f"{message[: LONGEST_MESSAGE - 1]}…"
        at = self.origins[min(self.column, len(self.text))] if self.origins else self.column
        text, column = _excerpt(self.written or self.text, at)
        caret = " " * column + "^"
        return WhiteboardError(f"line {self.line}, column {at + 1}: {message}\n    {text}\n    {caret}")


@lru_cache(maxsize=2)  # a long line has many places
def _columns(text: str) -> tuple[int, ...]:
    """The column of each byte, and of the end."""
    return (*(column for column, sign in enumerate(text) for _ in sign.encode()), len(text))


def _excerpt(text: str, column: int) -> tuple[str, int]:
    """What is shown of a line, and where the column is in it: no sign that steers a screen, a part of a long one."""
    first = max(0, min(column - LONGEST // 2, len(text) - LONGEST))
    before, after = "…" if first else "", "…" if len(text) > first + LONGEST else ""
    return f"{before}{printable(text[first : first + LONGEST])}{after}", column - first + len(before)


def brief(text: str) -> str:
    """A text as a message quotes it: printable, and not endless.

    >>> brief("x" * 100)[-3:]
    'xx…'
    """
    return printable(text) if len(text) <= LONGEST else f"{printable(text[: LONGEST - 1])}…"


def did_you_mean(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """`; did you mean …?` for a name that is close to one of these, else nothing."""
    compared = [one for one in islice(names, MOST_COMPARED) if len(one) <= LONGEST]
    close = get_close_matches(name[:LONGEST], compared, n=1, cutoff=cutoff)
    return f"; did you mean {close[0]}?" if close else ""


SECOND = re.compile(r"[∂d]²(\w+?)\s*/\s*[∂d](\w+?)²")


def plain(text: str) -> str:
    """The text as Python's parser reads it: the micro sign is the Greek µ, − a minus, ₁ a digit, ∂²L/∂w² a function.

    >>> plain("\N{MICRO SIGN}₁") == "\N{GREEK SMALL LETTER MU}1"
    True
    """
    if text.isascii():  # as most of a long text is
        return text
    text = normalize("NFC", text)  # a letter and its accent become one sign
    text = SECOND.sub(r"hessian(\1, \2)", text).translate(READ_AS)
    letters = (normalize("NFKC", sign) if f"a{sign}".isidentifier() and not _raised(sign) else sign for sign in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(letters, text, strict=True))


def _raised(sign: str) -> bool:
    """Whether this is a superscript, which Python's parser would take for a letter of the name."""
    return not sign.isascii() and decomposition(sign).startswith("<super>")


def without_remark(line: str) -> str:
    """A line without what follows a #; a line that begins with another language's sign is a remark as a whole."""
    return "" if line.lstrip().startswith(REMARKS) else line.split("#")[0].rstrip()


def require_short(text: str) -> None:
    """Nothing, or the error for a board that no person wrote: what reads it takes time."""
    size = len(text.encode(errors="surrogatepass"))
    if size > LARGEST:
        found = f"{size:,} bytes are too many; at most {LARGEST:,} are read"
        raise Place(1, text[:LONGEST].partition("\n")[0]).fault(found)


def require_short_line(place: Place) -> None:
    """Nothing, or the error for a line that no person wrote."""
    if len(place.text) > LONGEST_LINE:
        found = f"a line has at most {LONGEST_LINE:,} signs, not {len(place.text):,}"
        raise place.fault(f"{found}; give parts of it names on lines of their own")


def refuse_signs(place: Place) -> None:
    """Nothing, or the error for what Python's parsers have their own ideas of: a sign, a very long name or number."""
    is_plain = place.text.isascii() and place.text.isprintable()
    for column, sign in enumerate("" if is_plain else place.text):
        if place.text[column - 1 : column + 1] in ("∂²", "∇²"):
            raise place.at(column - 1).fault("a second derivative is written hessian(L, w), or ∂²L/∂w² of one name")
        if sign in SIGNS or _raised(sign):
            written = SIGNS.get(sign) or f"**{normalize('NFKC', sign)}"
            raise place.at(column).fault(f"the sign {sign} cannot stand here; write {written}")
        if not sign.isprintable() and sign != "\t":
            raise place.at(column).fault(f"the sign U+{ord(sign):04X}, which cannot be seen, cannot stand here")
    for word in WORD.finditer(place.text):
        if len(word[0]) > LONGEST_WORD:
            kind = "number has at most {} digits" if word[0][0].isdigit() else "name has at most {} letters"
            raise place.at(word.start()).fault(f"a {kind.format(LONGEST_WORD)}, not {len(word[0]):,}")


def word_of_python(word: str) -> str:
    """What to say of a name that Python keeps for itself."""
    return f"{word} is a word of Python; choose another name{', such as lam or λ' if word == 'lambda' else ''}"


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
