"""The log of a scheme: each look's decision with the numbers that it was made from, and the picture of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from chainrule.graph.display import Displayed, shortened
from chainrule.graph.node import Array
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.readers.plot import LOOKS, Axis, Figure, Line, Panel, axis_between, axis_for, draw
from chainrule.training.batching.scheme import Decision, Scheme

WIDTH, HEIGHT = 540.0, 100.0
PANELS: tuple[tuple[str, Mapping[str, str]], ...] = (  # the title of each, its lines, and what these are in a decision
    ("examples", {"B": "size", "B*": "wanted", "noise scale": "noise_scale"}),
    ("noise and gradient, squared", {"S": "trace", "|G|²": "signal"}),
    ("learning rate", {"η": "learning_rate"}),
)


@dataclass(frozen=True)
class BatchingLog(Displayed):
    """What a scheme decided in one call of train, look after look: a sequence of decisions, and their columns by name.

    `log.size`, `log.noise_scale`, … are arrays (looks,): see `Decision` for what each of them is.
    """

    scheme: Scheme
    decisions: Sequence[Decision] = field(repr=False)

    def __len__(self) -> int:
        return len(self.decisions)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions)

    def __getitem__(self, place: int) -> Decision:
        return self.decisions[place]

    def __getattr__(self, name: str) -> Array:
        if name in Decision.columns():
            return np.array([getattr(one, name) for one in self.decisions], dtype=np.float64)
        raise AttributeError(f"a batching log has no {name!r}; it has {', '.join(Decision.columns())}")

    def __repr__(self) -> str:
        sizes = " → ".join(str(one.size) for one in self.changes) or "no look"
        return shortened(f"<batching: {self.scheme.called} size, {len(self)} looks, {sizes}>")

    @property
    def changes(self) -> list[Decision]:
        """The first decision, and those that changed the size."""
        befores = [None, *(one.size for one in self.decisions)]
        return [one for before, one in zip(befores, self.decisions, strict=False) if one.size != before]

    def svg(self, title: str = "Batch sizes, as they were decided") -> str:
        """What was measured and decided over the steps: a panel for examples, for noise, and for the learning rate."""
        told = f"{self.scheme.name}, {format_count(len(self))} looks"
        if not self.decisions:
            return draw(Figure(title, told, told, ()))
        across = axis_between(0.0, max(float(self.decisions[-1].step), 1.0), title="step")
        panels = tuple((panel,) for name, columns in PANELS if (panel := self._panel(across, name, columns)))
        sentences = [f"From step {format_count(one.step)} on {one.size} examples: {one.why}." for one in self.changes]
        return draw(Figure(title, told, " ".join([told, *sentences]), panels, WIDTH))

    def _panel(self, across: Axis, title: str, columns: Mapping[str, str]) -> Panel | None:
        """The lines of some columns; none where a scheme asked for none of them."""
        steps = np.array([one.step for one in self.decisions], dtype=np.float64)
        numbers = {name: getattr(self, column) for name, column in columns.items()}
        shown = {name: np.where(values > 0, values, np.nan) for name, values in numbers.items()}
        lines = tuple(
            Line(name, steps, values, LOOKS[place], format_number(float(values[np.isfinite(values)][-1]), digits=3))
            for place, (name, values) in enumerate(shown.items())
            if np.isfinite(values).any()
        )
        if not lines:
            return None
        upward = axis_for(np.concatenate([line.y for line in lines]), scale="logarithmic", title=title)
        return Panel(across, upward, lines, height=HEIGHT, named=True)
