"""Far targets: numbers that lie far from 0 are not learned in a few steps, and a network says so when it has not.

A network begins near 0. Of y with mean 1000 and standard deviation 5.5 the first thing it learns, entry by entry of
its last bias, is 1000; until then its predictions are worse than the mean.
"""

import numpy as np

from chainrule.training.checkpoint import Checkpoint
from chainrule.training.evaluation import Evaluation
from chainrule.training.examples import Examples

FAR = 10.0  # the size of targets beyond which they are asked about: its root mean square
ENOUGH = 10_000  # rows


class TargetNote(UserWarning):
    """Targets of a size that training has not reached."""


def far_note(known: Checkpoint, evaluation: Evaluation, examples: Examples) -> str:
    """A sentence where predictions of far targets are worse than the mean of them, and what to do; "" elsewhere."""
    if examples.classes is not None or known.architecture.targets != known.architecture.sizes[-1]:
        return ""
    tables = {name: table[:ENOUGH] for name, table in examples.tables.items()}
    Y = tables[examples.target].astype(np.float64)
    mean, sd = Y.mean(axis=0), Y.std(axis=0)
    if not np.sqrt(np.square(Y).mean()) > FAR:
        return ""
    off = np.sqrt(np.square(evaluation.predict(known.theta, tables) - Y).mean(axis=0))
    worst = int(np.argmax(off / np.maximum(sd, np.finfo(np.float64).tiny)))
    if not off[worst] > sd[worst] > 0:
        return ""
    numbers = f"mean {mean[worst]:.4g}, standard deviation {sd[worst]:.4g}"
    return (
        f"predictions are {off[worst]:.4g} off (RMSE), more than the mean of y would be: y is far from 0 ({numbers}). "
        "Train on (y - y.mean()) / y.std(), or for longer"
    )
