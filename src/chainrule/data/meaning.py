"""What the cells of a table mean where they are written otherwise: words for nothing, and numbers of other countries.

A column whose cells are all numbers with one decimal sign, and at most one currency, percent sign or unit around them,
is a column of numbers. Where its cells read alike with a point and with a comma, and differ (`7,000`), the other
columns decide, else what delimits the cells: a comma between cells is the custom of those who write a decimal point.
Where nothing decides, the column is left as it is, and is refused where it is needed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from chainrule.data.almost_numbers import NEARLY_ALL
from chainrule.data.cells import NO_NUMBER, category_of, is_missing, is_number
from chainrule.data.columns import Column, NumberColumn, Spelling, TextColumn, Texts, as_texts, typed_column
from chainrule.data.foreign_numbers import POINTED, Read, codes_in_threes, read_as
from chainrule.data.reading import DECIMALS, Reading
from chainrule.data.table import Table
from chainrule.wording import listing, quoted

ENOUGH = 20  # different numbers with a unit or in brackets, or beside other texts; fewer may be categories

SAMPLE = 1000  # texts of a column of numbers that tell the decimal sign of its table


@dataclass(frozen=True)
class NumberForm:
    """How the numbers of a column are written: the decimal sign, and what stands around them."""

    decimal: str  # "point" or "comma"
    around: str = ""

    @property
    def words(self) -> str:
        """What is said of it."""
        comma = ["a decimal comma"] if self.decimal == "comma" else []
        around = [quoted(self.around)] if self.around else []
        return " and ".join([*around, *comma]) or "a decimal point, thousands apart"


Forms = Mapping[str, NumberForm]
NONE: Forms = {}


@dataclass(frozen=True)
class Understood:
    """A table as it is meant, and the forms of the numbers that were written otherwise."""

    table: Table
    forms: Forms
    decimal: str | None = None  # the sign in numbers that can be read in two ways, where the table shows one


def understood(
    table: Table,
    reading: Reading,
    forms: Forms = NONE,
    texts: Collection[str] = (),
    like: Understood | None = None,
) -> Understood:
    """The table in usual numbers and with empty cells for nothing; `texts` stay texts, `forms` are known already.

    Of a table in parts, later ones are understood `like` the first: nothing is found in them that it did not show.
    """
    forms = forms if like is None else like.forms
    words = {category_of(word).lower() for word in reading.missing}
    columns = [_with_missing(column, words, keep=column.name in texts) for column in table.columns]
    open_ones = [column for column in columns if column.name not in texts]
    if like is None:
        decimal = reading.decimal or _decimal_of(open_ones, comma_delimited=table.delimiter == ",")
    else:
        decimal = like.decimal
    found = dict(forms)
    for place, column in enumerate(columns):
        if column.name in texts:
            continue
        form = forms.get(column.name)
        if form is None and like is not None and not isinstance(column, NumberColumn):
            continue
        columns[place], form = _as_numbers(column, form, decimal, said=reading.decimal is not None)
        if form is not None:
            found[column.name] = form
    here = {name: form for name, form in found.items() if name in table and name not in forms}
    notes = tuple(dict.fromkeys((*table.notes, *_told(here))))  # a table may be understood twice
    return Understood(replace(table, columns=tuple(columns), notes=notes), found, decimal)


def _told(forms: Forms) -> tuple[str, ...]:
    """A sentence for each form."""
    names: dict[str, list[str]] = {}
    for name, form in forms.items():
        names.setdefault(form.words, []).append(name)
    return tuple(f"numbers written with {words}: {listing(those)}" for words, those in names.items())


# ---- nothing ------------------------------------------------------------------------------------------------------


def _with_missing(column: Column, words: Collection[str], *, keep: bool) -> Column:
    """The column whose cells with these words are empty."""
    if not words:
        return column
    if column.spelling is None:
        here = np.isin(column.numbers, [float(word) for word in words if is_number(word)])
        return replace(column, missing=column.missing | here, numbers=np.where(here, 0, column.numbers))
    cells = column.spelling.cells.tolist()
    gone = [category_of(cell).lower() in words for cell in cells]
    if not any(gone):
        return column
    meant = ["" if absent else cell for cell, absent in zip(cells, gone, strict=True)]
    spelling = replace(column.spelling, meant=as_texts(meant))
    if keep:
        return TextColumn(column.name, column.missing | np.array(gone)[spelling.codes], spelling)
    return typed_column(column.name, spelling)


# ---- numbers ------------------------------------------------------------------------------------------------------


def _as_numbers(
    column: Column, known: NumberForm | None, decimal: str | None, *, said: bool
) -> tuple[Column, NumberForm | None]:
    """The column in usual numbers and their form, where it has one; else the column as it is."""
    if column.spelling is None:
        return column, None
    if isinstance(column, NumberColumn):
        decimal = known.decimal if known else decimal
        if not column.in_doubt or decimal is None:
            return column, None
        if decimal == "point":
            return replace(column, sure=said or known is not None), known
        form: NumberForm | None = known or NumberForm("comma")
    else:
        form = known or _form_of(column.spelling, (decimal,) if said else _tried(decimal))
    if form is None:
        return column, None
    return typed_column(column.name, replace(column.spelling, meant=_meant(column.spelling, form))), form


def _tried(decimal: str | None) -> tuple[str | None, ...]:
    """The decimal signs that a column may have, that of the table first; without one, only what is no question."""
    return (None,) if decimal is None else (decimal, *(sign for sign in DECIMALS if sign != decimal))


def _form_of(spelling: Spelling, signs: Collection[str | None]) -> NumberForm | None:
    """The form of these texts, with the first sign with which they are numbers; None is a sign that must not matter."""
    reads = {sign: _reads(spelling, sign) for sign in DECIMALS}
    for sign in signs:
        if sign is not None and reads[sign]:
            return _one_form(sign, reads[sign])
        if sign is None and (one := _only(reads)):
            return _one_form(one, reads[one])
    return None


def _only(reads: Mapping[str, list[Read]]) -> str:
    """The sign with which more texts are numbers, or the first where both give the same ones; else nothing."""
    point, comma = reads["point"], reads["comma"]
    if len(point) != len(comma):
        return "point" if len(point) > len(comma) else "comma"
    return "point" if point and [one.plain for one in point] == [one.plain for one in comma] else ""


def _one_form(decimal: str, reads: list[Read]) -> NumberForm | None:
    """The form that all of these have."""
    around = {read.around for read in reads}
    signs, certain = around - {""}, all(read.certain for read in reads)
    if len(signs) > 1 or (not certain and len({read.plain for read in reads}) < ENOUGH):
        return None
    if "" in around and ("%" in signs or not all(read.certain for read in reads if read.around)):
        return None  # 51% beside 0.4, or 5 kg beside 5: who knows
    return NumberForm(decimal, *signs)


def _reads(spelling: Spelling, decimal: str) -> list[Read]:
    """The texts as numbers, where nearly all are some and not all are plain; else nothing."""
    reads, others, plain = list[Read](), 0, 0
    for cell in spelling.cells.tolist():
        if is_missing(cell, NO_NUMBER):
            continue
        read = read_as(cell, decimal)
        plain += is_number(cell)
        if read is not None:
            reads.append(read)
            continue
        others += 1
        if others > len(reads) + 2:  # which ends most columns of texts at once
            return []
    if codes_in_threes(cell for cell in spelling.cells.tolist() if not is_missing(cell, NO_NUMBER)):
        return []
    few = len(reads) < ENOUGH and others
    return [] if few or plain == len(reads) or others > (1 - NEARLY_ALL) * (others + len(reads)) else reads


def _meant(spelling: Spelling, form: NumberForm) -> Texts:
    """Each text as its number is usually written; what is none, or of another form, as it is."""
    cells = spelling.cells.tolist()
    reads = [None if is_missing(cell, NO_NUMBER) else read_as(cell, form.decimal) for cell in cells]
    known = ("", form.around)
    pairs = zip(cells, reads, strict=True)
    return as_texts([read.plain if read is not None and read.around in known else cell for cell, read in pairs])


# ---- the decimal sign of a table ----------------------------------------------------------------------------------


def _decimal_of(columns: list[Column], *, comma_delimited: bool) -> str | None:
    """The decimal sign that these columns show; None where they show none, or two."""
    shown = {sign for column in columns for sign in _signs(column)}
    if len(shown) == 1:
        return shown.pop()
    return "point" if comma_delimited and not shown else None


def _signs(column: Column) -> list[str]:
    """The decimal sign that the texts of a column can be read with alone, where they have one."""
    if column.spelling is None:
        return []
    if isinstance(column, NumberColumn):
        pointed = (cell for cell in column.spelling.cells[:SAMPLE].tolist() if "." in cell)
        fractions = column.numbers.dtype.kind == "f" and any(not POINTED.fullmatch(cell.strip()) for cell in pointed)
        return ["point"] if fractions else []
    reads = {sign: _reads(column.spelling, sign) for sign in DECIMALS}
    signed = any("," in cell or "." in cell for cell in column.spelling.cells.tolist())
    return [_only(reads)] if signed and len(reads["point"]) != len(reads["comma"]) else []
