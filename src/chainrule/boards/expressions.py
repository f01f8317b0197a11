"""Expressions: Python's own syntax, read by Python's own parser, with a list of what is allowed."""

import ast
import re
from collections.abc import Callable, Mapping
from math import isinf

from chainrule.boards.faults import Place, brief, did_you_mean
from chainrule.boards.literals import TOO_LARGE, read_number
from chainrule.errors import ChainruleError, ShapeError
from chainrule.graph.node import Node, constant
from chainrule.graph.shape import write_shape
from chainrule.ops import ENTRYWISE, activations, elementwise, linear, losses, reductions

Operator = Callable[[Node, Node], Node]

OPERATORS: Mapping[type[ast.operator], tuple[str, Operator]] = {
    ast.Add: ("+", lambda a, b: a + b),
    ast.Sub: ("-", lambda a, b: a - b),
    ast.Mult: ("*", lambda a, b: a * b),
    ast.Div: ("/", lambda a, b: a / b),
    ast.MatMult: ("@", lambda a, b: a @ b),
    ast.Pow: ("**", lambda a, b: elementwise.square(a) if _is_two(b) else elementwise.power(a, b)),
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Node, Node], Node]] = {
    ast.Gt: elementwise.greater,
    ast.GtE: elementwise.greater_equal,
    ast.Lt: elementwise.less,
    ast.LtE: elementwise.less_equal,
    ast.Eq: elementwise.equal,
    ast.NotEq: elementwise.not_equal,
}
REDUCTIONS: Mapping[str, Callable[..., Node]] = {
    name: getattr(reductions, name) for name in ("sum", "mean", "max", "logsumexp", "softmax", "log_softmax")
}
LOSSES: Mapping[str, Callable[..., Node]] = {op.name: getattr(losses, op.name) for op in losses.LOSSES}


def _reshaped(x: Node, *sizes: Node) -> Node:
    """`reshape(X, 3, 2)`: whole numbers behind the node."""
    if not sizes or not all(one.op.name == "constant" and one.shape == () for one in sizes):
        raise ShapeError("a new shape is written in whole numbers: reshape(X, 3, 2)")
    numbers = [one.attributes["value"] for one in sizes]
    if not all(isinstance(number, float) and number.is_integer() and number >= 0 for number in numbers):
        raise ShapeError("a new shape is written in whole numbers: reshape(X, 3, 2)")
    return linear.reshape(x, tuple(int(number) for number in numbers))  # type: ignore[arg-type]


FUNCTIONS: Mapping[str, Callable[..., Node]] = {
    **{op.name: op for op in ENTRYWISE},
    "σ": activations.sigmoid,
    "abs": elementwise.absolute,
    "matmul": linear.matmul,
    "transpose": linear.transpose,
    "reshape": _reshaped,
    "concatenate": lambda *parts, axis=0: linear.concatenate(parts, axis),
    **REDUCTIONS,
    **LOSSES,
}
WITH_AXIS = (*REDUCTIONS, "concatenate")


