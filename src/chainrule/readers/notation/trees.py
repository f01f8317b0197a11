"""Trees: the formula of a node down to what is shown by name or in numbers."""

from collections.abc import Mapping

from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.readers.notation.formula import Formula
from chainrule.readers.notation.op_notation import write_node


def write_tree(node: Node, shown: Mapping[Node, Formula]) -> Formula:
    """The formula of a node, in which what is `shown` stands as it is given; leaves stand by their names.

    >>> import chainrule as cr
    >>> from chainrule.readers.typeset.text import to_text
    >>> to_text(write_tree(cr.exp(-cr.input("x")), {}))
    'exp(−x)'
    """
    written = dict(shown)
    for part in topological([node], shown):
        written[part] = write_node(part, [written[operand] for operand in part.operands])
    return written[node]
