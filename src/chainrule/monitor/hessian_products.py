"""Products H v of the cost's second derivative with any direction, from the gradient's own graph.

∂⟨∂L/∂theta, v⟩/∂theta is H v (Pearlmutter, *Fast exact multiplication by the Hessian*, 1994): the gradient graph is
differentiated once more, along v, and compiled. H itself, p × p numbers, is never made.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, reduce

import numpy as np

from chainrule.architecture.theta import Layout
from chainrule.architecture.trainable import Trainable
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.threads import blas_threads
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, constant, input
from chainrule.ops.elementwise import add
from chainrule.ops.identifiers import Names
from chainrule.ops.reductions import sum
from chainrule.training.evaluation import Tables, filled, rows_of
from chainrule.transforms.differentiate import backward, one_for
from chainrule.transforms.simplify import simplify

Product = Callable[[Array], Array]


class HessianProducts:
    """H v of a model's cost, without dropout, by the parameters that learn; in float64.

    Vectors hold the entries of these parameters alone, (q,), in theta's order.
    """

    def __init__(self, trainable: Trainable, tables: Collection[str], learning: Sequence[str]) -> None:
        self.trainable = trainable
        self.layout = Layout({name: trainable.layout.shapes[name] for name in learning})
        self._tables = tuple(tables)

    @property
    def size(self) -> int:
        """The number of entries that learn, q."""
        return self.layout.size

    @cached_property
    def _moving(self) -> dict[str, str]:
        """The leaf of the direction of each parameter."""
        graph = self.trainable.cost_of(self._tables, dropping=False)
        names = Names(graph.all_names)
        return {name: names.fresh(f"v{self.trainable.leaf_of(name)}") for name in self.layout.shapes}

    @cached_property
    def _compute(self) -> NumpyFunction:
        graph = self.trainable.cost_of(self._tables, dropping=False)
        cost = next(iter(graph.outputs.values()))
        leaves = {name: graph.node(self.trainable.leaf_of(name)) for name in self.layout.shapes}
        slopes = backward({cost: one_for(cost)}, leaves.values())
        parts = [sum(slopes[leaf] * input(self._moving[name], leaf.shape)) for name, leaf in leaves.items()]
        products = backward({reduce(add, parts): constant(1)}, leaves.values())
        outputs = {f"H v by {name}": products[leaf] for name, leaf in leaves.items()}
        return NumpyFunction(simplify(Graph(outputs)), np.float64)

    def compile(self) -> None:
        """Compile the products, so that the first takes no longer than the next."""
        _ = self._compute

    def at(self, theta: Array, tables: Tables) -> Product:
        """V to H v at this theta, for the cost of these rows."""
        bound = {self.trainable.leaf_of(name): view for name, view in self.trainable.layout.views(theta.copy()).items()}
        given = {**bound, **filled(self._compute.leaves, tables)}
        work = self.trainable.largest_product(rows_of(tables))

        def product(v: Array) -> Array:
            directions = {self._moving[name]: self.layout.view(v, name) for name in self.layout.shapes}
            with blas_threads(work):
                found = self._compute({**given, **directions})
            return np.concatenate([found[f"H v by {name}"].ravel() for name in self.layout.shapes])

        return product
