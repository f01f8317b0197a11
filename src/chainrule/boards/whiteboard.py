"""Whiteboard: what a board says, once its text has been read."""

import ast
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from chainrule.boards.averages import Average
from chainrule.boards.facts import Fact
from chainrule.boards.starts import Drawn, Start
from chainrule.boards.steps import write_step
from chainrule.errors import GraphError
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.graph.graph import Graph, topological, without_brackets
from chainrule.graph.node import INPUT, PARAMETER, Array, Node
from chainrule.graph.scopes import Scope
from chainrule.ops.indexing import as_places, is_index, limits
from chainrule.ops.undefined import any_function, undefined_in
from chainrule.transforms.sized import sized_shape


@dataclass(frozen=True)
class Whiteboard:
    r"""What a board says: its graph, the costs it ends in (the last one is meant without a name), given numbers, facts.

    >>> from chainrule.boards.grammar import read_whiteboard
    >>> read_whiteboard("data Y (K, m) one-hot\nL = sum(Y)").facts
    {'Y': Fact(kind='one-hot', axis=0)}
    """

    text: str
    graph: Graph
    costs: tuple[str, ...]
    values: Mapping[str, Array] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    undeclared: tuple[str, ...] = ()  # leaves of a board without declarations
    parts: Mapping[Node, ast.expr] = field(default_factory=dict)  # what each node was read from
    upstream: Mapping[str, str] = field(default_factory=dict)  # of a layer: cotangents that are handed in, each of what
    steps: Mapping[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)  # of h_2: h, and where it stands
    sizes: Mapping[str, int] = field(default_factory=dict)  # letters that are numbers, by a line `sizes`
    scopes: Mapping[Node, Scope] = field(default_factory=dict)  # in which loop, step and call what is computed stands
    fills: Mapping[str, float] = field(default_factory=dict)  # one number for all entries of a leaf with letters
    starts: Mapping[str, Start] = field(default_factory=dict)  # how parameters are drawn that are to be trained
    running: Mapping[str, Average] = field(default_factory=dict)  # what batch norms keep, a mean and a variance each
    drawn: Mapping[str, Drawn] = field(default_factory=dict)  # data that each step of training draws

    @property
    def wrt(self) -> tuple[str, ...]:
        """What the cost is differentiated by: the parameters, or the data where there are none; in a layer both.

        A circuit of gates is differentiated by all of its numbers, as in lecture 1, for names decide nothing there.
        A layer hands a cotangent back to its inputs too, but to no labels, and to no number beside arrays, such as ε.
        """
        leaves = self.graph.leaves
        if self.upstream:
            return self._inputs_and_parameters
        parameters = tuple(name for name, leaf in leaves.items() if leaf.op.name == "parameter")
        everything = tuple(name for name, leaf in leaves.items() if not is_index(leaf))
        return everything if self.is_of_gates or not parameters else parameters

    @property
    def is_of_gates(self) -> bool:
        """Whether nothing is declared and every leaf is a single number, as in lecture 1's circuits of gates."""
        leaves = self.graph.leaves
        return all(name in self.undeclared and not leaf.shape for name, leaf in leaves.items())

    @property
    def _inputs_and_parameters(self) -> tuple[str, ...]:
        leaves = self.graph.leaves
        known = {*self.upstream, *self.facts, *self.drawn}
        free = [name for name, leaf in leaves.items() if name not in known and not is_index(leaf)]
        has_arrays = any(leaves[name].shape for name in free)
        return tuple(name for name in free if leaves[name].shape or leaves[name].op is PARAMETER or not has_arrays)

    @property
    def unread(self) -> tuple[str, ...]:
        """The parameters that the cost does not read, as they are on the board: training would never move them."""
        read = {*topological([self.graph.node(self.cost)])}
        names = (name for name, leaf in self.graph.leaves.items() if leaf.op is PARAMETER and leaf not in read)
        return tuple(write_step(*self.steps[name]) if name in self.steps else name for name in names)

    @property
    def filled_data(self) -> dict[str, float]:
        """The data that are one number for all examples, as `h[0] (k, m) = 0` is where a recurrence begins."""
        leaves = self.graph.leaves
        return {
            name: number
            for name, number in self.fills.items()
            if leaves[name].op is INPUT and not is_index(leaves[name]) and name not in self.drawn
        }

    @property
    def own_data(self) -> frozenset[str]:
        """The data that nobody hands in: what each step draws, and what is one number for all examples."""
        return frozenset((*self.drawn, *self.filled_data))

    @property
    def cost(self) -> str:
        """The last assignment that nothing uses, of those that are one number where there are some."""
        numbers = [name for name in self.costs if all(size == 1 for size in self.graph.node(name).shape)]
        return (numbers or self.costs)[-1]

    def by_leaf(self, values: Mapping[str, object]) -> dict[str, object]:
        """Numbers by the names of leaves: h[0] is h_0, and what has the steps x[1], x[2], … is a list of as many."""
        found: dict[str, object] = {}
        for name, value in values.items():
            leaves = [leaf for leaf in self.graph.leaves if self.steps.get(leaf, ("",))[0] == name]
            if name in self.graph.leaves or not leaves:
                found[without_brackets(name)] = value
                continue
            if not isinstance(value, Sequence | np.ndarray) or len(value) != len(leaves):
                steps = ", ".join(write_step(*self.steps[leaf]) for leaf in leaves)
                told = f"{name} has the steps {steps}: its value is a list or an array of {len(leaves)}"
                turned = isinstance(value, np.ndarray) and value.ndim > 1 and value.shape[1] == len(leaves)
                raise GraphError(f"{told}; {name}.swapaxes(0, 1) has the steps first" if turned else told)
            found |= dict(zip(leaves, value, strict=True))
        return found

    def require(self, values: Mapping[str, object]) -> None:
        """Nothing, or a GraphError for numbers that are not as declared, or any where functions are undefined."""
        if functions := undefined_in(self.graph.order):
            raise GraphError(any_function(functions[0]))
        for name in self.facts.keys() & values.keys():
            value = bind_leaf(self.graph.leaves[name], values[name], np.float64)
            if violation := self.facts[name].violation(name, value):
                raise GraphError(violation)
        self._require_places({**self.values, **values})

    def _require_places(self, values: Mapping[str, object]) -> None:
        """Nothing, or a GraphError for an index that is beyond the array that is read by it."""
        asked = tuple(limits(self.graph.order))
        given = {name: leaf for name, leaf in self.graph.leaves.items() if asked and name in values}
        arrays = {leaf: bind_leaf(leaf, values[name], np.float64) for name, leaf in given.items()}
        sizes = sizes_of(arrays)
        for leaf, size in asked:
            number = sizes.get(size) if isinstance(size, str) else size
            if number is not None and leaf in arrays and arrays[leaf].size and (most := arrays[leaf].max()) >= number:
                places = size if size == number else f"{size} = {number}"
                name = write_step(*self.steps[leaf.name]) if leaf.name in self.steps else leaf.name
                told = f"{name} has the entry {most}, and what is read at it has {places} places"
                raise GraphError(f"{told}, from 0 to {number - 1}")

    def filled(self, values: Mapping[str, object]) -> dict[str, object]:
        """Numbers, and those of leaves that are one number in all entries, where the letters' sizes are known."""
        leaves = self.graph.leaves
        known = {leaves[name]: bind_leaf(leaves[name], value, np.float64) for name, value in values.items()}
        sizes = sizes_of(known) if self.fills else {}
        shapes = {name: sized_shape(leaves[name].shape, sizes) for name in self.fills if name not in values}
        whole = {name: shape for name, shape in shapes.items() if all(isinstance(size, int) for size in shape)}
        return {**values, **{name: np.full([int(d) for d in shape], self.fills[name]) for name, shape in whole.items()}}

    def obeying(self, drawn: Mapping[str, object], given: Container[str] = ()) -> dict[str, object]:
        """Random numbers of leaves made to obey the facts, but for those that were given."""
        free = {name: fact for name, fact in self.facts.items() if name in drawn and name not in given}
        made = {name: fact.imposed(np.asarray(drawn[name])) for name, fact in free.items()}
        leaves = self.graph.leaves
        sizes = sizes_of(
            {leaves[name]: np.asarray(array) for name, array in {**drawn, **made}.items() if name in leaves}
        )
        whole = as_places(self.graph.order, {leaves[name]: array for name, array in made.items()}, sizes)
        return {**drawn, **{leaf.name: array for leaf, array in whole.items()}}
