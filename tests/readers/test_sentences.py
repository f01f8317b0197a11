"""Sentences: every op has one forward, and one back to each operand that hears of the cost."""

import inspect
import math
from itertools import product

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.node import Op, constant, input
from chainrule.ops import ALL_OPS
from chainrule.ops.elementwise import entrywise, unary
from chainrule.ops.losses import LOSSES
from chainrule.readers.trace.sentences import BACKWARD, FORWARD, REMARKS, say_backward, say_forward
from chainrule.transforms.differentiate import handed_back

x, y, labels = cr.input("x"), cr.input("y"), input("labels", (1, "m"), kind="index")
A, B, row = cr.input("A", (2, 2)), cr.input("B", (2, 2)), cr.input("r", (1, 2))
two, TWO = input("t", (2,), kind="index"), [1, 1]
step, one_hot = input("step", kind="index"), cr.one_hot(input("l", (1, 2), kind="index"), 2)
# a sequence of three places, windows of two of them, filters of that size, and what these make
sequence, pairs = cr.input("s", (1, 1, 3)), cr.input("u", (1, 1, 2, 2))
pool = cr.input("p", (1, 1, 2))
filters, maps = cr.input("w", (2, 1, 2)), cr.input("z", (1, 2, 2))
OPERANDS = {  # the others take numbers
    **dict.fromkeys(("matmul", "squared_error", "half_squared_error", "absolute_error", "huber", "logistic"), (A, B)),
    **dict.fromkeys(("cross_entropy", "concatenate", "upstream"), (A, B)),
    **dict.fromkeys(("transpose", "reshape", "slice", "sum", "mean", "max", "logsumexp", "softmax"), (A,)),
    **dict.fromkeys(("log_softmax", "sum_to", "var", "std", "trace", "inverse", "logdet"), (A,)),
    **dict.fromkeys(("batch_norm", "layer_norm", "rms_norm"), (A,)),
    "broadcast": (row,),
    "one_hot": (labels,),
    "outer": (cr.input("u", 2), cr.input("v", 2)),
    "swapaxes": (cr.input("S", (2, 2, 2)),),
    **dict.fromkeys(("gather", "pick"), (A, two)),
    "scatter_add": (A, two),
    **dict.fromkeys(("dropout_mask", "uniform"), (step, step)),
    **dict.fromkeys(("unfold", "max_pool", "mean_pool"), (sequence,)),
    "fold": (pairs,),
    "unpool": (sequence, pool),
    "convolution": (sequence, filters),
    "transposed_convolution": (filters, maps),
    "correlation": (sequence, maps),
    "product_for_maps": (filters, pairs),
    "product_for_windows": (filters, maps),
    "product_for_filters": (pairs, maps),
    "where": (x, x, y),
    **dict.fromkeys(("input", "parameter", "constant", "dimension", "eye"), ()),
}
BINARY = ("add", "subtract", "multiply", "divide", "power", "maximum", "minimum", "greater", "greater_equal")
BINARY += ("less", "less_equal", "equal", "not_equal")
STEPS, STRIDE = {"stride": (1,), "padding": (0,)}, {"size": (2,), "stride": (1,)}
AXIS, EXACT, AVERAGE = {"axis": (0,)}, {"axis": (0,), "epsilon": 0.0}, {"average": True}
ATTRIBUTES = {
    **dict.fromkeys(("sum", "mean", "max", "var", "std", "logsumexp", "softmax", "log_softmax"), AXIS),
    **dict.fromkeys(("batch_norm", "layer_norm", "rms_norm"), EXACT),
    **{op.name: AVERAGE for op in LOSSES},
    "reshape": {"shape": (4,)},
    "slice": {"axis": 0, "start": 0, "stop": 1},
    "sum_to": {"shape": (1, 2)},
    "broadcast": {"shape": (2, 2)},
    "concatenate": {"axis": 0},
    "one_hot": {"classes": 3},
    "eye": {"shape": (2, 2)},
    "swapaxes": {"first": 0, "second": 1},
    "gather": {"axis": 0, "shape": (2, 2)},
    "scatter_add": {"axis": 0, "shape": (3, 2)},
    "pick": {"axis": 0, "shape": (2,)},
    "dropout_mask": {"shape": (2, 3), "rate": 0.5, "mask": 1},
    "uniform": {"shape": (2, 3), "mask": 1},
    "unfold": {**STEPS, "size": (2,)},
    "fold": {**STEPS, "size": (2,), "shape": (1, 1, 3)},
    "convolution": STEPS,
    "transposed_convolution": {**STEPS, "shape": (1, 1, 3)},
    "correlation": {**STEPS, "shape": (2, 1, 2)},
    **dict.fromkeys(("max_pool", "unpool"), STRIDE),
    "mean_pool": {"size": (2,), "stride": (1,)},
}


