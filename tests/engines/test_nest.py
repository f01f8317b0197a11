"""Nests: what computes the same is equal, whatever its names and sizes, and no part of one changes."""

from dataclasses import FrozenInstanceError

import pytest

import chainrule as cr
from chainrule.engines.loops import make_loop
from chainrule.engines.nest import Call, Entry, For, Index, Let, Literal, Nest, Store, Variable

from .test_steps import loops, plan_of

X, b = cr.input("X", (3, "m")), cr.input("b", (3, 1))


def nest_of(**outputs):
    """The nest of the only loop of a graph."""
    plan = plan_of(**outputs)
    (loop,) = loops(plan)
    return make_loop(loop, plan).nest


def test_nest_says_everything_about_a_loop():
    """The bias is loaded ahead of the inner loop; the result is stored when all is read."""
    here, bias = (Index(0), Index(1)), Let("v0", Entry("x2", (Index(0), Index(None))))
    inner = For(
        1,
        (
            Let("t1", Call("add", (Entry("x1", here), Variable("v0"))), brief=True),
            Let("t2", Call("multiply", (Literal(2.0), Variable("t1")))),
            Store(Entry("y3", here), Variable("t2")),
        ),
    )
    assert nest_of(f=2 * (X + b)) == Nest(2, "x1", ("x1", "x2", "y3"), (), (), (For(0, (bias, inner)),), ())


def test_equal_computations_are_equal_nests():
    """Of other arrays, with other sizes."""
    other, c = cr.input("data", (500, "m")), cr.input("c", (500, 1))
    assert nest_of(f=cr.tanh(X + b)) == nest_of(g=cr.tanh(other + c))
    assert nest_of(f=cr.tanh(X + b)) != nest_of(f=cr.tanh(X - b))


def test_lengths_are_handed_in_where_no_array_has_all_axes():
    """Ahead of the arrays."""
    row = cr.input("r", (1, "m"))
    assert nest_of(f=b + row).arguments == ("x1", "x2", "y3")  # the result has them
    assert nest_of(f=cr.sum(b * row)).arguments == ("n1", "n2", "x1", "x2")


def test_nest_cannot_be_changed():
    """It may be shared by layers and networks."""
    nest = nest_of(f=cr.exp(X))
    with pytest.raises(FrozenInstanceError):
        nest.body = ()
    with pytest.raises(FrozenInstanceError):
        nest.body[0].axis = 1
