"""The listing of a training: the NumPy script that makes the same steps as `train`."""

import numpy as np

from chainrule.architecture.board_model import BoardModel
from chainrule.errors import SettingError
from chainrule.graph.node import input
from chainrule.readers.script import Script, Training, training_script
from chainrule.readers.script.network_script import ORDERS
from chainrule.training.batches import Batches
from chainrule.training.examples import Examples
from chainrule.training.model import Model
from chainrule.training.optimizers import Optimizer
from chainrule.training.program import LEARNS
from chainrule.training.schedules import Moment
from chainrule.training.update_equations import optimizer_equations


def list_training(model: Model, examples: Examples, batches: Batches, optimizer: Optimizer, epochs: int) -> Script:
    """A NumPy file that trains from the model's theta, with a new optimizer, for that many epochs."""
    order = "replacement" if batches.replacement else batches.shuffle
    if order not in ORDERS:
        raise SettingError(f"a script holds all rows, and deals them from all: shuffle={order!r} is for larger tables")
    program = model.program(optimizer, examples.types)
    theta, trainable = model.checkpoint.theta.copy(), model.checkpoint.trainable
    schedule = optimizer.schedule
    moment = Moment(input("step"), input("epoch"), input("progress"))
    return training_script(
        Training(
            graph=program.graph,
            update=program.update_graph,
            rule=optimizer_equations(optimizer),
            theta=theta,
            shapes={trainable.leaf_of(name): shape for name, shape in trainable.layout.shapes.items()},
            tables={name: np.asarray(table) for name, table in examples.tables.items()},
            learning_rate=schedule.rate if schedule.name == "constant" else schedule.formula(moment),
            batch_size=_size(batches),
            epochs=epochs,
            seed=batches.seed,
            order=order,
            keeps_last=batches.last == "keep",
            learns=program.new_vectors(theta, {}).get(LEARNS),
            what="board" if isinstance(trainable, BoardModel) else "network",
        )
    )


def _size(batches: Batches) -> int:
    """The one size of all batches."""
    if not (batches.size.name.isdecimal() or batches.size.name == "full"):
        raise SettingError(f'a script deals batches of one size; give a number or "full", not {batches.size.name}')
    return batches.size.at(0, 0, batches.rows)
