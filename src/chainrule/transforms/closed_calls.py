"""closed_calls: a graph in which what definitions return is one node for each call, as the board has it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from chainrule.errors import SettingError
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, input
from chainrule.graph.scopes import CALL, Scope, Scopes
from chainrule.ops.called import called
from chainrule.ops.identifiers import Names


@dataclass(frozen=True)
class Definition:
    """A call as the definition has it: what it is called as, its parameters by name, and what it returns of them."""

    name: str
    names: tuple[str, ...]  # what stands in its brackets: f(a, a), where it is given one thing twice
    parameters: Mapping[str, Node]
    read: Mapping[str, Node]  # what its lines read from the board
    lines: Mapping[str, Node]  # what is computed on the way
    result: Node

    @property
    def head(self) -> str:
        """How it is called."""
        return f"{self.name}({', '.join(self.names)})"


@dataclass(frozen=True)
class Closed:
    """The graph with calls, each by the name of what it gives, and the names that lines got which have steps."""

    graph: Graph
    calls: Mapping[str, "Definition"]
    steps: Mapping[str, tuple[str, tuple[int, ...]]]


def closed_calls(graph: Graph, scopes: Scopes, names: Collection[str]) -> Closed:
    """The graph with the calls of these definitions closed; operands and results get names where they have none."""
    inside = {node: scope for node in graph.order if (scope := _outermost(scopes.get(node), names)) is not None}
    results = _results(graph, inside)
    return _Closing(graph, inside, results).closed()


def _outermost(scope: Scope | None, names: Collection[str]) -> Scope | None:
    around = scope.path if scope else ()
    return next((one for one in around if one.kind == CALL and one.name in names), None)


def _results(graph: Graph, inside: Mapping[Node, Scope]) -> dict[Node, Scope]:
    """What each call gives, or the error for a line of a definition that is read from outside of it."""
    read = {*graph.outputs.values()}
    for node in graph.order:
        read.update(operand for operand in node.operands if inside.get(operand) is not inside.get(node))
    found: dict[Scope, Node] = {}
    for node in (node for node in graph.order if node in inside and node in read):
        scope = inside[node]
        if scope in found:
            name = graph.name_of(found[scope]) or graph.name_of(node)
            raise SettingError(f"{scope.name} cannot be closed, because {name}, a line of it, is read outside")
        found[scope] = node
    return {node: scope for scope, node in found.items()}


class _Closing:
    """Makes the graph anew, a node in place of each result."""

    def __init__(self, graph: Graph, inside: Mapping[Node, Scope], results: Mapping[Node, Scope]) -> None:
        self._graph, self._inside, self._results = graph, inside, results
        self._free = Names(graph.all_names)
        named = {**graph.names, **graph.outputs}
        self._names = {node: name for name, node in named.items() if node not in inside or node in results}
        self._steps: dict[str, tuple[str, tuple[int, ...]]] = {}
        self._calls: Mapping[str, Definition] = {}

    def closed(self) -> Closed:
        """The graph and its calls."""
        results = [(node, self._results[node]) for node in self._graph.order if node in self._results]
        for node, scope in results:
            self._named(node, scope, scope.name)
            for parameter, operand in scope.operands:
                self._named(operand, scope, parameter)
        self._calls = {self._name_of(node): self._definition(node, scope) for node, scope in results}
        new: dict[Node, Node] = {}
        for node in topological(self._graph.order, reads=self._reads):
            operands = tuple(new[operand] for operand in node.operands)
            new[node] = node.with_operands(operands) if node not in self._results else self._call(node, new)
        outputs = {name: new[node] for name, node in self._graph.outputs.items()}
        names = {name: new[node] for node, name in self._names.items() if name not in outputs}
        return Closed(Graph(outputs, names, tuple(self._graph.leaves.values())), self._calls, self._steps)

    def _reads(self, node: Node) -> tuple[Node, ...]:
        """Its operands; those of a call, be they read by a line or not, and what its lines read from the board."""
        if (scope := self._results.get(node)) is None:
            return node.operands
        return tuple(dict.fromkeys([*node.operands, *_given(scope), *self._read[scope]]))

    def _named(self, node: Node, scope: Scope, what: str) -> str:
        """What a node is called; what has no name gets one after the line, such as H1_attention."""
        if node not in self._names and node.operands:
            base, index = f"{scope.line[0]}_{what}", scope.line[1]
            self._names[node] = name = self._free.fresh("_".join([base, *map(str, index)]))
            if index and name.endswith(str(index[-1])):
                self._steps[name] = base, index
        return self._name_of(node)

    def _definition(self, result: Node, scope: Scope) -> Definition:
        """The lines of a call over its parameters, and over what else they read, as that is called on the board."""
        given = {operand: input(name, operand.shape) for name, operand in reversed(scope.operands)}
        read = {one: one if one.is_leaf else input(self._name_of(one), one.shape) for one in self._read[scope]}
        known = {**{one: stand for one, stand in read.items() if one not in given}, **given}
        locals_: dict[str, Node] = {}
        for node in self._graph.order:
            if node not in known and self._inside.get(node) is scope:
                known[node] = node.with_operands(tuple(known.get(operand, operand) for operand in node.operands))
                if node is not result and (name := self._graph.name_of(node)):
                    locals_[f"{scope.name}_{_local(name, scope)}"] = known[node]
        names = tuple(given[operand].name for _, operand in scope.operands)
        parameters = {given[operand].name: given[operand] for _, operand in scope.operands}
        others = {stand.name: stand for one, stand in read.items() if one not in given}
        return Definition(scope.name, names, parameters, others, locals_, known[result])

    @cached_property
    def _read(self) -> Mapping[Scope, list[Node]]:
        """What the lines of each call read from outside of it, and has a name there."""
        found: dict[Scope, dict[Node, None]] = {scope: {} for scope in self._results.values()}
        for node, scope in self._inside.items():
            if scope in found:
                found[scope].update(dict.fromkeys(one for one in node.operands if self._inside.get(one) is not scope))
        return {scope: [one for one in read if self._name_of(one)] for scope, read in found.items()}

    def _call(self, node: Node, new: Mapping[Node, Node]) -> Node:
        """The node of a call: of what it is called with, and of what its lines read from the board."""
        scope = self._results[node]
        given = _given(scope)
        operands = [*given, *(one for one in self._read[scope] if one not in given)]
        names = [self._name_of(one) for one in operands]
        return called(scope.name, node.shape, self._name_of(node), [new[one] for one in operands], names, len(given))

    def _name_of(self, node: Node) -> str:
        return self._names.get(node) or self._graph.name_of(node)


def _given(scope: Scope) -> list[Node]:
    """What a call is called with."""
    return [operand for _, operand in scope.operands]


def _local(name: str, scope: Scope) -> str:
    """What a line of a definition assigns: z of A_z, and of h_z_2 in a loop."""
    base, index = scope.line
    return name.removeprefix(f"{base}_").removesuffix("".join(f"_{number}" for number in index))
