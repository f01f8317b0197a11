"""Letters: two names that would be written with the same ones, which nobody could tell apart."""

from chainrule.errors import ChainruleError
from chainrule.graph.graph import Graph
from chainrule.readers.notation.names import written_alike
from chainrule.readers.typeset.text import write_name


def require_apart(graph: Graph, error: type[ChainruleError]) -> None:
    """Nothing, or an error for two names of a graph that are written alike: x1 and x_1, theta and θ."""
    if (pair := written_alike(graph)) is not None:
        told = f"{pair[0]} and {pair[1]} are two names and are written alike, {write_name(pair[1])}"
        raise error(f"{told}; give one of them another name")
