"""Steps: whole numbers in loops, bounds and subscripts, and the name of what stands at one of them, `h[2]`.

In the graph h[2] is called h_2, a name like any other: a variable of a script, what a claim and `bind` may say.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce

from chainrule.boards.calls import Call
from chainrule.boards.faults import Place, brief
from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.ops.elementwise import add

MOST_STEPS = 1_000  # of a loop
MOST_PARTS = 20_000  # of expressions that loops and definitions make; unrolled, they are all written down
LARGEST = 10**12
LOOP = "a loop goes over whole numbers: for t in 1..T:, or for t in range(1, T + 1):"
SUM = "a sum over steps has one loop: sum(L[t] for t in 1..T)"
TOO_MUCH = f"loops and definitions make more than {MOST_PARTS:,} parts of a board here; take fewer steps"

Index = tuple[int, ...]


def step_name(base: str, index: Index) -> str:
    """The name in the graph of what stands at a step.

    >>> step_name("h", (2,)), step_name("h", (1, 2))
    ('h_2', 'h_1_2')
    """
    return "_".join([base, *map(str, index)])


def write_step(base: str, index: Index) -> str:
    """A step as it stands on a board.

    >>> write_step("h", (1, 2))
    'h[1, 2]'
    """
    return f"{base}[{', '.join(map(str, index))}]"


@dataclass
class Counting:
    """What counts at the moment: letters of sizes that are known, and those of the loops around a line."""

    sizes: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)  # the letter of each loop, and where it stands
    depth: int = 0  # of definitions, each called by the one before
    _parts: int = 0

    @property
    def known(self) -> Mapping[str, int]:
        """The number of each letter."""
        return {**self.sizes, **self.steps}

    @contextmanager
    def at(self, letter: str, number: int) -> Iterator[None]:
        """One step of a loop."""
        self.steps[letter] = number
        try:
            yield
        finally:
            del self.steps[letter]

    def spend(self, place: Place, parts: int = 1) -> None:
        """More parts of what is read; the error for too many, which a loop may make out of one line."""
        self._parts += parts
        if self._parts > MOST_PARTS:
            raise place.fault(TOO_MUCH)

    def index(self, part: ast.expr) -> Index | None:
        """The whole numbers in the brackets behind a name; None where there is anything else."""
        keys = part.elts if isinstance(part, ast.Tuple) else [part]
        found = [self._whole(key) for key in keys]
        whole = tuple(number for number in found if isinstance(number, int))
        return whole if len(whole) == len(keys) else None

    def numbered(self, part: ast.expr) -> ast.expr:
        """An expression of a loop at the step where it stands: of t = 3, what reads h[t-1] reads h[2]."""
        found = self._numbered(part) if self.steps else part
        assert isinstance(found, ast.expr)  # noqa: S101
        return found

    def _numbered(self, part: object) -> object:
        """A part, or a list of them, anew; what holds no letter is the same."""
        match part:
            case list():
                return [self._numbered(one) for one in part]
            case ast.Name(id=name) if name in self.steps:
                return ast.copy_location(ast.Constant(self.steps[name]), part)
            case ast.Name() | ast.Constant():
                return part
            case ast.Subscript(value=value, slice=key):  # the step itself, not how it is computed
                index = self.counted(self.numbered(key))
                return ast.copy_location(ast.Subscript(self.numbered(value), index, ast.Load()), part)
            case ast.expr() | ast.keyword() | ast.comprehension():
                inner = {name: self._numbered(value) for name, value in ast.iter_fields(part)}
                return ast.copy_location(type(part)(**inner), part)  # type: ignore[arg-type, call-overload]
        return part

    def counted(self, index: ast.expr) -> ast.expr:
        """What stands in brackets, with numbers in place of letters that count."""
        match index:
            case ast.Tuple(elts=keys):
                return ast.copy_location(ast.Tuple([self.counted(key) for key in keys], ast.Load()), index)
            case ast.Slice(lower=lower, upper=upper, step=step):
                ends = (None if end is None else self.counted(end) for end in (lower, upper, step))
                return ast.copy_location(ast.Slice(*ends), index)
        number = self._whole(index)
        return ast.copy_location(ast.Constant(number), index) if isinstance(number, int) else index

    def loop(self, part: ast.expr, line: Place, *, may_fall: bool = False) -> range:
        """The steps of a loop: `1..T`, its last step too, or Python's range; `T..1` goes down, where it may.

        What ends at a letter does not fall: `2..T` has no step where T is 1.
        """
        place = line.at_byte(part.col_offset)
        match part:
            case ast.BinOp(left=first, op=ast.LShift(), right=last):
                begin, end = self._bound(first, line), self._bound(last, line)
                falls = may_fall and end < begin and isinstance(last, ast.Constant)
                steps = range(begin, end - 1, -1) if falls else range(begin, end + 1)
            case ast.Call(func=ast.Name(id="range"), args=[_, *_] as bounds, keywords=[]) if len(bounds) <= 3:
                found = [self._bound(bound, line) for bound in bounds]
                if found[2:] == [0]:
                    raise place.fault("a loop goes on by a number that is not 0")
                steps = range(*found)
            case _:
                raise place.fault(LOOP)
        if not steps:
            told = f"this loop has no step: it ends before it begins, with {brief(_written(part))}"
            raise place.fault(told + ("" if may_fall else _upwards(part)))
        if abs(steps[-1] - steps[0]) // abs(steps.step) >= MOST_STEPS:  # len(…) has no room for some
            count = abs(steps[-1] - steps[0]) // abs(steps.step) + 1
            raise place.fault(f"a loop has at most {MOST_STEPS:,} steps, not {count:,}; every one is written down")
        return steps

    def total(self, call: Call, line: Place, read: Callable[[ast.expr, Place], Node]) -> Node:
        """`sum(L[t] for t in 1..T)`, a term for each step."""
        match call.operands:
            case [ast.GeneratorExp(elt=term, generators=[loop]) | ast.ListComp(elt=term, generators=[loop])]:
                place = line.at_byte(term.col_offset)
            case _:
                raise line.at_byte(call.operands[0].col_offset).fault(SUM)
        if call.name != "sum" or loop.ifs or not isinstance(loop.target, ast.Name):
            raise place.fault(SUM)
        letter = loop.target.id
        self.require_free(letter, line.at_byte(loop.target.col_offset))
        terms = []
        for number in self.loop(loop.iter, line):
            with self.at(letter, number):
                terms.append(read(self.numbered(term), line))
        try:
            return reduce(add, terms)
        except ShapeError as error:
            raise place.fault(str(error).split(" (made at")[0]) from None

    def require_free(self, letter: str, place: Place) -> None:
        """Nothing, or the error for a letter that counts something already."""
        if letter in self.steps:
            raise place.fault(f"{letter} counts the steps of a loop around this already; take another letter")
        if letter in self.sizes:
            raise place.fault(f"{letter} is a size, {letter} = {self.sizes[letter]}; take another letter for the step")

    def _bound(self, part: ast.expr, line: Place) -> int:
        """A whole number where a loop begins or ends, or the error that says how it gets one."""
        found = self._whole(part)
        if isinstance(found, int):
            return found
        place = line.at_byte(part.col_offset)
        if found:
            told = f"{found} has no number here, and a loop needs one when it is read"
            raise place.fault(f"{told}; write a line sizes {found} = 3, or the number itself")
        raise place.fault(f"a loop begins and ends at a whole number or a size, not at {brief(ast.unparse(part))}")

    def _whole(self, part: ast.expr) -> int | str:
        """A whole number; the letter that has none, or "" for what is none."""
        match part:
            case ast.Constant(value=int() as number) if not isinstance(number, bool) and number <= LARGEST:
                return number
            case ast.Name(id=name):
                return self.known.get(name, name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self._whole(operand)
                return -inner if isinstance(inner, int) else inner
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=right):
                a, b = self._whole(left), self._whole(right)
                if not (isinstance(a, int) and isinstance(b, int)):
                    return a if isinstance(a, str) else b
                found = a + b if isinstance(op, ast.Add) else a - b if isinstance(op, ast.Sub) else a * b
                return found if abs(found) <= LARGEST else ""
        return ""


def _upwards(part: ast.expr) -> str:
    """How sums and declarations, which go upwards, have the steps of `T..1`."""
    match part:
        case ast.BinOp(left=first, op=ast.LShift(), right=ast.Constant() as last):
            return f"; upwards it is {ast.unparse(last)}..{ast.unparse(first)}"
    return ""


def _written(part: ast.expr) -> str:
    """Bounds as they stand on the board."""
    return ast.unparse(part).replace(" << ", "..")
