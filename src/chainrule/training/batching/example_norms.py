"""The squared norm of each example's own gradient, derived from the gradient graph.

Where a parameter meets examples in one product Z = W A, example i adds δᵢ aᵢᵀ to ∂L/∂W, and ‖δᵢ aᵢᵀ‖² is
‖δᵢ‖² ‖aᵢ‖²: no product is needed that training does not make (Goodfellow, *Efficient per-example gradient
computations*, 2015). Where it is stretched over the examples, as a bias is, column i of the cotangent is the gradient
itself. A parameter that is used several times gets the sum over pairs of uses (Rochette et al., 2019).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from chainrule.engines.memory import BATCH
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative, Part, Passes
from chainrule.ops.elementwise import add, square
from chainrule.ops.identifiers import Names
from chainrule.ops.linear import reshape
from chainrule.ops.reductions import dimension, sum
from chainrule.training.per_example import keeps_apart
from chainrule.transforms.differentiate import passes
from chainrule.transforms.simplify import simplify

NORMS, WHOLE, OWN = "squared norms", "square of the gradient", "square of the examples' own"
VIEWS = ("transpose", "swapaxes", "reshape")
MOST_USES = 8  # of a parameter: each pair of uses is two more reductions


@dataclass(frozen=True)
class _Use:
    """What example i adds to a cotangent: column i of `rows` times column i of `columns` transposed.

    Without `columns`, column i of `rows` is all of it. `scale` are the squares of the factors by which each entry is
    measured, None for 1.
    """

    rows: Node
    columns: Node | None
    scale: Node | None

    @property
    def turned(self) -> "_Use":
        """What it adds to the cotangent of a transpose."""
        if self.columns is None:
            return self
        return _Use(self.columns, self.rows, None if self.scale is None else self.scale.T)


def norms_graph(graph: Graph, names: Sequence[str], average: bool, *, scaled: bool = False) -> Graph | None:
    """Squared norms (1, m) as `NORMS`, the square of the gradient by these parameters as `WHOLE`, and `OWN`, the square
    of what the examples alone add to it.

    The cost is the graph's first output, the mean of what each example costs, or their sum. A penalty, whatever does
    not stand on examples, is part of the gradient and of no example. With `scaled`, leaves that `scale_names` says
    hold the square of a factor for each entry. None where some parameter is used otherwise: the norms are then asked
    for example by example.
    """
    record = _record(graph, names)
    if not _kept_apart(record):
        return None
    scales = scale_names(graph, names) if scaled else {}
    norms, whole, own = [], [], []
    for name, leaf in zip(names, record.wrt, strict=True):
        scale = input(scales[name], leaf.shape) if scaled else None
        uses = _uses(record, leaf, scale)
        norm = None if uses is None else _norm_of(uses)
        if norm is None:
            return None
        norms.append(norm)
        whole.append(_squared(record.cotangents[leaf], scale))
        own.append(_squared(_own_cotangent(record, leaf), scale))
    total = reduce(add, norms)
    norm = square(dimension(BATCH)) * total if average else total
    return simplify(Graph({NORMS: norm, WHOLE: reduce(add, whole), OWN: reduce(add, own)}))


def _squared(cotangent: Node, scale: Node | None) -> Node:
    return sum(square(cotangent) if scale is None else scale * square(cotangent))


def gradients_graph(graph: Graph, names: Sequence[str]) -> Graph:
    """The cotangents of these parameters, and by `own_name` what examples alone add to each."""
    cost, record = next(iter(graph.outputs)), _record(graph, names)
    outputs: dict[str, Node] = {}
    for name, leaf in zip(names, record.wrt, strict=True):
        outputs[Derivative(cost, name)] = record.cotangents[leaf]
        outputs[own_name(cost, name)] = _own_cotangent(record, leaf)
    return simplify(Graph(outputs))


def own_name(cost: str, name: str) -> str:
    """What the examples' own part of a cotangent is called."""
    return f"own {Derivative(cost, name)}"


def _record(graph: Graph, names: Sequence[str]) -> Passes:
    return passes(next(iter(graph.outputs.values())), [graph.node(name) for name in names])


def scale_names(graph: Graph, names: Sequence[str]) -> dict[str, str]:
    """The leaf that holds the squared factors of each parameter's entries."""
    free = Names(graph.all_names)
    return {name: free.fresh(f"scale_{name}") for name in names}


def _kept_apart(record: Passes) -> bool:
    """Whether each example's path to the cost meets no other example before its cost is added to theirs."""
    joined: set[Node] = set()  # what has summed over examples
    for node in record.order:
        if BATCH in node.shape:
            if not keeps_apart(node) or any(one in joined for one in node.operands):
                return False
        elif any(BATCH in one.shape or one in joined for one in node.operands):
            joined.add(node)
    return True


