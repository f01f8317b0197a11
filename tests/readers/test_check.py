"""The check: right gradients pass, wrong ones fail at the entry, corners are named, evaluations counted."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.evaluate import evaluate
from chainrule.graph.passes import Derivative
from chainrule.ops import ALL_OPS
from chainrule.ops.elementwise import unary
from chainrule.readers.check.entry_check import TOLERANCE
from chainrule.readers.check.report import check
from chainrule.readers.check.report_text import write_check

rng = np.random.default_rng(12)


def two_layers(activation, n=2, k=3, m=4):
    """A network with one hidden layer, its gradient, and numbers."""
    X, y = cr.input("X", (n, "m")), cr.input("y", (1, "m"))
    W1, b1, w2 = cr.parameter("W1", (k, n)), cr.parameter("b1", (k, 1)), cr.parameter("w2", (1, k))
    Z = W1 @ X + b1
    graph = cr.Graph({"L": cr.mean((w2 @ activation(Z) - y) ** 2)}, {"Z": Z})
    shapes = {"X": (n, m), "y": (1, m), "W1": (k, n), "b1": (k, 1), "w2": (1, k)}
    return cr.simplify(cr.differentiate(graph)), {name: rng.normal(size=shape) for name, shape in shapes.items()}


def spoiled(graph, label, change):
    """The graph with another node in place of a gradient."""
    return cr.Graph({**graph.outputs, label: change(graph.outputs[label])}, graph.names)


SIGMOID = two_layers(cr.sigmoid)


def test_right_gradients_pass_with_two_evaluations_for_each_number():
    """A right gradient of 12 numbers takes 24 evaluations, and each entry agrees."""
    report = check(*SIGMOID)
    assert report.right
    assert (report.numbers, report.evaluations) == (12, 24)
    assert report.worst.worst.relative_error < TOLERANCE / 10


def test_values_may_be_values():
    """The numbers may come as the values of the graph, as a board gives them."""
    graph, numbers = SIGMOID
    assert check(graph, cr.Values(graph, numbers)).right


def test_single_precision_is_checked_in_double():
    """Numbers in float32 are checked in float64."""
    graph, numbers = SIGMOID
    assert check(graph, {name: array.astype(np.float32) for name, array in numbers.items()}).right


def test_the_worst_entry_of_a_wrong_gradient_is_found():
    """One wrong entry of one gradient is named, with both numbers; the others are right."""
    graph, numbers = SIGMOID
    mask = np.ones((3, 2))
    mask[1, 0] = 1.001
    report = check(spoiled(graph, "∂L/∂W1", lambda node: node * mask), numbers)
    assert not report.right
    assert (report.worst.name, report.worst.worst.index) == ("W1", (1, 0))
    assert report.worst.worst.relative_error == pytest.approx(0.001 / 1.001, rel=1e-3)
    assert [one.right for one in report.parameters] == [one.name != "W1" for one in report.parameters]
    assert sum(not entry.right for one in report.parameters for entry in one.entries) == 1


@pytest.mark.parametrize("change", [lambda g: -g, lambda g: 2 * g, lambda g: g * (1 + 1e-4), lambda g: 0 * g])
def test_slips_are_refused(change):
    """A sign, a factor, a small error and a forgotten gradient are wrong."""
    graph, numbers = SIGMOID
    assert not check(spoiled(graph, "∂L/∂b1", change), numbers).right


SMOOTH = [
    *(cr.sigmoid, cr.tanh, cr.softplus, cr.silu, cr.gelu, cr.exp, cr.cos, lambda z: z**3, lambda z: cr.sqrt(1 + z**2)),
]


@pytest.mark.parametrize("activation", SMOOTH)
def test_smooth_networks_pass_whatever_their_scale(activation):
    """Inputs a hundred times as small or three times as large make no right gradient wrong."""
    graph, numbers = two_layers(activation)
    for scale in (0.01, 1, 3):
        report = check(graph, {**numbers, "X": scale * numbers["X"]})
        assert report.right, report.worst
        assert not report.corners


def test_a_gradient_of_zero_passes():
    """What does not act on the cost has the gradient 0, and 0 is right."""
    w, v = cr.parameter("w", (2, 1)), cr.parameter("v")
    graph = cr.differentiate(cr.Graph({"L": cr.sum(w) * 0 + v * v}))
    assert check(graph, {"w": np.ones((2, 1)), "v": 1e-9}).right


def checked(text, **at):
    """The check of a board of one line."""
    return cr.check(cr.whiteboard(f"L = {text}"), **at)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        *(("exp(x)", 1000.0), ("1/x", 0.0), ("log(x)", 0.0), ("log(x)", -1.0), ("x*1e300*1e10", 1.0), ("sqrt(x)", 0.0)),
        *(("abs(x)**(1/3)", 0.0), ("sqrt(relu(x))", 0.0), ("where(x > 0, sqrt(x), 0)", 0.0)),
    ],
)
def test_where_the_cost_or_its_slope_is_infinite_nothing_is_judged(text, x):
    """It is said so, without an error or a slope that nothing has."""
    report = checked(text, x=x)
    assert [entry.unjudged for one in report.parameters for entry in one.entries] == ["not finite"]
    said = " ".join(write_check(report).split())
    assert said.startswith("Not judged: every entry of the gradient of L stands where L or its slope is not finite.")
    assert "e+0" not in said
    assert "truncation" not in said


def test_a_gradient_that_is_not_finite_beside_a_slope_is_wrong():
    """NaN agrees with no number, and neither does infinity."""
    w = cr.parameter("w")
    for wrong in (np.nan, np.inf):
        graph = cr.Graph({"L": w * w, Derivative("L", "w"): w * cr.constant(wrong)})
        report = check(graph, {"w": 1.0})
        assert not report.right
        assert report.worst.worst.relative_error == float("inf")


@pytest.mark.parametrize(
    ("text", "x"),
    [
        *(("x**2", 1e-100), ("sqrt(x)", 1e-8), ("1/x", 1e-9), ("log(x)", 1e-12), ("x**2", 1e100), ("x*log(x)", 1e-9)),
        *(("x**3", 0.0), ("sin(x) - x", 0.0), ("x**5", 0.0), ("(x - 1)**3", 1.0), ("exp(-x*x)", 6.0)),
    ],
)
def test_right_gradients_of_any_size_are_right(text, x):
    """An entry is moved by a part of its own size too; where truncation is all there is, it vanishes with the step."""
    (one,) = checked(text, x=x).parameters
    assert (one.right, len(one.judged)) == (True, 1)


@pytest.mark.parametrize(("x", "wrong"), [(1e-100, 4e-100), (1e-9, 0.0), (1e-9, 4e-9), (1e-9, -2e-9), (0.0, 1e-3)])
def test_wrong_gradients_of_any_size_are_wrong(x, wrong):
    """Twice the slope of a square, none and the other sign."""
    w = cr.parameter("w")
    assert not check(cr.Graph({"L": w**2, Derivative("L", "w"): 0 * w + wrong}), {"w": x}).right


@pytest.mark.parametrize("slope", [2e-200, 5e-200])
def test_a_slope_that_rounding_hides_is_not_judged(slope):
    """Of x² at 1e-200, whose square is 0 in floating point, no difference says anything."""
    w = cr.parameter("w")
    report = check(cr.Graph({"L": w**2, Derivative("L", "w"): 0 * w + slope}), {"w": 1e-200})
    assert write_check(report).startswith("Not judged: every entry of the gradient of L is too small to be measured.")
    assert not report.parameters[0].judged


def test_entries_that_are_not_judged_beside_others_are_counted_with_their_reason():
    """One where the slope is infinite, one whose square is 0 in floating point."""
    board = cr.whiteboard("params w (2, 1), v (2, 1)\nL = sum(sqrt(w)) + sum(v**2)")
    said = " ".join(write_check(board.check({"w": [[0.0], [1.0]], "v": [[1e-200], [1.0]]})).split())
    assert "∂L/∂w: 1 entry not judged, for L or its slope is not finite there." in said
    measured = "for the slope is too small to be measured by differences of L."
    assert f"∂L/∂v: 1 entry not judged, {measured}" in said


# ---- corners ------------------------------------------------------------------------------------------------------


def at_corner():
    """A network with relu, one unit of which stands at its corner for one example."""
    graph, numbers = two_layers(cr.relu)
    numbers["W1"][0], numbers["X"][:, 2], numbers["b1"][0] = (1, -1), (1, 1), 0
    return graph, numbers


def test_corners_are_named_with_their_entry():
    """`relu(Z) at entry (0, 2)` is named for each entry that moves it, and judged for none."""
    report = check(*at_corner())
    assert report.right
    assert {str(corner) for corner in report.corners} == {"relu(Z) at entry (0, 2) stands at its corner"}
    moved = [(one.name, entry.index) for one in report.parameters for entry in one.entries if entry.corners]
    assert sorted(moved) == [("W1", (0, 0)), ("W1", (0, 1)), ("b1", (0, 0))]


@pytest.mark.parametrize(("axis", "entry"), [(0, (0, 1)), (1, (1, 0))])
def test_a_tie_along_an_axis_is_a_corner(axis, entry):
    """Of each column or row by itself, also where a larger number stands in another one."""
    X = cr.parameter("X", (2, 3))
    tied = np.array([[1.0, 5.0, 2.0], [3.0, 5.0, 9.0]] if axis == 0 else [[1.0, 9.0, 2.0], [4.0, 4.0, 3.0]])
    report = check(cr.differentiate(cr.Graph({"L": cr.sum(cr.max(X, axis=axis))})), {"X": tied})
    assert report.right
    assert entry in {corner.entry for corner in report.corners}


def test_slopes_differ_on_both_sides_of_a_corner():
    """|w| at 0 has the slope −1 to the left and 1 to the right."""
    w = cr.parameter("w")
    (corner,) = check(cr.differentiate(cr.Graph({"L": abs(w)})), {"w": 0.0}).corners
    assert (corner.op, corner.written, corner.entry, corner.left, corner.right) == ("absolute", "|w|", (), -1, 1)
    assert corner.slopes == "slope -1 to the left, 1 to the right"


@pytest.mark.parametrize(
    ("length", "x", "slopes"),
    [
        ("norm(x)", "[0, 0]", [(-1, 1), (-1, 1)]),
        ("norm(x - c)", "[1, 2]", [(-1, 1), (-1, 1)]),
        ("std(x)", "[0.1, 0.1]", [(-0.5, 0.5), (-0.5, 0.5)]),
    ],
)
def test_a_length_of_0_is_a_corner(length, x, slopes):
    """Its slope is 0/0 there, and no number: neither right nor wrong."""
    report = cr.whiteboard(f"data c = [1, 2]\nparams x = {x}\nL = {length} + sum(c)").check()
    assert report.right
    assert [[corner.left, corner.right] for corner in report.corners] == [pytest.approx(both) for both in slopes]
    assert {corner.kind for corner in report.corners} == {"corner"}
    assert np.isnan(report.parameters[0].entries[0].analytic)


def test_a_root_of_0_is_no_corner():
    """Its slope is infinite there, which is said as before."""
    report = cr.whiteboard("params x = [0, 1]\nL = sum(sqrt(x))").check()
    assert (report.corners, report.parameters[0].entries[0].hidden) == ((), "not finite")


def test_a_corner_is_written_as_the_equations_have_it():
    """That of a smallest entry is −max(−x), once, with all that moves it."""
    board = cr.whiteboard("params x = [0, 0, 1]\nf = min(x)")
    text = str(board.check())
    assert text.count("max(−x) at entry (0,) stands at its corner\n  moved by x (0,): slope 1 to the left, 0 ") == 1
    assert text.count("stands at its corner") == 1
    assert "\n  moved by x (1,): slope 1 to the left" in text


def test_corners_whose_bends_cancel_are_no_wrong_gradient():
    """max(x, 0) + min(x, 0) is x, with the slope 1 on both sides of 0; no part of it has that slope."""
    report = cr.whiteboard("params x = 0\nf = relu(x) + minimum(x, 0)").check()
    assert report.right
    assert {corner.op for corner in report.corners} == {"relu", "minimum"}


@pytest.mark.parametrize(
    ("text", "x", "height"),
    [
        ("floor(x)", 2.0, "1"),
        ("where(x > 0, 1, 5)", 0.0, "-4"),
        ("sign(x)", 0.0, "2"),
        ("where(x > 0, x, x + 3)", 0.0, "-3"),
    ],
)
def test_a_jump_is_no_corner(text, x, height):
    """What jumps has no slopes on its sides, and how far it jumps is said."""
    report = checked(text, x=x)
    assert {(corner.kind, corner.slopes) for corner in report.corners} == {("jump", f"the cost jumps by {height}")}
    said = " ".join(write_check(report).split())
    assert said.startswith("Not judged: every entry of the gradient of L stands at a jump.")
    assert "At a jump there is no derivative, so these entries are not judged." in said
    assert "slope" not in said


SIDED = [op.name for op in ALL_OPS.values() if op.sides]
AT_ZERO = {  # other ops take 0, or 0 and 0
    "minimum": lambda w: cr.minimum(2 * w, w),
    "max": lambda w: cr.max(cr.concatenate([cr.reshape(w, (1,)), cr.reshape(0 * w, (1,))])),
    "max_pool": lambda w: cr.sum(
        cr.max_pool(cr.reshape(cr.concatenate([cr.reshape(w, (1,)), cr.reshape(0 * w, (1,))]), (1, 1, 2)), 2)
    ),
    "where": lambda w: cr.where(w > 0, w, 2 * w),
    "absolute_error": lambda w: cr.absolute_error(w, cr.constant(0)),
}


@pytest.mark.parametrize("op", SIDED)
def test_every_op_with_sides_is_recognized(op):
    """Each op that jumps, or whose slope does, is named where it jumps."""
    w, kind = cr.parameter("w"), ALL_OPS[op]
    cost = AT_ZERO[op](w) if op in AT_ZERO else kind(w) if kind.shape is unary else kind(w, 0)
    report = check(cr.differentiate(cr.Graph({"L": cost + w})), {"w": 0.0})
    assert op in {corner.op for corner in report.corners}
    assert report.right


def test_a_wrong_gradient_beside_no_jump_is_wrong():
    """A sign that does not change excuses nothing."""
    w = cr.parameter("w")
    graph = cr.Graph({"L": cr.sign(w) * w**2, Derivative("L", "w"): w})
    assert not check(graph, {"w": 0.5}).right


@pytest.mark.parametrize("cost", [lambda w: w * w, lambda w: cr.elu(w), lambda w: cr.huber(w + 1, cr.constant(0))])
def test_a_bend_without_a_corner_is_judged(cost):
    """A minimum, and functions whose slope goes on without a jump, are no corners."""
    w = cr.parameter("w")
    report = check(cr.differentiate(cr.Graph({"L": cost(w)})), {"w": 0.0})
    assert not report.corners


# ---- what is checked ----------------------------------------------------------------------------------------------


def test_a_large_parameter_is_checked_at_some_entries():
    """Of many entries an even choice is checked, the first and the last among them."""
    graph, numbers = two_layers(cr.tanh, n=20, k=30)
    report = check(graph, numbers, entries=50)
    by_name = {one.name: one for one in report.parameters}
    assert len(by_name["W1"].entries) == 50
    assert (by_name["W1"].entries[0].index, by_name["W1"].entries[-1].index) == ((0, 0), (29, 19))
    assert len(by_name["b1"].entries) == 30


def test_a_network_is_checked_by_its_graph():
    """The graph of a network and its parameters are all it takes."""
    network = cr.Network([3, 4, 2], hidden="tanh", seed=1)
    X, Y = rng.normal(size=(3, 5)), rng.normal(size=(2, 5))
    report = check(cr.differentiate(network.graph()), {**network.parameters, "X": X, "Y": Y})
    assert report.right
    assert {one.name for one in report.parameters} == {"W1", "b1", "W2", "b2"}


def test_a_graph_without_gradients_is_refused():
    """There must be something to check."""
    w = cr.parameter("w")
    with pytest.raises(cr.GraphError, match=r"^the graph has no cotangent of a leaf among its outputs; differentiate"):
        check(cr.Graph({"L": w}), {"w": 1.0})


# ---- the curve ----------------------------------------------------------------------------------------------------


def test_the_error_falls_with_the_square_of_the_step_and_then_rises():
    """Truncation falls by a hundred for each tenth of ε; rounding rises from the least error on."""
    w = cr.parameter("w")
    curve = check(cr.differentiate(cr.Graph({"L": cr.exp(w)})), {"w": 1.0}).curve
    assert curve.steps[0] == 0.1
    assert curve.errors[0] / curve.errors[1] == pytest.approx(100, rel=0.01)
    assert 1e-7 < curve.steps[curve.best] < 1e-4
    assert curve.errors[-1] > 1e3 * curve.errors[curve.best]
    assert (curve.branches[0], curve.branches[curve.best], curve.branches[-1]) == ("truncation", "least", "rounding")


# ---- the text -----------------------------------------------------------------------------------------------------


def test_the_text_of_a_right_gradient():
    """Verdict, table, price and curve, to the letter."""
    x = cr.parameter("x")
    text = write_check(check(cr.differentiate(cr.Graph({"L": x * x})), {"x": 3.0}))
    assert text.splitlines()[:8] == [
        "The gradient of L agrees with central differences.",
        "",
        "gradient  shape  entries  worst at  analytic  difference  error",
        text.splitlines()[3],
        "",
        "2 evaluations of L, two for each of 1 number,",
        "against one backward pass.",
        "",
    ]
    assert text.splitlines()[3].split()[:5] == ["∂L/∂x", "()", "1", "6", "6"]
    assert text.splitlines()[8] == "Relative error at ∂L/∂x, for each step ε:"


def test_the_text_of_a_wrong_gradient_names_it():
    """The first line says which gradients are wrong."""
    graph, numbers = SIGMOID
    text = write_check(check(spoiled(graph, "∂L/∂w2", lambda node: -node), numbers))
    assert text.startswith("Wrong: ∂L/∂w2 does not agree with central differences.")
    assert sum(line.endswith("wrong") for line in text.splitlines()) == 1


@pytest.mark.parametrize("case", [SIGMOID, at_corner(), two_layers(cr.tanh, 28, 30)])
def test_no_line_is_longer_than_80_columns(case):
    """The text fits a terminal."""
    assert max(map(len, write_check(check(*case, entries=20)).splitlines())) <= 80


def test_the_reference_is_what_is_checked():
    """The analytic number of an entry is that of the graph."""
    graph, numbers = SIGMOID
    known = {graph.node(name): array for name, array in numbers.items()}
    (slope,) = evaluate([graph.node("∂L/∂w2")], known)
    report = check(graph, numbers)
    w2 = next(one for one in report.parameters if one.name == "w2")
    assert [entry.analytic for entry in w2.entries] == slope.ravel().tolist()


def test_a_report_with_long_names_keeps_to_its_width():
    """Where there is no room for a row, a parameter gets a sentence; no line is longer than 79."""
    board = cr.whiteboard(
        "data X (n, m)\nparams a_rather_long_name_of_a_weight_matrix (k, n), b (k, 1)\n"
        "cost_with_a_name = sum(a_rather_long_name_of_a_weight_matrix @ X + b)"
    )
    values = {
        "X": np.ones((200, 2)),
        "a_rather_long_name_of_a_weight_matrix": np.ones((300, 200)),
        "b": np.ones((300, 1)),
    }
    text = write_check(board.check(values, entries=5))
    assert max(map(len, text.splitlines())) <= 79
    assert "entries 5 of 60,000: right; the worst at" in " ".join(text.split())


def test_where_all_is_corner_nothing_is_called_right():
    """At a corner there is no derivative, and the verdict says that nothing was judged."""
    text = write_check(cr.check(cr.relu(cr.input("x")), x=0.0))
    assert text.startswith("Not judged: every entry of the gradient of y stands at a corner.")
    assert text.splitlines()[3].endswith("corner")
    assert "agrees" not in text
