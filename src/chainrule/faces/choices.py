"""Choices: what a person hands over in Python, found to be of the kind that is needed, or a sentence about it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from chainrule.architecture.description import Functions
from chainrule.errors import SettingError
from chainrule.settings import plain_number, written


def layer_sizes(sizes: object) -> tuple[int, ...]:
    """Sizes of layers as Python's numbers; which ones are right is for the architecture to say."""
    if not isinstance(sizes, Iterable) or isinstance(sizes, str | bytes):
        raise SettingError(f"sizes are two or more whole numbers such as [784, 30, 10], not {written(sizes)}")
    numbers = (one if (number := plain_number(one)) is None else number for one in sizes)
    return cast("tuple[int, ...]", tuple(numbers))  # what is none is refused by the architecture


def validation_data(validation: object) -> None:
    """Nothing, or a SettingError for a tuple that is not (X, y) or (X, y, weights)."""
    if isinstance(validation, tuple | list) and (len(validation) not in (2, 3) or isinstance(validation, list)):
        raise SettingError("validation is (X, y) in round brackets, or the share of rows to hold out, such as 0.1")


def plain_data(name: str, data: Mapping[str, object]) -> Mapping[str, object]:
    """An object of texts, numbers, lists and objects, as it comes out of a file again."""
    try:
        if not isinstance(data, Mapping):
            raise TypeError(name)
        read: Mapping[str, object] = json.loads(json.dumps(dict(data), allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise SettingError(
            f"{name} is an object of texts, finite numbers, lists and objects, not {written(data)}"
        ) from None
    return read


def own_functions(functions: object) -> Functions:
    """A person's own functions by name, none where nothing is given."""
    by_name = {} if functions is None else functions
    if not isinstance(by_name, Mapping) or not all(map(callable, by_name.values())):
        raise SettingError(f"functions are a person's own by name, {{'swish': swish}}, not {written(functions)}")
    return by_name


def file_name(path: object) -> Path:
    """The path of a file."""
    if not isinstance(path, str | Path):
        raise SettingError(f"a file's name is a text such as 'model.safetensors', not {written(path)}")
    return Path(path)
