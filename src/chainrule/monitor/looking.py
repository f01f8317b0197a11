"""Looking: from a run that stands between two steps to a look."""

from functools import cached_property

import numpy as np

from chainrule.architecture.theta import Layout
from chainrule.graph.node import Array
from chainrule.monitor.curvature import Curvature, curvature_at
from chainrule.monitor.guessing import cost_of_guessing
from chainrule.monitor.hessian_products import HessianProducts
from chainrule.monitor.look import LayerLook, Look
from chainrule.monitor.probe import Measured, Probe
from chainrule.monitor.stability import stable_until
from chainrule.training.batches import Order
from chainrule.training.batching.meter import NoiseMeter
from chainrule.training.batching.noise import Noise
from chainrule.training.callbacks import Run
from chainrule.training.evaluation import Tables

SAMPLE = 1  # tells the generator of the sample from those of batches


class Looking:
    """Looks at one call of train: a sample of its examples, the same at every look, and the batch that comes next."""

    def __init__(self, run: Run, rows: int, products: int) -> None:
        self._run, self._products = run, products
        tables, program = run.examples.tables, run.program
        self._of = run.examples.rows
        generator = np.random.default_rng([SAMPLE, self._of])
        chosen = np.sort(generator.permutation(self._of)[: min(rows, self._of)])
        self.tables: Tables = {name: table[chosen] for name, table in tables.items()}
        self._rows = len(chosen)  # a model without tables is one example itself
        self._probe = Probe(program.trainable, tuple(tables), program.learning)
        self._second = HessianProducts(program.trainable, tuple(tables), program.learning)
        self._meter = NoiseMeter(program.trainable, tuple(tables), np.float64, program.held)
        self._probe.compile()
        self._second.compile()

    @property
    def work(self) -> int:
        """The entries that learn times the examples: about what a product H v costs."""
        return self._second.size * self._rows

    def look(self, *, bends: bool) -> Look:
        """The run as it stands; with `bends`, how the cost bends too, which takes longest."""
        theta = self._run.theta.astype(np.float64)
        batch, rate = self._run.coming()
        measured = self._probe.measure(theta, self.tables)
        update = self._update(theta, batch, rate)
        theta_learning, own = theta[self._places], update[self._places]
        length = float(np.linalg.norm(theta_learning))
        return Look(
            step=self._run.step,
            rows=self._rows,
            examples=self._of,
            cost=measured.cost,
            guessing=self._guessing,
            learning_rate=rate,
            full_rate=self._run.schedule.rate * self._run.rate_scale,
            batch_size=len(batch),
            layers=self._layers(theta, update, measured),
            update_ratio=float(np.linalg.norm(own)) / length if length else np.nan,
            noise=self._noise(theta),
            curvature=self._curvature(theta, update, measured, len(batch)) if bends else None,
        )

    def _noise(self, theta: Array) -> Noise | None:
        """S and |G|² of the sample; None of one example alone, and where costs of parts do not make the whole."""
        if self._averages is None or self._rows == 1:
            return None
        return self._meter.measure(theta, self.tables, population=self._of)

    def _update(self, theta: Array, batch: Order, rate: float) -> Array:
        """What the coming step will add to theta, by the rule itself; 0 where nothing learns."""
        program = self._run.program
        tables = {name: table[batch] for name, table in self._run.examples.tables.items()}
        gradient = self._probe.gradient(theta, tables)
        state = {name: self._run.vectors[leaf].astype(np.float64) for name, leaf in program.state.items()}
        new, _ = program.optimizer.step(theta, gradient, state, self._run.step + 1, rate)
        held: Array = program.trainable.layout.mask(program.held)
        return (new - theta) * (1 - held)

    def _layers(self, theta: Array, update: Array, measured: Measured) -> tuple[LayerLook, ...]:
        found = []
        for layer, activity in zip(self._probe.layers, measured.layers, strict=True):
            places = _together(self._layout.places([self._name_of[leaf] for leaf in layer.parameters]))
            weight, moved, slope = (float(np.linalg.norm(one[places])) for one in (theta, update, measured.gradient))
            noise = measured.noise(places, self._of) if layer.parameters else None
            found.append(LayerLook(activity, weight, moved, slope, noise))
        return tuple(found)

    def _curvature(self, theta: Array, update: Array, measured: Measured, batch_size: int) -> Curvature:
        """As a step of this batch size sees it: a sum over its examples is so many times that of one."""
        as_sum = self._averages is False
        of_batch, of_sample = (batch_size, self._rows) if as_sum else (1, 1)
        product = self._second.at(theta, self.tables)
        return curvature_at(
            lambda v: product(v) * (of_batch / of_sample),
            measured.gradient[self._places] * of_batch,
            update[self._places],
            measured.cost * of_batch,
            stable_until(self._run.program.optimizer),
            self._products,
        )

    @cached_property
    def _guessing(self) -> float:
        return cost_of_guessing(self._run.program.trainable, self.tables)

    @property
    def _averages(self) -> bool | None:
        return self._run.program.trainable.average

    @property
    def _layout(self) -> Layout:
        return self._run.program.trainable.layout

    @cached_property
    def _places(self) -> Order:
        """Where the entries that learn lie in theta."""
        return self._layout.places(self._run.program.learning)

    @cached_property
    def _name_of(self) -> dict[str, str]:
        """The name of each parameter by its leaf."""
        return {self._run.program.trainable.leaf_of(name): name for name in self._layout.shapes}


def _together(places: Order) -> Order | slice:
    """Places as a slice, where they lie one behind the other: a window in place of a copy."""
    if len(places) and places[-1] - places[0] == len(places) - 1 and (np.diff(places) == 1).all():
        return slice(int(places[0]), int(places[-1]) + 1)
    return places
