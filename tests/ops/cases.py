"""Cases for every op: random shapes, some with letters, and numbers away from kinks and poles.

A sampler takes a generator and returns a `Case`; `SAMPLERS` has one for each op that has a derivative to test, and
`EXCEPTED` says why the others have none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import chainrule as cr
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import binary, unary

Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


@dataclass(frozen=True)
class Case:
    """One use of an op over leaves, with what draws the numbers of each leaf and what stands for its letters."""

    node: cr.Node
    draws: dict[cr.Node, Draw]
    sizes: dict[str, int]
    fixed: tuple[cr.Node, ...] = ()  # leaves that do not move, such as a condition
    prepare: Callable[[dict[cr.Node, np.ndarray]], None] | None = None  # ties the numbers of several leaves together

    @property
    def moving(self):
        """The leaves along which the op is differentiated."""
        return [leaf for leaf in self.draws if leaf not in self.fixed]

    def concrete(self, shape):
        """A shape with numbers in place of letters."""
        return tuple(self.sizes.get(d, d) for d in shape)

    def numbers(self, rng):
        """Fresh numbers for every leaf."""
        drawn = {leaf: draw(rng, self.concrete(leaf.shape)) for leaf, draw in self.draws.items()}
        if self.prepare is not None:
            self.prepare(drawn)
        return drawn


Sampler = Callable[[np.random.Generator], Case]


# ---- numbers ------------------------------------------------------------------------------------------------------


def normal(rng, shape):
    """Numbers of about 1, of both signs."""
    return rng.uniform(-2, 2, shape)


def positive(rng, shape):
    """Numbers in [0.5, 2]: away from the pole of log, sqrt and division."""
    return rng.uniform(0.5, 2, shape)


def off_zero(rng, shape):
    """Numbers at least 0.3 from zero, of both signs."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.3, 2, shape)


def off_whole(rng, shape):
    """Numbers at least 0.2 from every whole number."""
    return rng.integers(-3, 3, shape) + rng.uniform(0.2, 0.8, shape)


def even(rng, shape):
    """Even multiples of 0.1, moved by less than 0.03."""
    return 0.2 * rng.integers(-10, 10, shape) + rng.uniform(-0.03, 0.03, shape)


def odd(rng, shape):
    """Odd multiples of 0.1, moved by less than 0.03: never within 0.04 of an `even` number."""
    return even(rng, shape) + 0.1


def distinct(rng, shape):
    """Numbers of which no two are within 0.1 of each other."""
    count = int(np.prod(shape))
    return (0.2 * rng.permutation(count) + rng.uniform(-0.05, 0.05, count) - 0.1 * count).reshape(shape)


def zero_or_one(rng, shape):
    """Truth values."""
    return rng.integers(0, 2, shape).astype(float)


def off_corners(rng, shape):
    """Numbers at least 0.2 from −1, 0 and 1, the corners of the absolute value and of the Huber loss."""
    return rng.choice([-1.0, 1.0], shape) * (rng.uniform(0.2, 0.8, shape) + rng.integers(0, 2, shape))


# ---- shapes -------------------------------------------------------------------------------------------------------


def letter_sizes(rng, least=0):
    """A number for each letter; 1 is among them, because a letter may happen to be 1."""
    return {"n": int(rng.integers(least, 4)), "m": int(rng.integers(least, 4))}


def shape_of(rng, rank, least=0):
    """A shape of this rank: sizes 0 to 3, and letters."""
    choices = [0, 1, 1, 2, 3, 3, "n", "m"] if least == 0 else [1, 1, 2, 3, 3, "n", "m"]
    return tuple(choices[i] for i in rng.integers(len(choices), size=rank))


def any_shape(rng, least=0):
    """A shape of rank 0 to 3."""
    return shape_of(rng, int(rng.integers(4)), least)


def stretchable(rng, shape):
    """A shape that broadcasts to `shape`: leading axes dropped, others set to 1."""
    kept = shape[int(rng.integers(len(shape) + 1)) if rng.random() < 0.4 else 0 :]
    return tuple(1 if rng.random() < 0.3 else d for d in kept)


