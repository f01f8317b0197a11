"""Landscapes: the cost around where a network, a board or a run stands; what their own methods delegate to."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypedDict

from chainrule.errors import SettingError
from chainrule.movement.attempt import Settings, Stand
from chainrule.movement.costs import Costs
from chainrule.movement.landscape import Directions, Landscape, Span, View, landscape
from chainrule.movement.starts import Starts, explored
from chainrule.movement.telling import Telling
from chainrule.settings import written
from chainrule.training.record import Record

NO_SETTINGS: Settings = MappingProxyType({})


class Looking(TypedDict, total=False):
    """How a landscape is looked at.

    `points` along each axis (51); `span` of the axes: a number s for −s to s, (low, high), or such a pair for each;
    `seed` of random directions (0); iterates `shown` of each path (100); and `progress`, told the share that is done.
    """

    points: int
    span: Span
    seed: int
    shown: int
    progress: Callable[[float], None]


def view_of(directions: Directions, looking: Looking) -> View:
    """The view; progress goes to a terminal, where nobody else asks for it."""
    return View(directions, **{"progress": Telling("landscape"), **looking})  # type: ignore[arg-type]


def around(
    stand: Stand, directions: Directions, start: Starts, settings: Mapping[str, object], looking: Looking
) -> Landscape:
    """The landscape around something that stands somewhere, with the path of a run from each start."""
    if not isinstance(settings, Mapping):
        raise SettingError(f"settings are those of train by name, {{'optimizer': 'adam'}}, not {written(settings)}")
    return explored(stand, view_of(directions, looking), start, settings)


def below(record: Record, name: str, directions: Directions, looking: Looking) -> Landscape:
    """The landscape below the path of a record."""
    costs = Costs(record.trainable, record.examples)
    return landscape(costs, record.end.astype(float), [(name, record)], view_of(directions, looking))
