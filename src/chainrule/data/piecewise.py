"""An encoding whose numbers are told in pieces too, with edges where the training rows have their values."""

from dataclasses import replace

from chainrule.data.codings import Coding, NumberCoding, numbers_of
from chainrule.data.columns import Rows
from chainrule.data.encoding import Encoding
from chainrule.data.pieces import edges_of, usual_pieces
from chainrule.data.table import Table


def in_pieces(encoding: Encoding, table: Table, rows: Rows, pieces: int | None) -> Encoding:
    """The encoding with each number in up to so many pieces; None takes what suits these training rows."""
    numbers = [coding for coding in encoding.used if isinstance(coding, NumberCoding) and coding.sd > 0]
    most = usual_pieces(len(rows), len(numbers)) if pieces is None else pieces
    if not most:
        return encoding
    told = {coding.column: _told(coding, table, rows, most) for coding in numbers}
    codings: tuple[Coding, ...] = tuple(told.get(coding.column, coding) for coding in encoding.codings)
    return replace(encoding, codings=codings)


def _told(coding: NumberCoding, table: Table, rows: Rows, pieces: int) -> NumberCoding:
    values, missing = numbers_of(table, table.column(coding.column))
    return replace(coding, edges=edges_of(values[rows][~missing[rows]], pieces))
