"""Run: how a call of train went."""

from dataclasses import dataclass

from chainrule.graph.display import Displayed, shortened
from chainrule.training.batching.log import BatchingLog
from chainrule.training.callbacks import Callback
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
    record: Record | None  # where theta was and what moved it, if `train(record=…)` asked for it
    callbacks: tuple[Callback, ...]  # that were hooked into it
    engine: str  # which engine ran the steps
    why: str  # why that one
    threads: int | None  # of matrix products, where a person chose; None: one, or all where products are large
    batches: str  # how rows were dealt into batches, as a sentence
    batching: BatchingLog | None  # what a scheme decided about live batch sizes, and why

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        return self.outcome == "interrupted"

    def __repr__(self) -> str:
        cost = f", last cost {self.history.cost[-1]:.6g}" if self.history.steps else ""
        made = f"{self.epochs} epochs, {self.steps} steps, {self.seconds:.1f} s"
        return shortened(f"<run: {self.outcome} after {made}{cost}>")
