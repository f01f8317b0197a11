"""Numbers as other countries, spreadsheets and shops write them: what is foreign in a cell, and its number.

Whether 7,000 is seven thousand or seven is for the column, the table or the person to say (`meaning.py`); a column of
such cells must neither become categories nor be dropped.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.data.cells import NO_NUMBER, NUMBER, is_missing, is_number

CURRENCIES = "€$£¥₹₽₩₺₴₫฿"
CODES = "CHF EUR USD GBP JPY CNY INR RUB KRW TRY SEK NOK DKK PLN CZK HUF RON AUD CAD NZD SGD HKD BRL MXN ZAR ILS THB"
CODE = f"(?:{CODES.replace(' ', '|')}|Fr[.]?|kr[.]?|Rs[.]?)"
GROUPS = ",\u0020\u00a0\u202f'’_"
THOUSANDS = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:[{GROUPS}]\d{{3}})+(?:\.\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*),\d+(?:[eE][+-]?\d+)?", re.ASCII)
INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
AROUND = re.compile(
    rf"(?P<sign>[+-]?)\s*(?:[{CURRENCIES}]|{CODE}(?![^\W\d_]))?\s*"
    rf"(?P<number>[^\s{CURRENCIES}%].*?)\s*(?:[{CURRENCIES}%]|(?<![^\W\d_]){CODE})?"
)
BELOW_ZERO = {  # by what stands around the number
    "brackets for below zero": re.compile(r"\(\s*([^-+()][^()]*)\)"),
    "its minus sign behind": re.compile(r"((?![-+]).*\d)\s*-"),
}
# a unit behind a space, or one that begins with a small letter: 12A and 3B are codes
UNIT = re.compile(
    r"(?P<number>.*\d)(?P<unit>\s+[^\W\d_]{1,6}|\s*°[CFK]?|(?![eE])[a-zµ][^\W\d_]{0,4})(?P<per>/[^\W\d_]{1,5}|[²³])?"
)
BLANKS = "\u0020\u00a0\u202f'’_"
BY_DECIMAL = {  # a number with this decimal sign, thousands apart
    "point": re.compile(rf"[+-]?(?:[1-9]\d{{0,2}}(?:[,{BLANKS}]\d{{3}})+|\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?", re.ASCII),
    "comma": re.compile(rf"[+-]?(?:[1-9]\d{{0,2}}(?:[.{BLANKS}]\d{{3}})+|\d*)(?:,\d*)?(?:[eE][+-]?\d+)?", re.ASCII),
}
POINTED = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}", re.ASCII)
WRAPPED = re.compile(r"(?P<before>[^\d.+-]*)[+-]?\d*(?P<point>\.)?\d+(?P<behind>[^\d.]*)", re.ASCII)
LONGEST = 60  # characters of a number with its unit
DIGITS = 3  # between separators of thousands
IN_THREES = re.compile(r"\+?\d{1,3}(?:(?:[\u0020\u00a0\u202f]\d{3})+|(?:\.\d{3}){2,})", re.ASCII)
TOGETHER = re.compile(r"\+?\d+", re.ASCII)
CODE_DIGITS = 9  # at least, where all have as many: amounts so large are seldom of one length
SMALL = re.compile(r"[+-]?(?:0|[1-9]\d{0,2})", re.ASCII)


@dataclass(frozen=True)
class Foreign:
    """What is foreign in a number, and how it is written here; "" where it cannot be."""

    what: str
    plain: str = ""
    certain: bool = True  # and not a code or a category that looks alike

    def __str__(self) -> str:
        return f"a number with {self.what}" if self.plain else self.what


def foreign_number(text: str) -> Foreign | None:
    """What a cell has that a number must not have, where it would be one without.

    >>> foreign_number("-0,2"), foreign_number("$7,000"), foreign_number("12 %"), foreign_number("red")
    (Foreign(what='a decimal comma', plain='-0.2', certain=True),
     Foreign(what='a sign of a currency', plain='7000', certain=True),
     Foreign(what='a percent sign', plain='12', certain=True), None)
    """
    text = text.strip()
    if INFINITE.fullmatch(text):
        return Foreign("infinite")
    if text.startswith("\N{MINUS SIGN}") and (plain := _plain(f"-{text[1:].strip()}")):
        return Foreign("a minus sign that is no hyphen", plain)
    if THOUSANDS.fullmatch(text) or POINTS.fullmatch(text):
        return Foreign("separators of thousands", _plain(text))
    if DECIMAL_COMMA.fullmatch(text):
        return Foreign("a decimal comma", _plain(text))
    around = AROUND.fullmatch(text)
    plain = _plain(around["sign"] + around["number"]) if around and not is_number(text) else ""
    if not plain:
        return _uncertain(text)
    return Foreign("a percent sign" if text.endswith("%") else "a sign of a currency", plain)


@dataclass(frozen=True)
class Read:
    """A cell as a number: how it is usually written, and what stands around it."""

    plain: str
    around: str = ""  # a sign of a currency, %, a unit
    certain: bool = True  # and not a code or a category that looks alike


def read_as(text: str, decimal: str) -> Read | None:
    """The number in a cell where "point" or "comma" is the decimal sign; None where there is none.

    >>> read_as("1.234,5 €", "comma"), read_as("7,000", "point").plain, read_as("7,000", "comma").plain
    (Read(plain='1234.5', around='€', certain=True), '7000', '7.000')
    """
    text = text.strip()
    if len(text) > LONGEST or not text:
        return None
    if text.startswith("\N{MINUS SIGN}"):
        text = f"-{text[1:].strip()}"
    if plain := _digits(text, decimal):
        return Read(plain)
    if (found := AROUND.fullmatch(text)) and (plain := _digits(found["sign"] + found["number"], decimal)):
        start, end = found.span("number")
        return Read(plain, (text[found.end("sign") : start] + text[end:]).strip())
    for pattern in BELOW_ZERO.values():
        if (inner := pattern.fullmatch(text)) and (read := read_as(inner[1], decimal)) and read.plain[0] not in "+-":
            return Read(f"-{read.plain}", read.around, certain=False)
    if (unit := UNIT.fullmatch(text)) and (plain := _digits(unit["number"].strip(), decimal)):
        return Read(plain, unit["unit"].strip() + (unit["per"] or ""), certain=False)
    return None


def _digits(text: str, decimal: str) -> str:
    """A number with this decimal sign as it is usually written; "" for anything else."""
    if not BY_DECIMAL[decimal].fullmatch(text):
        return ""
    kept, dropped = (".", ",") if decimal == "point" else (",", ".")
    text = re.sub(f"[{dropped}{BLANKS}]", "", text).replace(kept, ".")
    return text if NUMBER.fullmatch(text) else ""


def _uncertain(text: str) -> Foreign | None:
    """A number in brackets, with its sign behind it, or with a unit: what a code or a category may look like too."""
    if len(text) > LONGEST:
        return None
    for what, pattern in BELOW_ZERO.items():
        if (found := pattern.fullmatch(text)) and (plain := _without_signs(found[1])):
            return Foreign(what, f"-{plain}", certain=False)
    if (found := UNIT.fullmatch(text)) and (plain := _without_signs(found["number"])):
        return Foreign(f"the unit {found['unit'].strip()}{found['per'] or ''}", plain, certain=False)
    return None


def _without_signs(text: str) -> str:
    """A number, plain or with what is foreign in it; "" for anything else."""
    text = text.strip()
    if NUMBER.fullmatch(text):
        return text
    found = foreign_number(text)
    return found.plain if found and found.certain else ""


def text_around(texts: Iterable[str]) -> str:
    """The one text that stands before or behind all of these numbers, some of them with a point; "" where none does.

    >>> text_around(["~0.5", "~2"]), text_around(["A1", "A2"]), text_around(["v1.5", "w1.5"])
    ('~', '', '')
    """
    around, points = set[tuple[str, str]](), False
    for text in texts:
        found = WRAPPED.fullmatch(text.strip()) if len(text) <= LONGEST else None
        if found is None or len(around | {(found["before"], found["behind"])}) > 1:
            return ""
        around.add((found["before"], found["behind"]))
        points = points or found["point"] is not None
    return " and ".join(filter(None, map(str.strip, around.pop()))) if points else ""


def thousands_by_points(texts: Iterable[str]) -> str:
    """The first of these numbers that may be thousands with a point between them; "" where none is meant so.

    1.257 is beside 913, where every point has three digits behind it and no number without one has more than three.

    >>> thousands_by_points(["913", "1.257"]), thousands_by_points(["913", "1.25"]), thousands_by_points(["9", "1.257"])
    ('1.257', '', '')
    """
    first, hundreds = "", False
    for text in map(str.strip, texts):
        if POINTED.fullmatch(text):
            first = first or text
        elif SMALL.fullmatch(text):
            hundreds = hundreds or len(text.lstrip("+-")) == DIGITS
        elif not is_missing(text, NO_NUMBER):
            return ""
    return first if hundreds else ""


def codes_in_threes(texts: Iterable[str]) -> bool:
    """Whether digits in threes are codes, such as telephone numbers: one begins with 0, or all are long and alike.

    >>> codes_in_threes(["030 123 456", "40 123 456"]), codes_in_threes(["612 345 678", "934567890"])
    (True, True)
    >>> codes_in_threes(["38 123 456", "1 234 567"]), codes_in_threes(["612 345 678", "913"])
    (False, False)
    """
    texts = [text.strip() for text in texts if len(text) <= LONGEST]
    if not any(map(IN_THREES.fullmatch, texts)):
        return False
    numbers = [text for text in texts if IN_THREES.fullmatch(text) or is_number(text) or foreign_number(text)]
    if not all(IN_THREES.fullmatch(text) or TOGETHER.fullmatch(text) for text in numbers):
        return False
    lengths = {len(re.sub(r"\D", "", text)) for text in numbers}
    alike = len(lengths) == 1 < len(numbers) or all(text.startswith("+") for text in numbers)
    return any(re.match(r"\+?0\d", text) for text in numbers) or (alike and min(lengths) >= CODE_DIGITS)


def _plain(text: str) -> str:
    """A number without what is foreign in it; "" where something else is left."""
    if THOUSANDS.fullmatch(text):
        text = re.sub(f"[{GROUPS}]", "", text)
    elif POINTS.fullmatch(text):
        text = text.replace(".", "")
    elif DECIMAL_COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    return text if NUMBER.fullmatch(text) else ""
