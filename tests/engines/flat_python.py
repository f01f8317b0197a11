"""A third language, for tests: plain Python without arrays of its own, on flat memory, as JavaScript would have it.

It is nothing but tables, a frame, and a few functions for whole arrays. All numbers are double precision.
"""

import math
from dataclasses import dataclass

import numpy as np

from chainrule.engines.engine import Engine
from chainrule.engines.language import PYTHON, Language, NestTable
from chainrule.engines.loading import load
from chainrule.engines.memory import BATCH
from chainrule.engines.numba_program import aligned_memory, slot_places
from chainrule.engines.plan import Stage, make_plan
from chainrule.engines.printer import print_plan
from chainrule.engines.skeleton import Frame, Gathering, TrainingTable, print_function, print_training
from chainrule.engines.task import RUN_TIME, gathered_leaves
from chainrule.graph.evaluate import bind_leaf, sizes_of
from chainrule.ops import ALL_OPS
from chainrule.ops.dropout import draw_dropout_mask, draw_uniform
from chainrule.ops.spelling import ATOM, COMPARISONS, FILTERING, OF_ONE, OF_TWO, OPERATORS, PRODUCT

# ---- what the printed text calls ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flat:
    """An array: where in flat memory it begins, and how far its entries are from each other along each axis."""

    data: object
    start: int
    shape: tuple
    steps: tuple

    @classmethod
    def cut(cls, data, start, *shape):
        """An array that lies in memory row after row."""
        return cls(data, start, shape, tuple(int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))))

    def turned(self):
        """The transpose, in the same memory."""
        return Flat(self.data, self.start, self.shape[::-1], self.steps[::-1])

    def swapped(self, first, second):
        """With two axes exchanged, in the same memory."""
        order = list(range(len(self.shape)))
        order[first], order[second] = second, first
        return Flat(self.data, self.start, tuple(self.shape[i] for i in order), tuple(self.steps[i] for i in order))

    def array(self):
        """The entries."""
        return np.array([self.data[place] for place in self.places()]).reshape(self.shape)

    def part(self, axis, start, stop):
        """A part along an axis, in the same memory."""
        shape = (*self.shape[:axis], stop - start, *self.shape[axis + 1 :])
        return Flat(self.data, self.start + start * self.steps[axis], shape, self.steps)

    def places(self):
        """Where each entry is, row after row."""
        return [self.start + sum(i * s for i, s in zip(index, self.steps, strict=True)) for index in self.indices()]

    def indices(self):
        """The index of each entry, row after row."""
        return np.ndindex(self.shape)


def copy(source, out):
    """Every entry of `out` in turn: those of an array, stretched where it has one row or column, or a number."""
    if not isinstance(source, Flat):
        source = Flat([source], 0, out.shape, (0,) * len(out.shape))
    if len(source.places()) == len(out.places()):  # of another shape, perhaps
        read = source.places()
    else:
        steps = [0 if size == 1 else step for size, step in zip(source.shape, source.steps, strict=True)]
        read = Flat(source.data, source.start, out.shape, tuple([0] * (len(out.shape) - len(steps)) + steps)).places()
    for place, entry in zip(out.places(), [source.data[place] for place in read], strict=True):
        out.data[place] = entry


def product(a, b, out):
    """The matrix product, of vectors and stacks too."""
    for place, entry in zip(out.places(), np.matmul(a.array(), b.array()).ravel().tolist(), strict=True):
        out.data[place] = entry


def summed_product(a, b, out):
    """The sum over a stack of the products of turned matrices and others."""
    rows, others = (one.array().reshape(-1, one.shape[-1]) for one in (a, b))
    summed = rows.T @ others
    for place, entry in zip(out.places(), summed.ravel().tolist(), strict=True):
        out.data[place] = entry


def gather(table, rows, out):
    """Rows of a table into the columns of `out`."""
    for place, (i, j) in zip(out.places(), out.indices(), strict=True):
        out.data[place] = table[rows[j], i]


