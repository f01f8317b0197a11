"""The derivation names the rule of each of its steps."""

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.readers.typeset.text import to_text

from .lectures import LAYERS, NUMBERS

BOARD = cr.whiteboard("""
data X (n, m), y (1, m)
params W1 (k, n), b1 (k, 1), w2 (1, k), b2
Z = W1 @ X + b1
A = sigmoid(Z)
yhat = w2 @ A + b2
L = squared_error(yhat, y)
""")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("∂L/∂ŷ = 2 ∂L/∂L (1/m) (ŷ − y)    (1, m)", "power rule: (ŷ − y)² has the slope 2 (ŷ − y) by ŷ"),
        ("∂L/∂Z = ∂L/∂A ⊙ A ⊙ (1 − A)    (k, m)", "chain rule: σ′ = σ (1 − σ)"),
        ("∂L/∂W₁ = ∂L/∂u₁ Xᵀ    (k, n)", "matrix product: A B hands G Bᵀ to A"),
        ("∂L/∂A = w₂ᵀ ∂L/∂u₂    (k, m)", "matrix product: A B hands Aᵀ G to B"),
    ],
)
def test_the_fourth_network_is_derived_step_by_step(line, rule):
    """Each line stands with its shape, and its rule below it."""
    lines = BOARD.equations("derivation").text().splitlines()
    assert lines[lines.index(line) + 1].strip() == rule


def test_everything_has_its_shape():
    """Data, parameters, what lies between and every cotangent, in the order of the board."""
    lines = [line for line in BOARD.equations("derivation").text().splitlines() if not line.startswith(" ")]
    assert lines[:6] == ["X    (n, m)", "y    (1, m)", "W₁    (k, n)", "b₁    (k, 1)", "w₂    (1, k)", "b₂    ()"]
    assert all(line.endswith(")") and "    (" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        (
            "data X (k, m)\nparams b (k, 1)\nL = sum(X + b)",
            "b",
            "broadcast b over m columns, so its cotangent is summed",
        ),
        ("data X (k, m)\nparams b (1, m)\nL = sum(X + b)", "b", "broadcast b over k rows, so its cotangent is summed"),
        ("data X (2, 3)\nparams b\nL = sum(X + b)", "b", "broadcast b over 2 rows and 3 columns, so its cotangent is"),
        ("data x (n)\nparams b1\nL = sum(x + b1)", "b1", "broadcast b₁ over axis 0 of size n, so its cotangent is"),
    ],
)
def test_what_was_broadcast_sums_its_cotangent(text, name, rule):
    """The step says what was broadcast, and over how many of what."""
    (step,) = (one for one in cr.whiteboard(text).equations("derivation").all if one.name == f"∂L/∂{name}")
    assert [said for said in step.rules if said.startswith(rule)]


def test_a_reused_node_adds_its_cotangents():
    """What is used three times says so."""
    last = cr.whiteboard("params a\nf = a * a + a").equations("derivation").backward[-1]
    assert last.rules[0] == "used 3 times, so its cotangents add up"
    assert to_text(last.formula) == "∂f/∂a = 2 ∂f/∂u₁ a + ∂f/∂f"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("y = 3*x\nL = y**2", "∂L/∂y = 2 ∂L/∂L y"),
        ("f = x", "f = x"),
        (
            "data Y (k, m)\nparams Z (k, m)\nP = softmax(Z)\nL = cross_entropy(Z, Y) + sum(P)*0",
            "∂L/∂Z = ∂L/∂u₁ (1/m) (P ⊙ 1⃗ᵀ Y − Y) + P ⊙ (∂L/∂P − 1⃗ᵀ (∂L/∂P ⊙ P))",
        ),
    ],
)
def test_a_step_looks_no_further_than_the_names_around_it(text, line):
    """What a name stands for is not put in its place, and what is computed twice is read by its name."""
    written = cr.whiteboard(text).equations("derivation").text().splitlines()
    assert any(one.startswith((f"{line}    ", f"{line} = ")) for one in written)


def test_the_gate_chain_of_lecture_1_has_a_step_for_each_gate():
    """−, exp, +1 and 1/x, forward and back."""
    lines = cr.whiteboard("f = 1 / (1 + exp(-x))").equations("derivation")
    assert [line.name for line in lines.forward] == ["x", "u1", "u2", "u3", "f"]
    assert [line.name for line in lines.backward] == ["∂f/∂f", "∂f/∂u3", "∂f/∂u2", "∂f/∂u1", "∂f/∂x"]


