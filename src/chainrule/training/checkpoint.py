"""A checkpoint: everything that a network is, between its object and its file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from platform import python_version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.description import Functions, describe, read_architecture
from chainrule.architecture.layers import Architecture
from chainrule.errors import ChainruleError, ModelFileError, SettingError
from chainrule.graph.node import Array
from chainrule.training.history import History
from chainrule.training.model_file import ModelFile, check_tensors, read_model_file, write_model_file
from chainrule.training.optimizers import OPTIMIZERS, Optimizer, find_optimizer
from chainrule.training.schedules import SCHEDULES, Moment, Schedule
from chainrule.training.trainer import Position

Classes = NDArray[np.generic] | None
DTYPES: Mapping[str, type[np.floating]] = {"float32": np.float32, "float64": np.float64}


@dataclass
class Progress:
    """Where training stands, so that it can go on: all of it is kept in the file."""

    position: Position = field(default_factory=Position)
    history: History = field(default_factory=History)
    optimizer: Optimizer | None = None
    vectors: dict[str, Array] = field(default_factory=dict)  # the optimizer's state
    dealt: str = ""  # how the batches of the epoch that has begun were dealt
    callbacks: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass
class Checkpoint:
    """A network as data."""

    architecture: Architecture
    theta: Array
    seed: int
    frozen: frozenset[str]
    classes: Classes
    encoding: Mapping[str, object] | None
    progress: Progress


def write_checkpoint(path: str | Path, checkpoint: Checkpoint) -> None:
    """Write a network to a model file."""
    progress = checkpoint.progress
    description: dict[str, object] = {
        "architecture": describe(checkpoint.architecture),
        "dtype": checkpoint.theta.dtype.name,
        "seed": checkpoint.seed,
        "frozen": sorted(checkpoint.frozen),
        "classes": None if checkpoint.classes is None else checkpoint.classes.tolist(),
        "encoding": checkpoint.encoding,
        "position": asdict(progress.position),
        "optimizer": None if progress.optimizer is None else describe_optimizer(progress.optimizer),
        "dealt": progress.dealt,
        "callbacks": {name: {k: repr(v) for k, v in state.items()} for name, state in progress.callbacks.items()},
        "versions": {"numpy": np.__version__, "python": python_version()},
    }
    parameters = checkpoint.architecture.layout.views(checkpoint.theta)
    state = {f"optimizer/{name}": vector for name, vector in progress.vectors.items()}
    history = {f"history/{name}": column for name, column in progress.history.to_arrays().items()}
    write_model_file(path, ModelFile(description, {**parameters, **state, **history}))


def read_checkpoint(path: str | Path, functions: Functions) -> Checkpoint:
    """Read a network from a model file; `functions` are those that it was made with, by name."""
    file = read_model_file(path)
    try:
        return _checkpoint(path, file, functions)
    except ModelFileError:
        raise
    except (ChainruleError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelFileError(f"{path} is damaged: its description does not make a network ({error})") from error


def _checkpoint(path: str | Path, file: ModelFile, functions: Functions) -> Checkpoint:
    data = file.description
    architecture = read_architecture(_object(data["architecture"]), functions)
    optimizer = None if data["optimizer"] is None else read_optimizer(_object(data["optimizer"]))
    history = {n.removeprefix("history/"): t for n, t in file.tensors.items() if n.startswith("history/")}
    passed_over = ("history/",) if optimizer else ("history/", "optimizer/")
    tensors = {name: tensor for name, tensor in file.tensors.items() if not name.startswith(passed_over)}
    kept = [name for name in (optimizer.state_names if optimizer else ()) if f"optimizer/{name}" in tensors]
    shapes = {**architecture.layout.shapes, **{f"optimizer/{name}": (architecture.layout.size,) for name in kept}}
    check_tensors(path, tensors, shapes, DTYPES[str(data["dtype"])])
    theta = np.concatenate([tensors[name].ravel() for name in architecture.layout.shapes])
    progress = Progress(
        Position(**{name: _count(value) for name, value in _object(data["position"]).items()}),
        History.from_arrays(history),
        optimizer,
        {name: tensors[f"optimizer/{name}"].copy() for name in kept},
        str(data["dealt"]),
        {n: {k: float(str(v)) for k, v in _object(s).items()} for n, s in _object(data["callbacks"]).items()},
    )
    frozen = data["frozen"]
    if not isinstance(frozen, list):
        raise ModelFileError(f"{path} is damaged: the frozen parameters are not a list")
    for name in frozen:
        architecture.layout.place(name)
    encoding = None if data["encoding"] is None else _object(data["encoding"])
    return Checkpoint(
        architecture,
        theta,
        _count(data["seed"]),
        frozenset(frozen),
        _classes(data["classes"], max(architecture.sizes[-1], 2)),
        encoding,
        progress,
    )


def describe_optimizer(optimizer: Optimizer) -> dict[str, object]:
    """An optimizer as plain data."""
    settings = {one.name: getattr(optimizer, one.name) for one in fields(optimizer) if one.name != "learning_rate"}
    schedule = optimizer.schedule
    rate = {"rate": schedule.rate, "schedule": schedule.name, "settings": schedule.settings}
    return {"name": optimizer.name, "learning_rate": rate, **settings}


def read_optimizer(data: Mapping[str, object]) -> Optimizer | None:
    """The optimizer that `describe_optimizer` wrote; None where it was a person's own."""
    settings = {name: value for name, value in data.items() if name not in ("name", "learning_rate")}
    rate = _object(data["learning_rate"])
    pairs = rate["settings"]
    if not isinstance(pairs, list):
        raise TypeError("the settings of a schedule must be a list")
    schedule = _read_schedule(str(rate["schedule"]), rate["rate"], [(str(name), value) for name, value in pairs])
    name = str(data["name"])
    return find_optimizer(name)(schedule, **settings) if name in OPTIMIZERS else None


def _read_schedule(name: str, rate: Any, settings: Sequence[tuple[str, Any]]) -> Schedule:
    if name.startswith("warm_up "):
        (_, steps), *inner = settings
        return SCHEDULES["warm_up"](_read_schedule(name.removeprefix("warm_up "), rate, inner), steps)
    if name in SCHEDULES:
        return SCHEDULES[name](rate, **dict(settings))

    def forgotten(now: Moment) -> float:  # noqa: ARG001
        raise SettingError(f"the schedule {name!r} is a person's own, and files hold no code; give train the optimizer")

    return Schedule(rate, name, forgotten, tuple(settings))


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"an object was needed, not {type(value).__name__}")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"a whole number was needed, not {value!r}")
    return value


def _classes(value: object, count: int) -> Classes:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str | int | float | bool) for one in value):
        raise TypeError("the classes must be a list of labels")
    if len(value) != count:
        raise ValueError(f"{count} classes were needed, not {len(value)}")
    return np.array(value)
