"""The encoding of columns as operations of ONNX: a cell of each column in, the features of its row out.

Each used column is an input of its name with an entry for each row, (m,): a number as double, NaN where it is missing;
a category as the text of its cell, a word for nothing where it is missing; a date as seconds since the beginning of
1970 (double), NaN where it is missing. What becomes of them is what the codings say, in double precision.

A category is recognised as it stands in the report, also with a space before it (as behind `, `), a number in whatever
way it is written. Not read here: other spaces, a decimal comma, and percent signs; numbers are handed in as such.
"""

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding
from chainrule.data.cells import MISSING, NUMBER, TRUTH, is_number
from chainrule.data.codings import BEND, CategoryCoding, NumberCoding, UsedCoding
from chainrule.data.date_coding import ANGLES, NUMBERS, THURSDAY, YEAR, DateCoding
from chainrule.data.dates import DAY
from chainrule.readers.onnx.model_file import ML, OnnxGraph

SPACES = r"\s*"
FOUR_CENTURIES, CENTURY, FOUR_YEARS, ONE_YEAR = 146_097, 36_524, 1_460, 365  # days, less a leap day where one is due
MARCH = 719_468  # days from March 1st of the year 0 to 1970


def write_encoding(onnx: OnnxGraph, encoding: Encoding) -> str:
    """The name of the features, (m, n) in double precision, whose columns are inputs of the graph."""
    missing = sorted({*MISSING, *(word.lower() for word in encoding.reading.missing)})
    for coding in encoding.used:
        onnx.input(coding.column, str if isinstance(coding, CategoryCoding) else np.float64, ("m",))
    parts = [_WRITERS[type(coding)](onnx, coding, missing) for coding in encoding.used]
    return onnx.add("Concat", *parts, axis=1, called="features")


# ---- numbers ------------------------------------------------------------------------------------------------------


def _numbers(onnx: OnnxGraph, coding: NumberCoding, _: Sequence[str]) -> str:
    """The standardised number, its pieces, and whether it is missing."""
    maths = _Arithmetic(onnx)
    missing = onnx.add("IsNaN", coding.column)
    features = []
    if coding.sd > 0:
        value = onnx.add("Where", missing, maths.number(coding.median), coding.column)
        scaled = maths.divide(maths.subtract(value, coding.mean), coding.sd)
        if coding.bent:
            part = maths.divide(scaled, BEND)
            scaled = maths.divide(scaled, onnx.add("Sqrt", maths.add(maths.multiply(part, part), 1)))
        features.append(_as_column(onnx, scaled))
        if coding.edges:
            low, high = np.array(coding.edges[:-1]), np.array(coding.edges[1:])
            beyond = onnx.add("Sub", _as_column(onnx, value), onnx.constant(low))
            shares = onnx.add("Div", beyond, onnx.constant(high - low))
            features.append(onnx.add("Clip", shares, maths.number(0), maths.number(1)))
    if coding.flagged:
        features.append(_flag(onnx, missing))
    return onnx.add("Concat", *features, axis=1)


def _as_column(onnx: OnnxGraph, value: str) -> str:
    return onnx.add("Reshape", value, onnx.constant([-1, 1], np.int64))


def _flag(onnx: OnnxGraph, truth: str) -> str:
    """A feature that is 1 where something is so."""
    return _as_column(onnx, onnx.cast(truth, np.float64))


class _Arithmetic:
    """Operations on values and numbers in double precision."""

    def __init__(self, onnx: OnnxGraph) -> None:
        self._onnx = onnx

    def number(self, value: float) -> str:
        """A constant."""
        return self._onnx.constant(float(value))

    def _two(self, operation: str, a: str, b: str | float) -> str:
        return self._onnx.add(operation, a, b if isinstance(b, str) else self.number(b))

    def add(self, a: str, b: str | float) -> str:
        """A + b."""
        return self._two("Add", a, b)

    def subtract(self, a: str, b: str | float) -> str:
        """A − b."""
        return self._two("Sub", a, b)

    def multiply(self, a: str, b: str | float) -> str:
        """A · b."""
        return self._two("Mul", a, b)

    def divide(self, a: str, b: str | float) -> str:
        """A / b."""
        return self._two("Div", a, b)

    def quotient(self, a: str, b: float) -> str:
        """How often b goes into a, a whole number."""
        return self._onnx.add("Floor", self.divide(a, b))

    def rest(self, a: str, b: float) -> str:
        """What is left of a then."""
        return self.subtract(a, self.multiply(self.quotient(a, b), b))


# ---- categories ---------------------------------------------------------------------------------------------------


