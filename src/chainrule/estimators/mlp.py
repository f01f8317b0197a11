"""MLPClassifier and MLPRegressor: multilayer perceptrons with scikit-learn's names and its contract."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Self

import numpy as np
from sklearn.utils.metaestimators import available_if

from chainrule.architecture.layers import Choice
from chainrule.estimators.labels import ClassWeight, Labelled
from chainrule.estimators.network_estimator import LOSS, Shape
from chainrule.estimators.numbers import Numbered
from chainrule.estimators.passes import PassByPass, over_passes
from chainrule.estimators.rows import Rows
from chainrule.estimators.watching import Adaptive
from chainrule.estimators.words import ADAPTIVE, LBFGS, Activations, activation_of, optimizer_of, schedule_of
from chainrule.faces.network import Network
from chainrule.training.batches import BatchSize, SizeRule, as_batch_size
from chainrule.training.callbacks import Callback
from chainrule.training.optimizers import Optimizer
from chainrule.training.run import Run
from chainrule.training.schedules import Schedule

LARGEST_BATCH = 200  # of batch_size="auto"


@dataclass(eq=False, repr=False)
class MultilayerPerceptron(PassByPass):
    """The settings of both kinds; those above the line are scikit-learn's, with its usual values."""

    hidden_layer_sizes: int | Sequence[int] = (100,)
    activation: Activations = "relu"  # one for all hidden layers, or one for each
    _: KW_ONLY
    solver: Optimizer | str = "adam"
    alpha: float = 0.0001  # L2, divided by the examples of a batch
    batch_size: int | str | BatchSize | SizeRule = "auto"
    learning_rate: Schedule | str = "constant"
    learning_rate_init: float = 0.001
    power_t: float = 0.5
    max_iter: int = 200
    shuffle: bool = True
    random_state: Any = None
    tol: float | None = 1e-4
    verbose: bool = False
    warm_start: bool = False
    momentum: float = 0.9
    nesterovs_momentum: bool = True
    early_stopping: bool = False
    validation_fraction: float = 0.1
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    n_iter_no_change: float = 10
    max_fun: int = 15000  # is taken and not used: max_iter bounds L-BFGS
    # ------------------------------------------------------------------------------------------------------------
    loss: Choice | None = None  # by name, or a function of nodes
    dropout: float = 0.0
    scoring: str | Callable[..., float] | None = LOSS  # what early stopping looks at; None: `score`
    initializer: str | None = "glorot"  # scikit-learn's spread; None: He before a rectifier, which asks for scaled X
    clip_norm: float | None = None
    callbacks: Sequence[Callback] = ()
    dtype: str | None = None  # that of X: float32, or float64
    engine: str = "auto"

    def _new_network(self, rows: Rows, shape: Shape, seed: int) -> Network:
        sizes = self.hidden_layer_sizes
        hidden = [sizes] if isinstance(sizes, int | np.integer) else list(sizes)
        if any(size < 1 for size in hidden):
            raise ValueError(f"hidden_layer_sizes must be > 0, got {sizes}")
        return Network(
            [rows.X.shape[1], *hidden, shape.outputs],
            hidden=activation_of(self.activation),
            output=shape.output,
            loss=shape.loss,
            l2=self._penalty(rows),
            dropout=self.dropout,
            initializer=self.initializer,
            seed=seed,
            dtype=self.dtype or rows.X.dtype.name,
        )

    def _penalty(self, rows: Rows) -> float:
        """The L2 of a network: scikit-learn divides alpha by the weight of the examples that a step looks at."""
        count = len(rows.X)
        examples = count if self.solver == LBFGS else as_batch_size(self._size(count)).at(0, 0, count)
        weight = 1.0 if rows.weights is None else float(rows.weights.mean())
        return self.alpha / (examples * weight)

    def _size(self, count: int) -> int | str | BatchSize | SizeRule:
        return (
            min(LARGEST_BATCH, count)
            if isinstance(self.batch_size, str) and self.batch_size == "auto"
            else self.batch_size
        )

    def _ending(self, held: Rows | None) -> Callback | None:
        adaptive = isinstance(self.learning_rate, str) and self.learning_rate == ADAPTIVE and self.solver == "sgd"
        if adaptive and (held is None or not self.early_stopping):
            return Adaptive(int(self.n_iter_no_change), self.tol or 0.0)
        if self.solver == LBFGS and not self.early_stopping:
            return None
        return super()._ending(held)

    def _run(self, rows: Rows, held: Rows | None, callbacks: Sequence[Callback], epochs: int | None) -> Run:
        given: dict[str, Any] = {
            "weights": rows.weights,
            "validation": None if held is None else (held.X, held.targets, held.weights),
            "metrics": (),
            "callbacks": [*callbacks, *self.callbacks],
        }
        if self.solver == LBFGS:
            assert epochs is not None  # noqa: S101 - there is no partial_fit
            return self.network_.minimize(rows.X, rows.targets, steps=epochs, tolerance=self.tol or 0.0, **given)
        optimizer = optimizer_of(self, schedule_of(self, self._first_rows))
        return self.network_.train(
            rows.X,
            rows.targets,
            optimizer=over_passes(optimizer, self.max_iter) if epochs is None else optimizer,
            batch_size=self._size(len(rows.X)),
            epochs=1 if epochs is None else epochs,
            shuffle="epoch" if self.shuffle else "never",
            last="keep",
            engine=self.engine,
            **given,
        )


