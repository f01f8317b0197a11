"""Advice: what a person may have meant otherwise, and the setting that says so; never a reason not to learn."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chainrule.data import Encoding, Table, Target
from chainrule.data.codings import NumberCoding
from chainrule.data.columns import NumberColumn, Rows
from chainrule.data.identifiers import counts_rows
from chainrule.tables.table_settings import TableSettings
from chainrule.wording import counted, quoted

LARGEST = 0.9  # the share of the largest class from which on the others are few


@dataclass(frozen=True)
class Advice:
    """A sentence with a {} where it names a setting, an argument and its value."""

    sentence: str
    argument: str
    value: object

    def told(self, spelled: Callable[[str, object], str]) -> str:
        """The sentence, the setting spelled as an interface has it.

        >>> Advice("'kind' holds 3 numbers; {} if they are classes", "task", "classes").told("{}={!r}".format)
        "'kind' holds 3 numbers; task='classes' if they are classes"
        """
        before, _, behind = self.sentence.partition("{}")
        return f"{before}{spelled(self.argument, self.value)}{behind}"


def advice_on(table: Table, target: Target, encoding: Encoding, rows: Rows, settings: TableSettings) -> list[Advice]:
    """What is worth a second look before these rows are learned from."""
    advice = []
    if target.hint and settings.board is None:
        advice.append(Advice(f"{target.hint}; {{}} if they are classes", "task", "classes"))
    if target.classes is not None and settings.class_weight is None:
        advice += _on_classes(target, target.classes, rows)
    for coding in encoding.used:
        column = table.column(coding.column)
        if isinstance(coding, NumberCoding) and isinstance(column, NumberColumn) and counts_rows(column):
            if column.name in settings.keep or len(encoding.used) == 1:
                continue
            told = f"{quoted(column.name)} counts the rows, and is used as a number; {{}} if it says nothing of them"
            advice.append(Advice(told, "ignore", column.name))
    return advice


def _on_classes(target: Target, classes: tuple[str, ...], rows: Rows) -> list[Advice]:
    """That one class has nearly all rows, where it has."""
    counts = np.bincount(target.values[rows].astype(np.int64), minlength=len(classes))
    first, last = int(np.argmax(counts)), int(np.argmin(counts))
    if counts[first] < LARGEST * counts.sum():
        return []
    share = counts[first] / counts.sum()
    told = (
        f"{quoted(classes[first])} alone is right in {share:.1%} of the rows, and {quoted(classes[last])} has "
        f"{counted(int(counts[last]), 'row')}; {{}} lets every class count the same"
    )
    return [Advice(told, "class_weight", "balanced")]
