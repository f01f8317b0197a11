"""Named equations go the way of the chain rule: from cotangents nearer to the cost, and from forward names."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.passes import Derivative
from chainrule.readers.notation.formula import (
    Call,
    Cases,
    Fence,
    Fraction,
    Infix,
    Minus,
    Power,
    Root,
    Sized,
    Sum,
    Symbol,
)

from .hostile_boards import hostile_board
from .random_boards import random_board


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("y = 3*x\nL = y**2", ["∂L/∂y = 2 y", "∂L/∂x = 3 ∂L/∂y"]),
        (
            "m = -x\ng = exp(m)\nh = 1 + g\nf = 1/h",
            ["∂f/∂h = −1/h²", "∂f/∂g = ∂f/∂h", "∂f/∂m = ∂f/∂g g", "∂f/∂x = −∂f/∂m"],
        ),
        (
            "a = x*y\nb = exp(a)\nc = sin(a)\nL = b*c",
            ["∂L/∂c = b", "∂L/∂b = c", "∂L/∂a = ∂L/∂b b + ∂L/∂c cos(a)", "∂L/∂x = ∂L/∂a y", "∂L/∂y = ∂L/∂a x"],
        ),
        ("a = x + y\nL = sum(a)", ["∂L/∂a = 1", "∂L/∂x = 1", "∂L/∂y = 1"]),
        ("params W (k, m)\nL = sum(relu(W)) - sum(W)*0", ["∂L/∂W = [W > 0]"]),
    ],
)
def test_each_cotangent_is_written_from_those_nearer_to_the_cost(text, lines):
    """They stand in the order in which they come back, and none looks through a name."""
    assert str(cr.whiteboard(text).equations("named")).splitlines()[-len(lines) :] == lines


def symbols(formula):
    """The names that stand in a formula."""
    match formula:
        case Symbol(name=name):
            return {name}
        case Infix(operands=parts) | Call(arguments=parts):
            return set().union(*map(symbols, parts))
        case Fraction(top=a, bottom=b) | Power(base=a, exponent=b):
            return symbols(a) | symbols(b)
        case Cases(condition=a, then=b, otherwise=c):
            return symbols(a) | symbols(b) | symbols(c)
        case Minus(operand=a) | Fence(operand=a) | Root(operand=a) | Sum(operand=a) | Sized(base=a):
            return symbols(a)
    return set()


def nearer(graph, name):
    """The names of the nodes that stand on a node."""
    reached = {graph.node(name)}
    for node in graph.order:
        if reached & {*node.operands}:
            reached.add(node)
    return {other for other, node in graph.all_names.items() if node in reached and node is not graph.node(name)}


def boards():
    """Boards of two kinds, with a way back."""
    for seed in range(60):
        yield random_board(seed)[0]
        try:
            board = cr.whiteboard(hostile_board(seed))
        except cr.ChainruleError:
            continue
        yield board


def test_no_cotangent_is_written_from_one_that_comes_later():
    """On a hundred boards: what stands in a line is a forward name, or a cotangent between it and the cost."""
    count = 0
    for board in boards():
        forward = board.graph
        for line in board.equations("named").backward:
            if isinstance(line.name, Derivative):
                read = {name for name in symbols(line.sides[0]) if isinstance(name, Derivative)}
                near = {Derivative(line.name.cost, name) for name in nearer(forward, line.name.by)}
                assert read <= near, (line.name, read)
                count += bool(read)
    assert count > 100


def test_numbers_are_those_of_the_graph():
    """The last side of each line is the array of the backward graph, to its last digit."""
    board, numbers = random_board(87)
    values = board.bind(**numbers)
    for line in board.equations("named", values).backward:
        shown = line.sides[-1]
        assert np.size(values[line.name]) == (len(shown.rows) * len(shown.rows[0]) if hasattr(shown, "rows") else 1)


def test_labels_keep_what_is_known_of_them():
    """The columns of a one-hot matrix sum to 1 also where it has a name: P − Y, and Y is called so."""
    lines = cr.Network([2, 3], output="softmax").equations("named").text().splitlines()
    assert "δ₁ = ∂L/∂Z₁ = (1/m) (A₁ − Y)" in lines


def test_no_line_of_the_forward_pass_is_told_by_a_slope():
    """In L = y t the slope ∂L/∂y is t, however long that is."""
    long = "sigmoid(abs(maximum(c + h, c*x)))/sqrt(cos(where(exp(0.1) > 0, 5, 2)))"
    for detail in ("final", "named"):
        forward = cr.whiteboard(f"h = 0.5*w\nL = y*({long})").equations(detail).forward
        assert not any("∂" in str(side) for line in forward for side in line.sides)
