"""along: a graph whose parameters lie on a line, taken apart into what is computed once and what at every point.

On the line p + t·d an affine node is base + t·slope, whatever it was made of. Which nodes are affine is read from the
ops' VJPs: those whose derivative along the line does not depend on where on the line it is taken. So the products
of the first layer serve every point, and so do convolutions, gathers and all that stands still.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chainrule.graph.graph import Graph, rebuild, topological
from chainrule.graph.node import CONSTANT, Node, input
from chainrule.graph.passes import moving_with
from chainrule.ops.identifiers import Names
from chainrule.ops.indexing import is_index
from chainrule.transforms.differentiate import forward, given_back
from chainrule.transforms.simplify import simplify


@dataclass(frozen=True)
class Along:
    """A graph on lines, as three: `rest` has its outputs, over what `still`, `bases` and `slopes` compute.

    `still` and `bases` are over the graph's own leaves, the parameters being those of a point of the line; `slopes`
    is over its direction, whose leaves have the names of `directions`. `rest` reads `place` (t), and the arrays of
    the other three under the names of their outputs: `slope_names` has, for each base, the name of its slope.
    """

    still: Graph
    bases: Graph
    slopes: Graph
    rest: Graph
    directions: Mapping[str, str]
    slope_names: Mapping[str, str]
    place: str


def along(graph: Graph, moving: Collection[str]) -> Along:
    """The graph on lines along which the leaves of these names move.

    >>> import chainrule as cr
    >>> W, X = cr.parameter("W", (3, 2)), cr.input("X", (2, "m"))
    >>> Z = W @ X
    >>> line = along(cr.Graph({"L": cr.sum(cr.tanh(Z))}, {"Z": Z}), ["W"])
    >>> line.bases, line.slopes
    (<graph of 3 nodes: X (2, m), W (3, 2) -> Z (3, m)>, <graph of 3 nodes: X (2, m), dW (3, 2) -> dZ (3, m)>)
    """
    leaves = [graph.node(name) for name in moving]
    moves = moving_with(leaves, graph.order)
    affine = _affine(graph.order, leaves, moves)
    names = Names(graph.all_names)
    called = {node: _name(graph, node) or names.fresh("part") for node in _edges(graph, moves, affine)}
    bases = {name: node for node, name in called.items() if node in affine}
    still = {name: node for node, name in called.items() if node not in affine}
    slope_names = {name: names.fresh(f"d{name}") for name in bases}
    directions = {leaf.name: slope_names.get(leaf.name) or names.fresh(f"d{leaf.name}") for leaf in leaves}
    tangents = {leaf: input(directions[leaf.name], leaf.shape) for leaf in leaves}
    moved = forward(list(bases.values()), tangents) if bases else ()
    slopes = dict(zip(slope_names.values(), moved, strict=True))
    t = input(names.fresh("t"))
    stands = {node: input(name, node.shape) for node, name in called.items()}
    for node in bases.values():
        stands[node] = stands[node] + t * input(slope_names[called[node]], node.shape)
    data = tuple(leaf for leaf in graph.leaves.values() if leaf not in moves)
    return Along(
        still=Graph(still, unused=data),
        bases=Graph(bases, unused=data),
        slopes=simplify(Graph(slopes, unused=data)),
        rest=_over(graph, stands, data),
        directions=directions,
        slope_names=slope_names,
        place=t.name,
    )


def _affine(order: Sequence[Node], leaves: Collection[Node], moves: Collection[Node]) -> set[Node]:
    """The nodes that are base + t·slope when the leaves are."""
    affine = set(leaves)
    for node in order:
        moving = [operand in moves for operand in node.operands]
        if any(moving) and all(operand in affine for operand in node.operands if operand in moves):
            affine |= {node} if _is_affine_in(node, moving) else set()
    return affine


def _is_affine_in(node: Node, moving: Sequence[bool]) -> bool:
    """Whether the derivative of a node by these of its operands, taken together, is the same everywhere."""
    stands = [_stand_in(operand, place) for place, operand in enumerate(node.operands)]
    local = Node(node.op, tuple(stands), node.attributes, node.shape, node.line)
    parts = given_back(local, input("cotangent", node.shape))
    if any(part is None and moves for part, moves in zip(parts, moving, strict=True)):
        return False  # a comparison, or a condition: flat, with jumps
    tangents = {one: input(f"d{one.name}", one.shape) for one, moves in zip(stands, moving, strict=True) if moves}
    (moved,) = forward([local], tangents)
    return tangents.keys().isdisjoint(topological([simplify(moved)]))


def _stand_in(operand: Node, place: int) -> Node:
    """A leaf in place of an operand; a number stays, for a product with it is simple."""
    kind = "index" if is_index(operand) else "real"
    return operand if operand.op is CONSTANT else input(f"operand {place}", operand.shape, kind=kind)


def _edges(graph: Graph, moves: Collection[Node], affine: Collection[Node]) -> list[Node]:
    """What is computed once: what is still or affine and read by something that is neither, or an output."""
    read = {operand for node in graph.order if node in moves and node not in affine for operand in node.operands}
    read.update(graph.outputs.values())
    computed = [node for node in graph.order if node in read and (node in affine or node not in moves)]
    return [node for node in computed if node in moves or not (node.is_leaf or node.op is CONSTANT or is_index(node))]


def _name(graph: Graph, node: Node) -> str:
    """What a node is called, or "" where the outputs of the rest need the name."""
    name = graph.name_of(node)
    return "" if name in graph.outputs and not node.is_leaf else name


def _over(graph: Graph, stands: Mapping[Node, Node], data: tuple[Node, ...]) -> Graph:
    """The graph's outputs over what stands in place of some of its nodes."""
    new = rebuild(graph.order, lambda node, operands: stands[node] if node in stands else node.with_operands(operands))
    return Graph({name: new[node] for name, node in graph.outputs.items()}, unused=data)
