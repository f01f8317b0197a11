"""Walk: the ways on which something comes back to a node, of which the two of a square are one."""

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.walk import Walk  # with the ops TOGETHER of chainrule.tutor.walk


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("params x\nL = x*x", [[0, 1]]),
        ("params x\nL = x + x", [[0, 1]]),
        ("params x\nL = x - x", [[0], [1]]),
        ("params x\nL = x/x", [[0], [1]]),
        ("params x (n, n)\nL = sum(x @ x)", [[0], [1]]),
    ],
)
def test_the_two_uses_in_a_square_are_one_way(text, ways):
    """And so are those in x + x, for either one is the other; not those of a quotient, or of a matrix product."""
    graph = read_whiteboard(text).graph
    x = graph.node("x")
    found = Walk(graph.node("L"), x).ways_from(x)
    assert [[use.position for use in way] for way in found] == ways
