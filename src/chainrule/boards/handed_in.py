"""The line `upstream dout (N, D)`: the cotangent that is handed to a layer, in place of a cost.

`dout` is that of the line `out = …`; a name that is d and no line's name, such as `G`, is that of the last line.
"""

from collections.abc import Collection, Iterable, Mapping

from chainrule.boards.aliases import Spellings
from chainrule.boards.declarations import Declaration
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape


def handed_in(
    declarations: Iterable[Declaration], assigned: Mapping[str, Node], used: Collection[str], spellings: Spellings
) -> dict[str, str]:
    """The names of cotangents that are handed in, each with the name of the line that it is the cotangent of."""
    found: dict[str, str] = {}
    last = [name for name in assigned if name not in used][-1]
    for one in (one for one in declarations if one.is_upstream):
        output = _line_of(one.name, assigned, spellings) or last
        if output in found.values():
            raise one.place.fault(f"{output} has a cotangent already; name this one d and the name of another line")
        if one.shape != assigned[output].shape:
            shapes = f"{one.name} is {write_shape(one.shape)}, and {output} is {write_shape(assigned[output].shape)}"
            raise one.place.fault(f"{shapes}; an upstream gradient has the shape of its line")
        found[one.name] = output
    return found


def _line_of(name: str, assigned: Mapping[str, Node], spellings: Spellings) -> str:
    """The line whose name stands behind a d; nothing where there is none."""
    rest = name[1:] if name.startswith("d") else ""
    return next((one for one in (rest, spellings.other(rest)) if one in assigned), "")
