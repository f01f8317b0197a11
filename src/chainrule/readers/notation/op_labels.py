"""Op labels: the sign that stands in the box of each op, with the numbers it is used with: +1, 1/x, x³.

An x stands for what arrives. Formulas are written elsewhere; a label is what fits into a circle: the name of the op,
unless it has a sign of its own.
"""

from collections.abc import Mapping, Sequence

from chainrule.graph.node import Node, Op
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import unary
from chainrule.ops.undefined import UNDEFINED
from chainrule.readers.notation.undefined_functions import label_undefined

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
_OWN: Mapping[str, str] = {  # of ops whose sign is not their name
    **INFIX,
    "input": "data",
    "dimension": "size",
    "negate": "−x",
    "same": "=",
    "power": "xʸ",
    "square": "x²",
    "sqrt": "√x",
    "sigmoid": "σ",
    "floor": "⌊x⌋",
    "absolute": "|x|",
    "maximum": "max",
    "minimum": "min",
    "where": "if",
    "eye": "I",
    "trace": "tr",
    "matmul": "×",
    "inverse": "x⁻¹",
    "logdet": "log det",
    "transpose": "xᵀ",
    "broadcast": "copy",
    "sum_to": "Σ",
    "sum": "Σ",
    "concatenate": "join",
    "logsumexp": "log Σ exp",
    "one_hot": "one-hot",
    "half_squared_error": "½ squared error",
    "logistic": "logistic loss",
    "cross_entropy": "cross-entropy",
    "dropout_mask": "mask",
    "uniform": "uniform",
    "unfold": "windows",
    "convolution": "∗",
    "transposed_convolution": "∗ᵀ",
    "correlation": "⋆",
    **{f"product_for_{made}": "×" for made in ("maps", "windows", "filters")},
}
OP_LABELS: Mapping[str, str] = {name: _OWN.get(name, name.replace("_", " ")) for name in ALL_OPS}
TAKES_NUMBERS = frozenset(op.name for op in ENTRYWISE if op.shape is not unary)  # beside what arrives
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
    return _infix(node.op, *numbers)


def _infix(op: Op, left: str, right: str) -> str:
    sign = INFIX[op.name]
    if left and right:
        return f"{left}{sign}{right}"
    if left and not op.commutative:
        return f"{left}{sign}x"
    return f"÷{right}" if op.name == "divide" else f"{sign}{left or right}"