def test_names_that_are_taken_are_not_given_again():
    """A board that has a u1 of its own keeps it."""
    names = [line.name for line in cr.whiteboard("u1 = -x\nf = 2 * exp(u1)").equations("derivation").forward]
    assert names == ["x", "u1", "u2", "f"]


def test_without_cotangents_there_is_a_way_forward_only():
    """A graph that was not differentiated has its steps and their shapes."""
    lines = cr.equations(cr.exp(-cr.input("x", ("n", "m"))), "derivation")
    assert str(lines) == "x    (n, m)\nu₁ = −x    (n, m)\ny = exp(u₁)    (n, m)"
    assert lines.backward == ()


def test_numbers_are_those_of_the_graph():
    """With values each step ends in its number, and the gradients are those of the backward pass."""
    values = LAYERS.bind(**NUMBERS)
    lines = {line.name: line for line in LAYERS.equations("derivation", values).all}
    named = {line.name: line for line in LAYERS.equations("named", values).all}
    assert lines["X"].sides[-1] == LAYERS.equations("derivation", NUMBERS).all[0].sides[-1]
    for name, line in named.items():
        if len(line.sides) > 1:
            assert lines[name].sides[-1] == line.sides[-1], name
    assert "u₄ = u₃² = [−0.438089 0.864825 −1.880647]² = " in to_text(lines["u4"].formula)
    assert to_text(lines["∂L/∂u4"].formula) == "∂L/∂u₄ = (1/m) ∂L/∂L 1⃗ₘᵀ = (1/3) 1⃗₃ᵀ = [0.333333 0.333333 0.333333]"


@pytest.mark.parametrize("name", sorted(SAMPLERS))
def test_the_details_agree_for_every_op(name):
    """Final, named and derivation end in one number for each gradient, and each can be set in every way."""
    rng = np.random.default_rng(0)
    case = SAMPLERS[name](rng)
    graph = cr.Graph({"L": cr.sum(case.node)})
    backward = cr.simplify(cr.differentiate(graph, [leaf.name for leaf in case.moving])) if case.moving else graph
    values = cr.Values(backward, {leaf.name: number for leaf, number in case.numbers(rng).items()})
    results = {}
    for detail in ("final", "named", "derivation"):
        lines = cr.equations(backward, detail, values)
        assert lines.text()
        assert lines.latex()
        assert lines.mathml()
        for line in (one for one in lines.backward if one.name in backward.all_names):
            shown = values[line.name]  # what is empty, or has many axes, is not shown in numbers
            if len(line.sides) > 1 and shown.size and shown.ndim <= 2:
                assert results.setdefault(line.name, line.sides[-1]) == line.sides[-1]


def test_numbers_of_a_network_are_those_of_its_explanation():
    """Labels, L2 and a batch of two: the last side of each gradient is the array that `explain` has."""
    network = cr.Network([2, 3, 3], hidden="tanh", output="softmax", l2=0.1, dtype="float64", seed=1)
    values = network.explain(np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([2, 0])).values
    lines = {line.name: line for line in network.equations("derivation", values).all}
    named = {line.name: line for line in network.equations("named", values).all}
    for name in network.parameters:
        assert lines[f"∂L/∂{name}"].sides[-1] == named[f"∂L/∂{name}"].sides[-1]


def test_a_derivation_says_which_step_it_is_at():
    """Each step of a loop, and each call, stands under its name, on the way forward and on the way back."""
    board = cr.whiteboard(
        "data x[1..2], h[0]\nparams w\ndef cell(a, b):\n    return tanh(w*a + b)\n"
        "for t in 1..2:\n    h[t] = cell(h[t-1], x[t])\nL = h[2]**2"
    )
    lines = board.equations("derivation").text().splitlines()
    assert [line for line in lines if line.endswith(":")] == [
        *("t = 1, cell:", "t = 2, cell:", "then:", "t = 2, cell:", "t = 1, cell:", "then:"),
    ]
    assert lines[lines.index("t = 2, cell:") - 1].startswith("h₁ = tanh(")


def test_boards_without_loops_have_no_headings():
    """A derivation of the lectures is what it was."""
    assert ":\n" not in cr.whiteboard("y = w*x\nL = y**2").equations("derivation").text()
