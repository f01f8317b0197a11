"""Numbered: a network estimator that predicts numbers, one or several."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import RegressorMixin

from chainrule.architecture.layers import Choice
from chainrule.errors import ArgumentError, DataError
from chainrule.estimators.losses import Gaussian, loss_of, output_of, require_targets
from chainrule.estimators.network_estimator import NetworkEstimator, Shape

USUAL = "half_squared_error"  # scikit-learn's scale of squares
Numbers = NDArray[np.floating]


class Numbered(RegressorMixin, NetworkEstimator):
    """Targets that are numbers."""

    _y_numeric = True
    loss: Choice | None
    quantile: float = 0.5

    def _targets(self, y: Any, *, reset: bool, classes: Sequence[object] | None = None) -> NDArray[np.generic]:
        """Numbers (m,) or (m, targets)."""
        del classes
        columns = y.reshape(len(y), -1).shape[1]
        if reset:
            self._columns = columns
        elif columns != self._columns:
            raise DataError(f"y has {columns} columns, and had {self._columns} before")
        require_targets(self._loss, y)
        return np.asarray(y)

    @property
    def _loss(self) -> Choice:
        return loss_of(self.loss, USUAL, self.quantile)

    def _shape(self, targets: NDArray[np.generic]) -> Shape:
        """An output for each column; two where the loss needs a mean and a variance."""
        columns = targets.reshape(len(targets), -1).shape[1]
        loss = self._loss
        return Shape(columns * getattr(loss, "outputs_per_target", 1), output_of(loss), loss)

    def predict(self, X: object, *, return_std: bool = False) -> Numbers | tuple[Numbers, Numbers]:
        """A number for each row, (m,); of several targets (m, targets).

        With the loss "gaussian" these are means, and `return_std` adds the standard deviation of each.
        """
        output = self._output(X)
        if not isinstance(self.network_.architecture.loss, Gaussian):
            if return_std:
                raise ArgumentError("return_std", "a standard deviation is learned with {}='gaussian'", "loss")
            return _as_given(output)
        middle, spread = np.hsplit(output, 2)
        return (_as_given(middle), _as_given(np.exp(spread / 2))) if return_std else _as_given(middle)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


def _as_given(numbers: Numbers) -> Numbers:
    """A column alone as a vector."""
    return numbers[:, 0] if numbers.shape[1] == 1 else numbers
