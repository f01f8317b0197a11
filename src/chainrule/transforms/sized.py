"""sized: the same graph with numbers, or other letters, in place of letters."""

from collections.abc import Mapping
from types import MappingProxyType

from chainrule.graph.graph import Graph, rebuild
from chainrule.graph.node import Attribute, Node, shapes
from chainrule.graph.shape import Dimension, Shape
from chainrule.ops.reductions import dimension

Sizes = Mapping[str, Dimension]


def sized(graph: Graph, sizes: Sizes, names: Mapping[str, str] = MappingProxyType({})) -> Graph:
    """The same graph, its letters exchanged for what `sizes` has for them, its leaves for other `names`.

    >>> import chainrule as cr
    >>> X = cr.input("X", ("n", "N"))
    >>> sized(cr.Graph({"L": cr.mean(X)}), {"n": 3, "N": "m"}).leaves["X"]
    <input X (3, m)>
    """

    def replaced(node: Node, operands: tuple[Node, ...]) -> Node:
        attributes = _sized_attributes(node.attributes, sizes)
        if node.op.name == "dimension":
            size = attributes["dimension"]
            assert isinstance(size, str | int)  # noqa: S101
            return dimension(size)
        if node.is_leaf:
            attributes["name"] = names.get(node.name, node.name)
        elif attributes == dict(node.attributes) and operands == node.operands:
            return node
        shape = node.op.shape(*shapes(operands), **attributes)
        return Node(node.op, operands, MappingProxyType(attributes), shape, node.line)

    new = rebuild(graph.order, replaced)
    return Graph(
        {name: new[node] for name, node in graph.outputs.items()},
        {name: new[node] for name, node in graph.names.items()},
        tuple(new[leaf] for leaf in graph.leaves.values()),
    )


def sized_shape(shape: Shape, sizes: Sizes) -> Shape:
    """A shape with what `sizes` has in place of its letters."""
    return tuple(sizes.get(one, one) if isinstance(one, str) else one for one in shape)


def _sized_attributes(attributes: Mapping[str, Attribute], sizes: Sizes) -> dict[str, Attribute]:
    new = dict(attributes)
    if isinstance(shape := new.get("shape"), tuple):
        new["shape"] = sized_shape(shape, sizes)
    if isinstance(letter := new.get("dimension"), str):
        new["dimension"] = sizes.get(letter, letter)
    return new
