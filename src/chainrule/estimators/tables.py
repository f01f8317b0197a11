"""TableClassifier and TableRegressor: raw tables in, categories, dates and missing values included."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from chainrule.architecture.layers import Choice
from chainrule.data import Table, Task
from chainrule.errors import DataError
from chainrule.estimators.callback_protocol import CallbackSupportMixin, Hooks, with_callbacks
from chainrule.estimators.frames import frame_of, free_name, target_of, with_columns
from chainrule.estimators.labels import ClassWeight, weights_of
from chainrule.estimators.network_estimator import LARGEST_SEED
from chainrule.estimators.watching import TRAINING, Noting
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.tables.parts import Part, Prepared
from chainrule.tables.presets import DEFAULT
from chainrule.tables.table_model import TableModel
from chainrule.training.batches import BatchSize, SizeRule
from chainrule.training.callbacks import Callback
from chainrule.training.optimizers import Optimizer

NOT_OF_TABLES = ("random_state", "callbacks", "class_weight", "patience", "validation")


@dataclass(eq=False, repr=False)
class TableEstimator(CallbackSupportMixin, BaseEstimator):
    """A TableModel under scikit-learn's contract; the settings have its names, what is None is chosen from the rows."""

    _: KW_ONLY
    preset: str = DEFAULT
    hidden: Sequence[int] | None = None
    activation: Choice | tuple[Choice, ...] | None = None
    loss: Choice | None = None
    dropout: float | None = None
    pieces: int | None = None
    l2: float | None = None
    members: int | None = None
    starts: int | None = None
    optimizer: Optimizer | str = "adam"
    learning_rate: float | None = None
    schedule: str = "coslog4"
    warm_up: int = 0
    clip_norm: float | None = None
    batch_size: int | str | tuple[int, int] | BatchSize | SizeRule | None = None
    epochs: int | None = None
    patience: int | None = None
    validation: float | None = None
    ignore: Sequence[str] = ()
    categorical: Sequence[str] = ()
    keep: Sequence[str] = ()
    missing: Sequence[str] = ()
    decimal: str | None = None
    random_state: Any = None
    callbacks: Sequence[Callback] = ()
    dtype: str = "float32"
    engine: str = "auto"
    threads: int | None = None

    _task: ClassVar[Task]

    # ---- learning --------------------------------------------------------------------------------------------

    @with_callbacks
    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        X_val: Any = None,
        y_val: Any = None,
        sample_weight_val: Any = None,
    ) -> Self:
        """The estimator itself, once it has learned from the rows of a table and a target for each.

        X is a frame of pandas or polars, a pyarrow table, a dict of columns, or an array, whose columns are then called
        x0, x1, …. A tenth of the rows, or X_val with y_val, is what early stopping looks at.
        """
        if (X_val is None) != (y_val is None):
            raise ValueError("X_val and y_val go together; give both, or neither")
        frame = frame_of(self, X, reset=True)
        target = self._targets(y, frame.row_count, reset=True)
        weights = self._row_weights(target, sample_weight)
        self._target = free_name(getattr(y, "name", None), "target", frame.names)
        self._weight = None if weights is None else free_name(None, "weight", (*frame.names, self._target))
        self.model_ = self._model(0.0 if X_val is not None else self.validation)
        prepared = self.model_.prepare(self._whole(frame, target, weights))
        self._require_kept(prepared)
        if X_val is not None:
            prepared = self._validated(prepared, X_val, y_val, sample_weight_val)
        self.model_.patience = self.patience  # which may look at rows that the model has not held out itself
        hooks = Hooks(self, X, y, sample_weight, None)
        self.model_.fit(prepared, [Noting(None), *self.callbacks, hooks])
        self._note()
        hooks.close()
        return self

    def _targets(self, y: Any, rows: int, *, reset: bool) -> NDArray[np.generic]:
        """The target of each row."""
        raise NotImplementedError

    def _require_kept(self, prepared: Prepared) -> None:
        """Nothing, or a DataError where a table cannot tell targets apart that are different."""

    def _row_weights(self, target: NDArray[np.generic], sample_weight: Any) -> Any:
        """How much each row counts."""
        return None if sample_weight is None else _check_sample_weight(sample_weight, target, ensure_non_negative=True)

    def _whole(self, frame: Table, target: NDArray[np.generic], weights: Any) -> Table:
        """The table with the column of its target, and that of its weights."""
        more = {self._target: target} | ({} if self._weight is None or weights is None else {self._weight: weights})
        return with_columns(frame, more)

    def _validated(self, prepared: Prepared, X: Any, y: Any, sample_weight: Any) -> Prepared:
        """The same rows to learn from, and a person's own to validate by."""
        frame = frame_of(self, X, reset=False)
        target = self._targets(y, frame.row_count, reset=False)
        table = prepared.encoding.understood(self._whole(frame, target, None))
        features = prepared.encoding.features(table, dtype=self.dtype)
        weights = None if sample_weight is None else _check_sample_weight(sample_weight, target)
        part = Part(features, prepared.encoding.targets(table), weights)
        return replace(prepared, parts={**prepared.parts, "validation": part})

    def _model(self, validation: float | None) -> TableModel:
        """What learns; nothing is held out to measure it, which is what scikit-learn's tools do."""
        own = {name: getattr(self, name) for name in self.get_params(deep=False) if name not in NOT_OF_TABLES}
        return TableModel(
            self._target,
            task=self._task,
            weight=self._weight,
            seed=int(check_random_state(self.random_state).randint(LARGEST_SEED)),
            validation=validation,
            test=0.0,
            **own,
        )

    def _note(self) -> None:
        """What scikit-learn calls what the history has."""
        history = self.network_.history
        self.n_iter_ = len(history.epoch_ends)
        self.loss_curve_ = history.epochs[TRAINING]
        self.validation_loss_curve_ = history.epochs.get("validation_cost")

    _fitted_now = None  # the model is there once it is fitted

    # ---- using it --------------------------------------------------------------------------------------------

    @property
    def network_(self) -> Network | Board:
        """What has learned, on encoded columns: a network, or the board of several; `model_.arrays` asks it."""
        return self.model_.trained

    def _asked(self, X: Any) -> Table:
        """The table of a prediction."""
        check_is_fitted(self, "model_")
        return frame_of(self, X, reset=False)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = tags.input_tags.categorical = True
        return tags


