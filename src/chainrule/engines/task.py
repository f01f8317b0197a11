"""The task of a training engine: graphs, vectors and tables. Each engine prints code of its own for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.memory import BATCH
from chainrule.engines.plan import Plan, Stage
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape

Table = NDArray[np.generic]
RUN_TIME = ("learning_rate", "step", "seed")  # the numbers that are new for each step


@dataclass(frozen=True)
class TableType:
    """A table whose rows are gathered into the columns of a leaf: the type of its numbers, and its order in memory."""

    leaf: str
    dtype: str
    order: str = "C"  # rows are contiguous, or, with "F", columns

    @classmethod
    def of(cls, leaf: str, table: Table) -> "TableType":
        """The type of a table that is contiguous one way or the other."""
        return cls(leaf, table.dtype.name, "C" if table.flags.c_contiguous else "F")


@dataclass(frozen=True)
class Window:
    """A parameter, or its cotangent: a part of a vector, seen as an array."""

    name: str
    vector: str
    start: int
    shape: tuple[int, ...]

    @property
    def stop(self) -> int:
        """Where it ends."""
        return self.start + int(np.prod(self.shape))


@dataclass(frozen=True)
class Task:
    """Gradient and update, both over `vectors` of theta's size, for batches from these tables."""

    gradient: Stage  # its one output without a target is the cost
    update: Stage
    tables: Sequence[TableType]
    windows: Sequence[Window]
    vectors: Sequence[str]
    dtype: type[np.floating]

    @property
    def names(self) -> Sequence[str]:
        """What is handed in, by name: vectors, their windows, and the leaves that are filled from tables."""
        return (*self.vectors, *(one.name for one in self.windows), *(one.leaf for one in self.tables))


@dataclass(frozen=True)
class Gathered:
    """A leaf whose examples are rows of a table, picked anew for each step: its columns, or its rows."""

    leaf: Node
    table: TableType
    own: str  # the type that the leaf has in memory

    @property
    def width(self) -> int:
        """The numbers in one row of the table."""
        return prod(int(size) for size in self.leaf.shape if size != BATCH)

    @property
    def by_rows(self) -> bool:
        """Whether examples lie along the first axis of several, so that a row of the table is a row of the leaf."""
        return self.leaf.rank > 1 and self.leaf.shape[0] == BATCH

    @property
    def is_cast(self) -> bool:
        """Whether the numbers of the table are of another type."""
        return self.table.dtype != self.own


def as_leaf(rows: Table, shape: Shape) -> Table:
    """Rows of a table as the array of a leaf whose first or last axis is that of the examples.

    >>> as_leaf(np.zeros((5, 6)), (2, 3, "m")).shape, as_leaf(np.zeros((5, 6)), ("m", 6)).shape
    ((2, 3, 5), (5, 6))
    """
    if len(shape) > 1 and shape[0] == BATCH:
        return rows.reshape(len(rows), *(int(size) for size in shape[1:]))
    return rows.T.reshape(*(int(size) for size in shape[:-1]), len(rows))


def gathered_leaves(task: Task, plan: Plan) -> list[Gathered]:
    """The leaves that are filled from tables; labels stay what they are."""
    own = np.dtype(task.dtype).name
    found = []
    for table in task.tables:
        leaf = plan.leaves[table.leaf]
        is_index = leaf.attributes.get("kind") == "index"
        found.append(Gathered(leaf, table, table.dtype if is_index else own))
    return found


@dataclass(frozen=True)
class Stretch:
    """Some steps: one for each batch, which is `order[bounds[i]:bounds[i + 1]]`.

    `clock` is the step of the first batch, counted from 1, and the seed of the dropout masks. Vectors and costs are
    written in place.
    """

    tables: Sequence[Table]
    order: NDArray[np.int64]
    bounds: NDArray[np.int64]
    rates: Sequence[float]
    clock: tuple[int, int]
    vectors: Mapping[str, Array]
    memory: Sequence[object]
    costs: NDArray[np.float64]


class TrainingEngine(Protocol):
    """A task, printed and ready to run."""

    @property
    def source(self) -> str:
        """The code that runs."""

    def memory(self, m: int) -> Sequence[object]:
        """The memory for batches of up to m examples."""

    def run(self, stretch: Stretch) -> int:
        """Make these steps; return how many were made before a cost was not finite."""
