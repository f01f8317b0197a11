"""Slip rules: which ops have a slope that can be forgotten."""

import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import unary
from chainrule.tutor.slip_rules import RULES, slips_of

FUNCTIONS = [op.name for op in ENTRYWISE if op.shape is unary and op.name not in RULES]
LARGER, OF_ANY_SIGN = [0.5, 1.25, 3.5], [-2.0, 0.5, -0.25]
x, g = cr.input("x", 3), cr.input("g", 3)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_slips_if_its_slope_is_not_the_same_everywhere(name):
    """What is linear hands its cotangent on as it is, and what is flat nothing: there is no slope to forget."""
    node = ALL_OPS[name](x)
    slope = cr.gradient(cr.sum(node), x)
    points = [LARGER] if name in ("sqrt", "log", "log1p") else [LARGER, OF_ANY_SIGN]
    slopes = {each for at in points for each in cr.evaluate([slope], {x: at})[0].tolist()}
    assert bool(list(slips_of(node, g, lambda _: "x"))) == (len(slopes) > 1)


@pytest.mark.parametrize("node", [x.T, cr.concatenate([x]), x[0:3], cr.reshape(x, 3)])
def test_what_only_moves_entries_has_no_slips(node):
    """A transpose and its like are linear."""
    assert list(slips_of(node, g, lambda _: "x")) == []
