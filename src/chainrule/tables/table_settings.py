"""What a person chooses when a table is learned from; what is left to the data is None."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from chainrule.architecture.layers import Choice
from chainrule.data import Task
from chainrule.data.reading import Reading
from chainrule.engines.registry import ENGINES
from chainrule.errors import ArgumentError, SettingError
from chainrule.faces.board import Board
from chainrule.settings import real_number, several_names, truth, whole_number, written
from chainrule.tables.presets import DEFAULT, PRESETS
from chainrule.training.batches import BatchSize, SizeRule
from chainrule.training.checkpoint import DTYPES
from chainrule.training.engine_choice import AUTO
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.schedules import SCHEDULES, WARM_UP
from chainrule.wording import closest, quoted

HIDDEN, ACTIVATION, DROPOUT = (128, 64), "relu", 0.2  # of a network for which nothing else is chosen
WIDE = 32  # units from which on a layer can spare some to dropout
OF_NETWORKS = ("hidden", "activation", "loss", "dropout", "l2", "members", "starts")  # a board says it in its lines
CLASS_WEIGHTS = ("balanced",)
PLAIN_SCHEDULES = tuple(name for name in SCHEDULES if name != WARM_UP.strip())  # those that need a learning rate only

LEAST = {
    "pieces": 0, "members": 1, "starts": 1, "epochs": 1, "folds": 2, "patience": 0, "warm_up": 0, "seed": 0,
    "threads": 1,
}  # fmt: skip


# The usual values were measured on the samples and on tables of 1,000 to 32,000 rows, three splits each: two hidden
# layers, Adam at 0.003 along coslog4, and a little dropout were never far from the best. Pieces and the share of
# dropout beside them were measured on one split of 13 tables (`make tables`).
@dataclass(eq=False, repr=False)
class TableSettings:
    """The settings of `chainrule train`, under the names of its options."""

    target: str | None = None  # the column to be predicted; a sample brings its own
    _: KW_ONLY
    task: Task | None = None  # by default texts, or two different numbers, are classes
    ignore: Sequence[str] = ()
    categorical: Sequence[str] = ()  # columns of numbers that are categories
    keep: Sequence[str] = ()  # columns that are used although they look like a number of the row or an identifier
    weight: str | None = None  # the column that says how much each row counts
    drop_missing_target: bool = False  # leave out rows without a target
    text_encoding: str | None = None  # of a text file: UTF-8, UTF-16 with its mark, or else cp1252
    delimiter: str | None = None  # between its cells: what cuts its lines evenly
    skip_rows: int | None = None  # lines above its names: found
    header: bool = True  # whether it has a line of names
    missing: Sequence[str] = ()  # further words for a missing cell
    decimal: str | None = None  # "point" or "comma", where numbers can be read in two ways
    validation: float | None = None  # share of the rows for early stopping: 0.1, and 0 below 50 rows
    test: float | str | Path | None = None  # a file, or a share of the rows, to measure the result: 0.2, 0 below 50
    folds: int | None = None  # of the rows, each measured by a model of the others
    group: str | None = None  # the column whose rows are held out together
    time: str | None = None  # the column by which the last rows are held out
    class_weight: str | None = None  # "balanced" lets every class count the same
    preset: str = DEFAULT  # what is chosen where nothing is said below
    pieces: int | None = None  # in which each number is told beside itself: up to 32, from the rows; 0 on boards
    board: Board | str | None = None  # what is trained in place of a network: a board, or its text
    sizes: Mapping[str, int] | None = None  # the numbers of a board's letters that no column says
    batch: str = ""  # the letter of a board that counts examples, where several may
    hidden: tuple[int, ...] | list[int] | None = None  # units of each hidden layer: HIDDEN; () for a linear model
    activation: Choice | tuple[Choice, ...] | None = None  # relu
    loss: Choice | None = None  # cross_entropy; squared_error in a regression
    dropout: float | None = None  # DROPOUT; 0 below 32 units
    members: int | None = None  # networks that learn side by side, whose mean predicts: 1
    l2: float | None = None  # 0
    starts: int | None = None  # tried in first runs, of which the best goes on: 8 of narrow layers, else 1
    dtype: str = "float32"
    optimizer: Optimizer | str = "adam"
    learning_rate: float | None = None  # 0.003 to 0.1 for adam and adamw, by the width; else 0.1 or 0.01
    schedule: str = "coslog4"
    warm_up: int = 0
    clip_norm: float | None = None
    batch_size: int | str | tuple[int, int] | BatchSize | SizeRule | None = None  # 32 to 256, from the rows
    epochs: int | None = None  # 20 to 500, for about 4,000 steps
    patience: int | None = None  # a third of the epochs, at least 20
    seed: int = 0
    engine: str = "auto"
    threads: int | None = None

    def __post_init__(self) -> None:
        self.require_possible()

    def require_possible(self) -> None:
        """Nothing, or a SettingError for a value that no table could make sense of; a network checks its own."""
        if self.target is not None and not isinstance(self.target, str):
            raise SettingError(f"target is the name of a column, not {written(self.target)}")
        for names in ("ignore", "categorical", "keep", "missing"):
            setattr(self, names, several_names(names, getattr(self, names)))
        for name in ("weight", "group", "time"):
            if not isinstance(getattr(self, name), str | None):
                raise SettingError(f"{name} is the name of a column, not {written(getattr(self, name))}")
        if self.group is not None and self.time is not None:
            raise ArgumentError("group", "rows are held out by groups or by {}; choose one", "time")
        self.drop_missing_target = truth("drop_missing_target", self.drop_missing_target)
        self.reading  # noqa: B018 - which refuses what it cannot be
        for name in ("validation", "test"):
            if name == "validation" or not isinstance(self.test, str | Path):
                self._number(name, real_number, 0, 1)
        for name, low in LEAST.items():
            self._number(name, whole_number, low)
        self._number("learning_rate", partial(real_number, above=True), 0)
        _one_of("preset", self.preset, tuple(PRESETS))
        _one_of("task", self.task, (None, *get_args(Task)))
        _one_of("class_weight", self.class_weight, (None, *CLASS_WEIGHTS))
        _one_of("dtype", self.dtype, tuple(DTYPES))
        _one_of("engine", self.engine, (AUTO, *ENGINES))
        _one_of("schedule", self.schedule, PLAIN_SCHEDULES)
        if not isinstance(self.optimizer, Optimizer):
            _one_of("optimizer", self.optimizer, tuple(OPTIMIZERS))
        elif self.learning_rate is not None or self.warm_up or self.clip_norm is not None:
            own = "an object has a {} and a {} of its own; give it those, and no {}"
            raise ArgumentError("optimizer", own, "learning_rate", "clip_norm", "warm_up")
        self._require_one_kind()
        if self.hidden is not None and not isinstance(self.hidden, tuple | list):
            raise ArgumentError("hidden", f"sizes such as (64, 32) are needed, not {written(self.hidden)}")

    @property
    def reading(self) -> Reading:
        """What was said of how a table is to be read."""
        chosen = {name: getattr(self, name) for name in Reading.__dataclass_fields__}
        return Reading(**{**chosen, "missing": tuple(self.missing)})

    def _require_one_kind(self) -> None:
        """Nothing, or an ArgumentError for a setting of networks with a board, or of boards without one."""
        if PRESETS[self.preset].text is not None:
            for name in OF_NETWORKS[1:]:
                if getattr(self, name) is not None:
                    raise ArgumentError(name, f"the board of {self.preset} says this in its own lines; leave it out")
        if self.board is None:
            for name, given in (("sizes", self.sizes is not None), ("batch", self.batch != "")):
                if given:
                    raise ArgumentError(name, "this is for a board; give {} too", "board")
            return
        if not isinstance(self.board, Board | str):
            raise ArgumentError("board", f"a board or its text is needed, not {written(self.board)}")
        for name in OF_NETWORKS:
            if getattr(self, name) is not None:
                raise ArgumentError(name, "this is for a network, and {} says it in its own lines", "board")
        if self.preset != DEFAULT:
            raise ArgumentError("preset", "this is for a network, and {} says in its own lines what it is", "board")
        if not isinstance(self.batch, str):
            raise ArgumentError("batch", f"the letter of the examples is a text such as 'm', not {written(self.batch)}")
        if self.sizes is not None:
            self.sizes = sizes_by_letter(self.sizes)

    def _number(self, name: str, checked: Callable[..., float], *bounds: float) -> None:
        """Let a setting be a number within bounds, where it is given."""
        value = getattr(self, name)
        if value is not None:
            setattr(self, name, checked(name, value, *bounds))


def sizes_by_letter(sizes: object) -> dict[str, int]:
    """Sizes as whole numbers from 1, or an ArgumentError for what is something else."""
    if not isinstance(sizes, Mapping) or not all(isinstance(letter, str) for letter in sizes):
        raise ArgumentError("sizes", f"whole numbers by letter are needed, {{'k': 64}}, not {written(sizes)}")
    return {letter: whole_number(f"the size {letter}", size, 1) for letter, size in sizes.items()}


def _one_of(name: str, value: object, allowed: Sequence[str | None]) -> None:
    """Nothing, or a SettingError for what is none of these names."""
    if isinstance(value, str | None) and value in allowed:
        return
    names = [name for name in allowed if name is not None]
    nearest = closest(value, names) if isinstance(value, str) else None
    hint = f"did you mean {quoted(nearest)}?" if nearest else f"there are {', '.join(names)}"
    raise ArgumentError(name, f"there is no {written(value)}; {hint}")
