"""LogisticRegression and LinearRegression: networks without hidden layers, at the one best theta."""

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.validation import check_is_fitted

from chainrule.architecture.layers import Choice
from chainrule.estimators.labels import ClassWeight, Labelled
from chainrule.estimators.network_estimator import LOSS, NetworkEstimator, Shape
from chainrule.estimators.numbers import Numbered
from chainrule.estimators.rows import Rows, dense_parts
from chainrule.faces.network import Network
from chainrule.graph.node import Array
from chainrule.settings import real_number
from chainrule.training.callbacks import Callback
from chainrule.training.run import Run


class Linear(NetworkEstimator):
    """W X + b, and at most one activation; nothing is held out, for there is one best theta."""

    fit_intercept: bool
    loss: Choice | None = None
    early_stopping = False
    scoring = LOSS

    @abstractmethod
    def _penalty(self, weight: float) -> float:
        """The L2 of the network, given the weight of all rows."""

    def _new_network(self, rows: Rows, shape: Shape, seed: int) -> Network:
        """From zero: the cost is convex, so that every start leads to the same end."""
        weight = float(len(rows.X) if rows.weights is None else rows.weights.sum())
        network = Network(
            [rows.X.shape[1], shape.outputs],
            output=shape.output,
            loss=shape.loss,
            l2=self._penalty(weight),
            seed=seed,
            dtype="float64",
            frozen=() if self.fit_intercept else ("b1",),
        )
        network.set_theta(np.zeros(network.layout.size))
        return network

    def _ending(self, held: Rows | None) -> Callback | None:
        """Nothing: it ends where the gradient does."""
        del held
        return None

    @property
    def coef_(self) -> Array:
        """W, (outputs, n)."""
        return self.network_.parameters["W1"]

    @property
    def intercept_(self) -> Array:
        """The bias of each output, (outputs,)."""
        return self.network_.parameters["b1"][:, 0]


@dataclass(eq=False, repr=False)
class LogisticRegression(Labelled, Linear):
    """Σ loss + ‖W‖²/(2 C) at its minimum, found by L-BFGS: one sigmoid for two classes, a softmax for more.

    >>> import numpy as np
    >>> told = LogisticRegression(C=10.0).fit([[0.0], [1.0], [2.0], [3.0]], ["low", "low", "high", "high"])
    >>> told.predict([[0.4], [2.6]]).tolist(), told.network_
    (['low', 'high'], <network 1-1, 2 parameters>)
    """

    _: KW_ONLY
    C: float = 1.0  # the weight of the data against the penalty; infinity leaves the penalty out
    fit_intercept: bool = True
    class_weight: ClassWeight = None
    tol: float = 1e-4  # of the largest entry of the gradient
    max_iter: int = 100
    random_state: Any = None
    verbose: bool = False
    warm_start: bool = False

    def _penalty(self, weight: float) -> float:
        inverse = real_number("C", self.C, 0, math.inf, above=True) if math.inf != self.C else math.inf
        return 1 / (inverse * weight)

    def _run(self, rows: Rows, held: Rows | None, callbacks: Sequence[Callback], epochs: int | None) -> Run:
        del held
        return self.network_.minimize(
            rows.X,
            rows.targets,
            weights=rows.weights,
            steps=self.max_iter if epochs is None else epochs,
            tolerance=self.tol,
            callbacks=callbacks,
        )

    def decision_function(self, X: object) -> NDArray[np.floating]:
        """W x + b for each row: (m,) of two classes, its sign telling them apart, else (m, k)."""
        check_is_fitted(self, "network_")
        logits = np.concatenate([part @ self.coef_.T + self.intercept_ for part in dense_parts(self, X)])
        return logits[:, 0] if logits.shape[1] == 1 and not self._several else logits


@dataclass(eq=False, repr=False)
class LinearRegression(Numbered, Linear):
    """Σ (y − ŷ)² + alpha ‖W‖² at its minimum: least squares, in closed form.

    Of several minima it is that of the smallest ‖W‖, as scikit-learn has it. For gradient descent on the same cost take
    `MLPRegressor(hidden_layer_sizes=())`.

    >>> line = LinearRegression().fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    >>> line.coef_.round(12).tolist(), round(float(line.intercept_), 12)
    ([2.0], 1.0)
    """

    _: KW_ONLY
    alpha: float = 0.0
    fit_intercept: bool = True

    random_state = 0
    verbose = False
    warm_start = False
    _most_epochs = 0
    _may_end = False

    def _penalty(self, weight: float) -> float:
        return real_number("alpha", self.alpha, 0) / weight

    def _run(self, rows: Rows, held: Rows | None, callbacks: Sequence[Callback], epochs: int | None) -> Run:
        del held, epochs
        W, b = least_squares(rows, self.alpha, shifted=self.fit_intercept)
        self.network_.set_theta(W1=W, b1=b)
        return self.network_.minimize(rows.X, rows.targets, weights=rows.weights, steps=0, callbacks=callbacks)

    @property
    def coef_(self) -> Array:
        """W: (n,) of one target, (outputs, n) of several."""
        return super().coef_[0] if self.n_outputs_ == 1 else super().coef_

    @property
    def intercept_(self) -> Any:
        """The bias: a number of one target, (outputs,) of several."""
        return super().intercept_[0] if self.n_outputs_ == 1 else super().intercept_


def least_squares(rows: Rows, alpha: float, *, shifted: bool) -> tuple[Array, Array]:
    """W (outputs, n) and b (outputs, 1) where Σ wᵢ ‖yᵢ − W xᵢ − b‖² + alpha ‖W‖² is least.

    Of columns less their means the best b is 0, so W is found without it. A penalty is so many rows √alpha I more.
    """
    X, Y = rows.X.astype(np.float64), rows.targets.reshape(len(rows.X), -1).astype(np.float64)
    weights = np.ones(len(X)) if rows.weights is None else rows.weights
    x_mean, y_mean = (weights @ table / weights.sum() if shifted else np.zeros(table.shape[1]) for table in (X, Y))
    root = np.sqrt(weights)[:, None]
    left, right = root * (X - x_mean), root * (Y - y_mean)
    if alpha:
        left = np.vstack([left, np.sqrt(alpha) * np.eye(X.shape[1])])
        right = np.vstack([right, np.zeros((X.shape[1], Y.shape[1]))])
    found, *_ = np.linalg.lstsq(left, right, rcond=None)
    return found.T, (y_mean - x_mean @ found)[:, None]
