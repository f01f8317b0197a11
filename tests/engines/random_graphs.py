"""Random graphs for engines: shared nodes, broadcasting, every op of the alphabet, and m examples in half of them.

Comparisons and floor look at leaves only, so that a last bit more or less never decides what they say.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

import chainrule as cr
from chainrule.graph.passes import Derivative
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import unary
from chainrule.transforms.differentiate import backward

COUNT = 500
OPS_EACH = 9


@dataclass(frozen=True)
class RandomGraph:
    """A graph and numbers for its leaves."""

    graph: cr.Graph
    numbers: dict[str, np.ndarray]

    @property
    def leaves(self):
        """The numbers by leaf."""
        return {leaf: self.numbers[name] for name, leaf in self.graph.leaves.items()}


def bounded(x):
    """Between −1 and 1, so that no number grows without end."""
    return cr.tanh(x)


def stretched(x, y):
    """X in the shape of y where that goes."""
    return x + 0 * y


def is_matrix(x, columns=None):
    """Whether x has rank 2, and columns that are numbers or letters as asked for."""
    return x.rank == 2 and (columns is None or isinstance(x.shape[1], columns))


def images(e, x):
    """One channel of 2 rows and columns for each example."""
    each = cr.reshape(bounded(stretched(x, e["X"])).T, (e["X"].shape[1], 1, 1, 2))
    return each * cr.reshape(e["W"], (1, 1, 2, 2))


def made_of(kind, one, two):
    """What filters, windows or maps the two others make."""
    return ALL_OPS[f"product_for_{kind}"](one, two)


LEAVES = {  # what the ops that must not see rounded numbers look at
    "greater": lambda e: e["X"] > e["c"],
    "greater_equal": lambda e: e["X"] >= e["Y"],
    "less": lambda e: e["r"] < e["s"],
    "less_equal": lambda e: e["s"] <= e["X"].T,
    "equal": lambda e: cr.equal(e["X"], e["X"]),
    "not_equal": lambda e: cr.not_equal(e["c"], e["q"]),
}
GROW = {
    "add": lambda e, x, y, z: x + y,
    "subtract": lambda e, x, y, z: x - (y - z),
    "multiply": lambda e, x, y, z: bounded(x) * y,
    "divide": lambda e, x, y, z: bounded(x) / (2 + bounded(y)),
    "negate": lambda e, x, y, z: -(x + y),
    "power": lambda e, x, y, z: (2 + bounded(x)) ** bounded(y),
    "nested power": lambda e, x, y, z: ((2 + bounded(x)) ** 0.5) ** bounded(y),
    "square": lambda e, x, y, z: bounded(x) ** 2 + y,
    "sqrt": lambda e, x, y, z: cr.sqrt(2 + bounded(x)),
    "exp": lambda e, x, y, z: cr.exp(bounded(x)) - x,
    "log": lambda e, x, y, z: cr.log(3 + bounded(x) + bounded(y)),
    "cos": lambda e, x, y, z: cr.cos(x) * cr.sin(y),
    "maximum": lambda e, x, y, z: cr.maximum(e["X"], e["c"]) - bounded(x),
    "minimum": lambda e, x, y, z: cr.minimum(e["r"], e["s"]) + x,
    **{f"{name} number": lambda e, x, y, z, name=name: LEAVES[name](e) + bounded(x) for name in LEAVES},
    **{f"where {name}": lambda e, x, y, z, name=name: cr.where(LEAVES[name](e), x, bounded(y)) for name in LEAVES},
    "where number": lambda e, x, y, z: cr.where(e["s"] > 0, x, y),
    "matmul": lambda e, x, y, z: bounded(x) @ bounded(y).T if is_matrix(x) and is_matrix(y) else x * y,
    "weights": lambda e, x, y, z: e["W"] @ e["X"] + x,
    "transpose": lambda e, x, y, z: x.T + bounded(x).T,
    "broadcast": lambda e, x, y, z: ALL_OPS["broadcast"](e["c"], shape=(2, *e["X"].shape[1:])) * bounded(x),
    "sum_to": lambda e, x, y, z: ALL_OPS["sum_to"](bounded(stretched(x, e["X"])), shape=(1, 1)),
    "reshape": lambda e, x, y, z: cr.reshape(e["c"] * e["q"], (1, 2)) @ e["X"] + x,
    "flat": lambda e, x, y, z: cr.reshape(bounded(e["W"]), -1) * cr.reshape(e["q"], ()),
    "concatenate": lambda e, x, y, z: cr.concatenate([e["X"] + bounded(x), e["r"], -e["Y"]], axis=0)[1:3],
    "slice": lambda e, x, y, z: (e["X"] * bounded(x))[0:1] + x,
    "one row": lambda e, x, y, z: e["W"][1, 0:2] * bounded(cr.sum(x)),
    "constant": lambda e, x, y, z: np.array([[1.5], [-0.5]]) * x - 0.25,
    "large constant": lambda e, x, y, z: bounded(x) + cr.sum(np.linspace(-0.02, 0.04, 80).reshape(2, 40)) * e["s"],
    "dimension": lambda e, x, y, z: x / cr.dimension(e["X"].shape[1]),
    "sum": lambda e, x, y, z: cr.sum(x) * bounded(y),
    "sum of columns": lambda e, x, y, z: cr.sum(x, axis=-1) if x.rank else x,
    "sum of rows": lambda e, x, y, z: cr.sum(x, axis=0) if x.rank else x,
    "mean": lambda e, x, y, z: cr.mean(x, axis=(0, 1)) if x.rank == 2 else cr.mean(x),
    "var": lambda e, x, y, z: cr.var(e["X"] * bounded(x), axis=0) + x,
    "std": lambda e, x, y, z: cr.std(e["Y"] - np.array([[3.0], [-3.0]]), axis=0) - bounded(x),
    "batch_norm": lambda e, x, y, z: cr.batch_norm(e["X"] + bounded(e["Y"])) - x,
    "layer_norm": lambda e, x, y, z: cr.layer_norm(e["W"], axis=1, epsilon=0.1) @ e["X"] + x,
    "rms_norm": lambda e, x, y, z: cr.rms_norm(e["X"]) * bounded(x),
    "eye": lambda e, x, y, z: e["X"] @ cr.exp(cr.eye(e["X"].shape[1])) - x,
    "trace": lambda e, x, y, z: cr.trace(e["W"] @ bounded(e["W"])) * bounded(x),
    "upstream": lambda e, x, y, z: ALL_OPS["upstream"](bounded(x), bounded(x), e["q"], e["q"]) * bounded(y),
    "max": lambda e, x, y, z: cr.max(e["X"], axis=0) - bounded(x),
    "largest": lambda e, x, y, z: cr.max(e["Y"]) + bounded(x),
    "logsumexp": lambda e, x, y, z: cr.logsumexp(x, axis=None) - y,
    "softmax": lambda e, x, y, z: cr.softmax(x) if x.rank else cr.softmax(e["X"]),
    "log_softmax": lambda e, x, y, z: cr.log_softmax(e["X"] * bounded(x)),
    "one_hot": lambda e, x, y, z: cr.one_hot(e["labels"], 2) - x,
    "gather": lambda e, x, y, z: cr.gather(bounded(e["W"]), e["labels"], 1) * bounded(x),
    "gather of rows": lambda e, x, y, z: cr.gather((e["W"] + e["c"])[0:2], e["tokens"]).T + x,
    "gather of more": lambda e, x, y, z: cr.sum(cr.gather(e["W"].T, e["T"], 1), axis=1) * bounded(cr.sum(x)),
    "scatter_add": lambda e, x, y, z: (
        ALL_OPS["scatter_add"](bounded(stretched(x, e["X"])), e["labels"], axis=1, shape=(2, 3)) * bounded(cr.sum(y))
    ),
    "pick": lambda e, x, y, z: cr.pick(bounded(stretched(x, e["X"])), e["labels"]) * y,
    "pick of rows": lambda e, x, y, z: cr.pick(bounded(stretched(x, e["X"])).T, e["tokens"], 1) * bounded(y),
    "convolution": lambda e, x, y, z: (
        cr.reshape(cr.conv2d(images(e, x), cr.reshape(e["W"], (2, 1, 2, 1))), (e["X"].shape[1], 4))[:, 1:3].T + y
    ),
    "convolution of sequences": lambda e, x, y, z: bounded(
        cr.reshape(cr.conv1d(images(e, x)[:, 0], cr.reshape(e["W"], (1, 2, 2)), 2, 1), (e["X"].shape[1], 2)).T - x
    ),
    "max_pool": lambda e, x, y, z: cr.reshape(cr.max_pool(images(e, x), (1, 2)), (e["X"].shape[1], 2)).T * y,
    "unpool": lambda e, x, y, z: (
        cr.sum(ALL_OPS["unpool"](images(e, x), cr.max_pool(images(e, z), (1, 2)), size=(1, 2), stride=(1, 2))) + y
    ),
    "mean_pool": lambda e, x, y, z: cr.sum(cr.mean_pool(images(e, x), (2, 1), 1)) + x,
    "product_for_maps": lambda e, x, y, z: (
        cr.sum(
            made_of(
                "maps",
                cr.reshape(e["W"], (2, 1, 2, 1)),
                ALL_OPS["unfold"](images(e, x), size=(2, 1), stride=(1, 1), padding=(1, 0)),
            ),
            axis=(1, 2, 3),
        )[:, 0, 0]
        * bounded(cr.sum(y))
    ),
    "product_for_windows": lambda e, x, y, z: (
        made_of("windows", cr.reshape(e["c"], (2, 1, 1)), cr.reshape(e["X"].T, (e["X"].shape[1], 2, 1)))[:, :, 0, 0].T
        + x
    ),
    "product_for_filters": lambda e, x, y, z: (
        made_of(
            "filters",
            cr.reshape(bounded(stretched(x, e["r"])), (e["X"].shape[1], 1, 1, 1))
            if stretched(x, e["r"]).shape == e["r"].shape
            else cr.reshape(e["r"], (e["X"].shape[1], 1, 1, 1)),
            cr.reshape(e["Y"].T, (e["X"].shape[1], 2, 1)),
        )[:, :, 0]
        * y
    ),
    "dropout_mask": lambda e, x, y, z: (
        cr.dropout_mask(e["seed"], e["step"], e["X"].shape, 0.3, mask=1)
        * x
        * ALL_OPS["uniform"](e["seed"], e["step"], shape=e["X"].shape, mask=2)
    ),
    **{
        name: lambda e, x, y, z, name=name: (
            getattr(cr, name)(bounded(stretched(x, e["X"])), e["Y"], *([e["weights"]] if name < "h" else [])) + z
        )
        for name in ("squared_error", "half_squared_error", "absolute_error", "huber", "logistic")
    },
    "cross_entropy": lambda e, x, y, z: cr.cross_entropy(stretched(bounded(x), e["X"]), cr.one_hot(e["labels"], 2)),
    "dot": lambda e, x, y, z: cr.max(e["X"], axis=1)[:, 0] @ cr.reshape(e["c"], 2) * bounded(x),
    "matrix times vector": lambda e, x, y, z: (
        bounded(cr.outer(bounded(e["W"] @ cr.reshape(e["q"] * e["c"], 2)), e["v"]) @ e["v"] @ e["W"] / 8) @ e["X"] + y
    ),
    "inverse": lambda e, x, y, z: cr.inverse(bounded(e["W"]) / 4 + np.eye(2)) @ e["X"] * bounded(x),
    "logdet": lambda e, x, y, z: cr.logdet(np.eye(2) + bounded(e["W"] * e["q"]) / 4) * bounded(x),
    "stacks": lambda e, x, y, z: (
        cr.mean(bounded(e["S"] @ cr.swapaxes(bounded(e["S"]) * bounded(cr.sum(y)), 1, 2) / 4)) * bounded(x)
    ),
    "stacks of weights": lambda e, x, y, z: (
        cr.sum(cr.swapaxes(e["W"] @ cr.swapaxes(e["S"], 0, 2), 1, 2) @ e["W"].T, axis=(0, 1, 2)) + x
    ),
    "parts of stacks": lambda e, x, y, z: (
        cr.mean(bounded(e["S"][:, 0:1] @ cr.swapaxes(e["S"], 1, 2) / 4), axis=0) * bounded(cr.sum(y))
    ),
    "weighted cross_entropy": lambda e, x, y, z: cr.cross_entropy(e["X"], cr.softmax(e["Y"]), e["weights"]) * x,
}
for one in ENTRYWISE:  # functions of one number; those with corners or jumps look at leaves
    if one.shape is unary and one.name not in GROW and (one.sides or one.name == "elu"):
        GROW[one.name] = lambda e, x, y, z, op=one: op(e["X"]) * bounded(x) - y
    elif one.shape is unary and one.name not in GROW:
        GROW[one.name] = lambda e, x, y, z, op=one: op(bounded(x)) + y


def draw_leaves(rng, m):
    """Leaves by name, and numbers in [−2, 2] for them; labels, seed and step are whole numbers."""
    shapes = {"s": (), "X": (2, m), "Y": (2, m), "c": (2, 1), "r": (1, m), "q": (1, 1), "W": (2, 2), "weights": (1, m)}
    shapes |= {"S": (m, 2, 2), "v": (3,)}
    leaves = {name: cr.input(name, shape) for name, shape in shapes.items()} | {"W": cr.parameter("W", (2, 2))}
    numbers = {name: rng.uniform(-2, 2, tuple(3 if d == "m" else d for d in shape)) for name, shape in shapes.items()}
    numbers["weights"] = np.abs(numbers["weights"])
    whole = {"labels": ((1, m), rng.integers(0, 2, (1, 3))), "seed": ((), np.array(7)), "step": ((), np.array(3))}
    whole |= {"tokens": ((m,), rng.integers(0, 2, 3)), "T": ((2, m), rng.integers(0, 2, (2, 3)))}
    leaves |= {name: cr.input(name, shape, kind="index") for name, (shape, _) in whole.items()}
    return leaves, numbers | {name: array for name, (_, array) in whole.items()}


@cache
def random_graph(seed):
    """A graph of some ops over shared nodes; a cost, () or (1, 1), and its cotangents by the real leaves."""
    rng = np.random.default_rng([17, seed])
    env, numbers = draw_leaves(rng, "m" if seed % 2 else 3)
    leaves = [leaf for leaf in env.values() if leaf.attributes.get("kind") != "index"]
    nodes = list(leaves)
    names = list(GROW)
    chosen = [names[(seed + OPS_EACH * i * 7 + int(rng.integers(7))) % len(names)] for i in range(OPS_EACH)]
    for name in chosen:
        x, y, z = (nodes[-1 - int(i)] for i in rng.integers(min(len(nodes), 6), size=3))
        try:
            nodes.append(GROW[name](env, x, y, z))
        except cr.ShapeError:  # not every op goes with every shape
            nodes.append(GROW[name](env, env["s"], env["s"], env["s"]))
    outputs = {"first": nodes[-1], "second": nodes[-2], "third": nodes[-4]}
    cost = sum((cr.mean(bounded(node)) for node in outputs.values()), start=cr.constant(0))
    cost = cr.reshape(cost, (1, 1)) if seed % 3 == 0 else cost
    cotangents = backward({cost: cr.reshape(cr.constant(1), cost.shape)}, leaves)
    slopes = {Derivative("L", leaf.name): cotangents[leaf] for leaf in leaves}
    return RandomGraph(cr.Graph({**outputs, "L": cost, **slopes}, {}, tuple(env.values())), numbers)
