"""Linked: every name in typeset formulas says which part of the board it is, so that a page lights up all of them."""

import re
from collections.abc import Mapping

from chainrule.graph.passes import Derivative
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.typeset.mathml import write_name


def linked(formulas: str, parts: Mapping[str, str], cost: str = "") -> str:
    """The same formulas, each name in a row that says its part; a cotangent of the cost is of what it is the slope by.

    >>> linked("<math><mi>yes</mi></math>", {"yes": "#3"})
    '<math><mrow data-part="#3"><mi>yes</mi></mrow></math>'
    """
    slopes: dict[str, str] = {Derivative(cost, name): part for name, part in parts.items()} if cost else {}
    known = {write_name(name): part for name, part in [*parts.items(), *slopes.items()] if part}
    if not known:
        return formulas
    either = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    return either.sub(lambda found: f'<mrow data-part="{escaped(known[found[0]])}">{found[0]}</mrow>', formulas)