class Reader:
    """Turns parsed expressions into nodes; `find` gives the node of a name."""

    def __init__(self, find: Callable[[str, Place], Node]) -> None:
        self._find = find

    def read(self, part: ast.expr, line: Place) -> Node:
        """The node of an expression, or a WhiteboardError that points at the part that cannot be read."""
        place = line.at_byte(part.col_offset)
        match part:
            case ast.Name(id=name):
                return self._find(name, place)
            case ast.Constant(value=bool() | str() | bytes() | None):
                raise place.fault("a board holds names and numbers only")
            case ast.Constant(value=int() | float() as number):
                return constant(_finite(number, place))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.read(operand, line)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, line)
            case ast.Attribute(value=value, attr="T"):
                return self.read(value, line).T
            case ast.BinOp():
                return self._binary(part, line)
            case ast.Compare(left=left, ops=[comparison], comparators=[right]) if type(comparison) in COMPARISONS:
                operands = self.read(left, line), self.read(right, line)
                return self._made(lambda: COMPARISONS[type(comparison)](*operands), place)
            case ast.Call():
                return self._call(part, line)
        raise place.fault(_advice(part))

    def _binary(self, part: ast.BinOp, line: Place) -> Node:
        if type(part.op) is ast.BitXor:
            place = _operator_place(part, line)
            transpose = re.match(r"\^\s*T\b", line.text[place.column :])
            raise place.fault(
                f"^ is no operator here; write {'the transpose as X.T' if transpose else 'a power as x ** 2'}"
            )
        left, right = self.read(part.left, line), self.read(part.right, line)
        if type(part.op) not in OPERATORS:
            raise _operator_place(part, line).fault("the operators of a board are + - * / @ and **")
        sign, operator = OPERATORS[type(part.op)]
        try:
            return self.combined(sign, operator, left, right)
        except ShapeError:
            texts = brief(ast.unparse(part.left)), brief(ast.unparse(part.right))
            raise _operator_place(part, line).fault(_explain_shapes(sign, operator, texts, (left, right))) from None

    def combined(self, sign: str, operator: Operator, left: Node, right: Node) -> Node:  # noqa: ARG002
        """The node of an operator and its operands, or a ShapeError; a reader that mends claims does more."""
        return operator(left, right)

    def _call(self, part: ast.Call, line: Place) -> Node:
        place = line.at_byte(part.col_offset)
        if isinstance(part.func, ast.Constant | ast.BinOp):
            raise place.fault("a product needs its sign: 2 * (x + 1), not 2(x + 1)")
        if not isinstance(part.func, ast.Name):
            raise place.fault("only functions by name can be called, such as sigmoid(Z) or sum(G, axis=1)")
        name = part.func.id
        if name not in FUNCTIONS:
            raise place.fault(f"there is no function {brief(name)}{did_you_mean(name, FUNCTIONS)}")
        operands = [self.read(argument, line) for argument in part.args]
        settings = {key.arg or "**": _setting(key, name, line) for key in part.keywords}
        count = f"{len(operands)} operand{'' if len(operands) == 1 else 's'}"
        axis = "; an axis is written axis=1" if name in REDUCTIONS and len(operands) > 1 else ""
        return self._made(lambda: FUNCTIONS[name](*operands, **settings), place, f"{name} does not take {count}{axis}")

    def _made(self, make: Callable[[], Node], place: Place, refusal: str = "") -> Node:
        try:
            return make()
        except ShapeError as error:
            raise place.fault(str(error).split(" (made at")[0]) from None
        except (ChainruleError, TypeError):
            raise place.fault(refusal) from None


def _finite(number: float, place: Place) -> float:
    """A number of the board as one of 64 bits; infinite is none, and what is computed may well be."""
    value = read_number(number)
    if isinf(value):
        raise place.fault(TOO_LARGE)
    return value


def _setting(key: ast.keyword, function: str, line: Place) -> int:
    place = line.at_byte(key.value.col_offset)
    if function in WITH_AXIS and key.arg == "axis":
        try:
            value = ast.literal_eval(key.value)
        except ValueError:
            value = None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise place.fault("axis is a whole number: 0 along a column, 1 along a row")
    allowed = "axis= and nothing else" if function in WITH_AXIS else "no settings"
    raise place.fault(f"{function} takes {allowed}")


def _operator_place(part: ast.BinOp, line: Place) -> Place:
    """The operator itself: the first of its letters after the left operand and its closing brackets."""
    end = line.at_byte(part.left.end_col_offset or 0).column
    rest = line.text[end:]
    return line.at(end + len(rest) - len(rest.lstrip(" )")))


def _explain_shapes(sign: str, operator: Operator, texts: tuple[str, str], operands: tuple[Node, Node]) -> str:
    """Whose shapes do not fit, and the transpose that would mend it."""
    (a, b), (left, right) = operands, texts
    shapes = f"{left} is {write_shape(a.shape)} and {right} is {write_shape(b.shape)}"
    if sign == "@" and a.rank == b.rank == 2:
        shapes += f", so {a.shape[1]} ≠ {b.shape[0]}"
    elif sign == "@":
        return f"{left} {sign} {right}: {shapes}; @ needs two matrices, * multiplies by a number"
    for mended, x, y in ((_transposed(right), a, b.T), (_transposed(left), a.T, b)):
        try:
            operator(x, y)
        except ShapeError:
            continue
        return f"{left} {sign} {right}: {shapes}; did you mean {mended}?"
    return f"{left} {sign} {right}: {shapes}"


def _transposed(text: str) -> str:
    return text.removesuffix(".T") if text.endswith(".T") else f"{text}.T"


def _advice(part: ast.expr) -> str:
    match part:
        case ast.Attribute():
            return "the only attribute on a board is .T, the transpose"
        case ast.Compare():
            return "one comparison at a time; where(a > b, x, y) chooses"
        case ast.IfExp():
            return "write a choice as where(condition, a, b)"
        case ast.List() | ast.Tuple():
            return "numbers in brackets belong to a data or params line: data x (1, 3) = [1, 2, 3]"
        case ast.Subscript():
            return "a board has no indices; give the part a name in a data or params line"
        case _:
            return "this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions"


def _is_two(node: Node) -> bool:
    return node.op.name == "constant" and node.shape == () and node.attributes["value"] == 2
