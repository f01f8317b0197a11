"""What is said where a model is worth no more than a guess that looks at no column: the mean, or the largest class."""

from collections.abc import Mapping

from chainrule.data import Encoding
from chainrule.readers.notation.numbers import format_number, format_percent
from chainrule.tables.measures import Measures
from chainrule.wording import quoted

UNDERFIT = "the training rows are not learned either: try more epochs, a higher learning rate, or more hidden units"
OVERFIT = "the training rows are learned, others are not: try more rows, dropout, or fewer hidden units"


def shortfall(encoding: Encoding, measures: Mapping[str, Measures]) -> str:
    """A sentence on a result that is no better than the mean, or the largest class, and what to try; "" otherwise.

    It is about the test rows, or the training rows where none were held out.
    """
    part = "test" if measures["test"].rows else "training"
    compared = _compared(encoding, measures[part], part)
    if not compared:
        return ""
    return f"{compared}; {UNDERFIT if _compared(encoding, measures['training'], part) else OVERFIT}"


def _compared(encoding: Encoding, measures: Measures, part: str) -> str:
    """How a model compares with a guess that looks at no column, where it is no better."""
    metrics, counts = measures.metrics, measures.confusion
    if encoding.classes is None or counts is None:
        r2 = metrics.get("r2", 1.0)  # NaN, where all targets are equal, compares with nothing
        return f"R² is {format_number(r2)} on the {part} rows, no better than always the mean" if r2 <= 0 else ""
    rows = counts.sum(axis=1)
    largest, accuracy = int(rows.argmax()), metrics["accuracy"]
    share = float(rows[largest] / rows.sum())
    if accuracy > share or share == 1:
        return ""
    than = "no better" if accuracy == share else "worse"
    always = f"always {quoted(encoding.classes[largest])} ({format_percent(share)})"
    return f"{format_percent(accuracy)} of the {part} rows are right, {than} than {always}"
