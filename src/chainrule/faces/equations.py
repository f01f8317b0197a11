"""cr.equations: the equations of anything that is made of a graph."""

from functools import singledispatch

from chainrule.errors import GraphError, SettingError
from chainrule.faces.board import Board
from chainrule.faces.letters import require_apart
from chainrule.faces.network import Network
from chainrule.faces.own_numbers import Shown, bound, bound_leaves
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.ops.identifiers import Names
from chainrule.readers.equations import Equations
from chainrule.readers.equations import equations as graph_equations
from chainrule.readers.notation.names import taken_letters
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
    ∂y/∂x = w
    ∂y/∂w = x
    """
    raise GraphError(f"there are no equations of {_described(thing)}")


def _described(thing: object) -> str:
    """What has no equations, and what may have some: Adam() where it is Adam."""
    name = getattr(thing, "__name__", "")
    if name and str(getattr(thing, "__module__", "")).startswith("chainrule."):
        kind, given = ("class", "") if isinstance(thing, type) else ("function", "…")
        return f"the {kind} {name}; call it first: equations({name}({given}))"
    return f"{type(thing).__name__}; give a board, a network, a graph, a node, an optimizer or a schedule"


@equations.register
def _(thing: Board | Network, detail: str = "final", values: Shown = None) -> Equations:
    return thing.equations(detail, values)


@equations.register
def _(thing: Graph, detail: str = "final", values: Shown = None) -> Equations:
    require_apart(thing, GraphError)
    shown = None if values is None or values is False else bound(thing, values, bound_leaves(thing))
    return graph_equations(thing, detail, shown)


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
    others = tuple(leaf for leaf in topological([node]) if leaf.is_leaf and leaf is not node)
    names = Names(taken_letters(Graph({}, {}, others)))
    return equations(Graph({names.fresh("y"): node}), detail, values)
