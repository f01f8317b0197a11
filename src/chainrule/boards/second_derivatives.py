"""Second derivatives on a board: `H = hessian(L, w)`, or `H = ∂²L/∂w²`, which is no cost, and leaves L the cost."""

import ast
from collections.abc import Collection

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.transforms.hessian import hessian

NAME = "hessian"
RENAMED = {"hess": NAME}  # as other people call it


def second_derivative(*operands: Node, kept: Collection[Node] = ()) -> Node:
    """`hessian(L, w)`: ∂²L/∂w², read from the nodes that are `kept`."""
    if len(operands) != 2:
        raise ShapeError("a Hessian is that of a cost by one name: hessian(L, w)")
    cost, wrt = operands
    if any(size != 1 for size in cost.shape):
        raise ShapeError(
            f"a Hessian is that of one number, and this is {write_shape(cost.shape)}; take its sum or its mean"
        )
    try:
        return hessian(cost, wrt, kept)
    except GraphError as error:
        raise ShapeError(str(error)) from None


def asks_for_one(expression: ast.expr) -> bool:
    """Whether an expression has a second derivative in it.

    >>> asks_for_one(ast.parse("trace(hessian(L, w))", mode="eval").body)
    True
    """
    called = (one.func for one in ast.walk(expression) if isinstance(one, ast.Call))
    names = (one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in called)
    return any(name.lower() in (NAME, *RENAMED) for name in names)
