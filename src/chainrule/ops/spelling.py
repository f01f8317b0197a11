"""How each op is spelled in NumPy source: the one table that the NumPy engine and the script reader share.

`LINES` write an array into `{out}`; `VIEWS` are windows on an operand that cost nothing; `SCALARS` are expressions
for single numbers, `EXPRESSIONS` those of a person's own code, both with the strength of their binding. Ops that stand
in none of them are opened first.
"""

import math
from collections.abc import Callable, Mapping

from chainrule.graph.shape import Dimension, Shape

# functions of NumPy that are called as the op is: of one entry, and of two
OF_ONE = ("absolute", "cos", "exp", "expm1", "floor", "log", "log1p", "sign", "sin", "sqrt", "tanh")
OF_TWO = ("maximum", "minimum")
# what compiled code calls: functions that each precision has its own of, and single instructions
KERNELS = tuple(sorted({*OF_ONE, "erf", "softplus"} - {"floor", "sign"}))
INSTRUCTIONS = ("add", "floor", "length", "maximum", "minimum", "sign", "square", "where")
# functions of our own that a line may call, and where they are
MODULES = {
    "error_function": "chainrule.ops.error_function",
    **dict.fromkeys(("write_dropout_mask", "write_uniform"), "chainrule.ops.dropout"),
    **dict.fromkeys(("write_windows", "add_windows"), "chainrule.ops.windows"),
    **dict.fromkeys(("write_maps", "write_filters", "write_products"), "chainrule.ops.filtering"),
    "inverse_matrix": "chainrule.ops.inverses",
    "log_determinant": "chainrule.ops.inverses",
}
# what filters move over, and what they make of it
FILTERING = ("unfold", "fold", "product_for_maps", "product_for_windows", "product_for_filters")
_COMPARISONS = (
    ("greater", ">"),
    ("greater_equal", ">="),
    ("less", "<"),
    ("less_equal", "<="),
    ("equal", "=="),
    ("not_equal", "!="),
)

# what reads an entry before it writes it, so that {out} may be the first operand's own memory
_FROM_ONE: Mapping[str, str] = {
    **{name: f"np.{name}({{0}}, out={{out}})" for name in (*OF_ONE, "square")},
    "negate": "np.negative({0}, out={out})",
    "softplus": "np.logaddexp({0}, 0, out={out})",
    "erf": "error_function({0}, out={out})",
}
_BINARY = (*OF_TWO, "add", "subtract", "multiply", "divide", "power", *(name for name, _ in _COMPARISONS))
_FROM_TWO: Mapping[str, str] = {name: f"np.{name}({{0}}, {{1}}, out={{out}})" for name in _BINARY}
IN_PLACE = frozenset({*_FROM_ONE, *_FROM_TWO})

# {0} and {1} are operands, {out} the array to fill, other names are attributes; a line each.
# {before} are the axes before that of an index, {at} is where the entry of each example is, {each} memory for filters
LINES: Mapping[str, str] = {
    **_FROM_ONE,
    **_FROM_TWO,
    "where": "np.copyto({out}, {2})\nnp.copyto({out}, {1}, where={0})",
    "matmul": "np.matmul({0}, {1}, out={out})",
    "broadcast": "np.copyto({out}, {0})",
    "eye": "{out}.fill(0)\nnp.fill_diagonal({out}, 1)",
    "reshape": "np.copyto({out}.reshape({0}.shape), {0})",
    "concatenate": "np.concatenate(({operands},), axis={axis}, out={out})",
    "sum": "np.add.reduce({0}, axis={axis}, keepdims=True, out={out})",
    "max": "np.maximum.reduce({0}, axis={axis}, keepdims=True, out={out})",
    "one_hot": "np.equal(np.arange({classes})[:, None], {0}, out={out})",
    "gather": 'np.take({0}, {1}, axis={axis}, out={out}, mode="clip")',
    "scatter_add": "{out}[...] = 0\nnp.add.at({out}, np.s_[{before}{1}], {0})",
    "pick": "{out}[...] = {0}[{at}]",
    "inverse": "{out}[...] = inverse_matrix({0})",
    "dropout_mask": "write_dropout_mask({out}, {0}, {1}, mask={mask}, rate={rate})",
    "uniform": "write_uniform({out}, {0}, {1}, mask={mask})",
    "unfold": "write_windows({out}, {0}, {stride}, {padding})",
    "fold": "add_windows({out}, {0}, {stride}, {padding})",
    "product_for_maps": "write_maps({out}, {0}, {1})",
    "product_for_windows": "write_products({out}, {0}, {1})",
    "product_for_filters": "write_filters({out}, {0}, {1}, {each})",
}

