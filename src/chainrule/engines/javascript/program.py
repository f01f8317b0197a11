"""Modules of JavaScript: what surrounds the lines of a plan, and the functions that these call."""

import json
import re
from base64 import b64encode
from collections.abc import Container, Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from chainrule.engines.elementary.bits import BITS
from chainrule.engines.elementary.functions import FUNCTIONS, elementary_graph
from chainrule.engines.elementary.text import NumberTable, write_function
from chainrule.engines.javascript.source import ARITHMETIC, Javascript
from chainrule.engines.javascript.wide_rows import with_wide_rows
from chainrule.engines.javascript.writing import JAVASCRIPT, cut_from_slot, write_count, write_literal
from chainrule.engines.memory import BATCH
from chainrule.engines.plan import Stage, make_plan
from chainrule.engines.printer import print_plan
from chainrule.engines.skeleton import Frame, Gathering, Module, TrainingTable, print_function, print_training
from chainrule.engines.task import RUN_TIME, Gathered, Task, Window, gathered_leaves
from chainrule.graph.graph import Graph
from chainrule.graph.shape import Shape
from chainrule.ops.spelling import ATOM

WRITTEN = ("bits", "arrays", "products", "inverses", "masks", "orders")  # functions of our own that no graph defines
ASSEMBLED = "products.wasm"
TEXTS = files(__package__) / "text"
ALIGNED = 8  # numbers: each array begins at a line of the processor's cache
HEAD = re.compile(r"^(?:export )?(?:function|const) (\w+)", re.MULTILINE)
ORDERS = "permutation", "drawn_rows"  # what an epoch takes its rows by
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TABLE = NumberTable(
    JAVASCRIPT,
    {
        **ARITHMETIC,
        **{name: (f"{name}({{0}})", ATOM) for name in BITS},
        "machine_sin": ("Math.sin({0})", ATOM),
        "machine_cos": ("Math.cos({0})", ATOM),
    },
    write_literal,
    "function {name}({arguments}) {{",
)


class JavascriptFrame(Frame):
    """A module of one function, and those that it calls; all its batches have one size."""

    language = Javascript()
    training = TrainingTable(
        says="/* Make a step for each batch of m rows; return how many were made before a cost was not finite. */",
        given=("order", BATCH),
        each_batch="for (let i = 0; i < costs.length; i++) {",
        picked=("const learning_rate = learning_rates[i];",),
        noted="costs[i] = {cost};",
        diverged="if (!Number.isFinite(costs[i])) {",
        stop="return i;",
        advance="step += 1;",
        end="return costs.length;",
    )

    def module(self, module: Module) -> str:
        """What is called, where memory is cut, and the function."""
        function = JAVASCRIPT.block(f"export function {module.name}({', '.join(module.arguments)}) {{", module.lines)
        text = "\n".join(function)
        head = JAVASCRIPT.comment.format(text=f"{module.title} Printed by chainrule from the graph.")
        called = _called_by(" ".join([text, *(ORDERS if module.gathered else ())]))
        called |= _called_by("shared_memory") if "product_at" in called else {}
        return "\n\n".join([head, *called.values(), _places(module), _new_memory(called), text]) + "\n"

    def results(self, outputs: Mapping[str, str]) -> Sequence[str]:
        """An object with an array, or a number, by each name."""
        return [
            "return {",
            *(f"    {json.dumps(name, ensure_ascii=False)}: {text}," for name, text in outputs.items()),
            "};",
        ]

    def window(self, vector: str, window: Window) -> str:
        """A part of the vector."""
        return f"{vector}.subarray({window.start}, {window.stop})"

    def gathering(self, name: str, leaf: Gathered, place: int, *, in_loops: bool) -> Gathering:  # noqa: ARG002 - own
        """Rows of the table as rows or as columns, in memory behind the slots."""
        how = "rows" if leaf.by_rows or leaf.leaf.rank == 1 else "columns"
        cut = JAVASCRIPT.let.format(name=name, value=cut_from_slot(place, leaf.leaf.shape))
        return Gathering([cut], [f"gather_{how}({name}_table, order, i * {BATCH}, {BATCH}, {leaf.width}, {name});"])

    def memory(self, tables: Sequence[str], constants: int) -> Sequence[str]:  # noqa: ARG002 - all in one
        """One array for everything, and where in it each part begins."""
        return ["memory", "slots"]


