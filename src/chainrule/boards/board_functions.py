"""Functions of a board, by the names that it has for them and by those that people bring along."""

import math
from collections.abc import Callable, Container, Mapping

import numpy as np

from chainrule.boards import filters, norms, second_derivatives
from chainrule.boards.along_axes import REDUCTIONS, is_norm
from chainrule.boards.call_settings import POPULATION
from chainrule.boards.faults import brief, did_you_mean
from chainrule.boards.instead import INSTEAD
from chainrule.boards.of_sizes import OF_SIZES
from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.ops import ENTRYWISE, activations, elementwise, identity, inverses, losses, products, reductions
from chainrule.ops.indexing import is_index


def power(x: Node, exponent: Node) -> Node:
    """X to a power; a square is an op of its own, and that of a norm a sum of squares, which has a slope at 0 too."""
    two = exponent.op.name == "constant" and exponent.shape == () and exponent.attributes["value"] == 2
    if two and is_norm(x):
        return x.operands[0]
    return elementwise.square(x) if two else elementwise.power(x, exponent)


def _dot(a: Node, b: Node) -> Node:
    """NumPy's dot: a matrix product, the sum of products of two vectors, or a product with a number."""
    if () in (a.shape, b.shape):
        return a * b
    return reductions.sum(a * b) if a.rank == b.rank == 1 or are_columns(a, b) else products.matmul(a, b)


def are_columns(a: Node, b: Node) -> bool:
    """Whether two are columns, or rows, of one shape: their dot product, which NumPy refuses, is a number."""
    return a.shape == b.shape and a.rank == 2 and sorted(size == 1 for size in a.shape) == [False, True]


def _swapped(x: Node, *axes: Node) -> Node:
    """`swapaxes(X, 1, 2)`: the axes are whole numbers."""
    numbers = [one.attributes.get("value") for one in axes if one.op.name in ("constant", "negate")]
    whole = [int(number) for number in numbers if isinstance(number, float) and number.is_integer()]
    if len(whole) != 2 or len(axes) != 2:
        raise ShapeError("two axes are exchanged, in whole numbers: swapaxes(X, 1, 2)")
    return products.swapaxes(x, *whole)


def _transposed(x: Node, *axes: Node) -> Node:
    """All axes in reverse order; two of them are exchanged by another name."""
    if axes:
        raise ShapeError("transpose turns all axes around, as X.T does; two are exchanged by swapaxes(X, 1, 2)")
    return products.transpose(x)


def _outer(a: Node, b: Node) -> Node:
    """`outer(a, b)` of two vectors; columns and rows are answered with the product that they are."""
    if a.rank != 1 or b.rank != 1:
        told = "a @ b.T, where a (n, 1) and b (k, 1) are columns; of rows it is a.T @ b"
        raise ShapeError(f"outer takes two vectors (n,) and (k,); write {told}")
    return products.outer(a, b)


def _one_hot(labels: Node, *classes: Node) -> Node:
    """`one_hot(y, K)`: a column for each label."""
    size = [one.attributes.get("dimension", one.attributes.get("value")) for one in classes]
    whole = [int(d) if isinstance(d, float) and d.is_integer() else d for d in size]
    if not is_index(labels) or len(whole) != 1 or not isinstance(whole[0], str | int):
        told = "one_hot takes whole numbers and how many there are, one_hot(y, K) of data y (1, m) index"
        raise ShapeError(f"{told}; or write {INSTEAD['onehot']}")
    return losses.one_hot(labels, whole[0])


def _cross_entropy(scores: Node, target: Node, *weights: Node) -> Node:
    """The loss of labels, too, which are made one-hot."""
    is_label = is_index(target) and target.rank in (1, 2) and scores.rank == 2
    return losses.cross_entropy(scores, losses.one_hot(target, scores.shape[0]) if is_label else target, *weights)


