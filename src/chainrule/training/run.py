"""Run: how a call of train went."""

from dataclasses import dataclass

from chainrule.graph.display import Displayed, shortened
from chainrule.training.history import History
from chainrule.training.record import Record


@dataclass(frozen=True)
class Run(Displayed):
    """How a call of train went."""

    history: History  # of the network, over all calls
    outcome: str  # "finished", "interrupted", or why it was stopped
    steps: int  # made by this call
    epochs: int  # completed by this call
    examples: int  # used by this call
    seconds: float
    engine: str  # which engine ran the steps
    why: str  # why that one
    threads: int | None  # of matrix products, where a person chose; None: one, or all where products are large
    batches: str  # how rows were dealt into batches, as a sentence
    record: Record | None = None  # where theta was and what moved it, if `train(record=…)` asked for it

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        return self.outcome == "interrupted"

    def __repr__(self) -> str:
        cost = f", last cost {self.history.cost[-1]:.6g}" if self.history.steps else ""
        made = f"{self.epochs} epochs, {self.steps} steps, {self.seconds:.1f} s"
        return shortened(f"<run: {self.outcome} after {made}{cost}>")