def example(name):
    """A node of each op."""
    leaves = {"input": x, "parameter": cr.parameter("w"), "constant": constant(2), "dimension": cr.dimension("m")}
    if name in leaves:
        return leaves[name]
    operands = OPERANDS.get(name, (x, y) if name in BINARY else (x,))
    return ALL_OPS[name](*operands, **ATTRIBUTES.get(name, {}))


# ---- what each sentence says, computed -------------------------------------------------------------------------


def between(low, high):
    """That every entry of a result lies strictly between two numbers."""
    return lambda *_, out: (out > low).all() and (out < high).all()


def probabilities(x):
    """Softmax down the columns."""
    return np.exp(x) / np.exp(x).sum(axis=0, keepdims=True)


def columns(labels):
    """A 1 in the row of each label, of three."""
    return (np.arange(3)[:, None] == labels).astype(float)


def error(of):
    """The mean over the columns of what a loss says of a and y."""
    return lambda a, y: np.sum(of(a, y)) / a.shape[1]


def chance(a):
    """The chance that the logit a gives to a 1."""
    return 1 / (1 + np.exp(-a))


def by_hand(made):
    """A convolution of a sequence, its two adjoints, and what they are made of: sums over places j of a window p."""

    def compute(*operands):
        known = dict(zip(GIVEN[made], operands, strict=True))
        x, u, w, z = (known.get(name, np.zeros(shape)) for name, shape in SHAPES.items())
        out = np.zeros(SHAPES[made[0]])
        for p, j, o in product(range(2), range(2), range(2)):
            match made:
                case "z of x":
                    out[0, o, p] += w[o, 0, j] * x[0, 0, p + j]
                case "z of u":
                    out[0, o, p] += w[o, 0, j] * u[0, 0, j, p]
                case "x of z":
                    out[0, 0, p + j] += w[o, 0, j] * z[0, o, p]
                case "u of z":
                    out[0, 0, j, p] += w[o, 0, j] * z[0, o, p]
                case "w of x":
                    out[o, 0, j] += z[0, o, p] * x[0, 0, p + j]
                case "w of u":
                    out[o, 0, j] += z[0, o, p] * u[0, 0, j, p]
        return out

    return compute


SHAPES = {"x": (1, 1, 3), "u": (1, 1, 2, 2), "w": (2, 1, 2), "z": (1, 2, 2)}
GIVEN = {"z of x": "xw", "z of u": "wu", "x of z": "wz", "u of z": "wz", "w of x": "xz", "w of u": "uz"}


def set_apart(x):
    """The windows of two places, one beside the other."""
    return np.stack([x[:, :, :2], x[:, :, 1:]], axis=-1)


def put_back(u):
    """The sum of windows of two places where they came from."""
    return np.array([[[u[0, 0, 0, 0], u[0, 0, 0, 1] + u[0, 0, 1, 0], u[0, 0, 1, 1]]]])


def largest(windows):
    """Which entries of each window are the largest."""
    return windows == windows.max(axis=2, keepdims=True)


