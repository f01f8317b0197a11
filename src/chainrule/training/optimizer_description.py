"""An optimizer and its schedule as plain data, for files: names and numbers, never code."""

from dataclasses import fields

from chainrule.errors import SettingError
from chainrule.json_fields import FieldError, Json, items, not_this, number, record, text
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.schedules import MOST_WARM_UPS, SCHEDULES, WARM_UP, Moment, Schedule, warm_up


def describe_optimizer(optimizer: Optimizer) -> Json | None:
    """An optimizer as plain data; None where it is a person's own, whose rule no file holds."""
    made: object = OPTIMIZERS.get(optimizer.name)
    if made is not type(optimizer):
        return None
    settings = {name: getattr(optimizer, name) for name in _setting_names(optimizer.name)}
    schedule = optimizer.schedule
    rate = {
        "rate": schedule.rate,
        "schedule": schedule.name,
        "settings": [[name, float(value)] for name, value in schedule.settings],
    }
    return {"name": optimizer.name, "learning_rate": rate, **settings}


def read_optimizer(data: object) -> Optimizer:
    """The optimizer that `describe_optimizer` wrote."""
    name = data.get("name") if isinstance(data, dict) else None
    if not isinstance(name, str) or name not in OPTIMIZERS:
        raise not_this("the optimizer", f"one of {', '.join(OPTIMIZERS)}", name)
    known = record(data, "the optimizer", ("name", "learning_rate", *_setting_names(name)))
    rate = record(known["learning_rate"], "the learning rate", ("rate", "schedule", "settings"))
    settings = {setting: known[setting] for setting in _setting_names(name)}
    schedule = _read_schedule(text(rate, "schedule"), number(rate, "rate"), _pairs(rate))
    return OPTIMIZERS[name](schedule, **settings)


def _setting_names(name: str) -> list[str]:
    return [one.name for one in fields(OPTIMIZERS[name]) if one.name != "learning_rate"]  # type: ignore[arg-type]


def _pairs(rate: Json) -> list[tuple[str, float]]:
    """The settings of a schedule: names, each with a number."""
    found = []
    for pair in items(rate, "settings"):
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
            raise not_this("a setting of the schedule", "a name and a number", pair)
        found.append((pair[0], number({"setting": pair[1]}, "setting")))
    return found


def _read_schedule(name: str, rate: float, settings: list[tuple[str, float]]) -> Schedule:
    inner = name
    rises: list[float] = []
    while inner.startswith(WARM_UP) and len(rises) <= MOST_WARM_UPS:
        if not settings or settings[0][0] != "steps":
            raise FieldError("a schedule that warms up does not say over how many steps")
        rises.append(settings[0][1])
        inner, settings = inner.removeprefix(WARM_UP), settings[1:]
    schedule = _inner_schedule(inner, rate, settings)
    for steps in reversed(rises):
        schedule = warm_up(schedule, steps)
    return schedule


def _inner_schedule(name: str, rate: float, settings: list[tuple[str, float]]) -> Schedule:
    if name in SCHEDULES and name != WARM_UP.strip():
        try:
            return SCHEDULES[name](rate, **dict(settings))
        except TypeError:
            raise FieldError(f"the schedule {name} has settings that are not its own") from None

    def forgotten(now: Moment) -> float:  # noqa: ARG001
        raise SettingError(f"the schedule {name!r} is a person's own, and files hold no code; give train the optimizer")

    return Schedule(rate, name, forgotten, tuple(settings))