@dataclass(eq=False, repr=False)
class TableClassifier(ClassifierMixin, TableEstimator):
    """A table and a label for each row.

    >>> table = {"size": [0.1 * i for i in range(40)], "colour": ["red", "blue"] * 20}
    >>> told = TableClassifier(hidden=(8,), epochs=40, learning_rate=0.03, random_state=0)
    >>> told.fit(table, ["small"] * 20 + ["big"] * 20).predict({"colour": ["red", "blue"], "size": [0.2, 3.7]}).tolist()
    ['small', 'big']
    """

    class_weight: ClassWeight = field(default=None, kw_only=True)

    _task: ClassVar[Task] = "classes"

    def _targets(self, y: Any, rows: int, *, reset: bool) -> NDArray[np.generic]:
        labels = target_of(y, rows, numeric=False)
        check_classification_targets(labels)
        if reset:
            self.classes_ = unique_labels(labels)
            if len(self.classes_) < 2:
                raise DataError("y has one class; a classifier needs two classes or more to tell apart")
        return labels

    def _require_kept(self, prepared: Prepared) -> None:
        """Tables do not tell labels apart by the blanks around them."""
        if len(prepared.encoding.classes or ()) != len(self.classes_):
            raise DataError(f"y has labels that differ by blanks or spelling alone: {self.classes_.tolist()!r:.80}")

    def _row_weights(self, target: NDArray[np.generic], sample_weight: Any) -> Any:
        """How much each row counts, times how much its class does."""
        return weights_of(target, sample_weight, self.class_weight)

    def predict(self, X: Any) -> NDArray[np.generic]:
        """The most probable class for each row, (m,)."""
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def predict_proba(self, X: Any) -> NDArray[np.floating]:
        """The probability of each class for each row, (m, k), in the order of `classes_`."""
        table = self._asked(X)
        return self.model_.probabilities(table)


@dataclass(eq=False, repr=False)
class TableRegressor(RegressorMixin, TableEstimator):
    """A table and a number for each row."""

    _task: ClassVar[Task] = "regression"

    def _targets(self, y: Any, rows: int, *, reset: bool) -> NDArray[np.generic]:
        del reset
        return target_of(y, rows, numeric=True)

    def predict(self, X: Any) -> NDArray[np.generic]:
        """A number for each row, (m,), in the target's unit."""
        table = self._asked(X)
        return self.model_.predict(table)
