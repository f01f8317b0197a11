"""Definitions: `def layer(x, W):`, lines moved in, and `return …`; a line that calls one has its lines in its place.

What a line `y = layer(X, W1)` computes on the way gets names of its own: h of the definition is y_h in the graph.
"""

import ast
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from chainrule.boards.blocks import Block
from chainrule.boards.faults import Place
from chainrule.boards.scoping import Scoping
from chainrule.boards.statements import indent_of, read_statement, require_readable
from chainrule.boards.steps import Counting, Index, step_name
from chainrule.errors import WhiteboardError
from chainrule.graph.node import Node
from chainrule.wording import counted

FORM = "a definition begins with def layer(x, W): and names alone stand in its brackets"
MOST_CALLS = 20  # one within the other

Read = Callable[[ast.expr, Place], Node]
Keep = Callable[[str, Index, Node], Node]


@dataclass(frozen=True)
class Definition:
    """A name, what it is called with, its assignments, and what it returns."""

    name: str
    parameters: tuple[str, ...]
    lines: tuple[tuple[str, ast.expr, Place], ...]
    result: tuple[ast.expr, Place]

    @property
    def call(self) -> str:
        """How it is called."""
        return f"{self.name}({', '.join(self.parameters)})"


def read_definition(block: Block) -> Definition:
    """The definition that a block is, or the error that says what it lacks."""
    name, parameters = _read_head(block.head)
    lines: list[tuple[str, ast.expr, Place]] = []
    for line in block.body:
        place = line.head if isinstance(line, Block) else line
        if isinstance(line, Block):
            raise place.fault("a definition has assignments and a return, and no block in it")
        statement = read_statement(place)
        match statement:
            case ast.Assign(targets=[ast.Name(id=local)], value=value):
                if local in (*parameters, *(one for one, _, _ in lines)):
                    raise place.at(indent_of(place)).fault(
                        f"{local} has a meaning in {name} above; choose another name"
                    )
                require_readable(value, place)
                lines.append((local, value, place))
            case ast.Return(value=ast.expr() as value):
                require_readable(value, place)
                if line is not block.body[-1]:
                    raise place.at(indent_of(place)).fault(
                        f"return is the last line of {name}; nothing stands below it"
                    )
                return Definition(name, parameters, tuple(lines), (value, place))
            case _:
                raise place.at(indent_of(place)).fault("a definition has assignments, and return … as its last line")
    told = f"{name} returns nothing; its last line is a return, such as return {lines[-1][0]}"
    raise place.at(indent_of(place)).fault(told)


def _read_head(head: Place) -> tuple[str, tuple[str, ...]]:
    try:
        statement = read_statement(Place(head.line, f"{head.text} return"))
    except WhiteboardError:
        raise head.fault(FORM) from None
    match statement:
        case ast.FunctionDef(name=name, args=ast.arguments(posonlyargs=[], kwonlyargs=[], defaults=[]) as given):
            if given.args and not (given.vararg or given.kwarg or any(one.annotation for one in given.args)):
                return name, tuple(one.arg for one in given.args)
    raise head.fault(FORM)


@dataclass
class Inlining:
    """The definitions of a board, and the calls that are being read, each within the one before."""

    counting: Counting
    scoping: Scoping = field(default_factory=Scoping)
    read: Read | None = None  # an expression of a definition
    keep: Keep | None = None  # what gives a node a name on the board
    taken: Container[str] = ()
    definitions: dict[str, Definition] = field(default_factory=dict)
    target: tuple[str, Index] = ("", ())  # what the line that is being read assigns
    _frames: list[tuple[str, dict[str, Node]]] = field(default_factory=list)

    def local(self, name: str) -> Node | None:
        """What a name means in the definition that is being read; None where it means nothing of its own there."""
        return self._frames[-1][1].get(name) if self._frames else None

    def call(self, name: str, operands: list[Node], place: Place) -> Node:
        """What a definition returns for these operands, its lines read anew."""
        one = self.definitions[name]
        if len(operands) != len(one.parameters):
            raise place.fault(
                f"{name} takes {counted(len(one.parameters), 'operand')}, {one.call}, not {len(operands)}"
            )
        if name in (called for called, _ in self._frames):
            raise place.fault(f"{name} calls itself, and would go on for ever; write a loop: for t in 1..T:")
        if len(self._frames) >= MOST_CALLS:
            raise place.fault(f"definitions call each other at most {MOST_CALLS} deep")
        self._frames.append((name, dict(zip(one.parameters, operands, strict=True))))
        self.counting.depth += 1
        outer = self.target
        try:
            with self.scoping.call(name, self._frames[-1][1].copy(), outer):
                return self._inlined(one)
        except WhiteboardError as error:
            raise _as_called(error, place) from None
        finally:
            self.target = outer
            self.counting.depth -= 1
            self._frames.pop()

    def _inlined(self, one: Definition) -> Node:
        assert self.read is not None  # noqa: S101  # there are no definitions where it is
        (base, index), frame = self.target, self._frames[-1][1]
        for local, expression, line in one.lines:
            self.target = self._free(f"{base}_{local}"), index
            frame[local] = self.read(expression, line)
            if self.keep is not None:
                frame[local] = self.keep(*self.target, frame[local])
        self.target = base, index
        return self.read(*one.result)

    def _free(self, base: str) -> str:
        """A name that nothing has on the board: a line may call a definition twice."""
        _, index = self.target
        number = 2
        free = base
        while step_name(free, index) in self.taken:
            free, number = f"{base}{number}", number + 1
        return free


def _as_called(error: WhiteboardError, place: Place) -> WhiteboardError:
    """The error, and from where what it is about was called; once, by the innermost call."""
    first, *shown = str(error).split("\n")
    called = first if first.endswith(")") and " (called on line " in first else f"{first} (called on line {place.line})"
    return WhiteboardError("\n".join([called, *shown]))
