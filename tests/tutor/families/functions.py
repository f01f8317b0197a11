"""A board's functions in NumPy, for real numbers and for the complex ones of a complex step.

Everything is computed in `longdouble`, which has more digits than the tutor. Comparisons look at real parts.
"""

import ast
import math
import re
from collections import ChainMap
from collections.abc import Mapping
from functools import cache
from types import CodeType

import numpy as np


def number(x):
    """An array with more digits; numbers too are arrays, so that they have a transpose as on a board."""
    x = np.asarray(x)
    return x if np.iscomplexobj(x) else x.astype(np.longdouble)


def matmul(a, b):
    """A product of two matrices and of nothing else."""
    if a.ndim != 2 or b.ndim != 2:
        raise ValueError("@ needs two matrices")
    return a @ b


def compared(a, b, by):
    """1 or 0 for a comparison of real parts."""
    return number(by(np.real(a), np.real(b)))


def chosen(condition, a, b):
    """`a` where the condition is not 0, else `b`."""
    return np.where(np.real(condition) != 0, a, b)


def kept(function):
    """A reduction that keeps its axis."""
    return lambda x, axis=None: function(x, axis=axis, keepdims=axis is not None)


def sigmoid(x):
    """σ."""
    return 1 / (1 + np.exp(-x))


def logsumexp(x, axis=0):
    """The logarithm of the sum of exponentials."""
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=True))


def softmax(x, axis=0):
    """Shares of exponentials."""
    return np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True)


def gelu(x):
    """The form with tanh."""
    return x * (1 + np.tanh(np.sqrt(2 / number(math.pi)) * (x + number(0.044715) * x * x * x))) / 2


def averaged(terms):
    """A loss: the sum of its terms over the number of columns."""
    return lambda a, y: np.sum(terms(a, y)) / np.longdouble(a.shape[-1] if a.ndim else 1)


FUNCTIONS = {
    "number": number,
    "matmul": matmul,
    "Gt": lambda a, b: compared(a, b, np.greater),
    "GtE": lambda a, b: compared(a, b, np.greater_equal),
    "Lt": lambda a, b: compared(a, b, np.less),
    "LtE": lambda a, b: compared(a, b, np.less_equal),
    "Eq": lambda a, b: compared(a, b, np.equal),
    "NotEq": lambda a, b: compared(a, b, np.not_equal),
    "where": chosen,
    "maximum": lambda a, b: chosen(compared(a, b, np.greater_equal), a, b),
    "minimum": lambda a, b: chosen(compared(a, b, np.less_equal), a, b),
    "abs": lambda x: np.where(np.real(x) < 0, -x, x),
    "sign": lambda x: number(np.sign(np.real(x))),
    "square": lambda x: x * x,
    "sum": kept(np.sum),
    "mean": kept(np.mean),
    "max": kept(np.max),  # complex numbers are ordered by their real parts first
    "logsumexp": logsumexp,
    "softmax": softmax,
    "log_softmax": lambda x, axis=0: x - logsumexp(x, axis),
    "sigmoid": sigmoid,
    "σ": sigmoid,
    "relu": lambda x: np.where(np.real(x) > 0, x, 0 * x),
    "leaky_relu": lambda x: np.where(np.real(x) > 0, x, number(0.01) * x),
    "elu": lambda x: np.where(np.real(x) > 0, x, np.exp(x) - 1),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "silu": lambda x: x * sigmoid(x),
    "gelu": gelu,
    **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "tanh", "cos", "sin")},
    "squared_error": averaged(lambda a, y: (a - y) ** 2),
    "half_squared_error": averaged(lambda a, y: (a - y) ** 2 / 2),
    "logistic": averaged(lambda a, y: np.log(1 + np.exp(a)) - y * a),
    "cross_entropy": averaged(lambda a, y: -y * (a - logsumexp(a))),
}


class AsNumPy(ast.NodeTransformer):
    """An expression of a board as one of the functions above."""

    def visit_Constant(self, node):
        """Numbers are arrays."""
        return ast.Call(ast.Name("number", ast.Load()), [node], [])

    def visit_keyword(self, node):
        """The number of an axis stays."""
        return node

    def visit_BinOp(self, node):
        """@ is for matrices, a power of a whole number is one of Python's."""
        if isinstance(node.op, ast.MatMult):
            return ast.Call(ast.Name("matmul", ast.Load()), [self.visit(node.left), self.visit(node.right)], [])
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
            return ast.BinOp(self.visit(node.left), node.op, node.right)
        return self.generic_visit(node)

    def visit_Compare(self, node):
        """A comparison is 1 or 0."""
        operands = [self.visit(node.left), self.visit(node.comparators[0])]
        return ast.Call(ast.Name(type(node.ops[0]).__name__, ast.Load()), operands, [])


@cache
def code(expression: str) -> CodeType:
    """An expression of a board, compiled."""
    tree = AsNumPy().visit(ast.parse(plain(expression), mode="eval"))
    return compile(ast.fix_missing_locations(tree), expression, "eval")


def plain(expression: str) -> str:
    """An expression with ∂L/∂Z written as a name."""
    return re.sub(r"∂(\w+)/∂(\w+)", r"d\1_d\2", expression.strip())


def computed(expression: str, names: Mapping[str, np.ndarray]) -> np.ndarray:
    """The number of an expression."""
    with np.errstate(all="ignore"):
        return np.asarray(eval(code(expression), {"__builtins__": {}}, ChainMap(FUNCTIONS, names)))  # noqa: S307


def names_in(expression: str) -> list[str]:
    """The names in an expression, functions aside, each once."""
    tree = ast.parse(plain(expression), mode="eval")
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return list(dict.fromkeys(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called))
