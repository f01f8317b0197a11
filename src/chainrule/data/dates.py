"""Dates and times as tables have them: in which order day, month and year stand, and how many seconds they are.

A date is a wall clock's: what a zone adds is not looked at. Seconds count from the beginning of 1970.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainrule.data.cells import NO_NUMBER, is_missing

DAY = 86_400  # seconds
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WORDS = "(?P<M>[A-Za-z]{3,9})"
CLOCK = r"(?P<h>\d{1,2}):(?P<i>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s?(?P<half>[AaPp]\.?[Mm]\.?)?"
ZONE = r"(?:\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
TIME = rf"(?:(?:T|,?\s+){CLOCK}{ZONE}|T(?P<h2>\d{{2}})(?P<i2>\d{{2}})(?P<s2>\d{{2}}){ZONE})?"
YEAR, LAST = r"(?P<y>\d{4})", r"(?P<y>\d{4}|(?<=[/-])\d{2})"  # one of two digits is no part of a version
TWO = r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)"
TIME_OF_DAY = "time of day"
SHAPES = {
    "year, month, day": rf"{YEAR}(?P<sign>[-/.])(?P<m>\d{{1,2}})(?P=sign)(?P<d>\d{{1,2}}){TIME}",
    "year, month, day in eight digits": rf"{YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}}){TIME}",
    "day, month, year": rf"{TWO.replace('<a>', '<d>').replace('<b>', '<m>')}{LAST}{TIME}",
    "month, day, year": rf"{TWO.replace('<a>', '<m>').replace('<b>', '<d>')}{LAST}{TIME}",
    "day, name of the month, year": rf"(?P<d>\d{{1,2}})\.?[-/ ]{WORDS}\.?[-/, ]+{YEAR}{TIME}",
    "name of the month, day, year": rf"{WORDS}\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {YEAR}{TIME}",
    TIME_OF_DAY: rf"(?:{CLOCK}|(?P<h2>\d{{2}})\.(?P<i2>[0-5]\d)\.(?P<s2>00))",  # the latter is no date of ten numbers
}
PATTERNS = {order: re.compile(shape, re.ASCII) for order, shape in SHAPES.items()}
EIGHT, DAY_FIRST, MONTH_FIRST = "year, month, day in eight digits", "day, month, year", "month, day, year"
ORDERS = tuple(PATTERNS)
YEARS = (1800, 2200)  # of eight digits that are a date

Seconds: TypeAlias = NDArray[np.float64]


def date_order(texts: Sequence[str]) -> str:
    """The order in which all of these texts, but for words for nothing, are dates; "" where they are none.

    Where day and month could be either, the one that is always the same is the day.

    >>> date_order(["1/12/2017", "31/12/2017"]), date_order(["2020-01-31 20:15"]), date_order(["1.2.3"])
    ('day, month, year', 'year, month, day', '')
    """
    present = [text.strip() for text in texts if not is_missing(text, NO_NUMBER)]
    fitting = [order for order in ORDERS if present and _are_dates(present, order)]
    if DAY_FIRST in fitting and MONTH_FIRST in fitting:
        if "." in present[0] or len({text[:2] for text in present}) == 1:
            return DAY_FIRST
        return MONTH_FIRST
    return fitting[0] if fitting else ""


def _are_dates(texts: Iterable[str], order: str) -> bool:
    return all(seconds_of(text, order) is not None for text in texts)


def seconds_of(text: str, order: str) -> float | None:
    """A date in this order as seconds; None where it is none.

    >>> seconds_of("20141013T000000", EIGHT), seconds_of("30/02/2020", DAY_FIRST)
    (1413158400.0, None)
    """
    found = PATTERNS[order].fullmatch(text.strip())
    if found is None:
        return None
    part: Callable[[str], str] = {key: value or "" for key, value in found.groupdict().items()}.get  # type: ignore[assignment]
    clock = _clock(found.groupdict())
    if clock is None or order == TIME_OF_DAY:
        return clock
    year, named = int(found["y"]), part("M")
    year += 0 if len(found["y"]) == 4 else 1900 if year >= 70 else 2000
    month = MONTHS.index(named[:3].lower()) + 1 if named and named[:3].lower() in MONTHS else int(part("m") or 0)
    try:
        days = np.datetime64(f"{year:04}-{month:02}-{int(found['d']):02}", "D")
    except ValueError:
        return None
    if order == EIGHT and not YEARS[0] <= year < YEARS[1]:
        return None
    return float(days.astype(np.int64)) * DAY + clock


def _clock(parts: dict[str, str | None]) -> float | None:
    """The seconds of a day that a time of it is; None where there is no such time."""
    hour, minute, second = (int(parts.get(key) or parts.get(f"{key}2") or 0) for key in "his")
    half = (parts.get("half") or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return None if hour > 24 or minute > 59 or second > 60 else 3600.0 * hour + 60 * minute + second
