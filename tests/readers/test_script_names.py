"""The names that a script has of its own are reserved, all of them and no others, so that no leaf is called so."""

import ast
import builtins

import numpy as np
import pytest

import chainrule as cr
from chainrule.readers.script import code_lines  # chainrule.readers.script.code_lines

RNG = np.random.default_rng(0)
X, LABELS = RNG.normal(size=(12, 3)), RNG.integers(0, 2, 12)
GRAPHS = {
    "V",
    "W",
    "A1",
    "A2",
    "D1",
    "L",
    "W1",
    "W2",
    "X",
    "Y",
    "Z1",
    "Z2",
    "b1",
    "b2",
    "labels",
    "w",
    "x",
    "y",
    "z",
    "m",
    "n",
}
RULES = {"first_moment", "second_moment"}  # named by the optimizer
FUNCTIONS = {"softmax", "log_softmax", "gelu", "sigmoid"}  # named by the op


def scripts():
    """Scripts of a network with all that it may have, of one with data in a file beside it, and of boards."""
    network = cr.Network([3, 4, 2], output="softmax", dropout=0.2, l2=0.1, frozen=["b1"])
    for rate in (cr.warm_up(cr.cosine(0.1), 3), cr.step_decay(0.1, 0.5, 2), 0.1):
        for choice in ({}, {"replacement": True}, {"last": "keep"}, {"batch_size": "full"}):
            chosen = {"epochs": 2, "batch_size": 5, **choice}
            yield network.script(X, LABELS, optimizer=cr.Adam(rate, clip_norm=1.0), **chosen).text
    large = cr.Network([300, 40, 2], hidden="gelu", output="softmax", dropout=0.2)
    yield large.script(RNG.normal(size=(120, 300)), RNG.integers(0, 2, 120)).text
    board = cr.whiteboard("data x (n, m)\nparams w (1, n)\nz = erf(w @ x)\nL = mean(z**2)")
    values = board.bind(x=np.ones((2, 3)), w=np.ones((1, 2)))
    yield board.script(values).text
    yield board.script(values, learning_rate=0.1).text
    board = cr.whiteboard(
        "data X (m, 1, 4, 4)\nparams W (2, 1, 3, 3), V (2, 2, 3, 3)\n"
        "L = mean(tanh(conv2d(tanh(conv2d(X, W, padding=1)), V))**2)"
    )
    values = board.bind(X=RNG.normal(size=(3, 1, 4, 4)), W=np.ones((2, 1, 3, 3)), V=np.ones((2, 2, 3, 3)))
    yield board.script(values, learning_rate=0.1).text
    board = cr.whiteboard("data x (n, m), z (1, m) ~ normal\nparams w (1, n) = 1\nL = mean((w @ x + z)**2)")
    board.train(x=X, epochs=0)
    yield board.training_script({"x": X}, epochs=2, batch_size=5).text
    board = cr.whiteboard("params W (2, 2)\nL = logdet(W)")
    yield board.script(board.bind(W=np.eye(2)), learning_rate=0.1).text
    board = cr.whiteboard("data y (m,) index\nparams w (1, n)\nz = w[:, y]\nL = mean(z**2)")
    yield board.script(board.bind(y=np.array([0, 1]), w=np.ones((1, 2))), learning_rate=0.1).text


def own_names(text):
    """What a script reads or binds outside of functions, and what its functions read from outside."""
    tree = ast.parse(text)
    defined = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    found = {node.name for node in defined} | {alias.asname or alias.name for alias in _imported(tree)}
    local = {id(node) for one in defined for node in ast.walk(one)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    found |= {node.id for node in names if id(node) not in local}
    for one in defined:
        bound = {node.id for node in ast.walk(one) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        bound |= {argument.arg for argument in ast.walk(one) if isinstance(argument, ast.arg)}
        found |= {node.id for node in ast.walk(one) if isinstance(node, ast.Name)} - bound
    return found


def _imported(tree):
    return [alias for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]


def test_the_names_of_a_script_are_reserved_all_of_them_and_no_others():
    """Beside those of the graph, its rows and its cotangents, and those that Python gives every module."""
    found = set().union(*map(own_names, scripts()))
    of_graph = (
        GRAPHS
        | {f"d{name}" for name in GRAPHS}
        | {"X_rows", "Y_rows", "x_rows", "labels_rows", "t1", "t2", "t3", "t4", "t5"}
    )
    own = found - of_graph - RULES - FUNCTIONS - {"__file__"}
    assert sorted(own - code_lines.RESERVED) == []
    assert sorted(code_lines.RESERVED - own) == []
    more = {"any", "len", "list", "slice", "zip"} | {"SystemExit"}  # of windows, of a file
    assert own & {*dir(builtins)} == {"print", "range", "float", "int", "max", "min", "round", "tuple"} | more


def test_a_parameter_called_as_the_gradient_of_another_is_not_taken_for_it():
    """Of hid and dhid, both learned, each moves by the old number of the other."""
    board = cr.whiteboard("f = dhid*hid")
    space = {"print": lambda *_: None}
    exec(board.script(board.bind(dhid=2.0, hid=3.0), learning_rate=0.1, steps=1).text, space)  # noqa: S102
    assert (space["dhid"], space["hid"]) == (pytest.approx(1.7), pytest.approx(2.8))
