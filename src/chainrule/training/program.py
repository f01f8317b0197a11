"""Programs: a network's graph, its gradient and an update rule composed, printed by an engine, and ready to run.

A training program has two stages. The first is the gradient graph, whose cotangents land in slices of one gradient
vector; the second is the update graph over theta, the gradient and the optimizer's state. Seed, step, learning rate
and batch size are handed in when it runs, so one program serves every schedule.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.layers import Architecture
from chainrule.engines.numpy_program import (
    RUN_TIME,
    Gathered,
    Memory,
    TrainingShape,
    compiled,
    memory_for,
    print_training,
)
from chainrule.engines.numpy_source import Printer
from chainrule.engines.plan import Plan, Stage, make_plan
from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, input, parameter
from chainrule.ops.elementwise import where
from chainrule.training.batches import Order
from chainrule.training.optimizers import Optimizer, Quantities
from chainrule.transforms.differentiate import COTANGENT, differentiate

Tables = Mapping[str, NDArray[np.generic]]  # leaf to table, rows being examples
Real = type[np.floating]
LEARNS = "learns"  # the vector that is 1 where an entry of theta learns, 0 where it is frozen


@dataclass(frozen=True)
class TrainingProgram:
    """One step of training, made once for an architecture, an optimizer and the types of the data."""

    architecture: Architecture
    optimizer: Optimizer
    dtype: Real
    table_types: tuple[tuple[str, str], ...]  # of X and its targets: leaf and dtype
    frozen: frozenset[str] = frozenset()

    @cached_property
    def graph(self) -> Graph:
        """The cost and the cotangent of every parameter that learns."""
        names = [name for name, _ in self.table_types]
        cost = self.architecture.cost_graph(labelled="labels" in names, weighted="weights" in names)
        return differentiate(cost, self.learning)

    @cached_property
    def learning(self) -> list[str]:
        """The parameters that learn."""
        names = [name for name in self.architecture.layout.shapes if name not in self.frozen]
        if not names:
            raise SettingError("every parameter is frozen; unfreeze one to train")
        return names

    @cached_property
    def update_graph(self) -> Graph:
        """What theta and the optimizer's state become."""
        size = (self.architecture.layout.size,)
        state = {name: input(name, size) for name in self.optimizer.state_names}
        now = Quantities(
            parameter("theta", size), input("gradient", size), state, input("learning_rate"), input("step")
        )
        new = self.optimizer.update(now)
        if self.frozen:
            new["theta"] = where(input(LEARNS, size) > 0, new["theta"], now.theta)
        return Graph({f"new {name}": node for name, node in new.items()})

    @cached_property
    def plan(self) -> Plan:
        """Order and memory of both stages."""
        gradient = {COTANGENT.format(cost="L", name=name): f"d{name}" for name in self.learning}
        update = {name: name.removeprefix("new ") for name in self.update_graph.outputs}
        return make_plan([Stage(self.graph, gradient), Stage(self.update_graph, update)])

    @cached_property
    def gathered(self) -> list[Gathered]:
        """The leaves that are filled from tables, a column for each row of the batch."""
        own = np.dtype(self.dtype).name
        return [
            Gathered(self.plan.leaves[name], index=kind)
            if name == "labels"
            else Gathered(self.plan.leaves[name], None if kind == own else kind)
            for name, kind in self.table_types
        ]

    @cached_property
    def _printer(self) -> Printer:
        return Printer(self.plan, RUN_TIME)

    @cached_property
    def source(self) -> str:
        """The code that runs."""
        layout = self.architecture.layout
        views = {}
        for vector, prefix in (("theta", ""), ("gradient", "d")):
            for name, shape in layout.shapes.items():
                place = layout.place(name)
                views[f"{prefix}{name}"] = f"{vector}[{place.start}:{place.stop}].reshape{shape}"
        return print_training(self._printer, TrainingShape(self.gathered, views, self.vector_names), self.dtype)

    @cached_property
    def _steps(self) -> Callable[..., object]:
        return compiled(self.source, "run_steps", self._printer.constants)

    def memory(self, m: int) -> Memory:
        """The memory for batches of up to m examples."""
        return memory_for(self.plan, self.gathered, m, self.dtype)

    def run(
        self,
        tables: Tables,
        batches: Iterable[Order],
        rates: Sequence[float],
        clock: tuple[int, int],
        vectors: Mapping[str, Array],
        memory: Memory,
    ) -> tuple[int, Array]:
        """Make a step for each batch of rows; how many were made before a cost was not finite, and each cost.

        `clock` is the step of the first batch, counted from 1, and the seed of the dropout masks. Theta and the
        state in `vectors` are written in place.
        """
        costs = np.empty(len(rates), dtype=np.float64)
        arrays = [tables[name] for name, _ in self.table_types]
        with np.errstate(all="ignore"):  # the cost of each step is tested instead
            done = self._steps(*arrays, batches, rates, *clock, *vectors.values(), memory, costs)
        assert isinstance(done, int)  # noqa: S101
        return done, costs[: done + 1]

    @property
    def vector_names(self) -> tuple[str, ...]:
        """The vectors of theta's size that the program works on."""
        return "theta", "gradient", *self.optimizer.state_names, *((LEARNS,) if self.frozen else ())

    def new_vectors(self, theta: Array, state: Mapping[str, Array]) -> dict[str, Array]:
        """Theta itself, a gradient, and the optimizer's state: that of `state` where it is there, else zero."""
        vectors = {name: state.get(name, np.zeros_like(theta)) for name in self.vector_names}
        vectors["theta"] = theta
        if self.frozen:
            vectors[LEARNS] = (1 - self.architecture.layout.mask(self.frozen)).astype(theta.dtype)
        return vectors


@lru_cache(maxsize=64)
def program_for(
    architecture: Architecture,
    optimizer: Optimizer,
    dtype: str,
    table_types: tuple[tuple[str, str], ...],
    frozen: frozenset[str],
) -> TrainingProgram:
    """The program for these choices: equal ones share it, so a search over seeds or folds compiles it once."""
    return TrainingProgram(architecture, optimizer, np.dtype(dtype).type, table_types, frozen)
