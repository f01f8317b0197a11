"""Update rules and schedules as equations, read from the same ops that run."""

from collections.abc import Mapping
from dataclasses import replace

from chainrule.graph.graph import Graph
from chainrule.graph.node import input, parameter
from chainrule.graph.shape import Shape
from chainrule.graph.values import Values
from chainrule.ops.identifiers import Names
from chainrule.readers.equations import Equation, Equations, equations
from chainrule.readers.notation.formula import RELATION, Infix
from chainrule.training.optimizers import Optimizer
from chainrule.training.quantities import Quantities
from chainrule.training.schedules import Moment, Schedule
from chainrule.transforms.simplify import simplify

LETTERS = {"theta": "theta", "gradient": "g", "velocity": "v", "first_moment": "m", "second_moment": "s"}
NEW = " becomes"  # tells in the graph what a name becomes from what it was; on paper the arrow does


def optimizer_equations(optimizer: Optimizer) -> Equations:
    """What a step makes of the optimizer's state and of theta, line after line: g the gradient, η the rate, t the step.

    >>> from chainrule.training.optimizers import SGD
    >>> print(optimizer_equations(SGD(0.1)))
    θ ← θ − η g
    """
    letters = _letters(optimizer)
    new = optimizer.update(_quantities(letters, ("p",)))
    lines = _lines(Graph({letters[name] + NEW: node for name, node in new.items()}))
    return Equations(tuple(replace(line, sign="←") for line in lines))


def step_in_numbers(optimizer: Optimizer, numbers: Mapping[str, float], notes: tuple[str, ...] = ()) -> Equations:
    """What a step makes of one entry of theta, each line going on: symbols = numbers = result.

    `numbers` are theta, the gradient, each vector of the state, the learning rate and the step by these names, as they
    were before; a norm that was clipped is part of the gradient.

    >>> from chainrule.training.optimizers import Momentum
    >>> before = {"theta": 0.5, "gradient": 0.2, "velocity": 0.05, "learning_rate": 0.1, "step": 3}
    >>> print(step_in_numbers(Momentum(), before))
    v ← 0.9 v + g = 0.9 · 0.05 + 0.2 = 0.245
    θ ← θ − η v = 0.5 − 0.1 · 0.245 = 0.4755
    """
    letters = _letters(optimizer)
    new = optimizer.rule(_quantities(letters, ()))
    called = {**letters, "gradient": "g", "learning_rate": "eta", "step": "t"}
    given = {called[name]: number for name, number in numbers.items()}
    lines = _lines(Graph({letters[name] + NEW: node for name, node in new.items()}), given)
    return Equations(tuple(map(_becoming, lines)), notes=notes)


def _becoming(line: Equation) -> Equation:
    """A line whose first sign is an arrow, and the others those of what is equal."""
    symbols, *numbers = line.sides
    return replace(line, head=Infix("←", (*line.names, symbols), RELATION), sides=tuple(numbers))


def _letters(optimizer: Optimizer) -> dict[str, str]:
    names = Names(["g", "eta", "t", "p"])
    return {name: names.fresh(LETTERS.get(name, name)) for name in ("theta", *optimizer.state_names)}


def _quantities(letters: Mapping[str, str], size: Shape) -> Quantities:
    state = {name: input(letter, size) for name, letter in letters.items() if name != "theta"}
    theta, gradient = parameter(letters["theta"], size), input(LETTERS["gradient"], size)
    return Quantities(theta, gradient, state, input("eta"), input("t"))


def _lines(new: Graph, numbers: Mapping[str, float] | None = None) -> tuple[Equation, ...]:
    graph, aliases = simplify(new), {name: name.removesuffix(NEW) for name in new.outputs}
    values = None if numbers is None else Values(graph, {name: numbers[name] for name in graph.leaves})
    return equations(graph, "named", values, aliases=aliases).forward


def schedule_equations(schedule: Schedule) -> Equations:
    """The learning rate η of the next step: t the steps made, e the epochs done, p the share of the run that is done.

    >>> from chainrule.training.schedules import inverse_time
    >>> print(schedule_equations(inverse_time(0.5, decay=0.01)))
    η = 0.5/(1 + 0.01 t)
    """
    now = Moment(input("t"), input("e"), input("p"))
    return equations(simplify(Graph({"eta": schedule.formula(now)})))
