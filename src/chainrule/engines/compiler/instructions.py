"""What code calls that is no function of ours: single instructions, functions of mathematics, types."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.kinds import LLVM, UnsupportedError, is_float, kind_of
from chainrule.engines.compiler.values import Known, Number, Single

Instruction = Callable[[Body, Sequence[Single]], Single]


def _pair(body: Body, a: Single, b: Single) -> tuple[str, str, str]:
    """Two numbers as operands of the first one's kind."""
    kind = b.kind if isinstance(a, Known) and not isinstance(b, Known) else a.kind
    return kind, body.operand(a, kind), body.operand(b, kind)


def _larger(sign: str) -> Instruction:
    def write(body: Body, operands: Sequence[Single]) -> Single:
        kind, a, b = _pair(body, *operands)
        if not is_float(kind):
            raise UnsupportedError("the larger one of whole numbers")
        name = LLVM[kind]
        is_nan, holds = body.new(f"fcmp uno {name} {a}, {a}"), body.new(f"fcmp {sign} {name} {a}, {b}")
        return Number(kind, body.new(f"select i1 {body.new(f'or i1 {holds}, {is_nan}')}, {name} {a}, {name} {b}"))

    return write


def _add(body: Body, operands: Sequence[Single]) -> Single:
    """One more term of a sum, whose order is free."""
    total, term = operands
    kind = total.kind
    a, b = body.operand(total, kind), body.operand(term, kind)
    return Number(kind, body.new(f"fadd reassoc contract {LLVM[kind]} {a}, {b}"))


def _where(body: Body, operands: Sequence[Single]) -> Single:
    condition, a, b = operands
    name, zero = LLVM[condition.kind], "0.0" if is_float(condition.kind) else "0"
    word = "fcmp une" if is_float(condition.kind) else "icmp ne"
    holds = body.new(f"{word} {name} {body.operand(condition, condition.kind)}, {zero}")
    kind, x, y = _pair(body, a, b)
    return Number(kind, body.new(f"select i1 {holds}, {LLVM[kind]} {x}, {LLVM[kind]} {y}"))


def _choose(body: Body, operands: Sequence[Single]) -> Single:
    condition, a, b = operands
    kind, x, y = _pair(body, a, b)
    holds = body.operand(condition, "b1")
    return Number(kind, body.new(f"select i1 {holds}, {LLVM[kind]} {x}, {LLVM[kind]} {y}"))


def _sign(body: Body, operands: Sequence[Single]) -> Single:
    (x,) = operands
    kind, name = x.kind, LLVM[x.kind]
    text = body.operand(x, kind)
    negative, positive = body.new(f"fcmp olt {name} {text}, 0.0"), body.new(f"fcmp ogt {name} {text}, 0.0")
    below = body.new(f"select i1 {negative}, {name} -1.0, {name} {text}")
    return Number(kind, body.new(f"select i1 {positive}, {name} 1.0, {name} {below}"))


def _square(body: Body, operands: Sequence[Single]) -> Single:
    (x,) = operands
    text = body.operand(x, x.kind)
    return Number(x.kind, body.new(f"fmul {LLVM[x.kind]} {text}, {text}"))


def _bits_of(body: Body, operands: Sequence[Single]) -> Single:
    return Number("i32", body.new(f"bitcast float {body.operand(operands[0], 'f32')} to i32"))


def _from_bits(body: Body, operands: Sequence[Single]) -> Single:
    return Number("f32", body.new(f"bitcast i32 {body.operand(operands[0], 'i32')} to float"))


def _length(body: Body, operands: Sequence[Single]) -> Single:
    return Number("i64", body.new(f"add i64 {body.operand(operands[0], 'i64')}, 0"))


