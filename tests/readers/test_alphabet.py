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
square, stack, (a, b) = cr.parameter("A", ("n", "n")), cr.parameter("x", ("b", "n", "m")), map(cr.parameter, "ab", "nm")
seed, step = (cr.input(name, kind="index") for name in ("s", "t"))
REDUCTIONS = ("sum", "mean", "max", "var", "std", "logsumexp")
X, W, G = cr.parameter("X", ("m", 2, 6, 6)), cr.parameter("W", (3, 2, 2, 2)), cr.parameter("G", ("m", 3, 3, 3))
V, STEPS = cr.parameter("V", ("m", 2, 2, 2, 3, 3)), {"stride": (2, 2), "padding": (0, 0)}  # windows, and how they move
USES = {  # of ops that want more than their operands
    "constant": lambda op: op(value=2.5),
    "dimension": lambda op: op(dimension="m"),
    "matmul": lambda op: op(cr.parameter("W", ("k", "n")), x),
    "broadcast": lambda op: op(row, shape=("n", "m")),
    "sum_to": lambda op: op(x, shape=(1, "m")),
    "reshape": lambda op: op(small, shape=(6,)),
    "concatenate": lambda op: op(small, other, axis=1),
    "slice": lambda op: op(four, axis=0, start=1, stop=3),
    "gather": lambda op: op(cr.parameter("E", ("d", "v")), labels, axis=1, shape=("d", "m")),
    "scatter_add": lambda op: op(x, labels, axis=1, shape=("n", "v")),
    "pick": lambda op: op(x, labels, axis=0, shape=(1, "m")),
    "outer": lambda op: op(a, b),
    "swapaxes": lambda op: op(stack, first=1, second=2),
    "unfold": lambda op: op(X, size=(2, 2), **STEPS),
    "fold": lambda op: op(V, size=(2, 2), **STEPS, shape=X.shape),
    "product_for_maps": lambda op: op(W, V),
    "product_for_windows": lambda op: op(W, G),
    "product_for_filters": lambda op: op(V, G),
    "convolution": lambda op: op(X, W, **STEPS),
    "transposed_convolution": lambda op: op(W, G, **STEPS, shape=X.shape),
    "correlation": lambda op: op(X, G, **STEPS, shape=W.shape),
    **dict.fromkeys(("max_pool", "mean_pool"), lambda op: op(X, size=(2, 2), stride=(2, 2))),
    "unpool": lambda op: op(X, cr.parameter("G", ("m", 2, 3, 3)), size=(2, 2), stride=(2, 2)),
    "trace": lambda op: op(square),
    "eye": lambda op: op(shape=("n", "n")),
    "inverse": lambda op: op(square),
    "logdet": lambda op: op(square),
    "one_hot": lambda op: op(labels, classes=3),
    "dropout_mask": lambda op: op(seed, step, shape=("n", "m"), rate=0.5, mask=1),
    "uniform": lambda op: op(seed, step, shape=("n", "m"), mask=1),
    **dict.fromkeys((*REDUCTIONS, "softmax", "log_softmax"), lambda op: op(x, axis=(1,))),
    **dict.fromkeys(("batch_norm", "layer_norm", "rms_norm"), lambda op: op(x, axis=(1,), epsilon=0.1)),
    **dict.fromkeys((op.name for op in LOSSES), lambda op: op(x, y, average=True)),
}
WRITTEN = {
    "constant": "2.5",
    "add": "x + y",
    "subtract": "x − y",
    "multiply": "x ⊙ y",
    "divide": "x/y",
    "negate": "−x",
    "same": "x",
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
    "logsumexp": "logsumexp[axis 1](x)",
    "softmax": "softmax[axis 1](x)",
    "log_softmax": "log softmax[axis 1](x)",
    "batch_norm": "batch norm[ε 0.1](x)",
    "layer_norm": "layer norm[axis 1, ε 0.1](x)",
    "rms_norm": "rms norm[axis 1, ε 0.1](x)",
    "gather": "E[:, l]",
    "scatter_add": "x onehot[v](l)ᵀ",
    "pick": "x[lᵢ, i]",
    "unfold": "windows[2×2, stride 2](X)",
    "fold": "fold[6×6, stride 2](V)",
    "product_for_maps": "product for maps(W, V)",
    "product_for_windows": "product for windows(W, G)",
    "product_for_filters": "product for filters(V, G)",
    "convolution": "W ∗[stride 2] X",
    "transposed_convolution": "W ∗ᵀ[stride 2] G",
    "correlation": "G ⋆[stride 2] X",
    "max_pool": "max pool[2×2](X)",
    "unpool": "unpool[2×2](X, G)",
    "mean_pool": "mean pool[2×2](X)",
    "outer": "a bᵀ",
    "swapaxes": "xᵀ",
    "trace": "tr(A)",
    "eye": "Iₙ",
    "inverse": "A⁻¹",
    "logdet": "log det(A)",
    "one_hot": "onehot(l)",
    "squared_error": "(1/m) ‖x − y‖²",
    "half_squared_error": "(1/(2 m)) ‖x − y‖²",
    "absolute_error": "(1/m) Σ |x − y|",
    "huber": "(1/m) Σ huber(x − y)",
    "logistic": "(1/m) Σ (softplus(x) − y ⊙ x)",
    "cross_entropy": "−(1/m) Σ (y ⊙ log softmax(x))",
    "dropout_mask": "mask[p = 0.5](s, t)",
    "uniform": "uniform(s, t)",
    **{name: f"{name}(x)" for name in ("exp", "expm1", "log", "log1p", "sin", "cos", "sign", "erf", "tanh", "relu")},
    **{name: f"{name}(x)" for name in ("elu", "softplus", "silu", "gelu")},
}


def used(name):
    """A use of an op, its operands being x, y and c where it takes whatever comes."""
    op = ALL_OPS[name]
    return USES[name](op) if name in USES else op(*(x, y, c)[: len(inspect.signature(op.shape).parameters)])


def test_every_op_is_here():
    """Leaves are written by their names, and what hands a layer its cotangent is not written."""
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
