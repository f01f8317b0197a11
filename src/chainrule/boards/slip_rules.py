"""Slip rules: for each kind of op, the ways in which people walk back through it wrongly.

A rule gets a node, the cotangent g that arrives at it, and the word for a node; it gives the kind of slip, its
sentence, and what the operands get by mistake. What it makes may not fit; the caller then drops it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from chainrule.boards.exchange import exchanged
from chainrule.boards.verdicts import Kind
from chainrule.graph.graph import topological
from chainrule.graph.node import Node, constant, input
from chainrule.ops.elementwise import power, square
from chainrule.ops.linear import broadcast
from chainrule.ops.losses import LOSSES
from chainrule.transforms.differentiate import given_back

Parts = tuple[Node | None, ...]
Call = Callable[[Node], str]
Rule = tuple[Kind, str, Callable[[], Parts]]


def slips_of(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    """The slips that can happen on the way back through a node."""
    if node.op.name in RULES:
        yield from RULES[node.op.name](node, g, call)
    elif len(node.operands) == 1 and node.operands[0].shape == node.shape and _has_slope(node):
        yield from _through_function(node, g, call)


def _has_slope(node: Node) -> bool:
    """Whether what a node hands back depends on its operands: that of a linear op does not."""
    parts = [part for part in given_back(node, input("g", node.shape)) if part is not None]
    return not {node, *node.operands}.isdisjoint(topological(parts))


# ---- functions of one operand: the cotangent times the slope ------------------------------------------------------


def _through_function(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    """σ and its like: the slope missing, in part, at the wrong place, added, or the function in its stead."""
    (x,) = node.operands
    name, inside, outside = f"the {node.op.called}", call(x), call(node)
    slope = _slope(node)
    yield Kind.SLOPE, f"On the way back through {name}, its slope is missing.", lambda: (g,)
    for rest in _shortened(_factors(slope)):
        yield Kind.PART, f"Only a part of the slope of {name} is there.", partial(_product, g, rest)
    yield Kind.ADDED, f"The slope of {name} is added, but the chain rule multiplies.", lambda: (g + slope,)
    sentence = f"{name} stands there as it is, where its derivative belongs."
    yield Kind.UNDIFFERENTIATED, sentence[0].upper() + sentence[1:], lambda: (g * node,)
    sentence = f"The slope of {name} is taken at {outside}, but it belongs at {inside}."
    yield Kind.PLACE, sentence, lambda: (g * _slope(node.op(node, **node.attributes)),)
    sentence = f"The slope of {name} is written with {inside} where {outside} belongs."
    yield Kind.OPERAND, sentence, lambda: (g * exchanged(slope, {node: x}),)
    yield Kind.OPERATOR, f"The slope of {name} multiplies; here something is divided by it.", lambda: (g / slope,)


def _slope(node: Node) -> Node:
    (part,) = given_back(node, constant(1))
    assert part is not None  # noqa: S101
    return part


def _factors(node: Node) -> list[Node]:
    """What is multiplied in a product, ones aside."""
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        if one.op.name == "multiply":
            waiting.extend(reversed(one.operands))
        elif not (one.op.name == "constant" and one.shape == () and one.attributes["value"] == 1):
            found.append(one)
    return found


def _shortened(factors: list[Node]) -> list[list[Node]]:
    """The factors less each one in turn, where there are several."""
    return [[*factors[:i], *factors[i + 1 :]] for i in range(len(factors))] if len(factors) > 1 else []


def _product(g: Node, factors: list[Node]) -> Parts:
    for factor in factors:
        g = g * factor
    return (g,)


# ---- operations on two operands, and reductions -------------------------------------------------------------------


def _through_product(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    a, b = node.operands
    yield from _beside(a, b, g, lambda part: (part, g * a), call)
    yield from _beside(b, a, g, lambda part: (g * b, part), call)


def _beside(operand: Node, other: Node, g: Node, parts: Callable[[Node], Parts], call: Call) -> Iterator[Rule]:
    """The slips on the way back to one operand of a product."""
    name, factor = call(operand), call(other)
    yield Kind.MULTIPLIER, _missing(name, factor), lambda: parts(g)
    sentence = f"{factor} is added, but what {name} is multiplied by multiplies its derivative too."
    yield Kind.ADDED, sentence, lambda: parts(g + other)
    yield Kind.OPERAND, _itself(name), lambda: parts(g * operand)


def _through_quotient(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    a, b = node.operands
    above, below = call(a), call(b)
    yield Kind.MULTIPLIER, f"{above} is divided by {below}, and so is its derivative.", lambda: (g, -(g * node / b))
    sentence = f"{below} stands below the line: the more of it, the less; look at the sign."
    yield Kind.SIGN, sentence, lambda: (g / b, g * node / b)
    sentence = f"The derivative of a quotient by {below}, below the line, is not complete."
    yield Kind.PART, sentence, lambda: (g / b, -(g * a / b))
    yield Kind.PART, sentence, lambda: (g / b, -(g / square(b)))
    yield Kind.PART, sentence, lambda: (g / b, -(g * a))


def _through_power(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    a, b = node.operands
    name = call(a)
    lost = f"The exponent over {name} comes down as a factor; that is missing."
    yield Kind.PART, lost, lambda: (g * power(a, b - 1), None)
    yield Kind.PART, f"The exponent over {name} falls by one; here it does not.", lambda: (g * b * node, None)
    yield Kind.UNDIFFERENTIATED, f"The power of {name} stands there as it is.", lambda: (g * node, None)
    yield Kind.SLOPE, f"On the way back through the power of {name}, its slope is missing.", lambda: (g, None)


def _through_matmul(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    a, b = node.operands
    left, right = g @ b.T, a.T @ g
    yield from _beside_matrix(a, b, g, lambda part: (part, right), call)
    yield Kind.UNTRANSPOSED, _untransposed(call(a), call(b)), lambda: (g @ b, right)
    yield Kind.ORDER, _order(call(a), call(b)), lambda: (b.T @ g, right)
    yield Kind.ORDER, _order(call(a), call(b)), lambda: (b @ g, right)
    yield Kind.OPERAND, _itself(call(a)), lambda: (g @ a.T, right)
    yield from _beside_matrix(b, a, g, lambda part: (left, part), call)
    yield Kind.UNTRANSPOSED, _untransposed(call(b), call(a)), lambda: (left, a @ g)
    yield Kind.ORDER, _order(call(b), call(a)), lambda: (left, g @ a.T)
    yield Kind.ORDER, _order(call(b), call(a)), lambda: (left, g @ a)
    yield Kind.OPERAND, _itself(call(b)), lambda: (left, b.T @ g)


def _beside_matrix(operand: Node, other: Node, g: Node, parts: Callable[[Node], Parts], call: Call) -> Iterator[Rule]:
    """The slips on the way back to either operand of a matrix product."""
    name, factor = call(operand), call(other)
    yield Kind.MULTIPLIER, _missing(name, factor), lambda: parts(g)
    sentence = f"{factor} is multiplied entry by entry, where a matrix product belongs."
    yield Kind.PRODUCT, sentence, lambda: parts(g * other)
    yield Kind.PRODUCT, sentence, lambda: parts(g * other.T)


def _through_difference(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    _, b = node.operands
    yield Kind.SIGN, f"{call(b)} is subtracted, so its sign turns on the way back.", lambda: (g, g)
    yield Kind.SIGN, "A sign turns on the way back through a difference, but not this one.", lambda: (-g, -g)


def _through_reduction(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    (x,) = node.operands
    if node.op.name == "mean":
        sentence = f"A mean divides by how many there are; on the way back to {call(x)} that is missing."
        yield Kind.FACTOR, sentence, lambda: (broadcast(g, shape=x.shape),)
    else:
        sentence = f"On the way back through {node.op.name}, not every entry of {call(x)} gets the same."
        yield Kind.SLOPE, sentence, lambda: (broadcast(g, shape=x.shape),)


def _through_softmax(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    (x,) = node.operands
    yield Kind.SLOPE, f"On the way back through {node.op.name}, its slope is missing.", lambda: (g,)
    sentence = f"Every entry of {call(x)} moves every probability of its column; here each moves only its own."
    yield Kind.PART, sentence, lambda: (g * node * (1 - node),)
    yield Kind.UNDIFFERENTIATED, f"{node.op.name} stands there as it is.", lambda: (g * node,)


def _through_choice(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    sentence = f"At {call(node)} only the entry that was chosen gets something back; here all do."
    yield Kind.SLOPE, sentence, lambda: (None, g, g)[-len(node.operands) :]


def _through_loss(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    prediction = node.operands[0]
    parts = given_back(node, g)
    if node.attributes["average"]:
        unscaled = node.op(*node.operands, average=False)
        yield Kind.FACTOR, "The loss is averaged over the examples; that is missing.", lambda: given_back(unscaled, g)
    if (delta := parts[0]) is not None:
        for inner in topological([delta], known=topological([prediction])):
            if inner.op.name in ("sigmoid", "softmax"):
                logit = exchanged(delta, {inner: inner.operands[0]})
                sentence = f"The logit {call(prediction)} stands where its probability belongs."
                yield Kind.OPERAND, sentence, partial(tuple, (logit, *parts[1:]))


def _untransposed(name: str, factor: str) -> str:
    return f"The way back to {name} goes through the transpose of {factor}, and here it is not transposed."


def _order(name: str, factor: str) -> str:
    return f"The product with {factor} on the way back to {name} is in the wrong order."


def _itself(name: str) -> str:
    return f"On the way back to {name} stands {name} itself, where its partner in the product belongs."


def _missing(name: str, factor: str) -> str:
    return f"{name} is multiplied by {factor}, so {factor} belongs into the derivative by {name}; it is missing."


RULES: Mapping[str, Callable[[Node, Node, Call], Iterator[Rule]]] = {
    "multiply": _through_product,
    "divide": _through_quotient,
    "power": _through_power,
    "matmul": _through_matmul,
    "subtract": _through_difference,
    **dict.fromkeys(("mean", "max", "logsumexp"), _through_reduction),
    **dict.fromkeys(("softmax", "log_softmax"), _through_softmax),
    **dict.fromkeys(("where", "maximum", "minimum"), _through_choice),
    **{op.name: _through_loss for op in LOSSES},
}
