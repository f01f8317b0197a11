"""A board as what trains: its graph with numbers for its letters, the letter m counting examples."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chainrule.architecture.asked_cost import is_between_0_and_1
from chainrule.architecture.comparison import Comparison, compared
from chainrule.architecture.cost_of_parts import mean_or_sum
from chainrule.architecture.example_letter import example_letter
from chainrule.architecture.graph_parts import (
    EXAMPLES,
    exchanged,
    leaves_of,
    multiply_adds_of,
    multiply_adds_of_both_passes,
    numbers_of,
    products_in,
)
from chainrule.architecture.initializers import drawn_theta
from chainrule.architecture.kept import BECOMES, by_what_is_kept, what_becomes
from chainrule.architecture.masks import at_their_means, drawing
from chainrule.architecture.named_costs import named_costs
from chainrule.architecture.starting import fans, starts_of
from chainrule.architecture.theta import Layout
from chainrule.architecture.weighing import WEIGHTS, require_weighable, weighted
from chainrule.boards.facts import Fact
from chainrule.boards.grammar import read_whiteboard
from chainrule.boards.starts import Drawn, Start
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import SettingError, WhiteboardError
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node, constant, input, parameter
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.identifiers import Names
from chainrule.ops.linear import broadcast, reshape
from chainrule.ops.losses import one_hot
from chainrule.ops.running_averages import STARTS
from chainrule.transforms.sized import sized, sized_shape

LABELS = "labels"  # the leaf that labels fill, in place of one-hot columns
WORDS = ("theta", "gradient", "learning_rate", "step", "seed", "learns", LABELS, WEIGHTS)  # of the training program


@dataclass(frozen=True)
class BoardModel:
    """A board's text, the numbers of its letters but that of the examples, and of data that all examples share.

    Numbers of shared data are JSON, so that equal models are equal.
    """

    text: str
    sizes: tuple[tuple[str, int], ...]
    shared: tuple[tuple[str, str], ...] = ()
    batch: str = ""  # the letter of the examples; without one, the board says which it is

    def __reduce__(self) -> tuple[object, ...]:
        """How a copy is made: from what it was made of, and nothing that was worked out since."""
        return (BoardModel, (self.text, self.sizes, self.shared, self.batch))

    # ---- what it is ------------------------------------------------------------------------------------------

    @cached_property
    def whiteboard(self) -> Whiteboard:
        """The board itself."""
        return read_whiteboard(self.text)

    @cached_property
    def letter(self) -> str:
        """The letter that counts examples on the board."""
        return example_letter(self.whiteboard.graph.leaves, self.batch, self.whiteboard.own_data)

    @cached_property
    def tables(self) -> dict[str, Shape]:
        """The data leaves that are filled with examples, by name, and their shapes, in which m counts these."""
        leaves = self.whiteboard.graph.leaves.items()
        return {name: self._sized(leaf.shape) for name, leaf in leaves if self._is_table(leaf)}

    @cached_property
    def labelled(self) -> str:
        """The leaf whose columns, or rows, are one-hot, which may be given as labels; nothing where there is none."""
        facts = self.whiteboard.facts
        return next((name for name in self.tables if name in facts and facts[name].kind == "one-hot"), "")

    def is_index(self, name: str) -> bool:
        """Whether a data leaf holds places or labels, whole numbers."""
        return self.whiteboard.graph.leaves[name].attributes["kind"] == "index"

    @cached_property
    def classes(self) -> int:
        """How many classes targets are of: a column of one-hot data, or of what is predicted; 0 for numbers."""
        if self.labelled:
            return self._columns
        if self.comparison is None or self.comparison.kind == "numbers":
            return 0
        shape = self.comparison.prediction.shape
        return 2 if self.comparison.kind == "two classes" else next(int(size) for size in shape if size != EXAMPLES)

    @property
    def _columns(self) -> int:
        return next((int(size) for size in self.tables[self.labelled] if size != EXAMPLES), 1)

    @cached_property
    def layout(self) -> Layout:
        """Where each parameter lies in theta, and behind them what is kept; a number is a vector of one entry."""
        leaves = self.whiteboard.graph.leaves.items()
        shapes = {name: self._sized(leaf.shape) for name, leaf in leaves if leaf.op.name == "parameter"}
        for name, average in self.whiteboard.running.items():
            shapes[name] = self._sized(average.shape)
            if EXAMPLES in shapes[name]:
                told = f"{name} {write_shape(average.shape)} has {self.letter}, which counts examples"
                raise SettingError(f"{told}: batch_norm goes along these; axis=0 says so where rows are examples")
        return Layout({name: tuple(int(size) for size in shape) or (1,) for name, shape in shapes.items()})

    @property
    def kept(self) -> tuple[str, ...]:
        """The running averages, which steps move and nobody learns."""
        return tuple(self.whiteboard.running)

    @cached_property
    def starts(self) -> Mapping[str, Start]:
        """How each parameter is drawn that has no value on the board."""
        valued = {*self.whiteboard.values, *self.whiteboard.fills}
        drawn = starts_of(self.whiteboard.graph, self.whiteboard.starts)
        return {name: start for name, start in drawn.items() if name not in valued}

    def initial_theta(self, seed: int) -> Array:
        """A first theta: values as they stand on the board, all else drawn."""
        spreads = dict.fromkeys(self.layout.shapes, 0.0)
        for name, start in self.starts.items():
            spreads[name] = start.deviation(*fans(self.graph, self.graph.leaves[self.leaf_of(name)]))
        theta = drawn_theta(self.layout, spreads, seed)
        averages = {name: average.start for name, average in self.whiteboard.running.items()}
        values: dict[str, float | Array] = {**self.whiteboard.fills, **self.whiteboard.values, **averages}
        for name, view in self.layout.views(theta).items():
            if name in values:
                view[...] = values[name]
        return theta

    # ---- its graphs ------------------------------------------------------------------------------------------

    @cached_property
    def graph(self) -> Graph:
        """The board's graph as it runs: numbers for letters and for shared data, and names that no program uses."""
        return self._as_it_runs(self.whiteboard.graph)

    def _as_it_runs(self, graph: Graph) -> Graph:
        whole = sized(graph, {**dict(self.sizes), self.letter: EXAMPLES}, self._names)
        shared = {self.leaf_of(name): constant(np.array(json.loads(text))) for name, text in self.shared}
        for name, number in self.whiteboard.filled_data.items():
            shared[self.leaf_of(name)] = broadcast(number, shape=whole.leaves[self.leaf_of(name)].shape)
        return exchanged(whole, {**shared, **{name: reshape(parameter(name, 1), ()) for name in numbers_of(whole)}})

    @cached_property
    def _names(self) -> dict[str, str]:
        """Other names for leaves that are called as the program calls something of its own."""
        leaves = self.whiteboard.graph.leaves
        parameters = [name for name, leaf in leaves.items() if leaf.op.name == "parameter"]
        own = Names([*WORDS, *self.whiteboard.graph.names, *self.whiteboard.graph.outputs])
        new = {}
        for name in parameters:
            new[name] = own.fresh(name)
            own.take([f"d{new[name]}"])
        return {**new, **{name: own.fresh(name) for name in (*leaves, *self.kept) if name not in new}}

    def leaf_of(self, name: str) -> str:
        """What a leaf of the board is called in the graphs that run."""
        return self._names[name]

    @property
    def cost(self) -> Node:
        """The cost, in the graph that runs."""
        return self.graph.node(self.whiteboard.cost)

    def cost_of(self, tables: Collection[str], *, dropping: bool = True, penalised: bool = True) -> Graph:  # noqa: ARG002
        """The cost over its tables, which may be labels and weights; what a board penalises stays part of its cost.

        Where it drops, what each running average becomes is beside it. Raises SettingError for weights that its cost
        has no place for.
        """
        whole = drawing(self.graph, self._drawn) if dropping else self._plain
        new = what_becomes(whole, self._average) if dropping else {}
        if WEIGHTS in tables:
            require_weighable(self._plain, self.whiteboard.cost, self._facts)
            whole = weighted(whole, self.whiteboard.cost)
        cost = whole.node(self.whiteboard.cost)
        is_array = cost.rank > 0 and all(size == 1 for size in cost.shape)
        outputs = {self.whiteboard.cost: reshape(cost, ()) if is_array else cost}
        outputs |= {f"{BECOMES}{self.leaf_of(name)}": node for name, node in new.items()}
        return self._part(whole, Graph(outputs), tables)

    def prediction_graph(self) -> Graph | None:
        """What the cost compares with targets: Ŷ of squared_error(Ŷ, Y), softmax(Z) of cross_entropy(Z, Y)."""
        if self.comparison is None:
            return None
        return self._part(self._plain, Graph({"prediction": self.comparison.prediction}), ())

    @cached_property
    def _plain(self) -> Graph:
        """The graph without dropout and noise, whose batch norms read what they keep."""
        return by_what_is_kept(at_their_means(self.graph, self._drawn), self._average)

    @cached_property
    def comparison(self) -> Comparison | None:
        """What is predicted, and what the target is; None where the cost does not tell."""
        tables = [self._plain.leaves[self.leaf_of(name)] for name in self.tables]
        return compared(self._plain.node(self.whiteboard.cost), tables, self._facts)

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return {self.leaf_of(name): fact for name, fact in self.whiteboard.facts.items()}

    @cached_property
    def costs(self) -> tuple[str, ...]:
        """The named numbers that a cost of several is made of."""
        return named_costs(self.whiteboard.graph, self.whiteboard.cost, self.tables)

    @property
    def watched_costs(self) -> tuple[str, ...]:
        """The same but for those of a loop's steps, which are many and alike."""
        return tuple(name for name in self.costs if name not in self.whiteboard.steps)

    def graph_of_costs(self, names: Sequence[str], tables: Collection[str]) -> Graph:
        """Some of these, without dropout and noise."""
        return self._part(self._plain, Graph({name: self._plain.node(name) for name in names}), tables)

    def asked_graph(self, expression: str) -> Graph:
        """What is asked for in the words of the board, its one output; a WhiteboardError where it cannot be read."""
        if "\n" in expression:
            raise WhiteboardError("what is asked for is one expression on one line, such as softmax(Z)")
        name = Names(self.whiteboard.graph.all_names).fresh("asked")
        asked = self._as_it_runs(read_whiteboard(f"{self.text}\n{name} = {expression}").graph)
        whole = by_what_is_kept(at_their_means(asked, self._drawn), self._average)
        return self._part(whole, Graph({name: whole.node(name)}), ())

    @cached_property
    def _drawn(self) -> dict[str, Drawn]:
        """What data each step draws, by the names of the graphs that run."""
        return {self.leaf_of(name): one for name, one in self.whiteboard.drawn.items()}

    def _average(self, name: str, shape: Shape) -> Node:
        return input(self.leaf_of(name), shape)

    def _part(self, named_in: Graph, graph: Graph, tables: Collection[str]) -> Graph:
        """The part of the board over the leaves of a graph's outputs, over labels where there is a table of some."""
        leaves = {node for node in topological(graph.outputs.values()) if node.is_leaf}
        others = {
            name: node for name, node in {**named_in.names, **named_in.outputs}.items() if name not in graph.outputs
        }
        named = {name: node for name, node in others.items() if leaves_of(node) <= leaves}
        whole = Graph(graph.outputs, named)
        if LABELS not in tables or not self.labelled:
            return whole
        columns = one_hot(input(LABELS, (1, EXAMPLES), kind="index"), self._columns)
        by_rows = self.tables[self.labelled][0] == EXAMPLES
        return exchanged(whole, {self.leaf_of(self.labelled): columns.T if by_rows else columns})

    @property
    def target(self) -> str:
        """The table that the prediction is compared with, as it runs; nothing where there is none."""
        found = None if self.comparison is None else self.comparison.target
        return "" if found is None else found.name

    @cached_property
    def gives_probabilities(self) -> bool:
        """Whether what is predicted of classes stays between 0 and 1, and the cost is least at their shares."""
        found = self.comparison
        if found is None or found.kind == "numbers" or not found.is_of_shares:
            return False
        return is_between_0_and_1(found.prediction, self._facts)

    @property
    def is_of_signs(self) -> bool:
        """Whether the target's two classes are −1 and 1."""
        return self.classes == 2 and self.target in self._facts and self._facts[self.target].kind == "signs"

    # ---- what it costs ---------------------------------------------------------------------------------------

    @cached_property
    def average(self) -> bool | None:
        """Whether the cost of examples is the mean, or the sum, of the costs of their parts, as random numbers show."""
        once = by_what_is_kept(self.graph, lambda name, shape: broadcast(STARTS[1], shape=shape))
        return mean_or_sum(Graph({"L": once.node(self.whiteboard.cost)}), self._facts, EXAMPLES)

    def largest_product(self, m: int) -> int:
        """The multiply-adds of the largest matrix product for a batch of m examples."""
        return max((multiply_adds_of(node, m) for node in products_in(self.cost)), default=0)

    def multiply_adds(self, examples: int) -> int:
        """Those of the products for so many examples: forward, and one backward for each factor that may move."""
        return multiply_adds_of_both_passes(self.cost) * examples

    # ---- shapes ----------------------------------------------------------------------------------------------

    def _sized(self, shape: Shape) -> Shape:
        return sized_shape(shape, {**dict(self.sizes), self.letter: EXAMPLES})

    def _is_table(self, leaf: Node) -> bool:
        return leaf.op.name == "input" and self.letter in leaf.shape and leaf.name not in self.whiteboard.own_data
