"""Starts: a narrow network may begin where it never gets away from; of several first runs the best is gone on from.

Of xor's four corners three ReLU units learn all from about half of their starts, and three of the corners from the
others, where a unit is dead or two do the same. A run of a third of the epochs tells which, by the cost of its training
rows, and the training goes on from where it ended.
"""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy

from chainrule.errors import ArgumentError, DivergenceError
from chainrule.faces.network import Network
from chainrule.tables.defaults import Layers
from chainrule.tables.pace import Pace
from chainrule.tables.presets import ASKED, PRESETS
from chainrule.tables.table_settings import WIDE, TableSettings
from chainrule.wording import counted

STARTS = 8
FEWEST_EPOCHS = 160  # of the whole training, for runs of a third of them to tell starts apart
FIRST = 3  # of how many parts of the epochs a first run is one
APART = 2**32  # between the seeds of one network's starts, so that they are no other network's


def starts_for(settings: TableSettings, layers: Layers, pace: Pace) -> tuple[int, str]:
    """How many starts are tried, and why: one of a wide or a linear network, or where epochs are too few."""
    if settings.starts is not None:
        if settings.starts > 1 and layers.members > 1:
            raise ArgumentError(
                "starts", "each of several networks has a start of its own; leave out {} or this", "members"
            )
        return settings.starts, ASKED
    if settings.board is not None or PRESETS[settings.preset].text is not None:
        return 1, "a board says how it starts"
    if layers.members > 1:
        return 1, "each of several networks has its own"
    if not layers.hidden or min(layers.hidden) >= WIDE:
        return 1, f"layers of {WIDE} units or more" if layers.hidden else "no hidden layer"
    if pace.epochs < FEWEST_EPOCHS:
        return 1, f"{counted(pace.epochs, 'epoch')} are too few for first runs"
    return STARTS, f"layers of less than {WIDE} units, in first runs of {pace.epochs // FIRST} epochs"


def take_best_start(network: Network, seed: int, starts: int, first_run: Callable[[Network], float]) -> None:
    """Give a new network the theta at which, of first runs from so many starts, the best one ended.

    `first_run` trains a network and says what its training rows cost then. The first start is the network's own.
    """
    ends = []
    for place in range(starts):
        tried = deepcopy(network)
        tried.set_theta(network.architecture.initial_theta(seed + place * APART))
        with suppress(DivergenceError):
            ends.append((first_run(tried), place, tried.theta))
    if ends:
        network.set_theta(min(ends)[2])
