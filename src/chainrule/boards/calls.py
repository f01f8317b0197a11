"""Calls as people write them: `exp(Z)`, `np.exp(Z)` and `Z.exp()` call the same function."""

import ast
import re
from dataclasses import dataclass

MODULES = frozenset(
    ("np", "numpy", "jnp", "math", "torch", "nn", "functional", "linalg", "special", "scipy", "tf", "F")
)
NOT_IN_F = frozenset(("dot", "matmul", "mm", "reshape", "sum", "mean", "max", "min", "t"))  # F may be a matrix too
DECIMAL_COMMA = re.compile(r"(?<![\w.])\d+,\d")
POINT = "a decimal has a point: 0.5, not 0,5"


@dataclass(frozen=True)
class Call:
    """A function's name, what it is called with, and whether it is written as in another library, of that name."""

    name: str
    operands: tuple[ast.expr, ...]
    foreign: bool
    module: str = ""


def read_call(part: ast.Call) -> Call | None:
    """The call of a function by its name, of a module's function, or of a method; None for any other."""
    operands = tuple(inner for one in part.args for inner in _opened(one))
    match part.func:
        case ast.Name(id=name):
            return Call(name, operands, foreign=False)
        case ast.Attribute(value=value, attr=name):
            is_function = bool(operands) and is_module(value) and not (_is_f(value) and name in NOT_IN_F)
            if not is_function:
                return Call(name, (value, *operands), foreign=True)
            return Call(name, operands, foreign=True, module=ast.unparse(value).split(".")[0])
    return None


def _opened(operand: ast.expr) -> list[ast.expr]:
    """The parts of a list of names, as in np.concatenate([A, B]) and X.reshape((3, 2))."""
    return operand.elts if isinstance(operand, ast.List | ast.Tuple) else [operand]


def is_module(part: ast.expr) -> bool:
    """Whether this is np, np.linalg, torch.nn.functional and the like."""
    if isinstance(part, ast.Attribute):
        return part.attr in MODULES and is_module(part.value)
    return isinstance(part, ast.Name) and part.id in MODULES


def _is_f(part: ast.expr) -> bool:
    return isinstance(part, ast.Name) and part.id == "F"


def with_exp(part: ast.expr) -> ast.expr:
    """An expression in which `e**x` is `exp(x)`.

    >>> ast.unparse(with_exp(ast.parse("1/(1 + e**(-x))", mode="eval").body))
    '1 / (1 + exp(-x))'
    """
    read: ast.expr = _Exponentials().visit(part)
    return read


class _Exponentials(ast.NodeTransformer):
    def visit_BinOp(self, part: ast.BinOp) -> ast.expr:
        """E to anything but a plain number, whose square may be that of an error."""
        self.generic_visit(part)
        match part:
            case ast.BinOp(left=ast.Name(id="e") as e, op=ast.Pow(), right=x) if not isinstance(x, ast.Constant):
                function = ast.copy_location(ast.Name("exp", ast.Load()), e)
                return ast.copy_location(ast.Call(function, [x], []), part)
        return part
