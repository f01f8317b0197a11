"""The form of a text file: encoding, delimiter, where the table begins, and the names of its columns.

What a person says holds. The rest is found in the first lines: the delimiter is what cuts most of them into equally
many cells, and what stands above the first such line, with other counts, is no part of the table. Everything that is
not as the plainest file has it is said in `notes`.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TypeAlias

from chainrule.data.cells import is_number
from chainrule.data.names import distinct_names, refuse_count
from chainrule.data.reading import DELIMITERS, Reading
from chainrule.errors import DataError
from chainrule.wording import counted, listing, quoted

UTF_8 = "utf-8-sig"  # with a byte order mark, or without one
SAMPLE, FEWEST = 100, 3  # lines that are looked at
MOST_CHARACTERS = 1 << 20
USUAL = ",;\t|"
SPACES = re.compile(r'("[^"]*")|[ \t]+')
SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
EVEN = 0.8  # the share of rows in a sample that have as many cells as a table's
MOST_ABOVE = 50  # rows above a table

Rows: TypeAlias = list[tuple[int, list[str]]]  # with the line that each starts on, the first being 0


@dataclass(frozen=True)
class Form:
    """How the rows of a text file are found."""

    encoding: str
    delimiter: str
    skipped: int  # lines above the names, or above the first row where there are none
    header: bool
    names: tuple[str, ...]
    trailing: int  # delimiters at the ends of rows with nothing behind them
    notes: tuple[str, ...]  # what is not as in the plainest file, beside the delimiter


def find_form(lines: Iterator[str], reading: Reading, encoding: str, suffix: str, source: str) -> Form:
    """The form of a file that begins with these lines."""
    first, said, notes = reading.skip_rows or 0, reading.separator, list[str]()
    sample = _sampled(lines, first)
    if first < len(sample) and (found := SEPARATOR.fullmatch(sample[first])):
        said, first = said or found[1], first + 1
    plain = [line for line in sample[first:] if not line.startswith("#")]
    delimiter = said or _delimiter(plain or sample[first:], suffix)
    rows = _split(sample, first, delimiter)
    if reading.skip_rows is None and (above := _above(rows, header=reading.header)):
        shown = rows[0][1][0].strip().lstrip("#").strip()
        first = rows[above][0]
        rows = rows[above:]
        told = counted(first, "line")
        notes.append(f"{told} above the table left out, the first {quoted(shown)}")
    if not rows:
        raise DataError(f"{source} is empty; a table needs a line of column names and at least one row")
    names, trailing = _names(rows, header=reading.header)
    refuse_count(len(names), source)
    distinct, renamed = distinct_names(names, said=reading.header)
    if trailing:
        many = "a delimiter" if trailing == 1 else f"{trailing} delimiters"
        notes.append(f"rows end in {many} ({called(delimiter)}); nothing stands behind")
    if reading.header:
        notes += [*renamed, *_numbers_as_names(names)]
    return Form(encoding, delimiter, first, reading.header, distinct, trailing, tuple(notes))


def _sampled(lines: Iterator[str], skipped: int) -> list[str]:
    """The first lines, as many as tell the form; of very long ones a few."""
    sample, characters = list[str](), 0
    for line in islice(lines, skipped + SAMPLE):
        sample.append(line)
        characters += len(line)
        if characters > MOST_CHARACTERS and len(sample) > skipped + FEWEST:
            break
    return sample


def joined_spaces(line: str) -> str:
    """A line whose cells are delimited by one space each, as by any number of them."""
    return SPACES.sub(lambda found: found[1] or " ", line.strip(" \t"))


def called(delimiter: str) -> str:
    """What a delimiter is called.

    >>> called(";"), called(" ")
    ("';'", 'space')
    """
    return next((name for name, sign in DELIMITERS.items() if sign == delimiter and len(name) > 1), quoted(delimiter))


# ---- the delimiter ------------------------------------------------------------------------------------------------


def _delimiter(lines: Sequence[str], suffix: str) -> str:
    """The sign that cuts most lines into equally many cells, two at least."""
    order = "\t,;|" if suffix == ".tsv" else USUAL
    shares = {sign: _evenness(_split(lines, 0, sign)) for sign in order if any(sign in line for line in lines)}
    best = max(shares, key=lambda sign: shares[sign], default=order[0])
    aligned = best == "\t" and any("  " in line for line in lines)
    if (shares.get(best, 0) < EVEN or aligned) and _is_table_of_spaces(_split(lines, 0, " ")):
        return " "
    return best


def _evenness(rows: Rows) -> float:
    """The share of rows that have the most frequent number of cells, two at least."""
    width = _width(rows)
    return sum(len(cells) == width for _, cells in rows) / len(rows) if width > 1 else 0.0


def _width(rows: Rows) -> int:
    """The most frequent number of cells beyond one."""
    counts = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    return max(counts, key=lambda width: (counts[width], width), default=1)


def _is_table_of_spaces(rows: Rows) -> bool:
    """Whether all rows are alike, and below the names some column holds numbers only: one of texts is prose."""
    if len(rows) < 2 or _evenness(rows) < 1:
        return False
    below = [cells for _, cells in rows[1:]]
    return any(all(map(is_number, column)) for column in zip(*below, strict=True))


def _split(lines: Sequence[str], first: int, delimiter: str) -> Rows:
    """The cells of these lines from one on, as far as they can be told."""
    from_here = iter(lines[first:])
    reader = csv.reader(map(joined_spaces, from_here) if delimiter == " " else from_here, delimiter=delimiter)
    rows, line = Rows(), first
    try:
        for cells in reader:
            if cells:
                rows.append((line, cells))
            line = first + reader.line_num
    except csv.Error:  # which the exact reader says better
        pass
    return rows


# ---- above the table, and its names -------------------------------------------------------------------------------


def _above(rows: Rows, *, header: bool) -> int:
    """How many rows stand above the names, or above the first row, those of other lengths than the table's."""
    remarks = next((place for place, (_, cells) in enumerate(rows) if not cells[0].startswith("#")), 0)
    if remarks and not header:
        return remarks
    width = _width(rows)
    first = next((place for place, (_, cells) in enumerate(rows) if len(cells) == width), 0)
    if not 0 < first <= MOST_ABOVE or (_is_short(rows, width) and not _is_title(rows)):
        return 0
    names, below = rows[first][1], rows[first + 1 :]
    even = len(below) > 0 and sum(len(cells) >= width for _, cells in below) >= EVEN * len(below)
    return first if even and (not header or not is_number(names[0])) else 0


