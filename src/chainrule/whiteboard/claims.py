"""The tutor: a person states a gradient, and learns that it is right, or which slip it contains.

A claim such as `dW1 = ((w2.T @ (2/m*(yhat - y))) * A * (1 - A)) @ X.T` is tried by its numbers, at random points or,
where it consists of numbers, at those of the board. Its text is never compared: every way of writing is as good.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from chainrule.errors import GraphError, WhiteboardError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.graph.values import Values
from chainrule.ops.linear import transpose
from chainrule.whiteboard.claim_text import Claim, Question, read_claim
from chainrule.whiteboard.digits import Digits, Written
from chainrule.whiteboard.edits import Edits
from chainrule.whiteboard.factors import Factor
from chainrule.whiteboard.grammar import Whiteboard
from chainrule.whiteboard.mends import mends
from chainrule.whiteboard.points import RandomPoints, same_shape
from chainrule.whiteboard.slips import slips
from chainrule.whiteboard.verdicts import Kind, Verdict
from chainrule.whiteboard.words import about_factor, nodes_in_words, with_factor


class Ground(Protocol):
    """Where a claim is compared: at random points, or at written numbers."""

    def same(self, claimed: Node, expected: Node) -> bool:
        """Whether both are the same."""

    def factor(self, claimed: Node, expected: Node) -> Factor | None:
        """The factor that one is of the other, or None."""


def judge(
    whiteboard: Whiteboard,
    text: str,
    values: Mapping[str, object] | None = None,
    rng: np.random.Generator | None = None,
) -> Verdict:
    """What the tutor says about a claim; `values` are the numbers at which claims made of numbers are judged.

    >>> from chainrule.whiteboard.grammar import read_whiteboard
    >>> board = read_whiteboard("L = (w*x - y)**2")
    >>> judge(board, "dw = 2*(w*x - y)*x").kind
    <Kind.RIGHT: 'right'>
    >>> print(judge(board, "dw = (w*x - y)*x"))
    ∂L/∂w: Right up to a factor: it is 1/2 times the gradient; look for a 2, which a square brings down.
    """
    return Tutor(whiteboard, values, rng).judge(text)
