"""What signs mean for arrays: matrix products, vectors of ones, functions of each entry or of each column.

Written from textbooks, not from chainrule. Arrays are of two axes, numbers of none; what has one axis is a row.
"""

import math
from functools import reduce

import numpy as np


class NotReadable(Exception):  # noqa: N818 - it is no mistake of the program's
    """What a printed equation leaves open, or says wrongly."""


class Ones:
    """A vector of ones whose size is the one that fits."""

    def __init__(self, column=True):
        self.column = column


class OneHot:
    """A column for each label, as many rows as fit."""

    def __init__(self, labels):
        self.labels = labels

    def rows(self, count):
        """As many rows as asked for."""
        return (np.arange(count)[:, None] == self.labels.reshape(1, -1)).astype(np.longdouble)


def is_number(x):
    """Whether there is one entry: a 1 × 1 matrix is a number."""
    return isinstance(x, np.ndarray) and x.size == 1


def entrywise(function, a, b):
    """A function of two arrays, rows, columns and numbers being copied along."""
    if isinstance(a, Ones) or isinstance(b, Ones):
        raise NotReadable("a vector of ones without a size")
    if isinstance(a, OneHot):
        a = a.rows(b.shape[0])
    if isinstance(b, OneHot):
        b = b.rows(a.shape[0])
    try:
        return np.asarray(function(a, b))
    except ValueError as error:
        raise NotReadable(str(error)) from None


def product(factors):
    """Factors one after the other: numbers scale, matrices are multiplied."""
    if any(isinstance(factor, OneHot) for factor in factors):
        raise NotReadable("a one-hot matrix in a product")
    scale = np.prod([factor.reshape(()) for factor in factors if is_number(factor)], dtype=np.longdouble)
    matrices = [factor for factor in factors if not is_number(factor)]
    if not matrices:
        return np.asarray(scale)
    return np.asarray(scale * reduce(_two, [_sized(matrices, i) for i in range(len(matrices))]))


def _two(a, b):
    """A matrix product; a row times a column is a number."""
    if is_number(a):
        return a.reshape(()) * b
    a, b = (x.reshape(1, -1) if x.ndim == 1 else x for x in (a, b))
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise NotReadable(f"a product of {a.shape} and {b.shape}")
    return a @ b


def _sized(matrices, i):
    """A factor; a vector of ones in the size of its neighbour."""
    one = matrices[i]
    if not isinstance(one, Ones):
        return one
    beside = i - 1 if one.column else i + 1
    if not 0 <= beside < len(matrices) or isinstance(matrices[beside], Ones):
        raise NotReadable("a vector of ones whose size nothing says")
    neighbour = matrices[beside]
    shape = neighbour.shape if neighbour.ndim > 1 else (1, *neighbour.shape)
    return np.ones((shape[1], 1) if one.column else (1, shape[0]), np.longdouble)


def transposed(x):
    """Rows become columns."""
    if isinstance(x, Ones):
        return Ones(column=not x.column)
    return x.T


def part(x, places):
    """The part of an array in places, one for each axis; what has one axis is a row."""
    if not isinstance(x, np.ndarray):
        raise NotReadable("places in ones without a size")
    ends = [[int(end) if end else None for end in place.split(":")] for place in places.split(", ")]
    keys = tuple(slice(*end) if len(end) == 2 else end[0] for end in ends)
    if len(keys) == 1 and x.ndim == 2 and x.shape[0] == 1:
        x = x[0]
    if len(keys) != x.ndim:
        raise NotReadable(f"{len(keys)} places in an array of {x.ndim} axes")
    return np.asarray(x[keys])


def power(x, exponent, marked):
    """X to a power: of each entry where ⊙ says so or no other is possible, of the matrix where it is square."""
    if isinstance(x, (Ones, OneHot)):
        raise NotReadable("a power of ones")
    is_square = x.ndim == 2 and x.shape[0] == x.shape[1] > 1
    if not marked and not is_number(exponent):
        raise NotReadable("a matrix in an exponent")
    if is_square and not marked:
        n = float(exponent)
        if n != int(n) or n < 0:
            raise NotReadable(f"the power {n} of a matrix")
        result = np.eye(len(x), dtype=x.dtype)
        for _ in range(int(n)):
            result = result @ x
        return result
    return np.asarray(np.power(x, exponent))


# ---- functions ------------------------------------------------------------------------------------------------------


def sigmoid(x):
    """1/(1 + exp(−x))."""
    return 1 / (1 + np.exp(-x))


