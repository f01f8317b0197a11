"""From sizes and choices to a graph: Z1 = W1 @ X + b1, A1 = σ(Z1), Z2 = W2 @ A1 + b2, …, and the cost L."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import fsum

from chainrule.architecture.initializers import bias_deviation, drawn_theta, find_initializer
from chainrule.architecture.output_losses import find_loss, match_output_and_loss, require_match
from chainrule.architecture.theta import Layout
from chainrule.architecture.weighing import weighted as weighed
from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node, input, parameter
from chainrule.ops import activations
from chainrule.ops.dropout import dropout_mask
from chainrule.ops.elementwise import add, square
from chainrule.ops.linear import reshape
from chainrule.ops.losses import one_hot
from chainrule.ops.reductions import softmax, sum
from chainrule.settings import real_number, written

Activation = Callable[[Node], Node]
Choice = str | Callable[..., Node]  # a name from a table, or a function of nodes

ACTIVATIONS: Mapping[str, Activation] = {
    "identity": lambda z: z,
    "softmax": softmax,
    **{op.name: op for op in activations.ACTIVATIONS},
}
MOST_PARAMETERS = 2**40
OUTPUTS_PER_TARGET = "outputs_per_target"  # what a loss of one's own says that needs several: a mean and a variance
_RECTIFIERS = ("relu", "leaky_relu", "elu", "silu", "gelu", "softplus")


def find_activation(choice: Choice) -> Activation:
    """The activation of that name, or the function itself."""
    if callable(choice):
        return choice
    if not isinstance(choice, str) or choice not in ACTIVATIONS:
        names = ", ".join(ACTIVATIONS)
        raise SettingError(f"there is no activation {written(choice)}; there are {names}, or give a function of nodes")
    return ACTIVATIONS[choice]


@dataclass(frozen=True)
class Architecture:
    """A multilayer perceptron: its sizes, one activation for each hidden layer, its output and its loss."""

    sizes: tuple[int, ...]
    hidden: tuple[Choice, ...]
    output: Choice
    loss: Choice
    average: bool = True
    l2: float = 0.0
    dropout: float = 0.0
    initializer: str | None = None

    def __post_init__(self) -> None:
        if len(self.sizes) < 2 or not all(type(size) is int and size > 0 for size in self.sizes):
            raise SettingError(
                f"sizes are two or more whole numbers such as [784, 30, 10], not {list(self.sizes)!r:.60}"
            )
        if len(self.hidden) != self.depth - 1:
            needed = f"{self.depth - 1} hidden layers; give one, or one for each"
            raise SettingError(f"{len(self.hidden)} hidden activations for {needed}")
        for choice in (*self.hidden, self.output):
            find_activation(choice)
        require_match(self.output, self.loss)
        if self.initializer is not None:
            find_initializer(self.initializer)
        if not isinstance(self.average, bool):
            raise SettingError(f"average is True or False, not {written(self.average)}")
        object.__setattr__(self, "dropout", real_number("dropout, the share of units dropped,", self.dropout, 0, 1))
        object.__setattr__(self, "l2", real_number("l2", self.l2, 0))
        if self.layout.size > MOST_PARAMETERS:
            raise SettingError(f"these sizes make {self.layout.size:.1e} parameters, more than any memory holds")

    @property
    def depth(self) -> int:
        """The number of layers."""
        return len(self.sizes) - 1

    @cached_property
    def layout(self) -> Layout:
        """Where W1, b1, W2, b2, … lie in theta."""
        shapes = {}
        for layer, (inputs, outputs) in enumerate(zip(self.sizes, self.sizes[1:], strict=False), start=1):
            shapes[f"W{layer}"] = (outputs, inputs)
            shapes[f"b{layer}"] = (outputs, 1)
        return Layout(shapes)

    @property
    def targets(self) -> int:
        """The numbers that a target has: one for each output, unless the loss needs several outputs for one."""
        return self.sizes[-1] // getattr(self.loss, OUTPUTS_PER_TARGET, 1)

    @property
    def has_several_labels(self) -> bool:
        """Whether a row has several labels, each there or not: a sigmoid for each, and the logistic loss."""
        return self.loss == "logistic" and self.sizes[-1] > 1

    @property
    def kept(self) -> tuple[str, ...]:
        """Nothing is kept beside the parameters."""
        return ()

    def largest_product(self, m: int) -> int:
        """The multiply-adds of the largest matrix product for a batch of m examples."""
        return max(inputs * outputs for inputs, outputs in zip(self.sizes, self.sizes[1:], strict=False)) * m

    def multiply_adds(self, examples: int) -> int:
        """Those of the matrix products for so many examples: one forward, two backward, but no slope by X."""
        products = [inputs * outputs for inputs, outputs in zip(self.sizes, self.sizes[1:], strict=False)]
        return (3 * int(fsum(products)) - products[0]) * examples

    def initializer_of(self, layer: int) -> str:
        """The initializer of a layer: the chosen one, else He before a rectifier and Glorot elsewhere."""
        before = (*self.hidden, self.output)[layer - 1]
        return self.initializer or ("he" if before in _RECTIFIERS else "glorot")

    def initial_theta(self, seed: int) -> Array:
        """A first theta, in float64."""
        return drawn_theta(self.layout, {name: self._deviation_of(name) for name in self.layout.shapes}, seed)

    def _deviation_of(self, name: str) -> float:
        initializer = self.initializer_of(int(name[1:]))
        outputs, inputs = self.layout.shapes[name]
        return bias_deviation(initializer) if name[0] == "b" else find_initializer(initializer)(inputs, outputs)

    def leaf_of(self, name: str) -> str:
        """What a parameter is called in the graphs: its name."""
        return name

    def cost_of(self, tables: Collection[str], *, dropping: bool = True, penalised: bool = True) -> Graph:
        """The cost over X and the targets that are among the tables: Y or labels, weights or none."""
        chosen = {"labelled": "labels" in tables, "weighted": "weights" in tables}
        return self.cost_graph(**chosen, dropping=dropping, penalised=penalised)

    def prediction_graph(self) -> Graph:
        """X to `prediction`, without dropout and without a cost."""
        body = _Body(self, dropping=False)
        return Graph({"prediction": body.prediction}, body.names)

    @property
    def watched_costs(self) -> tuple[str, ...]:
        """None: the cost is one number."""
        return ()

    def graph_of_costs(self, names: Sequence[str], tables: Collection[str]) -> Graph:  # noqa: ARG002
        """The cost of the examples."""
        return self.cost_of(tables, dropping=False, penalised=False)

    def cost_graph(
        self, *, labelled: bool, weighted: bool, dropping: bool = True, penalised: bool = True, masks: bool = False
    ) -> Graph:
        """X and its targets to the cost `L`, with dropout and with the L2 penalty unless told otherwise.

        Targets are Y (out, m), or `labels` (1, m) that become one-hot columns. With `masks`, those of dropout, D1, …,
        are leaves as X is, and not drawn.
        """
        body = _Body(self, dropping=dropping and self.dropout > 0, masks=masks)
        target: Node = input("Y", (self.targets, "m"))
        if labelled:
            target = one_hot(input("labels", (1, "m"), kind="index"), self.sizes[-1])
            body.names["Y"] = target
        cost = self._loss(body, target, weighing=weighted)
        if any(dimension != 1 for dimension in cost.shape):
            raise SettingError(f"a loss gives one number for a batch, not {cost!r}; take its sum or its mean")
        cost = reshape(cost, ()) if cost.rank else cost
        if penalised and self.l2:
            squares = [sum(square(weight)) for weight in body.weights]
            cost = cost + self.l2 / 2 * reduce(add, squares)
        return Graph({"L": cost}, body.names)

    def _loss(self, body: "_Body", target: Node, *, weighing: bool) -> Node:
        """The loss of this target; a person's own is weighed where it takes examples together last."""
        if not isinstance(self.loss, str):
            cost = self.loss(body.prediction, target)
            return weighed(Graph({"L": cost}), "L").node("L") if weighing else cost
        loss = find_loss(self.loss)
        weights = (input("weights", (1, "m")),) if weighing else ()
        return loss.function(body.logits if loss.on_logits else body.prediction, target, *weights, average=self.average)


