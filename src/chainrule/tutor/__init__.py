"""The tutor: what is to be said of a gradient, a value or a step that a person states.

`judge` is loaded when somebody claims something: everybody waits for what is loaded at the start.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chainrule.tutor.tutor import judge

__all__ = ["judge"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("chainrule.tutor.tutor"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
