"""What is said where a model is worth no more than a guess that looks at no column: the mean, or the largest class."""

from chainrule.data import Encoding
from chainrule.readers.notation.numbers import format_number, format_percent
from chainrule.tables.measures import Measures
from chainrule.wording import quoted

UNDERFIT = "the training rows are not learned either: try more epochs, a higher learning rate, or more hidden units"
OVERFIT = "the training rows are learned, others are not: try more rows, dropout, or fewer hidden units"


def shortfall(encoding: Encoding, training: Measures, measured: Measures, called: str) -> str:
    """A sentence on a result that is no better than the mean, or the largest class, and what to try; "" otherwise.

    The result is what was `measured` on rows that are `called` so; whether the training rows were learned says what to
    try.
    """
    compared = _compared(encoding, measured, called)
    if not compared:
        return ""
    return f"{compared}; {UNDERFIT if _compared(encoding, training, called) else OVERFIT}"


def _compared(encoding: Encoding, measures: Measures, called: str) -> str:
    """How a model compares with a guess that looks at no column, where it is no better."""
    counts = measures.confusion
    if encoding.classes is None or counts is None:
        r2 = measures.metrics.get("r2", 1.0)  # NaN, where all targets are equal, compares with nothing
        return f"R² is {format_number(r2)} on the {called}, no better than always the mean" if r2 <= 0 else ""
    rows = counts.sum(axis=1)
    largest, right = int(rows.argmax()), counts.trace()
    if right > rows[largest] or rows[largest] == rows.sum():
        return ""
    than = "no better" if right == rows[largest] else "worse"
    accuracy, share = (format_percent(float(one / rows.sum())) for one in (right, rows[largest]))
    return f"{accuracy} of the {called} are right, {than} than always {quoted(encoding.classes[largest])} ({share})"
