"""Numbers as other countries, spreadsheets and shops write them: known, so that they can be named, and not guessed at.

Whether 7,000 is seven thousand or seven is for the person to say, and a column of such cells must neither become
categories nor be dropped.
"""

import re
from dataclasses import dataclass

from chainrule.data.cells import NUMBER, is_number

CURRENCIES = "€$£¥₹₽₩₺₴₫฿"
GROUPS = ",\u0020\u00a0\u202f'’_"
THOUSANDS = re.compile(rf"[+-]?\d{{1,3}}(?:[{GROUPS}]\d{{3}})+(?:\.\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*),\d+(?:[eE][+-]?\d+)?", re.ASCII)
INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
AROUND = re.compile(rf"(?P<sign>[+-]?)\s*[{CURRENCIES}]?\s*(?P<number>[^\s{CURRENCIES}%].*?)\s*[{CURRENCIES}%]?")


@dataclass(frozen=True)
class Foreign:
    """What is foreign in a number, and how it is written here; "" where it cannot be."""

    what: str
    plain: str = ""

    def __str__(self) -> str:
        return f"a number with {self.what}" if self.plain else self.what


def foreign_number(text: str) -> Foreign | None:
    """What a cell has that a number must not have, where it would be one without.

    >>> foreign_number("-0,2"), foreign_number("$7,000"), foreign_number("12 %"), foreign_number("red")
    (Foreign(what='a decimal comma', plain='-0.2'), Foreign(what='a sign of a currency', plain='7000'),
     Foreign(what='a percent sign', plain='12'), None)
    """
    text = text.strip()
    if INFINITE.fullmatch(text):
        return Foreign("infinite")
    if text.startswith("\N{MINUS SIGN}") and (plain := _plain(f"-{text[1:].strip()}")):
        return Foreign("a minus sign that is no hyphen", plain)
    if THOUSANDS.fullmatch(text):
        return Foreign("separators of thousands", _plain(text))
    if DECIMAL_COMMA.fullmatch(text):
        return Foreign("a decimal comma", _plain(text))
    around = AROUND.fullmatch(text)
    plain = _plain(around["sign"] + around["number"]) if around and not is_number(text) else ""
    if not plain:
        return None
    return Foreign("a percent sign" if text.endswith("%") else "a sign of a currency", plain)


def _plain(text: str) -> str:
    """A number without what is foreign in it; "" where something else is left."""
    if THOUSANDS.fullmatch(text):
        text = re.sub(f"[{GROUPS}]", "", text)
    elif DECIMAL_COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    return text if NUMBER.fullmatch(text) else ""
