"""The text of a loop nest, in the language of a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chainrule.engines.language import NestTable, Syntax
from chainrule.engines.nest import (
    Begin,
    Call,
    Counter,
    Entry,
    Fill,
    For,
    Index,
    Let,
    Literal,
    Nest,
    Reduce,
    Statement,
    Store,
    Value,
    Variable,
    Widen,
    length_name,
)
from chainrule.graph.shape import Shape
from chainrule.ops.spelling import ATOM, SIGN, Expression, enclosed

COUNTERS = "ijklpqabcdef"
LONGEST = 70  # characters of an expression that goes into its reader's line
LONG, TOGETHER = 1024, 4  # entries of a loop that goes by leaps, and of a leap: counting each would take a third of it


@dataclass(frozen=True)
class Function:
    """A function without its name: equal ones are written once."""

    arguments: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """What a nest finds among the lines of its caller: its arguments and results as they are called there."""

    names: Mapping[str, str]
    shapes: Mapping[str, Shape]  # of arrays, by argument
    lengths: Sequence[str]  # of the axes
    fresh: Callable[[str], str]  # a name for a variable that nobody else has
    counters: Sequence[str]


def write_among_lines(nest: Nest, table: NestTable, syntax: Syntax, around: Surroundings) -> list[str]:
    """The nest as lines of its caller."""
    return _Writing(nest, table, syntax, around).block(nest.body)


def write_nest(nest: Nest, table: NestTable, syntax: Syntax) -> Function:
    """The nest as a function in that language."""
    lengths = [
        table.length.format(array=nest.whole, axis=axis) if nest.whole else length_name(axis)
        for axis in range(nest.rank)
    ]
    writing = _Writing(nest, table, syntax, Surroundings({}, {}, lengths, str, COUNTERS))
    lines = [table.handed.format(name) for name in nest.numbers if table.handed]
    lines += writing.block(nest.body)
    if nest.results:
        lines.append(syntax.returns.format(value=syntax.together([writing.text(value) for value in nest.results])))
    return Function(nest.arguments, tuple(lines))


class _Writing:
    """A nest while it is written: which variables there are by now."""

    def __init__(self, nest: Nest, table: NestTable, syntax: Syntax, around: Surroundings) -> None:
        self._nest, self._table, self._syntax, self._around = nest, table, syntax, around
        self._variables = {name: (text, ATOM) for name, text in around.names.items()}  # what stands for one of the nest
        self._counters = list(around.counters)
        self._lines_of_their_own = 0

    def block(self, statements: Iterable[Statement]) -> list[str]:
        """The lines of some statements."""
        return [line for statement in statements for line in self._lines(statement)]

    def _lines(self, statement: Statement) -> list[str]:
        syntax, table = self._syntax, self._table
        match statement:
            case For(axis, body):
                length = self._around.lengths[axis]
                if syntax.leaps and self._leaps(length, body):
                    return self._by_leaps(int(length), body)
                head = syntax.loop.format(counter=self._counters[axis], length=length)
                return syntax.block(head, self.block(body))
            case Let():
                return self._let(statement)
            case Begin(name, op, wide):
                value = table.starts["wide" if wide else op]
                return [(syntax.changing or syntax.let).format(name=self._named(name), value=value)]
            case Fill(target, op):
                return [syntax.assign.format(name=self.text(target), value=table.starts[op])]
            case Reduce(target, op, value):
                template, strength = table.steps[op]
                old, term = self._enclosed((target, value), strength)
                return [syntax.assign.format(name=old, value=template.format(old, term))]
            case Widen(total, row):
                return [syntax.grow.format(name=self._named(total), value=self._named(row))]
            case Store(target, value):
                return [syntax.assign.format(name=self.text(target), value=self.text(value))]

    def _leaps(self, length: str, body: Sequence[Statement]) -> bool:
        """Whether a loop is long, alone, and does the same for each entry."""
        is_long = length.isdigit() and int(length) >= LONG
        return is_long and self._nest.rank == 1 and all(isinstance(one, Let | Store) for one in body)

    def _by_leaps(self, length: int, body: Sequence[Statement]) -> list[str]:
        """A loop with some entries written out, and one for those that are left."""
        counter, lines = self._counters[0], []
        for place in range(TOGETHER):
            self._counters[0] = f"{counter} + {place}" if place else counter
            lines += self.block(body)
        self._counters[0] = counter
        whole = length - length % TOGETHER
        parts = ((0, whole, TOGETHER, lines), (whole, length, 1, self.block(body) if whole < length else []))
        return [
            line
            for first, end, step, inner in parts
            if first < end
            for line in self._syntax.block(
                self._syntax.leaps.format(counter=counter, first=first, end=end, step=step), inner
            )
        ]

    def _let(self, let: Let) -> list[str]:
        """The line of a variable; none where its expression goes into its only reader's line."""
        text, strength = self._expression(let.value)
        if let.brief and len(text) <= LONGEST:
            self._variables[let.name] = text, strength
            return []
        name = let.name
        if isinstance(let.value, Call):  # counted as they are written
            self._lines_of_their_own += 1
            name = f"t{self._lines_of_their_own}"
        name = self._around.fresh(name)
        self._variables[let.name] = name, ATOM
        return [self._syntax.let.format(name=name, value=text)]

    def _named(self, name: str) -> str:
        """What a sum is called, from its beginning on."""
        if name not in self._variables:
            self._variables[name] = self._around.fresh(name), ATOM
        return self._variables[name][0]

    def text(self, value: Value) -> str:
        """A value as source."""
        return self._expression(value)[0]

    def _expression(self, value: Value) -> Expression:
        match value:
            case Entry(array, place):
                name, _ = self._variables.get(array, (array, ATOM))
                indices = [self._index(index) for index in place]
                return self._table.entry(name, indices, self._around.shapes.get(array, ())), ATOM
            case Literal(number):
                text = self._table.literal(number)
                return text, SIGN if text.startswith("-") else ATOM
            case Counter(axis):
                return self._counters[axis], ATOM
            case Variable(name):
                return self._variables.get(name, (name, ATOM))
            case Call(op, operands, details):
                template, strength = self._table.entries[op]
                texts = self._enclosed(operands, strength)
                return template.format(*texts, real=self._table.real, **details), strength

    def _enclosed(self, operands: Sequence[Value], outer: int) -> list[str]:
        expressions = map(self._expression, operands)
        return [enclosed(text, strength, outer, place) for place, (text, strength) in enumerate(expressions)]

    def _index(self, index: Index) -> str:
        parts = [self._counters[index.counter]] if index.counter is not None else []
        return " + ".join([*parts, str(index.offset)] if index.offset or not parts else parts)