def broadcasting_shapes(rng, count):
    """Shapes of which one is the shape that all broadcast to."""
    full = any_shape(rng)
    shapes = [full] + [stretchable(rng, full) for _ in range(count - 1)]
    return [shapes[i] for i in rng.permutation(count)]


# ---- samplers -----------------------------------------------------------------------------------------------------


def entrywise(name, *draws, fixed=()):
    """A sampler for an op on entries whose operands are drawn so and broadcast."""

    def sample(rng):
        shapes = broadcasting_shapes(rng, len(draws))
        leaves = [cr.input(f"x{i}", shape) for i, shape in enumerate(shapes)]
        return Case(
            ALL_OPS[name](*leaves),
            dict(zip(leaves, draws, strict=True)),
            letter_sizes(rng),
            tuple(leaves[i] for i in fixed),
        )

    return sample


def power(rng):
    """A positive base to any power, or any base to a whole one."""
    if rng.random() < 0.5:
        return entrywise("power", positive, normal)(rng)
    a, b = (cr.input(f"x{i}", shape) for i, shape in enumerate(broadcasting_shapes(rng, 2)))
    whole = lambda rng, shape: rng.integers(-2, 5, shape).astype(float)  # noqa: E731
    return Case(cr.power(a, b), {a: off_zero, b: whole}, letter_sizes(rng), fixed=(b,))


def matmul(rng):
    """Vectors, matrices, or stacks of them, of one inner size."""
    rows, inner, columns = shape_of(rng, 3)
    stack = shape_of(rng, int(rng.integers(1, 3)))
    shapes = [
        *[((rows, inner), (inner, columns))] * 3,
        *[((inner,), (inner,)), ((rows, inner), (inner,)), ((inner,), (inner, columns))],
        ((*stack, rows, inner), (*stack, inner, columns)),
        *[((*stack, rows, inner), (inner, columns)), ((rows, inner), (*stack, inner, columns))],
    ]
    a, b = map(cr.input, "ab", shapes[rng.integers(len(shapes))])
    return Case(a @ b, {a: normal, b: normal}, letter_sizes(rng))


def trace(rng):
    """A square matrix."""
    x = cr.input("x", shape_of(rng, 1) * 2)
    return Case(cr.trace(x), {x: normal}, letter_sizes(rng))


def invertible(rng, shape):
    """A matrix near twice the unit matrix, whose determinant is positive."""
    return rng.uniform(-0.3, 0.3, shape) + 2 * np.eye(shape[0])


def square(make):
    """A sampler for a function of square matrices."""

    def sample(rng):
        (size,) = shape_of(rng, 1)
        x = cr.input("x", (size, size))
        return Case(make(x), {x: invertible}, letter_sizes(rng))

    return sample


def outer(rng):
    """Two vectors of any sizes."""
    a, b = (cr.input(name, (size,)) for name, size in zip("ab", shape_of(rng, 2), strict=True))
    return Case(cr.outer(a, b), {a: normal, b: normal}, letter_sizes(rng))


def swapaxes(rng):
    """Any two axes of three or four."""
    x = cr.input("x", shape_of(rng, int(rng.integers(3, 5))))
    first, second = rng.choice(x.rank, 2, replace=False).tolist()
    return Case(cr.swapaxes(x, first, second), {x: normal}, letter_sizes(rng))


def transpose(rng):
    """The transpose of any rank."""
    x = cr.input("x", any_shape(rng))
    return Case(x.T, {x: normal}, letter_sizes(rng))


def broadcast(rng):
    """Copies along new axes and along axes of size 1."""
    shape = any_shape(rng)
    x = cr.input("x", stretchable(rng, shape))
    return Case(ALL_OPS["broadcast"](x, shape=shape), {x: normal}, letter_sizes(rng))


def sum_to(rng):
    """Sums that undo a broadcast."""
    shape = any_shape(rng)
    x = cr.input("x", shape)
    return Case(ALL_OPS["sum_to"](x, shape=stretchable(rng, shape)), {x: normal}, letter_sizes(rng))