def at_index(whole, part, index, axis):
    """Each place of `part` beside the place of `whole` that an index puts it to along an axis."""
    places = np.array(whole.places()).reshape(whole.shape)
    read = np.array([int(index.data[place]) for place in index.places()])
    there = np.take(places, read, axis=axis).ravel().tolist()
    return zip(part.places(), there, strict=True)


def read_at(x, index, axis, out):
    """What stands in `x` at the places of an index."""
    for place, there in at_index(x, out, index, axis):
        out.data[place] = x.data[there]


def add_at(x, index, axis, out):
    """Zeros, to which `x` is added at the places of an index."""
    copy(0.0, out)
    for place, there in at_index(out, x, index, axis):
        out.data[there] += x.data[place]


def pick_at(x, index, axis, out):
    """One entry of each column, or row."""
    for j, (place, label) in enumerate(zip(out.places(), index.places(), strict=True)):
        row = (int(index.data[label]), j) if axis == 0 else (j, int(index.data[label]))
        out.data[place] = x.data[x.start + sum(i * step for i, step in zip(row, x.steps, strict=True))]


def whole(array):
    """The entries of an array as NumPy has them."""
    return np.array([array.data[place] for place in array.places()]).reshape(array.shape)


def by_op(name):
    """A function for whole arrays that is as the op computes it."""

    def compute(operands, attributes, out):
        found = np.asarray(ALL_OPS[name].forward(*map(whole, operands), **attributes))
        for place, entry in zip(out.places(), found.ravel().tolist(), strict=True):
            out.data[place] = entry

    return compute


def inverse_matrix(x, out):
    """The inverse, entry by entry."""
    copy(Flat.cut(np.linalg.inv(x.array()).ravel().tolist(), 0, *x.shape), out)


def of_one(name):
    """A function of a number, NaN and infinity included."""
    return lambda x: float(getattr(np, name)(np.float64(x)))


def of_two(name):
    """A function of two numbers."""
    return lambda a, b: float(getattr(np, name)(np.float64(a), np.float64(b)))


def mask_of(seed, step, mask):
    """What the entries of a dropout mask follow from."""
    return int(seed), int(step), mask


def mask_entry(key, unit, row, kept_from):
    """1 where a unit stays for a row of the batch, else 0."""
    seed, step, mask = key
    drawn = draw_dropout_mask(seed, step, shape=(unit + 1, row + 1), rate=kept_from / 2**32, mask=mask)
    return float(drawn[unit, row] > 0)


def uniform_entry(key, unit, row):
    """The number between 0 and 1 of a unit and a row of the batch."""
    seed, step, mask = key
    return float(draw_uniform(seed, step, shape=(unit + 1, row + 1), mask=mask)[unit, row])


KNOWN = {
    **{name: of_one(name) for name in OF_ONE},
    **{name: of_two(name) for name in (*OF_TWO, "divide", "power", "logaddexp")},
    "Flat": Flat,
    "copy": copy,
    "product": product,
    "summed_product": summed_product,
    "dot": lambda a, b: float(a.array() @ b.array()),
    "gather": gather,
    "read_at": read_at,
    "inverse_matrix": inverse_matrix,
    "log_determinant": lambda x: float(np.linalg.slogdet(x.array())[1]),
    "add_at": add_at,
    "pick_at": pick_at,
    **{name: by_op(name) for name in FILTERING},
    "isfinite": np.isfinite,
    "real": float,
    "erf": math.erf,
    "mask_of": mask_of,
    "mask_entry": mask_entry,
}

# ---- the tables -----------------------------------------------------------------------------------------------------

