"""Operator edits: what else could have been written in the place of one operator, function or number of a claim."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from chainrule.graph.node import Node, constant
from chainrule.ops import ALL_OPS, reductions
from chainrule.ops.activations import ACTIVATIONS, relu, sigmoid, tanh
from chainrule.ops.elementwise import power, square
from chainrule.ops.normalization import NORMS
from chainrule.ops.reductions import softmax
from chainrule.tutor.phrases import capital
from chainrule.tutor.substitution import Remake
from chainrule.tutor.verdicts import Kind

Made = tuple[Kind, str, Remake]
Call = Callable[[Node], str]

KEEPING_SHAPE = ("softmax", "log_softmax", *(op.name for op in NORMS))
ALONG_AN_AXIS = (*KEEPING_SHAPE, "logsumexp", "max", "sum", "mean", "var", "std")


def operator_edits(node: Node, call: Call) -> Iterator[Made]:
    """What could have been meant in place of one node; `call` gives the word for a node, or nothing."""
    place = f"In {call(node)}, " if call(node) else ""
    for kind, sentence, function in OTHERS.get(node.op.name, ()):
        yield kind, _said(place, sentence, node, call), _applied(function)
    if node.op.name == "multiply" or node.op.name == "divide":
        yield from _without_one(node, place, call)
    if node.op.name in ALONG_AN_AXIS:
        yield from _other_reductions(node)
    yield from _other_functions(node)
    if node.op.name == "power":
        yield from _other_exponents(node, call)
    if node.rank == 2:
        transposed = _said("", "{it} has to be transposed.", node, call)
        yield Kind.UNTRANSPOSED, transposed, lambda operands: node.with_operands(operands).T


def _said(place: str, sentence: str, node: Node, call: Call) -> str:
    """A sentence with the words for a node and its operands in it, where it stands in `place`."""
    words = [call(x) or "a term" for x in node.operands] + [""]
    text = sentence.format(it=call(node) or "a part of it", a=words[0], b=words[1] if len(words) > 2 else "")
    return place + text if place else capital(text)


def _applied(function: Callable[..., Node]) -> Remake:
    return lambda operands: function(*operands)


def _without_one(node: Node, place: str, call: Call) -> Iterator[Made]:
    """A product without one of its factors, a quotient without what it is divided by."""
    a, b = (call(x) or "something" for x in node.operands)
    if node.op.name == "divide":
        yield Kind.EXTRA, f"{place}{b} divides, and does not belong there.", lambda operands: operands[0]
    else:
        yield Kind.EXTRA, f"{place}{a} is a factor too many.", lambda operands: operands[1]
        yield Kind.EXTRA, f"{place}{b} is a factor too many.", lambda operands: operands[0]


def _other_reductions(node: Node) -> Iterator[Made]:
    (x,) = node.operands
    name, own = node.op.name, node.attributes["axis"]
    axes = [tuple(range(x.rank)), *((i,) for i in range(x.rank))]
    for axis in axes if name not in KEEPING_SHAPE else axes[1:]:
        if axis != own:
            along = partial(node.op, **{**node.attributes, "axis": axis})
            yield Kind.AXIS, f"{node.op.name} runs along the wrong axis.", _applied(along)
    if name in ("sum", "mean"):
        other, kind = ("sum", Kind.MEAN) if name == "mean" else ("mean", Kind.FACTOR)
        swapped = partial(ALL_OPS[other], **node.attributes)
        yield kind, f"A {name} stands where a {other} belongs.", _applied(swapped)
        yield Kind.EXTRA, f"A {name} is taken that does not belong there.", lambda operands: operands[0]


FUNCTIONS: Mapping[str, Callable[[Node], Node]] = {
    **{op.name: op for op in (sigmoid, tanh, relu)},
    "softmax": softmax,
    "softmax along the rows": partial(softmax, axis=1),
}


def _other_functions(node: Node) -> Iterator[Made]:
    """Another function in the place of one, and none."""
    name = node.op.name
    if node.op not in ACTIVATIONS and name not in FUNCTIONS:
        return
    for other, function in FUNCTIONS.items():
        if other != name and not (name == "softmax" and other.startswith("softmax")):
            yield Kind.FUNCTION, f"{name} stands where {other} belongs.", _applied(function)
    if node.op in ACTIVATIONS:
        yield Kind.EXTRA, f"{name} is applied once too often.", lambda operands: operands[0]


def other_numbers(node: Node, call: Call) -> Iterator[Made]:
    """Another number in the place of one."""
    value = node.attributes["value"] if node.op.name == "constant" else None
    if not isinstance(value, float | int):
        return
    number = call(node) or f"{value:g}"
    for other in (value + 1, value - 1, -value, 2 * value, value / 2):
        if other != value:
            yield Kind.NUMBER, f"{number} is not the number that belongs there.", lambda _, other=other: constant(other)  # type: ignore[misc]


def _other_exponents(node: Node, call: Call) -> Iterator[Made]:
    """An exponent that is one higher, or one lower."""
    it = call(node.operands[0]) or "it"
    sentence = f"The exponent of {it} is another."
    yield Kind.NUMBER, sentence, lambda operands: power(operands[0], operands[1] - 1)
    yield Kind.NUMBER, sentence, lambda operands: power(operands[0], operands[1] + 1)


def missing_around(node: Node, call: Call) -> Iterator[Made]:
    """What may be missing around one part of a claim: a sign, a 2, a square, a function, a sum."""
    part = call(node)
    it = capital(part)

    def around(function: Callable[[Node], Node]) -> Remake:
        return lambda operands: function(node.with_operands(operands))

    yield Kind.SIGN, f"{it} has the wrong sign.", around(lambda x: -x)
    yield Kind.FACTOR, f"{it} lacks a factor 2.", around(lambda x: 2 * x)
    yield Kind.FACTOR, f"{it} is twice what it should be.", around(lambda x: x / 2)
    yield Kind.PART, f"A square over {part} is missing.", around(square)
    if node.attributes.get("value") != 0:
        yield Kind.OPERATOR, f"{it} has to divide, or stands above the line instead of below.", around(lambda x: 1 / x)
    for name in AROUND:
        yield Kind.FUNCTION, f"{name} is missing around {part}.", around(ALL_OPS[name])
    for axis in range(node.rank) if node.rank > 1 else ():
        yield Kind.SUM, f"{it} has to be summed.", around(partial(reductions.sum, axis=axis))
    if node.rank:
        yield Kind.SUM, f"{it} has to be summed.", around(reductions.sum)


AROUND = ("exp", "log", "sqrt", "absolute", "sigmoid", "tanh", "relu")
Binary = Callable[..., Node]
TERM_A, TERM_B = "{a} is a term too many.", "{b} is a term too many."
OTHERS: Mapping[str, tuple[tuple[Kind, str, Binary], ...]] = {
    "add": (
        (Kind.ADDED, "something is added that has to multiply.", lambda a, b: a * b),
        (Kind.OPERATOR, "a plus stands where a minus belongs.", lambda a, b: a - b),
        (Kind.EXTRA, TERM_B, lambda a, _: a),
        (Kind.EXTRA, TERM_A, lambda _, b: b),
    ),
    "subtract": (
        (Kind.OPERATOR, "a minus stands where a plus belongs.", lambda a, b: a + b),
        (Kind.SIGN, "the difference is taken the wrong way round.", lambda a, b: b - a),
        (Kind.EXTRA, TERM_B, lambda a, _: a),
        (Kind.EXTRA, TERM_A, lambda _, b: b),
    ),
    "multiply": (
        (Kind.PRODUCT, "* stands, entry by entry, where the matrix product @ belongs.", lambda a, b: a @ b),
        (Kind.PRODUCT, "* stands, entry by entry, where the matrix product @ belongs.", lambda a, b: b @ a),
        (Kind.OPERATOR, "something multiplies that has to be added.", lambda a, b: a + b),
        (Kind.OPERATOR, "something multiplies that has to divide.", lambda a, b: a / b),
        (Kind.OPERATOR, "something multiplies that has to be subtracted.", lambda a, b: a - b),
    ),
    "divide": (
        (Kind.OPERATOR, "something divides that has to multiply.", lambda a, b: a * b),
        (Kind.ORDER, "the quotient is upside down.", lambda a, b: b / a),
        (Kind.OPERATOR, "something divides that has to be subtracted.", lambda a, b: a - b),
        (Kind.OPERATOR, "something divides that has to be added.", lambda a, b: a + b),
    ),
    "matmul": (
        (Kind.ORDER, "the matrix product is in the wrong order.", lambda a, b: b @ a),
        (Kind.PRODUCT, "@ stands where a product entry by entry belongs.", lambda a, b: a * b),
        (Kind.UNTRANSPOSED, "{b} has to be transposed.", lambda a, b: a @ b.T),
        (Kind.UNTRANSPOSED, "{a} has to be transposed.", lambda a, b: a.T @ b),
    ),
    "negate": ((Kind.SIGN, "the sign is wrong.", lambda x: x),),
    "transpose": ((Kind.TRANSPOSED, "{it} is transposed that should not be.", lambda x: x),),
    "square": (
        (Kind.EXTRA, "{a} is squared that should not be.", lambda x: x),
        (Kind.NUMBER, "the exponent of {a} is another.", lambda x: square(x) * x),
    ),
    "exp": (
        (Kind.EXTRA, "exp is applied once too often.", lambda x: x),
        (Kind.FUNCTION, "exp stands where log belongs.", ALL_OPS["log"]),
    ),
    "log": (
        (Kind.EXTRA, "log is applied once too often.", lambda x: x),
        (Kind.FUNCTION, "log stands where exp belongs.", ALL_OPS["exp"]),
    ),
    "sqrt": ((Kind.EXTRA, "a root is taken that should not be.", lambda x: x),),
}