# what each forward sentence says of numbers: the result, or a fact about it
FORWARD_MEANS = {
    "{0} and {1} are added": lambda a, b: a + b,
    "{1} is taken from {0}": lambda a, b: a - b,
    "{0} changes its sign": lambda a: -a,
    "{out} is another name of {0}": lambda a: a,
    "{0} times {1}": lambda a, b: a * b,
    "{0} is divided by {1}": lambda a, b: a / b,
    "{0} is raised to the power {1}": lambda a, b: a**b,
    "{0} is squared": lambda a: a * a,
    "e is raised to the power {0}": lambda a: np.e**a,
    "e is raised to the power {0}, less 1": lambda a: np.e**a - 1,
    "the logarithm of 1 + {0} is taken": lambda a: np.log(1 + a),
    "{0} is rounded down": lambda a: a // 1,
    "1 where {0} is above 0, −1 where it is below, 0 at 0": lambda a: np.where(a > 0, 1, np.where(a < 0, -1, 0)),
    "{0} loses its sign": lambda a: np.where(a < 0, -a, a),
    "the larger of {0} and {1}": lambda a, b: np.where(a > b, a, b),
    "the smaller of {0} and {1}": lambda a, b: np.where(a < b, a, b),
    "1 where {0} is greater than {1}, 0 elsewhere": lambda a, b: a > b,
    "1 where {0} is at least {1}, 0 elsewhere": lambda a, b: a >= b,
    "1 where {0} is less than {1}, 0 elsewhere": lambda a, b: a < b,
    "1 where {0} is at most {1}, 0 elsewhere": lambda a, b: a <= b,
    "1 where {0} is equal to {1}, 0 elsewhere": lambda a, b: a == b,
    "1 where {0} is not equal to {1}, 0 elsewhere": lambda a, b: a != b,
    "{1} where {0} holds, {2} elsewhere": lambda a, b, c: np.where(a != 0, b, c),
    "σ squashes {0} to between 0 and 1": between(0, 1),
    "tanh squashes {0} to between −1 and 1": between(-1, 1),
    "what is below 0 in {0} becomes 0": lambda a: np.where(a < 0, 0, a),
    "what is below 0 in {0} shrinks to a hundredth": lambda a: np.where(a < 0, a / 100, a),
    "what is below 0 in {0} bends towards −1": lambda a, out: (
        np.array_equal(out[a >= 0], a[a >= 0]) and (np.abs(out + 1) < np.abs(a + 1))[a < -1].all()
    ),
    "a rectifier with a round corner is put on {0}": lambda a, out: (
        (out > np.maximum(a, 0)).all() and (out - np.maximum(a, 0) <= np.log(2)).all()
    ),
    "{0} times its own sigmoid": lambda a: a / (1 + np.exp(-a)),
    "{0} times about the chance that a normal number lies below it": lambda a, out: np.allclose(
        out, a * [[0.5 * (1 + math.erf(x / math.sqrt(2))) for x in row] for row in a.tolist()], atol=1e-3
    ),
    "each row of {0} meets each column of {1}: products, added up": lambda a, b: np.einsum("ij,jk->ik", a, b),
    "rows of {0} become columns": lambda a: np.stack(list(a), axis=1),
    "each entry of {0} meets each entry of {1}": lambda a, b: np.array([[x * y for y in b] for x in a]),
    "the matrix that {0} times gives 1 is taken": lambda a, out: np.allclose(a @ out, np.eye(2)),
    "two axes of {0} change places": lambda a: np.stack(list(a), axis=1),
    "{0} is copied {over}": lambda a: np.stack([a[0]] * 2),
    "{0} is summed to a smaller shape": lambda a: a[:1] + a[1:],
    "{0} gets another shape": lambda a: np.array([*a[0], *a[1]]),
    "the parts are set one after the other": lambda a, b: np.array([*a, *b]),
    "a piece of {0} is cut out": lambda a: a[:1],
    "{0} is added up {over}": lambda a: a[:1] + a[1:],
    "{0} is averaged {over}": lambda a: (a[:1] + a[1:]) / 2,
    "the largest of {0} {over}": lambda a: np.where(a[:1] > a[1:], a[:1], a[1:]),
    "the mean of the squared distances of {0} from its mean, {over}": lambda a: (a[:1] - a[1:]) ** 2 / 4,
    "the root of the mean of the squared distances of {0} from its mean, {over}": lambda a: np.abs(a[:1] - a[1:]) / 2,
    "{0} less its mean, over its standard deviation, {over}": lambda a: (a - a.mean(axis=0)) / a.std(axis=0),
    "{0} over the root of the mean of its squares, {over}": lambda a: a / np.sqrt((a[:1] ** 2 + a[1:] ** 2) / 2),
    "{out} is 1 on the diagonal, 0 elsewhere": lambda: np.eye(2),
    "what stands on the diagonal of {0} is added up": lambda a: a[0, 0] + a[1, 1],
    "{out} stands for what comes next: {0} is weighed by {1} and added up": lambda a, b: np.einsum("ij,ij", a, b),
    "a smooth maximum of {0} {over}": lambda a: np.log(np.exp(a).sum(axis=0, keepdims=True)),
    "softmax turns {0} into probabilities: positive, with the sum 1": lambda a, out: (
        (out > 0).all() and np.allclose(out.sum(axis=0), 1)
    ),
    "the logarithm of the probabilities softmax({0})": lambda a: np.log(probabilities(a)),
    "each label of {0} becomes a column with a single 1": columns,
    "what stands in {0} at the places {1} is copied": lambda a, t: np.stack([a[i] for i in t]),
    "{0} is added up at the places {1}": lambda a, t: np.stack([a[t == k].sum(axis=0) for k in range(3)]),
    "of each example the entry of {0} that {1} says is taken": lambda a, t: np.array([a[t[0], 0], a[t[1], 1]]),
    "of {0} each window is set apart": set_apart,
    "the windows {0} are put back where they came from, and added up where they overlap": put_back,
    "the filters {1} are laid on each window of {0}: products, added up": by_hand("z of x"),
    "each entry of {1} puts its filter of {0}, times itself, on its window, added up": by_hand("x of z"),
    "each window of {0}, times the entries of {1} that it made, added up over windows and examples": by_hand("w of x"),
    "the filters {0} are laid on each of the windows {1}: products, added up": by_hand("z of u"),
    "into each window go the filters {0}, times the entries of {1} that are its own, added up": by_hand("u of z"),
    "each of the windows {0}, times its entries of {1}, added up over windows and examples": by_hand("w of u"),
    "the largest of each window of {0}": lambda a: set_apart(a).max(axis=2),
    "each entry of {1} is put where the largest of its window of {0} stands; a tie shares it": lambda a, g: put_back(
        g[:, :, None] * largest(set_apart(a)) / largest(set_apart(a)).sum(axis=2, keepdims=True)
    ),
    "the mean of each window of {0}": lambda a: set_apart(a).sum(axis=2) / 2,
    "{0} is compared with {1}: the squares of the errors": error(lambda a, y: (a - y) ** 2),
    "{0} is compared with {1}: half the squares of the errors": error(lambda a, y: (a - y) ** 2 / 2),
    "{0} is compared with {1}: the sizes of the errors": error(lambda a, y: np.abs(a - y)),
    "{0} is compared with {1}: small errors squared and halved, large ones as they are less ½": error(
        lambda a, y: np.where(np.abs(a - y) < 1, (a - y) ** 2 / 2, np.abs(a - y) - 0.5)
    ),
    "{0} is compared with {1}: minus the logarithms of the chances of 1 and 0, weighed by {1} and 1 less {1}": error(
        lambda a, y: -y * np.log(chance(a)) - (1 - y) * np.log(1 - chance(a))
    ),
    "{0} is compared with {1}: minus the logarithms of the classes' chances, weighed by {1}": error(
        lambda a, y: -y * np.log(probabilities(a))
    ),
}
NO_NUMBERS = {  # what is handed in, and what is drawn by lot
    "input": "{out} is data: it is handed in",
    "parameter": "{out} is a parameter: learning changes it",
    "constant": "{out} is always this number",
    "dimension": "{out} is a size of the data",
    "dropout_mask": "some units are dropped by lot, the others grow to make up for it",
    "uniform": "numbers between 0 and 1 are drawn by lot",
}
# what each sentence of the way back says of numbers: of the cotangent g, the result and the operands
BACKWARD_MEANS = {
    "upstream times {1}ᵀ: what went in by the right factor weighs what comes back to the left one": (
        lambda g, out, a, b: g @ b.T
    ),
    "{0}ᵀ times upstream: the same weights, the other way round": lambda g, out, a, b: a.T @ g,
    "upstream times {1}": lambda g, out, a, b: g @ b,
    "upstreamᵀ times {0}": lambda g, out, a, b: g.T @ a,
    "upstream between two transposes of {out}, with the other sign": lambda g, out, a: -(out.T @ g @ out.T),
    "upstream times the transpose of the inverse of {x}": lambda g, out, a: g * np.linalg.inv(a).T,
    "two axes of the cotangent change places": lambda g, out, a: np.stack(list(g), axis=1),
    "rows of the cotangent become columns": lambda g, out, a: np.stack(list(g), axis=1),
    "{x} was copied, so its cotangent is summed over the copies": lambda g, out, a: g[:1] + g[1:],
    "every term of a sum gets the whole cotangent": lambda g, out, a: np.stack([g[0]] * 2),
    "every entry gets its equal share of the cotangent": lambda g, out, a: np.stack([g[0] / 2] * 2),
    "every entry gets its share of the cotangent, times twice its distance from the mean": (
        lambda g, out, a: g / 2 * 2 * (a - a.mean(axis=0))
    ),
    "every entry gets its share of the cotangent, times its distance from the mean over {out}": (
        lambda g, out, a: g / 2 * (a - a.mean(axis=0)) / out
    ),
    "upstream less its mean, less {out} ⊙ the mean of upstream ⊙ {out}, over the deviation of {x}": (
        lambda g, out, a: (g - g.mean(axis=0) - out * (g * out).mean(axis=0)) / a.std(axis=0)
    ),
    "upstream less {out} ⊙ the mean of upstream ⊙ {out}, over the root mean square of {x}": (
        lambda g, out, a: (g - out * (g * out).mean(axis=0)) / np.sqrt((a**2).mean(axis=0))
    ),
    "what stands on the diagonal gets the cotangent, the rest of {x} gets 0": lambda g, out, a: np.diag([g, g]),
    "{1} is handed in: it is the cotangent of {0}": lambda g, out, a, b: g * b,
    "{0} weighs {1}, and comes back to it": lambda g, out, a, b: g * a,
    "only the largest entry gets the cotangent; a tie shares it": lambda g, out, a: (
        g * (a == a.max(axis=0)) / (a == a.max(axis=0)).sum(axis=0)
    ),
    "the cotangent goes back to the old shape": lambda g, out, a: g.reshape(a.shape),
    "the piece gets the cotangent, the rest of {x} gets 0": lambda g, out, a: np.array([*g, 0 * a[1]]),
    "the cotangent is shared out in the shares softmax({x})": lambda g, out, a: g * probabilities(a),
    "what one probability gains the others lose: {out} ⊙ (upstream − its mean under {out})": (
        lambda g, out, a: out * (g - (g * out).sum(axis=0))
    ),
    "upstream less the probabilities' share of its sum": lambda g, out, a: g - probabilities(a) * g.sum(axis=0),
    "each place gets the sum of the cotangents of its copies": (
        lambda g, out, a, t: np.stack([g[t == k].sum(axis=0) for k in range(2)])
    ),
    "what was added at a place gets the cotangent of that place": lambda g, out, a, t: np.stack([g[k] for k in t]),
    "each entry of the cotangent puts its filter of {1}, times itself, on its window, added up": (
        lambda g, out, a, b: by_hand("x of z")(b, g)
    ),
    "each window of {0}, times the entries of the cotangent that it made, added up": (
        lambda g, out, a, b: by_hand("w of x")(a, g)
    ),
    "each window of the cotangent, times the entries of {1} that went there, added up": (
        lambda g, out, a, b: by_hand("w of x")(g, b)
    ),
    "the filters {0} are laid on each window of the cotangent": lambda g, out, a, b: by_hand("z of x")(g, a),
    "each entry of {1} puts its filter of the cotangent, times itself, on its window, added up": (
        lambda g, out, a, b: by_hand("x of z")(g, b)
    ),
    "the filters of the cotangent are laid on each window of {0}": lambda g, out, a, b: by_hand("z of x")(a, g),
    "the windows {1}, times the cotangent, added up over windows and examples": (
        lambda g, out, a, b: by_hand("w of u")(b, g)
    ),
    "the filters {0}, times the cotangent, added up over filters": lambda g, out, a, b: by_hand("u of z")(a, g),
    "the cotangent, times {1}, added up over windows and examples": lambda g, out, a, b: by_hand("w of u")(g, b),
    "the filters {0}, times the cotangent, added up over each window": lambda g, out, a, b: by_hand("z of u")(a, g),
    "the cotangent, times {1}, added up over filters": lambda g, out, a, b: by_hand("u of z")(g, b),
    "the cotangent, times the windows {0}, added up over each window": lambda g, out, a, b: by_hand("z of u")(g, a),
    "each entry gets the sum of the cotangents of its places in windows": lambda g, out, a: put_back(g),
    "each entry of a window gets the cotangent of where it was put": lambda g, out, a: set_apart(g),
    "of each window only the largest entry gets the cotangent; a tie shares it": lambda g, out, a: put_back(
        g[:, :, None] * largest(set_apart(a)) / largest(set_apart(a)).sum(axis=2, keepdims=True)
    ),
    "each window gets what stands where the largest of its window of {0} stands, of a tie the mean": (
        lambda g, out, a, b: (set_apart(g) * largest(set_apart(a))).sum(axis=2) / largest(set_apart(a)).sum(axis=2)
    ),
    "every entry of a window gets its equal share of the cotangent, and where windows overlap the sum": (
        lambda g, out, a: put_back(np.stack([g, g], axis=2) / 2)
    ),
    "the entry that was taken gets the cotangent, the rest of {x} gets 0": (
        lambda g, out, a, t: np.array([[g[j] if t[j] == k else 0 for j in range(2)] for k in range(2)])
    ),
}
PIECES = "each part gets its piece of the cotangent"


