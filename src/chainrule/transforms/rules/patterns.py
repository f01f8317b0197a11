"""What rules ask of a node: which op it is of, which number it is, whether its numbers can be 0."""

import numpy as np

from chainrule.graph.evaluate import evaluate
from chainrule.graph.node import CONSTANT, Node, constant
from chainrule.ops import ALL_OPS
from chainrule.ops.elementwise import meant_by
from chainrule.ops.linear import broadcast
from chainrule.ops.undefined import UNDEFINED

DEPTH = 4  # of an expression whose sign is looked for
POSITIVE = ("exp", "sigmoid", "softmax", "softplus", "dimension")  # above 0 wherever they are defined


def is_op(x: Node, *names: str) -> bool:
    """Whether x is a use of one of the ops."""
    return x.op.name in names and ALL_OPS.get(x.op.name) is x.op


def is_same(x: Node, y: Node, depth: int = DEPTH) -> bool:
    """Whether two nodes compute the same from the same leaves, looked at a few operations deep."""
    if x is y:
        return True
    if not depth or x.op is not y.op or not x.operands or repr(x.attributes) != repr(y.attributes):
        return False
    return all(is_same(a, b, depth - 1) for a, b in zip(x.operands, y.operands, strict=True))


def is_number(x: Node, value: float) -> bool:
    """Whether x is this number, or many copies of it."""
    if is_op(x, "broadcast"):
        x = x.operands[0]
    return x.op is CONSTANT and x.shape == () and x.attributes["value"] == value


def number(x: Node, depth: int = 3) -> float | None:
    """The number that x is: a constant, or a short expression of some, such as the 1/2 that a person wrote."""
    if x.shape != ():
        return None
    if x.op is CONSTANT:
        return float(np.asarray(x.attributes["value"]))
    if not depth or not x.operands or x.op in UNDEFINED:
        return None
    for operand in x.operands:
        if number(operand, depth - 1) is None:
            return None
    return float(evaluate([x], {})[0])


def is_some_number(x: Node) -> bool:
    """Whether x is a number, whichever."""
    return number(x) is not None


def is_size(x: Node) -> bool:
    """Whether x is a size, such as the m of 1/m, the root of one, or a product of sizes and numbers."""
    if is_op(x, "sqrt"):
        return is_size(x.operands[0])
    if is_op(x, "multiply"):
        return any(map(is_size, x.operands)) and all(is_size(one) or is_some_number(one) for one in x.operands)
    return is_op(x, "dimension")


def without_sign(x: Node) -> Node | None:
    """The y of a negated y, or of a number −y; None where x has no sign to take away."""
    if is_op(x, "negate"):
        return x.operands[0]
    value = number(x) if x.op is CONSTANT else None
    return constant(-value) if value is not None and value < 0 else None


def axis_of_one(x: Node) -> int | None:
    """The axis along which the entries of x are known to sum to 1, as those of labels are, and of softmax."""
    x = meant_by(x)
    if is_op(x, "transpose") and x.rank == 2:
        turned = axis_of_one(x.operands[0])
        return None if turned is None else 1 - turned
    if is_op(x, "softmax"):
        along = x.attributes["axis"]
        return int(along[0]) if isinstance(along, tuple) and len(along) == 1 else None
    axis = 0 if is_op(x, "one_hot") else x.attributes.get("unit_axis")
    return axis if isinstance(axis, int) else None


def stretched(x: Node, node: Node) -> Node:
    """X in place of node, copied to its shape where it is smaller."""
    return x if x.shape == node.shape else broadcast(x, shape=node.shape)


def in_place(x: Node, node: Node) -> Node | None:
    """X in place of node, if that keeps the shape."""
    return x if x.shape == node.shape else None


def is_positive(x: Node, depth: int = DEPTH) -> bool:
    """Whether mathematics makes every entry of x larger than 0, whatever the leaves are."""
    value = number(x)
    if value is not None:
        return value > 0
    if x.op.name in POSITIVE:
        return True
    if not depth:
        return False
    match x.op.name, x.operands:
        case ("add", (a, b)):
            pairs = ((a, b), (b, a))
            return any(is_positive(one, depth - 1) and is_not_negative(other, depth - 1) for one, other in pairs)
        case ("multiply" | "divide", (a, b)):
            return is_positive(a, depth - 1) and is_positive(b, depth - 1)
        case ("subtract", (a, b)):  # 1 − σ(z)
            return number(a) == 1 and b.op.name == "sigmoid"
        case ("sqrt" | "square" | "broadcast" | "transpose" | "sum" | "mean", (a,)):
            return is_positive(a, depth - 1)
        case ("power", (a, _)):
            return is_positive(a, depth - 1)
    return False


def is_not_negative(x: Node, depth: int = DEPTH) -> bool:
    """Whether mathematics makes every entry of x 0 or more."""
    if x.op.name in ("square", "absolute", "relu", "sqrt", "var", "std") or is_positive(x, depth):
        return True
    if not depth:
        return False
    if x.op.name in ("sum", "mean", "add", "multiply", "broadcast"):
        return all(is_not_negative(operand, depth - 1) for operand in x.operands)
    return number(x) == 0
