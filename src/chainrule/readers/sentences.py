"""Sentences: what a teacher would say about each op, on the way forward and on the way back.

{0}, {1}, … are the operands, {out} the result, {x} the operand that a cotangent arrives at, {local} the slope of the
op there; upstream is the cotangent of the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.ops.elementwise import binary, ternary, unary
from chainrule.ops.linear import stretched_axes

ENTRYWISE = (unary, binary, ternary)  # the shape rules of ops that act entry by entry
HANDED_ON = "a sum hands its cotangent on as it is"
LOCAL = "upstream × local: the slope by {x} is {local}"


@dataclass(frozen=True)
class Wording:
    """What an op is called, what it does, and how its cotangent goes back: one sentence for all operands, or one each.

    No sentence where nothing is handed back.
    """

    title: str
    forward: str
    backward: tuple[str, ...] = ()


def _slope(title: str, forward: str, backward: str = LOCAL) -> Wording:
    return Wording(title, forward, (backward,))


def _flat(title: str, sign: str) -> Wording:
    return Wording(title, f"1 where {{0}} is {sign} {{1}}, 0 elsewhere")


def _loss(title: str, what: str, slope: str, target_slope: str) -> Wording:
    slopes = (slope, target_slope, "each example's own loss")  # by the prediction, the target, the weights
    back = tuple(f"upstream × local: {one}" for one in slopes)
    return Wording(title, f"{{0}} is compared with {{1}}: {what}", back)


SENTENCES: Mapping[str, Wording] = {
    "input": Wording("data", "{out} is data: it is handed in"),
    "parameter": Wording("parameter", "{out} is a parameter: learning changes it"),
    "constant": Wording("number", "{out} is always this number"),
    "dimension": Wording("size", "{out} is a size of the data"),
    "add": _slope("sum", "{0} and {1} are added", HANDED_ON),
    "subtract": Wording(
        "difference",
        "{1} is taken from {0}",
        ("a difference hands its cotangent on as it is", "what is subtracted gets the cotangent with the other sign"),
    ),
    "negate": _slope("sign", "{0} changes its sign", "the cotangent changes its sign too"),
    "multiply": Wording(
        "product",
        "{0} times {1}",
        (
            "upstream × local: the slope by a factor is the other factor, {1}",
            "upstream × local: the slope by a factor is the other factor, {0}",
        ),
    ),
    "divide": _slope("quotient", "{0} is divided by {1}"),
    "power": _slope("power", "{0} is raised to the power {1}"),
    "square": _slope("square", "{0} is squared", "upstream × local: the slope of a square is twice its base, {local}"),
    "sqrt": _slope("root", "the root of {0} is taken"),
    "exp": _slope("exponential", "e is raised to the power {0}", "upstream × local: exp is its own slope, {local}"),
    "log": _slope("logarithm", "the logarithm of {0} is taken"),
    "cos": _slope("cosine", "the cosine of {0} is taken"),
    "floor": Wording("floor", "{0} is rounded down"),
    "absolute": _slope(
        "absolute value", "{0} loses its sign", "the cotangent passes, with the other sign where {x} is below 0"
    ),
    "maximum": _slope("maximum", "the larger of {0} and {1}", "the larger one gets the cotangent; a tie shares it"),
    "minimum": _slope("minimum", "the smaller of {0} and {1}", "the smaller one gets the cotangent; a tie shares it"),
    "greater": _flat("comparison", "greater than"),
    "greater_equal": _flat("comparison", "at least"),
    "less": _flat("comparison", "less than"),
    "less_equal": _flat("comparison", "at most"),
    "equal": _flat("comparison", "equal to"),
    "not_equal": _flat("comparison", "not equal to"),
    "where": Wording(
        "choice",
        "{1} where {0} holds, {2} elsewhere",
        ("", "the cotangent passes where {0} holds", "the cotangent passes where {0} does not hold"),
    ),
    "sigmoid": _slope(
        "sigmoid", "σ squashes {0} to between 0 and 1", "upstream × local: the slope of σ is {local}, at most ¼"
    ),
    "tanh": _slope(
        "hyperbolic tangent", "tanh squashes {0} to between −1 and 1", "upstream × local: the slope of tanh is {local}"
    ),
    "relu": _slope(
        "rectifier", "what is below 0 in {0} becomes 0", "the cotangent passes where {x} is above 0, else it stops"
    ),
    "leaky_relu": _slope(
        "leaky rectifier",
        "what is below 0 in {0} shrinks to a hundredth",
        "the cotangent passes where {x} is above 0, and a hundredth of it elsewhere",
    ),
    "elu": _slope(
        "exponential linear unit",
        "what is below 0 in {0} bends towards −1",
        "the cotangent passes where {x} is above 0, times exp({x}) elsewhere",
    ),
    "softplus": _slope(
        "softplus", "a rectifier with a round corner is put on {0}", "upstream × local: the slope of softplus is σ({x})"
    ),
    "silu": _slope("silu", "{0} times its own sigmoid"),
    "gelu": _slope("gelu", "{0} times about the chance that a normal number lies below it"),
    "matmul": Wording(
        "matrix product",
        "each row of {0} meets each column of {1}: products, added up",
        (
            "upstream times {1}ᵀ: what went in by the right factor weighs what comes back to the left one",
            "{0}ᵀ times upstream: the same weights, the other way round",
        ),
    ),
    "transpose": _slope("transpose", "rows of {0} become columns", "so do the rows of the cotangent"),
    "broadcast": _slope("copy", "{0} is copied {over}", "{x} was copied, so its cotangent is summed over the copies"),
    "sum_to": _slope("sum", "{0} is summed to a smaller shape", "every term of a sum gets the whole cotangent"),
    "reshape": _slope("reshape", "{0} gets another shape", "the cotangent goes back to the old shape"),
    "concatenate": _slope("join", "the parts are set one after the other", "each part gets its piece of the cotangent"),
    "slice": _slope("slice", "a piece of {0} is cut out", "the piece gets the cotangent, the rest of {x} gets 0"),
    "sum": _slope("sum", "{0} is added up {over}", "every term of a sum gets the whole cotangent"),
    "mean": _slope("mean", "{0} is averaged {over}", "every entry gets its equal share of the cotangent"),
    "max": _slope("maximum", "the largest of {0} {over}", "only the largest entry gets the cotangent; a tie shares it"),
    "logsumexp": _slope(
        "logsumexp", "a smooth maximum of {0} {over}", "the cotangent is shared out in the shares softmax({x})"
    ),
    "softmax": _slope(
        "softmax",
        "softmax turns {0} into probabilities: positive, with the sum 1",
        "what one probability gains the others lose: {out} ⊙ (upstream − its mean under {out})",
    ),
    "log_softmax": _slope(
        "log softmax",
        "the logarithm of the probabilities softmax({0})",
        "upstream less the probabilities' share of its sum",
    ),
    "one_hot": Wording("one-hot", "each label of {0} becomes a column with a single 1"),
    "squared_error": _loss("squared error", "the squares of the errors", "twice the error", "minus twice the error"),
    "half_squared_error": _loss(
        "half squared error", "half the squares of the errors", "the error itself", "minus the error"
    ),
    "absolute_error": _loss(
        "absolute error", "the sizes of the errors", "the sign of the error", "minus the sign of the error"
    ),
    "huber": _loss("Huber loss", "small errors squared, large ones as they are", "the error, cut at ±1", "minus that"),
    "logistic": _loss(
        "logistic loss",
        "minus the logarithm of the right answer's chance",
        "prediction minus target, σ({0}) − {1}",
        "minus the logit, −{0}",
    ),
    "cross_entropy": _loss(
        "cross-entropy",
        "minus the logarithm of the right class's chance",
        "probabilities minus targets, softmax({0}) − {1}",
        "minus the logarithm of the probabilities",
    ),
    "dropout_mask": Wording("dropout mask", "some units are dropped by lot, the others grow to make up for it"),
}


def title_of(node: Node) -> str:
    """What a teacher calls the op of a node."""
    return SENTENCES[node.op.name].title


def say_forward(node: Node, operands: Sequence[str], out: str) -> str:
    """What happens at a node on the way forward.

    >>> import chainrule as cr
    >>> say_forward(cr.sigmoid(cr.input("z")), ["z"], "a")
    'σ squashes z to between 0 and 1'
    """
    said = SENTENCES[node.op.name].forward.format(*operands, out=out, over=_over(node))
    copied = [f"{text} is copied {where}" for _, text, where in _copies(node, operands)]
    return "; ".join(dict.fromkeys([said, *copied]))


def say_backward(node: Node, position: int, operands: Sequence[str], out: str, local: str) -> str:
    """What happens on the way back to one operand of a node; `local` is the slope there, as text.

    >>> import chainrule as cr
    >>> say_backward(cr.exp(cr.input("m")), 0, ["m"], "g", "g")
    'upstream × local: exp is its own slope, g'
    """
    wordings = SENTENCES[node.op.name].backward
    wording = wordings[position if len(wordings) > 1 else 0]
    said = wording.format(*operands, out=out, x=operands[position], local=local)
    copied = [
        f"{text} was copied {where}, so its cotangent is summed over them"
        for i, text, where in _copies(node, operands)
        if i == position
    ]
    if copied and said == HANDED_ON:
        return copied[0]
    return "; ".join([said, *copied])


def _copies(node: Node, operands: Sequence[str]) -> list[tuple[int, str, str]]:
    """Operands that an entry-by-entry op stretches: position, text, and where they are copied to."""
    if node.op.shape not in ENTRYWISE:
        return []
    return [
        (position, operands[position], _where(stretched_axes(node.shape, operand.shape), node.rank))
        for position, operand in enumerate(node.operands)
        if operand.shape != node.shape and operand.op.name not in ("constant", "dimension")
    ]


def _where(axes: tuple[int, ...], rank: int) -> str:
    words: dict[object, str] = {(0,): "to every row", (1,): "to every column"}
    return words.get(axes if rank == 2 else (), "to every entry")


def _over(node: Node) -> str:
    """What a reduction runs along, or where a copy goes to."""
    if node.op.name == "broadcast":
        return f"to the shape {write_shape(node.shape)}"
    axis = node.attributes.get("axis")
    if axis is None or node.operands[0].rank != 2:
        return "over everything" if axis is None else f"along axis {axis}"
    return "down each column" if axis == (0,) else "along each row" if axis == (1,) else "over everything"