MADE = ("maps", "windows", "filters")
ARITHMETIC = {
    **OPERATORS,
    **COMPARISONS,
    **{name: (f"{name}({{0}})", ATOM) for name in OF_ONE},
    **{name: (f"{name}({{0}}, {{1}})", ATOM) for name in (*OF_TWO, "divide", "power")},
    "square": ("{0} * {0}", PRODUCT),
    "erf": ("erf({0})", ATOM),
    "softplus": ("logaddexp({0}, 0.0)", ATOM),
    "where": ("({1} if {0} else {2})", ATOM),
}


def entry(array, indices):
    """An entry, where it lies in flat memory."""
    places = [f"({index}) * {array}.steps[{axis}]" for axis, index in enumerate(indices)]
    return f"{array}.data[{' + '.join([f'{array}.start', *places])}]"


def literal(value):
    """A number as Python source."""
    return repr(float(value)) if np.isfinite(value) else f"real('{value}')"


class FlatPython(Language):
    """Loops and numbers in plain Python, whole arrays by functions."""

    nests = NestTable(
        entries={
            **ARITHMETIC,
            "broadcast": ("{0}", ATOM),
            **dict.fromkeys(("one_hot", "eye"), ("real({0} == {1})", ATOM)),
            "dropout_mask": ("mask_entry({0}, {1}, {2}, {kept_from}) * {3}", PRODUCT),
            "uniform": ("uniform_entry({0}, {1}, {2})", ATOM),
            "narrow": ("{0}", ATOM),
        },
        starts={"sum": "0.0", "wide": "0.0", "max": "real('-inf')"},
        steps={"sum": "{0} + {1}", "max": "maximum({0}, {1})"},
        literal=literal,
        entry=entry,
    )
    numbers = {
        **ARITHMETIC,
        **dict.fromkeys(("sum", "max", "slice", "reshape"), ("{0}", ATOM)),
        "matmul": ("dot({0}, {1})", ATOM),
        "logdet": ("log_determinant({0})", ATOM),
        "entry": ("{0}.data[{0}.start]", ATOM),
    }
    arrays = {
        "matmul": "product({0}, {1}, {out})",
        "summed_product": "summed_product({0}, {1}, {out})",
        "broadcast": "copy({0}, {out})",
        "reshape": "copy({0}, {out})",
        "part": "copy({0}, {window})",
        "inverse": "inverse_matrix({0}, {out})",
        "gather": "read_at({0}, {1}, {axis}, {out})",
        "scatter_add": "add_at({0}, {1}, {axis}, {out})",
        "pick": "pick_at({0}, {1}, {axis}, {out})",
        "unfold": "unfold([{0}], dict(size={size}, stride={stride}, padding={padding}), {out})",
        "fold": "fold([{0}], dict(size={size}, stride={stride}, padding={padding}, shape={out}.shape), {out})",
        **{f"product_for_{made}": f"product_for_{made}([{{0}}, {{1}}], {{{{}}}}, {{out}})" for made in MADE},
    }
    views = {
        "transpose": "{0}.turned()",
        "swapaxes": "{0}.swapped({first}, {second})",
        "slice": "{0}.part({axis}, {start}, {stop})",
    }
    words = frozenset(KNOWN)
    mask_key = "mask_of({0}, {1}, {mask})"

    def cut(self, node, slot):
        """A part of all memory."""
        return f"Flat.cut(memory, slots[{slot}], {', '.join(map(str, node.shape))})"

    def literal(self, value):
        """In parentheses where it has a sign."""
        return literal(value)

    def constant(self, name, value, place):
        """Written out."""
        return f"{name} = Flat.cut({value.ravel().tolist()}, 0, {', '.join(map(str, value.shape))})", False