LOSSES: Mapping[str, Callable[..., Node]] = {op.name: getattr(losses, op.name) for op in losses.LOSSES}
FUNCTIONS: Mapping[str, Callable[..., Node]] = {
    **{op.name: op for op in ENTRYWISE if op is not elementwise.same},
    "power": power,
    "σ": activations.sigmoid,
    "abs": elementwise.absolute,
    "matmul": products.matmul,
    "dot": _dot,
    "transpose": _transposed,
    "inverse": inverses.inverse,
    "logdet": inverses.logdet,
    "swapaxes": _swapped,
    "outer": _outer,
    "trace": identity.trace,
    **OF_SIZES,
    **filters.FILTERS,
    **norms.NORMS,
    second_derivatives.NAME: second_derivatives.second_derivative,
    **REDUCTIONS,
    **LOSSES,
    "cross_entropy": _cross_entropy,
    "one_hot": _one_hot,
}
PRODUCTS = ("matmul", "dot")  # of matrices
# functions that people also call a number by, which a board without declarations may do
NAMES_TOO = frozenset({"var", "std", "norm", "trace"})

# the same functions by other names; capitals and underscores make no difference
RENAMED: Mapping[str, str] = {
    "ln": "log",
    "mm": "matmul",
    "inv": "inverse",
    "t": "transpose",
    "expit": "sigmoid",
    "swish": "silu",
    "mul": "multiply",
    "sub": "subtract",
    "div": "divide",
    "truedivide": "divide",
    "pow": "power",
    "neg": "negate",
    "negative": "negate",
    "fabs": "abs",
    "sqr": "square",
    "average": "mean",
    "avg": "mean",
    "amax": "max",
    "amin": "min",
    "fmax": "maximum",
    "fmin": "minimum",
    **dict.fromkeys(("cat", "concat"), "concatenate"),
    "tr": "trace",
    "identity": "eye",
    "variance": "var",
    "sd": "std",
    "l2norm": "norm",
    **filters.RENAMED,
    **norms.RENAMED,
    **second_derivatives.RENAMED,
}
# what libraries of networks have, and no board; of NumPy's functions nobody keeps a list
NOT_HERE = (
    *("celu", "cot", "csc", "glu", "hardsigmoid", "hardtanh", "logcosh", "mish", "prelu", "relu6", "rrelu"),
    *("sec", "selu", "softmin", "softshrink", "softsign", "sumsq", "tanhshrink"),
)
ALMOST = 0.66  # of the letters


def _key(name: str) -> str:
    return name.lower().replace("_", "")


_BY_KEY = {**{_key(name): name for name in FUNCTIONS}, **RENAMED}


def find_function(name: str) -> str:
    """What a board calls a function; nothing where it has none.

    >>> find_function("ReLU"), find_function("ln"), find_function("mse")
    ('relu', 'log', '')
    """
    return name if name in FUNCTIONS else "" if name in INSTEAD else _BY_KEY.get(_key(name), "")


def elsewhere(name: str, settings: Container[str], module: str = "") -> str:
    """What to say of another library's function that means something else on a board; nothing of the rest.

    >>> elsewhere("exp", ()), elsewhere("softmax", {"axis": 0})
    ('', '')
    """
    if name in LOSSES:
        return f"{name} stands here without a prefix, and takes an example from each column: {name}(Z, Y)"
    if name in POPULATION and module == "torch":
        return f"torch divides by n - 1, and a board by n: write {name}(X), or {POPULATION[name]}"
    if name == "one_hot":
        return "one_hot makes a column for each label here: one_hot(y, K); one_hot(y, K).T has a row for each"
    if name in ("softmax", "log_softmax") and "axis" not in settings:
        return f"{name} goes along a column here; write the axis: {name}(Z, axis=0), or axis=1 along a row"
    return ""


def no_function(name: str) -> str:
    """What to say of a function that a board does not have.

    Nothing is guessed for what is a function elsewhere: arctan is none that was misspelled.

    >>> no_function("cbrt"), no_function("arctan")
    ('there is no function cbrt; write x**(1/3)', 'there is no function arctan')
    """
    instead = INSTEAD.get(name) or INSTEAD.get(_key(name), "")
    told = f"; write {instead}" if instead else ""
    return f"there is no function {brief(name)}{told or _misspelled(name)}"


def _misspelled(name: str) -> str:
    """`; did you mean …?` for a name that nobody has, but a letter or two."""
    known = name in NOT_HERE or any(hasattr(module, name) for module in (math, np, np.linalg))
    return "" if known else did_you_mean(name, FUNCTIONS, ALMOST)
