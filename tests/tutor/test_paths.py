"""Paths: each way back is called by what it goes through, or by where it begins."""

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.paths import through  # in words that chainrule.tutor.paths has for the SIDES of an op
from chainrule.tutor.walk import Walk


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L = x/x", ["the way through x on the left in L", "the way through x on the right in L"]),
        ("u = exp(x)\nL = u - x", ["the way through u", "the direct way to L"]),
    ],
)
def test_a_way_has_a_name(text, words):
    """That of the first thing on it alone; of two uses in one op, the left one and the right one."""
    graph = read_whiteboard(f"params x\n{text}").graph
    called = {node: name for name, node in graph.all_names.items()}
    x = graph.node("x")
    walk = Walk(graph.node("L"), x, called)
    found = {through(walk, way, lambda node: called.get(node, "another")) for way in walk.ways_from(x)}
    assert found == set(words)
