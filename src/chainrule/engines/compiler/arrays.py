"""Arrays while code is written: windows on memory, entries, and what fills a whole one."""

from collections.abc import Callable, Sequence

from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.kinds import UnsupportedError
from chainrule.engines.compiler.values import ONE, Known, Number, Single, View

ZERO = Known(0, "i64")


def product(body: Body, numbers: Sequence[Single]) -> Single:
    """All of them multiplied."""
    total: Single = ONE
    for number in numbers:
        total = number if total == ONE else body.binary("*", total, number)
    return total


def contiguous(body: Body, kind: str, pointer: str, shape: Sequence[Single], order: str = "C") -> View:
    """An array without gaps, in C or in F order."""
    strides: list[Single] = [ONE]
    for length in list(reversed(shape))[:-1] if order == "C" else list(shape)[:-1]:
        strides.append(length if strides[-1] == ONE else body.binary("*", strides[-1], length))
    strides = strides[: len(shape)]
    return View(kind, pointer, tuple(shape), tuple(reversed(strides) if order == "C" else strides), order)


def cut(body: Body, memory: View, start: Single, shape: Sequence[Single]) -> View:
    """A window on flat memory."""
    return contiguous(body, memory.kind, body.entry(memory.kind, memory.pointer, start), shape)


def place_of(body: Body, array: View, indices: Sequence[Single]) -> str:
    """Where an entry is."""
    total: Single = ZERO
    for index, stride in zip(indices, array.strides, strict=True):
        if index == ZERO:
            continue
        step = index if stride == ONE else body.binary("*", index, stride)
        total = step if total == ZERO else body.binary("+", total, step)
    return body.entry(array.kind, array.pointer, total)


def turned(array: View, axes: Sequence[int]) -> View:
    """The same entries with their axes in another order."""
    if list(axes) == list(range(array.rank)):
        return array
    is_reversed = list(axes) == list(reversed(range(array.rank)))
    order = {"C": "F", "F": "C"}.get(array.order, "A") if is_reversed else "A"
    shape, strides = (tuple(one[axis] for axis in axes) for one in (array.shape, array.strides))
    return View(array.kind, array.pointer, shape, strides, order)


def reshaped(body: Body, array: View, shape: Sequence[Single]) -> View:
    """The same entries in another shape, of which one length may be −1."""
    if array.order != "C" and array.rank > 1:
        raise UnsupportedError("a reshaped array that has gaps")
    open_at = [axis for axis, length in enumerate(shape) if isinstance(length, Known) and length.value == -1]
    if open_at:
        others = product(body, [length for axis, length in enumerate(shape) if axis not in open_at])
        whole = product(body, array.shape)
        shape = [body.binary("//", whole, others) if axis in open_at else length for axis, length in enumerate(shape)]
    return contiguous(body, array.kind, array.pointer, shape)


Part = Single | tuple[Single | None, Single | None]  # of an index: one place, or from here to there


def part_of(body: Body, array: View, parts: Sequence[Part]) -> View:
    """A window: along some axes one place, along others from a first to a last one."""
    begins = [ZERO if part[0] is None else part[0] if isinstance(part, tuple) else part for part in map(_pair, parts)]
    firsts: list[Single] = [first or ZERO for first in begins]
    pointer = place_of(body, array, [*firsts, *[ZERO] * (array.rank - len(parts))])
    shape: list[Single] = []
    strides: list[Single] = []
    whole = True
    for axis in range(array.rank):
        part = parts[axis] if axis < len(parts) else (None, None)
        if not isinstance(part, tuple):
            whole = whole and not shape  # places along the first axes leave no gaps
            continue
        first, last = part
        if (first, last) != (None, None):
            whole = whole and not shape
        last = array.shape[axis] if last is None else last
        shape.append(last if first in (None, ZERO) else body.binary("-", last, first or ZERO))
        strides.append(array.strides[axis])
    order = "C" if array.order == "C" and whole else "A"
    return View(array.kind, pointer, tuple(shape), tuple(strides), order)


def _pair(part: Part) -> tuple[Single | None, Single | None]:
    return part if isinstance(part, tuple) else (part, None)


def loop(body: Body, length: Single, inside: Callable[[Single], None]) -> None:
    """What is done for each number from 0 to a length."""
    room, end = body.room("i64"), body.operand(length, "i64")
    head, start, after = (body.fresh("L") for _ in range(3))
    body.do(f"store i64 0, ptr {room}")
    body.jump(head)
    body.label(head)
    counter = body.new(f"load i64, ptr {room}")
    body.branch(body.new(f"icmp slt i64 {counter}, {end}"), start, after)
    body.label(start)
    inside(Number("i64", counter))
    body.do(f"store i64 {body.new(f'add nsw i64 {counter}, 1')}, ptr {room}")
    body.jump(head)
    body.label(after)


def fill(body: Body, target: View, value: Single | View) -> None:
    """Write a number, or an array whose axes of length 1 are stretched, over all of an array."""
    places: list[Single] = []
    if isinstance(value, View):
        missing = target.rank - value.rank
        strides = [_stretched(body, length, stride) for length, stride in zip(value.shape, value.strides, strict=True)]

    def deeper(at: Single | None = None) -> None:
        """Loops along the axes that are left, and at their end the one entry."""
        if at is not None:
            places.append(at)
        if len(places) < target.rank:
            loop(body, target.shape[len(places)], deeper)
        else:
            number = value
            if isinstance(number, View):
                shifted = View(number.kind, number.pointer, number.shape, tuple(strides), "A")
                number = body.read(number.kind, place_of(body, shifted, places[missing:]))
            body.write(target.kind, number, place_of(body, target, places))
        if at is not None:
            places.pop()

    deeper()


def _stretched(body: Body, length: Single, stride: Single) -> Single:
    """How far apart neighbours are read along an axis that may have one entry for all."""
    return body.choice(body.compare("==", length, ONE), ZERO, stride)
