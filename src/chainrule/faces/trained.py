"""Trained: what a network and a board that trains have in common, which is all that a model file keeps."""

from collections.abc import Mapping
from pathlib import Path

from chainrule.faces import choices
from chainrule.faces.opened import Opened
from chainrule.graph.node import Array
from chainrule.training.checkpoint import Checkpoint, write_checkpoint
from chainrule.training.history import History


class Trained:
    """Theta, how it came about, and the file it goes into."""

    opened: Opened | None = None  # what came along with the link of a page that it was opened from

    @property
    def _checkpoint(self) -> Checkpoint:
        raise NotImplementedError

    @property
    def theta(self) -> Array:
        """All parameters in one vector, in the order of `parameters`: W1, b1, W2, b2, … of a network; read-only.

        Behind them lies what the batch norms of a board keep.
        """
        theta = self._checkpoint.theta.view()
        theta.setflags(write=False)
        return theta

    @property
    def frozen(self) -> frozenset[str]:
        """The parameters that do not learn."""
        return self._checkpoint.frozen

    @property
    def history(self) -> History:
        """What its training did, over all calls of train and across files."""
        return self._checkpoint.progress.history

    @property
    def encoding(self) -> Mapping[str, object] | None:
        """How the columns of a table become inputs, as plain data; None where X was given as numbers."""
        return self._checkpoint.encoding

    @encoding.setter
    def encoding(self, encoding: Mapping[str, object]) -> None:
        self._checkpoint.encoding = choices.plain_data("an encoding", encoding)

    @property
    def asked(self) -> Mapping[str, object] | None:
        """What was asked for its run of a table, as plain data, while that has not ended; None else."""
        return self._checkpoint.choices

    @asked.setter
    def asked(self, asked: Mapping[str, object]) -> None:
        self._checkpoint.choices = choices.plain_data("what was asked for", asked)

    def save(self, path: str | Path) -> None:
        """Write it, its training state and its history to a `.safetensors` file, all at once or not at all."""
        write_checkpoint(choices.file_name(path), self._checkpoint)
