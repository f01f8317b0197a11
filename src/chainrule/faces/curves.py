"""cr.training_curves: a run as a picture."""

from chainrule.readers.curves import training_curves as draw_training
from chainrule.settings import one_text
from chainrule.training.history import History
from chainrule.training.run import Run


def training_curves(run: Run | History, title: str = "Training") -> str:
    """SVG of what a run recorded, as text: costs, metrics, and the learning rate and the batch size where they vary.

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
        title=one_text("title", title),
    )
