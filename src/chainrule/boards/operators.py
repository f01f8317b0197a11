"""Operators of a board: what they mean, and what is said where the shapes beside one do not fit."""

import ast
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from chainrule.boards.board_functions import power
from chainrule.boards.faults import brief
from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.ops.elementwise import broadcast_shape
from chainrule.ops.products import matmul, swapaxes

Operator = Callable[[Node, Node], Node]

OPERATORS: Mapping[type[ast.operator], tuple[str, Operator]] = {
    ast.Add: ("+", lambda a, b: a + b),
    ast.Sub: ("-", lambda a, b: a - b),
    ast.Mult: ("*", lambda a, b: a * b),
    ast.Div: ("/", lambda a, b: a / b),
    ast.MatMult: ("@", lambda a, b: a @ b),
    ast.Pow: ("**", power),
}


def explain_shapes(parts: Sequence[ast.expr], sign: str, operator: Operator, operands: tuple[Node, Node]) -> str:
    """Whose shapes do not fit, and the transpose that would mend it."""
    a, b = operands
    whole = ast.BinOp(parts[0], next(kind() for kind, (one, _) in OPERATORS.items() if one == sign), parts[1])
    written, left, right = (brief(ast.unparse(one)) for one in (whole, *parts))
    shapes = f"{left} is {write_shape(a.shape)} and {right} is {write_shape(b.shape)}"
    if sign == "@" and () in (a.shape, b.shape):
        return f"{written}: {shapes}; @ needs two matrices, * multiplies by a number"
    if sign == "@" and (inner := (a.shape[-1], b.shape[max(b.rank - 2, 0)]))[0] != inner[1]:
        shapes += f", so {inner[0]} ≠ {inner[1]}"
    elif sign == "@":
        return f"{written}: {shapes}; stacks have equal axes before the last two"
    elif sign == "*" and a.rank == b.rank == 2 and a.shape[1] == b.shape[0]:
        product = f"{quoted(parts[0])} @ {quoted(parts[1])}"
        return f"{written}: {shapes}; * goes entry by entry; did you mean {product}?"
    elif sign == "+" and a.rank > 2 and b.rank == 2 and b.shape[0] == a.shape[1]:
        needed = write_shape((a.shape[1], *(1,) * (a.rank - 2)))
        return f"{written}: {shapes}; one number for each of {a.shape[1]} channels is {needed}"
    elif sorted((a.rank, b.rank)) == [1, 2]:
        return f"{written}: {shapes}; what has one axis is a row"
    if sign == "@" and max(a.rank, b.rank) > 2 and (turned := _turned(parts, a, b)):
        return f"{written}: {shapes}; did you mean {turned}?"
    for mended, x, y in ((parts[1], a, b.T), (parts[0], a.T, b)):
        try:
            operator(x, y)
        except ShapeError:
            continue
        return f"{written}: {shapes}; did you mean {_transposed(quoted(mended))}?"
    return f"{written}: {shapes}"


def _turned(parts: Sequence[ast.expr], a: Node, b: Node) -> str:
    """Which of two stacks fits once each of its matrices is turned around; a .T behind one turns all axes."""
    for part, node, other in ((parts[1], b, a), (parts[0], a, b)):
        if isinstance(part, ast.Attribute) and part.attr == "T":
            part, node = part.value, node.T
        if node.rank < 3:
            continue
        with suppress(ShapeError):
            swapped = swapaxes(node, -2, -1)
            matmul(*((swapped, other) if other is b else (other, swapped)))
            return f"swapaxes({brief(ast.unparse(part))}, {node.rank - 2}, {node.rank - 1})"
    return ""


def fitting_product(left: str, a: Node, right: str, b: Node) -> str:
    """Two factors by their names, with the sign that fits their shapes between them.

    >>> import chainrule as cr
    >>> fitting_product("W", cr.input("W", ("k", "n")), "X", cr.input("X", ("n", "m")))
    'W @ X'
    """
    signs = ["@"] if a.rank == b.rank == 2 and a.shape[1] == b.shape[0] else []
    with suppress(ShapeError):
        broadcast_shape(a.shape, b.shape)
        signs.append("*")
    return " or ".join(f"{left} {sign} {right}" for sign in signs or ["*"])


def quoted(part: ast.expr) -> str:
    """An operand as a sentence quotes it, in brackets where it needs them."""
    text = brief(ast.unparse(part))
    return f"({text})" if isinstance(part, ast.BinOp | ast.UnaryOp | ast.Compare) else text


def _transposed(text: str) -> str:
    return text.removesuffix(".T") if text.endswith(".T") else f"{text}.T"
