"""Values: the numbers of a graph, beside it; each is computed when somebody asks for it, and kept."""

from collections.abc import Iterator, Mapping

from numpy.typing import DTypeLike

from chainrule.errors import GraphError
from chainrule.graph.evaluate import bind_leaf, fill, sizes_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.settings import real_type


class Values:
    """The numbers of `graph` for these numbers of its leaves; `values["Z"]` computes what Z stands on.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> values = Values(cr.Graph({"L": x * x}), {"x": 3.0})
    >>> float(values["L"])
    9.0
    """

    def __init__(self, graph: Graph, leaves: Mapping[str, object], dtype: DTypeLike = "float64") -> None:
        if not isinstance(graph, Graph) or not isinstance(leaves, Mapping):
            raise GraphError("values are those of a graph and of its leaves by name: Values(graph, {'x': 3.0})")
        self.graph = graph
        self.dtype = real_type("dtype", dtype)
        self._known = {(leaf := graph.node(name)): bind_leaf(leaf, value, self.dtype) for name, value in leaves.items()}
        self.sizes = sizes_of(self._known)

    def __iter__(self) -> Iterator[str]:
        """Every name of the graph, as of a dict; what stands behind one is computed when it is asked for."""
        return iter(self.graph.all_names)

    def __len__(self) -> int:
        """How many names the graph has."""
        return len(self.graph.all_names)

    def __contains__(self, name: object) -> bool:
        """Whether the graph has this name."""
        return isinstance(name, str) and name in self.graph.all_names

    def keys(self) -> tuple[str, ...]:
        """The names, so that `dict(values)` has the numbers by name."""
        return tuple(self)

    def items(self) -> Iterator[tuple[str, Array]]:
        """Each name and its number."""
        return ((name, self[name]) for name in self)

    def __getitem__(self, wanted: str | Node) -> Array:
        """The number of a node, by its name or itself."""
        node = wanted if isinstance(wanted, Node) else self.graph.node(wanted)
        if node not in self._known:
            fill(self._known, [node], self.sizes, self.dtype)
        return self._known[node]
