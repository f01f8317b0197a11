"""A trace as text: symbols = numbers = result, matrices in brackets, and below each step its sentence."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

import numpy as np

from chainrule.graph.node import Array
from chainrule.graph.scopes import headings
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.trace.step import GIVEN, Step
from chainrule.readers.typeset.text import to_text, write_name
from chainrule.readers.typeset.text_blocks import Block, beside, columns, to_block

MOST_ENTRIES = 36  # of an array that is written out
MOST_ROWS = 10  # of an array that is written out
MOST_ROWS_BETWEEN = 6  # of the numbers between a formula and its result
ROOM = 16  # columns that a number, a name and an equals sign take before a result
MARGIN = 5  # columns left of a step, for its number


def print_steps(steps: Sequence[Step], width: int) -> str:
    """The steps under the headings of their phases, numbered."""
    lines: list[str] = []
    numbered = 0
    for phase in dict.fromkeys(step.phase for step in steps):
        own = [step for step in steps if step.phase == phase]
        lines += ["", phase] if lines else [phase]
        if phase == GIVEN:
            lines += _print_given(own, width)
            continue
        for step, heading in zip(own, headings(step.where for step in own), strict=True):
            lines += ["", f"     {heading}"] if heading else []
            numbered += 1
            block = list(_print_step(step, numbered, width))
            is_tall = len(block) - len(_print_sentence(step, width)) > 1
            lines += [
                *([""] if is_tall and lines[-1] != phase and not heading else []),
                *block,
                *([""] if is_tall else []),
            ]
    return "\n".join(line.rstrip() for line in _without_double_gaps(lines)).rstrip()


def _without_double_gaps(lines: Sequence[str]) -> Iterator[str]:
    for before, line in zip(["", *lines], lines, strict=False):
        if line or before:
            yield line


def _print_given(steps: Sequence[Step], width: int) -> Iterator[str]:
    """Numbers side by side, as many as fit; arrays as blocks."""
    blocks = [beside(_word(f"{write_name(step.name)} = "), _result(step.result, width)) for step in steps]
    row: Block | None = None
    for block in blocks:
        wider = block if row is None else beside(row, _word("   "), block)
        if row is not None and wider.width > width - MARGIN:
            yield from _indented(row)
            wider = block
        row = wider
    if row is not None:
        yield from _indented(row)


def _print_step(step: Step, number: int, width: int) -> Iterator[str]:
    blocks = _equation(step, width - MARGIN)
    first = beside(_word(f"{number:>{MARGIN - 2}}  "), blocks[0])
    yield from first.lines
    for block in blocks[1:]:
        yield from _indented(block)
    yield from _print_sentence(step, width)


def _print_sentence(step: Step, width: int) -> list[str]:
    return [" " * (MARGIN + 2) + line for line in wrap(step.sentence, width - MARGIN - 2)]


def _equation(step: Step, width: int) -> list[Block]:
    """Name, formula, numbers and result: on one line if they fit, else each on a line of its own."""
    sign = " ← " if step.rule == "gradient descent" else " = "
    name = write_name(step.name)
    formula = to_block(step.formula)
    sides = [side for side in (_numbers(step, width), _result(step.result, width)) if side is not None]
    kept = [side for side, before in zip(sides, [formula, *sides], strict=False) if side != before]
    whole = beside(_word(name + sign), formula, *(part for side in kept for part in (_word(" = "), side)))
    if whole.width <= width:
        return [whole]
    indent = " " * (columns(name) + len(sign) - 3)
    first = beside(_word(name + sign), formula)
    if len(kept) == 2 and beside(_word(indent + " = "), kept[0], _word(" = "), kept[1]).width <= width:
        return [first, beside(_word(indent + " = "), kept[0], _word(" = "), kept[1])]
    return [first, *(beside(_word(indent + " = "), side) for side in kept)]


def _numbers(step: Step, width: int) -> Block | None:
    if step.numbers is None:
        return None
    block = to_block(step.numbers)
    return block if block.width <= width - 8 and len(block.lines) <= MOST_ROWS_BETWEEN else None


def _result(array: Array, width: int) -> Block:
    rows = array.shape[0] if array.ndim == 2 else 1
    if 0 < array.size <= MOST_ENTRIES and rows <= MOST_ROWS and array.ndim <= 2:
        block = to_block(write_constant(array))
        if block.width <= width - ROOM:
            return block
    return _word(summary(array))


def summary(array: Array) -> str:
    """What is said of an array that is too large to be shown.

    >>> import numpy as np
    >>> summary(np.arange(100.0).reshape(50, 2))
    '50 × 2 numbers from 0 to 99'
    """
    size = " × ".join(map(str, array.shape))
    if not array.size:
        return f"{size} numbers: none"
    ends = to_text(write_constant(np.array(array.min()))), to_text(write_constant(np.array(array.max())))
    return f"{size} numbers from {ends[0]} to {ends[1]}"


def _word(text: str) -> Block:
    return Block((text,))


def _indented(block: Block) -> Iterator[str]:
    return (" " * MARGIN + line for line in block.lines)
