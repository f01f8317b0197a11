"""differentiate: the backward pass as nodes, in reverse mode; forward mode is the same table applied twice.

The VJP of an op says what the cotangent of its output makes the cotangents of its operands (Griewank and Walther,
*Evaluating Derivatives*, 2008). Walking the graph from the cost backwards and adding up where a node was used more
than once is all of backpropagation (Rumelhart, Hinton and Williams, 1986).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, constant, input, require_node
from chainrule.graph.passes import Derivative, Part, Passes, moving_with
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.linear import broadcast, stretched_axes, sum_to
from chainrule.ops.reductions import sum
from chainrule.settings import one_text, several_names


def gradient(cost: Node, *wrt: Node) -> "Node | tuple[Node, ...]":
    """∂cost/∂node for each node of `wrt`: one node, or a tuple for several; zero where no path leads.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> cr.simplify(cr.gradient(x * x, x))
    <multiply ()>
    """
    for node in (cost, *wrt):
        require_node(node, "a cost" if node is cost else "what a cost is differentiated by")
    if not wrt:
        raise GraphError("by what is the cost to be differentiated? name a node: gradient(cost, x)")
    cotangents = backward({cost: one_for(cost)}, wrt)
    result = tuple(cotangents[node] for node in wrt)
    return result[0] if len(result) == 1 else result


def differentiate(graph: Graph, wrt: Sequence[str] = (), cost: str = "") -> Graph:
    """The graph with a cotangent added for each name: `∂L/∂W1` for `wrt` as outputs, `∂L/∂Z` for what lies between.

    The cost is the last output, unless another is named; without `wrt` every parameter is asked for.
    """
    if not isinstance(graph, Graph) or not graph.outputs:
        raise GraphError("a graph with an output is differentiated, such as Graph({'L': cost}); of a node, gradient")
    cost = one_text("cost", cost) or list(graph.outputs)[-1]
    one_for(graph.node(cost), cost)
    parameters = [name for name, leaf in graph.leaves.items() if leaf.op.name == "parameter"]
    asked = list(several_names("wrt", wrt)) or parameters
    cotangents = passes(graph.node(cost), [graph.node(name) for name in asked]).cotangents
    between = [name for name, node in graph.all_names.items() if node in cotangents and node is not graph.node(cost)]
    names: dict[str, Node] = {
        Derivative(cost, name): cotangents[graph.node(name)] for name in between if name not in asked
    }
    outputs: dict[str, Node] = {Derivative(cost, name): cotangents[graph.node(name)] for name in asked}
    return Graph({**graph.outputs, **outputs}, {**graph.names, **names}, tuple(graph.leaves.values()))


def passes(cost: Node, wrt: Iterable[Node]) -> Passes:
    """The record of both passes of a cost that is differentiated by these nodes.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> [part.user for part in passes(cr.exp(x) * x, [x]).parts[x]]
    [<multiply ()>, <exp ()>]
    """
    return _walk_back({cost: one_for(cost)}, list(wrt), cost)


def backward(seeds: Mapping[Node, Node], wrt: Iterable[Node]) -> Mapping[Node, Node]:
    """The cotangent of each node of `wrt`, and of each node on the way to them, given those of the seeds."""
    return _walk_back(seeds, list(wrt), next(iter(seeds))).cotangents


def _walk_back(seeds: Mapping[Node, Node], wrt: Sequence[Node], cost: Node) -> Passes:
    order = topological([*seeds, *wrt])
    moving = moving_with(wrt, order)
    cotangents = dict(seeds)
    parts: dict[Node, list[Part]] = {}
    for node in reversed(order):
        if node not in cotangents or node not in moving:
            continue
        for part in handed_back(node, cotangents[node]):
            if (operand := part.operand) in moving:
                parts.setdefault(operand, []).append(part)
                cotangents[operand] = cotangents[operand] + part.summed if operand in cotangents else part.summed
    zeros = {node: _zeros(node.shape) for node in wrt if node not in cotangents}
    way = tuple(node for node in order if node in moving and node in cotangents)
    return Passes(cost, tuple(wrt), way, {**cotangents, **zeros}, {node: tuple(found) for node, found in parts.items()})


def handed_back(node: Node, cotangent: Node) -> Iterator[Part]:
    """What a node hands back to each of its operands, given its cotangent; nothing to those it does not move with."""
    for position, (operand, part) in enumerate(zip(node.operands, given_back(node, cotangent), strict=True)):
        if part is not None:
            yield Part(node, position, part, sum_back(part, operand.shape))


def given_back(node: Node, cotangent: Node) -> tuple[Node | None, ...]:
    """What the VJP of a node gives for each operand, which may be stretched still; None where nothing comes back."""
    return node.op.vjp(node, cotangent) if node.op.vjp is not None else (None,) * len(node.operands)


def forward(outputs: Sequence[Node], tangents: Mapping[Node, Node]) -> tuple[Node, ...]:
    """How each output moves when the leaves move along `tangents`: forward mode, as the VJP of the VJP.

    The VJP is linear in the cotangent, so the derivative of ⟨VJP(u), tangent⟩ by u is the tangent of the output
    (J. Townsend, 2017).
    """
    dummies = {node: input(f"cotangent of output {i}", node.shape) for i, node in enumerate(outputs)}
    cotangents = backward(dummies, tangents)
    seeds: dict[Node, Node] = {}
    for node, tangent in tangents.items():
        _check_tangent(node, tangent)
        key = cotangents[node]  # x and y share one cotangent in x + y
        seeds[key] = seeds[key] + tangent if key in seeds else tangent
    moved = backward(seeds, dummies.values())
    return tuple(moved[dummies[node]] for node in outputs)


def hessian_vector(cost: Node, wrt: Node, vector: Node) -> Node:
    """H·v, where H is the second derivative of `cost`: the derivative of ⟨∂cost/∂wrt, v⟩ (Pearlmutter, 1994)."""
    _check_tangent(wrt, vector)
    slope = backward({cost: one_for(cost)}, [wrt])[wrt]
    projection = sum(slope * vector)
    return backward({projection: constant(1)}, [wrt])[wrt]


def sum_back(cotangent: Node, shape: Shape) -> Node:
    """The adjoint of broadcasting: the cotangent summed over the axes along which its operand was stretched."""
    if cotangent.shape == shape:
        return cotangent
    if shape == ():
        return sum(cotangent)
    axes = stretched_axes(cotangent.shape, shape)
    if len(shape) == cotangent.rank and axes:
        return sum(cotangent, axis=axes)
    if axes:
        return sum_to(cotangent, shape=shape)
    return broadcast(cotangent, shape=shape)


def _check_tangent(node: Node, tangent: Node) -> None:
    if tangent.shape != node.shape:
        raise ShapeError(f"{node!r} cannot move along a tangent of shape {write_shape(tangent.shape)}")


def one_for(cost: Node, name: str = "") -> Node:
    """∂cost/∂cost: 1 in the shape of the cost, which must hold one number."""
    if any(dimension != 1 for dimension in cost.shape):
        found = f"a cost is one number, but {f'{name} {write_shape(cost.shape)}' if name else repr(cost)} is not"
        raise GraphError(f"{found}; take its sum or its mean, or ask for a jacobian")
    return constant(1) if cost.shape == () else broadcast(1, shape=cost.shape)


def _zeros(shape: Shape) -> Node:
    return constant(0) if shape == () else broadcast(0, shape=shape)
