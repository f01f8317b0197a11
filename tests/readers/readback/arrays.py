"""What signs mean for arrays: matrix products, vectors of ones, functions of each entry or of each column.

Written from textbooks, not from chainrule. Arrays are of two axes, numbers of none; what has one axis is a row.
"""

import math
import re
from functools import reduce

import numpy as np

from . import convolutions


class NotReadable(Exception):  # noqa: N818 - it is no mistake of the program's
    """What a printed equation leaves open, or says wrongly."""


class Ones:
    """A vector of ones whose size is the one that fits."""

    def __init__(self, column=True):
        self.column = column


class OneHot:
    """What has as many classes as fit: a one-hot column for each label, and what is made of these entry by entry."""

    def __init__(self, make):
        self.make = make

    @classmethod
    def of(cls, labels):
        """A column for each label."""
        return cls(lambda shape: (np.arange(shape[0])[:, None] == labels.reshape(1, -1)).astype(np.longdouble))

    def beside(self, shape):
        """The array of this shape."""
        return self.make(shape)


def is_number(x):
    """Whether there is one entry: a 1 × 1 matrix is a number."""
    return isinstance(x, np.ndarray) and x.size == 1


def entrywise(function, a, b):
    """A function of two arrays, rows, columns and numbers being copied along."""
    if isinstance(a, Ones) or isinstance(b, Ones):
        raise NotReadable("a vector of ones without a size")
    if isinstance(a, OneHot) or isinstance(b, OneHot):
        return _with_one_hot(function, a, b)
    try:
        return np.asarray(function(a, b))
    except ValueError as error:
        raise NotReadable(str(error)) from None


def _with_one_hot(function, a, b):
    """The same, where one of them has as many classes as fit: those of the other, unless that is copied along."""

    def sized(x, shape):
        return x.beside(shape) if isinstance(x, OneHot) else x

    others = [x.shape for x in (a, b) if not isinstance(x, OneHot)]
    if not others or len(others[0]) < 2 or 1 in others[0]:
        return OneHot(lambda shape: function(sized(a, shape), sized(b, shape)))
    return np.asarray(function(sized(a, others[0]), sized(b, others[0])))


def product(factors):
    """Factors one after the other: numbers scale, matrices are multiplied."""
    if any(isinstance(factor, OneHot) for factor in factors):
        *others, last = factors
        if not isinstance(last, OneHot) or any(isinstance(one, OneHot) for one in others):
            raise NotReadable("a one-hot matrix in a product")
        left = product(others)
        if is_number(left):
            return entrywise(np.multiply, left, last)
        return OneHot(lambda shape: product([left, last.beside((left.shape[-1], shape[-1]))]))
    scale = np.prod([factor.reshape(()) for factor in factors if is_number(factor)], dtype=np.longdouble)
    matrices = [factor for factor in factors if not is_number(factor)]
    if not matrices:
        return np.asarray(scale)
    return np.asarray(scale * reduce(_two, [_sized(matrices, i) for i in range(len(matrices))]))


def _two(a, b):
    """A matrix product; a row times a column is a number."""
    if is_number(a):
        return a.reshape(()) * b
    if b.ndim == 1 and a.ndim > 1 and a.shape[-1] == 1:  # a row that is copied down
        b = b.reshape(1, -1)
    if a.ndim == 1:  # a column before a row, else a row
        a = a.reshape(-1, 1) if b.ndim == 2 and len(b) == 1 else a.reshape(1, -1)
    if a.shape[-1] != b.shape[max(b.ndim - 2, 0)]:
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
    shape = neighbour.shape if neighbour.ndim > 1 else (1, *neighbour.shape)  # one axis is a row
    return np.ones((shape[1], 1) if one.column else (1, shape[0]), np.longdouble)


def transposed(x):
    """Rows become columns."""
    if isinstance(x, Ones):
        return Ones(column=not x.column)
    if isinstance(x, OneHot):
        return OneHot(lambda shape: x.beside(shape[::-1]).T)
    return x.reshape(1, -1) if x.ndim == 1 else np.swapaxes(x, -1, -2) if x.ndim > 1 else x


def power(x, exponent, marked):
    """X to a power: of each entry where ⊙ says so or no other is possible, of the matrix where it is square."""
    if isinstance(x, (Ones, OneHot)):
        raise NotReadable("a power of ones")
    is_square = x.ndim == 2 and x.shape[0] == x.shape[1] > 1
    if not marked and not is_number(exponent):
        raise NotReadable("a matrix in an exponent")
    if is_square and not marked:
        n = float(exponent)
        if n == -1:
            return inverse(x)
        if n != int(n) or n < 0:
            raise NotReadable(f"the power {n} of a matrix")
        result = np.eye(len(x), dtype=x.dtype)
        for _ in range(int(n)):
            result = result @ x
        return result
    return np.asarray(np.power(x, exponent))


def inverse(x):
    """What times x is the identity; no number where there is none."""
    try:
        first = np.linalg.inv(x.astype(float))
    except np.linalg.LinAlgError:
        return np.full(x.shape, np.longdouble("nan"))
    return first + first @ (np.eye(len(x)) - x @ first)


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


def below_top(x, axis):
    """What x is above its largest entry: nothing, or less."""
    return x - x.max(axis=axis, keepdims=True)


def logsumexp(x, axis):
    """The logarithm of Σ exp(x)."""
    return x.max(axis=axis, keepdims=True) + np.log(np.exp(below_top(x, axis)).sum(axis=axis, keepdims=True))


