"""Names of variables: identifiers that Python accepts, and never one for two things."""

import ast
import keyword
import re

import numpy as np
import pytest

from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.variables import RESERVED
from chainrule.graph.passes import Derivative
from chainrule.ops.identifiers import Names, identifier

from .random_graphs import random_graph


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("W1", "W1"),
        (Derivative("L", "W1"), "dW1"),
        (Derivative("cost", "b2"), "db2"),
        ("ŷ", "ŷ"),
        ("lambda", "lambda_"),
        ("None", "None_"),
        ("new theta", "new_theta"),
        ("1st", "_1st"),
        ("+", "_"),
        ("ﬁ", "fi"),  # Python reads a ligature as two letters
        ("match", "match"),
        ("__debug__", "__debug___"),
    ],
)
def test_name_becomes_an_identifier(name, variable):
    """Letters stay, other characters become underscores, and keywords get one more."""
    assert identifier(name) == variable
    assert variable.isidentifier()
    assert not keyword.iskeyword(variable)


def test_name_that_is_taken_gets_a_number():
    """The first number that is free."""
    names = Names(["a", "a1"])
    assert [names.fresh("a"), names.fresh("a"), names.fresh("b")] == ["a2", "a3", "b"]


def test_printed_source_uses_no_name_of_its_own_that_is_not_reserved():
    """Every name in 40 printed functions is of the plan, a numbered expression, memory for filters, or reserved."""
    for seed in range(40):
        engine = NumpyFunction(random_graph(seed).graph, np.float32)
        nodes = ast.walk(ast.parse(engine.source))
        used = {node.id for node in nodes if isinstance(node, ast.Name)} - set(engine.plan.names.values())
        assert {name for name in used if not re.fullmatch(r"s\d+|each(_[m0-9]+){3}", name)} <= RESERVED
