"""Parts of formulas: every part of a formula of each kind is met, from left to right, and can be changed."""

from inspect import signature
from typing import get_args

import pytest

from chainrule.readers.notation import formula_parts  # chainrule.readers.notation.formula_parts, and its FIELDS
from chainrule.readers.notation.formula import RELATION, Call, Formula, Indexed, Infix, Power, Sized, Symbol

A, B, C = map(Symbol, "abc")
WHOLES = {
    "Sized": (Sized(A, B), Sized(C, C)),
    "Indexed": (Indexed(A, (B,)), Indexed(C, (C,))),
    "Power": (Power(A, B), Power(C, C)),
    "Call": (Call("f", (A, B)), Call("f", (C, C))),
    "Infix": (Infix("=", (A, B), RELATION), Infix("=", (C, C), RELATION)),
}


@pytest.mark.parametrize("kind", WHOLES)
def test_parts_are_met_and_changed(kind: str):
    """Of two parts, each once."""
    whole, changed = WHOLES[kind]
    assert formula_parts.names_in(whole) == ["a", "b"]
    assert formula_parts.mapped(whole, lambda _: C) == changed
    assert isinstance(whole, Formula)


@pytest.mark.parametrize("kind", get_args(Formula), ids=lambda kind: kind.__name__)
def test_a_formula_is_made_of_what_it_is_called_with(kind: type) -> None:
    """What its constructor is given, in that order."""
    assert formula_parts.FIELDS[kind] == tuple(signature(kind).parameters)
