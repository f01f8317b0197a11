"""Equations of a graph, forward and backward, to be set as text, LaTeX or MathML.

*final*: each gradient fully written out in the names of the forward pass, as lecture 3 does. *named*: a line for each
name, cotangents between kept. With values, each line goes on: symbols = numbers = result.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.display import Displayed
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.graph.values import Values
from chainrule.readers.formula import RELATION, Formula, Infix, Symbol
from chainrule.readers.names import read_derivative
from chainrule.readers.notation import write_constant, write_node
from chainrule.readers.typeset.latex import SIGNS as LATEX_SIGNS
from chainrule.readers.typeset.latex import to_latex
from chainrule.readers.typeset.mathml import to_mathml
from chainrule.readers.typeset.text import to_text

DETAILS = ("final", "named")
LARGEST = 200  # signs in a formula without a name; a larger one gets a name and a line of its own
MOST_ENTRIES = 36  # of an array that is written out in numbers


@dataclass(frozen=True)
class Equation:
    """A name, what it is equal to, and what that is in numbers where there are some."""

    name: str
    shape: Shape
    sides: tuple[Formula, ...]
    sign: str = "="

    @property
    def formula(self) -> Formula:
        """The whole line, from the name to the last side."""
        return Infix(self.sign, (Symbol(self.name), *self.sides), RELATION)


@dataclass(frozen=True, repr=False)
class Equations(Displayed):
    """The lines of the forward pass and those of the backward pass, in the order in which they are computed."""

    forward: tuple[Equation, ...]
    backward: tuple[Equation, ...] = ()

    @property
    def all(self) -> tuple[Equation, ...]:
        """Both passes."""
        return self.forward + self.backward

    def text(self) -> str:
        """A line for each equation."""
        return "\n".join(to_text(one.formula) for one in self.all)

    def latex(self) -> str:
        r"""An `align*` environment, aligned at the first equals sign."""
        lines = (
            f"{to_latex(Symbol(one.name))} &{LATEX_SIGNS[one.sign]} " + " = ".join(map(to_latex, one.sides))
            for one in self.all
        )
        return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"

    def mathml(self) -> str:
        """A `<math>` element for each equation."""
        return "\n".join(to_mathml(one.formula, block=True) for one in self.all)

    def __str__(self) -> str:
        return self.text()


def equations(
    graph: Graph, detail: str = "final", values: Values | None = None, aliases: Mapping[str, str] | None = None
) -> Equations:
    """The equations of a graph that may hold cotangents; with values, in numbers too.

    `aliases` are names to be shown in place of the graph's.
    """
    if detail not in DETAILS:
        raise SettingError(f"the detail of equations is one of {', '.join(DETAILS)}, not {detail!r}")
    shown = {
        name: node
        for name, node in {**graph.names, **graph.outputs}.items()
        if detail == "named" or name in graph.outputs or read_derivative(name) is None
    }
    shown = {(aliases or {}).get(name, name): node for name, node in shown.items()}
    kept = {node: name for name, node in reversed(list(shown.items())) if _is_kept(name, node, detail)}
    bodies = _write_bodies(graph, kept)
    numbers = _write_bodies(graph, kept, lambda node, _: _in_numbers(node, values)) if values else {}
    lines = [
        Equation(name, node.shape, _sides(node, name, kept, bodies, numbers, values))
        for name, node in _in_order(graph, {**shown, **{n: o for o, n in kept.items() if n not in shown}})
    ]
    backward = tuple(line for line in lines if read_derivative(line.name))
    return Equations(tuple(line for line in lines if line not in backward), backward)


def _is_kept(name: str, node: Node, detail: str) -> bool:
    """Whether a node is written by its name where others read it."""
    if node.is_leaf or node.op.name == "constant":
        return False
    return detail == "named" or read_derivative(name) is None


def _write_bodies(
    graph: Graph, kept: dict[Node, str], replace: Callable[[Node, str], Formula | None] | None = None
) -> dict[Node, Formula]:
    """What stands right of each node's equals sign; `kept` grows by names for what would become too long."""
    bodies: dict[Node, Formula] = {}
    sizes: dict[Node, int] = {}
    for node in graph.order:
        operands = []
        for operand in node.operands:
            number = replace(operand, "") if replace and (operand.is_leaf or operand in kept) else None
            operands.append(number or (Symbol(kept[operand]) if operand in kept else bodies[operand]))
        bodies[node] = write_node(node, operands)
        sizes[node] = 1 + sum(1 if operand in kept else sizes[operand] for operand in node.operands)
        if sizes[node] > LARGEST and node not in kept:
            kept[node] = f"t{sum(name.startswith('t') for name in kept.values()) + 1}"
    return bodies


def _sides(
    node: Node,
    name: str,
    kept: Mapping[Node, str],
    bodies: Mapping[Node, Formula],
    numbers: Mapping[Node, Formula],
    values: Values | None,
) -> tuple[Formula, ...]:
    if kept.get(node, name) != name:  # two names of one node: the second is equal to the first
        return (Symbol(kept[node]),)
    if values is None:
        return (bodies[node],)
    result = _in_numbers(node, values)
    return tuple(side for side in (bodies[node], numbers[node], result) if side is not None)


def _in_numbers(node: Node, values: Values | None) -> Formula | None:
    assert values is not None  # noqa: S101
    array: Array = np.asarray(values[node])
    return write_constant(array) if array.size <= MOST_ENTRIES else None


def _in_order(graph: Graph, shown: Mapping[str, Node]) -> Sequence[tuple[str, Node]]:
    place = {node: i for i, node in enumerate(graph.order)}
    return sorted(shown.items(), key=lambda item: (read_derivative(item[0]) is not None, place[item[1]]))
