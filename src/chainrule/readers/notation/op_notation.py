"""The notation table: how each op is written, once, for every surface that shows formulas.

Letters and signs are those of the lectures: ⊙ for the product entry by entry, nothing between the factors of a matrix
product, D1⃗ for the sum of D over the examples, ‖e‖² for a sum of squares. What a formula leaves unsaid is convention
(`docs/decisions/0018-notation.md`); whatever could be read in two ways is said.
"""

from collections.abc import Mapping, Sequence
from functools import reduce

from chainrule.graph.node import Node
from chainrule.ops import ALL_OPS
from chainrule.ops.called import CALLS
from chainrule.ops.undefined import UNDEFINED
from chainrule.readers.notation.at_index import write_gather, write_pick, write_scatter_add
from chainrule.readers.notation.called_definitions import write_called
from chainrule.readers.notation.combining import difference, in_shape, over, plus, product
from chainrule.readers.notation.constants import signed, write_exactly
from chainrule.readers.notation.convolutions import (
    write_convolution,
    write_correlation,
    write_fold,
    write_pool,
    write_transposed_convolution,
    write_unfold,
)
from chainrule.readers.notation.diagonals import write_diagonal
from chainrule.readers.notation.formula import (
    ONE,
    RELATION,
    TWO,
    ZERO,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Infix,
    Minus,
    Number,
    Power,
    Root,
    Sized,
    Sum,
    Symbol,
    Words,
)
from chainrule.readers.notation.losses import Writer, power_of_entries, times_between, write_loss
from chainrule.readers.notation.moved_entries import write_concatenate, write_reshape, write_slice
from chainrule.readers.notation.norms import write_norm
from chainrule.readers.notation.products import write_matmul, write_outer, write_swapaxes, write_transpose
from chainrule.readers.notation.sums import (
    of_all,
    of_columns,
    write_copies,
    write_mean,
    write_sum,
    write_sum_to,
)
from chainrule.readers.notation.undefined_functions import write_undefined
from chainrule.transforms.rules.patterns import is_size

UNIT = Fraction(ONE, ONE)
SHARES = {"0.5": TWO, "0.25": Number("4"), "0.125": Number("8")}


def write_node(node: Node, operands: Sequence[Formula]) -> Formula:
    """The formula of a node whose operands are written already."""
    return _writer(node)(node, operands)


def _writer(node: Node) -> Writer:
    if node.op in CALLS:
        return write_called
    return write_undefined if node.op in UNDEFINED else NOTATION[node.op.name]


# ---- sums and products --------------------------------------------------------------------------------------------


def _multiply(node: Node, operands: Sequence[Formula]) -> Formula:
    """A product; (1/m) is not written where m is 1, and (1/‖x‖) x is x/‖x‖."""
    scale, (first, second) = node.operands[0], operands
    if (diagonal := write_diagonal(node, first, second)) is not None:
        return diagonal
    if scale.shape == () and isinstance(first, Fraction) and first.top == ONE and _is_over_root(scale):
        return over(second, first.bottom)
    factors = [factor for factor in operands if factor != UNIT]
    return times_between(*node.operands)(*factors) if len(factors) == 2 else (*factors, UNIT)[0]


def _divide(node: Node, operands: Sequence[Formula]) -> Formula:
    """A fraction; a half of 1/m, a quarter and an eighth stand below: 1/(2 m), but 0.5/(1 + t)."""
    top, bottom = operands
    share = SHARES.get(top.text) if isinstance(top, Number) and node.operands[0].op.name == "constant" else None
    if share is None or isinstance(bottom, Number) or (isinstance(bottom, Infix) and bottom.sign == "+"):
        return over(top, bottom)
    return over(ONE, product(share, bottom))


def _is_over_root(node: Node) -> bool:
    return node.op.name == "divide" and (root := node.operands[1]).op.name == "sqrt" and not is_size(root)


# ---- the table ----------------------------------------------------------------------------------------------------


def _call(name: str) -> Writer:
    return lambda node, operands: Call(name, tuple(operands))


def _relation(sign: str) -> Writer:
    """[a > b], 1 where it holds and 0 elsewhere (K. Iverson's bracket)."""
    return lambda node, operands: Fence("[", Infix(sign, tuple(operands), RELATION), "]")


def _sqrt(_: Node, operands: Sequence[Formula]) -> Formula:
    (x,) = operands
    if isinstance(x, Power) and isinstance(x.base, Fence) and x.base.left == "‖":
        return x.base  # √‖x‖² is ‖x‖
    return Root(x)


