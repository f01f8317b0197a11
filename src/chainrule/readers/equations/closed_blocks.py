"""Closed blocks: what a definition returns, and what it hands back to each parameter, once for all its calls."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative
from chainrule.ops.identifiers import Names
from chainrule.ops.upstream import upstream
from chainrule.readers.equations.details import equations
from chainrule.readers.equations.equation import Equation, Equations
from chainrule.readers.equations.folding import folded as fold
from chainrule.readers.equations.lines import write_lines
from chainrule.readers.notation.blocks import Blocks
from chainrule.readers.notation.called_definitions import through
from chainrule.readers.notation.formula import Call, Formula, Symbol
from chainrule.readers.notation.formula_parts import mapped
from chainrule.readers.typeset.text import to_text
from chainrule.transforms.closed_calls import Definition, closed_calls
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify

CLOSED_DETAILS = ("final", "named")


def closed_equations(
    graph: Graph, blocks: Blocks, closed: Collection[str], wrt: Sequence[str], cost: str, detail: str, *, folded: bool
) -> Equations:
    r"""The equations of a board and of its cost by `wrt`, in which calls of the definitions `closed` stay as they are.

    Above them stands what these definitions return and hand back: of G, which comes back to a call, G · ∂f/∂x to x.

    >>> import chainrule as cr
    >>> board = cr.whiteboard("data x\nparams w\ndef f(a, b):\n  return a*b\ny = f(x, w)\nL = y**2")
    >>> print(board.equations("named", closed="f"))
    f(a, b) = a b
    y = f(x, w)
    L = y²
    G · ∂f/∂a = G b
    G · ∂f/∂b = G a
    ∂L/∂y = 2 y
    ∂L/∂w = ∂L/∂y · ∂y/∂w
    """
    if detail not in CLOSED_DETAILS:
        raise SettingError(f"closed calls stand in equations that are {' or '.join(CLOSED_DETAILS)}, not {detail!r}")
    closing = closed_calls(graph, blocks.scopes, closed)
    graph = closing.graph
    if all(dimension == 1 for dimension in graph.node(cost).shape):
        graph = simplify(differentiate(graph, wrt, cost), kept=graph.order)
    lines = equations(graph, detail)
    if folded:
        lines = fold(lines, replace(blocks, steps={**blocks.steps, **closing.steps}), graph.all_names)
    above = _definitions(closing.calls.values())
    return replace(lines, forward=above.forward + lines.forward, backward=above.backward + lines.backward)


def _definitions(calls: Iterable[Definition]) -> Equations:
    said: dict[str, Equations] = {}  # by what is computed: shapes may make it another thing in another call
    for one in calls:
        (line,) = write_lines(Graph({one.head: one.result})).forward
        if to_text(line.formula) not in said:
            said[to_text(line.formula)] = _lines(one)
    forward = tuple(line for one in said.values() for line in one.forward)
    return Equations(forward, tuple(line for one in said.values() for line in one.backward))


def _lines(one: Definition) -> Equations:
    leaves = {**one.read, **one.parameters}
    names = Names([*leaves, *one.lines])
    given, cost = input(names.fresh("G"), one.result.shape), names.fresh(one.name)
    named = {**one.lines, one.head: one.result}
    whole = Graph({cost: upstream(one.result, given)}, named, tuple(leaves.values()))
    both = simplify(differentiate(whole, list(leaves), cost), kept=whole.order)
    wanted: dict[str, Node] = {name: node for name, node in both.outputs.items() if isinstance(name, Derivative)}
    lines = write_lines(Graph({**wanted, one.head: both.node(one.head)}, one.lines), named=False)
    whole_call = partial(_as_call, call=Call(one.name, tuple(map(Symbol, one.names))), head=one.head)
    return Equations(
        tuple(replace(line, head=whole_call(Symbol(line.name))) for line in lines.forward),
        tuple(_handed(one, given.name, line, tuple(map(whole_call, line.sides))) for line in lines.backward),
    )


def _handed(one: Definition, given: str, line: Equation, sides: tuple[Formula, ...]) -> Equation:
    """G · ∂layer/∂x on the left."""
    assert isinstance(line.name, Derivative)  # noqa: S101
    slope = Symbol(Derivative(one.name, line.name.by))
    return replace(line, head=through(Symbol(given), slope), sides=sides)


def _as_call(formula: Formula, call: Call, head: str) -> Formula:
    """A formula in which what is returned is written as a call."""
    if formula == Symbol(head):
        return call
    return mapped(formula, partial(_as_call, call=call, head=head))
