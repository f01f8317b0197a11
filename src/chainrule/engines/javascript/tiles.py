"""Small products as lines of JavaScript: what is read again and again stands in variables of its own.

Along one axis, that of the examples mostly, there is a loop; along the two others a tile of rows and columns is written
out. Each sum goes along the inner axis in order, as in `products.js`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from chainrule.engines.javascript.writing import JAVASCRIPT, layout, steps_between
from chainrule.engines.nest_text import COUNTERS
from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension

LARGEST_TILE = 8  # sums that are kept in variables
LARGEST_HELD = 16  # factors that are
LARGEST = 64  # multiply-adds for each example: more are a call
MATRIX = 2  # axes

At = tuple[int, str]  # so many places beyond a counter, which may be none


@dataclass(frozen=True)
class Matrix:
    """A matrix in flat memory: its name, and how far rows, and entries of a row, are apart."""

    name: str
    row: str
    step: str

    @property
    def turned(self) -> "Matrix":
        """Rows and columns exchanged."""
        return Matrix(self.name, self.step, self.row)

    def entry(self, row: At, column: At) -> str:
        """An entry, as source."""
        constant, parts = 0, []
        for (number, counter), step in ((row, self.row), (column, self.step)):
            parts += [counter if step == "1" else f"{counter} * {step}"] * bool(counter)
            if step.isdigit():
                constant += number * int(step)
            else:
                parts += [step if number == 1 else f"{number} * {step}"] * bool(number)
        return f"{self.name}[{' + '.join([*parts, str(constant)] if constant or not parts else parts)}]"


@dataclass(frozen=True)
class Product:
    """Two matrices and where their product goes, with names for what is kept: factors, sums and counters."""

    sizes: tuple[Dimension, Dimension, Dimension]  # rows, inner size, columns
    a: Matrix
    b: Matrix
    out: Matrix
    letters: Sequence[str]
    counters: Sequence[str]

    @property
    def turned(self) -> "Product":
        """The same numbers as the product of the turned matrices."""
        return Product(self.sizes[::-1], self.b.turned, self.a.turned, self.out.turned, self.letters, self.counters)


def tile_lines(node: Node, operands: Sequence[str], out: str) -> list[str]:
    """The lines of a product of two matrices; none where it is too large, or no product of two."""
    a, b = node.operands
    if a.rank != MATRIX or b.rank != MATRIX:
        return []
    left, right = (Matrix(name, *layout(one)[1]) for name, one in zip(operands, (a, b), strict=True))
    letters = [one for one in "pqcuwxyz" if not any(re.fullmatch(rf"{one}\d+", name) for name in (*operands, out))]
    counters = [one for one in COUNTERS if one not in (*operands, out)]
    sizes = (a.shape[0], a.shape[1], b.shape[1])
    product = Product(sizes, left, right, Matrix(out, *steps_between(node.shape)), letters, counters)
    return _written(product if isinstance(a.shape[0], int) else product.turned)


def _written(product: Product) -> list[str]:
    rows, inner, columns = product.sizes
    if not isinstance(rows, int) or prod(size for size in product.sizes if isinstance(size, int)) > LARGEST:
        return []
    if isinstance(inner, int):
        return _held(product, rows, inner, columns) if inner <= LARGEST_HELD else []
    return _summed(product, rows, inner, columns) if isinstance(columns, int) else []


def _held(product: Product, rows: int, inner: int, columns: Dimension) -> list[str]:
    """Factors of some rows are held while a loop goes along the columns."""
    together = _divisor(rows, LARGEST_HELD // inner)
    (a, b, *_), (i, j, *_) = product.letters, product.counters
    outer, column = i if together < rows else "", j if columns != 1 else ""
    left = {(p, k): f"{a}{p * inner + k}" for p in range(together) for k in range(inner)}
    right = {k: f"{b}{k}" for k in range(inner)}
    sums = {p: " + ".join(f"{left[p, k]} * {right[k]}" for k in range(inner)) for p in range(together)}
    loop = [
        *(_let(name, product.b.entry((k, ""), (0, column))) for k, name in right.items()),
        *(_set(product.out.entry((p, outer), (0, column)), text) for p, text in sums.items()),
    ]
    lines = [
        *(_let(name, product.a.entry((p, outer), (k, ""))) for (p, k), name in left.items()),
        *_loop(j, columns, 1, loop),
    ]
    return _loop(i, rows, together, lines)


def _summed(product: Product, rows: int, inner: Dimension, columns: int) -> list[str]:
    """A tile of sums grows while a loop goes along the inner axis."""
    high, wide = max(_tiles(rows, columns), key=lambda tile: (tile[0] * tile[1], -tile[0] - tile[1]))
    (a, b, c, *_), (i, j, k, *_) = product.letters, product.counters
    row, column, place = i if high < rows else "", j if wide < columns else "", k if inner != 1 else ""
    sums = {(p, q): f"{c}{p * wide + q}" for p in range(high) for q in range(wide)}
    loop = [
        *(_let(f"{a}{p}", product.a.entry((p, row), (0, place))) for p in range(high)),
        *(_let(f"{b}{q}", product.b.entry((0, place), (q, column))) for q in range(wide)),
        *(f"{name} += {a}{p} * {b}{q};" for (p, q), name in sums.items()),
    ]
    lines = [
        f"let {', '.join(f'{name} = 0' for name in sums.values())};",
        *_loop(k, inner, 1, loop),
        *(_set(product.out.entry((p, row), (q, column)), name) for (p, q), name in sums.items()),
    ]
    return _loop(i, rows, high, _loop(j, columns, wide, lines, always=False))


def _tiles(rows: int, columns: int) -> list[tuple[int, int]]:
    """How many rows and columns a tile may have."""
    return [
        (high, wide)
        for high in range(1, LARGEST_TILE + 1)
        for wide in range(1, LARGEST_TILE // high + 1)
        if rows % high == columns % wide == 0
    ]


def _divisor(size: int, largest: int) -> int:
    """The largest number that divides a size, and is at most as large as that."""
    return next(one for one in range(max(largest, 1), 0, -1) if size % one == 0)


def _let(name: str, value: str) -> str:
    return JAVASCRIPT.let.format(name=name, value=value)


def _set(name: str, value: str) -> str:
    return JAVASCRIPT.assign.format(name=name, value=value)


def _loop(counter: str, length: Dimension, step: int, lines: Sequence[str], *, always: bool = True) -> list[str]:
    """Lines for each place along an axis, or for some at a time; a block, or nothing, around those for all at once."""
    if (length == step and step > 1) or length == 1:
        return JAVASCRIPT.block("{", lines) if always else list(lines)
    if step == 1:
        return JAVASCRIPT.block(JAVASCRIPT.loop.format(counter=counter, length=length), lines)
    return JAVASCRIPT.block(JAVASCRIPT.leaps.format(counter=counter, first=0, end=length, step=step), lines)
