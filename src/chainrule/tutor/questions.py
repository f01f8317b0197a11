"""Questions: what a claim is about, by the many names that a derivative and a learning rate have."""

import ast
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chainrule.boards.aliases import Spellings
from chainrule.graph.graph import Graph
from chainrule.graph.node import PARAMETER, input
from chainrule.graph.passes import Derivative

COSTS = ("J", "L", "C", "E", "loss", "cost", "Loss", "Cost")  # what people call a cost
GRADIENT = re.compile(r"(?:grad|nabla)_?(\w+)")
SIGNAL = re.compile(r"(?:δ|delta)_?(\d*)")
RATES = ("eta", "η", "learning_rate", "lr", "alpha", "α", "rate", "step_size")  # what people call a learning rate
UNDECLARED = {name: input(name) for name in RATES}  # what it is in a step on a board that has none: any number

About: TypeAlias = Literal["gradient", "value", "update"]


@dataclass(frozen=True)
class Question:
    """What a claim is about: a derivative, a name of the board or an expression in such, a parameter after a step."""

    cost: str
    name: str
    about: About = "gradient"
    expression: ast.expr | None = None
    rate: str = ""  # the learning rate of a step, where the board declares none

    def __str__(self) -> str:
        return Derivative(self.cost, self.name) if self.about == "gradient" else self.name


def resolved(graph: Graph, cost: str, name: str) -> Question | None:
    """What `dW1`, `dL_dW1`, `grad_W1` or `delta1` asks for, or None."""
    if is_whole_gradient(graph, cost, name):
        by = parameters(graph)
        return derivative_of(graph, cost, cost, by[0]) if len(by) == 1 else None
    if gradient := GRADIENT.fullmatch(name):
        return derivative_of(graph, cost, cost, gradient[1])
    if (signal := SIGNAL.fullmatch(name)) and not Spellings(graph.all_names).other(name):
        return derivative_of(graph, cost, cost, f"Z{signal[1]}")
    if not name.startswith("d"):
        return None
    rest = name[1:]
    if asked := derivative_of(graph, cost, cost, rest):
        return asked
    cuts = ((rest[: cut.start()], rest[cut.end() :]) for cut in re.finditer("_d", rest))
    return next(filter(None, (derivative_of(graph, cost, top, below) for top, below in cuts)), None)


def parameters(graph: Graph) -> list[str]:
    """What the gradient ∇L is by: the parameters of a board, or all leaves where it declares none."""
    leaves = graph.leaves.values()
    return [leaf.name for leaf in leaves if leaf.op is PARAMETER] or [leaf.name for leaf in leaves]


def is_whole_gradient(graph: Graph, cost: str, name: str) -> bool:
    """Whether this is ∇L, by everything at once."""
    match = GRADIENT.fullmatch(name)
    return match is not None and known_name(graph.all_names, match[1]) == cost


def derivative_of(graph: Graph, cost: str, top: str, below: str) -> Question | None:
    """The derivative of one name by another, each in any spelling; J or loss is the cost of a board without one."""
    names = graph.all_names
    above = known_name(names, top) or (cost if top in COSTS else "")
    by = known_name(names, below)
    return Question(above, by) if above and by else None


def known_name(names: Collection[str], name: str) -> str:
    """The name that this is, perhaps in another spelling; nothing where there is none."""
    return name if name in names else Spellings(names).other(name)


# ---- the learning rate of a step -----------------------------------------------------------------------------------


def declared_rate(graph: Graph) -> str:
    """The learning rate among the leaves of a board, which its cost does not stand on; nothing where there is none."""
    return next((leaf.name for leaf in graph.unused if leaf.name in RATES and leaf.shape == ()), "")


def undeclared_rate(graph: Graph, expression: ast.expr) -> str:
    """What a claim about a step calls the learning rate, where the board has none; else nothing."""
    used = [part.id for part in ast.walk(expression) if isinstance(part, ast.Name)]
    known = graph.all_names
    rates = (name for name in used if name in RATES and not known_name(known, name))
    return "" if declared_rate(graph) else next(rates, "")
