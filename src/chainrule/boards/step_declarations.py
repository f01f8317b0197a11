"""Declarations with steps: `data x[1..T] (n, m)` declares x[1], x[2], …; and `sizes T = 3` gives letters numbers."""

import ast
import re
from collections.abc import Iterator

from chainrule.boards.faults import Place
from chainrule.boards.literals import read_array
from chainrule.boards.statements import NESTED, with_bounds
from chainrule.boards.steps import LARGEST, Counting, step_name

STEPPED = re.compile(
    r"(?P<before>\s*)(?P<name>[^\W\d]\w*)\s*\[(?P<steps>[^\],]*)\](?P<rest>[^=]*)(?P<value>=.*)?", re.DOTALL
)
SEVERAL = re.compile(r"(\s*)([^\W\d]\w*)\[[^\]]*,")
LINES_DO = "along two a loop assigns them, such as h[l, 0] = zeros(k, m) in for l in 1..2:"
SIZES = re.compile(r"\s*(?:sizes?\s+(?=[^\W\d]\w*\s*=)|sizes(?=\s+\w|\s*$))")
SIZE_FORM = "a line of sizes gives letters their numbers: sizes T = 3, k = 4"
STEPS_FORM = "steps stand in brackets as in data x[1..3] (n, m), or h[0] for one"


def read_sizes(place: Place, counting: Counting) -> bool:
    """Whether a line gives sizes; `counting` knows them from then on."""
    begins = SIZES.match(place.text)
    if begins is None:
        return False
    for item in place.text[begins.end() :].split(","):
        letter, _, number = map(str.strip, item.partition("="))
        if letter.isidentifier() and _is_other_number(number):
            told = f"a size is a whole number, 1 or more, and {letter} = {number} is none"
            raise place.at(begins.end()).fault(f"{told}; other numbers are data: data {letter} = {number}")
        if not letter.isidentifier() or not number.isdecimal() or not 0 < int(number[:20]) <= LARGEST:
            raise place.at(begins.end()).fault(SIZE_FORM)
        if letter in counting.sizes:
            raise place.at(begins.end()).fault(f"{letter} has a number already, {counting.sizes[letter]}")
        counting.sizes[letter] = int(number)
    return True


def _is_other_number(text: str) -> bool:
    """Whether this is one number, and none that a size can be."""
    try:
        value = read_array(text)
    except ValueError:
        return False
    return value is not None and value.ndim == 0 and (float(value) < 1 or float(value) % 1 != 0)


def with_steps(item: tuple[str, Place], counting: Counting) -> Iterator[tuple[str, tuple[str, int] | None, Place]]:
    """A declaration for each of its steps, in the words of one without; the base and the step of each."""
    text, place = item
    match = STEPPED.fullmatch(text)
    if match is None and (several := SEVERAL.match(text)):
        place = place.at(place.column + several.end(1))
        raise place.fault(f"a declaration has steps along one number, {several[2]}[0]; {LINES_DO}")
    if match is None:
        yield text, None, place
        return
    steps = _read_steps(match["steps"], place.at(place.column + match.end("name")), counting)
    counting.spend(place, len(steps))
    values = _values(match["rest"], (match["value"] or "")[1:], len(steps))
    for number, value in zip(steps, values, strict=True):
        name = step_name(match["name"], (number,))
        yield f"{match['before']}{name}{match['rest']}{f'={value}' if value else ''}", (match["name"], number), place


def _read_steps(text: str, place: Place, counting: Counting) -> range:
    source = with_bounds(f"for _ in {text.strip()}: pass")
    try:
        (statement,) = ast.parse(source).body
    except (SyntaxError, ValueError):
        raise place.fault(STEPS_FORM) from None
    except (RecursionError, MemoryError):
        raise place.fault(NESTED) from None
    assert isinstance(statement, ast.For)  # noqa: S101
    if (index := counting.index(statement.iter)) and len(index) == 1:
        steps = range(index[0], index[0] + 1)
    elif not isinstance(statement.iter, ast.BinOp | ast.Call):  # x[t], of which nobody knows how many there are
        raise place.fault(STEPS_FORM)
    else:
        for part in ast.walk(statement.iter):
            if isinstance(part, ast.expr):
                part.col_offset = len(place.text[: place.column].encode())
        steps = counting.loop(statement.iter, place)
    if min(steps) < 0:
        raise place.fault("steps count from 0 or from 1")
    return steps


def _values(rest: str, value: str, count: int) -> list[str]:
    """The value of each step: an entry of a list that has one for each, else the same for all."""
    try:
        array = read_array(value) if value.strip() else None
    except ValueError:  # whoever reads the value says so
        array = None
    shape = re.search(r"\(([^()]*)\)", rest)
    sizes = [size for size in shape[1].split(",") if size.strip()] if shape else []
    if array is None or count == 1 or array.ndim != len(sizes) + 1 or len(array) != count:
        return [value] * count
    return [repr(one.tolist()) for one in array]
