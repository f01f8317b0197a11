"""Verdicts: what the tutor says about a person's own gradient, and the kinds of slip it can name."""

from dataclasses import dataclass
from enum import StrEnum

from chainrule.graph.display import Displayed
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node


class Kind(StrEnum):
    """What is the matter with a claim: nothing, a slip that has a name, or something without one."""

    RIGHT = "right"
    SIGN = "sign"
    FACTOR = "factor"
    MEAN = "mean instead of sum"
    TRANSPOSED = "transposed"
    SLOPE = "missing slope"
    PART = "part of the slope"
    PLACE = "slope at the wrong place"
    UNDIFFERENTIATED = "not differentiated"
    MULTIPLIER = "missing multiplier"
    EXTRA = "a factor too many"
    TERM = "missing term"
    OPERAND = "wrong operand"
    ADDED = "added instead of multiplied"
    OPERATOR = "wrong operator"
    PATH = "missing path"
    SUM = "missing sum"
    AXIS = "summed along the wrong axis"
    ORDER = "order of the product"
    UNTRANSPOSED = "missing transpose"
    PRODUCT = "wrong kind of product"
    PARAMETER = "another derivative"
    EARLY = "stops too early"
    COST = "another cost"
    INDEPENDENT = "does not depend"
    ANOTHER_SLOPE = "slope of another function"
    TWICE = "slope twice"
    STEP = "another step or layer"
    EPSILON = "missing ε"
    SYMMETRIC = "only where symmetric"
    FUNCTION = "wrong function"
    NUMBER = "wrong number"
    COPIED = "has to be copied"
    DIGITS = "too few digits"
    COARSE = "too coarse to tell"
    SHAPE = "wrong shape"
    IGNORES = "ignores something"
    WRONG = "wrong"


@dataclass(frozen=True, repr=False)
class Verdict(Displayed):
    """What is said about a claim: the kind of slip, one sentence, and what was asked for, for those who give up.

    `factor` is the guess of how many times the gradient the claim is, such as `m/2`, where it is a multiple. `undone`
    is the claim without the slip: a hint is given only where this is the gradient.
    """

    kind: Kind
    sentence: str
    name: str
    backward: Graph
    factor: str = ""
    undone: Node | None = None
    called: str = ""  # the name as the claim has it, where that is not the graph's

    @property
    def right(self) -> bool:
        """Whether the claim is right, at the precision that it was written with."""
        return self.kind in (Kind.RIGHT, Kind.DIGITS)

    @property
    def reveal(self) -> Node:
        """The gradient that was asked for."""
        return self.backward.node(self.name)

    def __str__(self) -> str:
        return f"{self.called or self.name}: {self.sentence}"