class FlatFrame(Frame):
    """Functions without imports; all batches of a call have one size."""

    language = FlatPython()
    training = TrainingTable(
        says="# all steps",
        given=("order", BATCH),
        each_batch="for i in range(len(costs)):",
        picked=(f"rows = order[i * {BATCH} : (i + 1) * {BATCH}]", "learning_rate = learning_rates[i]"),
        noted="costs[i] = {cost}",
        diverged="if not isfinite(costs[i]):",
        stop="return i",
        advance="step += 1",
        end="return len(costs)",
    )

    def module(self, module):
        """The loops and the function."""
        functions = [(name, one.arguments, one.lines) for one, name in module.printed.functions.items()]
        functions.append((module.name, module.arguments, module.lines))
        texts = [PYTHON.block(f"def {name}({', '.join(given)}):", lines) for name, given, lines in functions]
        return "\n".join(line for text in texts for line in text) + "\n"

    def results(self, outputs):
        """A dictionary."""
        return [f"return {{{', '.join(f'{name!r}: {text}' for name, text in outputs.items())}}}"]

    def window(self, vector, window):
        """A part of a vector."""
        return f"Flat.cut({vector}.data, {window.start}, {', '.join(map(str, window.shape))})"

    def gathering(self, name, leaf, place, *, in_loops):
        """Examples side by side."""
        cut = [f"{name} = Flat.cut({name}_memory, 0, {leaf.width}, {BATCH})"]
        return Gathering(cut, [f"gather({name}_table, rows, {name})"])

    def memory(self, tables, constants):
        """An array for each leaf, and one for all else."""
        return [*(f"{table}_memory" for table in tables), "memory", "slots"]


# ---- what runs it ---------------------------------------------------------------------------------------------------


class FlatFunction:
    """A graph as a function of its leaves' arrays."""

    def __init__(self, graph):
        self.plan = make_plan([Stage(graph)], fused=True, words=FlatPython.words)
        self._leaves = {**graph.leaves, **self.plan.leaves}
        printed = print_plan(self.plan, FlatFrame.language)
        self.source = print_function(FlatFrame(), printed, self._leaves.values(), np.float64)
        self._compute = load(self.source, "compute", **KNOWN)

    def __call__(self, numbers):
        """Each output."""
        bound = {leaf: bind_leaf(leaf, numbers[name], np.float64) for name, leaf in self._leaves.items()}
        slots = slot_places(self.plan, sizes_of(bound).get(BATCH, 1), np.float64).tolist()
        arrays = [Flat.cut(one.ravel(), 0, *one.shape) if one.shape else one[()] for one in bound.values()]
        results = self._compute(*arrays, [0.0] * slots[-1], slots)
        return {name: self._array(result) for name, result in results.items()}

    def _array(self, result):
        if not isinstance(result, Flat):
            return np.array(float(result))
        return np.array([float(result.data[place]) for place in result.places()]).reshape(result.shape)


class FlatTraining:
    """A task; a call for each batch."""

    def __init__(self, task):
        self.plan = make_plan([task.gradient, task.update], fused=True, given=task.names, words=FlatPython.words)
        self._gathered = gathered_leaves(task, self.plan)
        printed = print_plan(self.plan, FlatFrame.language, RUN_TIME)
        self.source = print_training(FlatFrame(), printed, task, self._gathered)
        self._run_steps = load(self.source, "run_steps", **KNOWN)

    def memory(self, m):
        """For each leaf, and for all slots."""
        slots = slot_places(self.plan, m, np.float64)
        leaves = [np.empty(one.width * m, one.own) for one in self._gathered]
        return [*leaves, aligned_memory(int(slots[-1]), np.float64), slots.tolist()]

    def run(self, stretch):
        """Make these steps."""
        step, seed = stretch.clock
        vectors = [Flat.cut(vector, 0, vector.size) for vector in stretch.vectors.values()]
        for i, rate in enumerate(stretch.rates):
            rows = stretch.order[stretch.bounds[i] : stretch.bounds[i + 1]]
            costs = stretch.costs[i : i + 1]
            given = (*stretch.tables, rows, len(rows), [rate], step + i, seed, *vectors, *stretch.memory, costs)
            if not self._run_steps(*given):
                return i
        return len(stretch.rates)


FLAT = Engine("flat", FlatTraining)
