"""cr.training_curves: a run as a picture."""

from chainrule.readers.curves import training_curves as draw_training
from chainrule.settings import one_text
from chainrule.training.callbacks import EarlyStopping
from chainrule.training.history import History
from chainrule.training.run import Run


def training_curves(run: Run | History, title: str = "Training") -> str:
    """SVG of what a run recorded, as text: costs, metrics, and the learning rate and the batch size where they vary.

    Where early stopping brought the best theta back, its epoch is marked, and the numbers beside the lines are those of
    that epoch.

    >>> from chainrule.faces.network import Network
    >>> training_curves(Network([2, 1]).train([[0, 1], [1, 0]], [0, 1], epochs=2))[:4]
    '<svg'
    """
    history = run.history if isinstance(run, Run) else run
    return draw_training(
        history.cost,
        epoch_ends=history.epoch_ends,
        validation_cost=history.epochs.get("validation_cost", ()),
        metrics={name: column for name, column in history.epochs.items() if name != "validation_cost"},
        learning_rate=history.learning_rate,
        batch_size=history.batch_size,
        best_epoch=_kept_epoch(run) if isinstance(run, Run) else None,
        title=one_text("title", title),
    )


def _kept_epoch(run: Run) -> int | None:
    """The epoch, counted over all calls of train, whose theta was kept; None where early stopping chose none."""
    if run.interrupted:
        return None
    stopping = [one for one in run.callbacks if isinstance(one, EarlyStopping) and one.restore_best]
    return stopping[-1].best_epoch if stopping else None