def _is_short(rows: Rows, width: int) -> bool:
    """Whether the first row has a name for all columns but one."""
    return len(rows) > 1 and len(rows[0][1]) == width - 1 > 0 and all(len(cells) == width for _, cells in rows[1:])


def _is_title(rows: Rows) -> bool:
    """Whether names stand in the second row, above a column of numbers, so that the first is none of names."""
    (_, names), below = rows[1], [cells for _, cells in rows[2:]]
    pairs = zip(names, *below, strict=True)
    return bool(below) and any(not is_number(name) and all(map(is_number, column)) for name, *column in pairs)


def _names(rows: Rows, *, header: bool) -> tuple[list[str], int]:
    """The names of the columns, and how many delimiters rows end in."""
    cells = [cells for _, cells in rows]
    if not header:
        width = _width(rows)
        trailing = _empty_at_end(cells, width)
        return [""] * (width - trailing), trailing
    names, below = [name.strip() for name in cells[0]], cells[1:]
    if below and _is_short(rows, len(names) + 1):
        if _empty_at_end(below, len(names) + 1):
            return names, 1
        if _are_labels([one[0] for one in below]):
            return ["", *names], 0
    trailing = _empty_at_end(cells, len(names))
    return names[: len(names) - trailing], trailing


def _empty_at_end(cells: Sequence[Sequence[str]], width: int) -> int:
    """How many of the last cells, but not the first, are empty in all of these rows, or are not there."""
    empty = 0
    while empty < width - 1 and all(not cell.strip() for one in cells for cell in one[width - 1 - empty : width]):
        empty += 1
    return empty


def _are_labels(cells: Sequence[str]) -> bool:
    """Whether these cells name their rows, as R writes them beside a header without a name for them."""
    numbers = all(map(is_number, cells))
    return len(cells) > 1 and len(set(cells)) == len(cells) and (not numbers or _step(cells) == {1})


def _numbers_as_names(names: Sequence[str]) -> list[str]:
    """What is to be said of names that are numbers, unless they count."""
    numbers = [name for name in names if is_number(name)]
    counting = all(name.isdigit() for name in numbers) and _step(numbers) == {1}
    if 2 * len(numbers) < len(names) or not numbers or (len(numbers) > 1 and counting):
        return []
    return [f"the first line holds numbers as names, {listing(numbers)}; say so if it is a row (no header)"]


def _step(numbers: Sequence[str]) -> set[int]:
    try:
        whole = list(map(int, numbers))
    except ValueError:
        return set()
    return {after - before for before, after in pairwise(whole)}
