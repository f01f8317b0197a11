"""Formulas as blocks of text, with matrices in tall brackets: what a terminal can do of a blackboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining

from chainrule.readers.notation.formula import (
    ATOM,
    HADAMARD,
    POWER,
    PRODUCT,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Indexed,
    Infix,
    Matrix,
    Minus,
    Places,
    Power,
    Root,
    Sum,
)
from chainrule.readers.notation.parentheses import needs_dot, needs_parentheses, reaches_on
from chainrule.readers.typeset.text import to_text, write_below, write_exponent

# the two sides of a bracket, each as it is on one line, at the top, between, and at the bottom
SQUARE = ("[⎡⎢⎣", "]⎤⎥⎦")
ROUND = ("(⎛⎜⎝", ")⎞⎟⎠")


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
    return len(text) if text.isascii() else [*map(combining, text)].count(0)


def to_block(formula: Formula) -> Block:
    """The formula as a block; one line where it holds no tall matrix.

    >>> from chainrule.readers.notation.formula import Symbol
    >>> print(to_block(Matrix(((Symbol("a"),), (Symbol("b"),)))).lines)
    ('⎡a⎤', '⎣b⎦')
    """
    match formula:
        case Matrix(rows=rows):
            return _matrix([[to_text(entry) for entry in row] for row in rows])
        case Infix():
            return _infix(formula)
        case Minus(operand=operand):
            return beside(_word("−"), _inside(operand, HADAMARD))
        case Fraction(top=top, bottom=bottom):
            over = _inside(top, ATOM if reaches_on(top) else PRODUCT)
            return beside(over, _word("/"), _inside(bottom, PRODUCT + 1))
        case Power(base=base) if _holds_matrix(base):
            above = write_exponent(formula.exponent, entrywise=formula.entrywise)
            block = _inside(base, POWER + 1)
            return beside(block, Block((above, *[" " * columns(above)] * (len(block.lines) - 1))))
        case Call(function=function, arguments=arguments, below=below) if _holds_matrix(formula):
            return beside(_word(function + write_below(below)), _fenced(_joined(", ", arguments), ROUND))
        case Indexed(base=base, places=places) if _holds_matrix(formula):
            return beside(_inside(base, ATOM), _fenced(_joined(", ", places), SQUARE))
        case Fence(left=left, operand=operand, right=right) if _holds_matrix(operand):
            return _fenced(to_block(operand), (left * 4, right * 4))
        case Places(base=base, places=places) if _holds_matrix(base):
            return beside(_inside(base, ATOM), _word(f"[{', '.join(places)}]"))
        case Root(operand=operand):
            return beside(_word("√"), _fenced(to_block(operand), ROUND))
        case Sum(operand=operand, below=below):
            summed = _inside(operand, PRODUCT + 1 if isinstance(operand, Fraction) else PRODUCT)
            return beside(_word(f"Σ{write_below(below)} "), summed)
        case Cases(condition=condition, then=then, otherwise=otherwise) if _holds_matrix(formula):
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


def _holds_matrix(formula: Formula) -> bool:
    """Whether it holds a matrix, which takes more room than its text."""
    match formula:
        case Matrix(rows=rows):
            return len(rows) > 1 or len(rows[0]) > 1
        case Infix(operands=parts) | Call(arguments=parts):
            return any(map(_holds_matrix, parts))
        case Fraction(top=a, bottom=b) | Power(base=a, exponent=b):
            return _holds_matrix(a) or _holds_matrix(b)
        case Indexed(base=base, places=places):
            return any(map(_holds_matrix, (base, *places)))
        case Cases(condition=a, then=b, otherwise=c):
            return any(map(_holds_matrix, (a, b, c)))
        case Minus(operand=a) | Fence(operand=a) | Root(operand=a) | Sum(operand=a):
            return _holds_matrix(a)
        case Places(base=a):
            return _holds_matrix(a)
    return False


def _matrix(rows: Sequence[Sequence[str]]) -> Block:
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    padded = [
        [" " * (width - columns(entry)) + entry for entry, width in zip(row, widths, strict=True)] for row in rows
    ]
    return _fenced(Block(tuple("  ".join(row) for row in padded)), SQUARE)


def _infix(formula: Infix) -> Block:
    if not _holds_matrix(formula):
        return _word(to_text(formula))
    blocks = []
    for i, operand in enumerate(formula.operands):
        fraction = isinstance(operand, Fraction) and formula.strength >= PRODUCT
        bracket = fraction or needs_parentheses(operand, formula, i)
        dot = i and not formula.sign and needs_dot(formula.operands[i - 1], operand, bracket=bracket, stacked=False)
        sign = "·" if dot else formula.sign + write_below(formula.below)
        blocks += [_word(f" {sign} " if sign else " ")] if i else []
        blocks.append(_fenced(to_block(operand), ROUND) if bracket else to_block(operand))
    return beside(*blocks)


def _inside(operand: Formula, strength: int) -> Block:
    block = to_block(operand)
    return _fenced(block, ROUND) if operand.strength < strength else block


def _joined(separator: str, formulas: Sequence[Formula]) -> Block:
    blocks = [block for formula in formulas for block in (_word(separator), to_block(formula))]
    return beside(*blocks[1:])


def _fenced(block: Block, fence: tuple[str, str]) -> Block:
    """A block between two brackets as tall as it is."""
    last = len(block.lines) - 1
    left, right = (Block(tuple(_side(sides, i, last) for i in range(last + 1))) for sides in fence)
    return beside(left, block, right)


def _side(sides: str, line: int, last: int) -> str:
    if last == 0:
        return sides[0]
    return sides[1] if line == 0 else sides[3] if line == last else sides[2]
