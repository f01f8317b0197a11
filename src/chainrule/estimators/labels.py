"""Labelled: a network estimator that tells classes apart, or several labels at once."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets, type_of_target, unique_labels
from sklearn.utils.validation import _check_sample_weight, column_or_1d

from chainrule.architecture.layers import Choice
from chainrule.errors import DataError
from chainrule.estimators.network_estimator import NetworkEstimator, Shape
from chainrule.faces.predicting import probabilities_of

ClassWeight: TypeAlias = Mapping[Any, float] | Sequence[Mapping[Any, float]] | str | None
SEVERAL = "multilabel-indicator"  # scikit-learn's word for a column of 0 and 1 for each label


class Labelled(ClassifierMixin, NetworkEstimator):
    """Targets that are labels."""

    _y_numeric = False
    loss: Choice | None
    class_weight: ClassWeight

    def _targets(self, y: Any, *, reset: bool, classes: Sequence[object] | None = None) -> NDArray[np.generic]:
        """Labels of one kind (m,), or the columns of several (m, k) as numbers."""
        check_classification_targets(y)
        kind = type_of_target(y, input_name="y")
        if kind == "multiclass-multioutput":
            raise ValueError("y has several columns of classes; a network tells one, or several labels as 0 and 1")
        several = kind == SEVERAL
        if not several:
            y = column_or_1d(y, warn=True)
        if reset:
            self.classes_, self._several = unique_labels(y if classes is None else classes), several
            if len(self.classes_) < 2 and not several:
                raise DataError("y has one class; a classifier needs two classes or more to tell apart")
        elif classes is not None and not np.array_equal(self.classes_, unique_labels(classes)):
            raise DataError("classes are others than on the first call; a new estimator learns them")
        if several != self._several or (several and y.shape[1] != len(self.classes_)):
            raise DataError("y has another kind of labels than before; a new fit forgets the old ones")
        known = self.classes_.tolist()
        if not several and (unknown := sorted(set(np.unique(y).tolist()) - set(known))):
            raise DataError(f"y has labels that are not among the classes {known!r:.60}: {unknown!r:.60}")
        return np.asarray(y.astype(np.float64) if several else self._labels[np.searchsorted(self.classes_, y)])

    @property
    def _labels(self) -> NDArray[np.generic]:
        """The classes as an array of one kind, texts or numbers, which a network needs."""
        return np.array(self.classes_.tolist())

    def _tell_labels(self) -> None:
        if not self._several:
            self.network_.classes = self._labels

    def _row_weights(self, y: Any, sample_weight: Any) -> Any:
        """The weights of rows times those of their classes."""
        return weights_of(y, sample_weight, self.class_weight)

    @property
    def _stratified(self) -> bool:
        return not self._several

    def _shape(self, targets: NDArray[np.generic]) -> Shape:
        """One sigmoid for two classes, a softmax for more, a sigmoid for each of several labels."""
        count = len(self.classes_)
        sigmoids = self._several or (count == 2 and self.loss != "cross_entropy")
        loss = self.loss or ("logistic" if sigmoids else "cross_entropy")
        outputs = targets.shape[1] if self._several else 1 if sigmoids else count
        return Shape(outputs, "sigmoid" if sigmoids else "softmax", loss)

    def predict(self, X: Any) -> NDArray[np.generic]:
        """The most probable class for each row, (m,); of several labels, 1 where it is more probable than not."""
        output = self._output(X)
        if self._several:
            return np.asarray(output > 0.5).astype(int)
        return np.asarray(self.classes_[probabilities_of(output).argmax(axis=1)])

    def predict_proba(self, X: Any) -> NDArray[np.floating]:
        """The probability of each class for each row, (m, k), in the order of `classes_`."""
        output = self._output(X)
        return output if self._several else probabilities_of(output)

    def predict_log_proba(self, X: Any) -> NDArray[np.floating]:
        """The logarithms of these."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.predict_proba(X)))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags


def weights_of(y: NDArray[np.generic], sample_weight: Any, class_weight: ClassWeight) -> NDArray[np.float64] | None:
    """How much each row counts, times how much its class does; balanced classes have the same weight in all.

    >>> weights_of(np.array(["a", "b", "b", "b"]), [1.0, 1.0, 1.0, 0.0], "balanced").tolist()
    [1.5, 0.75, 0.75, 0.0]
    """
    own = None if sample_weight is None else _check_sample_weight(sample_weight, y, ensure_non_negative=True)
    if class_weight is None:
        return own
    if own is None or y.ndim > 1 or not isinstance(class_weight, str) or class_weight != "balanced":
        by_class: NDArray[np.float64] = compute_sample_weight(class_weight, y)
        return by_class if own is None else by_class * own
    _, places = np.unique(y, return_inverse=True)
    whole = np.bincount(places, weights=own)
    share = own.sum() / np.count_nonzero(whole)
    by_class = np.divide(share, whole, where=whole > 0, out=np.zeros_like(whole))
    return np.asarray(own * by_class[places])
