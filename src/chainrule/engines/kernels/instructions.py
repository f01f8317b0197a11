"""Single instructions that Python has no word for, or that Numba would compile a function for each time.

Each is a function of the compiler's: it is given the types, and builds the code.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def add(typingctx, total, x):
    """One more term of a sum, whose order is free."""

    def build(context, builder, signature, arguments):
        total, x = arguments
        x = context.cast(builder, x, signature.args[1], signature.args[0])
        return builder.fadd(total, x, flags=("reassoc", "contract"))

    return total(total, x), build


def _larger(sign):
    def build(context, builder, signature, arguments):
        a, b = arguments
        is_nan = builder.fcmp_unordered("uno", a, a)
        return builder.select(builder.or_(builder.fcmp_ordered(sign, a, b), is_nan), a, b)

    return build


@intrinsic
def maximum(typingctx, a, b):
    """The larger number, or NaN where one of them is."""
    return a(a, a), _larger(">=")


@intrinsic
def minimum(typingctx, a, b):
    """The smaller number, or NaN where one of them is."""
    return a(a, a), _larger("<=")


@intrinsic
def where(typingctx, condition, a, b):
    """`a` where the condition is not zero, NaN included, else `b`."""

    def build(context, builder, signature, arguments):
        condition, a, b = arguments
        holds = builder.fcmp_unordered("!=", condition, ir.Constant(condition.type, 0.0))
        return builder.select(holds, a, b)

    return a(condition, a, a), build


@intrinsic
def choose(typingctx, condition, a, b):
    """`a` where the condition, a truth value, holds, else `b`."""

    def build(context, builder, signature, arguments):
        return builder.select(context.cast(builder, arguments[0], types.boolean, types.boolean), *arguments[1:])

    return a(types.boolean, a, a), build


@intrinsic
def sign(typingctx, x):
    """1 above zero, −1 below; zero and NaN are their own."""

    def build(context, builder, signature, arguments):
        (x,) = arguments
        zero, one, less_one = (ir.Constant(x.type, value) for value in (0.0, 1.0, -1.0))
        negative = builder.select(builder.fcmp_ordered("<", x, zero), less_one, x)
        return builder.select(builder.fcmp_ordered(">", x, zero), one, negative)

    return x(x), build


@intrinsic
def square(typingctx, x):
    """X²."""
    return x(x), lambda context, builder, signature, arguments: builder.fmul(arguments[0], arguments[0])


@intrinsic
def floor(typingctx, x):
    """The largest whole number that is at most x, as a real number."""

    def build(context, builder, signature, arguments):
        function = builder.module.declare_intrinsic("llvm.floor", [arguments[0].type])
        return builder.call(function, arguments)

    return x(x), build


@intrinsic
def bits_of(typingctx, x):
    """The bits of a float32 as an int32."""
    return types.int32(types.float32), lambda context, builder, signature, arguments: builder.bitcast(
        arguments[0], ir.IntType(32)
    )


@intrinsic
def from_bits(typingctx, bits):
    """The float32 with the bits of an int32."""
    return types.float32(types.int32), lambda context, builder, signature, arguments: builder.bitcast(
        arguments[0], ir.FloatType()
    )


@intrinsic
def length(typingctx, n):
    """A whole number that the compiler takes for a variable: for a constant it would compile a loop of its own."""
    return types.intp(types.intp), lambda context, builder, signature, arguments: arguments[0]