class _Body:
    """The layers as nodes, with their names."""

    def __init__(self, architecture: Architecture, *, dropping: bool, masks: bool = False) -> None:
        self.names: dict[str, Node] = {}
        self.weights: list[Node] = []
        shapes = architecture.layout.shapes
        seed, step = (input(name, kind="index") for name in ("seed", "step"))
        a: Node = input("X", (architecture.sizes[0], "m"))
        for layer, choice in enumerate((*architecture.hidden, architecture.output), start=1):
            weight, bias = (parameter(name, shapes[name]) for name in (f"W{layer}", f"b{layer}"))
            self.weights.append(weight)
            self.logits = self.names[f"Z{layer}"] = weight @ a + bias
            a = find_activation(choice)(self.logits)
            if dropping and layer < architecture.depth:
                name = f"D{layer}"
                if masks:
                    mask = input(name, a.shape)
                else:
                    mask = self.names[name] = dropout_mask(seed, step, a.shape, architecture.dropout, mask=layer)
                a = mask * a
            if a is not self.logits:
                self.names[f"A{layer}"] = a
        self.prediction = a


def make_architecture(
    sizes: tuple[int, ...],
    hidden: Choice | tuple[Choice, ...] | list[Choice],
    output: Choice | None,
    loss: Choice | None,
    **more: object,
) -> Architecture:
    """An architecture from what a person gives: one activation for all hidden layers or one for each."""
    choices = tuple(hidden) if isinstance(hidden, tuple | list) else (hidden,) * max(len(sizes) - 2, 0)
    matched_output, matched_loss = match_output_and_loss(output, loss)
    made = Architecture(tuple(sizes), choices, matched_output, matched_loss, **more)  # type: ignore[arg-type]
    if made.dropout and made.depth == 1:
        raise SettingError("dropout is of units in hidden layers, and this network has none; leave it out")
    return made
