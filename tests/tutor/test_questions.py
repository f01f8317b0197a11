"""Questions: a learning rate is known by each of the names that people have for one."""

import ast

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.questions import declared_rate, undeclared_rate  # by the RATES of chainrule.tutor.questions


@pytest.mark.parametrize("name", ["eta", "η", "learning_rate", "lr", "alpha", "α", "rate", "step_size"])
def test_a_learning_rate_is_known_by_its_name(name):
    """On a board that declares it, and in a step on one that does not."""
    text, step = "params w\nL = w**2", ast.parse(f"w - {name}*2*w", mode="eval")
    assert declared_rate(read_whiteboard(f"data {name}\n{text}").graph) == name
    assert undeclared_rate(read_whiteboard(text).graph, step) == name


def test_not_every_name_is_a_learning_rate():
    """K stands on nothing, and is none."""
    graph = read_whiteboard("data k\nparams w\nL = w**2").graph
    assert declared_rate(graph) == undeclared_rate(graph, ast.parse("w - k*w", mode="eval")) == ""
