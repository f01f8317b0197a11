"""Closed calls in equations: the chain rule through each, and once what a definition returns and hands back."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.graph import Graph, rebuild
from chainrule.graph.passes import Derivative
from chainrule.ops.called import CALLED, CALLS
from chainrule.ops.upstream import upstream
from chainrule.transforms.closed_calls import closed_calls
from chainrule.transforms.differentiate import differentiate

LAYERS = """
    data X (n, m), y (1, m)
    params W1 (k, n), w2 (1, k), b (1, 1)
    def layer(x, W):
        z = W @ x
        return sigmoid(z)
    A = layer(X, W1)
    L = squared_error(layer(2*A, w2) + b, y)
"""
CELLS = """
    sizes T = 3
    data x[1..T] (n, m), h[0] (k, m)
    params W (k, k), U (k, n)
    def cell(h, x):
        a = W @ h + U @ x
        return tanh(a)
    for t in 1..T:
        h[t] = cell(h[t-1], x[t])
    L = sum(h[T]**2)
"""
TWICE = "data x (n, n)\nparams w (n, n)\ndef f(a, b):\n    return a @ b\nL = sum(f(w, w) * f(x, w))"
WITHIN = """
    data x (n, m)
    params w (n, n)
    def inner(a):
        return tanh(w @ a)
    def around(a):
        b = inner(a)
        return a + inner(b)
    L = sum(around(x)**2)
"""
UNREAD = """
    data x[1..3], h[0]
    params w, v
    def cell(h, x):
        z = w*h + q*x
        return tanh(v*h0)
    q = exp(w)
    for t in 1..3:
        h[t] = cell(2*h[t-1], x[t])
    L = h[3]*w
"""
BOARDS = {"layers": (LAYERS, "layer"), "cells": (CELLS, "cell"), "unread": (UNREAD, "cell"), "twice": (TWICE, "f")}
BOARDS |= {"around": (WITHIN, "around"), "inner": (WITHIN, "inner"), "both": (WITHIN, ["inner", "around"])}


def opened(graph, calls):
    """The graph with each call computed by its definition, and each slope by what the definition hands back."""
    known = {}

    def replaced(node, operands):
        if node.op is CALLED:
            one = calls[node.attributes["result"]]
            everything = dict(zip([*one.names, *one.read], operands, strict=True))
            known[node.attributes["result"]] = one, everything
            return put_in(one.result, everything)
        if node.op in CALLS:
            return slope(node, *operands)
        return node.with_operands(operands)

    def put_in(formula, by_name):
        def put(node, operands):
            return by_name[node.name] if node.is_leaf else node.with_operands(operands)

        return rebuild(Graph({"f": formula}).order, put)[formula]

    def slope(node, g, operand):
        one, everything = known[node.attributes["name"]]
        leaves, given = {**one.parameters, **one.read}, cr.input("G", one.result.shape)
        both = differentiate(Graph({"S": upstream(one.result, given)}, {}, tuple(leaves.values())), list(leaves), "S")
        (name,) = [name for name in leaves if everything[name] is operand]
        return put_in(both.node(Derivative("S", name)), {**everything, "G": g})

    new = rebuild(graph.order, replaced)
    return Graph({name: new[node] for name, node in graph.outputs.items()}, {}, tuple(graph.leaves.values()))


@pytest.mark.parametrize("name", BOARDS)
def test_the_chain_through_closed_calls_is_the_gradient(name):
    """With each slope replaced by what its definition hands back, gradients are those of the open board."""
    text, closed = BOARDS[name]
    board = cr.whiteboard(text)
    closing = closed_calls(board.graph, board.whiteboard.scopes, [closed] if isinstance(closed, str) else closed)
    assert any(node.op is CALLED for node in closing.graph.order)
    both = differentiate(closing.graph, board.wrt, "L")
    rng, sizes = np.random.default_rng(0), {"n": 3, "m": 2, "k": 4}
    shapes = {name: leaf.shape for name, leaf in board.graph.leaves.items()}
    leaves = {name: rng.normal(size=[sizes.get(d, d) for d in shape]) for name, shape in shapes.items()}
    values, expected = cr.Values(opened(both, closing.calls), leaves), board.bind(**leaves)
    for leaf in board.wrt:
        np.testing.assert_allclose(values[f"∂L/∂{leaf}"], expected[f"∂L/∂{leaf}"], rtol=1e-12, atol=1e-13)


def test_calls_stay_as_they_are():
    """A line calls; what it calls with, and what is given in the middle of a line, gets a name after the line."""
    lines = cr.whiteboard(LAYERS).equations("named", closed="layer").text().splitlines()
    assert lines[:6] == [
        "layer_z = W x",
        "layer(x, W) = σ(layer_z)",
        "A = layer(X, W₁)",
        "L_x = 2 A",
        "L_layer = layer(L_x, w₂)",
        "L = (1/m) ‖L_layer + b − y‖²",
    ]
    assert {"G · ∂layer/∂W = (G ⊙ layer(x, W) ⊙ (1 − layer(x, W))) xᵀ", "∂L/∂W₁ = ∂L/∂A · ∂A/∂W₁"} <= {*lines}


def test_closed_calls_fold_over_a_loop():
    """Backpropagation through time is one line, and a sum over the steps, whatever the cell is."""
    lines = cr.whiteboard(CELLS).equations("named", closed=True).text().splitlines()
    assert "∂L/∂hₜ = ∂L/∂hₜ₊₁ · ∂hₜ₊₁/∂hₜ    t = 2 … 1" in lines
    assert "∂L/∂W = Σ[t = 1 … 3] ∂L/∂hₜ · ∂hₜ/∂W" in lines
    assert "G · ∂cell/∂W = (G ⊙ (1 − cell(h, x)²)) hᵀ" in lines  # W is none of its parameters, and is read


def test_a_definition_that_says_two_things_is_told_twice():
    """The mean of a column is another formula than that of a matrix."""
    text = "data X (n, m), x (n, 1)\ndef f(a):\n    return mean(a)\nL = f(X) + f(x)"
    lines = cr.whiteboard(text).equations(closed="f").text().splitlines()
    assert [line for line in lines if line.startswith("f(a)")] == ["f(a) = (1/(n m)) Σ a", "f(a) = (1/n) Σ a"]


def test_what_is_closed_is_left_out_of_the_lines():
    """Lines of a closed definition have no name of their own on the board."""
    text = cr.whiteboard(WITHIN).equations("named", closed="around").text()
    assert "L_b" not in text
    assert "L_around = around(x)" in text


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"closed": "t"}, "the board has no 't' to be closed as a definition that is called; there is cell"),
        ({"closed": "cell", "detail": "derivation"}, "closed calls stand in equations that are final or named, not"),
        ({"closed": "cell", "detail": "indices"}, "closed calls stand in equations that are final or named, not"),
        ({"closed": "cell", "values": {}}, "equations with closed calls show no numbers; leave values or closed out"),
    ],
)
def test_what_closed_calls_have_not_is_refused(settings, message):
    """With what there is instead."""
    with pytest.raises(cr.SettingError, match=f"^{message}"):
        cr.whiteboard(CELLS).equations(**settings)


def test_a_definition_whose_inside_is_read_stays_open():
    """The message names the line that is read."""
    board = cr.whiteboard("data x\ndef f(a):\n    b = 2*a\n    return b**2\ny = f(x)\nL = y + y_b")
    with pytest.raises(cr.SettingError, match=r"^f cannot be closed, because y_b, a line of it, is read outside$"):
        board.equations(closed="f")
