"""Products of all rows of a stack: Σ Aᵀ B over its matrices is one product, and the BLAS is fast at large ones.

What comes back to a matrix that stands beside a stack is such a sum. The op for it is the engines' own.
"""

from chainrule.engines.steps import is_turned, is_view
from chainrule.errors import ShapeError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node, Op
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.linear import broadcast, reshape


def _shape(a: Shape, b: Shape) -> Shape:
    if a[:-1] != b[:-1]:
        raise ShapeError(f"a sum of products needs the same rows, got {write_shape(a)} and {write_shape(b)}")
    return a[-1], b[-1]


def _forward(a: Array, b: Array) -> Array:
    result: Array = a.reshape(-1, a.shape[-1]).T @ b.reshape(-1, b.shape[-1])
    return result


summed_product = Op("summed_product", _shape, _forward)  # without a VJP: what engines get is differentiated


def of_all_rows(graph: Graph) -> Graph:
    """The same numbers with Σ Aᵀ B over a stack as one product, for which windows are copied."""

    def replace(node: Node, operands: tuple[Node, ...]) -> Node:
        new = node.with_operands(operands)
        if node.op.name == "sum" and _is_sum_of_products(new):
            turned, right = new.operands[0].operands
            return reshape(summed_product(_whole(turned.operands[0]), _whole(right)), node.shape)
        if node.op.name == "reshape" and operands[0].op.name == "reshape":
            return reshape(operands[0].operands[0], node.shape)
        return new

    return graph.rebuilt(replace)


def _is_sum_of_products(node: Node) -> bool:
    (x,) = node.operands
    stacks = x.op.name == "matmul" and all(operand.rank == x.rank > 2 for operand in x.operands)
    return stacks and is_turned(x.operands[0]) and node.attributes["axis"] == tuple(range(x.rank - 2))


def _whole(node: Node) -> Node:
    return broadcast(node, shape=node.shape) if is_view(node) else node
