"""A board as it trains by the public `board.train`."""

import chainrule as cr
from benchmarks.boards.models import Model
from benchmarks.workloads import SEED, Array


class BoardSession:
    """Calls of train on one board."""

    def __init__(self, model: Model, engine: str) -> None:
        self._model, self._engine, self._data = model, engine, {**model.data(), **model.shared}
        self.restart()

    def restart(self, _theta: object = None) -> None:
        """A new board, with its first theta."""
        self._board = cr.whiteboard(self._model.text)
        self.train(0)

    def train(self, epochs: int) -> float:
        """One call of train; the seconds of its steps."""
        more = {"sizes": self._model.sizes, "batch_size": self._model.batch, "optimizer": cr.Adam(), "seed": SEED}
        run = self._board.train(self._data, engine=self._engine, threads=1, epochs=epochs, **more)
        return run.seconds

    def cost(self) -> float:
        """Over all rows."""
        return self._board.cost(self._data)

    @property
    def parameters(self) -> dict[str, Array]:
        """Copies of them by name, for the others to begin with."""
        return {name: value.copy() for name, value in self._board.parameters.items()}