def _of_llvm(name: str) -> Instruction:
    """A function that LLVM knows itself."""

    def write(body: Body, operands: Sequence[Single]) -> Single:
        kind = _float_kind(operands)
        suffix = {"f32": "f32", "f64": "f64"}[kind]
        return body.call(f"llvm.{name}.{suffix}", kind, [body.operand(one, kind) for one in operands])

    return write


def _of_system(name: str) -> Instruction:
    """A function of the system's mathematics library."""

    def write(body: Body, operands: Sequence[Single]) -> Single:
        kind = _float_kind(operands)
        return body.call(f"{name}f" if kind == "f32" else name, kind, [body.operand(one, kind) for one in operands])

    return write


def _float_kind(operands: Sequence[Single]) -> str:
    return "f32" if all(one.kind == "f32" for one in operands) else "f64"


def _is_finite(body: Body, operands: Sequence[Single]) -> Single:
    kind = _float_kind(operands)
    size = body.call(f"llvm.fabs.{kind}", kind, [body.operand(operands[0], kind)])
    return Number("b1", body.new(f"fcmp olt {LLVM[kind]} {size.text}, 0x7FF0000000000000"))


def _least(sign: str) -> Instruction:
    """The smaller or larger one of whole numbers."""

    def write(body: Body, operands: Sequence[Single]) -> Single:
        a, b = operands
        if is_float(a.kind) or is_float(b.kind):
            raise UnsupportedError("min and max of numbers with a point")
        return body.choice(body.compare(sign, b, a), b, a)

    return write


def power(body: Body, a: Single, b: Single) -> Single | None:
    """A number to the power of another; None where the exponent is a whole number that is not known."""
    if isinstance(a, Known) and isinstance(b, Known):
        return Known(float(a.value) ** b.value, "f64")
    if not is_float(b.kind):
        return None
    kind = _float_kind((a, b))
    return body.call(f"llvm.pow.{kind}", kind, [body.operand(a, kind), body.operand(b, kind)])


# what `chainrule.engines.kernels.instructions` has a function of Numba's for
SINGLE: Mapping[str, Instruction] = {
    "add": _add,
    "maximum": _larger("oge"),
    "minimum": _larger("ole"),
    "where": _where,
    "choose": _choose,
    "sign": _sign,
    "square": _square,
    "floor": _of_llvm("floor"),
    "bits_of": _bits_of,
    "from_bits": _from_bits,
    "length": _length,
}
FUNCTIONS: Mapping[object, Instruction] = {
    **{getattr(math, name): _of_llvm(name) for name in ("sqrt",)},
    math.fabs: _of_llvm("fabs"),
    abs: _of_llvm("fabs"),
    **{getattr(math, name): _of_system(name) for name in ("exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "erf")},
    math.isfinite: _is_finite,
    np.maximum: _larger("oge"),
    np.minimum: _larger("ole"),
    min: _least("<"),
    max: _least(">"),
}
SYSTEM = ("exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "erf", "pow")
MEMORY = ("malloc", "free", "memset", "memcpy", "memmove")  # some of which LLVM calls by itself
OF_LLVM = {"sqrt": 1, "fabs": 1, "floor": 1, "pow": 2}


def declarations() -> str:
    """What LLVM has to be told of functions that are elsewhere."""
    lines = [
        "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)",
        "declare ptr @malloc(i64)",
        "declare void @free(ptr)",
    ]
    for kind, name in (("f32", "float"), ("f64", "double")):
        lines += [f"declare {name} @{one}{'f' if kind == 'f32' else ''}({name})" for one in SYSTEM if one != "pow"]
        for one, count in OF_LLVM.items():
            lines.append(f"declare {name} @llvm.{one}.{kind}({', '.join([name] * count)})")
    return "\n".join(lines)


def cast_of(thing: object) -> str | None:
    """The kind that a type makes of a number, None for what is no type."""
    if thing is float:
        return "f64"
    if thing is int:
        return "i64"
    if isinstance(thing, type) and issubclass(thing, np.generic):
        return kind_of(thing)
    return None
