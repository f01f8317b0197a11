"""Minimizing: a network goes down the cost of all rows by L-BFGS."""

from collections.abc import Callable, Sequence

from chainrule.errors import SettingError
from chainrule.faces import choices
from chainrule.faces.trained_run import TrainedRun
from chainrule.settings import real_number, whole_number, written
from chainrule.training.call import Call
from chainrule.training.callbacks import Callback
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.model import Model

Data = tuple[object, ...]  # (X, y), or (X, y, weights)


class Minimizing:
    """The other way to learn, beside steps on batches."""

    _model: Model

    def minimize(
        self,
        X: object,
        y: object,
        *,
        steps: int = 200,
        tolerance: float = 1e-5,
        validation: Data | None = None,
        weights: object | None = None,
        metrics: Sequence[str] | None = None,
        callbacks: Sequence[Callback | Callable[[LiveRun], None]] = (),
    ) -> TrainedRun:
        """Go down the cost of all rows by L-BFGS, for small data: at most so many steps, each an epoch of its own.

        It ends where no entry of the gradient is larger than the tolerance. What else there is is said of `train`;
        dropout is refused. The steps are SciPy's, so it needs `pip install 'chainrule[fast]'`.
        """
        call = Call(None, "full", 0, "never", False, "keep", metrics, callbacks, "numpy", None)
        if not isinstance(validation, tuple | None):
            raise SettingError(f"validation is (X, y), or None, not {written(validation)}")
        choices.validation_data(validation)
        examples = self._model.examples(X, y, weights)
        held_out = None if validation is None else self._model.examples(*validation)
        tolerance = real_number("tolerance", tolerance, 0)
        run = self._model.minimize(examples, held_out, whole_number("steps", steps, 0), tolerance, call)
        return TrainedRun.of(run)
