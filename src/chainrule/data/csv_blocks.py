"""A CSV file as tables of some megabytes each, so that it need not fit into memory.

The file is cut behind lines that end outside of quotes, and each piece is read as a file of its own is. A file with
anything that only the exact reader understands is read as a whole from there on, and so is one that is small.
"""

import codecs
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

import numpy as np

from chainrule.data.columns import Column
from chainrule.data.content import Content
from chainrule.data.csv_arrow import columns_of
from chainrule.data.csv_file import encodings, read_csv, told_encoding
from chainrule.data.csv_form import UTF_8, Form
from chainrule.data.csv_rows import find_lines, form_of
from chainrule.data.reading import Reading
from chainrule.data.rows import part_of
from chainrule.data.table import Table, checked_table

BLOCK = 1 << 23  # bytes of a piece
TAIL = 1 << 16  # bytes that the last piece has at least, so that what stands below a table is in one with rows of it
LONGEST = 16  # pieces that one may grow to, until a line ends outside of quotes
CUT = {UTF_8, "utf-8", "cp1252", "latin-1"}  # in which the byte of a line feed is a line feed


def csv_blocks(content: Content, reading: Reading, unused: Collection[str] = ()) -> Iterator[Table]:
    """The tables that a CSV file is made of, in its order; one, where it is small."""
    form = _cuttable(content, reading)
    done = 0
    if form is not None:
        try:
            for table in _cut(content, form, reading, unused):
                yield table
                done += table.row_count
        except Unclear:
            pass
        else:
            return
    table = read_csv(content, reading, unused)  # which says what is wrong, if something is
    if done < table.row_count:
        yield part_of(table, done, table.row_count)


class Unclear(Exception):  # noqa: N818 - nobody sees it
    """A piece that cannot be read by itself."""


def _cuttable(content: Content, reading: Reading) -> Form | None:
    """The form of a file that can be cut and is worth it; None where it has to be read as a whole."""
    if content.size <= BLOCK and not content.is_packed:
        return None
    for encoding in encodings(content, reading):
        if encoding not in CUT:
            return None
        try:
            _decode(content, encoding)
            form = form_of(content, reading, encoding)
        except UnicodeDecodeError:
            continue
        return None if form.delimiter == " " else form
    return None


def _decode(content: Content, encoding: str) -> None:
    """Nothing, or a UnicodeDecodeError for a file that is not in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with content.open() as file:
        while piece := file.read(BLOCK):
            decoder.decode(piece)
        decoder.decode(b"", final=True)


@dataclass(frozen=True)
class Piece:
    """Some lines of a file, and whether they are its first or last ones."""

    lines: bytes
    first: bool
    last: bool


def _cut(content: Content, form: Form, reading: Reading, unused: Collection[str]) -> Iterator[Table]:
    before = 0
    with content.open() as file:
        for piece in _pieces(file):
            here = form if piece.first else replace(form, skipped=0, header=False)
            columns = _columns(piece, here, unused)
            notes = (*told_encoding(form, reading), *form.notes) if piece.first else ()
            table = _table(content, form, columns, before, notes)
            yield replace(table, unread=tuple(name for name in form.names if name in unused))
            before += table.row_count


def _columns(piece: Piece, form: Form, unused: Collection[str]) -> list[Column]:
    """The columns of a piece; Unclear where that takes the exact reader, which needs all."""
    lines = piece.lines if form.encoding == UTF_8 else piece.lines.decode(form.encoding).encode()
    columns = columns_of(lines, form, unused)
    if columns is None or not columns or not len(columns[0].missing):
        raise Unclear
    return columns


def _table(content: Content, form: Form, columns: list[Column], before: int, notes: tuple[str, ...]) -> Table:
    """The table of a piece, whose rows know their lines in the file."""
    count = len(columns[0].missing)

    def lines() -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
        return find_lines(content, form)[before : before + count]

    return replace(checked_table(content.source, columns, lines, before, notes), delimiter=form.delimiter)


def _pieces(file: BinaryIO) -> Iterator[Piece]:
    """The lines of a file in pieces that end outside of quotes."""
    held, first, reads = b"", True, 0
    for more in chain(iter(lambda: file.read(BLOCK), b""), [b""]):
        held, reads = held + more, reads + 1
        end = _end(held) if more else len(held)
        if end:
            yield Piece(held[:end], first, last=not more)
            held, first, reads = held[end:], False, 0
        elif reads > LONGEST:
            raise Unclear


def _end(held: bytes) -> int:
    """Where the last line ends that ends outside of quotes and leaves a tail; 0 where there is none.

    A quote is within a cell, or doubled, or one of a pair around a cell: behind a line that is over they are even in
    number. Where a stray one breaks this, some piece has a quote that is not closed, and is unclear.
    """
    end = max(len(held) - TAIL, 0)
    odd = held.count(b'"', 0, end) % 2
    while (at := held.rfind(b"\n", 0, end)) >= 0:
        odd ^= held.count(b'"', at, end) % 2
        if not odd:
            return at + 1
        end = at
    return 0
