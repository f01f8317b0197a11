"""An architecture as plain data, for files: names stay names, and a person's own functions become their names.

A file never holds code, so whoever loads a network with functions of their own hands these in again.
"""

from collections.abc import Mapping

from chainrule.architecture.layers import Architecture, Choice
from chainrule.errors import ModelFileError

Functions = Mapping[str, Choice]


def describe(architecture: Architecture) -> dict[str, object]:
    """The architecture as plain data."""
    return {
        "sizes": list(architecture.sizes),
        "hidden": [_written(choice) for choice in architecture.hidden],
        "output": _written(architecture.output),
        "loss": _written(architecture.loss),
        "average": architecture.average,
        "l2": architecture.l2,
        "dropout": architecture.dropout,
        "initializer": architecture.initializer,
    }


def read_architecture(data: Mapping[str, object], functions: Functions) -> Architecture:
    """The architecture that `describe` wrote; its own functions are looked up in `functions` by name."""
    sizes, hidden = data["sizes"], data["hidden"]
    if not isinstance(sizes, list) or not isinstance(hidden, list):
        raise TypeError("sizes and hidden must be lists")
    l2, dropout, initializer = data["l2"], data["dropout"], data["initializer"]
    if not isinstance(l2, int | float) or not isinstance(dropout, int | float):
        raise TypeError("l2 and dropout must be numbers")
    return Architecture(
        sizes=tuple(sizes),
        hidden=tuple(_read(choice, functions) for choice in hidden),
        output=_read(data["output"], functions),
        loss=_read(data["loss"], functions),
        average=bool(data["average"]),
        l2=l2,
        dropout=dropout,
        initializer=None if initializer is None else str(initializer),
    )


def _written(choice: Choice) -> object:
    return choice if isinstance(choice, str) else {"function": getattr(choice, "__name__", "function")}


def _read(choice: object, functions: Functions) -> Choice:
    if isinstance(choice, str):
        return choice
    name = choice.get("function") if isinstance(choice, dict) else None
    if not isinstance(name, str) or name not in functions:
        raise ModelFileError(
            f"the network was made with a function called {name!r}, and files hold no code; "
            f"load it with functions={{{name!r}: …}}"
        )
    return functions[name]
