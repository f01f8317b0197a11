"""Function slips: the ways in which people walk back wrongly through a function of one operand, such as σ."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from chainrule.graph.graph import topological
from chainrule.graph.node import Node, Op, constant, input
from chainrule.ops.activations import relu, sigmoid, tanh
from chainrule.transforms.differentiate import given_back
from chainrule.tutor.substitution import exchanged
from chainrule.tutor.verdicts import Kind

Parts = tuple[Node | None, ...]
Call = Callable[[Node], str]
Rule = tuple[Kind, str, Callable[[], Parts]]

OFTEN_TAKEN = (sigmoid, tanh, relu)  # for one another


def has_slope(node: Node) -> bool:
    """Whether what a node hands back depends on its operands: that of a linear op does not."""
    parts = [part for part in given_back(node, input("g", node.shape)) if part is not None]
    return not {node, *node.operands}.isdisjoint(topological(parts))


def through_function(node: Node, g: Node, call: Call) -> Iterator[Rule]:
    """σ and its like: the slope missing, in part, at the wrong place, added, or the function in its stead."""
    (x,) = node.operands
    name, inside, outside = f"the {node.op.called}", call(x), call(node)
    slope = slope_of(node)
    yield Kind.SLOPE, f"On the way back through {name}, its slope is missing.", lambda: (g,)
    for missing, rest in _shortened(_factors(slope)):
        sentence = f"Only a part of the slope of {name} is there{_named(missing, {x: inside, node: outside})}."
        yield Kind.PART, sentence, partial(_product, g, rest)
    yield Kind.ADDED, f"The slope of {name} is added, but the chain rule multiplies.", lambda: (g + slope,)
    sentence = f"{name} stands there as it is, where its derivative belongs."
    yield Kind.UNDIFFERENTIATED, sentence[0].upper() + sentence[1:], lambda: (g * node,)
    sentence = f"The slope of {name} is taken at {outside}, but it belongs at {inside}."
    yield Kind.PLACE, sentence, lambda: (g * slope_of(node.op(node, **node.attributes)),)
    sentence = f"The slope of {name} is written with {inside} where {outside} belongs."
    yield Kind.OPERAND, sentence, lambda: (g * exchanged(slope, {node: x}),)
    yield Kind.OPERATOR, f"The slope of {name} multiplies; here something is divided by it.", lambda: (g / slope,)
    sentence = f"The slope of {name} multiplies twice; or it has cancelled already, and stands there once more."
    yield Kind.TWICE, sentence, lambda: (g * slope * slope,)
    for square_in in (one for one in topological([slope], [node, x]) if one.op.name == "square"):
        plainer = exchanged(slope, {square_in: square_in.operands[0]})
        sentence = f"In the slope of {name}, {outside} is squared; here it is not."
        yield Kind.PART, sentence, partial(_product, g, [plainer])
    for other in OFTEN_TAKEN:
        if other is not node.op:
            sentence = f"The slope of the {other.called} stands where that of {name} belongs."
            yield Kind.ANOTHER_SLOPE, sentence, partial(_product, g, [_slope_of_another(other, node)])
            yield Kind.ANOTHER_SLOPE, sentence, partial(_product, g, [slope_of(other(x))])


def slope_of(node: Node) -> Node:
    """The slope of a function of one operand: what it makes of a cotangent of 1."""
    (part,) = given_back(node, constant(1))
    assert part is not None  # noqa: S101
    return part


def _slope_of_another(other: Op, node: Node) -> Node:
    """The slope of another function, written with the output of this one where it is written with its own."""
    its = other(node.operands[0])
    return exchanged(slope_of(its), {its: node})


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


def _shortened(factors: list[Node]) -> list[tuple[Node, list[Node]]]:
    """Each factor, and those without it, where there are several."""
    each = enumerate(factors if len(factors) > 1 else ())
    return [(factor, [*factors[:i], *factors[i + 1 :]]) for i, factor in each]


def _named(missing: Node, words: Mapping[Node, str]) -> str:
    """What is missing, where it is a number or has a word."""
    value = missing.attributes["value"] if missing.op.name == "constant" else None
    word = f"its {value:g}" if isinstance(value, int | float) else words.get(missing, "")
    return f"; {word} is missing" if word else ""


def _product(g: Node, factors: list[Node]) -> Parts:
    for factor in factors:
        g = g * factor
    return (g,)