def _categories(onnx: OnnxGraph, coding: CategoryCoding, missing: Sequence[str]) -> str:
    """One-hot; what stands for none is a place behind the last one, and so no entry is 1."""
    width = len(coding.feature_names)
    other = len(coding.categories) if coding.rare else width
    nothing = width - 1 if coding.missing else other
    text, spellings = coding.column, _spellings(coding)
    place = _place(onnx, text, np.array(list(spellings), object), [*spellings.values()], other)
    numerals = {float(one): at for at, one in reversed(list(enumerate(coding.categories))) if is_number(one)}
    if numerals:
        is_numeral = _matches(onnx, text, NUMBER.pattern)
        number = onnx.cast(onnx.add("Where", is_numeral, text, onnx.constant("0")), np.float64)
        of_number = _place(onnx, number, np.array(list(numerals)), [*numerals.values()], other)
        place = onnx.add("Where", is_numeral, of_number, place)
    is_missing = _matches(onnx, text, f"(?i:{'|'.join(map(re.escape, missing))})")
    place = onnx.add("Where", is_missing, onnx.constant(float(nothing)), place)
    is_there = onnx.add("Equal", _as_column(onnx, place), onnx.constant(np.arange(float(width))))
    return onnx.cast(is_there, np.float64)


def _spellings(coding: CategoryCoding) -> dict[str, int]:
    """How the cells of each category are written, and its place among the features."""
    found: dict[str, int] = {}
    for place, category in enumerate(coding.categories):
        written = (category, category.title(), category.upper()) if category.lower() in TRUTH else (category,)
        for text in written:
            found.setdefault(text, place)
            found.setdefault(f" {text}", place)
    return found


def _place(onnx: OnnxGraph, value: str, keys: NDArray[np.generic], places: Sequence[int], other: int) -> str:
    """The place of a value among keys, as double; `other` for whatever else there is."""
    found, default = np.array(places, np.float64), np.array([other], np.float64)
    return onnx.add("LabelEncoder", value, domain=ML, keys_tensor=keys, values_tensor=found, default_tensor=default)


def _matches(onnx: OnnxGraph, text: str, pattern: str) -> str:
    return onnx.add("RegexFullMatch", text, pattern=f"{SPACES}(?:{pattern}){SPACES}")


# ---- dates --------------------------------------------------------------------------------------------------------


def _dates(onnx: OnnxGraph, coding: DateCoding, _: Sequence[str]) -> str:
    """Days and year standardised, angles as sine and cosine, and whether there is none."""
    maths = _Arithmetic(onnx)
    missing = onnx.add("IsNaN", coding.column)
    seconds = onnx.add("Where", missing, maths.number(coding.median * DAY), coding.column)
    values = _part_values(maths, seconds)
    features = []
    for part in coding.parts:
        if part in NUMBERS:
            features.append(maths.divide(maths.subtract(values[part], coding.mean), coding.sd))
        else:
            assert part in ANGLES, part  # noqa: S101
            angle = maths.multiply(values[part], 2 * np.pi)
            features += [onnx.add("Sin", angle), onnx.add("Cos", angle)]
    columns = [_as_column(onnx, feature) for feature in features]
    return onnx.add("Concat", *columns, *([_flag(onnx, missing)] if coding.flagged else []), axis=1)


def _part_values(maths: _Arithmetic, seconds: str) -> Mapping[str, str]:
    """Days and year as days since 1970, month, weekday and hour as turns.

    The calendar is counted from March, so that a leap day is the last of its year (H. Hinnant, "chrono-compatible
    low-level date algorithms", days to civil).
    """
    days = maths.quotient(seconds, DAY)
    of_era = maths.rest(maths.add(days, MARCH), FOUR_CENTURIES)
    era = maths.quotient(maths.add(days, MARCH), FOUR_CENTURIES)
    leap_days = maths.subtract(
        maths.add(
            maths.subtract(of_era, maths.quotient(of_era, FOUR_YEARS)),
            maths.quotient(of_era, CENTURY),
        ),
        maths.quotient(of_era, FOUR_CENTURIES - 1),
    )
    year_of_era = maths.quotient(leap_days, ONE_YEAR)
    before = maths.subtract(
        maths.add(maths.multiply(year_of_era, ONE_YEAR), maths.quotient(year_of_era, 4)),
        maths.quotient(year_of_era, 100),
    )
    of_year = maths.subtract(of_era, before)  # days since March 1st
    from_march = maths.quotient(maths.add(maths.multiply(of_year, 5), 2), 153)
    first = maths.quotient(maths.add(maths.multiply(from_march, 153), 2), 5)
    of_month = maths.subtract(of_year, first)  # 0 on the first of a month
    month = maths.rest(maths.add(from_march, 2), 12)  # 0 in January
    is_late = maths.quotient(maths.add(month, 10), 12)  # 0 in January and February, which are the next year's
    year = maths.subtract(maths.add(maths.add(year_of_era, maths.multiply(era, 400)), 1), is_late)
    return {
        "days": maths.divide(seconds, DAY),
        "year": maths.multiply(maths.subtract(year, 1970), YEAR),
        "month": maths.divide(maths.add(month, maths.divide(of_month, 31)), 12),
        "weekday": maths.divide(maths.rest(maths.add(days, THURSDAY), 7), 7),
        "hour": maths.divide(maths.subtract(seconds, maths.multiply(days, DAY)), DAY),
    }


_WRITERS: Mapping[type[UsedCoding], Callable[..., str]] = {
    NumberCoding: _numbers,
    CategoryCoding: _categories,
    DateCoding: _dates,
}
