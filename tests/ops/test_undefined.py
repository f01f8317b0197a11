"""Undefined functions: what the chain rule says of them holds for any."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import rewrite
from chainrule.ops.undefined import drawn, undefined, undefined_in

# a function with its first and second slope
KNOWN = {
    "f": (cr.exp, cr.exp, cr.exp),
    "g": (lambda x: x**3, lambda x: 3 * x**2, lambda x: 6 * x),
    "h": (lambda x: 1 / x, lambda x: -1 / x**2, lambda x: 2 / x**3),
    "a": (cr.sin, cr.cos, lambda x: -cr.sin(x)),
}
x, y = cr.parameter("x"), cr.parameter("y", ("n", 2))
f, g, h, a = map(undefined, "fgha")


def written_out(thing):
    """The same with known functions in the place of the undefined ones."""

    def replace(node, operands):
        if node.op.name != "undefined":
            return node.with_operands(operands)
        return KNOWN[node.attributes["name"]][node.attributes["by"][0]](*operands)

    return rewrite(thing, replace)


@pytest.mark.parametrize("cost", [f(h(g(a(x)))), f(x) * g(x) + f(g(x)), cr.sum(a(y * x) + g(y)), h(x * f(2 * x))])
@pytest.mark.parametrize("times", [1, 2])
def test_the_chain_rule_holds_for_functions_that_are_known(cost, times):
    """With functions put in, the slope of the undefined cost is that of the cost with those functions."""
    undefined_slope, slope = cost, written_out(cost)
    for _ in range(times):
        undefined_slope, slope = cr.gradient(undefined_slope, x), cr.gradient(slope, x)
    leaves = {x: 0.7, y: [[0.3, -1.2], [0.5, 2.0]]}
    found, expected = (evaluate([cr.simplify(one)], leaves)[0] for one in (written_out(undefined_slope), slope))
    assert np.allclose(found, expected, rtol=1e-12)


def test_several_operands_have_a_slope_each():
    """Differentiated by its second operand and then its first, f has one slope by each."""
    z = cr.parameter("z")
    mixed = cr.simplify(cr.gradient(cr.gradient(f(x, z), z), x))
    assert mixed.attributes["by"] == (1, 1)


def test_there_are_no_numbers():
    """Computing is refused with a sentence that names the function, and no operand is refused too."""
    with pytest.raises(cr.GraphError, match=r"^f may be any function, so there are no numbers; with its formula in"):
        evaluate([f(x)], {x: 1.0})
    with pytest.raises(cr.GraphError, match=r"^f is a function of something: f\(x\)"):
        f()
    assert undefined_in([f(x), x, g(x), f(x)]) == ("f", "g")


def test_a_drawn_function_has_the_slopes_that_differences_measure():
    """First and second slopes by both operands are what central differences of the one before come to."""
    value = f(x, y)
    for node in (value, cr.gradient(cr.sum(value), y), cr.gradient(cr.sum(cr.gradient(cr.sum(value), y)), y)):
        cost = rewrite(cr.sum(node), drawn)
        at = {x: np.array(0.3), y: np.array([[0.5, -1.2]])}
        way = np.array([[1.0, -0.7]])
        ends = [evaluate([cost], {**at, y: at[y] + sign * 1e-5 * way})[0] for sign in (1, -1)]
        (slope,) = evaluate([cr.sum(cr.gradient(cost, y) * way)], at)
        assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(float(slope), rel=1e-6)


def test_functions_of_two_names_are_drawn_apart():
    """What is drawn for f is not what is drawn for g, and every time the same."""
    one, other, again = (evaluate([rewrite(each(x), drawn)], {x: np.array(0.5)})[0] for each in (f, g, f))
    assert one == again != other


@pytest.mark.parametrize("times", [1, 2])
def test_a_function_that_is_drawn_has_the_slopes_that_it_says(times):
    """By each of its operands, once and twice, as differences measure them."""
    z = cr.parameter("z")
    node = rewrite(f(x, z), drawn)
    for _ in range(times - 1):
        node = cr.gradient(node, x)
    at, step = {x: 0.4, z: -0.3}, 1e-6
    for leaf in (x, z):
        slope = evaluate([cr.gradient(node, leaf)], at)[0]
        above, below = (evaluate([node], {**at, leaf: at[leaf] + sign * step})[0] for sign in (1, -1))
        assert slope == pytest.approx((above - below) / (2 * step), rel=1e-7)
