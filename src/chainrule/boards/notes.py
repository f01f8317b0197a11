"""Notes: what is worth a second look on a board that can be read, where what it says may not be what is meant.

A softmax before a loss that has one itself, a column less a row that makes a square, a last line without slope: all of
these are boards, and all of them are seldom meant.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress

import numpy as np

from chainrule.boards.names import CONSTANTS, as_product
from chainrule.boards.operators import quoted
from chainrule.boards.random_values import complete_values
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import GraphError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.normalization import BATCH_NORM, NORMS
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.rules.patterns import is_same
from chainrule.transforms.simplify import simplify

SIGNS: Mapping[str, str] = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
SQUASHED: Mapping[str, str] = {"cross_entropy": "softmax", "logistic": "sigmoid"}
DRAWS, SCALE = 8, 3.0
SAME = 1e-9


def notes(whiteboard: Whiteboard) -> tuple[str, ...]:
    """The notes on a board, a sentence each; none where it means what it says.

    >>> from chainrule.boards.grammar import read_whiteboard
    >>> print(*notes(read_whiteboard("L = logistic(sigmoid(w*x), y)")))
    logistic takes the score before a sigmoid, but its first operand lies between 0 and 1, as behind one
    """
    found = (
        *(_handed_in, _squashed_twice, _along_rows, _norms, _squares),
        *(_other_cost, _without_slope, _unread, _numbers_by_name),
    )
    return tuple(dict.fromkeys(note for find in found for note in find(whiteboard)))


def _handed_in(whiteboard: Whiteboard) -> Iterator[str]:
    """The cost of a layer, which nobody wrote: what stands for it."""
    if whiteboard.upstream:
        given = " and ".join(f"{one} is ∂{whiteboard.cost}/∂{out}" for one, out in whiteboard.upstream.items())
        total = " + ".join(f"sum({one} * {out})" for one, out in whiteboard.upstream.items())
        yield f"{given}, of whatever comes next; where that has to be a number, {whiteboard.cost} is {total}"


def _squashed_twice(whiteboard: Whiteboard) -> Iterator[str]:
    """Losses on scores that get probabilities, recognised by their numbers: a sigmoid may be written in many ways."""
    graph = whiteboard.graph
    for loss in graph.order:
        if loss.op.name not in SQUASHED:
            continue
        squashing, scores = SQUASHED[loss.op.name], loss.operands[0]
        name = _name(graph, scores) or "its first operand"
        numbers = list(_drawn(whiteboard, scores))
        if numbers and _are_shares(np.concatenate([one.ravel() for one in numbers])):
            yield (
                f"{loss.op.name} takes the score before a {squashing}, but {name} lies between 0 and 1, as behind one"
            )
        elif loss.op.name == "cross_entropy" and numbers and all(map(_is_log_softmax, numbers)):
            yield f"cross_entropy takes the logarithm of a softmax itself; {name} is one already, which changes nothing"


def _drawn(whiteboard: Whiteboard, node: Node) -> Iterator[Array]:
    """The numbers of a node at a few random points; none where they would be too many."""
    graph, rng = whiteboard.graph, np.random.default_rng(0)
    with suppress(GraphError):
        for _ in range(DRAWS):
            drawn = {name: SCALE * np.asarray(one) for name, one in complete_values(graph, {}, rng).items()}
            leaves = {graph.leaves[name]: one for name, one in whiteboard.obeying(drawn).items()}
            yield evaluate([node], leaves)[0]


def _are_shares(numbers: Array) -> bool:
    """Whether numbers that differ lie between 0 and 1."""
    return bool(((numbers >= 0) & (numbers <= 1)).all() and np.ptp(numbers) > SAME)


def _is_log_softmax(numbers: Array) -> bool:
    below_1 = np.isfinite(numbers).all() and (numbers <= 0).all()
    return bool(below_1 and np.allclose(np.exp(numbers).sum(axis=0), 1, atol=SAME))


def _along_rows(whiteboard: Whiteboard) -> Iterator[str]:
    """A cross-entropy, which takes an example from each column, of labels that are declared in rows."""
    for loss in whiteboard.graph.order:
        if loss.op.name != "cross_entropy":
            continue
        turned = loss.operands[1].op.name == "transpose"
        leaf = loss.operands[1].operands[0] if turned else loss.operands[1]
        fact = whiteboard.facts.get(leaf.name)
        if fact and fact.axis == 1 - turned:
            scores, target = (_as_written(whiteboard, one) for one in loss.operands[:2])
            meant = ", ".join(one.removesuffix(".T") if one.endswith(".T") else f"{one}.T" for one in (scores, target))
            told = f"cross_entropy takes an example from each column, and {fact.about(leaf.name)}"
            yield f"{told}; did you mean cross_entropy({meant})?"


def _norms(whiteboard: Whiteboard) -> Iterator[str]:
    """A batch norm along the units, a size that parameters have, or another norm along the examples, which none has."""
    leaves = whiteboard.graph.leaves.values()
    units = {size for leaf in leaves if leaf.op.name == "parameter" for size in leaf.shape}
    for norm in whiteboard.graph.order:
        if norm.op not in NORMS or norm.rank != 2 or (axis := norm.attributes["axis"]) not in ((0,), (1,)):
            continue
        along, other = norm.shape[axis[0]], norm.shape[1 - axis[0]]
        wrong, right = ("units", "examples") if norm.op is BATCH_NORM else ("examples", "units")
        if (along in units, other in units) == (wrong == "units", right == "units") and 1 not in norm.shape:
            told = f"{norm.op.name} goes along the {right}, and here it goes along {along}, which counts {wrong}"
            yield f"{told}; axis={1 - axis[0]} goes along {other}"


def _as_written(whiteboard: Whiteboard, node: Node) -> str:
    """A node as the board has it, in brackets where it needs them."""
    return _name(whiteboard.graph, node) or quoted(whiteboard.parts[node])


def _squares(whiteboard: Whiteboard) -> Iterator[str]:
    """What two columns of the same size make where one of them has no second axis, or is a row in a sum."""
    for node in whiteboard.graph.order:
        if not node.op.entrywise or len(node.operands) != 2:
            continue
        a, b = node.operands
        rows = 2 if node.op.name in ("add", "subtract") else 1  # a column times a row is meant
        if not _makes_a_square(a.shape, b.shape, node.shape, rows) or _is_transposed(a, b):
            continue
        where = next(name for name, one in whiteboard.graph.all_names.items() if node in topological([one]))
        left, right, made = (write_shape(one.shape) for one in (a, b, node))
        sign = SIGNS.get(node.op.name)
        said = f"{left} {sign} {right}" if sign else f"{node.op.called} of {left} and {right}"
        yield (
            f"in {where}, {said} makes {made}, every entry with every other; "
            f"entry by entry, both have the shape ({node.shape[0]}, 1)"
        )


def _makes_a_square(a: Shape, b: Shape, made: Shape, rows: int) -> bool:
    """Whether a column and n numbers without a second axis, or in a row, make n × n."""
    if len(made) != 2 or made[0] != made[1] or made[0] == 1:
        return False
    column, row = (made[0], 1), ((made[0],), (1, made[0]))[:rows]
    return (a == column and b in row) or (b == column and a in row)


def _is_transposed(a: Node, b: Node) -> bool:
    """Whether one is the other one turned, as in the differences of all pairs."""
    return any(x.op.name == "transpose" and is_same(x.operands[0], y) for x, y in ((a, b), (b, a)))


def _other_cost(whiteboard: Whiteboard) -> Iterator[str]:
    """A last line, such as a prediction, that is no number and so no cost."""
    last, cost = whiteboard.costs[-1], whiteboard.cost
    if last != cost:
        shape = write_shape(whiteboard.graph.node(last).shape)
        yield f"the cost is {cost}; {last} comes last and is {shape}, and a cost is one number"


def _without_slope(whiteboard: Whiteboard) -> Iterator[str]:
    """A last line, such as an accuracy, that no parameter moves while an earlier one would be a cost."""
    graph, last = whiteboard.graph, whiteboard.cost
    *others, _ = (name for name in whiteboard.costs if all(d == 1 for d in graph.node(name).shape) or name == last)
    if not others or any(d != 1 for d in graph.node(last).shape) or _has_slope(graph, last):
        return
    costs = [name for name in others if _has_slope(graph, name)]
    if costs:
        told = f"the cost is {last}, the last line that nothing uses, and its slope is 0 everywhere"
        yield f"{told}; put {costs[-1]} last, or leave {last} out"


def _unread(whiteboard: Whiteboard) -> Iterator[str]:
    """Parameters that no path leads from to the cost, as where a line below the cost reads them, or none does."""
    for name in whiteboard.unread:
        yield f"{whiteboard.cost} does not read the parameter {name}, so it never learns; use it, or leave it out"


def _has_slope(graph: Graph, cost: str) -> bool:
    """Whether a cost moves with any parameter, or with any data where there are none."""
    parameters = [name for name, leaf in graph.leaves.items() if leaf.op.name == "parameter"]
    backward = simplify(differentiate(graph, parameters or list(graph.leaves), cost))
    return not all(_is_zero(node) for name, node in backward.outputs.items() if name not in graph.outputs)


def _is_zero(node: Node) -> bool:
    while node.op.name == "broadcast":
        (node,) = node.operands
    return node.op.name == "constant" and not np.any(node.attributes["value"])


def _numbers_by_name(whiteboard: Whiteboard) -> Iterator[str]:
    """Names that nobody declared and that read like a number or a product."""
    known = whiteboard.graph.all_names
    for name in whiteboard.undeclared:
        if name in CONSTANTS:
            yield f"{name} is a name like any other here; {CONSTANTS[name]}"
        elif product := as_product(name, known):
            yield f"{name} is a name of its own here; a product is written {product}"


def _name(graph: Graph, node: Node) -> str:
    return next((name for name, one in graph.all_names.items() if one is node), "")
