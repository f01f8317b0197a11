"""Programs: a model's graph, its gradient and an update rule composed, printed by an engine, and ready to run.

A training program has two stages. The first is the gradient graph, whose cotangents land in slices of one gradient
vector; the second is the update graph over theta, the gradient and the optimizer's state. Seed, step, learning rate
and batch size are handed in when it runs, so one program serves every schedule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.kept import BECOMES
from chainrule.architecture.trainable import Trainable
from chainrule.engines.plan import Stage
from chainrule.engines.registry import ELSEWHERE, ENGINES
from chainrule.engines.task import Stretch, TableType, Task, TrainingEngine, Window
from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, input, parameter
from chainrule.graph.passes import Derivative
from chainrule.ops.elementwise import where
from chainrule.ops.identifiers import Names
from chainrule.training.batches import Order
from chainrule.training.optimizers import Optimizer
from chainrule.training.quantities import Quantities
from chainrule.transforms.differentiate import differentiate

Tables = Mapping[str, NDArray[np.generic]]  # leaf to table, rows being examples
Real = type[np.floating]
LEARNS = "learns"  # the vector that is 1 where an entry of theta learns, 0 where it is frozen or kept


@dataclass(frozen=True)
class TrainingProgram:
    """One step of training, made once for a model, an optimizer and the types of the data."""

    trainable: Trainable
    optimizer: Optimizer
    dtype: Real
    tables: tuple[TableType, ...]  # X and its targets
    frozen: frozenset[str] = frozenset()
    engine: str = "numpy"

    @cached_property
    def graph(self) -> Graph:
        """The cost and the cotangent of every parameter that learns."""
        whole = self.trainable.cost_of([table.leaf for table in self.tables])
        cost, leaves = next(iter(whole.outputs)), [self.trainable.leaf_of(name) for name in self.learning]
        derived = differentiate(whole, leaves, cost)
        still = [f"{BECOMES}{self.trainable.leaf_of(name)}" for name in self.trainable.kept if name in self.frozen]
        outputs = {name: node for name, node in derived.outputs.items() if name not in still}
        return Graph(outputs, derived.names, derived.unused)

    @cached_property
    def learning(self) -> list[str]:
        """The parameters that learn."""
        names = [name for name in self.trainable.layout.shapes if name not in self.held]
        if not self.trainable.layout.shapes:
            raise SettingError("there is no parameter to train; declare one with params, as in params w = 1")
        if not names:
            raise SettingError("every parameter is frozen; unfreeze one to train")
        return names

    @property
    def held(self) -> frozenset[str]:
        """What the update rule leaves as it is: what is frozen, and what is kept."""
        return self.frozen.union(self.trainable.kept)

    @cached_property
    def state(self) -> Mapping[str, str]:
        """What each of the optimizer's vectors is called here: its own name, where nothing else has it."""
        own = ("theta", "gradient", "learning_rate", "step", "seed", LEARNS)
        leaves = [self.trainable.leaf_of(name) for name in self.trainable.layout.shapes]
        tables = (table.leaf for table in self.tables)
        names = Names([*own, *tables, *leaves, *(f"d{leaf}" for leaf in leaves), *self.graph.all_names])
        return {name: names.fresh(name) for name in self.optimizer.state_names}

    @cached_property
    def update_graph(self) -> Graph:
        """What theta and the optimizer's state become."""
        size = (self.trainable.layout.size,)
        state = {name: input(leaf, size) for name, leaf in self.state.items()}
        now = Quantities(
            parameter("theta", size), input("gradient", size), state, input("learning_rate"), input("step")
        )
        new = self.optimizer.update(now)
        if self.held:
            new["theta"] = where(input(LEARNS, size) > 0, new["theta"], now.theta)
        return Graph({f"new {self.state.get(name, name)}": node for name, node in new.items()})

    @cached_property
    def task(self) -> Task:
        """What an engine is asked to do."""
        cost = next(iter(self.graph.outputs))
        leaves = {name: self.trainable.leaf_of(name) for name in self.trainable.layout.shapes}
        gradient: dict[str, str] = {Derivative(cost, leaves[name]): f"d{leaves[name]}" for name in self.learning}
        moved = {name: name.removeprefix(BECOMES) for name in self.graph.outputs if name.startswith(BECOMES)}
        update = {name: name.removeprefix("new ") for name in self.update_graph.outputs}
        layout = self.trainable.layout
        windows = [
            Window(f"{prefix}{leaves[name]}", vector, layout.place(name).start, shape)
            for vector, prefix in (("theta", ""), ("gradient", "d"))
            for name, shape in layout.shapes.items()
        ]
        stages = Stage(self.graph, gradient | moved, frozenset(moved)), Stage(self.update_graph, update)
        return Task(*stages, self.tables, windows, self.vector_names, self.dtype)

    @cached_property
    def compiled(self) -> TrainingEngine:
        """The task, printed by the engine and ready to run."""
        return ENGINES[self.engine].prepare(self.task)

    @property
    def ops(self) -> int:
        """How many ops a step has."""
        return len(self.graph.order) + len(self.update_graph.order)

    @property
    def source(self) -> str:
        """The code that runs, here or elsewhere."""
        return ELSEWHERE[self.engine](self.task) if self.engine in ELSEWHERE else self.compiled.source

    def memory(self, m: int) -> Sequence[object]:
        """The memory for batches of up to m examples."""
        return self.compiled.memory(m)

    def run(
        self,
        tables: Tables,
        order: Order,
        bounds: Order,
        rates: Sequence[float],
        clock: tuple[int, int],
        vectors: Mapping[str, Array],
        memory: Sequence[object],
    ) -> tuple[int, Array]:
        """Make a step for each batch, `order[bounds[i]:bounds[i + 1]]`.

        Returns how many were made before a cost was not finite, and each cost. `clock` is the step of the first
        batch, counted from 1, and the seed of the dropout masks. Theta and the state in `vectors` are written in
        place.
        """
        costs = np.empty(len(rates), dtype=np.float64)
        arrays = [tables[table.leaf] for table in self.tables]
        done = self.compiled.run(Stretch(arrays, order, bounds, rates, clock, vectors, memory, costs))
        return done, costs[: done + 1]

    @property
    def vector_names(self) -> tuple[str, ...]:
        """The vectors of theta's size that the program works on."""
        return "theta", "gradient", *self.state.values(), *((LEARNS,) if self.held else ())

    def new_vectors(self, theta: Array, state: Mapping[str, Array]) -> dict[str, Array]:
        """Theta itself, a gradient, and the optimizer's state: that of `state` where it is there, else zero."""
        own = {leaf: state[name] for name, leaf in self.state.items() if name in state}
        vectors = {name: own.get(name, np.zeros_like(theta)) for name in self.vector_names}
        vectors["theta"] = theta
        if self.held:
            vectors[LEARNS] = (1 - self.trainable.layout.mask(self.held)).astype(theta.dtype)
        return vectors


@lru_cache(maxsize=64)
def program_for(
    trainable: Trainable,
    optimizer: Optimizer,
    dtype: str,
    tables: tuple[TableType, ...],
    frozen: frozenset[str],
    engine: str,
) -> TrainingProgram:
    """The program for these choices: equal ones share it, so a search over seeds or folds compiles it once."""
    return TrainingProgram(trainable, optimizer, np.dtype(dtype).type, tables, frozen, engine)
