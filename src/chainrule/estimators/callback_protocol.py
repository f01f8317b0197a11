"""scikit-learn's callbacks, where the installed version has them: its hooks are called from ours."""

from collections.abc import Callable
from typing import Any, TypeVar

from chainrule.training.callbacks import Callback, Run

Method = TypeVar("Method", bound=Callable[..., Any])

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks

    HAS_CALLBACKS = True
except ImportError:  # before scikit-learn 1.9

    class CallbackSupportMixin:  # type: ignore[no-redef]
        """No callbacks."""

    def with_callbacks(method: Method) -> Method:
        """The method itself."""
        return method

    HAS_CALLBACKS = False

__all__ = ["HAS_CALLBACKS", "CallbackSupportMixin", "Hooks", "with_callbacks"]


class Hooks(Callback):
    """Calls the hooks of scikit-learn's callbacks: the fit is a task, and each epoch a task of it."""

    def __init__(self, estimator: Any, X: object, y: object, weights: object, epochs: int | None) -> None:
        self._estimator = estimator
        metadata = None if weights is None else {"sample_weight": weights}
        self._data = {"X": X, "y": y, "metadata": metadata}
        self._whole = estimator._init_callback_context(max_subtasks=epochs)  # noqa: SLF001 - it is written for us
        self._epoch: Any = None

    def started(self, run: Run) -> None:
        """The fit begins, and with it an epoch."""
        self._whole.call_on_fit_task_begin(estimator=self._estimator, **self._data)
        self._begin(run)

    def epoch_ended(self, run: Run) -> None:
        """An epoch ends, and another one begins."""
        estimator, fitted = self._estimator, self._estimator._fitted_now  # noqa: SLF001
        if self._epoch.call_on_fit_task_end(estimator=estimator, reconstruction_attributes=fitted, **self._data):
            run.stop("a callback asked for it")
        elif run.epoch < run.epochs:
            self._begin(run)

    def close(self) -> None:
        """The fit has ended; called once the estimator is fitted."""
        estimator = self._estimator
        self._whole.call_on_fit_task_end(estimator=estimator, reconstruction_attributes={}, **self._data)

    def _begin(self, run: Run) -> None:
        if run.epoch < run.epochs:
            self._epoch = self._whole.subcontext(task_name="epoch")
            self._epoch.call_on_fit_task_begin(estimator=self._estimator, **self._data)
