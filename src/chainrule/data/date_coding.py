"""What becomes of a column of dates: how long ago, and where in the year, the week and the day, as far as they differ.

Time goes on, so days since 1970 and the year are numbers, standardised alike; what comes back is an angle, and has a
sine and a cosine: December is near January, and 23:00 near midnight.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from chainrule.data.cells import NO_NUMBER, is_missing
from chainrule.data.columns import Column, Rows
from chainrule.data.dates import DAY, TIME_OF_DAY, Seconds, seconds_of
from chainrule.data.note import Note, Unseen
from chainrule.errors import DataError
from chainrule.wording import counted, quoted

if TYPE_CHECKING:
    from chainrule.data.codings import Block
    from chainrule.data.table import Table

YEAR = 365.2425  # days, in the mean
NUMBERS, ANGLES = ("days", "year"), ("month", "weekday", "hour")
PARTS = (*NUMBERS, *ANGLES)
THURSDAY = 3  # the first of January 1970, Monday being 0


@dataclass(frozen=True)
class DateCoding:
    """A date: days and year standardised, month, weekday and hour as sine and cosine, those of `parts`."""

    column: str
    order: str  # of day, month and year in its cells
    parts: tuple[str, ...]  # those that differ in training
    mean: float  # in days since 1970
    sd: float
    median: float
    flagged: bool  # whether some were missing in training

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of its features."""
        names = []
        for part in self.parts:
            names += [part] if part in NUMBERS else [f"{part}, sine", f"{part}, cosine"]
        return tuple(f"{self.column} ({name})" for name in (*names, *(["missing"] if self.flagged else [])))

    @property
    def sentence(self) -> str:
        """What is done, in a few words."""
        shown = [part for part in self.parts if part in NUMBERS]
        around = [part for part in self.parts if part in ANGLES]
        told = f"{' and '.join(shown)} standardised" if shown else ""
        cycles = f"{', '.join(around)} as sine and cosine" if around else ""
        missing = ", missing: the median day and a flag" if self.flagged else ""
        kind = self.order if self.order == TIME_OF_DAY else f"date ({self.order})"
        return f"{kind}: {'; '.join(filter(None, (told, cycles)))}{missing}"

    def fill(self, block: "Block", table: "Table", rows: Rows) -> None:
        """Write the features of these rows into the block."""
        seconds, missing = self._seconds(table, rows)
        values = part_values(np.where(missing, self.median * DAY, seconds))
        place = 0
        for part in self.parts:
            value = values[part]
            if part in NUMBERS:
                block[:, place] = (value - self.mean) / self.sd
                place += 1
            else:
                block[:, place], block[:, place + 1] = np.sin(value), np.cos(value)
                place += 2
        if self.flagged:
            block[:, place] = missing

    def unseen(self, table: "Table", rows: Rows) -> Unseen:
        """How many dates are missing, where none were in training."""
        return Counter({"": 0 if self.flagged else int(self._seconds(table, rows)[1].sum())})

    def notes(self, unseen: Unseen) -> tuple[Note, ...]:
        """A note where dates are missing and never were in training."""
        if not (missing := unseen[""]):
            return ()
        day = np.datetime64(int(self.median), "D")
        told = f"missing in {counted(missing, 'row')} and never in training; the median {day} stands in"
        return (Note(self.column, missing, told),)

    def _seconds(self, table: "Table", rows: Rows) -> tuple[Seconds, NDArray[np.bool_]]:
        """The seconds of these rows, and which are missing."""
        seconds, wrong, texts, positions = seconds_in(table.column(self.column), rows, self.order)
        if wrong.any():
            row = int(np.argmax(wrong[positions]))
            raise DataError(
                f"{table.place(int(rows[row]), self.column)}: {quoted(texts[positions[row]])} is no date "
                f"({self.order}) where the model needs one; correct it or leave the cell empty"
            )
        missing = np.isnan(seconds)[positions]
        return seconds[positions], missing | table.column(self.column).missing[rows]


def seconds_in(column: Column, rows: Rows, order: str) -> tuple[Seconds, NDArray[np.bool_], list[str], Rows]:
    """The seconds of the distinct texts of a column, NaN for none, which are wrong, the texts, and each row's text."""
    texts, positions = column.distinct(rows)
    found = [None if is_missing(text, NO_NUMBER) else seconds_of(text, order) for text in texts]
    absent = np.array([is_missing(text, NO_NUMBER) for text in texts], dtype=np.bool_)
    used = np.bincount(positions[~column.missing[rows]], minlength=len(texts)) > 0
    wrong = np.array([one is None for one in found], dtype=np.bool_) & ~absent & used
    return np.array([np.nan if one is None else one for one in found]), wrong, texts, positions


def part_values(seconds: Seconds) -> dict[str, Seconds]:
    """Days and year as days since 1970, month, weekday and hour as angles."""
    days = np.floor(seconds / DAY)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]").astype(np.int64)
    of_month = (dates - months.astype("datetime64[D]")).astype(np.int64)
    month = months.astype(np.int64) % 12
    turns = {
        "month": (month + of_month / 31) / 12,
        "weekday": (days + THURSDAY) % 7 / 7,
        "hour": (seconds - days * DAY) / DAY,
    }
    angles = {part: 2 * np.pi * turn for part, turn in turns.items()}
    return {"days": seconds / DAY, "year": year * YEAR, **angles}


def fitted_dates(column: Column, present: Rows, order: str, *, flagged: bool) -> DateCoding | None:
    """The coding of dates in these rows; None where all are the same."""
    seconds, _, _, positions = seconds_in(column, present, order)
    each = seconds[positions]
    values = part_values(each[~np.isnan(each)])
    months = np.floor(values["month"] * 12 / (2 * np.pi) + 1e-9)
    differ = {**values, "month": months}
    of_day = order == TIME_OF_DAY  # which comes back, and does not go on
    parts = tuple(part for part in PARTS if len(np.unique(differ[part])) > 1 and not (of_day and part in NUMBERS))
    if not parts:
        return None
    days = values["days"]
    return DateCoding(
        column.name, order, parts, float(days.mean()), float(days.std()), float(np.median(days)),
        flagged or bool(np.isnan(each).any()),
    )  # fmt: skip
