"""Linked: every name in typeset formulas says which part of the board it is, so that a page lights up all of them."""

import re
from collections.abc import Iterable

from chainrule.graph.passes import Derivative
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.typeset.mathml import write_name


def linked(formulas: str, names: Iterable[str]) -> str:
    """The same formulas with each name in a row that says its part; a cotangent belongs to what it is the slope by.

    >>> linked("<math><mi>yes</mi></math>", ["yes"])
    '<math><mrow data-part="yes"><mi>yes</mi></mrow></math>'
    """
    parts = {write_name(name): str(name.by) if isinstance(name, Derivative) else name for name in names}
    if not parts:
        return formulas
    either = re.compile("|".join(map(re.escape, sorted(parts, key=len, reverse=True))))
    return either.sub(lambda found: f'<mrow data-part="{escaped(parts[found[0]])}">{found[0]}</mrow>', formulas)
