"""A CSV file as a table: every cell read as text first, in file order, and typed only when all are known.

The form (`csv_form.py`) tells the names of the columns and where they stand. The rows are pyarrow's, where it is
installed and sure to read what the exact reader (`csv_rows.py`) would; otherwise the exact reader reads them, and
finds the fault if there is one.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Column, Spelling, as_texts, text_column, typed_column
from chainrule.data.content import Content
from chainrule.data.csv_arrow import read_columns
from chainrule.data.csv_form import UTF_8, Form
from chainrule.data.csv_rows import Rows, find_lines, form_of, nth, open_text
from chainrule.data.reading import Reading
from chainrule.data.table import NoRowError, Table, checked_table
from chainrule.errors import DataError

BLOCK = 8192  # rows that are held as lists of texts at a time
WESTERN = "cp1252"
MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_csv(content: Content, reading: Reading, unused: Collection[str] = ()) -> Table:
    """The table in a CSV file, without the columns named in `unused`."""
    form, columns, below = _first_that_fits(content, reading, unused)
    notes = (*told_encoding(form, reading), *form.notes, *below)
    table = checked_table(content.source, columns, partial(find_lines, content, form), notes=notes)
    unread = tuple(name for name in form.names if name in unused)
    return replace(table, unread=unread, delimiter=form.delimiter)


def read_csv_row(content: Content, reading: Reading, row: int, texts: Collection[str]) -> Table:
    """A table of one row of a CSV file, the first being 0; the columns named in `texts` stay texts.

    What comes after the row is not read.
    """
    for encoding in encodings(content, reading):
        try:
            form = form_of(content, reading, encoding)
            with open_text(content, encoding) as file:
                found = nth(Rows(file, form, content.source), row)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _undecoded(content, reading)
    if found is None:
        raise NoRowError(content.source, len(find_lines(content, form)), row)
    line, cells = found
    columns = [_cell(*pair, texts) for pair in zip(form.names, cells, strict=True)]
    return checked_table(content.source, columns, lambda: np.array([line]), row)


def _cell(name: str, text: str, texts: Collection[str]) -> Column:
    """A column of one cell."""
    spelling = Spelling(as_texts([text]), np.zeros(1, dtype=np.int32))
    return text_column(name, spelling) if name in texts else typed_column(name, spelling)


# ---- encodings ----------------------------------------------------------------------------------------------------


def encodings(content: Content, reading: Reading) -> tuple[str, ...]:
    """The encodings to be tried: what was said, or what the first bytes tell, or UTF-8 and then that of Windows."""
    if reading.text_encoding is not None:
        return (
            UTF_8 if reading.text_encoding.lower().replace("_", "-") in ("utf-8", "utf8") else reading.text_encoding,
        )
    marked = next((encoding for mark, encoding in MARKS.items() if content.head.startswith(mark)), None)
    return (marked,) if marked else (UTF_8, WESTERN)


def told_encoding(form: Form, reading: Reading) -> tuple[str, ...]:
    """What is to be said of the encoding of a file, where nobody named it."""
    if form.encoding == UTF_8 or reading.text_encoding is not None:
        return ()
    if form.encoding != WESTERN:
        return (f"the text is in {form.encoding}",)
    return (f"the text is taken for {WESTERN}, for it is not UTF-8; name its encoding where letters are wrong",)


def _first_that_fits(
    content: Content, reading: Reading, unused: Collection[str]
) -> tuple[Form, list[Column], list[str]]:
    """The form and the columns of a file, in the first encoding in which it is text."""
    for encoding in encodings(content, reading):
        try:
            form = form_of(content, reading, encoding)
            return form, *_read(content, form, unused)
        except UnicodeDecodeError:
            continue
    raise _undecoded(content, reading)


def _undecoded(content: Content, reading: Reading) -> DataError:
    """What is to be said of a file that is no text in any encoding that was tried."""
    encoding, offset = encodings(content, reading)[0], 0
    name = "UTF-8" if encoding == UTF_8 else encoding
    with content.open() as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as fault:
                where = f"byte {line[fault.start]:#04x} at offset {offset + fault.start:,}, line {number}"
                return DataError(f"{content.source} is not {name} ({where}); save it as UTF-8, or name its encoding")
            offset += len(line)
    return DataError(f"{content.source} is not {name}; save it as UTF-8, or name its encoding")


# ---- rows ---------------------------------------------------------------------------------------------------------


def _read(content: Content, form: Form, unused: Collection[str]) -> tuple[list[Column], list[str]]:
    """The columns, and what is to be said of lines below them."""
    columns = read_columns(content, form, unused)
    if columns is not None:
        return columns, []
    with open_text(content, form.encoding) as file:
        rows = Rows(file, form, content.source)
        return _gathered(form.names, rows, unused), rows.notes


def _gathered(names: tuple[str, ...], rows: Rows, unused: Collection[str]) -> list[Column]:
    gatherers = {place: _Gatherer() for place, name in enumerate(names) if name not in unused}
    from_first = iter(rows)
    while block := list(islice(from_first, BLOCK)):
        by_column = list(zip(*(cells for _, cells in block), strict=True))
        for place, gatherer in gatherers.items():
            gatherer.add(by_column[place])
    places = list(gatherers)
    return [
        typed_column(names[place], gatherers.pop(place).spelling()) for place in places
    ]  # each gives its memory back


class _Gatherer:
    """A column being read, block by block."""

    def __init__(self) -> None:
        self.positions: defaultdict[str, int] = defaultdict()
        self.positions.default_factory = self.positions.__len__  # a new spelling gets the next position
        self.codes: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]

    def add(self, texts: tuple[str, ...]) -> None:
        self.codes.append(np.fromiter(map(self.positions.__getitem__, texts), np.int32, len(texts)))

    def spelling(self) -> Spelling:
        return Spelling(as_texts(list(self.positions)), np.concatenate(self.codes))
