"""Slip rules: for each kind of op, the ways in which people walk back through it wrongly.

A rule gets a node, the cotangent g that arrives at it, and the word for a node; it gives the kind of slip, its
sentence, and what the operands get by mistake. What it makes may not fit; the caller then drops it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.ops.activations import relu, sigmoid
from chainrule.ops.elementwise import maximum, power, square
from chainrule.ops.linear import broadcast
from chainrule.ops.losses import LOSSES
from chainrule.ops.normalization import NORMS
from chainrule.ops.reductions import axis_of, mean
from chainrule.ops.undefined import UNDEFINED
from chainrule.transforms.differentiate import given_back
from chainrule.tutor.function_slips import Call, Parts, Rule, has_slope, slope_of, through_function
from chainrule.tutor.substitution import exchanged
from chainrule.tutor.verdicts import Kind

LINES: Mapping[object, str] = {(0,): "column", (1,): "row"}  # along which a matrix is summed


def slips_of(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    """The slips that can happen on the way back through a node."""
    if node.op.name in RULES:
        yield from RULES[node.op.name](node, g, call)
    elif _acts_on_entries(node) and len(node.operands) == 1 and has_slope(node):  # others have no slope to multiply by
        yield from through_function(node, g, call)


def _acts_on_entries(node: Node) -> bool:
    return node.op.entrywise or node.op in UNDEFINED


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
    sentence = f"{below} stands below the line, so the quotient rule subtracts what comes back to it; look at the sign."
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
    left, right = given_back(node, g)
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


def _through_inverse(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    (x,) = node.operands
    name, after = f"the inverse of {call(x)}", node.T
    yield Kind.SLOPE, f"On the way back through {name}, its slope is missing.", lambda: (g,)
    yield Kind.SIGN, f"The derivative of {name} has a minus; look at the sign.", lambda: (after @ g @ after,)
    sentence = f"{name[0].upper()}{name[1:]} stands on both sides of what comes back; here it is on one."
    yield Kind.PART, sentence, lambda: (-(after @ g),)
    yield Kind.PART, sentence, lambda: (-(g @ after),)
    sentence = f"The way back through {name} goes through its transpose, and here it is not transposed."
    yield Kind.UNTRANSPOSED, sentence, lambda: (-(node @ g @ node),)
    yield (
        Kind.PRODUCT,
        f"{name[0].upper()}{name[1:]} is multiplied entry by entry, where a matrix product belongs.",
        (lambda: (-(g * node * node),)),
    )


def _through_upstream(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    for i, (out, given) in enumerate(zip(node.operands[::2], node.operands[1::2], strict=True)):
        sentence = (
            f"{call(given)} comes back to {call(out)}, and everything further back is multiplied by it; it is missing."
        )
        parts = [part for pair in zip(node.operands[1::2], node.operands[::2], strict=True) for part in pair]
        parts[2 * i] = broadcast(g, shape=out.shape)
        yield Kind.MULTIPLIER, sentence, partial(tuple, parts)


def _through_difference(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    _, b = node.operands
    yield Kind.SIGN, f"{call(b)} is subtracted, so its sign turns on the way back.", lambda: (g, g)


def rare_slips_of(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    """Slips that are looked for last, because others that lead to the same are more likely."""
    if node.op.name == "subtract":
        a, _ = node.operands
        yield Kind.SIGN, f"{call(a)} is not subtracted, so its sign stays on the way back.", lambda: (-g, -g)


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
    line = LINES.get(node.attributes["axis"], "softmax") if x.rank == 2 else "softmax"
    sentence = f"Every entry of {call(x)} moves every probability of its {line}; here each moves only its own."
    yield Kind.PART, sentence, lambda: (g * node * (1 - node),)
    yield Kind.UNDIFFERENTIATED, f"{node.op.name} stands there as it is.", lambda: (g * node,)
    for other in _other_axes(node):
        sentence = f"{node.op.name} runs along the wrong axis."
        yield Kind.AXIS, sentence, lambda other=other: given_back(other, g)  # type: ignore[misc]


def _through_norm(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    (x,), axis = node.operands, axis_of(node)
    definition = node.op.definition
    assert definition is not None  # noqa: S101
    above, below = definition(x, **node.attributes).operands
    name, centred = f"the {node.op.called}", above is not x
    spread = "standard deviation" if centred else "root mean square"
    yield Kind.SLOPE, f"On the way back through {name}, its slope is missing.", lambda: (g,)
    sentence = f"Every entry of {call(x)} moves the {'mean and the ' * centred}{spread}; here it moves only its own."
    yield Kind.PART, sentence, lambda: (g / below,)
    if centred:
        sentence = f"The standard deviation moves with {call(x)}, and what comes back by it is missing."
        yield Kind.PART, sentence, lambda: ((g - mean(g, axis)) / below,)
        sentence = f"The mean moves with {call(x)}, and what comes back by it is missing."
        yield Kind.PART, sentence, lambda: ((g - node * mean(g * node, axis)) / below,)
    sentence = f"{name[0].upper()}{name[1:]} divides by the {spread} of {call(x)}, and so does its derivative."
    yield Kind.MULTIPLIER, sentence, lambda: tuple(part * below for part in given_back(node, g) if part is not None)
    for other in _other_axes(node):
        sentence = f"{node.op.called} runs along the wrong axis."
        yield Kind.AXIS, sentence, lambda other=other: given_back(other, g)  # type: ignore[misc]


def _other_axes(node: Node) -> list[Node]:
    """The same along each other axis."""
    axes = [(i,) for i in range(node.operands[0].rank) if (i,) != node.attributes["axis"]]
    return [node.op(*node.operands, **{**node.attributes, "axis": axis}) for axis in axes]


def _through_log(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    (p,) = node.operands
    yield from through_function(node, g, call)
    if p.op is sigmoid and not any(one.is_leaf for one in topological([g])):  # no label multiplies it, so it is 1
        sentence = f"At {call(node)} the probability less the label, a 1, comes back; here the 1 is missing."
        yield Kind.TERM, sentence, lambda: (-g / (1 - p),)


def _through_choice(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    if node.op is maximum and any(map(_is_zero, node.operands)):
        yield from _through_relu(node, g, call)
        return
    sentence = f"At {call(node)} only the entry that was chosen gets something back; here all do."
    yield Kind.SLOPE, sentence, lambda: (None, g, g)[-len(node.operands) :]


def _through_relu(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    """What is a relu, written as the larger one of x and 0."""
    x = next((one for one in node.operands if not _is_zero(one)), node.operands[0])
    like = relu(x)
    for kind, sentence, make in through_function(like, g, lambda one: call(node if one is like else one)):
        yield kind, sentence, lambda make=make: 2 * make()  # type: ignore[misc]


def _is_zero(node: Node) -> bool:
    return node.op.name == "constant" and node.shape == () and node.attributes["value"] == 0


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
                yield from _cancelled(inner, delta, parts)


def _cancelled(inner: Node, delta: Node, parts: Parts) -> Iterator[Rule]:
    """The slips around what has cancelled in the derivative of a loss."""
    if inner.op is sigmoid:
        sentence = "The slope of the sigmoid has cancelled already, and stands there once more."
        yield Kind.TWICE, sentence, lambda: (delta * slope_of(inner), *parts[1:])
        return
    for other in _other_axes(inner):
        wrong = exchanged(delta, {inner: other})
        yield Kind.AXIS, "softmax runs along the wrong axis.", partial(tuple, (wrong, *parts[1:]))
    wrong = exchanged(delta, {inner: sigmoid(inner.operands[0])})
    yield Kind.FUNCTION, "sigmoid stands where softmax belongs.", partial(tuple, (wrong, *parts[1:]))


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
    "upstream": _through_upstream,
    "divide": _through_quotient,
    "power": _through_power,
    "matmul": _through_matmul,
    "inverse": _through_inverse,
    "log": _through_log,
    "subtract": _through_difference,
    **dict.fromkeys(("mean", "max", "logsumexp", "var", "std"), _through_reduction),
    **dict.fromkeys(("softmax", "log_softmax"), _through_softmax),
    **{op.name: _through_norm for op in NORMS},
    **dict.fromkeys(("where", "maximum", "minimum"), _through_choice),
    **{op.name: _through_loss for op in LOSSES},
}
