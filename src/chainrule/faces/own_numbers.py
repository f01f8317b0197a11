"""Numbers that a face computes with: None means those that it has itself, False none, although it may have some."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from chainrule.errors import GraphError, NoValueError
from chainrule.graph.graph import Graph
from chainrule.graph.values import Values
from chainrule.settings import written

Numbers = Values | Mapping[str, object] | None
Shown = Numbers | Literal[False]


def bound(graph: Graph, values: Shown, bind: Callable[..., Values]) -> Values:
    """The numbers of a graph: as they are, or bound by name; `bind` adds those that are there without being given."""
    given = _of_graph(graph, values)
    return given if isinstance(given, Values) else bind(**given)


def by_name(graph: Graph, values: Shown) -> Mapping[str, object]:
    """The numbers of the leaves of a graph that are given, by name."""
    given = _of_graph(graph, values)
    return {name: given[name] for name in graph.leaves} if isinstance(given, Values) else given


def _of_graph(graph: Graph, values: Shown) -> Values | Mapping[str, object]:
    if values is False:
        raise GraphError("this is made of numbers, so values=False leaves nothing; equations and diagram do without")
    if isinstance(values, Values):
        if not {*graph.leaves.values()} <= {*values.graph.leaves.values()}:
            raise GraphError("these numbers are those of something else; bind(…), or a dict by name, gives its own")
        return values
    if values is not None and not (isinstance(values, Mapping) and all(isinstance(name, str) for name in values)):
        raise GraphError(f"values are numbers by name, {{'x': 3.0}}, or what bind(x=3.0) gives, not {written(values)}")
    return values or {}


def bound_leaves(graph: Graph) -> Callable[..., Values]:
    """What binds numbers to the leaves of a graph that has none of its own."""

    def bind(**leaves: object) -> Values:
        for name in leaves:
            graph.node(name)
        require_all(graph.leaves, leaves, "values={…} gives one")
        return Values(graph, leaves)

    return bind


def require_all(needed: Iterable[str], given: Iterable[str], hint: str) -> None:
    """Nothing, or a NoValueError that names the leaves without a number, and how they get one."""
    missing = [name for name in needed if name not in given]
    if missing:
        raise NoValueError(f"{', '.join(missing)} {'has' if len(missing) == 1 else 'have'} no value; {hint}")
