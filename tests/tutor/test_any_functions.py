"""Claims about undefined functions: what is right of drawn ones is right of all."""

import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.tutor import judge

NESTED = "functions f, h, g, m\nL = f(h(g(m(x))))"
CHAIN = "functions f, h, g, m\nu = m(x)\nv = g(u)\nw = h(v)\nL = f(w)"
PRODUCT = "functions f, g\ny = g(x)\nL = f(y)*y"


@pytest.mark.parametrize(
    ("board", "claim", "sentence"),
    [
        (NESTED, "dL/dx = df/dh*dh/dg*dg/dm*dm/dx", "Right."),
        (NESTED.replace("L =", "f ="), "df/dx = df/dh*dh/dg*dg/dm*dm/dx", "Right."),
        (NESTED, "dL/dx = dm/dx*dg/dm*dh/dg*df/dh", "Right."),
        (NESTED, "dL/dx = -df/dh*dh/dg*dg/dm*dm/dx", "Right up to the sign, which is the other one."),
        (NESTED, "dL/dx = df/dh*dh/dg*dm/dx", "On the way back through the function, its slope is missing."),
        (CHAIN, "dx = dL/dw*dw/dv*dv/du*du/dx", "Right."),
        (CHAIN, "dx = dL/dw*dw/dv*dv/du", "On the way back through the function, its slope is missing."),
        (PRODUCT, "dx = (dL/dy)*dy/dx", "Right."),
        (PRODUCT, "dx = (dL/dy + 1)*dy/dx", None),
    ],
)
def test_the_abstract_chain_is_judged(board, claim, sentence):
    """df/dx = df/dh · dh/dg · dg/dm · dm/dx, with names for what lies between and without."""
    verdict = judge(read_whiteboard(board), claim)
    assert verdict.right == (sentence == "Right.")
    assert sentence in (None, verdict.sentence)


def test_what_was_asked_for_is_written_with_its_functions():
    """Whoever gives up sees f′ and not what was drawn."""
    verdict = judge(read_whiteboard(CHAIN), "dx = dL/dw*dw/dv")
    assert "f′(w) h′(v) g′(u)" in str(cr.equations(verdict.backward))


def test_numbers_of_any_function_are_refused():
    """Of drawn functions there are numbers, and they say nothing."""
    with pytest.raises(cr.GraphError, match="may be any function, so there are no numbers"):
        judge(read_whiteboard(NESTED), "dx = 3")
