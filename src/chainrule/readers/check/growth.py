"""Growth: what central differences and a backward pass cost, over the number m of parameters.

Differences evaluate the cost twice for each parameter, and an evaluation takes O(m): together O(m²). A backward pass
takes O(m), whatever m is. One evaluation and one backward pass are timed, on one family of models; nobody waits for 2m.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node, input, parameter
from chainrule.ops.activations import sigmoid
from chainrule.ops.losses import half_squared_error
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify

EXAMPLES = 64
UNITS = (724, 1024, 1448, 2048, 2896)  # so many that the products outweigh all that grows with √m, or not at all
REPEATS = 8

Make = Callable[[int], tuple[Graph, Mapping[str, Array]]]


@dataclass(frozen=True)
class Growth:
    """What both ways take for a model with m parameters."""

    m: int
    evaluation_seconds: float
    backward_seconds: float  # forward pass included, since a gradient needs one

    @property
    def evaluations(self) -> int:
        """How often central differences evaluate the cost: 2m."""
        return 2 * self.m

    @property
    def differences_seconds(self) -> float:
        """What central differences take for the whole gradient: 2m evaluations of the measured length."""
        return self.evaluations * self.evaluation_seconds


def measure_growth(
    units: Iterable[int] = UNITS, repeats: int = REPEATS, make: Make | None = None
) -> tuple[Growth, ...]:
    """The cost of both for a model of each size; `make` gives the graph and the leaves of a size.

    >>> small, large = measure_growth([2, 4], repeats=1)
    >>> small.m, large.m, large.evaluations
    (8, 24, 48)
    """
    models = [_Timed(*(make or two_layers)(size)) for size in units]
    with _one_thread():
        for model in models:
            model.run()  # the first time, memory is still being found
            model.evaluation = model.backward = float("inf")
        for _ in range(repeats):  # round by round, so that what else the machine does meets all of them
            for model in models:
                model.run()
    return tuple(Growth(model.m, model.evaluation, model.backward) for model in models)


def exponents(points: Sequence[Growth]) -> tuple[float, float]:
    """The powers of m with which differences and backward pass grow, fitted on logarithms: about 2 and about 1.

    >>> exponents([Growth(10, 1.0, 1.0), Growth(100, 10.0, 10.0)])
    (2.0, 1.0)
    """
    m = np.log([point.m for point in points])
    times = ([point.differences_seconds for point in points], [point.backward_seconds for point in points])
    differences, backward = (round(float(np.polyfit(m, np.log(seconds), 1)[0]), 6) for seconds in times)
    return differences, backward


def two_layers(units: int) -> tuple[Graph, Mapping[str, Array]]:
    """A network of as many inputs as hidden units and one output, with 64 examples: units² + 2·units parameters."""
    X, y = input("X", (units, EXAMPLES)), input("y", (1, EXAMPLES))
    W1, b1, w2 = parameter("W1", (units, units)), parameter("b1", (units, 1)), parameter("w2", (1, units))
    graph = Graph({"L": half_squared_error(w2 @ sigmoid(W1 @ X + b1), y)})
    rng = np.random.default_rng(units)
    return graph, {name: rng.normal(size=leaf.shape) / units for name, leaf in graph.leaves.items()}  # type: ignore[arg-type]


class _Timed:
    """A model, and the least time that each way took: what else the machine did only adds to it."""

    def __init__(self, graph: Graph, values: Mapping[str, Array]) -> None:
        cost = list(graph.outputs)[-1]
        self.m = sum(values[name].size for name, leaf in graph.leaves.items() if leaf.op.name == "parameter")
        backward = simplify(differentiate(graph, cost=cost))
        gradient = [node for label, node in backward.outputs.items() if label not in graph.outputs]
        self._cost = [graph.node(cost)], {graph.node(name): array for name, array in values.items()}
        self._gradient = gradient, {backward.node(name): array for name, array in values.items()}
        self.evaluation = self.backward = float("inf")

    def run(self) -> None:
        """Go both ways once."""
        self.evaluation = min(self.evaluation, _seconds(*self._cost))
        self.backward = min(self.backward, _seconds(*self._gradient))


def _seconds(nodes: list[Node], leaves: Mapping[Node, Array]) -> float:
    start = time.perf_counter()
    evaluate(nodes, leaves)
    return time.perf_counter() - start


@contextmanager
def _one_thread() -> Iterator[None]:
    """One core for products: a second one helps large ones more than small ones, and bends the curve."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        yield