def reshape(rng):
    """Numbers into other numbers, and letters with axes of size 1 that come or go."""
    if rng.random() < 0.3:
        x = cr.input("x", ("n", 1, "m"))
        return Case(cr.reshape(x, [("n", "m"), (1, "n", "m", 1)][rng.integers(2)]), {x: normal}, letter_sizes(rng))
    old, new = [((2, 3), (3, 2)), ((6,), (2, 3)), ((), (1, 1)), ((0, 2), (3, 0)), ((2, 2, 3), (4, -1))][rng.integers(5)]
    x = cr.input("x", old)
    return Case(cr.reshape(x, new), {x: normal}, letter_sizes(rng))


def concatenate(rng):
    """One to three parts along a numbered axis, letters elsewhere."""
    shape = shape_of(rng, int(rng.integers(1, 4)))
    axis = int(rng.integers(len(shape)))
    parts = [
        cr.input(f"x{i}", (*shape[:axis], int(rng.integers(4)), *shape[axis + 1 :])) for i in range(rng.integers(1, 4))
    ]
    return Case(cr.concatenate(parts, axis), dict.fromkeys(parts, normal), letter_sizes(rng))


def slice_(rng):
    """A window on a numbered axis, letters elsewhere."""
    shape = list(shape_of(rng, int(rng.integers(1, 4))))
    axis = int(rng.integers(len(shape)))
    shape[axis] = int(rng.integers(1, 5))
    start, stop = sorted(rng.integers(shape[axis] + 1, size=2).tolist())
    x = cr.input("x", tuple(shape))
    return Case(ALL_OPS["slice"](x, axis=axis, start=start, stop=stop), {x: normal}, letter_sizes(rng))


def upstream(rng):
    """One or two arrays, each with what is handed to it."""
    shapes = [shape for shape in (any_shape(rng, least=1) for _ in range(rng.integers(1, 3))) for _ in range(2)]
    leaves = [cr.input(f"x{i}", shape) for i, shape in enumerate(shapes)]
    return Case(ALL_OPS["upstream"](*leaves), dict.fromkeys(leaves, normal), letter_sizes(rng, least=1))


def places(rng, shape):
    """Whole numbers below `FEW`, some of them several times."""
    return rng.integers(0, FEW, shape)


FEW = 3  # places along the axis of an index


def indexed(name):
    """A sampler for what is read or added at an index, of one axis or two, along any axis."""

    def sample(rng):
        shape = list(shape_of(rng, int(rng.integers(1, 4))))
        axis = int(rng.integers(len(shape)))
        shape[axis] = FEW
        index = cr.input("t", [("m",), (1, "m"), (2,), (2, "n")][rng.integers(4)], kind="index")
        whole = cr.input("whole", tuple(shape))
        node = cr.gather(whole, index, axis)
        if name == "scatter_add":
            whole = cr.input("part", node.shape)
            node = ALL_OPS[name](whole, index, axis=axis, shape=tuple(shape))
        return Case(node, {whole: normal, index: places}, letter_sizes(rng), fixed=(index,))

    return sample


def pick(rng):
    """One entry of each column or row."""
    axis = int(rng.integers(2))
    examples = shape_of(rng, 1)[0]
    x = cr.input("x", (FEW, examples) if axis == 0 else (examples, FEW))
    index = cr.input("y", [(examples,), (1, examples)][rng.integers(2)], kind="index")
    return Case(cr.pick(x, index, axis), {x: normal, index: places}, letter_sizes(rng), fixed=(index,))


def moved_over(rng):
    """Images or sequences, filters that fit into them, and strides and paddings with which each window meets them."""
    axes = int(rng.integers(1, 3))
    size, stride = (tuple(int(i) for i in rng.integers(1, 4, axes)) for _ in range(2))
    padding = tuple(int(rng.integers(k)) for k in size)
    rows = tuple(max(1, k - 2 * p) + int(rng.integers(4)) for k, p in zip(size, padding, strict=True))
    m, c, o = *shape_of(rng, 1), *shape_of(rng, 2, least=1)
    return (m, c, *rows), (o, c, *size), {"stride": stride, "padding": padding}