def _stands_on_examples(node: Node) -> bool:
    return any(BATCH in one.shape for one in topological([node]))


def _own_cotangent(record: Passes, leaf: Node) -> Node:
    """The cotangent without the parts that no example has a share in."""
    own = [part.summed for part in record.parts.get(leaf, ()) if _stands_on_examples(part.summed)]
    return reduce(add, own) if own else record.cotangents[leaf]


def _uses(record: Passes, node: Node, scale: Node | None) -> list[_Use] | None:
    """How examples meet a parameter, or a view of it; None where they do otherwise."""
    found: list[_Use] = []
    for part in record.parts.get(node, ()):
        if part.user.op.name in VIEWS and part.user in record.cotangents:
            seen = None if scale is None else part.user.with_operands((scale,))
            of_view = _uses(record, part.user, seen)
            if of_view is not None and part.user.op.name != "reshape":
                of_view = [use.turned for use in of_view]
        elif not _stands_on_examples(part.summed):
            continue
        else:
            use = _product(record, part, scale) or _stretched(part, scale)
            of_view = None if use is None else [use]
        if of_view is None:
            return None
        found += of_view
    return found


def _product(record: Passes, part: Part, scale: Node | None) -> _Use | None:
    """The use of a matrix in W @ A, columns being examples, or in X @ W, rows being examples."""
    user, delta = part.user, record.cotangents[part.user]
    if user.op.name != "matmul" or BATCH in part.operand.shape:
        return None
    other, is_left = user.operands[1 - part.position], part.position == 0
    if other.rank != 2 or other.shape[1 if is_left else 0] != BATCH:
        return None
    inputs = other if is_left else other.T
    if part.operand.rank == 1:  # of one output the deltas are a row
        return _Use(reshape(delta, (1, BATCH)), inputs, None if scale is None else reshape(scale, (1, *scale.shape)))
    if part.operand.rank != 2:
        return None
    return _Use(delta, inputs, scale) if is_left else _Use(inputs, delta.T, scale)


def _stretched(part: Part, scale: Node | None) -> _Use | None:
    """The use of a bias or a factor that is stretched over the examples, with whatever else it is stretched over."""
    given, shape = part.given, part.operand.shape
    if BATCH not in given.shape or BATCH in shape or part.summed is given:
        return None
    axis, aligned = given.shape.index(BATCH), (1,) * (given.rank - len(shape)) + tuple(shape)
    others = tuple(
        place for place, (long, short) in enumerate(zip(given.shape, aligned, strict=True))
        if long != short and place != axis
    )  # fmt: skip
    summed = sum(given, axis=others) if others else given
    if scale is not None:
        scale = reshape(scale, aligned)
    if axis != given.rank - 1:
        if given.rank != 2:
            return None
        summed, scale = summed.T, None if scale is None else scale.T
    return _Use(summed, None, scale)


def _norm_of(uses: Sequence[_Use]) -> Node | None:
    """The squared norm of what each example adds, (1, m); None where the uses are too many, or of several kinds."""
    kinds = {(use.rows.shape, None if use.columns is None else use.columns.shape) for use in uses}
    if len(kinds) != 1:
        return None
    if uses[0].columns is None:
        return _over_columns(square(reduce(add, [use.rows for use in uses])), uses[0].scale)
    return reduce(add, _pairs(uses)) if len(uses) <= MOST_USES else None


def _pairs(uses: Sequence[_Use]) -> Iterator[Node]:
    """⟨r cᵀ, s dᵀ⟩ = ⟨r, s⟩ ⟨c, d⟩ for each pair of uses, column by column; with factors Σ r s (P² (c d))."""
    for first, one in enumerate(uses):
        for other in uses[first:]:
            assert one.columns is not None  # noqa: S101 - both are products
            assert other.columns is not None  # noqa: S101
            rows, columns = one.rows * other.rows, one.columns * other.columns
            if one.scale is None:
                inner = sum(rows, axis=0) * sum(columns, axis=0)
            else:
                inner = sum(rows * (one.scale @ columns), axis=0)
            yield inner if one is other else 2 * inner


def _over_columns(squares: Node, scale: Node | None) -> Node:
    measured = squares if scale is None else scale * squares
    if measured.rank == 1:
        return reshape(measured, (1, BATCH))
    total = sum(measured, axis=tuple(range(measured.rank - 1)))
    return reshape(total, (1, BATCH)) if total.rank > 2 else total
