"""Statements of Python's as instructions: variables, loops, choices, and what is written into arrays."""

import ast
from collections.abc import Sequence

from chainrule.engines.compiler.arrays import fill, loop, part_of, place_of
from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.expressions import SIGNS, Expressions
from chainrule.engines.compiler.kinds import LLVM, UnsupportedError
from chainrule.engines.compiler.values import (
    NOTHING,
    Known,
    Number,
    Several,
    Single,
    Value,
    View,
    flat,
    llvm_type,
    returns_as,
    signature,
    single,
    view,
)


class _Variable:
    """A number that may change: where it is kept, and how deep in loops and choices it began."""

    def __init__(self, kind: str, room: str, depth: int) -> None:
        self.kind, self.room, self.depth = kind, room, depth


class Statements:
    """The statements of one function."""

    def __init__(self, body: Body, expressions: Expressions, function: ast.FunctionDef, given: Sequence[Value]) -> None:
        self._body, self._expressions = body, expressions
        self._values: dict[str, Value | _Variable] = {}
        self._depth = 0
        self.returned: Value = NOTHING
        expressions.variables = self._read
        changed = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and _is_written(node)}
        for argument, value in zip(function.args.args, given, strict=True):
            if argument.arg in changed:
                self._name(argument.arg, value)
            else:
                self._values[argument.arg] = value

    def _read(self, name: str) -> Value | None:
        found = self._values.get(name)
        if isinstance(found, _Variable):
            return Number(found.kind, self._body.new(f"load {LLVM[found.kind]}, ptr {found.room}"))
        return found

    def block(self, statements: Sequence[ast.stmt]) -> None:
        """Some statements, one after the other."""
        for statement in statements:
            self._statement(statement)

    def _statement(self, statement: ast.stmt) -> None:
        value = self._expressions.value
        match statement:
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr(value=expression):
                value(expression)
            case ast.Assign(targets=[target], value=expression):
                self._assign(target, value(expression))
            case ast.AugAssign(target=target, op=op, value=expression):
                old = _as_read(target)
                new = self._body.binary(SIGNS[type(op)], single(value(old)), single(value(expression)))
                self._assign(target, new)
            case ast.For(target=ast.Name(id=name), iter=expression, body=lines, orelse=[]):
                self._for(name, expression, lines)
            case ast.While(test=test, body=lines, orelse=[]):
                self._while(test, lines)
            case ast.If(test=test, body=yes, orelse=no):
                self._if(test, yes, no)
            case ast.Return(value=expression):
                self._return(value(expression) if expression else NOTHING)
            case _:
                raise UnsupportedError(ast.unparse(statement))

    # ---- variables -------------------------------------------------------------------------------------------

    def _assign(self, target: ast.expr, value: Value) -> None:
        match target:
            case ast.Name(id=name):
                self._name(name, value)
            case ast.Tuple(elts=names) if isinstance(value, Several):
                for one, item in zip(names, value.items, strict=True):
                    self._assign(one, item)
            case ast.Subscript(value=owner, slice=index):
                self._store(view(self._expressions.value(owner)), index, value)
            case _:
                raise UnsupportedError(ast.unparse(target))

    def _name(self, name: str, value: Value) -> None:
        if not isinstance(value, Number | Known):
            if self._depth and name in self._values and not isinstance(self._values[name], View):
                raise UnsupportedError(f"{name} changes its kind")
            self._values[name] = value
            return
        variable = self._values.get(name)
        if not isinstance(variable, _Variable) or variable.kind != value.kind:
            if name in self._values and self._depth > (variable.depth if isinstance(variable, _Variable) else 0):
                raise UnsupportedError(f"{name} changes its kind in a loop")
            variable = _Variable(value.kind, self._body.room(LLVM[value.kind]), self._depth)
            text = self._body.operand(value, value.kind)
            self._values[name] = variable
        else:
            text = self._body.operand(value, variable.kind)
        self._body.do(f"store {LLVM[variable.kind]} {text}, ptr {variable.room}")

    def _store(self, array: View, index: ast.expr, value: Value) -> None:
        body, parts = self._body, self._expressions.parts(array, index)
        if len(parts) == array.rank and not any(isinstance(part, tuple) for part in parts):
            place = place_of(body, array, [one for one in parts if not isinstance(one, tuple)])
            body.write(array.kind, single(value), place)
            return
        fill(body, part_of(body, array, parts), value if isinstance(value, View) else single(value))

    # ---- where it goes on ------------------------------------------------------------------------------------

    def _for(self, name: str, expression: ast.expr, lines: Sequence[ast.stmt]) -> None:
        match expression:
            case ast.Call(func=ast.Name(id="range"), args=[stop]):
                first: Single = Known(0, "i64")
                end = self._expressions.number(stop)
            case ast.Call(func=ast.Name(id="range"), args=[start, stop]):
                first, end = self._expressions.number(start), self._expressions.number(stop)
            case ast.Tuple(elts=items):
                for item in items:
                    self._name(name, self._expressions.value(item))
                    self.block(lines)
                return
            case _:
                raise UnsupportedError(ast.unparse(expression))
        body = self._body
        count = end if first == Known(0, "i64") else body.binary("-", end, first)

        def inside(counter: Single) -> None:
            at = counter if first == Known(0, "i64") else body.binary("+", first, counter)
            self._values[name] = at
            self.block(lines)

        self._depth += 1
        loop(body, count, inside)
        self._depth -= 1

    def _while(self, test: ast.expr, lines: Sequence[ast.stmt]) -> None:
        body = self._body
        head, start, after = (body.fresh("W") for _ in range(3))
        body.jump(head)
        body.label(head)
        body.branch(body.operand(self._expressions.number(test), "b1"), start, after)
        body.label(start)
        self._depth += 1
        self.block(lines)
        self._depth -= 1
        body.jump(head)
        body.label(after)

    def _if(self, test: ast.expr, yes: Sequence[ast.stmt], no: Sequence[ast.stmt]) -> None:
        condition = self._expressions.number(test)
        if isinstance(condition, Known):
            self.block(yes if condition.value else no)
            return
        body = self._body
        first, second, after = (body.fresh("I") for _ in range(3))
        body.branch(body.operand(condition, "b1"), first, second)
        self._depth += 1
        for label, lines in ((first, yes), (second, no)):
            body.label(label)
            self.block(lines)
            body.jump(after)
        self._depth -= 1
        body.label(after)

    def _return(self, value: Value) -> None:
        body = self._body
        value = _known_made(body, value)
        numbers = flat([value])
        if isinstance(value, Several):
            whole, text = returns_as(value), "undef"
            for place, one in enumerate(numbers):
                text = body.new(f"insertvalue {whole} {text}, {llvm_type(one)} {one.text}, {place}")
            body.leave(f"ret {whole} {text}")
        elif isinstance(value, Number):
            body.leave(f"ret {LLVM[value.kind]} {value.text}")
        else:
            body.leave("ret void")
        if self.returned != NOTHING and signature(self.returned) != signature(value):
            raise UnsupportedError("a function that returns several kinds of things")
        self.returned = value
        body.label(body.fresh("R"))  # nothing comes here, but what follows has to have a name


def _known_made(body: Body, value: Value) -> Value:
    """What is returned; known numbers are as any other."""
    match value:
        case Known(_, kind):
            return Number(kind, body.operand(value, kind))
        case Several(items):
            return Several(tuple(_known_made(body, one) for one in items))
        case View(order=order) if order not in "CF":
            raise UnsupportedError("a function that returns an array with gaps")
    return value


def _is_written(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _as_read(target: ast.expr) -> ast.expr:
    """What is written to, as it is read."""
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Subscript(value=owner, slice=index):
            return ast.Subscript(owner, index, ast.Load())
    raise UnsupportedError(ast.unparse(target))
