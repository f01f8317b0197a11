"""The course of one entry of theta over the steps of a record: what its update was made of, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.theta import Layout
from chainrule.errors import SettingError
from chainrule.graph.display import Displayed
from chainrule.graph.node import Array
from chainrule.readers.drawing.name_labels import make_labels, split_entry
from chainrule.readers.equations import Equations
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.readers.plot import LOOKS, Axis, Figure, Line, Panel, axis_between, axis_for, draw
from chainrule.training.record import Record
from chainrule.training.update_equations import step_in_numbers
from chainrule.wording import quoted

WIDTH = 540.0


@dataclass(frozen=True, repr=False)
class UpdateCourse(Displayed):
    """One entry over k recorded steps: θ and the state before each, its gradient, and what was added."""

    entry: str
    label: str  # as the lectures write it: w¹₁₂
    steps: NDArray[np.int64]
    theta: Array
    gradient: Array
    state: Mapping[str, Array]  # the root of what is made of squares stands as "√second_moment"
    update: Array

    def __repr__(self) -> str:
        return f"<updates of {self.label} in {format_count(len(self.steps))} recorded steps>"

    def svg(self, title: str = "") -> str:
        """θ, its gradient, what the optimizer keeps and the update over the steps: a panel each."""
        columns = {"θ before": self.theta, "gradient": self.gradient, **self.state, "update": self.update}
        ends = (float(self.steps[0]), float(self.steps[-1])) if len(self.steps) > 1 else (0.0, 1.0)
        across = axis_between(*ends, title="step")
        panels = [_panel(across, name, self.steps, values) for name, values in columns.items()]
        called = title or f"The updates of {self.label}"
        told = f"{format_count(len(self.steps))} recorded steps"
        return draw(Figure(called, told, f"{told}, what each was made of.", tuple((panel,) for panel in panels), WIDTH))


def _panel(across: Axis, name: str, steps: NDArray[np.int64], values: Array) -> Panel:
    last = format_number(float(values[-1]), digits=4) if len(values) else ""
    line = Line(name.replace("_", " "), steps.astype(np.float64), values.astype(np.float64), LOOKS[0], last)
    return Panel(across, axis_for(line.y, scale="linear"), (line,), height=70.0, named=True)


def update_course(record: Record, entry: str) -> UpdateCourse:
    """The course of an entry such as `W1[0,1]`, or of a parameter that is one number."""
    place = _place(record, entry)
    squares = record.optimizer.of_squares
    state = {f"√{n}" if n in squares else n: np.sqrt(v) if n in squares else v for n, v in record.state.items()}
    columns = {name: vectors[:, place] for name, vectors in state.items()}
    theta, gradient, update = (one[:, place] for one in (record.theta, record.gradient, record.update))
    label = label_of(record.trainable.layout, record.entries[place])
    return UpdateCourse(record.entries[place], label, record.steps, theta, gradient, columns, update)


def label_of(layout: Layout, entry: str) -> str:
    """An entry as the lectures write it.

    >>> label_of(Layout({"W1": (3, 2), "b1": (3, 1)}), "W1[0,1]")
    'w¹₁₂'
    """
    parameter, _ = split_entry(entry)
    own = [name for name in layout.entries if split_entry(name)[0] == parameter]
    return make_labels([*layout.shapes, *own])[entry]


def update_apart(record: Record, entry: str, step: int) -> Equations:
    """What one recorded step made of an entry of theta, by the rule that ran: symbols = numbers = result.

    Numbers are those of the record, worked on in float64. Raises SettingError where the step, or the entry, is not
    recorded, and where a norm was clipped whose gradient was not recorded as a whole.
    """
    place, at = _place(record, entry), record.at(step)
    share, notes = _clipped(record, at)
    before = {"theta": record.theta, "gradient": share * record.gradient, **record.state}
    numbers = {name: float(vectors[at, place]) for name, vectors in before.items()}
    numbers |= {"learning_rate": float(record.learning_rate[at]), "step": float(step)}
    return step_in_numbers(record.optimizer, numbers, notes)


def _place(record: Record, entry: str) -> int:
    """Where an entry stands among those that are recorded."""
    (place,) = found if len(found := record.trainable.layout.places([entry])) == 1 else (None,)
    if place is None:
        raise SettingError(f"{quoted(entry)} has many entries; name one of them, such as {entry}[0,0]")
    (there,) = np.nonzero(record.places == place)
    if not len(there):
        raise SettingError(f"{quoted(entry)} is not recorded; recorded are {', '.join(record.entries[:6])}, …")
    return int(there[0])


def _clipped(record: Record, at: int) -> tuple[float, tuple[str, ...]]:
    """By how much the gradient of a step was shortened, and a note that says so."""
    most = record.optimizer.clip_norm
    if most is None:
        return 1.0, ()
    if not record.is_whole:
        raise SettingError("clip_norm is of the whole gradient, and parts of it are recorded; use record=True")
    norm = float(np.linalg.norm(record.gradient[at].astype(np.float64)))
    if norm <= most:
        return 1.0, ()
    return most / norm, (f"the norm of the gradient was {norm:.6g}, so that g is {most / norm:.6g} of its entry",)