VIEWS: Mapping[str, str] = {
    "transpose": "{0}.T",
    "swapaxes": "np.swapaxes({0}, {first}, {second})",
    "slice": "{0}[{key}]",
}

COMPARED, SUM, PRODUCT, SIGN, POWER, SUFFIX, ATOM = range(7)  # how strongly an expression binds, weakest first
Expression = tuple[str, int]

OPERATORS: Mapping[str, Expression] = {  # in every language that has them
    "add": ("{0} + {1}", SUM),
    "subtract": ("{0} - {1}", SUM),
    "multiply": ("{0} * {1}", PRODUCT),
    "divide": ("{0} / {1}", PRODUCT),
    "negate": ("-{0}", SIGN),
    "power": ("{0} ** {1}", POWER),
    "square": ("{0} ** 2", POWER),
}
_ARITHMETIC: Mapping[str, Expression] = {
    **OPERATORS,
    **{name: (f"np.{name}({{0}})", ATOM) for name in OF_ONE},
    **{name: (f"np.{name}({{0}}, {{1}})", ATOM) for name in OF_TWO},
    "softplus": ("np.logaddexp({0}, 0)", ATOM),
}

# 1 or 0, made a number by {real}
COMPARISONS: Mapping[str, Expression] = {name: (f"{{real}}({{0}} {sign} {{1}})", ATOM) for name, sign in _COMPARISONS}

SCALARS: Mapping[str, Expression] = {
    **_ARITHMETIC,
    **COMPARISONS,
    "erf": ("{real}(math.erf({0}))", ATOM),
    "where": ("({1} if {0} else {2})", ATOM),
    "matmul": ("np.dot({0}, {1})", ATOM),
    "logdet": ("{real}(log_determinant({0}))", ATOM),
    "sum": ("np.add.reduce({0}, axis=None)", ATOM),
    "max": ("np.maximum.reduce({0}, axis=None)", ATOM),
    "reshape": ("{0}.reshape(())[()]", ATOM),
    "slice": ("{0}", ATOM),
}

# arrays and numbers alike, as a person writes them; {shape} is the shape of the result, {axes} those that go,
# {weighed} the sums of products of each two operands
EXPRESSIONS: Mapping[str, Expression] = {
    **_ARITHMETIC,
    **{name: (f"{{0}} {sign} {{1}}", COMPARED) for name, sign in _COMPARISONS},
    "same": ("{0}", ATOM),
    "erf": ("np.vectorize(math.erf, otypes=[float])({0})", ATOM),
    "where": ("np.where({0}, {1}, {2})", ATOM),
    "matmul": ("{0} @ {1}", PRODUCT),
    "outer": ("np.outer({0}, {1})", ATOM),
    "transpose": ("{0}.T", SUFFIX),
    "swapaxes": ("np.swapaxes({0}, {first}, {second})", ATOM),
    "inverse": ("np.linalg.inv({0})", ATOM),
    "logdet": ("log_determinant({0})", ATOM),
    "slice": ("{0}[{key}]", SUFFIX),
    "broadcast": ("np.broadcast_to({0}, {shape})", ATOM),
    "sum_to": ("np.sum({0}, axis={axes}, keepdims=True).reshape({shape})", SUFFIX),
    "reshape": ("np.reshape({0}, {shape})", ATOM),
    "concatenate": ("np.concatenate([{operands}], axis={axis})", ATOM),
    **{
        name: (f"np.{name}({{0}}, axis={{axis}}, keepdims=True)", ATOM) for name in ("sum", "mean", "max", "var", "std")
    },
    "eye": ("np.eye({size})", ATOM),
    "trace": ("np.trace({0})", ATOM),
    "upstream": ("{weighed}", SUM),
    "one_hot": ("np.eye({classes})[:, {flat}]", SUFFIX),
    "gather": ("{0}[{before}{1}]", SUFFIX),
    "scatter_add": ("scatter_add({0}, {1}, axis={axis}, shape={shape})", ATOM),
    "pick": ("{0}[{at}]", SUFFIX),
    "unfold": ("windows_of({0}, {size}, {stride}, {padding})", ATOM),
    "fold": ("images_of({0}, {shape}, {stride}, {padding})", ATOM),
    **{f"product_for_{made}": ('np.einsum("{letters}", {0}, {1})', ATOM) for made in ("maps", "windows", "filters")},
    "dropout_mask": ("draw_dropout_mask({0}, {1}, shape={shape}, rate={rate}, mask={mask})", ATOM),
    "uniform": ("draw_uniform({0}, {1}, shape={shape}, mask={mask})", ATOM),
}


