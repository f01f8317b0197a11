"""Op labels: the sign that stands in the box of each op, with the numbers it is used with: +1, 1/x, x³.

An x stands for what arrives. Formulas are written elsewhere; a label is what fits into a circle.
"""

from collections.abc import Mapping, Sequence

from chainrule.graph.node import Node
from chainrule.ops.undefined import UNDEFINED
from chainrule.readers.undefined import label_undefined

INFIX: Mapping[str, str] = {
    "add": "+",
    "subtract": "−",
    "multiply": "×",
    "divide": "/",
    "greater": ">",
    "greater_equal": "≥",
    "less": "<",
    "less_equal": "≤",
    "equal": "=",
    "not_equal": "≠",
}
OP_LABELS: Mapping[str, str] = {
    **INFIX,
    "input": "data",
    "parameter": "parameter",
    "constant": "constant",
    "dimension": "size",
    "negate": "−x",
    "power": "xʸ",
    "square": "x²",
    "sqrt": "√x",
    **{name: name for name in ("exp", "log", "cos", "tanh", "relu", "elu", "softplus", "silu", "gelu", "max", "mean")},
    "leaky_relu": "leaky relu",
    "sigmoid": "σ",
    "floor": "⌊x⌋",
    "absolute": "|x|",
    "maximum": "max",
    "minimum": "min",
    "where": "if",
    "matmul": "×",
    "transpose": "xᵀ",
    "broadcast": "copy",
    "sum_to": "Σ",
    "sum": "Σ",
    "reshape": "reshape",
    "concatenate": "join",
    "slice": "slice",
    "logsumexp": "log Σ exp",
    "softmax": "softmax",
    "log_softmax": "log softmax",
    "one_hot": "one-hot",
    "squared_error": "squared error",
    "half_squared_error": "½ squared error",
    "absolute_error": "absolute error",
    "huber": "huber",
    "logistic": "logistic loss",
    "cross_entropy": "cross-entropy",
    "dropout_mask": "mask",
}
COMMUTATIVE = frozenset(("add", "multiply", "maximum", "minimum", "equal", "not_equal"))
TAKES_NUMBERS = frozenset((*INFIX, "power", "maximum", "minimum", "where"))
_ABOVE = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def gate_label(node: Node, numbers: Sequence[str]) -> str:
    """The label of a gate; `numbers` has a text for each operand that is a plain number, "" for one that arrives.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> gate_label(1 / x, ["1", ""]), gate_label(x + 1, ["", "1"]), gate_label(x * x, ["", ""])
    ('1/x', '+1', '×')
    """
    if node.op in UNDEFINED:
        return label_undefined(node)
    name, sign = node.op.name, OP_LABELS[node.op.name]
    if not any(numbers):
        return "⊙" if name == "multiply" and all(operand.shape for operand in node.operands) else sign
    if name == "power":
        base, exponent = numbers[0] or "x", numbers[1] or "ˣ"
        return (
            base + exponent.translate(_ABOVE)
            if exponent.lstrip("-").isdecimal() or exponent == "ˣ"
            else f"x^{exponent}"
        )
    if name in ("maximum", "minimum"):
        return f"{sign}(x, {''.join(numbers)})"
    if name == "where":
        return "if {} then {} else {}".format(*(number or "·" for number in numbers))
    return _infix(name, *numbers)


def _infix(name: str, left: str, right: str) -> str:
    sign = INFIX[name]
    if left and right:
        return f"{left}{sign}{right}"
    if left and name not in COMMUTATIVE:
        return f"{left}{sign}x"
    return f"÷{right}" if name == "divide" else f"{sign}{left or right}"
