"""The trace of a graph: the calculation op by op, gate by gate, or name by name, and one step of learning."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from chainrule.errors import SettingError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative, differentiated, forward_pass
from chainrule.graph.scopes import Scopes, where
from chainrule.graph.values import Values
from chainrule.ops import ALL_OPS
from chainrule.ops.upstream import upstream
from chainrule.readers.equations.descent import descent_step, learned, rate_of
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.trace.calculation import Trace
from chainrule.readers.trace.merged_layers import merge_layers
from chainrule.readers.trace.printed_steps import MOST_ENTRIES
from chainrule.readers.trace.step import GIVEN, UPDATE, Step
from chainrule.readers.trace.walk import Walk
from chainrule.readers.typeset.text import write_name
from chainrule.settings import real_number, written
from chainrule.transforms.expand import expand
from chainrule.transforms.simplify import merge

OPENED = tuple(name for name, op in ALL_OPS.items() if op.definition and op is not upstream)
DETAILS = ("operations", "gates", "layers")


def trace(
    graph: Graph,
    values: Values,
    detail: str = "operations",
    learning_rate: float | None = None,
    scopes: Scopes = MappingProxyType({}),
) -> Trace:
    """The calculation of a graph and of the cotangents it holds, step by step, at these values.

    "gates" opens compound ops into simpler ones; "layers" takes what lies between two names together. With a learning
    rate, a step of gradient descent follows. The `scopes` are the loops and calls of a board: where one of their steps
    begins, that is said, but not of gates.

    >>> import chainrule as cr
    >>> board = cr.whiteboard("f = 1 / (1 + exp(-x))")
    >>> trace(board.backward(), board.bind(x=1)).steps[1].sentence
    'x changes its sign'
    """
    require_choices(detail, learning_rate)
    forward = forward_pass(graph)
    if detail == "gates":
        forward = merge(expand(forward, only=OPENED))
    cost, wrt = differentiated(graph)
    walk = Walk(forward, cost, wrt, values, spelled_out=detail == "layers")
    steps = [*walk.given(), *walk.steps_forward(), *(walk.steps_backward() if cost else ())]
    if scopes and detail != "gates":
        steps = [_placed(step, walk.graph, scopes) for step in steps]
    if detail == "layers":
        steps = merge_layers(steps, graph, values)
    if learning_rate is not None and cost:
        steps += _update(graph, values, cost, learning_rate)
    return Trace(tuple(steps))


def _placed(step: Step, graph: Graph, scopes: Scopes) -> Step:
    """A step that knows where it is; one part of a sum is where it comes from."""
    names = [step.name, *(name for name, _ in step.operands[:1])]
    found = [name.by if isinstance(name, Derivative) else name for name in names if step.phase != GIVEN]
    node = next((graph.all_names[name] for name in found if name in graph.all_names), None)
    return step if node is None else replace(step, where=where(scopes, node))


def require_choices(detail: object, learning_rate: object) -> None:
    """Nothing, or a SettingError for a detail that there is not, or a learning rate that is no number."""
    if not isinstance(detail, str) or detail not in DETAILS:
        raise SettingError(f"the detail of a trace is one of {', '.join(DETAILS)}, not {written(detail)}")
    if learning_rate is not None:
        real_number("learning_rate", learning_rate)


def _update(graph: Graph, values: Values, cost: str, learning_rate: float) -> Iterator[Step]:
    """θ ← θ − η ∂L/∂θ for each parameter, and the cost there."""
    called = rate_of(graph)
    moved: dict[Node, Array] = {leaf: values[leaf] for leaf in graph.leaves.values()}
    for name, cotangent in learned(graph).items():
        leaf = graph.leaves[name]
        new = descent_step(leaf, cotangent, called)
        eta, slope = new.operands[1].operands
        (result,) = evaluate(
            [new], {leaf: values[leaf], eta: learning_rate, slope: values[cotangent]}, sizes=values.sizes
        )
        moved[leaf] = result
        pairs = ((name, values[leaf]), (cotangent, values[cotangent]))
        shown = {leaf: write_constant(values[leaf]), slope: write_constant(values[cotangent])}
        numbers = (
            write_tree(new, {**shown, eta: write_constant(learning_rate)}) if result.size <= MOST_ENTRIES else None
        )
        rate = f"{write_name(called)} = {format_number(learning_rate)}"
        says = f"{rate} times its slope is taken from {write_name(name)}"
        yield Step(UPDATE, name, new.op.name, pairs, result, write_tree(new, {}), numbers, "gradient descent", says)
    (after,) = evaluate([graph.node(cost)], moved, sizes=values.sizes)
    before = values[cost]
    word = "falls" if after < before else "rises" if after > before else "stays"
    was, now = format_number(before.item()), format_number(after.item())
    says = f"{write_name(cost)} {word}: it was {was} and is {now} with the new parameters"
    node = graph.node(cost)
    yield Step(
        UPDATE, cost, node.op.name, ((cost, before),), after, write_constant(after), None, "the cost again", says
    )
