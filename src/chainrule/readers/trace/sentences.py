"""Sentences: what a teacher would say about each op, on the way forward and on the way back.

Every op has a sentence of either kind by default, that of the way back with the slope of the op's own VJP in it. Those
that are typed here say it better; a test computes what each of them says. {0}, {1}, … are the operands, {out} the
result, {over} what is summed or copied along, {x} the operand that a cotangent arrives at.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from chainrule.graph.node import Node, Op
from chainrule.graph.shape import write_shape
from chainrule.ops.linear import stretched_axes
from chainrule.ops.losses import LOSSES
from chainrule.readers.notation.formula import SUM, Formula, Infix, Symbol
from chainrule.readers.notation.op_slopes import entry_slope, loss_slope
from chainrule.readers.typeset.text import to_text

FORWARD: Mapping[str, str] = {
    "input": "{out} is data: it is handed in",
    "parameter": "{out} is a parameter: learning changes it",
    "constant": "{out} is always this number",
    "dimension": "{out} is a size of the data",
    "add": "{0} and {1} are added",
    "subtract": "{1} is taken from {0}",
    "negate": "{0} changes its sign",
    "same": "{out} is another name of {0}",
    "multiply": "{0} times {1}",
    "divide": "{0} is divided by {1}",
    "power": "{0} is raised to the power {1}",
    "square": "{0} is squared",
    "exp": "e is raised to the power {0}",
    "expm1": "e is raised to the power {0}, less 1",
    "log1p": "the logarithm of 1 + {0} is taken",
    "floor": "{0} is rounded down",
    "sign": "1 where {0} is above 0, −1 where it is below, 0 at 0",
    "absolute": "{0} loses its sign",
    "maximum": "the larger of {0} and {1}",
    "minimum": "the smaller of {0} and {1}",
    "greater": "1 where {0} is greater than {1}, 0 elsewhere",
    "greater_equal": "1 where {0} is at least {1}, 0 elsewhere",
    "less": "1 where {0} is less than {1}, 0 elsewhere",
    "less_equal": "1 where {0} is at most {1}, 0 elsewhere",
    "equal": "1 where {0} is equal to {1}, 0 elsewhere",
    "not_equal": "1 where {0} is not equal to {1}, 0 elsewhere",
    "where": "{1} where {0} holds, {2} elsewhere",
    "sigmoid": "σ squashes {0} to between 0 and 1",
    "tanh": "tanh squashes {0} to between −1 and 1",
    "relu": "what is below 0 in {0} becomes 0",
    "leaky_relu": "what is below 0 in {0} shrinks to a hundredth",
    "elu": "what is below 0 in {0} bends towards −1",
    "softplus": "a rectifier with a round corner is put on {0}",
    "silu": "{0} times its own sigmoid",
    "gelu": "{0} times about the chance that a normal number lies below it",
    "eye": "{out} is 1 on the diagonal, 0 elsewhere",
    "trace": "what stands on the diagonal of {0} is added up",
    "matmul": "each row of {0} meets each column of {1}: products, added up",
    "outer": "each entry of {0} meets each entry of {1}",
    "transpose": "rows of {0} become columns",
    "inverse": "the matrix that {0} times gives 1 is taken",
    "swapaxes": "two axes of {0} change places",
    "broadcast": "{0} is copied {over}",
    "sum_to": "{0} is summed to a smaller shape",
    "reshape": "{0} gets another shape",
    "concatenate": "the parts are set one after the other",
    "slice": "a piece of {0} is cut out",
    "sum": "{0} is added up {over}",
    "mean": "{0} is averaged {over}",
    "max": "the largest of {0} {over}",
    "var": "the mean of the squared distances of {0} from its mean, {over}",
    "std": "the root of the mean of the squared distances of {0} from its mean, {over}",
    **dict.fromkeys(("batch_norm", "layer_norm"), "{0} less its mean, over its standard deviation, {over}"),
    "rms_norm": "{0} over the root of the mean of its squares, {over}",
    "logsumexp": "a smooth maximum of {0} {over}",
    "softmax": "softmax turns {0} into probabilities: positive, with the sum 1",
    "log_softmax": "the logarithm of the probabilities softmax({0})",
    "one_hot": "each label of {0} becomes a column with a single 1",
    "gather": "what stands in {0} at the places {1} is copied",
    "scatter_add": "{0} is added up at the places {1}",
    "pick": "of each example the entry of {0} that {1} says is taken",
    "unfold": "of {0} each window is set apart",
    "fold": "the windows {0} are put back where they came from, and added up where they overlap",
    "convolution": "the filters {1} are laid on each window of {0}: products, added up",
    "transposed_convolution": "each entry of {1} puts its filter of {0}, times itself, on its window, added up",
    "correlation": "each window of {0}, times the entries of {1} that it made, added up over windows and examples",
    "product_for_maps": "the filters {0} are laid on each of the windows {1}: products, added up",
    "product_for_windows": "into each window go the filters {0}, times the entries of {1} that are its own, added up",
    "product_for_filters": "each of the windows {0}, times its entries of {1}, added up over windows and examples",
    "max_pool": "the largest of each window of {0}",
    "unpool": "each entry of {1} is put where the largest of its window of {0} stands; a tie shares it",
    "mean_pool": "the mean of each window of {0}",
    "squared_error": "{0} is compared with {1}: the squares of the errors",
    "half_squared_error": "{0} is compared with {1}: half the squares of the errors",
    "absolute_error": "{0} is compared with {1}: the sizes of the errors",
    "huber": "{0} is compared with {1}: small errors squared and halved, large ones as they are less ½",
    "logistic": "{0} is compared with {1}: minus the logarithms of the chances of 1 and 0, "
    "weighed by {1} and 1 less {1}",
    "cross_entropy": "{0} is compared with {1}: minus the logarithms of the classes' chances, weighed by {1}",
    "upstream": "{out} stands for what comes next: {0} is weighed by {1} and added up",
    "dropout_mask": "some units are dropped by lot, the others grow to make up for it",
    "uniform": "numbers between 0 and 1 are drawn by lot",
}
# of ops that act on whole arrays, whose slope is no number: one sentence for all operands, or one for each
BACKWARD: Mapping[str, tuple[str, ...]] = {
    "matmul": (
        "upstream times {1}ᵀ: what went in by the right factor weighs what comes back to the left one",
        "{0}ᵀ times upstream: the same weights, the other way round",
    ),
    "outer": ("upstream times {1}", "upstreamᵀ times {0}"),
    "transpose": ("rows of the cotangent become columns",),
    "inverse": ("upstream between two transposes of {out}, with the other sign",),
    "logdet": ("upstream times the transpose of the inverse of {x}",),
    "swapaxes": ("two axes of the cotangent change places",),
    "broadcast": ("{x} was copied, so its cotangent is summed over the copies",),
    **dict.fromkeys(("sum", "sum_to"), ("every term of a sum gets the whole cotangent",)),
    "mean": ("every entry gets its equal share of the cotangent",),
    "var": ("every entry gets its share of the cotangent, times twice its distance from the mean",),
    "std": ("every entry gets its share of the cotangent, times its distance from the mean over {out}",),
    "trace": ("what stands on the diagonal gets the cotangent, the rest of {x} gets 0",),
    "upstream": ("{1} is handed in: it is the cotangent of {0}", "{0} weighs {1}, and comes back to it"),
    "max": ("only the largest entry gets the cotangent; a tie shares it",),
    "reshape": ("the cotangent goes back to the old shape",),
    "concatenate": ("each part gets its piece of the cotangent",),
    "slice": ("the piece gets the cotangent, the rest of {x} gets 0",),
    "gather": ("each place gets the sum of the cotangents of its copies",),
    "scatter_add": ("what was added at a place gets the cotangent of that place",),
    "pick": ("the entry that was taken gets the cotangent, the rest of {x} gets 0",),
    "unfold": ("each entry gets the sum of the cotangents of its places in windows",),
    "fold": ("each entry of a window gets the cotangent of where it was put",),
    "convolution": (
        "each entry of the cotangent puts its filter of {1}, times itself, on its window, added up",
        "each window of {0}, times the entries of the cotangent that it made, added up",
    ),
    "transposed_convolution": (
        "each window of the cotangent, times the entries of {1} that went there, added up",
        "the filters {0} are laid on each window of the cotangent",
    ),
    "correlation": (
        "each entry of {1} puts its filter of the cotangent, times itself, on its window, added up",
        "the filters of the cotangent are laid on each window of {0}",
    ),
    "product_for_maps": (
        "the windows {1}, times the cotangent, added up over windows and examples",
        "the filters {0}, times the cotangent, added up over filters",
    ),
    "product_for_windows": (
        "the cotangent, times {1}, added up over windows and examples",
        "the filters {0}, times the cotangent, added up over each window",
    ),
    "product_for_filters": (
        "the cotangent, times {1}, added up over filters",
        "the cotangent, times the windows {0}, added up over each window",
    ),
    "max_pool": ("of each window only the largest entry gets the cotangent; a tie shares it",),
    "unpool": ("each window gets what stands where the largest of its window of {0} stands, of a tie the mean",),
    "mean_pool": ("every entry of a window gets its equal share of the cotangent, and where windows overlap the sum",),
    **dict.fromkeys(
        ("batch_norm", "layer_norm"),
        ("upstream less its mean, less {out} ⊙ the mean of upstream ⊙ {out}, over the deviation of {x}",),
    ),
    "rms_norm": ("upstream less {out} ⊙ the mean of upstream ⊙ {out}, over the root mean square of {x}",),
    "logsumexp": ("the cotangent is shared out in the shares softmax({x})",),
    "softmax": ("what one probability gains the others lose: {out} ⊙ (upstream − its mean under {out})",),
    "log_softmax": ("upstream less the probabilities' share of its sum",),
}
REMARKS: Mapping[str, str] = {"sigmoid": "at most ¼"}  # on slopes
HANDED_ON = "hands its cotangent on as it is"
TURNED = "the cotangent gets the other sign"
LOCAL = "upstream × local: "


def say_forward(node: Node, operands: Sequence[str], out: str) -> str:
    """What happens at a node on the way forward.

    >>> import chainrule as cr
    >>> say_forward(cr.sigmoid(cr.input("z")), ["z"], "a"), say_forward(cr.sin(cr.input("t")), ["t"], "y")
    ('σ squashes z to between 0 and 1', 'the sine of t is taken')
    """
    default = f"the {node.op.called} of {' and '.join(operands)} is taken"
    typed = FORWARD.get(node.op.name)
    said = typed.format(*operands, out=out, over=_over(node)) if typed else default
    copied = [f"{text} is copied {where}" for _, text, where in _copies(node, operands)]
    return "; ".join(dict.fromkeys([said, *copied]))


def say_second_name(name: str, first: str) -> str:
    """What is said of a name that stands for what has one already, as where a line only gives another."""
    return FORWARD["same"].format(first, out=name)


def say_backward(node: Node, position: int, operands: Sequence[str], out: str, local: str) -> str:
    """What happens on the way back to one operand of a node; `local` is the slope there, as text.

    >>> import chainrule as cr
    >>> say_backward(cr.exp(cr.input("m")), 0, ["m"], "g", "g")
    'upstream × local: the exponential is its own slope, g'
    """
    copied = [
        f"{text} was copied {where}, so its cotangent is summed over them"
        for i, text, where in _copies(node, operands)
        if i == position
    ]
    said = _way_back(node, position, operands, out, local)
    return copied[0] if copied and is_handed_on(said) else "; ".join([said, *copied])


def is_handed_on(sentence: str) -> bool:
    """Whether a sentence says that nothing happens on the way back."""
    return sentence.endswith(HANDED_ON)


def _way_back(node: Node, position: int, operands: Sequence[str], out: str, local: str) -> str:
    x = operands[position]
    if node.op in LOSSES:
        each = loss_slope(node, position, [_read(text) for text in operands])
        return f"{LOCAL}each example's slope by {x} is {to_text(each.formula)}"
    if node.op.entrywise:
        return _slope(node.op, position, len(operands)).format(x=x, local=local)
    typed = BACKWARD.get(node.op.name, (f"the cotangent goes back through the {node.op.called} to {{x}}",))
    return typed[position % len(typed)].format(*operands, out=out, x=x)


def _read(text: str) -> Formula:
    """What an operand is called, as a part of a formula: parentheses go around several words."""
    return Infix("+", (Symbol(text),), SUM) if " " in text else Symbol(text)


@cache
def _slope(op: Op, position: int, count: int) -> str:
    """How the slope of an op on entries is spoken of, with places for the operand and for the slope."""
    slope = entry_slope(op, position, "abc"[:count])
    if slope.number == 1:
        return f"a {op.called} {HANDED_ON}"
    if slope.number == -1:
        return TURNED
    remark = f", {REMARKS[op.name]}" if op.name in REMARKS else ""
    if slope.is_own:
        return f"{LOCAL}the {op.called} is its own slope, {{local}}{remark}"
    of = "the slope by {x} is the other factor," if slope.is_other else "the slope by {x} is"
    return f"{LOCAL}{of} {{local}}{remark}"


def _copies(node: Node, operands: Sequence[str]) -> list[tuple[int, str, str]]:
    """Operands that an entry-by-entry op stretches: position, text, and where they are copied to."""
    if not node.op.entrywise:
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