def pieces(cotangent, part):
    """The piece of one of two parts."""
    return (cotangent[:2], cotangent[2:])[part.position]


NUMBERS = np.array([[0.75, 1.5], [2.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[3.0, -1.0], [1.0, 2.0]])
SIGNED = np.array([[-1.75, 0.5], [2.0, -0.25]])
TIED = np.array([[0.5, 2.0], [0.5, 1.0]])


def computed(name, first):
    """An op of each kind over arrays: the node, its leaves and their numbers."""
    operands = example(name).operands
    leaves, numbers = [], []
    for i, operand in enumerate(operands):
        index = operand.attributes.get("kind") == "index"
        leaves.append(input(f"x{i}", operand.shape or (2, 2), kind="index" if index else "real"))
        number = (
            np.array([[2, 0]] if operands[i].rank == 2 else TWO)
            if index
            else (first, NUMBERS[2 if name == "divide" else 1], NUMBERS[2])[i]
        )
        if operand in (sequence, pairs, filters, maps, pool):
            numbers.append(np.resize(number, operand.shape))
            continue
        number = np.stack([number, 2 * number]) if operand.rank == 3 else number
        numbers.append(number[0] if operand.rank == 1 and not index else number[: leaves[-1].shape[0]])
    return ALL_OPS[name](*leaves, **ATTRIBUTES.get(name, {})), leaves, numbers


@pytest.mark.parametrize("name", sorted(set(FORWARD) - set(NO_NUMBERS)))
def test_a_forward_sentence_says_what_is_computed(name):
    """Its words, put into numbers, are the numbers of the op."""
    means = FORWARD_MEANS[FORWARD[name]]
    for first in (NUMBERS[0], *([SIGNED] if name not in ("power", "log1p") else [])):
        node, leaves, numbers = computed(name, first)
        (out,) = cr.evaluate([node], dict(zip(leaves, numbers, strict=True)), sizes={"m": 2})
        if "out" in inspect.signature(means).parameters:
            assert means(*numbers, out=out)
        else:
            np.testing.assert_allclose(out, means(*numbers), rtol=1e-12)


def test_what_is_no_calculation_is_said_so():
    """Of leaves and lots there is nothing to compute; no other sentence goes without."""
    assert {name: FORWARD[name] for name in NO_NUMBERS} == NO_NUMBERS
    assert set(FORWARD.values()) == {*FORWARD_MEANS, *NO_NUMBERS.values()}


@pytest.mark.parametrize("name", sorted(BACKWARD))
def test_a_sentence_of_the_way_back_says_what_is_handed_back(name):
    """Its words, put into numbers, are the cotangents that the op hands back."""
    for first in (NUMBERS[0], SIGNED, TIED):
        node, leaves, numbers = computed(name, first)
        g = cr.input("g", node.shape)
        (out,) = cr.evaluate([node], dict(zip(leaves, numbers, strict=True)), sizes={"m": 2})
        cotangent = np.random.default_rng(1).normal(size=out.shape)
        at = {**dict(zip(leaves, numbers, strict=True)), g: cotangent}
        for part in handed_back(node, g):
            sentence = BACKWARD[name][part.position if len(BACKWARD[name]) > 1 else 0]
            (found,) = cr.evaluate([part.summed], at, sizes={"m": 2})
            with np.errstate(invalid="ignore"):  # the root of a variance has no slope at 0
                said = (
                    pieces(cotangent, part)
                    if sentence == PIECES
                    else BACKWARD_MEANS[sentence](cotangent, out, *numbers)
                )
            np.testing.assert_allclose(found, said, rtol=1e-12, atol=1e-15)


def test_an_op_on_entries_needs_no_sentence_for_the_way_back():
    """What is typed is for ops on whole arrays, and computed above."""
    assert [name for name in BACKWARD if ALL_OPS[name].entrywise or not ALL_OPS[name].vjp] == []
    assert {one for each in BACKWARD.values() for one in each} == {*BACKWARD_MEANS, PIECES}
    arrays = {name for name, op in ALL_OPS.items() if op.vjp and not op.entrywise and op not in LOSSES}
    assert arrays == set(BACKWARD)


def test_a_remark_is_a_fact():
    """The slope of σ is ¼ at most, and at 0 it is."""
    assert REMARKS == {"sigmoid": "at most ¼"}
    slopes = cr.evaluate([cr.gradient(cr.sum(cr.sigmoid(A)), A)], {A: [[0.0, 1e-3], [-1.0, 3.0]]})[0]
    assert slopes.max() == slopes[0, 0] == 0.25


@pytest.mark.parametrize(
    ("node", "position", "said"),
    [
        (x + y, 1, "a sum hands its cotangent on as it is"),
        (x - y, 0, "a difference hands its cotangent on as it is"),
        (x - y, 1, "the cotangent gets the other sign"),
        (-x, 0, "the cotangent gets the other sign"),
        (x * y, 1, "upstream × local: the slope by q is the other factor, LOCAL"),
        (cr.exp(x), 0, "upstream × local: the exponential is its own slope, LOCAL"),
        (cr.expm1(x), 0, "upstream × local: the slope by p is LOCAL"),
        (cr.sigmoid(x), 0, "upstream × local: the slope by p is LOCAL, at most ¼"),
        (cr.squared_error(x, y), 0, "upstream × local: each example's slope by p is 2 (p − q)"),
        (cr.squared_error(x, y), 1, "upstream × local: each example's slope by q is −2 (p − q)"),
        (cr.logistic(x, y), 0, "upstream × local: each example's slope by p is σ(p) − q"),
        (cr.cross_entropy(A, B), 0, "upstream × local: each example's slope by p is softmax(p) ⊙ 1⃗ᵀ q − q"),
        (cr.cross_entropy(A, one_hot), 0, "upstream × local: each example's slope by p is softmax(p) − q"),
        (cr.cross_entropy(A, B), 1, "upstream × local: each example's slope by q is −log softmax(p)"),
    ],
)
def test_a_slope_is_said_as_the_vjp_has_it(node, position, said):
    """Handed on, turned, its own, the other factor, or written out; of a loss, for one example."""
    assert say_backward(node, position, ["p", "q"][: len(node.operands)], "out", "LOCAL") == said


def test_several_words_stand_in_parentheses_where_they_must():
    """The logit u + v is not subtracted in part."""
    said = say_backward(cr.logistic(x, y), 1, ["u + v", "y"], "L", "")
    assert said == "upstream × local: each example's slope by y is −(u + v)"


@pytest.mark.parametrize("name", ALL_OPS)
def test_what_an_op_says_names_no_brace(name):
    """Each sentence, forward and to each operand that gets a cotangent, is filled in and ends without a full stop."""
    node = example(name)
    called = [f"op{i}" for i in range(len(node.operands))]
    said = [say_forward(node, called, "out")]
    said += [
        say_backward(node, part.position, called, "out", "a") for part in handed_back(node, input("g", node.shape))
    ]
    for sentence in said:
        assert len(sentence) > 5
        assert not {"{", "}", "."} & set(sentence)


def test_a_new_op_has_sentences():
    """What nobody typed is the name of the op, and its slope."""
    op = entrywise("fourth", unary, lambda x: x**4, lambda node, g: (g * 4 * node.operands[0] ** 3,))
    assert say_forward(op(x), ["x"], "y") == "the fourth of x is taken"
    assert say_backward(op(x), 0, ["x"], "y", "4 x³") == "upstream × local: the slope by x is 4 x³"
    turned = Op("turned_over", lambda shape: shape, np.flip, lambda node, g: (g,))
    assert say_backward(turned(A), 0, ["A"], "B", "") == "the cotangent goes back through the turned over to A"


def test_copied_operands_are_mentioned():
    """A bias added to every column hears that its cotangent is summed over them."""
    Z, b = cr.input("Z", ("k", "m")), cr.parameter("b", ("k", 1))
    assert say_forward(Z + b, ["Z", "b"], "A") == "Z and b are added; b is copied to every column"
    back = "b was copied to every column, so its cotangent is summed over them"
    assert say_backward(Z + b, 1, ["Z", "b"], "A", "1") == back
    assert say_backward(Z - b, 1, ["Z", "b"], "A", "−1").endswith(back)


@pytest.mark.parametrize(
    ("node", "where"),
    [
        *((cr.sum(A, axis=0), "down each column"), (cr.sum(A, axis=1), "along each row")),
        *((cr.sum(A), "over everything"), (cr.sum(cr.input("T", (2, 2, 2)), axis=2), "along axis (2,)")),
        (ALL_OPS["broadcast"](row, shape=(2, 2)), "to the shape (2, 2)"),
        (cr.input("s") + np.zeros((2, 2)), "to every entry"),
        (cr.input("r", (1, 2)) + A, "to every row"),
    ],
)
def test_where_a_sum_or_a_copy_goes(node, where):
    """Rows and columns are called so."""
    assert where in say_forward(node, ["X", "Y"], "out")
