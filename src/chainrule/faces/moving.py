"""Moving: races and random search, for networks and boards; a few delegating lines for each."""

from collections.abc import Mapping

from chainrule.errors import SettingError
from chainrule.faces.board import Board
from chainrule.faces.landscapes import Looking, view_of
from chainrule.faces.network import Network
from chainrule.movement.attempt import Stand
from chainrule.movement.costs import Progress
from chainrule.movement.landscape import Directions
from chainrule.movement.race import Race, Runners
from chainrule.movement.race import race as run_race
from chainrule.movement.random_search import RandomSearch
from chainrule.movement.random_search import random_search as search
from chainrule.movement.starts import Start, thetas_of
from chainrule.movement.telling import Telling
from chainrule.settings import written

Data = tuple[object, ...] | Mapping[str, object] | None


def race(
    model: Network | Board,
    data: Data = None,
    runners: Runners = None,
    *,
    start: Start | None = None,
    directions: Directions = None,
    view: Looking | None = None,
    **shared: object,
) -> Race:
    """Runs from one start, on one landscape and one cost curve; the model itself stays where it is.

    `data` are (X, y) of a network, or a board's by name; a board with data of its own needs none. Runners are settings
    of `train`, in a list or by name; `shared` ones hold for all. Without runners it is lecture 2's picture: all rows,
    batches of √rows, and single rows. `directions` are two entries ("w", "b"), "path" or "random"; `view` holds what
    `landscape` takes beside them, {"points": 101}.

    >>> import chainrule as cr
    >>> network = cr.Network([1, 1])
    >>> rows = [[0.0], [1.0], [2.0], [3.0]]
    >>> found = race(network, (rows, [1, 3, 5, 7]), [{"batch_size": "full"}, {"batch_size": 1}], optimizer=cr.SGD(0.1))
    >>> [runner.name for runner in found.runners]
    ['sgd, η = 0.1, all 4 rows', 'sgd, η = 0.1, batches of 1']
    """
    stand, seen = stand_of(model, data), view_of(directions, _looking(view))
    starts = thetas_of(stand, seen, start) or [stand.theta]
    if len(starts) > 1:
        raise SettingError("a race has one start; landscape(start=[…]) takes several")
    return run_race(stand, runners, shared, seen, starts[0])


def random_search(
    model: Network | Board,
    data: Data = None,
    *,
    draws: int = 200,
    spread: float = 1.0,
    seed: int = 0,
    progress: Progress | None = None,
    **settings: object,
) -> RandomSearch:
    """Lecture 3's naive baseline: parameters drawn at random, the best so far, beside descent from the first draw.

    Every entry of theta is drawn from a normal distribution around 0 with this spread. Descent makes a step of all
    rows for each draw; its settings are those of `train`.

    >>> import chainrule as cr
    >>> found = random_search(cr.Network([1, 1]), ([[0.0], [1.0]], [1, 3]), draws=50, optimizer=cr.SGD(0.2))
    >>> bool(found.descent[-1] < found.best[-1])
    True
    """
    telling = Telling("random search") if progress is None else progress
    if not callable(telling):
        raise SettingError(f"progress is a function of the share that is done, not {written(progress)}")
    return search(stand_of(model, data), draws, spread, seed, settings, telling)


def _looking(view: Looking | None) -> Looking:
    if view is None:
        return {}
    if not isinstance(view, Mapping):
        raise SettingError(f"view holds what landscape takes, {{'points': 101}}, not {written(view)}")
    return view


def stand_of(model: Network | Board, data: Data) -> Stand:
    """A network or a board with data, as it stands."""
    if isinstance(model, Network):
        if not isinstance(data, tuple) or not 2 <= len(data) <= 3:
            raise SettingError(f"a network needs rows and targets, (X, y), not {written(data)}")
        return model.stand(*data)
    if not isinstance(model, Board):
        raise SettingError(f"a network or a board is needed, not {written(model)}")
    if data is not None and not isinstance(data, Mapping):
        raise SettingError(f"a board needs its data by name, {{'X': rows}}, not {written(data)}")
    return model.stand(data)
