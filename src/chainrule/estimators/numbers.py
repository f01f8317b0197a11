"""Numbered: a network estimator that predicts numbers, one or several."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import RegressorMixin

from chainrule.architecture.layers import Choice
from chainrule.architecture.output_losses import find_loss
from chainrule.errors import DataError
from chainrule.estimators.network_estimator import NetworkEstimator, Shape

USUAL = "half_squared_error"  # scikit-learn's scale of squares


class Numbered(RegressorMixin, NetworkEstimator):
    """Targets that are numbers."""

    _y_numeric = True
    loss: Choice | None

    def _targets(self, y: Any, *, reset: bool, classes: Sequence[object] | None = None) -> NDArray[np.generic]:
        """Numbers (m,) or (m, outputs)."""
        del classes
        columns = y.reshape(len(y), -1).shape[1]
        if not reset and columns != self.network_.architecture.sizes[-1]:
            raise DataError(f"y has {columns} columns, and the network {self.network_.architecture.sizes[-1]} outputs")
        return np.asarray(y)

    def _shape(self, targets: NDArray[np.generic]) -> Shape:
        """An output for each column, as the loss needs it."""
        loss = self.loss or USUAL
        output = find_loss(loss).output if isinstance(loss, str) else "identity"
        return Shape(targets.reshape(len(targets), -1).shape[1], output, loss)

    def predict(self, X: Any) -> NDArray[np.floating]:
        """A number for each row, (m,); of several outputs (m, outputs)."""
        output = self._output(X)
        return output[:, 0] if output.shape[1] == 1 else output

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
