"""Formulas as blocks of text, with matrices in tall brackets: what a terminal can do of a blackboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining

from chainrule.readers.formula import (
    PRODUCT,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Infix,
    Matrix,
    Minus,
    Power,
    Root,
    Sum,
    Symbol,
    needs_parentheses,
)
from chainrule.readers.typeset.text import to_text

Sides = tuple[str, str, str, str]  # of a bracket: on one line, at the top, between, at the bottom
SQUARE: tuple[Sides, Sides] = ("[⎡⎢⎣", "]⎤⎥⎦")  # type: ignore[assignment]
ROUND: tuple[Sides, Sides] = ("(⎛⎜⎝", ")⎞⎟⎠")  # type: ignore[assignment]


@dataclass(frozen=True)
class Block:
    """Lines of one width; the text around goes on at the `middle` one."""

    lines: tuple[str, ...]

    @property
    def middle(self) -> int:
        """The line that stands level with the text around."""
        return len(self.lines) // 2

    @property
    def width(self) -> int:
        """Columns of a terminal."""
        return max(map(columns, self.lines))


def columns(text: str) -> int:
    """The columns that a text takes: hats and arrows above letters take none.

    >>> columns("ŷ − y")
    5
    """
    return sum(not combining(letter) for letter in text)


def to_block(formula: Formula) -> Block:
    """The formula as a block; one line where it holds no matrix of several rows.

    >>> print(to_block(Matrix(((Symbol("a"),), (Symbol("b"),)))).lines)
    ('⎡a⎤', '⎣b⎦')
    """
    match formula:
        case Matrix(rows=rows):
            return _matrix([[to_text(entry) for entry in row] for row in rows])
        case Infix():
            return _infix(formula)
        case Minus(operand=operand):
            return beside(_word("−"), _inside(operand, PRODUCT))
        case Fraction(top=top, bottom=bottom):
            return beside(_inside(top, PRODUCT), _word("/"), _inside(bottom, PRODUCT + 1))
        case Power(base=base) if _is_tall(base):
            above = to_text(Power(Symbol("x"), formula.exponent)).removeprefix("x")
            block = _inside(base, formula.strength + 1)
            return beside(block, Block((above, *[" " * columns(above)] * (len(block.lines) - 1))))
        case Call(function=function, arguments=arguments, below=below) if _is_tall(formula):
            return beside(_word(function), _fenced(_joined(", ", arguments), ROUND), _word(f" [{below}]" if below else ""))
        case Fence(left=left, operand=operand, right=right) if _is_tall(operand):
            return _fenced(to_block(operand), ((left,) * 4, (right,) * 4))
        case Root(operand=operand):
            return beside(_word("√"), _fenced(to_block(operand), ROUND))
        case Sum(operand=operand, below=below):
            return beside(_word(f"Σ{f'[{below}]' if below else ''} "), _inside(operand, PRODUCT))
        case Cases(condition=condition, then=then, otherwise=otherwise) if _is_tall(formula):
            parts = [to_block(then), _word(" if "), to_block(condition), _word(" else "), to_block(otherwise)]
            return _fenced(beside(*parts), ROUND)
    return _word(to_text(formula))


def beside(*blocks: Block) -> Block:
    """Blocks one after the other, level at their middles."""
    above = max(block.middle for block in blocks)
    below = max(len(block.lines) - block.middle for block in blocks)
    lines = [""] * (above + below)
    for block in blocks:
        first, width = above - block.middle, block.width
        for i in range(len(lines)):
            inside = first <= i < first + len(block.lines)
            text = block.lines[i - first] if inside else ""
            lines[i] += text + " " * (width - columns(text))
    return Block(tuple(lines))


def _word(text: str) -> Block:
    return Block((text,))


def _is_tall(formula: Formula) -> bool:
    """Whether it holds a matrix of several rows."""
    match formula:
        case Matrix(rows=rows):
            return len(rows) > 1
        case Infix(operands=parts) | Call(arguments=parts):
            return any(map(_is_tall, parts))
        case Fraction(top=a, bottom=b) | Power(base=a, exponent=b):
            return _is_tall(a) or _is_tall(b)
        case Cases(condition=a, then=b, otherwise=c):
            return any(map(_is_tall, (a, b, c)))
        case Minus(operand=a) | Fence(operand=a) | Root(operand=a) | Sum(operand=a):
            return _is_tall(a)
    return False


def _matrix(rows: Sequence[Sequence[str]]) -> Block:
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    padded = [[" " * (width - columns(entry)) + entry for entry, width in zip(row, widths, strict=True)] for row in rows]
    return _fenced(Block(tuple("  ".join(row) for row in padded)), SQUARE)


def _infix(formula: Infix) -> Block:
    if not _is_tall(formula):
        return _word(to_text(formula))
    blocks = []
    for i, operand in enumerate(formula.operands):
        fraction = isinstance(operand, Fraction) and formula.strength >= PRODUCT
        block = to_block(operand)
        blocks += [_word(f" {formula.sign} " if formula.sign else " ")] if i else []
        blocks.append(_fenced(block, ROUND) if fraction or needs_parentheses(operand, formula, i) else block)
    return beside(*blocks)


def _inside(operand: Formula, strength: int) -> Block:
    block = to_block(operand)
    return _fenced(block, ROUND) if operand.strength < strength else block


def _joined(separator: str, formulas: Sequence[Formula]) -> Block:
    blocks = [block for formula in formulas for block in (_word(separator), to_block(formula))]
    return beside(*blocks[1:])


def _fenced(block: Block, fence: tuple[Sides, Sides]) -> Block:
    """A block between two brackets as tall as it is."""
    last = len(block.lines) - 1
    return beside(*(
        part if isinstance(part, Block) else Block(tuple(_side(part, i, last) for i in range(last + 1)))
        for part in (fence[0], block, fence[1])
    ))


def _side(sides: Sides, line: int, last: int) -> str:
    if last == 0:
        return sides[0]
    return sides[1] if line == 0 else sides[3] if line == last else sides[2]
