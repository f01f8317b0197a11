"""How each op of the alphabet is written, once: an entry of the notation that is false fails here at once."""

import inspect

import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.ops.losses import LOSSES
from chainrule.readers.notation.op_notation import write_node
from chainrule.readers.typeset.text import to_text

x, y, c = (cr.parameter(name, ("n", "m")) for name in "xyc")
small, other, four = cr.parameter("x", (2, 3)), cr.parameter("y", (2, 3)), cr.parameter("x", (4,))
row, labels = cr.parameter("r", (1, "m")), cr.input("l", (1, "m"), kind="index")
seed, step = (cr.input(name, kind="index") for name in ("s", "t"))
USES = {  # of ops that want more than their operands
    "constant": lambda op: op(value=2.5),
    "dimension": lambda op: op(dimension="m"),
    "matmul": lambda op: op(cr.parameter("W", ("k", "n")), x),
    "broadcast": lambda op: op(row, shape=("n", "m")),
    "sum_to": lambda op: op(x, shape=(1, "m")),
    "reshape": lambda op: op(small, shape=(6,)),
    "concatenate": lambda op: op(small, other, axis=1),
    "slice": lambda op: op(four, axis=0, start=1, stop=3),
    "one_hot": lambda op: op(labels, classes=3),
    "dropout_mask": lambda op: op(seed, step, shape=("n", "m"), rate=0.5, mask=1),
    "eye": lambda op: op(shape=(3, 3)),
    "trace": lambda op: op(cr.parameter("M", ("n", "n"))),
    **dict.fromkeys(("sum", "mean", "max", "var", "std"), lambda op: op(x, axis=(1,))),
    **dict.fromkeys(("logsumexp", "softmax", "log_softmax"), lambda op: op(x, axis=(1,))),
    **dict.fromkeys((op.name for op in LOSSES), lambda op: op(x, y, average=True)),
}
WRITTEN = {
    "constant": "2.5",
    "add": "x + y",
    "subtract": "x − y",
    "multiply": "x ⊙ y",
    "divide": "x/y",
    "negate": "−x",
    "power": "x^⊙y",
    "square": "x²",
    "sqrt": "√x",
    "floor": "⌊x⌋",
    "absolute": "|x|",
    "maximum": "max(x, y)",
    "minimum": "min(x, y)",
    "greater": "[x > y]",
    "greater_equal": "[x ≥ y]",
    "less": "[x < y]",
    "less_equal": "[x ≤ y]",
    "equal": "[x = y]",
    "not_equal": "[x ≠ y]",
    "where": "(y if x ≠ 0 else c)",
    "sigmoid": "σ(x)",
    "leaky_relu": "leaky relu(x)",
    "matmul": "W x",
    "transpose": "xᵀ",
    "broadcast": "1⃗ₙ r",
    "sum_to": "1⃗ᵀ x",
    "reshape": "reshape[6](x)",
    "concatenate": "concatenate[axis 1](x, y)",
    "slice": "x[1:3]",
    "dimension": "m",
    "sum": "x 1⃗",
    "mean": "(1/m) x 1⃗",
    "max": "max[axis 1](x)",
    "var": "var[axis 1](x)",
    "std": "std[axis 1](x)",
    "eye": "I₃",
    "trace": "tr(M)",
    "logsumexp": "logsumexp[axis 1](x)",
    "softmax": "softmax[axis 1](x)",
    "log_softmax": "log softmax[axis 1](x)",
    "one_hot": "onehot(l)",
    "squared_error": "(1/m) ‖x − y‖²",
    "half_squared_error": "(1/(2 m)) ‖x − y‖²",
    "absolute_error": "(1/m) Σ |x − y|",
    "huber": "(1/m) Σ huber(x − y)",
    "logistic": "(1/m) Σ (softplus(x) − y ⊙ x)",
    "cross_entropy": "−(1/m) Σ (y ⊙ log softmax(x))",
    "dropout_mask": "mask[p = 0.5](s, t)",
    **{name: f"{name}(x)" for name in ("exp", "expm1", "log", "log1p", "sin", "cos", "sign", "erf", "tanh", "relu")},
    **{name: f"{name}(x)" for name in ("elu", "softplus", "silu", "gelu")},
}


def used(name):
    """A use of an op, its operands being x, y and c where it takes whatever comes."""
    op = ALL_OPS[name]
    return USES[name](op) if name in USES else op(*(x, y, c)[: len(inspect.signature(op.shape).parameters)])


def test_every_op_is_here():
    """Leaves are written by their names, and the cost that a layer is handed its cotangents for is not written."""
    assert {*WRITTEN} == {*ALL_OPS} - {"input", "parameter", "upstream"}


@pytest.mark.parametrize("name", WRITTEN)
def test_an_op_is_written_so(name):
    """In the equation of what it gives."""
    first = str(cr.equations(cr.Graph({"f": used(name)}))).splitlines()[0]
    assert first == f"f = {WRITTEN[name]}"


def test_the_cost_of_a_layer_has_a_word():
    """Where it is asked for by itself."""
    node = ALL_OPS["upstream"](x, y)
    assert to_text(write_node(node, [write_node(x, ()), write_node(y, ())])) == "Σ (y ⊙ x)"


@pytest.mark.parametrize("make", [cr.input, cr.parameter])
def test_a_leaf_is_written_by_its_name(make):
    """Where no graph gives it another."""
    assert to_text(write_node(make("W1"), ())) == "W₁"
