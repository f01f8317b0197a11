"""Five steps as a picture: (1) the model, (2) its performance, (3) the gradient, (4) the update, (5) repeat."""

from dataclasses import dataclass, field

import numpy as np

from chainrule.graph.display import Displayed, shortened
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.plot import Figure, FloatArray, NumberColumn, NumberColumns, draw

MOST = 14  # entries of a column that are shown


@dataclass(frozen=True)
class Turn:
    """One step: theta and predictions before it, the cost and gradient of its batch, and what it added."""

    step: int
    theta: FloatArray = field(repr=False)  # (p,)
    predictions: FloatArray = field(repr=False)  # (m,) of the batch; empty where none are known
    truth: FloatArray = field(repr=False)
    cost: float
    gradient: FloatArray = field(repr=False)
    learning_rate: float
    update: FloatArray = field(repr=False)
    after: FloatArray = field(repr=False)


@dataclass(frozen=True)
class FiveSteps(Displayed):
    """Turns of the five steps, for so many entries of theta."""

    entries: tuple[str, ...]
    optimizer: str
    turns: tuple[Turn, ...]

    def __repr__(self) -> str:
        numbers = ", ".join(str(turn.step) for turn in self.turns)
        return shortened(f"<five steps of {self.optimizer}, at step {numbers}>")

    def svg(self) -> str:
        """Two rows for each turn: model and performance, then gradient and update."""
        rows = [row for turn in self.turns for row in self._rows(turn)]
        subtitle = (
            f"{self.optimizer}; each turn's numbers are those of its batch. (5) Repeat: the next turn begins at θ′."
        )
        told = " ".join(
            f"Step {turn.step}: cost {format_number(turn.cost, 4)}, η {format_number(turn.learning_rate)}."
            for turn in self.turns
        )
        return draw(Figure("How it all hangs together", subtitle, told, tuple(rows)))

    def _rows(self, turn: Turn) -> list[tuple[NumberColumns, ...]]:
        names = NumberColumn("", self.entries)
        model = NumberColumns((names, NumberColumn("θ", turn.theta)), f"step {turn.step}: (1) the model", MOST)
        seen = [NumberColumn("ŷ", turn.predictions, 2), NumberColumn("y", turn.truth, 2)] if turn.truth.size else []
        cost = NumberColumn("C", np.array([turn.cost]), 4)
        performance = NumberColumns((*seen, cost), "(2) its performance", MOST)
        gradient = NumberColumns((names, NumberColumn("∇C", turn.gradient)), "(3) the gradient", MOST)
        changes = (NumberColumn("Δθ", turn.update), NumberColumn("θ′", turn.after))
        rate = f"η = {format_number(turn.learning_rate)}"
        update = NumberColumns(changes, f"(4) the update, {rate}", MOST)
        return [(model, performance), (gradient, update)]
