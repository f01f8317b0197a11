"""Op labels: a sign for every op, with the plain numbers it is used with."""

import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.ops.elementwise import greater
from chainrule.readers.notation.op_labels import OP_LABELS, TAKES_NUMBERS, gate_label

X = cr.input("x")


def test_every_op_has_a_label():
    """The table has one entry for each op of the alphabet, and no other."""
    assert set(OP_LABELS) == set(ALL_OPS)
    assert set(ALL_OPS) >= TAKES_NUMBERS


def test_a_label_is_a_name_unless_it_is_a_sign():
    """Signs as they stand on paper, and words where there is none."""
    assert {name: label for name, label in OP_LABELS.items() if label != name.replace("_", " ")} == {
        "add": "+",
        "subtract": "−",
        "multiply": "×",
        "divide": "/",
        "negate": "−x",
        "same": "=",
        "power": "xʸ",
        "square": "x²",
        "greater": ">",
        "greater_equal": "≥",
        "less": "<",
        "less_equal": "≤",
        "equal": "=",
        "not_equal": "≠",
        "sqrt": "√x",
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
        "input": "data",
        "dimension": "size",
        "sigmoid": "σ",
        "logsumexp": "log Σ exp",
        "one_hot": "one-hot",
        "half_squared_error": "½ squared error",
        "logistic": "logistic loss",
        "cross_entropy": "cross-entropy",
        "dropout_mask": "mask",
        "unfold": "windows",
        "convolution": "∗",
        "transposed_convolution": "∗ᵀ",
        "correlation": "⋆",
        **{f"product_for_{made}": "×" for made in ("maps", "windows", "filters")},
    }


@pytest.mark.parametrize(
    ("node", "numbers", "label"),
    [
        *((X + 1, ["", "1"], "+1"), (1 + X, ["1", ""], "+1"), (X - 2, ["", "2"], "−2"), (2 - X, ["2", ""], "2−x")),
        *(
            (X / 3, ["", "3"], "÷3"),
            (1 / X, ["1", ""], "1/x"),
            (2 * X, ["2", ""], "×2"),
            (greater(X, 0), ["", "0"], ">0"),
        ),
        *((cr.power(X, 3), ["", "3"], "x³"), (cr.power(X, 0.5), ["", "0.5"], "x^0.5")),
        *((cr.power(2, X), ["2", ""], "2ˣ"), (cr.maximum(X, 0), ["", "0"], "max(x, 0)")),
        (cr.where(greater(X, 0), X, 0), ["", "", "0"], "if · then · else 0"),
        *((X * X, ["", ""], "×"), (cr.sigmoid(X), [""], "σ")),
        (cr.input("A", (2, 2)) * cr.input("B", (2, 2)), ["", ""], "⊙"),
    ],
)
def test_plain_numbers_stand_in_the_label(node, numbers, label):
    """A gate tells the numbers it is used with, on the side on which they stand."""
    assert gate_label(node, numbers) == label
