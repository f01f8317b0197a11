"""A lesson: what a live page is about, and how it trains, if it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from chainrule.architecture.example_letter import example_letter
from chainrule.boards.whiteboard import Whiteboard
from chainrule.engines.memory import BATCH
from chainrule.errors import SettingError
from chainrule.graph.shape import Dimension
from chainrule.movement.attempt import Stand
from chainrule.readers.page import Sheet
from chainrule.training.batches import Batches, as_batch_size
from chainrule.training.optimizers import SGD, Optimizer, as_optimizer


@dataclass(frozen=True)
class Pace:
    """How a page trains: from where, by which rule, on how many rows a step."""

    stand: Stand
    optimizer: Optimizer
    batches: Batches

    @classmethod
    def of(cls, stand: Stand, optimizer: Optimizer | str | None, batch_size: int | str) -> "Pace":
        """What was asked for; without an optimizer it is SGD. Raises SettingError."""
        rule = as_optimizer(optimizer) or SGD()
        size = as_batch_size(batch_size)
        if size.same is None:
            raise SettingError(f'a page takes batches of one size, not {size.name}; give a number or "full"')
        return cls(stand, rule, Batches(size, stand.examples.rows, stand.checkpoint.seed))


@dataclass(frozen=True)
class Lesson:
    """A sheet with numbers, the text that a person wrote, how it trains, and the board that claims are judged on.

    Where it is `explained`, the page retells these numbers step by step too; a `quick` one is made while somebody waits
    for a key, and has no single gates, no likely slips, and no other optimizer.
    """

    sheet: Sheet
    text: str = ""
    pace: Pace | None = None
    whiteboard: Whiteboard | None = None
    explained: bool = False
    quick: bool = False

    @property
    def is_of_gates(self) -> bool:
        """Whether it is a circuit of gates, which is looked at before anything is trained."""
        return self.whiteboard is not None and self.whiteboard.is_of_gates

    @property
    def letter(self) -> str:
        """The letter that counts examples, where it trains on rows of a table; else nothing."""
        has_rows = self.pace is not None and bool(self.pace.stand.examples.tables)
        return example_letter(self.sheet.graph.leaves) if has_rows else ""

    @property
    def sizes(self) -> Mapping[str, Dimension]:
        """The sizes of its programs: numbers, but for examples, which may be added and are m in every program."""
        assert self.sheet.values is not None  # noqa: S101 - a lesson has numbers
        known: dict[str, Dimension] = dict(self.sheet.values.sizes)
        return known | {self.letter: BATCH} if self.letter else known
