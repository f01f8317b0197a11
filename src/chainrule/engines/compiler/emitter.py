"""The emitter: functions of Python's as functions in LLVM's language, one for each kind of arguments."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

from chainrule.engines.compiler.arrays import contiguous
from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.expressions import Expressions
from chainrule.engines.compiler.kinds import LLVM, UnsupportedError
from chainrule.engines.compiler.modules import Function, read_module
from chainrule.engines.compiler.statements import Statements
from chainrule.engines.compiler.values import (
    Number,
    Several,
    Single,
    Thing,
    Value,
    View,
    flat,
    llvm_type,
    returns_as,
    signature,
    single,
)

NUMBERS = "chainrule_numbers"  # those that are handed in, in memory
DRIVER = "noinline optnone"  # its lines run once a step: the compiler spends no time on them
KERNEL, LOOP = "alwaysinline", "noinline"


@dataclass(frozen=True)
class Written:
    """A function that has been written: what it is called, and what it returns."""

    name: str
    returns: Value


@dataclass
class Emitter:
    """All functions of a module so far, as text."""

    functions: dict[tuple[object, ...], Written] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)  # by name
    _counted: Iterator[int] = field(default_factory=count)

    def function(self, function: Function, arguments: Sequence[Value], attributes: str = "") -> Written:
        """The function for such arguments, which is written when it is first asked for."""
        key = (id(function), *map(signature, arguments))
        if key not in self.functions:
            self.functions[key] = self._write(function, arguments, attributes)
        return self.functions[key]

    def _write(self, function: Function, arguments: Sequence[Value], attributes: str) -> Written:
        name = f"{function.node.name}_{next(self._counted)}"
        if len(function.node.args.args) != len(arguments) or function.node.args.defaults:
            raise UnsupportedError(f"the arguments of {function.node.name}")
        body = Body()
        inside = _Inside(body, map("%p{}".format, count()))
        bound = [inside.value(one) for one in arguments]
        body.jump("begin")  # room is made before
        body.label("begin")
        writing = Statements(body, Expressions(body, function.names, self), function.node, bound)
        writing.block(function.node.body)
        returned = writing.returned
        kind = returns_as(returned)
        if kind == "void":
            body.leave("ret void")
        else:
            body.do("unreachable")
        attributes = attributes or (KERNEL if function.is_inlined else LOOP)
        lines = [f"define internal {kind} @{name}({', '.join(inside.listed)}) nounwind {attributes} {{", "entry:"]
        self.parts[name] = "\n".join([*lines, *body.head, *body.lines, "}"])
        return Written(name, returned)

    def call(self, body: Body, written: Written, arguments: Sequence[Value]) -> Value:
        """A call, and what it returns."""
        given = ", ".join(f"{llvm_type(one)} {one.text}" for one in flat(arguments))
        call = f"call {returns_as(written.returns)} @{written.name}({given})"
        match written.returns:
            case Thing():
                body.do(call)
                return written.returns
            case Number(kind, _):
                return Number(kind, body.new(call))
        whole = body.new(call)
        parts = (
            body.new(f"extractvalue {returns_as(written.returns)} {whole}, {place}")
            for place in range(len(flat([written.returns])))
        )
        return _Inside(body, parts).value(written.returns)

    def called(self, body: Body, function: Function, arguments: Sequence[Value]) -> Value:
        """A call of the function for such arguments, and what it returns."""
        return self.call(body, self.function(function, arguments), arguments)

    def part(self, name: str, text: str) -> None:
        """A function that is not made of Python's."""
        self.parts[name] = text

    def plain(self, name: str) -> Function:
        """A function of `plain`."""
        function = plain_functions()[name]
        assert isinstance(function, Function)  # noqa: S101
        return function

    def handed_in(self, body: Body, place: int, example: object) -> Number:
        """A number that is not part of the code; it is read once, before all else."""
        kind = "f64" if isinstance(example, float) else "i64"
        name = f"%{body.fresh('h')}"
        address = f"getelementptr inbounds (i64, ptr @{NUMBERS}, i64 {place})"
        body.head.append(f"  {name} = load {LLVM[kind]}, ptr {address}")
        return Number(kind, name)


@cache
def plain_functions() -> dict[str, object]:
    """The functions of `plain`, read."""
    return read_module(ast.parse(Path(__file__).with_name("plain.py").read_text(encoding="utf-8")))


class _Inside:
    """Values as a function knows them that is handed their numbers and addresses, each of which has a name."""

    def __init__(self, body: Body, names: Iterator[str]) -> None:
        self._body, self._names = body, names
        self.listed: list[str] = []

    def value(self, outside: Value) -> Value:
        """The one value; what it is made of is listed."""
        match outside:
            case Number(kind, _):
                return Number(kind, self._part(LLVM[kind]))
            case View(kind, _, shape, strides, order):
                pointer = self._part("ptr")
                axes = self._singles(shape)
                if order in "CF":
                    return contiguous(self._body, kind, pointer, axes, order)
                return View(kind, pointer, axes, self._singles(strides), order)
            case Several(items):
                return Several(tuple(map(self.value, items)))
            case _:
                return outside

    def _singles(self, numbers: Sequence[Single]) -> tuple[Single, ...]:
        return tuple(single(self.value(one)) for one in numbers)

    def _part(self, kind: str) -> str:
        name = next(self._names)
        self.listed.append(f"{kind} {name}")
        return name
