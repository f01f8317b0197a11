"""An architecture as plain data, for files: names stay names, and a person's own functions become their names.

A file never holds code, so whoever loads a network with functions of their own hands these in again.
"""

from collections.abc import Mapping

from chainrule.architecture.layers import Architecture, Choice
from chainrule.errors import ModelFileError
from chainrule.json_fields import flag, items, number, record, text
from chainrule.wording import quoted

Functions = Mapping[str, Choice]
FIELDS = ("sizes", "hidden", "output", "loss", "average", "l2", "dropout", "initializer")


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


def read_architecture(value: object, functions: Functions) -> Architecture:
    """The architecture that `describe` wrote; its own functions are looked up in `functions` by name."""
    data = record(value, "the architecture", FIELDS)
    sizes, hidden = items(data, "sizes"), items(data, "hidden")
    return Architecture(
        sizes=tuple(sizes),
        hidden=tuple(_read(choice, functions) for choice in hidden),
        output=_read(data["output"], functions),
        loss=_read(data["loss"], functions),
        average=flag(data, "average"),
        l2=number(data, "l2"),
        dropout=number(data, "dropout"),
        initializer=None if data["initializer"] is None else text(data, "initializer"),
    )


def _written(choice: Choice) -> object:
    return choice if isinstance(choice, str) else {"function": getattr(choice, "__name__", "function")}


def _read(choice: object, functions: Functions) -> Choice:
    if isinstance(choice, str):
        return choice
    name = text(record(choice, "a function", ["function"]), "function")
    if name not in functions:
        raise ModelFileError(
            f"the network was made with a function called {quoted(name)}, and files hold no code; "
            f"load it with functions={{{quoted(name)}: …}}"
        )
    return functions[name]
