"""Update rules and schedules as equations, read from the same ops that run."""

from dataclasses import replace

from chainrule.graph.graph import Graph
from chainrule.graph.node import input, parameter
from chainrule.ops.identifiers import Names
from chainrule.readers.equations import Equations, equations
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
    size = ("p",)
    names = Names(["g", "eta", "t", "p"])
    letters = {name: names.fresh(LETTERS.get(name, name)) for name in ("theta", *optimizer.state_names)}
    now = Quantities(
        parameter(letters["theta"], size),
        input(LETTERS["gradient"], size),
        {name: input(letters[name], size) for name in optimizer.state_names},
        input("eta"),
        input("t"),
    )
    new = {letters[name] + NEW: node for name, node in optimizer.update(now).items()}
    aliases = {name: name.removesuffix(NEW) for name in new}
    lines = equations(simplify(Graph(new)), "named", aliases=aliases).forward
    return Equations(tuple(replace(line, sign="←") for line in lines))


def schedule_equations(schedule: Schedule) -> Equations:
    """The learning rate η of the next step: t the steps made, e the epochs done, p the share of the run that is done.

    >>> from chainrule.training.schedules import inverse_time
    >>> print(schedule_equations(inverse_time(0.5, decay=0.01)))
    η = 0.5/(1 + 0.01 t)
    """
    now = Moment(input("t"), input("e"), input("p"))
    return equations(simplify(Graph({"eta": schedule.formula(now)})))