def _upstream(node: Node, operands: Sequence[Formula]) -> Formula:
    """Σ dout ⊙ out."""
    pairs = zip(node.operands[::2], node.operands[1::2], operands[::2], operands[1::2], strict=True)
    return reduce(
        plus, [Sum(times_between(x, g)(given, out)) if x.shape else product(given, out) for x, g, out, given in pairs]
    )


def _where(_: Node, operands: Sequence[Formula]) -> Formula:
    condition, then, otherwise = operands
    if isinstance(condition, Fence) and condition.left == "[":
        return Cases(condition.operand, then, otherwise)  # the word "if" says what the bracket says
    return Cases(Infix("≠", (condition, ZERO), RELATION), then, otherwise)


NOTATION: Mapping[str, Writer] = {
    **{name: _call(name.replace("_", " ")) for name in ALL_OPS},  # unless it is written otherwise below
    "input": lambda node, operands: Symbol(node.name),
    "parameter": lambda node, operands: Symbol(node.name),
    "constant": lambda node, operands: signed(write_exactly(node.attributes["value"])),
    "dimension": lambda node, operands: Symbol(str(node.attributes["dimension"])),
    "add": lambda node, operands: plus(*operands),
    "subtract": lambda node, operands: difference(*operands),
    "multiply": _multiply,
    "divide": _divide,
    "negate": lambda node, operands: Minus(operands[0]),
    "same": lambda node, operands: operands[0],
    "power": lambda node, operands: power_of_entries(operands[0], operands[1], *node.operands),
    "square": lambda node, operands: power_of_entries(operands[0], TWO, *node.operands),
    "sqrt": _sqrt,
    "sigmoid": _call("σ"),
    "floor": lambda node, operands: Fence("⌊", operands[0], "⌋"),
    "absolute": lambda node, operands: Fence("|", operands[0], "|"),
    "maximum": _call("max"),
    "minimum": _call("min"),
    **{
        name: _relation(sign)
        for name, sign in (
            ("greater", ">"),
            ("greater_equal", "≥"),
            ("less", "<"),
            ("less_equal", "≤"),
            ("equal", "="),
            ("not_equal", "≠"),
        )
    },
    "where": _where,
    "eye": lambda node, operands: Sized(Symbol("I"), in_shape(node.shape[:1])),
    "trace": _call("tr"),
    "matmul": write_matmul,
    "outer": write_outer,
    "inverse": lambda node, operands: Power(operands[0], Number("-1")),
    "logdet": _call("log det"),
    "transpose": write_transpose,
    "swapaxes": write_swapaxes,
    "broadcast": write_copies,
    "sum_to": write_sum_to,
    "reshape": write_reshape,
    "concatenate": write_concatenate,
    "slice": write_slice,
    "sum": write_sum,
    "mean": write_mean,
    **{name: of_all(name) for name in ("max", "var", "std")},
    **dict.fromkeys(("batch_norm", "layer_norm", "rms_norm"), write_norm),
    "logsumexp": of_columns("logsumexp"),
    "softmax": of_columns("softmax"),
    "log_softmax": of_columns("log softmax"),
    "one_hot": _call("onehot"),
    "gather": write_gather,
    "scatter_add": write_scatter_add,
    "pick": write_pick,
    "convolution": write_convolution,
    "transposed_convolution": write_transposed_convolution,
    "correlation": write_correlation,
    "unfold": write_unfold,
    "fold": write_fold,
    **dict.fromkeys(("max_pool", "unpool", "mean_pool"), write_pool),
    "squared_error": write_loss(lambda a, y, _: Power(difference(a, y), TWO)),
    "half_squared_error": write_loss(lambda a, y, _: Power(difference(a, y), TWO), halves=2),
    "absolute_error": write_loss(lambda a, y, _: Fence("|", difference(a, y), "|")),
    "huber": write_loss(lambda a, y, _: Call("huber", (difference(a, y),))),
    "logistic": write_loss(lambda a, y, times: difference(Call("softplus", (a,)), times(y, a))),
    "cross_entropy": write_loss(lambda a, y, times: times(y, Call("log softmax", (a,))), negative=True),
    "upstream": _upstream,
    "uniform": _call("uniform"),
    "dropout_mask": lambda node, operands: Call("mask", tuple(operands), Words(f"p = {node.attributes['rate']}")),
}
