"""scikit-learn: `MLPClassifier`, which shuffles rows by index inside of `fit`.

For two classes it has one logistic output instead of a softmax over two, which is a little less work.
"""

import time
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.workloads import BETA1, BETA2, EPSILON, SEED, Array, Examples, Workload, order, split


class SklearnSession:
    """`fit` with as many epochs as are asked for; it goes on with `partial_fit`."""

    def __init__(self, workload: Workload, examples: Examples, _cores: int, told: bool = False) -> None:
        self.workload, self.examples, self.told = workload, examples, told
        self.fresh, self.epoch = True, 0
        self.classes = np.arange(workload.sizes[-1])
        self.model = self.new_model()

    def new_model(self) -> MLPClassifier:
        """A model that stops for no reason of its own."""
        workload = self.workload
        return MLPClassifier(
            workload.sizes[1:-1],
            activation={"sigmoid": "logistic", "relu": "relu"}[workload.hidden],
            solver=workload.optimizer,
            learning_rate_init=workload.learning_rate,
            batch_size=workload.batch,
            alpha=0,
            momentum=0,
            beta_1=BETA1,
            beta_2=BETA2,
            epsilon=EPSILON,
            tol=0,
            n_iter_no_change=10**9,
            warm_start=True,
            shuffle=not self.told,
            random_state=SEED,
        )

    def restart(self, theta: Array) -> None:
        """A model that has seen a batch with every class, for its shapes, and is then set to theta."""
        few = max(self.workload.batch, len(self.classes))
        self.model = self.new_model()
        self.model.partial_fit(self.examples.X[:few], np.resize(self.classes, few), classes=self.classes)
        parts = split(self.workload, theta)
        for place, (W, b) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
            outputs = self.model.intercepts_[place].size
            self.model.coefs_[place][...] = W.T[:, :outputs]
            self.model.intercepts_[place][...] = b.ravel()[:outputs]
        del self.model._optimizer  # noqa: SLF001 - its state is of another start
        self.fresh, self.epoch = True, 0

    def train(self, epochs: int) -> float:
        """The seconds of one `fit`, or of so many `partial_fit`."""
        X, labels = self.examples.X, self.examples.labels
        began = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped when we say so
            if self.fresh and not self.told:
                self.model.set_params(max_iter=epochs).fit(X, labels)
            else:
                for epoch in range(self.epoch, self.epoch + epochs):
                    places = order(epoch, len(X)) if self.told else slice(None)
                    self.model.partial_fit(X[places], labels[places])
        self.fresh, self.epoch = False, self.epoch + epochs
        return time.perf_counter() - began

    def theta(self) -> Array:
        """Its coefficients are our weights, transposed."""
        pairs = zip(self.model.coefs_, self.model.intercepts_, strict=True)
        return np.concatenate([part for W, b in pairs for part in (W.T.ravel(), b)])


def told(workload: Workload, examples: Examples, cores: int) -> SklearnSession:
    """One that takes rows in the order that the others do; for the test that all compute the same, never for timing."""
    return SklearnSession(workload, examples, cores, told=True)
