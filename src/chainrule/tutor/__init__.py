"""The tutor: what is to be said of a gradient, a value or a step that a person states.

What judges is loaded when somebody claims something: everybody waits for what is loaded at the start.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chainrule.tutor.likely_slips import slips_by
    from chainrule.tutor.tutor import judge

__all__ = ["judge", "slips_by"]
MODULES = {"judge": "chainrule.tutor.tutor", "slips_by": "chainrule.tutor.likely_slips"}


def __getattr__(name: str) -> object:
    if name in MODULES:
        return getattr(import_module(MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
