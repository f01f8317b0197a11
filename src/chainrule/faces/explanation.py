"""Explanation: what a network computes for some examples, forward and backward, in equations and in numbers."""

from dataclasses import dataclass
from functools import cached_property

from chainrule.graph.display import WIDTH, Displayed, wrapped
from chainrule.graph.values import Values
from chainrule.readers.equations import Equations, equations
from chainrule.readers.trace import Trace, trace
from chainrule.readers.trace.tracing import require_choices


@dataclass(frozen=True, repr=False)
class Explanation(Displayed):
    """The cost of some examples and its gradient: `values["A1"]`, `values["∂L/∂W1"]`, …, in float64.

    >>> import chainrule as cr
    >>> network = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", loss="squared_error")
    >>> explanation = network.explain([[1.0, 0.0]], [1.0])
    >>> explanation.values["A1"].shape
    (3, 1)
    >>> print(explanation.equations.forward[-1].name, explanation.trace.steps[0].name)
    L X
    """

    values: Values
    detail: str = "layers"
    learning_rate: float | None = None

    def __post_init__(self) -> None:
        require_choices(self.detail, self.learning_rate)

    @cached_property
    def equations(self) -> Equations:
        """The equations of both passes, with a line for each name."""
        return equations(self.values.graph, "named")

    @cached_property
    def trace(self) -> Trace:
        """The calculation step by step; with a learning rate, a step of gradient descent too."""
        return trace(self.values.graph, self.values, self.detail, self.learning_rate)

    def text(self) -> str:
        """The equations, then the calculation with its numbers, for a terminal of 80 columns."""
        return f"{wrapped(self.equations.text())}\n\n{self.trace.text(WIDTH)}"

    def __str__(self) -> str:
        return self.text()
