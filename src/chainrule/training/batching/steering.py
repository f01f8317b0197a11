"""Steering: between a controller and the trainer; it measures what a look asks for, on the rows that come next."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.task import Table
from chainrule.engines.threads import blas_threads
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, input
from chainrule.training.batching.controller import Controller
from chainrule.training.batching.counted_cost import counted_step_cost
from chainrule.training.batching.meter import NoiseMeter, meter_for
from chainrule.training.batching.noise import Noise
from chainrule.training.batching.scheme import Look
from chainrule.training.batching.step_cost import StepCost, timed_step_cost
from chainrule.training.evaluation import rows_of
from chainrule.training.history import History
from chainrule.training.program import TrainingProgram

Order = NDArray[np.int64]
SETTLED = 5  # steps after which an optimizer's mean of squares says something


@dataclass(frozen=True)
class Standing:
    """Where the trainer stands when a look is due."""

    step: int
    epoch: int
    learning_rate: float
    factor: float
    history: History
    order: Order  # of the epoch's rows
    used: int  # of them


class Steering:
    """Looks for a controller."""

    def __init__(
        self,
        controller: Controller,
        program: TrainingProgram,
        tables: Mapping[str, Table],
        vectors: Mapping[str, Array],
        *,
        seed: int,
        replacement: bool,
        threads: int | None,
    ) -> None:
        self.controller = controller
        self._program, self._tables, self._vectors = program, tables, vectors
        self._rows = rows_of(tables)
        self._seed, self._replacement, self._threads = seed, replacement, threads

    @property
    def rate_scale(self) -> float:
        """What the learning rate is multiplied by; a summed cost's, whose gradient grows with the batch, by less."""
        first = self.controller.scheme.first_size(self._rows)
        share = first / self.controller.size if self._program.trainable.average is False else 1.0
        return self.controller.rate_scale * share

    def look(self, now: Standing) -> None:
        """Let the controller look at the run."""
        last = self.controller.last_look
        costs = now.history.cost[-(now.step - last) :] if now.step > last else np.zeros(0)
        self.controller.look(
            Look(
                step=now.step,
                epoch=now.epoch,
                rows=self._rows,
                size=self.controller.size,
                learning_rate=now.learning_rate,
                factor=now.factor,
                costs=costs,
                is_adaptive=bool(self._program.optimizer.of_squares),
                noise=lambda rows: self._noise(now, rows),
                step_cost=lambda kind: self._step_cost(kind, now.order),
            )
        )

    # ---- the noise -------------------------------------------------------------------------------------------

    @cached_property
    def _meter(self) -> NoiseMeter:
        program = self._program
        return meter_for(program.trainable, tuple(self._tables), np.dtype(program.dtype).name, program.frozen)

    def _noise(self, now: Standing, rows: int) -> Noise:
        """Measured on the rows that come next; at the end of an epoch, on the last ones of it."""
        first = max(min(now.used, self._rows - rows), 0)
        chosen = now.order[first : first + rows]
        tables = {name: table[chosen] for name, table in self._tables.items()}
        population = None if self._replacement else self._rows
        clock = now.step + 1, self._seed
        theta = self._vectors["theta"]
        return self._meter.measure(theta, tables, self._scale(now.step), population=population, clock=clock)

    def _scale(self, step: int) -> Array | None:
        """1 over what the optimizer divides each entry of a step by; None where it takes them as they are."""
        function = _scale_function(self._program)
        if function is None or step < SETTLED:
            return None
        state = {name: self._vectors[leaf] for name, leaf in self._program.state.items() if name in function.leaves}
        return function({**state, "t": step})["scale"]

    # ---- what a step costs -----------------------------------------------------------------------------------

    def _step_cost(self, kind: str, order: Order) -> StepCost:
        if kind == "counted":
            return counted_step_cost(self._program)
        known = _timed_costs.setdefault(self._program, {})
        if self._threads not in known:  # once for a program, as it is compiled once
            known[self._threads] = timed_step_cost(self._timed(order), self._rows)
        return known[self._threads]

    def _timed(self, order: Order) -> Callable[[int, int], float]:
        """Makes steps of a size, of length 0 and on copies of all vectors, and returns the seconds."""
        vectors = {name: vector.copy() for name, vector in self._vectors.items()}
        room: dict[int, object] = {}

        def steps(size: int, count: int) -> float:
            if size not in room:
                room[size] = self._program.memory(size)
            rows = np.resize(order, size * count)
            bounds = np.arange(0, size * count + 1, size)
            work = self._program.trainable.largest_product(size)
            with blas_threads(work, self._threads):
                began = time.perf_counter()
                self._program.run(self._tables, rows, bounds, [0.0] * count, (1, self._seed), vectors, room[size])  # type: ignore[arg-type]
                return time.perf_counter() - began

        return steps


_timed_costs: WeakKeyDictionary[TrainingProgram, dict[int | None, StepCost]] = WeakKeyDictionary()


@lru_cache(maxsize=64)
def _scale_function(program: TrainingProgram) -> NumpyFunction | None:
    size = (program.trainable.layout.size,)
    state = {name: input(name, size) for name in program.state}
    divisor = program.optimizer.size(state, input("t"))
    return None if divisor is None else NumpyFunction(Graph({"scale": 1 / divisor}), program.dtype)
