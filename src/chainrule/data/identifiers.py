"""Columns that name a row and say nothing of it: its number, or an identifier of its own."""

import re

import numpy as np

from chainrule.data.columns import NumberColumn
from chainrule.wording import counted

ENOUGH = 10  # rows, from which on counting is no chance
DISTINCT = 0.9  # the share of different whole numbers from which on they are identifiers
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|#")
NAMES = {"id", "ids", "index", "idx", "no", "nr", "row", "rowid", "rownum", "key", "uuid", "guid", "number", "num"}
NAMES |= {"serial", "sno", "#", "unnamed", "rownames", "identifier"}
CODES = {"zip", "zipcode", "zipcodes", "postcode", "postal", "postalcode", "plz", "fips", "iso"}


def is_code(name: str) -> bool:
    """Whether numbers of this name are no quantities, as those of places are."""
    return any(word.lower() in CODES for word in WORD.findall(name))


def counts_rows(column: NumberColumn) -> bool:
    """Whether its numbers are those of the rows, one more in each."""
    if len(column.numbers) < ENOUGH or column.missing.any():
        return False
    return bool((np.diff(column.numbers.astype(np.float64)) == 1).all())


def identity(column: NumberColumn) -> str:
    """Why a column says nothing of its rows: it numbers them, or is an identifier, by its name too; else nothing."""
    if not _is_named_so(column.name):
        return ""
    numbers = column.numbers[~column.missing]
    if counts_rows(column):
        return f"it numbers the rows, {numbers[0]:.0f} to {numbers[-1]:.0f}"
    different = len(np.unique(numbers))
    whole = bool((numbers == np.floor(numbers)).all())
    if whole and different >= max(DISTINCT * len(numbers), ENOUGH):
        return f"an identifier, {different:,} different numbers in {counted(len(numbers), 'row')}"
    return ""


def _is_named_so(name: str) -> bool:
    """Whether a name is one of numbers of rows: Id, customer_id, rowNumber, or none at all (column 1)."""
    words = [word.lower() for word in WORD.findall(name)]
    return re.fullmatch(r"column \d+", name) is not None or any(word in NAMES for word in (*words[:1], *words[-1:]))