NUMBERS = ("input", "parameter", "constant", "dimension", "logdet")  # which no line fills an array with


def spelled(name: str) -> bool:
    """Whether an op has a spelling of its own, or is opened into ops that have one."""
    return name in LINES or name in VIEWS or name in NUMBERS


def slice_key(attributes: Mapping[str, object]) -> str:
    """What stands in the brackets of a slice.

    >>> slice_key({"axis": 1, "start": 0, "stop": 2})
    ':, 0:2'
    """
    return ":, " * int(str(attributes["axis"])) + f"{attributes['start']}:{attributes['stop']}"


def index_in_shape(text: str, index: Shape, shape: Shape, write: Callable[[Dimension], str] = str) -> str:
    """An index in the shape that it is read in, which differs in axes of size 1 alone.

    >>> index_in_shape("y", (1, "m"), ("m",)), index_in_shape("y", ("m",), ("m",))
    ('y[0]', 'y')
    """
    if index == shape:
        return text
    if len(index) == 2 and len(shape) == 1:
        return f"{text}[0]" if index[0] == 1 else f"{text}[:, 0]"
    return f"{text}.reshape({', '.join(map(write, shape))})"


def picked_at(axis: int, index: str, examples: str) -> str:
    """What stands in the brackets where one entry of each example is picked along an axis.

    >>> picked_at(0, "y", "np.arange(m)"), picked_at(1, "y", "np.arange(m)")
    ('y, np.arange(m)', 'np.arange(m), y')
    """
    return f"{index}, {examples}" if axis == 0 else f"{examples}, {index}"


def enclosed(text: str, strength: int, outer: int, position: int) -> str:
    """An operand's text, in parentheses where it binds more weakly than what stands around it.

    >>> enclosed("b - c", SUM, SUM, 1), enclosed("b - c", SUM, ATOM, 0)
    ('(b - c)', 'b - c')
    """
    # a - (b - c), a / (b * c) and (a ** b) ** c need theirs; the left operand of a sum or product does not
    needs = strength < outer != ATOM or (strength == outer < SUFFIX and (position > 0 or outer == POWER))
    return f"({text})" if needs else text


def write_number(value: float) -> str:
    """A constant as Python source: whole numbers without a point.

    >>> write_number(2.0), write_number(0.1), write_number(float("inf"))
    ('2', '0.1', 'np.inf')

    A zero keeps its sign: 1/−0.0 is minus infinity.
    """
    if not math.isfinite(value):
        return {math.inf: "np.inf", -math.inf: "-np.inf"}.get(value, "np.nan")
    is_short = value.is_integer() and abs(value) < 1e15 and (value or math.copysign(1, value) > 0)
    return str(int(value)) if is_short else repr(value)