def _places(module: Module) -> str:
    """The function that says where in memory each array begins, and where the last one ends."""
    sizes: list[Shape] = [(slot.count, *[BATCH] * slot.power) for slot in module.printed.plan.slots]
    sizes_text = ", ".join(map(write_count, [*sizes, *(one.leaf.shape for one in module.gathered)]))
    lines = [
        "const places = [0];",
        f"for (const size of [{sizes_text}]) {{",
        f"    places.push(places[places.length - 1] + Math.ceil(size / {ALIGNED}) * {ALIGNED});",
        "}",
        "return places;",
    ]
    says = f"/* Where each array begins in memory for batches of {BATCH} examples, and where the last one ends. */"
    return "\n".join([says, *JAVASCRIPT.block(f"export function places({BATCH}) {{", lines)])


def _new_memory(called: Container[str]) -> str:
    """The function that makes memory, which the products of WebAssembly share, if there are any."""
    value = "shared_memory(numbers)" if "shared_memory" in called else "new Float64Array(numbers)"
    says = "/* Memory for so many numbers: parameters and what else products read belong there too. */"
    lines = [JAVASCRIPT.returns.format(value=value)]
    return "\n".join([says, *JAVASCRIPT.block("export function new_memory(numbers) {", lines)])


@cache
def _functions() -> dict[str, str]:
    """Every function that a text may call, by name."""
    found = {name: "\n".join(write_function(name, elementary_graph(name), TABLE)) for name in FUNCTIONS}
    assembled = b64encode((TEXTS / ASSEMBLED).read_bytes()).decode()
    for file in WRITTEN:
        text = (TEXTS / f"{file}.js").read_text("utf-8").replace(f"{{{ASSEMBLED}}}", assembled)
        parts = (part.strip() for part in re.split(r"\n\n(?=/\*)", text))
        found |= {name: part for part in parts for name in HEAD.findall(part)}
    return found


def _called_by(text: str) -> dict[str, str]:
    """The functions that a text calls, and that these call, by name in the order of the table."""
    functions, wanted, found = _functions(), [text], set[str]()
    while wanted:
        called = functions.keys() & re.findall(r"(?<![.\w])\w+", COMMENT.sub("", wanted.pop()))
        wanted += [functions[name] for name in called - found]
        found |= called
    return {name: one for name, one in functions.items() if name in found}


def javascript_function(graph: Graph) -> str:
    """The text of `compute(leaves, memory, slots)`: one pass over a graph."""
    plan = make_plan([Stage(graph)], fused=True, words=_words())
    leaves = {**graph.leaves, **plan.leaves}
    return print_function(JavascriptFrame(), print_plan(plan, JavascriptFrame.language), leaves.values(), np.float64)


def javascript_passes(graph: Graph) -> str:
    """The text of a `compute` that returns all that has a name: values on the way, and cotangents."""
    named = {name: node for name, node in graph.all_names.items() if not node.is_leaf}
    return javascript_function(Graph(named, graph.names, tuple(graph.leaves.values())))


def javascript_training(task: Task) -> str:
    """The text of `run_steps`, which trains."""
    task = with_wide_rows(task)
    plan = make_plan([task.gradient, task.update], fused=True, given=task.names, words=_words())
    printed = print_plan(plan, JavascriptFrame.language, RUN_TIME)
    return print_training(JavascriptFrame(), printed, task, gathered_leaves(task, plan))


def _words() -> frozenset[str]:
    """What no variable may be called."""
    return Javascript.words.union(_functions())
