"""NetworkEstimator: what a classifier and a regressor have in common, from rows and settings to a trained network."""

import copy
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import check_scoring
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from chainrule.architecture.layers import Choice
from chainrule.estimators.callback_protocol import CallbackSupportMixin, Hooks, with_callbacks
from chainrule.estimators.rows import Rows, dense, dense_parts, rows_of, split_off
from chainrule.estimators.watching import (
    SCORE,
    LastingStopping,
    Noting,
    Telling,
    score_by,
    training_costs,
)
from chainrule.faces.network import Network
from chainrule.graph.node import Array
from chainrule.training.callbacks import Callback
from chainrule.training.run import Run

LOSS = "loss"  # the scoring that is the cost itself
LARGEST_SEED = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Shape:
    """The end of a network: its outputs, their activation, and the loss."""

    outputs: int
    output: Choice
    loss: Choice


class NetworkEstimator(CallbackSupportMixin, BaseEstimator):
    """A network under scikit-learn's contract; the network is `network_`."""

    random_state: Any
    warm_start: bool
    verbose: bool
    early_stopping: bool
    validation_fraction: float
    scoring: Any
    max_iter: int
    network_: Network

    _lasting: LastingStopping | None  # of partial_fit
    _y_numeric: bool

    # ---- what a kind of estimator says -----------------------------------------------------------------------

    def _targets(self, y: Any, *, reset: bool, classes: Sequence[object] | None = None) -> NDArray[np.generic]:
        """Targets as a network takes them."""
        raise NotImplementedError

    def _shape(self, targets: NDArray[np.generic]) -> Shape:
        """The end of the network for these targets."""
        raise NotImplementedError

    def _new_network(self, rows: Rows, shape: Shape, seed: int) -> Network:
        """A network for these rows."""
        raise NotImplementedError

    def _tell_labels(self) -> None:
        """Tell the network the labels, if there are some."""

    def _run(self, rows: Rows, held: Rows | None, callbacks: Sequence[Callback], epochs: int | None) -> Run:
        """Train the network for so many epochs; None for one pass of many calls."""
        raise NotImplementedError

    def _row_weights(self, y: Any, sample_weight: Any) -> Any:
        """The weights of rows."""
        del y
        return sample_weight

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
        """The estimator itself, its network trained on rows X (m, n) and targets y (m,) or (m, outputs).

        `X_val` and `y_val` are rows to validate by, in place of a share of these. X may be a data frame, a CSR or a
        CSC matrix. With `warm_start` it goes on from the last fit, the optimizer's state included.
        """
        goes_on = self.warm_start and hasattr(self, "network_")
        seed = self._seed(goes_on)
        rows = rows_of(self, X, y, sample_weight, reset=not goes_on)
        held = self._held(X_val, y_val, sample_weight_val)
        if held is None and self.early_stopping:
            rows, held = split_off(rows, self.validation_fraction, seed, self._stratified)
        if not goes_on:
            self._begin(rows, seed)
        hooks = Hooks(self, X, y, sample_weight, self._most_epochs)
        run = self._run(rows, held, [*self._watching(held), hooks], self._most_epochs)
        self._note(run, held)
        self._warn(run)
        hooks.close()
        return self

    def _begin(self, rows: Rows, seed: int) -> None:
        """A new network."""
        self.network_ = self._new_network(rows, self._shape(rows.targets), seed)
        self._tell_labels()
        self._first_rows, self._lasting = len(rows.X), None

    def _held(self, X: Any, y: Any, sample_weight: Any) -> Rows | None:
        """A person's own rows to validate by."""
        if (X is None) != (y is None):
            raise ValueError("X_val and y_val go together; give both, or neither")
        return None if X is None else rows_of(self, X, y, sample_weight, reset=False)

    @property
    def _most_epochs(self) -> int:
        return self.max_iter

    def _seed(self, goes_on: bool) -> int:
        """The seed of the first theta, of the order of rows and of dropout; a network that goes on keeps its own."""
        if not goes_on:
            self._drawn_seed = int(check_random_state(self.random_state).randint(LARGEST_SEED))
        return self._drawn_seed

    @property
    def _stratified(self) -> bool:
        return False

    def _watching(self, held: Rows | None) -> list[Callback]:
        """What looks at each epoch."""
        ending = self._ending(held)
        return [*self._noting(held), *([] if ending is None else [ending]), *self._telling]

    def _noting(self, held: Rows | None) -> list[Callback]:
        """What notes training costs and scores."""
        return [Noting(None if held is None or self.scoring == LOSS else self._score_on(held))]

    @property
    def _telling(self) -> list[Callback]:
        return [Telling()] if self.verbose else []

    def _ending(self, held: Rows | None) -> Callback | None:
        """What ends a fit early."""
        raise NotImplementedError

    @property
    def _may_end(self) -> bool:
        """Whether a fit is meant to end before its last epoch."""
        return True

    def _score_on(self, held: Rows) -> Any:
        scorer = check_scoring(self, self.scoring)
        return score_by(scorer, self, held.X_given, held.y_given, held.weights)

    # ---- what it has learned ---------------------------------------------------------------------------------

    def _note(self, run: Run, held: Rows | None) -> None:
        """What scikit-learn calls what the history has."""
        history = run.history
        self.loss_curve_ = training_costs(history)
        self.loss_ = self.loss_curve_[-1] if self.loss_curve_ else math.nan
        self.n_iter_ = len(history.epoch_ends)
        self.t_ = int(history.batch_size.sum())
        self.best_loss_ = min(self.loss_curve_, default=math.nan) if held is None else None
        self.validation_loss_curve_, self.validation_scores_ = (
            list(history.epochs[name]) if name in history.epochs else None for name in ("validation_cost", SCORE)
        )
        known = [score for score in self.validation_scores_ or () if not math.isnan(score)]
        self.best_validation_score_ = max(known, default=None)
        self.n_layers_ = self.network_.architecture.depth + 1
        self.n_outputs_ = self.network_.architecture.sizes[-1]
        self.out_activation_ = self.network_.architecture.output

    def _warn(self, run: Run) -> None:
        """Say what ended a fit that should have gone on."""
        if run.interrupted:
            warnings.warn("the fit was interrupted; the network is usable as it stands", stacklevel=3)
        elif run.outcome == "finished" and self._may_end:
            found = f"{self._most_epochs} iterations are done, and the cost still moves"
            advice = "raise max_iter, or scale X; tol=None trains for so many epochs and no less"
            warnings.warn(f"{found}; {advice}", ConvergenceWarning, stacklevel=3)

    def _fitted_now(self) -> dict[str, object]:
        """What a copy needs that predicts as if the fit had ended now."""
        return {"network_": copy.deepcopy(self.network_)}

    @property
    def coefs_(self) -> list[Array]:
        """The weights of each layer as scikit-learn has them, (inputs, outputs): W1ᵀ, W2ᵀ, …"""
        return [array.T for name, array in self.network_.parameters.items() if name[0] == "W"]

    @property
    def intercepts_(self) -> list[Array]:
        """The biases of each layer, (outputs,)."""
        return [array.ravel() for name, array in self.network_.parameters.items() if name[0] == "b"]

    # ---- using it --------------------------------------------------------------------------------------------

    def _output(self, X: Any) -> NDArray[np.floating]:
        """What the last layer gives for each row."""
        check_is_fitted(self, "network_")
        return np.concatenate([self.network_.output(part) for part in dense_parts(self, X)])

    def activations(self, X: Any) -> list[NDArray[np.floating]]:
        """What each layer gives for each row of X: (m, units) of every hidden layer, then (m, outputs)."""
        check_is_fitted(self, "network_")
        return list(self.network_.activations(dense(self, X)).values())

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
