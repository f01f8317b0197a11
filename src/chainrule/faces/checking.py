"""cr.check: the verdict on the gradient of anything that is made of nodes."""

from chainrule.errors import GraphError
from chainrule.faces.board import Board
from chainrule.faces.own_numbers import require_all
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.values import Values
from chainrule.ops.identifiers import Names
from chainrule.readers.check.report import CheckReport
from chainrule.readers.check.report import check as check_graph
from chainrule.transforms.differentiate import differentiate


def check(thing: Node | Graph | Board, /, **leaves: object) -> CheckReport:
    """The verdict on the gradient of an expression, a graph or a board, where its leaves have these numbers.

    An expression is differentiated by its parameters, or by its inputs where it has none. A network has its own:
    `network.check(X, y)`.

    >>> from chainrule import input
    >>> x = input("x")
    >>> check(x * x, x=3.0).right
    True
    """
    if isinstance(thing, Board):
        return thing.check(leaves)
    if isinstance(thing, Node):
        names = Names(leaf.name for leaf in topological([thing]) if leaf.is_leaf)
        thing = Graph({names.fresh("y"): thing})
    if not isinstance(thing, Graph):
        raise GraphError(f"a node, a graph or a board is needed to check, not {type(thing).__name__}")
    lacking = next((name for name in thing.leaves if name not in leaves), "")
    require_all(thing.leaves, leaves, f"give one by name, such as check(…, {lacking}=1.0)")
    parameters = [name for name, leaf in thing.leaves.items() if leaf.op.name == "parameter"]
    backward = differentiate(thing, parameters or _inputs(thing))
    return check_graph(backward, Values(backward, leaves))


def _inputs(graph: Graph) -> list[str]:
    """The inputs that a cost can be differentiated by: labels cannot move a little."""
    names = [name for name, leaf in graph.leaves.items() if leaf.attributes.get("kind") != "index"]
    if not names:
        raise GraphError("there is no input or parameter in it to differentiate by")
    return names
