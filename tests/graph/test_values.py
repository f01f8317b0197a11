"""Values: numbers beside a graph, computed when asked for."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.node import Op

calls = []


def counted(x):
    """The array itself, and a note that it was computed."""
    calls.append(x)
    return x


COUNTED = Op("counted", lambda x: x, counted)
x = cr.input("x", "m")
Z = COUNTED(x)
graph = cr.Graph({"L": cr.sum(Z * Z), "unbound": cr.sum(cr.parameter("w"))}, {"Z": Z})


def test_values_are_found_by_name_and_by_node():
    """`values["L"]` and `values[node]` are the number of the node."""
    values = cr.Values(graph, {"x": [1.0, 2.0]})
    assert float(values["L"]) == float(values[graph.node("L")]) == 5


def test_values_of_leaves_are_there():
    """A leaf's value is the array that was bound, in the program's dtype."""
    values = cr.Values(graph, {"x": [1, 2]}, dtype=np.float32)
    assert values["x"].dtype == np.float32


def test_nothing_is_computed_before_it_is_asked_for():
    """Binding computes nothing, and a leaf that is not needed need not be bound."""
    calls.clear()
    values = cr.Values(graph, {"x": [1.0, 2.0]})
    assert calls == []
    values["L"]
    assert len(calls) == 1


def test_nothing_is_computed_twice():
    """A value is kept once it is computed."""
    calls.clear()
    values = cr.Values(graph, {"x": [1.0, 2.0]})
    values["Z"], values["L"], values["Z"]
    assert len(calls) == 1


def test_values_know_the_sizes():
    """The number of a letter is read off the arrays."""
    assert cr.Values(graph, {"x": [1.0, 2.0]}).sizes == {"m": 2}


def test_a_misspelt_name_is_refused_on_binding_and_on_asking():
    """Names are the graph's, with a near one offered."""
    with pytest.raises(cr.GraphError, match=r"^the graph has no 'xx'; did you mean 'x'\?$"):
        cr.Values(graph, {"xx": [1.0]})
    with pytest.raises(cr.GraphError, match=r"^the graph has no 'ZZ'; did you mean 'Z'\?$"):
        cr.Values(graph, {})["ZZ"]


def test_a_value_that_needs_an_unbound_leaf_is_refused():
    """What stands on a leaf without a number names that leaf."""
    with pytest.raises(cr.GraphError, match=r"^w \(\) has no value .*; bind one$"):
        cr.Values(graph, {"x": [1.0, 2.0]})["unbound"]


def test_values_are_read_like_a_dict():
    """By all names of the graph, in its order; nothing is computed before it is asked for."""
    w = cr.parameter("w")
    values = cr.Values(cr.Graph({"L": w * w}, {"twice": w + w}), {"w": 3.0})
    assert list(values) == list(values.keys())
    assert (len(values), "twice" in values, "other" in values) == (len(list(values)), True, False)
    assert {name: float(one) for name, one in values.items()} == {"w": 3.0, "twice": 6.0, "L": 9.0}
    assert {name: float(one) for name, one in dict(values).items()} == {"w": 3.0, "twice": 6.0, "L": 9.0}
    calls.clear()
    assert len(list(cr.Values(graph, {"x": [1.0]}))) == len(graph.all_names)
    assert calls == []