def gelu(x):
    """x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))."""
    inner = np.longdouble(np.sqrt(2 / np.pi)) * (x + np.longdouble(0.044715) * x**3)
    return x / 2 * (1 + np.tanh(inner))


def huber(d):
    """d²/2 up to 1, |d| − 1/2 beyond."""
    return np.where(np.abs(d) <= 1, d**2 / 2, np.abs(d) - np.longdouble(0.5))


def erf(x):
    """The error function, in double precision."""
    return np.vectorize(math.erf, otypes=[np.longdouble])(x)


def logsumexp(x, axis):
    """The logarithm of Σ exp(x)."""
    top = x.max(axis=axis, keepdims=True)
    return top + np.log(np.exp(x - top).sum(axis=axis, keepdims=True))


def spread(x, axis, name):
    """The variance of a population, or its root."""
    variance = np.mean((x - x.mean(axis=axis, keepdims=axis is not None)) ** 2, axis=axis, keepdims=axis is not None)
    return np.asarray(variance if name == "var" else np.sqrt(variance))


OF_ENTRIES = {
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "cos": np.cos,
    "sin": np.sin,
    "σ": sigmoid,
    "relu": lambda x: np.maximum(x, 0),
    "leaky relu": lambda x: np.where(x > 0, x, np.longdouble(0.01) * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "softplus": lambda x: np.logaddexp(x, np.longdouble(0)),
    "silu": lambda x: x * sigmoid(x),
    "gelu": gelu,
    "huber": huber,
    "sign": np.sign,
    "expm1": np.expm1,
    "log1p": np.log1p,
    "erf": erf,
}
OF_COLUMNS = {
    "softmax": lambda x, axis: np.exp(x - logsumexp(x, axis)),
    "log softmax": lambda x, axis: x - logsumexp(x, axis),
    "logsumexp": logsumexp,
}
RELATIONS = {
    "<": np.less,
    ">": np.greater,
    "≤": np.less_equal,
    "≥": np.greater_equal,
    "=": np.equal,
    "≠": np.not_equal,
}
OTHERS = ("max", "min", "var", "std", "tr", "reshape", "concatenate", "slice", "onehot")
FUNCTIONS = (*OF_ENTRIES, *OF_COLUMNS, *OTHERS)


def call(name, arguments, below, shape):
    """A function of its arguments; `below` is what stands below its name, `shape` makes sizes of it."""
    if any(isinstance(one, (Ones, OneHot)) for one in arguments):
        raise NotReadable(f"{name} of ones without a size")
    first = arguments[0]
    if name in OF_ENTRIES:
        (x,) = arguments
        return np.asarray(OF_ENTRIES[name](x))
    if name in OF_COLUMNS:
        (x,) = arguments
        axis = (0 if x.ndim else None) if below is None else axes(below)
        return np.asarray(OF_COLUMNS[name](x, axis)) if x.ndim else OF_COLUMNS[name](x.reshape(1), 0).reshape(())
    if name in ("max", "min") and len(arguments) == 2:
        return entrywise({"max": np.maximum, "min": np.minimum}[name], *arguments)
    if name == "max":
        return np.asarray(first.max(axis=None if below is None else axes(below), keepdims=below is not None))
    if name == "tr":
        return np.asarray(np.trace(first))
    if name in ("var", "std"):
        return spread(first, None if below is None else axes(below), name)
    if name == "reshape":
        return first.reshape(shape(below.split("×")))
    if name == "concatenate":
        return np.concatenate(_of_one_rank(arguments), axis=0 if below is None else axes(below)[0])
    if name == "slice":
        x, start, stop = arguments
        return x.take(range(int(start), int(stop)), axis=axes(below)[0])
    if name == "onehot":
        return OneHot(first)
    raise NotReadable(f"there is no function {name!r} of {len(arguments)}")


def _of_one_rank(arguments):
    """Parts that are to be joined: a number is a matrix of one entry; beside what has one axis, a row has one too."""
    are_rows = all(one.ndim < 2 or one.shape[0] == 1 for one in arguments)
    if are_rows and any(one.ndim == 1 for one in arguments):
        return [one.reshape(-1) for one in arguments]
    return [one if one.ndim == 2 else one.reshape(1, -1) for one in arguments]


def axes(below):
    """The axes that a sign says; None for all."""
    return None if below == "all" else tuple(int(one.removeprefix("axis ")) for one in below.split(", "))
