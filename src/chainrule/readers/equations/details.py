"""The equations of a graph in four degrees of detail.

*final*: each gradient fully written out in the names of the forward pass, as lecture 3 does. *named*: a line for each
name, cotangents between kept. *derivation*: a step on each line, with its rule. With values, each line goes on:
symbols = numbers = result. *indices*: every name entry by entry, and ∂P_j/∂a_k on the way back.
"""

from collections.abc import Mapping
from types import MappingProxyType

from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.graph.scopes import Scopes
from chainrule.graph.values import Values
from chainrule.readers.equations.derivation import derivation
from chainrule.readers.equations.equation import Equations
from chainrule.readers.equations.in_indices import in_indices
from chainrule.readers.equations.lines import NONE, write_lines
from chainrule.readers.equations.named import named_lines

DETAILS = ("final", "named", "derivation", "indices")


def equations(
    graph: Graph,
    detail: str = "final",
    values: Values | None = None,
    aliases: Mapping[str, str] = NONE,
    scopes: Scopes = MappingProxyType({}),
) -> Equations:
    """The equations of a graph that may hold cotangents; with values, in numbers too.

    `aliases` are names to be shown in place of the graph's. Of the `scopes` of a board a derivation says where a step
    of a loop or a call begins.

    >>> import chainrule as cr
    >>> w, x = cr.parameter("w"), cr.input("x")
    >>> print(equations(cr.Graph({"L": cr.square(w * x)})))
    L = (w x)²
    """
    if detail not in DETAILS:
        raise SettingError(f"the detail of equations is one of {', '.join(DETAILS)}, not {detail!r}")
    if detail == "indices":
        if values is not None:
            raise SettingError("equations in indices hold for every entry, so they take no values")
        return in_indices(graph)
    if detail == "derivation":
        return derivation(graph, values, scopes)
    if detail == "named":
        return named_lines(graph, values, aliases)
    return write_lines(graph, values, named=False, aliases=aliases)
