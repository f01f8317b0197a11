"""The script of a board: data, forward, backward, and with a learning rate the update, in a loop."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative
from chainrule.graph.shape import write_shape
from chainrule.graph.values import Values
from chainrule.readers.equations.descent import descent_step, learned, rate_of
from chainrule.readers.notation.formula import RELATION, Infix, Symbol
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.script.arrays import Script, write_or_store
from chainrule.readers.script.code_lines import Line, Words, indented, write_lines
from chainrule.readers.script.intermediates import prepare
from chainrule.readers.script.module import comment, heading, letters, passes, write_module
from chainrule.readers.script.plain_numbers import needs_numpy, with_floats
from chainrule.readers.typeset.text import to_text, write_name

HOLE = "⟦{}⟧"  # where numbers go that are filled in later


def script(
    graph: Graph, values: Values, learning_rate: float | None = None, steps: int = 10, *, holes: bool = False
) -> Script:
    """A NumPy file that computes a graph and its cotangents at these values.

    With a learning rate it makes that many steps of gradient descent on the parameters. With `holes` a ⟦X⟧ stands where
    the numbers of X go, for whoever fills them in later.

    >>> import chainrule as cr
    >>> board = cr.whiteboard("f = 1 / (1 + exp(-x))")
    >>> "f = 1 / (1 + t1)" in script(board.backward(), board.bind(x=1)).text
    True
    """
    words = Words({rate_of(graph): "learning_rate"})
    prepared = with_floats(prepare(graph), values)
    lines = write_lines(prepared, words, graph)
    both = passes(graph, prepared, lines)
    stored: dict[str, Array] = {}
    careful = needs_numpy(prepared, values)
    write = partial(_hole, careful=careful) if holes else partial(_number, stored=stored, careful=careful)
    data = list(_leaves(prepared, values, words, write))
    data += letters(words, {name: leaf.shape for name, leaf in prepared.leaves.items()}, values.sizes)
    pairs = learned(graph)
    if learning_rate is None or not pairs:
        code = [*data, *both, *heading("results"), *_results(graph, lines)]
        return Script(write_module("A board: forward and backward.", words, code, stored), stored)
    settings = ["", f"learning_rate = {float(learning_rate)}", f"steps = {steps}", ""]
    cost = next(name.cost for name in graph.outputs if isinstance(name, Derivative))
    loop = [*both, *_update(graph, words), "", _report(graph.node(cost), words.variable(cost), cost)]
    parameters = [_print(name, words.variable(name)) for name in pairs]
    code = [*data, *settings, "for step in range(1, steps + 1):", *indented(loop[1:]), "", *parameters]
    title = "A board: forward, backward, update."
    return Script(write_module(title, words, code, stored), stored)


def _leaves(graph: Graph, values: Values, words: Words, write: Callable[[str, Array], str]) -> Iterator[str]:
    """The numbers of the leaves: data first, then parameters."""
    for title, op in (("data", "input"), ("parameters", "parameter")):
        own = [leaf for leaf in graph.leaves.values() if leaf.op.name == op]
        yield from [*heading(title)] if own else []
        for leaf in own:
            shape = f"  # {write_shape(leaf.shape)}" if leaf.shape else ""
            yield f"{words.variable(leaf.name)} = {write(leaf.name, values[leaf])}{shape}"


def _number(name: str, value: Array, stored: dict[str, Array], *, careful: bool) -> str:
    if value.shape != ():
        return write_or_store(name, value, stored)
    text = repr(value.item()) if np.isfinite(value) else f"np.{value.item()}".replace("np.-", "-np.")
    return f"np.{value.dtype.name}({text})" if careful else text


def _hole(name: str, value: Array, *, careful: bool) -> str:
    hole = HOLE.format(name)
    if value.shape != ():
        return f"np.array({hole}, dtype=np.{value.dtype.name})"
    kind = f"np.{value.dtype.name}" if careful else type(value.item()).__name__
    return f"{kind}({hole})"


def _results(graph: Graph, lines: list[Line]) -> list[str]:
    return [_print(line.name, line.variable) for line in lines if line.name in graph.all_names]


def _print(name: str, variable: str) -> str:
    return f'print(f"{write_name(name)} = {{{variable}}}")'


def _report(cost: Node, variable: str, name: str) -> str:
    number = variable if cost.shape == () else f"{variable}.item()"
    return f'print(f"step {{step}}: {write_name(name)} = {{{number}:.6g}}")'


def _update(graph: Graph, words: Words) -> list[str]:
    """θ ← θ − η ∂L/∂θ for each parameter."""
    code, rate = heading("update"), rate_of(graph)
    for name, cotangent in learned(graph).items():
        new = descent_step(graph.leaves[name], cotangent, rate)
        code += comment(to_text(Infix("←", (Symbol(name), write_tree(new, {})), RELATION)))
        step = Graph({f"new {name}": new})
        words.variables[f"new {name}"] = words.variable(name)
        code += [line.code for line in write_lines(step, words, step)]
    return code
