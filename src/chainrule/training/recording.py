"""Recording: which steps of a run are kept, and of which entries of theta, in memory that has a bound."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.settings import real_number, several_names, whole_number, written
from chainrule.training.batches import Order
from chainrule.training.examples import Examples
from chainrule.training.optimizers import Optimizer
from chainrule.training.program import TrainingProgram
from chainrule.training.record import Record


@dataclass(frozen=True)
class Recording:
    """What `train(record=…)` keeps: every `every`-th step of all parameters, or of these, in so many bytes.

    `parameters` are names such as `W1` and entries such as `W1[0,1]`. Where `memory` is used up, every second step that
    was kept is let go, and from there on steps twice as far apart are: a record is of the whole run, however long.
    """

    every: int = 1
    parameters: Iterable[str] | str | None = None
    memory: float = 128e6

    def __post_init__(self) -> None:
        object.__setattr__(self, "every", whole_number("every", self.every, 1))
        object.__setattr__(self, "memory", real_number("memory", self.memory, 1))
        if self.parameters is not None:
            object.__setattr__(self, "parameters", several_names("parameters", self.parameters))


Recorded = Recording | bool | int | str | Sequence[str] | None


def as_recording(choice: Recorded) -> Recording | None:
    """What `record=` stands for: True all steps, a number every so many, names these parameters; None for nothing."""
    if choice is None or choice is False or isinstance(choice, Recording):
        return choice or None
    if choice is True:
        return Recording()
    if isinstance(choice, int | np.integer):
        return Recording(every=whole_number("record", choice, 1))
    if isinstance(choice, str | Sequence) and choice:
        return Recording(parameters=several_names("record", choice))
    raise SettingError(
        f"record is True, a number of steps, names such as ['W1'], or cr.Recording(…), not {written(choice)}"
    )


@dataclass(frozen=True)
class _Kept:
    """A step that is kept."""

    step: int
    epoch: int
    theta: Array
    gradient: Array
    update: Array
    state: Mapping[str, Array]
    rows: Order
    cost: float
    learning_rate: float

    @property
    def size(self) -> int:
        """Its arrays' bytes."""
        vectors = (self.theta, self.gradient, self.update, self.rows, *self.state.values())
        return sum(vector.nbytes for vector in vectors)


class Recorder:
    """Keeps steps of one call of train: told before and after each that is due, which is made alone."""

    def __init__(self, recording: Recording, program: TrainingProgram, vectors: Mapping[str, Array]) -> None:
        self._recording, self._program, self._vectors = recording, program, vectors
        layout = program.trainable.layout
        names = layout.shapes if recording.parameters is None else recording.parameters
        self._places = layout.places(names)
        self._start = vectors["theta"].copy()
        self._kept: list[_Kept] = []
        self._every = recording.every
        self._size = 0
        self._first: int | None = None
        self._before: tuple[Array, dict[str, Array]] = self._now()

    def due(self, made: int) -> int:
        """How many steps come before the next one that is kept, once so many are made."""
        self._first = made if self._first is None else self._first
        return -(made - self._first) % self._every

    def before(self) -> None:
        """Note theta and the optimizer's state before a step."""
        self._before = self._now()

    def after(self, step: int, epoch: int, rows: Order, cost: float, learning_rate: float) -> None:
        """Keep the step that has been made."""
        theta, state = self._before
        now, gradient = self._vectors["theta"][self._places], self._vectors["gradient"][self._places]
        one = _Kept(step, epoch, theta, gradient, now - theta, state, rows.copy(), cost, learning_rate)
        while self._kept and self._size + one.size > self._recording.memory and not self.due(step - 1):
            self._every *= 2
            self._kept = [kept for kept in self._kept if not self.due(kept.step - 1)]
            self._size = sum(kept.size for kept in self._kept)
        if not self.due(step - 1):
            self._kept.append(one)
            self._size += one.size

    def record(self, examples: Examples, optimizer: Optimizer, seed: int, made: int) -> Record:
        """What has been kept so far, when so many steps are made."""
        size = len(self._places)
        real = self._start.dtype
        return Record(
            trainable=self._program.trainable,
            optimizer=optimizer,
            examples=examples,
            seed=seed,
            every=self._every,
            places=self._places,
            steps=np.array([one.step for one in self._kept], dtype=np.int64),
            epoch=np.array([one.epoch for one in self._kept], dtype=np.int64),
            theta=_stacked([one.theta for one in self._kept], size, real),
            gradient=_stacked([one.gradient for one in self._kept], size, real),
            update=_stacked([one.update for one in self._kept], size, real),
            state={name: _stacked([one.state[name] for one in self._kept], size, real) for name in self._program.state},
            rows=tuple(one.rows for one in self._kept),
            cost=np.array([one.cost for one in self._kept], dtype=np.float64),
            learning_rate=np.array([one.learning_rate for one in self._kept], dtype=np.float64),
            start=self._start,
            end=self._vectors["theta"].copy(),
            made=made,
        )

    def _now(self) -> tuple[Array, dict[str, Array]]:
        state = {name: self._vectors[leaf][self._places] for name, leaf in self._program.state.items()}
        return self._vectors["theta"][self._places], state


def _stacked(vectors: Sequence[Array], size: int, real: np.dtype[np.floating]) -> Array:
    return np.stack(vectors) if vectors else np.zeros((0, size), dtype=real)
