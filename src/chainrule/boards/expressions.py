"""Expressions: Python's own syntax, read by Python's own parser, with a list of what is allowed."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import e, isinf, pi
from types import MappingProxyType

from chainrule.boards.along_axes import OF_TWO, REDUCTIONS
from chainrule.boards.board_functions import FUNCTIONS, PRODUCTS, are_columns, elsewhere, find_function, no_function
from chainrule.boards.call_settings import NORM, axes_in_brackets, read_setting, written_axis
from chainrule.boards.calls import DECIMAL_COMMA, POINT, is_module, read_call
from chainrule.boards.definitions import Inlining
from chainrule.boards.faults import Place
from chainrule.boards.literals import TOO_LARGE, read_number
from chainrule.boards.operators import OPERATORS, Operator, explain_shapes
from chainrule.boards.second_derivatives import second_derivative
from chainrule.boards.steps import Counting, Index, step_name
from chainrule.boards.subscripts import read_subscript
from chainrule.errors import ChainruleError, ShapeError, WhiteboardError
from chainrule.graph.node import Node, constant
from chainrule.graph.shape import write_shape
from chainrule.ops import elementwise, products
from chainrule.ops.reductions import dimension
from chainrule.wording import counted

COMPARISONS: Mapping[type[ast.cmpop], Callable[[Node, Node], Node]] = {
    ast.Gt: elementwise.greater,
    ast.GtE: elementwise.greater_equal,
    ast.Lt: elementwise.less,
    ast.LtE: elementwise.less_equal,
    ast.Eq: elementwise.equal,
    ast.NotEq: elementwise.not_equal,
}


class Reader:
    """Turns parsed expressions into nodes; `find` gives the node of a name, `functions` are a board's own.

    `counting` knows the letters of loops, `inlining` the definitions. `parts` are the expressions that nodes were
    read from.
    """

    def __init__(
        self,
        find: Callable[[str, Place], Node],
        functions: Mapping[str, Callable[..., Node]] = MappingProxyType({}),
        counting: Counting | None = None,
        inlining: Inlining | None = None,
        at_step: Callable[[str, Index | None, Place], Node | None] | None = None,
    ) -> None:
        self._find = find
        self._functions = functions
        self._counting = counting or Counting()
        self._inlining = inlining or Inlining(self._counting)
        self._at_step = at_step or self._named_step
        self.parts: dict[Node, ast.expr] = {}

    def read(self, part: ast.expr, line: Place) -> Node:
        """The node of an expression, or a WhiteboardError that points at the part that cannot be read."""
        if self._counting.steps or self._counting.depth:
            self._counting.spend(line)
        node = self._read(part, line)
        self.parts.setdefault(node, part)
        return node

    def _named_step(self, base: str, index: Index | None, place: Place) -> Node | None:
        """What a name has at a step; None where what stands in its brackets is a place in an array."""
        with suppress(WhiteboardError):
            return None if index is None else self._find(step_name(base, index), place)
        return None

    def _read(self, part: ast.expr, line: Place) -> Node:
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
            case ast.Attribute(value=value, attr="pi" | "e" as name) if is_module(value):
                return constant(pi if name == "pi" else e)
            case ast.Attribute(value=ast.Name(id=name), attr="grad"):
                return self._find(f"d{name}", place)
            case ast.Subscript(value=ast.Attribute(value=value, attr="shape"), slice=index):
                return self._size(self.read(value, line), index, place)
            case ast.Subscript(value=ast.Name(id=name), slice=key) if (
                found := self._at_step(name, self._counting.index(key), place)
            ) is not None:
                return found
            case ast.Subscript():
                counted = ast.Subscript(part.value, self._counting.counted(part.slice), part.ctx)
                return read_subscript(counted, lambda inner: self.read(inner, line), place)
            case ast.BinOp():
                return self._binary(part, line)
            case ast.Compare(left=left, ops=[comparison], comparators=[right]) if type(comparison) in COMPARISONS:
                operands = self.read(left, line), self.read(right, line)
                return self._made(lambda: COMPARISONS[type(comparison)](*operands), place)
            case ast.Call():
                return self._call(part, line)
        raise place.fault(_advice(part))

    def _size(self, node: Node, index: ast.expr, place: Place) -> Node:
        """`X.shape[1]`: the letter or the number of an axis."""
        try:
            return dimension(node.shape[ast.literal_eval(index)])
        except (ValueError, TypeError, IndexError):
            raise place.fault(f"this shape is {write_shape(node.shape)}; shape[0] is its first size") from None

    def _binary(self, part: ast.BinOp, line: Place) -> Node:
        if type(part.op) is ast.BitXor:
            raise _power_fault(part, line)
        if type(part.op) not in OPERATORS:
            remark = "; a remark begins with #" if isinstance(part.op, ast.FloorDiv | ast.Mod) else ""
            raise _operator_place(part, line).fault(f"the operators of a board are + - * / @ and **{remark}")
        if type(part.op) is ast.Sub and (place := _operator_place(part, line)).text.startswith("-- ", place.column):
            raise place.fault("a remark begins with #; less a negative is written x - (-y)")
        operands = self.read(part.left, line), self.read(part.right, line)
        return self._joined(*OPERATORS[type(part.op)], (part.left, part.right), operands, _operator_place(part, line))

    def _joined(
        self, sign: str, operator: Operator, parts: Sequence[ast.expr], operands: tuple[Node, Node], place: Place
    ) -> Node:
        """Two operands with a sign between them, or the error that says whose shapes do not fit."""
        try:
            return self.combined(sign, operator, *operands)
        except ShapeError:
            raise place.fault(explain_shapes(parts, sign, operator, operands)) from None

    def combined(self, sign: str, operator: Operator, left: Node, right: Node) -> Node:  # noqa: ARG002
        """The node of an operator and its operands, or a ShapeError; a reader that mends claims does more."""
        return operator(left, right)

    def _call(self, part: ast.Call, line: Place) -> Node:
        place = line.at_byte(part.col_offset)
        if isinstance(part.func, ast.Constant | ast.BinOp):
            raise place.fault("a product needs its sign: 2 * (x + 1), not 2(x + 1)")
        call = read_call(part)
        if call is None:
            raise place.fault("only functions by name can be called, such as sigmoid(Z) or sum(G, axis=1)")
        if any(isinstance(one, ast.GeneratorExp | ast.ListComp) for one in call.operands):
            return self._counting.total(call, line, self.read)
        if call.name in self._inlining.definitions and not call.foreign:
            if part.keywords:
                raise place.fault(f"operands stand in order: {self._inlining.definitions[call.name].call}")
            given = [self.read(operand, line) for operand in call.operands]
            return self._inlining.call(call.name, given, place)
        name = call.name if call.name in self._functions else find_function(call.name)
        if not name:
            raise place.fault(f"{no_function(call.name)}{self._hint_of_function(call.name, place)}")
        if name in REDUCTIONS and (axis := axes_in_brackets(part, call)):
            raise place.fault(f"{name} does not take 2 operands; an axis is written {axis}")
        operands = [self.read(operand, line) for operand in call.operands]
        settings = dict(filter(None, (read_setting(key, name, line) for key in part.keywords)))
        if name in PRODUCTS and _are_matrices(operands):
            left, right = operands
            if name != "dot" or not are_columns(left, right):
                return self._joined("@", products.matmul, call.operands, (left, right), place)
        if call.foreign and (meaning := elsewhere(name, settings, call.module)):
            raise place.fault(meaning)
        refusal = f"{name} does not take {counted(len(operands), 'operand')}"
        if name in REDUCTIONS and len(operands) > 1:
            refusal += f"; an axis is written {written_axis(part, call.operands[1:2])}"
            refusal += f"; {NORM}" if name == "norm" else ""
            if call.foreign or name not in OF_TWO:  # in NumPy the second is an axis
                raise place.fault(refusal)
        if DECIMAL_COMMA.search(ast.unparse(part).replace(", ", ",")):
            refusal += f"; {POINT}"
        function = self._functions.get(name) or FUNCTIONS[name]
        if function is second_derivative:
            function = partial(function, kept=tuple(self.parts))  # what has been read is read again by its name
        return self._made(lambda: function(*operands, **settings), place, refusal)

    def _hint_of_function(self, name: str, place: Place) -> str:
        """What else a letter before brackets may have been meant for."""
        if len(name) > 1:
            return ""
        try:
            self._find(name, place)
        except WhiteboardError:
            return f"; a line 'functions {name}' makes it one that may be any"
        return f"; a product needs its sign: {name} * (…), and a line 'functions {name}' makes it any function"

    def _made(self, make: Callable[[], Node], place: Place, refusal: str = "") -> Node:
        try:
            return make()
        except ShapeError as error:
            raise place.fault(str(error).split(" (made at")[0]) from None
        except (ChainruleError, TypeError):
            raise place.fault(refusal) from None


def _are_matrices(operands: Sequence[Node]) -> bool:
    """Whether these are two, none of them a number, and not both vectors."""
    ranks = sorted(one.rank for one in operands)
    return len(ranks) == 2 and ranks[0] > 0 and ranks[1] > 1


def _finite(number: float, place: Place) -> float:
    """A number of the board as one of 64 bits; infinite is none, and what is computed may well be."""
    value = read_number(number)
    if isinf(value):
        raise place.fault(TOO_LARGE)
    return value


def _power_fault(part: ast.BinOp, line: Place) -> WhiteboardError:
    """What to write in place of ^, which Python takes for something else."""
    place = _operator_place(part, line)
    if re.match(r"\^\s*T\b", line.text[place.column :]):
        return place.fault("^ is no operator here; write the transpose as X.T")
    exponential = isinstance(part.left, ast.Name) and part.left.id == "e"
    return place.fault(f"^ is no operator here; write {'e^x as exp(x)' if exponential else 'a power as x ** 2'}")


def _operator_place(part: ast.BinOp, line: Place) -> Place:
    """The operator itself: the first of its letters after the left operand and its closing brackets."""
    end = line.at_byte(part.left.end_col_offset or 0).column
    rest = line.text[end:]
    return line.at(end + len(rest) - len(rest.lstrip(" )")))


def _advice(part: ast.expr) -> str:
    match part:
        case ast.Attribute(attr="shape"):
            return "a shape is taken apart where it is used: X.shape[0], X.shape[1]"
        case ast.Attribute(attr="mT" | "mH"):
            return "the only attribute on a board is .T, the transpose; of a stack write swapaxes(X, 1, 2)"
        case ast.Attribute():
            return "the only attribute on a board is .T, the transpose"
        case ast.Compare():
            return "one comparison at a time; where(a > b, x, y) chooses"
        case ast.IfExp():
            return "write a choice as where(condition, a, b)"
        case ast.List(elts=parts) | ast.Tuple(elts=parts) if any(isinstance(one, ast.Name) for one in parts):
            return "arrays are put together by concatenate([A, B], axis=0), along sizes that are numbers"
        case ast.List() | ast.Tuple():
            return "numbers in brackets belong to a data or params line: data x (1, 3) = [1, 2, 3]"
        case _:
            return "this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions"
