"""Presets: what a table is learned with where a person chooses nothing, by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chainrule.architecture.layers import Choice
from chainrule.architecture.realmlp_text import realmlp_text

DEFAULT = "default"
ASKED = "as asked for"
STEPS = 4000  # of a training, about: seconds on a laptop, and near the best on the tables measured


@dataclass(frozen=True)
class Preset:
    """Settings under the names they have elsewhere; what is None is left to the rows and the layers."""

    why: str
    pieces: int | None = None
    hidden: tuple[int, ...] | None = None
    activation: Choice | None = None
    dropout: float | None = None
    members: int | None = None
    steps: int = STEPS
    fewest_epochs: int = 20
    batch_size: int | None = None
    epochs: int | None = None
    patience: int | None = None
    rates: tuple[float, float] | None = None  # of classes, and of numbers
    beta2: float | None = None  # of Adam
    text: Callable[[int, Sequence[int], int], str] | None = None  # of a board: inputs, hidden units, classes


PRESETS: Mapping[str, Preset] = {
    DEFAULT: Preset("one network, numbers in pieces"),
    "plain": Preset("one network, each number once", pieces=0),
    "fast": Preset(
        "one network, numbers in pieces, a quarter of the steps", hidden=(64, 32), steps=1000, fewest_epochs=5
    ),
    "best": Preset("eight networks as one graph, the mean of their outputs predicts", members=8),
    "realmlp_td_s": Preset(
        "the board of RealMLP-TD-S (arXiv 2407.04491), each number once",
        pieces=0,
        hidden=(256, 256, 256),
        batch_size=256,
        epochs=256,
        patience=256,
        rates=(0.04, 0.07),
        beta2=0.95,
        text=realmlp_text,
    ),
}


@dataclass(frozen=True)
class Decision:
    """What was chosen for a table, and why."""

    name: str
    value: object
    why: str

    @property
    def sentence(self) -> str:
        """Both, in a line.

        >>> Decision("learning_rate", 0.003, "adam, by the inverse of the width, 128").sentence
        'learning rate 0.003: adam, by the inverse of the width, 128'
        >>> Decision("hidden", (128, 64), ASKED).sentence
        'hidden 128, 64: as asked for'
        """
        return f"{self.name.replace('_', ' ')} {', '.join(map(_told, self._values)) or 'none'}: {self.why}"

    @property
    def plain(self) -> dict[str, object]:
        """The same as plain data."""
        several = isinstance(self.value, tuple | list)
        value = [*map(_plain, self._values)] if several else _plain(self.value)
        return {"value": value, "why": self.why}

    @property
    def _values(self) -> Sequence[object]:
        return self.value if isinstance(self.value, tuple | list) else (self.value,)


def _told(value: object) -> str:
    """A number, a name, or what a function is called."""
    return f"{value:g}" if isinstance(value, float) else str(getattr(value, "__name__", value))


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else _told(value)
