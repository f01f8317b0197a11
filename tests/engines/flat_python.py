"""A third language, for tests: plain Python without arrays of its own, on flat memory, as JavaScript would have it.

It is nothing but tables, a frame, and a few functions for whole arrays. All numbers are double precision.
"""

import numpy as np

from chainrule.engines.elementary.bits import BITS, MACHINE
from chainrule.engines.elementary.functions import FUNCTIONS, elementary_graph
from chainrule.engines.elementary.text import NumberTable, write_function
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
from chainrule.ops.spelling import ATOM, COMPARISONS, OF_ONE, OF_TWO, OPERATORS, PRODUCT, SUM

from .flat_functions import KNOWN, Flat

# ---- the tables -----------------------------------------------------------------------------------------------------

MADE = ("maps", "windows", "filters")
ARITHMETIC = {
    **OPERATORS,
    **{name: (text.replace("{real}", "real"), strength) for name, (text, strength) in COMPARISONS.items()},
    **{name: (f"{name}({{0}})", ATOM) for name in (*OF_ONE, "square", "erf", "softplus")},
    **{name: (f"{name}({{0}}, {{1}})", ATOM) for name in (*OF_TWO, "divide", "power")},
    "where": ("({1} if {0} else {2})", ATOM),
}


def entry(array, indices, shape):
    """An entry, where it lies in flat memory."""
    places = [f"({index}) * {array}.steps[{axis}]" for axis, index in enumerate(indices)]
    return f"{array}.data[{' + '.join([f'{array}.start', *places])}]"


def literal(value):
    """A number as Python source."""
    return repr(float(value)) if np.isfinite(value) else f"real('{value}')"


NUMBERS = NumberTable(
    PYTHON,
    {**ARITHMETIC, **{name: (f"{name}({{0}})", ATOM) for name in (*BITS, *MACHINE)}},
    literal,
    "def {name}({arguments}):",
)
for name in FUNCTIONS:
    KNOWN[name] = load("\n".join(write_function(name, elementary_graph(name), NUMBERS)), name, **KNOWN)


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
        steps={"sum": ("{0} + {1}", SUM), "max": ("maximum({0}, {1})", ATOM)},
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
            return np.float64(result)
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
