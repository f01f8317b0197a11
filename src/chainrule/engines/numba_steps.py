"""Modules whose loops are compiled one by one, and Python goes from loop to loop: for graphs of thousands of ops.

A compiler takes more than its share of time for one long function, such as sixteen unrolled steps of a recurrence are;
its loops are few, for all steps share them. Between them Python takes a microsecond or two.
"""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from chainrule.engines.language import Language
from chainrule.engines.numba_program import SOURCES, NumbaFrame
from chainrule.engines.numba_source import Numba
from chainrule.graph.node import Node
from chainrule.ops.spelling import ATOM, OF_ONE, SCALARS

CALLED = ("filtering", "indexing", "inverses", "shared", "stacks")  # where whole functions are that lines call


class NumbaSteps(Numba):
    """Numbers between loops are NumPy's, which know infinity where Python's raise an error."""

    numbers = {**Numba.numbers, **{name: SCALARS[name] for name in (*OF_ONE, "softplus")}}
    dimension = "np.float64(m)", ATOM
    handed_length = "{0}"
    mask_key = f"np.uint64({Numba.mask_key})"  # compiled code hands Python a whole number without a type

    def typed(self, node: Node, text: str, strength: int, *, exact: bool) -> str:
        """Each number gets its type."""
        found = super().typed(node, text, strength, exact=exact)
        return f"np.float64({text})" if exact and found != text else found


class NumbaStepsFrame(NumbaFrame):
    """A function in Python that calls compiled ones."""

    language: ClassVar[Language] = NumbaSteps()
    sources: ClassVar[Mapping[str, Sequence[str]]] = SOURCES | {"windows": (), "slices": ("cut",)}
    around_loops, around = "@program\n", ""

    def reached(self, lines: Sequence[str]) -> Sequence[str]:
        """Kernels that only compiled code reaches are compiled once more, with a way in from Python."""
        names = [name for folder in CALLED for name in SOURCES[folder]]
        return [f"{name} = program({name}.py_func)" for name in names if re.search(rf"\b{name}\(", "\n".join(lines))]