def spread(x, axis, name):
    """The variance of a population, or its root."""
    variance = np.mean((x - x.mean(axis=axis, keepdims=axis is not None)) ** 2, axis=axis, keepdims=axis is not None)
    return np.asarray(variance if name == "var" else np.sqrt(variance))


def norm(x, name, below):
    """A norm along what is said, and with the ε that is said; along rows or columns of a matrix, and 10⁻⁵, if not."""
    said = [int(one) for one in re.findall(r"axis (\d+)", below)] or [name == "batch norm"]
    epsilon = np.longdouble(re.search(r"ε (\S+)|$", below)[1] or "1e-5")
    along = {"axis": tuple(map(int, said)), "keepdims": True}
    centred = x if name == "rms norm" else x - x.mean(**along)
    return np.asarray(centred / np.sqrt(np.mean(centred**2, **along) + epsilon))


POOLS = ("max pool", "mean pool")
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
    "softmax": lambda x, axis: np.exp(below_top(x, axis)) / np.exp(below_top(x, axis)).sum(axis=axis, keepdims=True),
    "log softmax": lambda x, axis: below_top(x, axis) - logsumexp(below_top(x, axis), axis),
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
OTHERS = ("max", "min", "var", "std", "tr", "reshape", "concatenate", "slice", "onehot", "scatter", "log det", "swap")
OTHERS += ("diag", "batch norm", "layer norm", "rms norm", "transpose", "windows", "fold", "unpool", "upsample")
FUNCTIONS = (*OF_ENTRIES, *OF_COLUMNS, *OTHERS, *POOLS)


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
    if name == "log det":
        return log_det(first)
    if name in ("max", "min") and len(arguments) == 2:
        return entrywise({"max": np.maximum, "min": np.minimum}[name], *arguments)
    if name == "max":
        return np.asarray(first.max(axis=None if below is None else axes(below), keepdims=below is not None))
    if name == "diag":
        return np.diag(first.ravel())
    if name == "tr":
        return np.asarray(np.trace(first))
    if name.endswith(" norm"):
        return norm(first, name, below or "")
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
        return OneHot.of(first) if below is None else OneHot.of(first).beside(shape((below,)))
    if name in ("windows", "fold"):
        return {"windows": convolutions.windows, "fold": convolutions.fold}[name](first, below)
    if name == "upsample":
        return convolutions.upsampled(first, below)
    if name == "unpool":
        return convolutions.unpooled(*arguments, below)
    if name in POOLS:
        return convolutions.pooled(name, first, below)
    if name == "swap":
        return np.swapaxes(first, *axes(below))
    if name == "transpose":
        return first.T
    if name == "scatter":
        axis, said = re.fullmatch(r"axis (\d+) of (.*)", below).groups()
        return scattered(first, arguments[1].astype(int).ravel(), int(axis), shape(said.replace(" ", "").split("×")))
    raise NotReadable(f"there is no function {name!r} of {len(arguments)}")


def _of_one_rank(arguments):
    """Parts that are to be joined: a number is a matrix of one entry; beside what has one axis, a row has one too."""
    are_rows = all(one.ndim < 2 or one.shape[0] == 1 for one in arguments)
    if are_rows and any(one.ndim == 1 for one in arguments):
        return [one.reshape(-1) for one in arguments]
    return [one if one.ndim == 2 else one.reshape(1, -1) for one in arguments]


def log_det(x):
    """The logarithm of a determinant, by Gaussian elimination in all digits."""
    rows, total = np.array(x), np.zeros((), x.dtype)
    for k in range(len(rows)):
        largest = k + np.abs(rows[k:, k]).argmax()
        rows[[k, largest]] = rows[[largest, k]]
        total = total + np.log(np.abs(rows[k, k]))
        rows[k + 1 :] -= np.outer(rows[k + 1 :, k] / rows[k, k], rows[k])
    return np.asarray(total if np.linalg.slogdet(x.astype(float))[0] > 0 else np.longdouble("nan"))


def scattered(g, places, axis, shape):
    """Zeros, to which g is added at places along an axis."""
    out = np.zeros(shape, g.dtype)
    g = np.moveaxis(g.reshape(*shape[:axis], len(places), *shape[axis + 1 :]), axis, 0)
    for row, place in zip(g, places, strict=True):
        np.moveaxis(out, axis, 0)[place] += row
    return out


def at_places(x, places):
    """What stands at places: a colon for a whole axis, whole numbers, and of two arrays' axes one place per example."""
    if not isinstance(x, np.ndarray):
        raise NotReadable("places of what has no size")
    keys = [_key(one) for one in places]
    if len(keys) == 1 and x.ndim == 2 and len(x) == 1:
        x = x[0]  # numbers of one axis are written as a row
    count = next((len(key) for key in keys if isinstance(key, np.ndarray)), 0)
    return np.asarray(x[tuple(np.arange(count) if isinstance(key, str) else key for key in keys)])


def _key(place):
    """A place as NumPy reads it; a row of whole numbers has one axis."""
    if isinstance(place, str) and ":" in place:
        return slice(*(int(end) if end else None for end in place.split(":")))
    if isinstance(place, str):
        return int(place) if place.isdecimal() else place
    whole = place.astype(int)
    return whole.ravel() if whole.ndim < 2 or 1 in whole.shape else whole


def axes(below):
    """The axes that a sign says; None for all."""
    return None if below == "all" else tuple(int(one.removeprefix("axis ")) for one in below.split(", "))
