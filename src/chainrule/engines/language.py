"""Languages: what one of them says in its own way. Tables first; what no table can say is a method.

`print_plan` asks these questions about a plan, `write_nest` about a loop nest: no order, no memory and no loop is
decided here. What surrounds the lines of a plan, a function or the steps of a training, is in `skeleton`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from chainrule.engines.memory import BATCH
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.ops.spelling import ATOM, VIEWS, Expression, slice_key


@dataclass(frozen=True)
class Syntax:
    """How statements are written; a block is indented, and ends with `close`."""

    let: str  # a new variable {name} for {value}
    assign: str
    grow: str  # {value} added to {name}
    loop: str  # over {counter} from 0 to {length}
    returns: str
    several: str = "{values}"  # more than one value, returned and taken
    comment: str = "# {text}"
    close: tuple[str, ...] = ()
    changing: str = ""  # a new variable that gets other values later, where that is written in another way
    leaps: str = ""  # over {counter} from {first} to {end} by {step}, where long loops are worth it

    def block(self, head: str, lines: Sequence[str]) -> list[str]:
        """Lines under a head."""
        return [head, *(f"    {line}" for line in lines), *self.close]

    def together(self, values: Sequence[str]) -> str:
        """One value as it is, or several."""
        return values[0] if len(values) == 1 else self.several.format(values=", ".join(values))


PYTHON = Syntax(
    let="{name} = {value}",
    assign="{name} = {value}",
    grow="{name} += {value}",
    loop="for {counter} in range({length}):",
    returns="return {value}",
)


def bracketed(array: str, indices: Sequence[str], shape: Shape = ()) -> str:  # noqa: ARG001 - for those without one
    """An entry of an array that knows its own shape.

    >>> bracketed("x1", ["i", "j + 1"])
    'x1[i, j + 1]'
    """
    return f"{array}[{', '.join(indices)}]"


@dataclass(frozen=True)
class NestTable:
    """How a loop nest is spelled."""

    entries: Mapping[str, Expression]  # a single entry, from entries; "narrow" gives it the type that arrays have
    starts: Mapping[str, str]  # what a sum and a maximum begin with, and a "wide" sum, in double precision
    steps: Mapping[str, Expression]  # {0} with one more term {1}
    literal: Callable[[float], str]
    real: str = "real"  # makes a number of a truth value
    entry: Callable[[str, Sequence[str], Shape], str] = bracketed  # of an array, and its shape where it has no own
    length: str = "{array}.shape[{axis}]"
    handed: str = ""  # what is done first with a number that is handed in
    inlined: bool = False  # whether nests stand among the lines of their caller, or are functions


class Language(ABC):
    """How a plan is written. `exact` marks numbers that are known ahead of the arrays, in double precision."""

    syntax: ClassVar[Syntax] = PYTHON
    numbers: ClassVar[Mapping[str, Expression]]  # from numbers; "entry" is that of an array with one, at {zeros}
    arrays: ClassVar[Mapping[str, str]]  # lines that fill {out}; "part" fills a {window} of it, for a concatenation
    views: ClassVar[Mapping[str, str]] = VIEWS
    dimension: ClassVar[Expression] = (BATCH, ATOM)  # the number of examples as a number
    nests: ClassVar[NestTable | None] = None  # without one, every op is a line of its own
    handed_length: ClassVar[str] = "{0}"  # a length that is handed to a nest
    words: ClassVar[frozenset[str]] = frozenset()  # what no variable may be called, beside `names.RESERVED`
    mask_key: ClassVar[str] = ""  # the key of a dropout mask, from its number and its two operands

    def size(self, array: str, leaf: Node) -> str:
        """The number of examples, from the array of a leaf."""
        return f"{array}.shape[{leaf.shape.index(BATCH)}]"

    @abstractmethod
    def cut(self, node: Node, slot: int) -> str:
        """The array of a node, cut from the memory of its slot."""

    @abstractmethod
    def literal(self, value: float) -> str:
        """A number as source."""

    @abstractmethod
    def constant(self, name: str, value: Array, place: int) -> tuple[str, bool]:
        """The line that makes a constant array known, and whether its numbers are handed in, in that place."""

    def real(self, *, exact: bool) -> str:  # noqa: ARG002 - for those who ask
        """What makes a number of a truth value."""
        return "real"

    def number(self, node: Node, *, exact: bool) -> Expression:  # noqa: ARG002 - for those who ask
        """How a number is computed from its operands."""
        return self.numbers["entry" if is_entry(node) else node.op.name]

    def typed(self, node: Node, text: str, strength: int, *, exact: bool) -> str:  # noqa: ARG002 - for those who ask
        """The expression of a number, in the type that it has."""
        return text

    def whole(self, node: Node, operands: Sequence[str], out: str, more: "Declarations") -> list[str]:  # noqa: ARG002
        """The lines of an op of whole arrays."""
        if node.op.name == "concatenate" and "part" in self.arrays:
            return self._parts(node, operands, out)
        return self.filled(node.op.name, operands, out, node.attributes)

    def _parts(self, node: Node, operands: Sequence[str], out: str) -> list[str]:
        axis, start, lines = int(str(node.attributes["axis"])), 0, []
        for operand, text in zip(node.operands, operands, strict=True):
            stop = start + int(operand.shape[axis])
            window = self.view("slice", out, {"axis": axis, "start": start, "stop": stop})
            lines += self.filled("part", [text], out, {"window": window})
            start = stop
        return lines

    def filled(self, op: str, operands: Sequence[str], out: str, attributes: Mapping[str, object]) -> list[str]:
        """The lines that the table has for an op."""
        written = {name: self.attribute(value) for name, value in attributes.items()}
        line = self.arrays[op].format(*operands, out=out, operands=", ".join(operands), **written)
        return line.split("\n")

    def copied(self, node: Node, text: str, out: str) -> list[str]:  # noqa: ARG002 - for those who ask
        """The lines that bring the array of a node to another place."""
        return self.filled("broadcast", [text], out, {})

    def view(self, op: str, text: str, attributes: Mapping[str, object]) -> str:
        """A window on an array."""
        key = slice_key(attributes) if op == "slice" else ""
        return self.views[op].format(text, key=key, **attributes)

    def attribute(self, value: object) -> str:
        """An attribute of an op as source."""
        return str(value)


def is_entry(node: Node) -> bool:
    """Whether a number is the only entry of an array."""
    return node.op.name == "reshape" and node.shape == () != node.operands[0].shape


@dataclass(frozen=True)
class Declarations:
    """What a line needs to have been declared: once for all, or once for each size of the batch."""

    masks: frozenset[Node]  # comparisons that stay truth values
    let: str  # how a variable is written
    once: list[str] = field(default_factory=list)
    each_size: list[str] = field(default_factory=list)
    _shared: dict[str, str] = field(default_factory=dict)

    def shared(self, name: str, value: str, *, sized: bool) -> str:
        """A variable for what several lines need; the value itself where it already stands for another."""
        if name not in self._shared:
            self._shared[name] = value
            (self.each_size if sized else self.once).append(self.let.format(name=name, value=value))
        return name if self._shared[name] == value else value
