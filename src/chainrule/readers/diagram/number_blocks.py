"""Blocks: numbers at a line: one number in a row of text, a small matrix in brackets, a large one summed up."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from chainrule.graph.node import Array
from chainrule.readers.drawing.svg_text import Span, Text
from chainrule.readers.notation.numbers import format_number

Point = tuple[float, float]

ROW = 15.0
MOST_ENTRIES = 9  # of a matrix that is shown in full
COLUMN_GAP = 9.0
USUAL = "−0.0001234"  # as wide as the widest number with four digits that has no exponent


@dataclass(frozen=True)
class Block:
    """Texts, and the path of brackets, in a rectangle whose upper left corner is (0, 0)."""

    width: float = 0.0
    height: float = 0.0
    texts: tuple[Text, ...] = ()
    strokes: tuple[tuple[Point, ...], ...] = ()

    def moved(self, x: float, y: float) -> "Block":
        """The same block further right and down; the rectangle grows to hold it."""
        texts = tuple(text.moved(x, y) for text in self.texts)
        strokes = tuple(tuple((a + x, b + y) for a, b in stroke) for stroke in self.strokes)
        return Block(self.width + x, self.height + y, texts, strokes)


@dataclass(frozen=True)
class Numbers:
    """How numbers are written: under which name they can be read back, in how many digits, in which style."""

    name: str
    digits: int
    css: str
    moving: bool = False  # other numbers take its place

    def span(self, value: float, entry: str = "") -> Span:
        """One number; its attributes hold all of it."""
        written = format_number(value, self.digits).replace("-", "−")
        room = USUAL if self.moving else ""
        return Span(written, self.css, f"{self.name}{entry}", repr(float(value)), room)


def line_block(spans: Sequence[Span]) -> Block:
    """One row of text."""
    kept = tuple(span for span in spans if span.content)
    if not kept:
        return Block()
    return Block(sum(span.width for span in kept), ROW, (Text(0, ROW - 4, kept),))


def stacked(*blocks: Block) -> Block:
    """Blocks one below the other."""
    tops = accumulate((block.height for block in blocks), initial=0.0)
    placed = [block.moved(0, top) for block, top in zip(blocks, tops, strict=False)]
    return Block(
        max((block.width for block in placed), default=0.0),
        max((block.height for block in placed), default=0.0),
        tuple(text for block in placed for text in block.texts),
        tuple(stroke for block in placed for stroke in block.strokes),
    )


def number_block(array: Array, numbers: Numbers, before: Sequence[Span] = ()) -> Block:
    """An array after some words: in full up to nine entries, else its norm and its mean."""
    if array.shape == ():
        return line_block([*before, numbers.span(float(array))])
    if array.size > MOST_ENTRIES or array.size == 0 or array.ndim > 2:
        return _summary(array, numbers, before)
    return _matrix(np.atleast_2d(array), array.ndim, numbers, before)


def norm_spans(array: Array, numbers: Numbers, sign: str) -> list[Span]:
    """‖W‖ = 3.2, as spans."""
    return [Span(f"‖{sign}‖ ", numbers.css), numbers.span(_norm(array), " norm")]


def _norm(array: Array) -> float:
    """The norm, also of numbers whose squares are no numbers any more."""
    largest = float(np.abs(array).max(initial=0))
    scale = largest if 0 < largest < np.inf else 1.0
    with np.errstate(over="ignore"):  # beside an infinite number
        return scale * float(np.linalg.norm(array / scale))


def _summary(array: Array, numbers: Numbers, before: Sequence[Span]) -> Block:
    sign = before[-1].content.strip() if before else ""
    if array.size == 0:
        return line_block([*before, Span("empty", numbers.css)])
    with np.errstate(all="ignore"):  # of infinite numbers there may be no mean
        mean = numbers.span(float(np.mean(array)), " mean")
    return line_block([*norm_spans(array, numbers, sign or "·"), Span("  mean ", numbers.css), mean])


def _matrix(rows: Array, rank: int, numbers: Numbers, before: Sequence[Span]) -> Block:
    def entry(i: int, j: int) -> Span:
        return numbers.span(float(rows[i, j]), f"[{i},{j}]" if rank == 2 else f"[{j}]")

    spans = [[entry(i, j) for j in range(rows.shape[1])] for i in range(rows.shape[0])]
    widths = [max(row[j].width for row in spans) for j in range(rows.shape[1])]
    left = sum(span.width for span in before) + 6
    height = ROW * len(spans) + 2
    texts = [Text(0, height / 2 + 4, tuple(before))] if before else []
    for i, row in enumerate(spans):
        right = left
        for span, width in zip(row, widths, strict=True):
            right += width
            texts.append(Text(right, ROW * (i + 1) - 3, (span,), "end"))
            right += COLUMN_GAP
    end = left + sum(widths) + COLUMN_GAP * (len(widths) - 1) + 6
    left_bracket = ((left - 2, 1.0), (left - 6, 1.0), (left - 6, height - 1), (left - 2, height - 1))
    right_bracket = ((end - 4, 1.0), (end, 1.0), (end, height - 1), (end - 4, height - 1))
    return Block(end, height + 2, tuple(texts), (left_bracket, right_bracket))
