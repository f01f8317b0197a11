"""The script of a model's training: from its theta, on a table, by the optimizer it was trained with."""

from pathlib import Path

import numpy as np

from chainrule.cli.predictions import load_model
from chainrule.cli.source import open_source
from chainrule.errors import DataError
from chainrule.readers.script import Script
from chainrule.training.batches import Batches, constant_size
from chainrule.training.checkpoint import read_checkpoint
from chainrule.training.listing import list_training
from chainrule.training.model import Model
from chainrule.training.optimizers import Adam

USUAL_BATCH = 32


def training_of(path: Path, data: str, epochs: int) -> Script:
    """A NumPy file that goes on training a model on all rows of a table, in batches of the size it had last."""
    encoding = load_model(path).encoding
    table = open_source(data).table
    if not table.row_count:
        raise DataError(f"{table.source} has no rows")
    checkpoint = read_checkpoint(path, {})
    model = Model(checkpoint)
    rows = np.arange(table.row_count)
    features = encoding.features(table, rows, dtype=checkpoint.theta.dtype)
    examples = model.examples(features, encoding.targets(table, rows))
    sizes = checkpoint.progress.history.batch_size
    size = min(int(sizes[-1]) if len(sizes) else USUAL_BATCH, examples.rows)
    batches = Batches(constant_size(size), examples.rows, checkpoint.seed)
    return list_training(model, examples, batches, checkpoint.progress.optimizer or Adam(), epochs)