def windows(name):
    """A sampler for windows of images or sequences, or for what puts them back."""

    def sample(rng):
        images, filters, steps = moved_over(rng)
        x = cr.input("x", images)
        node = ALL_OPS["unfold"](x, size=filters[2:], **steps)
        if name == "fold":
            x = cr.input("x", node.shape)
            node = ALL_OPS["fold"](x, size=filters[2:], **steps, shape=images)
        return Case(node, {x: normal}, letter_sizes(rng))

    return sample


def of_filters(name):
    """A sampler for a convolution, its two derivatives, and the products that they are made of."""

    def sample(rng):
        images, filters, steps = moved_over(rng)
        maps = ALL_OPS["convolution"](cr.input("x", images), cr.input("w", filters), **steps).shape
        windows = ALL_OPS["unfold"](cr.input("x", images), size=filters[2:], **steps).shape
        first, second, more = {
            "convolution": (images, filters, steps),
            "transposed_convolution": (filters, maps, {**steps, "shape": images}),
            "correlation": (images, maps, {**steps, "shape": filters}),
            "product_for_maps": (filters, windows, {}),
            "product_for_windows": (filters, maps, {}),
            "product_for_filters": (windows, maps, {}),
        }[name]
        a, b = cr.input("a", first), cr.input("b", second)
        return Case(ALL_OPS[name](a, b, **more), {a: normal, b: normal}, letter_sizes(rng, least=1))

    return sample


def pool(make, draw=normal):
    """A sampler for a pooling, whose windows may overlap."""

    def sample(rng):
        images, filters, steps = moved_over(rng)
        size = filters[2:]
        x = cr.input("x", (*images[:2], *(h + k for h, k in zip(images[2:], size, strict=True))))
        return Case(make(x, size, steps["stride"]), {x: draw}, letter_sizes(rng))

    return sample


def unpool(rng):
    """A sampler for what goes back to the largest entries, none of which is about to change."""
    made = pool(cr.max_pool, distinct)(rng)
    (x,), g = made.node.operands, cr.input("g", made.node.shape)
    node = ALL_OPS["unpool"](x, g, **made.node.attributes)
    return Case(node, {**made.draws, g: normal}, made.sizes, fixed=(x,))


def reduction(make, draw=normal, least=0):
    """A sampler for a reduction over no, one, several or all axes."""

    def sample(rng):
        shape = any_shape(rng, least)
        chosen = tuple(int(i) for i in np.flatnonzero(rng.random(len(shape)) < 0.5))
        axis = [None, chosen, int(rng.integers(-len(shape), len(shape))) if shape else None][rng.integers(3)]
        x = cr.input("x", shape)
        return Case(make(x, axis=axis), {x: draw}, letter_sizes(rng, least))

    return sample


def norm(make):
    """A sampler for a norm over its usual axes, or over one, several or all, with an ε that is not small."""

    def sample(rng):
        shape = shape_of(rng, int(rng.integers(1, 4)), least=1)
        axis = [None, tuple(range(len(shape))), int(rng.integers(len(shape)))][rng.integers(3)]
        x = cr.input("x", shape)
        return Case(make(x, axis=axis, epsilon=0.5), {x: normal}, letter_sizes(rng, least=1))

    return sample


def spread(make):
    """A sampler for a spread over one, several or all axes, each of which has more than one entry."""

    def sample(rng):
        shape = tuple([2, 3, "n", "m"][i] for i in rng.integers(4, size=int(rng.integers(1, 4))))
        axis = [None, tuple(range(len(shape))), int(rng.integers(len(shape)))][rng.integers(3)]
        x = cr.input("x", shape)
        return Case(make(x, axis=axis), {x: distinct}, letter_sizes(rng, least=2))

    return sample


