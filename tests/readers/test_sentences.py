"""Sentences: every op has one forward, and one back to each operand that hears of the cost."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.node import constant, input
from chainrule.ops import ALL_OPS
from chainrule.ops.losses import LOSSES
from chainrule.readers.sentences import SENTENCES, say_backward, say_forward

x, y, labels = cr.input("x"), cr.input("y"), input("labels", (1, "m"), kind="index")
A, B, row = cr.input("A", (2, 2)), cr.input("B", (2, 2)), cr.input("r", (1, 2))
step = input("step", kind="index")
OPERANDS = {  # the others take numbers
    **dict.fromkeys(("matmul", "squared_error", "half_squared_error", "absolute_error", "huber", "logistic"), (A, B)),
    **dict.fromkeys(("cross_entropy", "concatenate"), (A, B)),
    **dict.fromkeys(("transpose", "reshape", "slice", "sum", "mean", "max", "logsumexp", "softmax"), (A,)),
    **dict.fromkeys(("log_softmax", "sum_to"), (A,)),
    "broadcast": (row,),
    "one_hot": (labels,),
    "dropout_mask": (step, step),
    "where": (x, x, y),
    **dict.fromkeys(("input", "parameter", "constant", "dimension"), ()),
}
BINARY = ("add", "subtract", "multiply", "divide", "power", "maximum", "minimum", "greater", "greater_equal")
BINARY += ("less", "less_equal", "equal", "not_equal")
AXIS, AVERAGE = {"axis": (0,)}, {"average": True}
ATTRIBUTES = {
    **dict.fromkeys(("sum", "mean", "max", "logsumexp", "softmax", "log_softmax"), AXIS),
    **{op.name: AVERAGE for op in LOSSES},
    "reshape": {"shape": (4,)},
    "slice": {"axis": 0, "start": 0, "stop": 1},
    "sum_to": {"shape": (1, 2)},
    "broadcast": {"shape": (2, 2)},
    "concatenate": {"axis": 0},
    "one_hot": {"classes": 3},
    "dropout_mask": {"shape": (2, 3), "rate": 0.5, "mask": 1},
}


def example(name):
    """A node of each op."""
    leaves = {"input": x, "parameter": cr.parameter("w"), "constant": constant(2), "dimension": cr.dimension("m")}
    if name in leaves:
        return leaves[name]
    operands = OPERANDS.get(name, (x, y) if name in BINARY else (x,))
    return ALL_OPS[name](*operands, **ATTRIBUTES.get(name, {}))


def test_every_op_has_a_sentence():
    """A forgotten op, or one too many, is named here."""
    assert set(SENTENCES) == set(ALL_OPS)


@pytest.mark.parametrize("name", ALL_OPS)
def test_what_an_op_says_names_no_brace(name):
    """Each sentence, forward and to each operand that gets a cotangent, is filled in and ends without a full stop."""
    node = example(name)
    called = [f"op{i}" for i in range(len(node.operands))]
    said = [say_forward(node, called, "out")]
    if node.op.vjp is not None:
        parts = node.op.vjp(node, cr.input("g", node.shape))
        heard = [i for i, part in enumerate(parts) if part is not None]
        said += [say_backward(node, i, called, "out", "slope") for i in heard]
        assert SENTENCES[name].backward
    else:
        assert not SENTENCES[name].backward
    for sentence in said:
        assert len(sentence) > 5
        assert not {"{", "}", "."} & set(sentence)


def test_copied_operands_are_mentioned():
    """A bias added to every column hears that its cotangent is summed over them."""
    Z, b = cr.input("Z", ("k", "m")), cr.parameter("b", ("k", 1))
    assert say_forward(Z + b, ["Z", "b"], "A") == "Z and b are added; b is copied to every column"
    back = "b was copied to every column, so its cotangent is summed over them"
    assert say_backward(Z + b, 1, ["Z", "b"], "A", "1") == back
    assert say_backward(Z - b, 1, ["Z", "b"], "A", "−1").endswith(back)


@pytest.mark.parametrize(
    ("node", "where"),
    [
        *((cr.sum(A, axis=0), "down each column"), (cr.sum(A, axis=1), "along each row")),
        *((cr.sum(A), "over everything"), (cr.sum(cr.input("T", (2, 2, 2)), axis=2), "along axis (2,)")),
        (ALL_OPS["broadcast"](row, shape=(2, 2)), "to the shape (2, 2)"),
        (cr.input("s") + np.zeros((2, 2)), "to every entry"),
        (cr.input("r", (1, 2)) + A, "to every row"),
    ],
)
def test_where_a_sum_or_a_copy_goes(node, where):
    """Rows and columns are called so."""
    assert where in say_forward(node, ["X", "Y"], "out")
