"""Faces: the public objects, one delegating line per method.

How they show themselves is loaded when one of them is shown: everybody waits for what is loaded at the start.
"""

from functools import partial
from importlib import import_module

from chainrule.graph.display import Displayed

Displayed._fill = partial(import_module, "chainrule.faces.notebook")  # noqa: SLF001
