"""Expressions of Python's as instructions."""

import ast
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chainrule.engines.compiler.arrays import Part, contiguous, cut, part_of, place_of, product, reshaped, turned
from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.functions import Functions
from chainrule.engines.compiler.instructions import FUNCTIONS, SINGLE, cast_of, power
from chainrule.engines.compiler.kinds import LLVM, SIZES, UnsupportedError, dtype_of, kind_of
from chainrule.engines.compiler.modules import Builtin, Function
from chainrule.engines.compiler.products import write_product
from chainrule.engines.compiler.values import (
    Known,
    Several,
    Single,
    Thing,
    Value,
    View,
    as_value,
    items_of,
    known,
    single,
    view,
)

SIGNS: Mapping[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


class Expressions:
    """What an expression means where some variables are known."""

    def __init__(self, body: Body, names: Mapping[str, object], emitter: Functions) -> None:
        self._body, self._names, self._emitter = body, names, emitter
        self.variables: Callable[[str], Value | None] = lambda name: None

    def value(self, node: ast.expr) -> Value:
        """The value of an expression."""
        match node:
            case ast.Name(id=name):
                found = self.variables(name)
                return found if found is not None else self._global(name)
            case ast.Constant(value=constant):
                return self._constant(node, constant)
            case ast.Tuple(elts=items):
                return Several(tuple(map(self.value, items)))
            case ast.Attribute(value=owner, attr=name):
                return self._attribute(self.value(owner), name)
            case ast.Subscript(value=owner, slice=index):
                return self._item(self.value(owner), index)
            case ast.Call(func=function, args=arguments, keywords=[]):
                return self._call(function, arguments)
            case _:
                return self._computed(node)

    def number(self, node: ast.expr) -> Single:
        """The value of an expression that is a number."""
        return single(self.value(node))

    # ---- names and numbers -----------------------------------------------------------------------------------

    def _global(self, name: str) -> Value:
        if name not in self._names:
            raise UnsupportedError(f"the name {name}")
        return as_value(self._names[name])

    def _constant(self, node: ast.Constant, constant: object) -> Value:
        place = getattr(node, "place", None)
        if place is not None:
            return self._emitter.handed_in(self._body, place, constant)
        return as_value(constant)

    def _attribute(self, owner: Value, name: str) -> Value:
        match owner, name:
            case Thing(module), _:
                return as_value(getattr(module, name))
            case View(), "shape":
                return Several(owner.shape)
            case View(), "size":
                return product(self._body, owner.shape)
            case View(), "ndim":
                return Known(owner.rank, "i64")
            case View(), "dtype":
                return Thing(dtype_of(owner.kind))
            case View(), "T":
                return turned(owner, tuple(reversed(range(owner.rank))))
        raise UnsupportedError(f".{name}")

    # ---- operations ------------------------------------------------------------------------------------------

    def _computed(self, node: ast.expr) -> Value:
        body = self._body
        match node:
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self._power(self.number(left), self.number(right))
            case ast.BinOp(left=left, op=op, right=right):
                return body.binary(SIGNS[type(op)], self.number(left), self.number(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return body.negative(self.number(operand))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return body.choice(self.number(operand), Known(False, "b1"), Known(True, "b1"))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return body.compare(SIGNS[type(op)], self.number(left), self.number(right))
            case ast.BoolOp(op=op, values=values):
                return self._all_or_any(values, is_all=isinstance(op, ast.And))
            case ast.IfExp(test=test, body=yes, orelse=no):
                condition = self.number(test)
                if isinstance(condition, Known):
                    return self.value(yes if condition.value else no)
                return body.choice(condition, self.number(yes), self.number(no))
        raise UnsupportedError(ast.unparse(node))

    def _all_or_any(self, values: Sequence[ast.expr], *, is_all: bool) -> Value:
        found: Single = Known(is_all, "b1")
        for one in map(self.number, values):
            yes, no = (one, Known(False, "b1")) if is_all else (Known(True, "b1"), one)
            found = self._body.choice(found, yes, no)
        return found

    def _power(self, a: Single, b: Single) -> Value:
        found = power(self._body, a, b)
        if found is not None:
            return found
        return self._called(self._emitter.plain("whole_power"), [a, self._body.cast(b, "i64")])

    # ---- calls -----------------------------------------------------------------------------------------------

    def _call(self, function: ast.expr, arguments: Sequence[ast.expr]) -> Value:
        if isinstance(function, ast.Attribute):
            owner = self.value(function.value)
            if isinstance(owner, View) and function.attr == "reshape":
                shape = [one for node in arguments for one in items_of(self.value(node))]
                return reshaped(self._body, owner, shape)
        called = self.value(function)
        thing = called.value if isinstance(called, Thing) else None
        return self.call(thing, [self.value(one) for one in arguments])

    def call(self, thing: object, arguments: Sequence[Value]) -> Value:
        """What a function of any kind gives for these arguments."""
        body = self._body
        if isinstance(thing, Function):
            return self._called(thing, arguments)
        if isinstance(thing, Builtin) and thing.name == "cut":
            memory, start, shape = arguments
            return cut(body, view(memory), single(start), items_of(shape))
        if isinstance(thing, Builtin):
            return SINGLE[thing.name](body, list(map(single, arguments)))
        if kind := cast_of(thing):
            return body.cast(single(arguments[0]), kind)
        if thing is np.dot:
            return self._product(*map(view, arguments))
        if thing is np.empty:
            shape, dtype = arguments
            return self._room(items_of(shape), dtype)
        if thing is np.swapaxes:
            return self._swapped(*arguments)
        if thing is np.logaddexp:
            return self._called(self._emitter.plain("logaddexp"), arguments)
        if thing in FUNCTIONS:
            return FUNCTIONS[thing](body, list(map(single, arguments)))
        raise UnsupportedError(f"{thing} called")

    def _called(self, function: Function, arguments: Sequence[Value]) -> Value:
        return self._emitter.called(self._body, function, arguments)

    def _product(self, a: View, b: View, out: View | None = None) -> Value:
        body = self._body
        if out is None:
            if a.rank != 1 or b.rank != 1:
                raise UnsupportedError("a product without room for it")
            room = body.room(LLVM[a.kind])
            out = View(a.kind, room, (Known(1, "i64"),), (Known(1, "i64"),), "C")
            self._emitter.part(*write_product(body, a, b, out))
            return body.read(a.kind, room)
        self._emitter.part(*write_product(body, a, b, out))
        return out

    def _room(self, shape: Sequence[Single], dtype: Value) -> View:
        """Memory of the function's own, which it gives back when it returns."""
        if not isinstance(dtype, Thing) or not isinstance(dtype.value, np.dtype):
            raise UnsupportedError("an array without a type")
        kind, body = kind_of(dtype.value), self._body
        size = body.binary("*", product(body, shape), Known(SIZES[kind], "i64"))
        return contiguous(body, kind, body.borrow(body.operand(size, "i64")), shape)

    def _swapped(self, array: Value, first: Value, second: Value) -> Value:
        axes = list(range(view(array).rank))
        one, other = known(first), known(second)
        axes[one], axes[other] = axes[other], axes[one]
        return turned(view(array), axes)

    # ---- parts -----------------------------------------------------------------------------------------------

    def _item(self, owner: Value, index: ast.expr) -> Value:
        body = self._body
        if isinstance(owner, Several):
            return self._of_tuple(owner, self.number(index))
        array = view(owner)
        parts = self.parts(array, index)
        if len(parts) == array.rank and not any(isinstance(part, tuple) for part in parts):
            return body.read(array.kind, place_of(body, array, [one for one in parts if not isinstance(one, tuple)]))
        return part_of(body, array, parts)

    def parts(self, array: View, index: ast.expr) -> list[Part]:
        """What stands in the brackets behind an array."""
        nodes = index.elts if isinstance(index, ast.Tuple) else [index]
        parts: list[Part] = []
        for node in nodes:
            match node:
                case ast.Constant(value=constant) if constant is ...:
                    parts += [(None, None)] * (array.rank - len(nodes) + 1)
                case ast.Slice(lower=lower, upper=upper, step=None):
                    parts.append((self.number(lower) if lower else None, self.number(upper) if upper else None))
                case _:
                    parts.append(self._body.cast(self.number(node), "i64"))
        return parts

    def _of_tuple(self, owner: Several, index: Single) -> Value:
        if isinstance(index, Known):
            return owner.items[int(index.value)]
        body, count = self._body, len(owner.items)
        room = body.room(f"[{count} x i64]")
        for place, item in enumerate(owner.items):
            body.write("i64", single(item), body.entry("i64", room, Known(place, "i64")))
        return body.read("i64", body.entry("i64", room, index))