def loss(make, target=normal, difference=None, rank=(0, 3)):
    """A sampler for a loss, averaged or summed, with and without example weights."""

    def sample(rng):
        shape = shape_of(rng, int(rng.integers(*rank)), least=1)
        a, y = cr.input("a", shape), cr.input("y", shape)
        draws = {a: normal, y: target}
        operands = [a, y]
        if rng.random() < 0.5:
            weights = cr.input("weights", (1,) * (len(shape) - 1) + shape[-1:])
            draws[weights] = positive
            operands.append(weights)

        def apart(numbers):
            numbers[a] = numbers[y] + difference(rng, numbers[a].shape)

        node = make(*operands, average=bool(rng.integers(2)))
        return Case(node, draws, letter_sizes(rng, least=1), prepare=apart if difference else None)

    return sample


def unit(rng, shape):
    """Numbers in [0, 1], as targets of a logistic loss."""
    return rng.uniform(0, 1, shape)


# what every op on entries is drawn from: numbers away from its corners or jumps, where it has some
DRAWS = {
    unary: lambda op: (off_zero if op.sides else normal,),
    binary: lambda op: (even, odd) if op.sides else (normal, normal),
}
SAMPLERS: dict[str, Sampler] = {
    **{op.name: entrywise(op.name, *DRAWS[op.shape](op)) for op in ENTRYWISE if op.shape in DRAWS},
    **{name: entrywise(name, positive) for name in ("sqrt", "log", "log1p")},
    "divide": entrywise("divide", normal, off_zero),
    "elu": entrywise("elu", off_zero),  # its second derivative jumps
    "power": power,
    "floor": entrywise("floor", off_whole),
    "where": entrywise("where", zero_or_one, normal, normal, fixed=(0,)),
    "matmul": matmul,
    "trace": trace,
    "outer": outer,
    "inverse": square(cr.inverse),
    "logdet": square(cr.logdet),
    "swapaxes": swapaxes,
    "transpose": transpose,
    "broadcast": broadcast,
    "sum_to": sum_to,
    "reshape": reshape,
    "concatenate": concatenate,
    "slice": slice_,
    "upstream": upstream,
    "gather": indexed("gather"),
    "scatter_add": indexed("scatter_add"),
    "pick": pick,
    **{name: windows(name) for name in ("unfold", "fold")},
    **{name: of_filters(name) for name in ("convolution", "transposed_convolution", "correlation")},
    **{f"product_for_{made}": of_filters(f"product_for_{made}") for made in ("maps", "windows", "filters")},
    "max_pool": pool(cr.max_pool, distinct),
    "unpool": unpool,
    "mean_pool": pool(cr.mean_pool),
    "sum": reduction(cr.sum),
    "mean": reduction(cr.mean, least=1),
    "max": reduction(cr.max, distinct, least=1),
    "var": reduction(cr.var, least=1),
    "std": spread(cr.std),  # of entries that are all alike it has a corner
    **{name: norm(getattr(cr, name)) for name in ("batch_norm", "layer_norm", "rms_norm")},
    "logsumexp": reduction(cr.logsumexp, least=1),
    "softmax": reduction(cr.softmax, least=1),
    "log_softmax": reduction(cr.log_softmax, least=1),
    "squared_error": loss(cr.squared_error),
    "half_squared_error": loss(cr.half_squared_error),
    "absolute_error": loss(cr.absolute_error, difference=off_corners),
    "huber": loss(cr.huber, difference=off_corners),
    "logistic": loss(cr.logistic, target=unit),
    "cross_entropy": loss(cr.cross_entropy, target=unit, rank=(2, 4)),
}

EXCEPTED = {
    "input": "a leaf has no operands",
    "parameter": "a leaf has no operands",
    "constant": "a leaf has no operands",
    "eye": "the identity matrix has no operands",
    "dimension": "the number behind a letter has no operands",
    "one_hot": "labels are whole numbers and never differentiated",
    **dict.fromkeys(("dropout_mask", "uniform"), "seed and step are whole numbers and never differentiated"),
}
