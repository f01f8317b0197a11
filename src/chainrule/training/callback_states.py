"""What callbacks keep, between their objects and a file: numbers, and vectors in the layout of theta."""

from collections.abc import Callable, Mapping

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.json_fields import FieldError, Json, not_this, text
from chainrule.training.batching.controller import Controller
from chainrule.training.callbacks import Callback, EarlyStopping, ReduceOnPlateau, State
from chainrule.wording import quoted

KEEPING: Mapping[str, Callable[[], Callback]] = {
    kind.__name__: kind for kind in (EarlyStopping, ReduceOnPlateau, Controller)
}


def checked_state(name: str, callback: Callback, theta: Array) -> State:
    """What a callback keeps: numbers, and vectors in the layout and the type of theta."""
    made: State = {}
    for key, value in callback.state().items():
        array = np.asarray(value)
        if array.dtype.kind not in "buif" or array.shape not in ((), theta.shape):
            raise SettingError(f"{name} keeps numbers, and vectors of {theta.size} entries; its {key!r} is neither")
        made[str(key)] = array.astype(theta.dtype) if array.ndim else float(array)
    return made


def read_states(numbers: Json, vectors: Mapping[str, Array]) -> dict[str, State]:
    """The states of callbacks, from numbers that were written as texts and from vectors by `callback/key`."""
    states: dict[str, State] = {name: _read_numbers(name, fields) for name, fields in numbers.items()}
    for name, vector in vectors.items():
        owner, _, key = name.partition("/")
        if owner not in states:
            raise FieldError(f"a vector is kept for {quoted(owner)}, and that callback is not there")
        states[owner][key] = vector
    for name, state in states.items():
        if kind := KEEPING.get(name.rstrip("0123456789")):
            kind().load_state(state)
    return states


def _read_numbers(name: str, fields: object) -> State:
    if not isinstance(fields, dict):
        raise not_this(f"the state of {quoted(name)}", "an object with names", fields)
    try:
        return {key: float(text(fields, key)) for key in fields}
    except ValueError:
        raise FieldError(f"the state of {quoted(name)} does not consist of numbers") from None
