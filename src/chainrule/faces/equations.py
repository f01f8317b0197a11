"""cr.equations: the equations of anything that is made of a graph."""

from functools import singledispatch

from chainrule.errors import GraphError, SettingError
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.faces.showing import Shown
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.ops.identifiers import Names
from chainrule.readers.equations import Equations
from chainrule.readers.equations import equations as graph_equations
from chainrule.training.optimizers import Optimizer
from chainrule.training.schedules import Schedule
from chainrule.training.update_equations import optimizer_equations, schedule_equations


@singledispatch
def equations(thing: object, detail: str = "final", values: Shown = None) -> Equations:  # noqa: ARG001
    """The equations of a board, a network, a graph, a node, an optimizer or a schedule; `print` shows them as text.

    The detail is "final" (each gradient written out), "named" (cotangents between kept), "derivation" (a step on each
    line, with its rule) or "indices" (entry by entry, through ∂P_j/∂a_k); with values, the others go on in numbers.
    Those that stand on a board are taken without being asked for; `values=False` shows none.

    >>> print(equations(Board("y = w * x")))
    y = w x
    ∂y/∂w = x
    """
    raise GraphError(f"there are no equations of {type(thing).__name__}; give a board, a network, a graph or a node")


@equations.register
def _(thing: Board | Network, detail: str = "final", values: Shown = None) -> Equations:
    return thing.equations(detail, values)


@equations.register
def _(thing: Graph, detail: str = "final", values: Shown = None) -> Equations:
    return graph_equations(thing, detail, values or None)


@equations.register
def _(thing: Node, detail: str = "final", values: Shown = None) -> Equations:
    return node_equations(thing, detail, values)


@equations.register
def _(thing: Optimizer, detail: str = "final", values: Shown = None) -> Equations:
    _require_plain(detail, values, "an optimizer's update rule")
    return optimizer_equations(thing)


@equations.register
def _(thing: Schedule, detail: str = "final", values: Shown = None) -> Equations:
    _require_plain(detail, values, "a schedule")
    return schedule_equations(thing)


def _require_plain(detail: str, values: Shown, what: str) -> None:
    """Nothing, or a SettingError for a choice that a rule of one line does not have."""
    if values is not None and values is not False:
        raise SettingError(
            f"{what} holds for all numbers, so it takes no values; a trace with a learning rate has them"
        )
    if detail != "final":
        raise SettingError(f'{what} has no detail but "final", so not {detail!r}')


def node_equations(node: Node, detail: str = "final", values: Shown = None) -> Equations:
    """The equation of a node, called y, or y1 where a leaf has that name."""
    names = Names(leaf.name for leaf in topological([node]) if leaf.is_leaf and leaf is not node)
    return graph_equations(Graph({names.fresh("y"): node}), detail, values or None)