def _has_passes(perceptron: MultilayerPerceptron) -> bool:
    """Whether it learns in passes; an AttributeError, as scikit-learn wants it, where it looks at all rows at once."""
    if perceptron.solver == LBFGS:
        raise AttributeError("lbfgs looks at all rows at once; for partial_fit take another solver, such as adam")
    return True


@dataclass(eq=False, repr=False)
class MLPClassifier(Labelled, MultilayerPerceptron):
    """A network that tells classes apart: one sigmoid for two, a softmax for more; a sigmoid each of several labels.

    X is (m, n); y holds labels (m,), or 0 and 1 for each of several labels (m, k). See docs/estimators.md.

    >>> told = MLPClassifier((4,), solver="lbfgs", random_state=0)
    >>> told.fit([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], ["same", "other", "other", "same"])
    MLPClassifier(hidden_layer_sizes=(4,), random_state=0, solver='lbfgs')
    >>> told.predict([[0.1, 0.1], [0.9, 0.1]]).tolist(), told.network_
    (['same', 'other'], <network 2-4-1, 17 parameters>)
    """

    class_weight: ClassWeight = field(default=None, kw_only=True)

    @available_if(_has_passes)
    def partial_fit(
        self,
        X: object,
        y: object,
        sample_weight: object = None,
        classes: Sequence[object] | None = None,
        *,
        X_val: object = None,
        y_val: object = None,
        sample_weight_val: object = None,
    ) -> Self:
        """The estimator, trained for one more pass over these rows; the first call says all `classes` that will come.

        With early stopping, rows X_val (or a share of these) are looked at; see `fit` for the rest.
        """
        if not hasattr(self, "network_") and classes is None:
            raise ValueError("classes must be passed on the first call to partial_fit: all that will come")
        if self.class_weight == "balanced":
            raise ValueError(
                "these rows alone do not say what is balanced; for partial_fit give class_weight as a dict"
            )
        return self._pass(X, y, sample_weight, (X_val, y_val, sample_weight_val), classes)


@dataclass(eq=False, repr=False)
class MLPRegressor(Numbered, MultilayerPerceptron):
    """A network that predicts numbers, one or several: X is (m, n), y is (m,) or (m, targets).

    >>> counted = MLPRegressor((), loss="poisson", solver="lbfgs", random_state=0)
    >>> counted.fit([[0.0], [0.0], [1.0], [1.0]], [1, 3, 7, 9]).predict([[0.0], [1.0]]).round(2).tolist()
    [2.0, 8.0]
    """

    quantile: float = field(default=0.5, kw_only=True)  # of the loss "quantile"

    @available_if(_has_passes)
    def partial_fit(
        self,
        X: object,
        y: object,
        sample_weight: object = None,
        *,
        X_val: object = None,
        y_val: object = None,
        sample_weight_val: object = None,
    ) -> Self:
        """The estimator, trained for one more pass over these rows.

        With early stopping, rows X_val (or a share of these) are looked at; see `fit` for the rest.
        """
        return self._pass(X, y, sample_weight, (X_val, y_val, sample_weight_val))
