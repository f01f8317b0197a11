"""The script of a training: rows dealt into batches, forward, backward, and the optimizer's own update."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative
from chainrule.readers.equations import Equations
from chainrule.readers.script.arrays import Script, write_or_store
from chainrule.readers.script.code_lines import Words, indented, write_lines
from chainrule.readers.script.intermediates import prepare
from chainrule.readers.script.module import comment, heading, letters, passes, write_module
from chainrule.readers.typeset.text import to_text

NEW = "new "  # before the name of what an update makes of a vector
ORDERS = {
    "epoch": "np.random.default_rng([seed, epoch]).permutation(examples)",
    "once": "np.random.default_rng([seed, 0]).permutation(examples)",
    "never": "np.arange(examples)",
    "replacement": "np.random.default_rng([seed, epoch]).integers(0, examples, examples)",
}


@dataclass(frozen=True)
class Training:
    """What a run is made of: its graphs, its numbers, and how rows are dealt.

    `graph` is the cost and its cotangents; `update` has an output "new theta", and one for each state vector, over
    the leaves theta, gradient, learning_rate and step; `tables` hold a row for each example.
    """

    graph: Graph
    update: Graph
    rule: Equations  # the update as it is to be read
    theta: Array
    shapes: Mapping[str, tuple[int, ...]]
    tables: Mapping[str, Array]
    learning_rate: float | Node  # a number, or a node over step, epoch and progress
    batch_size: int
    epochs: int
    seed: int = 0
    order: str = "epoch"  # one of ORDERS
    keeps_last: bool = False  # a short last batch
    learns: Array | None = None  # 1 where an entry of theta learns, where some are frozen
    what: str = "network"

    @property
    def examples(self) -> int:
        """The number of rows; a board without examples is one."""
        return len(next(iter(self.tables.values()), (0,)))

    @property
    def cost(self) -> str:
        """The name of the cost."""
        return next(name.cost for name in self.graph.outputs if isinstance(name, Derivative))


def training_script(training: Training) -> Script:
    """A NumPy file that makes the same steps as `train` and prints the cost of each epoch."""
    prepared = prepare(training.graph)
    given = ("seed", "step", "epoch", "progress", "learning_rate", "theta", "gradient", "learns")
    words = Words({name: name for name in given})
    lines = write_lines(prepared, words, training.graph)
    both = passes(training.graph, prepared, lines)
    tables = {name: words.variable(f"{name}_rows") for name in training.tables}
    update = [*heading("update"), *_gradient(training, words), *_update(training, words)]
    stored: dict[str, Array] = {}
    batch = [
        "rows = order[start : start + batch_size]",
        *_rate(training, words),
        "step += 1",
        *(f"{words.variable(name)} = {_gathered(table, prepared, name)}" for name, table in tables.items()),
        *letters(words, {name: prepared.leaves[name].shape for name in tables if name in prepared.leaves}, {}),
        *both,
        *update,
    ]
    epoch = [
        f"order = {_order(training)}",
        f"for start in range(0, {'examples' if training.keeps_last else 'examples - batch_size + 1'}, batch_size):",
        *indented(batch),
        f'print(f"epoch {{epoch + 1}}: {training.cost} = {{{words.variable(training.cost)}:.6g}}")',
    ]
    code = [
        *_data(training, tables, stored),
        *_parameters(training, words, stored),
        *_settings(training),
        "for epoch in range(epochs):",
        *indented(epoch),
    ]
    return Script(write_module(f"Training of a {training.what}.", words, code, stored), stored)


def _gathered(table: str, prepared: Graph, name: str) -> str:
    """The rows of a batch as the leaf has them, whose first or last axis is that of the examples."""
    shape = prepared.leaves[name].shape if name in prepared.leaves else ("", "")
    first = len(shape) > 1 and isinstance(shape[0], str) and not isinstance(shape[-1], str)
    rest = shape[1:] if first else shape[:-1]
    turned = f"{table}[rows]" if first else f"{table}[rows].T"
    if len(rest) == 1:
        return turned
    if not rest:
        return f"{table}[rows][:, 0]"
    return f"{turned}.reshape({', '.join(map(str, (-1, *rest) if first else (*rest, -1)))})"


def _data(training: Training, tables: Mapping[str, str], stored: dict[str, Array]) -> Iterator[str]:
    yield from heading("data: rows are examples")
    for name, variable in tables.items():
        yield f"{variable} = {write_or_store(variable, training.tables[name], stored)}"
    yield f"examples = {training.examples}"


def _parameters(training: Training, words: Words, stored: dict[str, Array]) -> Iterator[str]:
    """Theta, its windows, and the vectors of the optimizer."""
    yield from heading("theta: every parameter in one vector, and its windows")
    yield f"theta = {write_or_store('theta', training.theta, stored)}"
    start = 0
    for name, shape in training.shapes.items():
        size = prod(shape)
        yield f"{words.variable(name)} = theta[{start}:{start + size}].reshape{shape}"
        start += size
    for name in _state(training):
        yield f"{words.variable(name)} = np.zeros_like(theta)"
    if training.learns is not None:
        yield f"learns = {write_or_store('learns', training.learns, stored)}"


def _settings(training: Training) -> Iterator[str]:
    yield ""
    if not isinstance(training.learning_rate, Node):
        yield f"learning_rate = {training.learning_rate!r}"
    yield from (f"{name} = {getattr(training, name)}" for name in ("batch_size", "epochs", "seed"))
    yield "step = 0"
    yield ""


def _state(training: Training) -> Sequence[str]:
    """The vectors of the optimizer."""
    names = [name.removeprefix(NEW) for name in training.update.outputs]
    return [name for name in names if name != "theta"]


def _order(training: Training) -> str:
    return ORDERS["never" if training.batch_size >= training.examples else training.order]


def _rate(training: Training, words: Words) -> Iterator[str]:
    """The line of a learning rate that changes, before the step is counted."""
    if isinstance(training.learning_rate, Node):
        whole, rest = divmod(training.examples, training.batch_size)
        steps = training.epochs * (whole + (training.keeps_last and rest > 0))
        graph = Graph({"learning_rate": training.learning_rate})
        lines = write_lines(prepare(graph), words, graph)
        yield f"progress = step / {steps}"
        yield from (line.code for line in lines)


def _gradient(training: Training, words: Words) -> Iterator[str]:
    """The gradient as one vector, zero where a parameter is frozen."""
    parts = []
    for name, shape in training.shapes.items():
        cotangent = Derivative(training.cost, name)
        learns = cotangent in training.graph.outputs
        parts.append(f"{words.variable(cotangent)}.ravel()" if learns else f"np.zeros({prod(shape)})")
    yield f"gradient = np.concatenate([{', '.join(parts)}])"


def _update(training: Training, words: Words) -> Iterator[str]:
    """The update rule, in place for theta, so that its windows follow."""
    prepared = prepare(training.update)
    state = _state(training)
    safe = [name for name in state if _is_overwritten_safely(prepared, name)]
    words.variables |= {f"{NEW}theta": "theta[:]", **{f"{NEW}{name}": words.variable(name) for name in safe}}
    for equation in training.rule.all:
        yield from comment(to_text(equation.formula))
    yield from (line.code for line in write_lines(prepared, words, training.update))
    for name in state:
        if name not in safe:
            yield f"{words.variable(name)} = {words.variable(f'{NEW}{name}')}"


def _is_overwritten_safely(update: Graph, name: str) -> bool:
    """Whether only the new vector reads the old one, so that it may take its name at once."""
    if name not in update.leaves:
        return True
    inside = set(topological([update.outputs[f"{NEW}{name}"]]))
    leaf = update.leaves[name]
    return all(node in inside for node in update.order if leaf in node.operands)
