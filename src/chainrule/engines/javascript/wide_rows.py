"""Wide rows: a table's rows are copied as they are where products alone read them, which take a matrix either way."""

from dataclasses import replace

from chainrule.engines.memory import BATCH
from chainrule.engines.task import Task
from chainrule.graph.graph import Graph, rebuild
from chainrule.graph.node import Node, input
from chainrule.ops.products import transpose

WIDE = 32  # numbers in a row from which on a copy is worth a call


def with_wide_rows(task: Task) -> Task:
    """The same task, where each leaf (n, m) of wide rows that products alone read is another one, (m, n), turned."""
    graph, names = task.gradient.graph, {table.leaf for table in task.tables}
    leaves = {leaf for name, leaf in graph.leaves.items() if name in names and _is_wide(leaf)}
    turned = {leaf for leaf in leaves if _is_factor(leaf, graph)}

    def replaced(node: Node, operands: tuple[Node, ...]) -> Node:
        if node in turned:
            return transpose(input(node.name, node.shape[::-1]))
        return node.with_operands(operands) if operands else node

    new = rebuild(graph.order, replaced)
    outputs, inner = ({name: new[one] for name, one in named.items()} for named in (graph.outputs, graph.names))
    unused = tuple(leaf for leaf in graph.leaves.values() if leaf not in turned)
    return replace(task, gradient=replace(task.gradient, graph=Graph(outputs, inner, unused)))


def _is_wide(leaf: Node) -> bool:
    """Whether a leaf has examples side by side, of many real numbers each."""
    is_real, size = leaf.attributes.get("kind") != "index", leaf.shape[0] if leaf.rank == 2 else BATCH
    return is_real and leaf.shape[1:] == (BATCH,) and isinstance(size, int) and size >= WIDE


def _is_factor(node: Node, graph: Graph) -> bool:
    """Whether only products read a node, or a turned window on it."""
    readers = [one for one in graph.order if node in one.operands]
    return all(one.op.name == "matmul" or (one.op.name == "transpose" and _is_factor(one, graph)) for one in readers)
