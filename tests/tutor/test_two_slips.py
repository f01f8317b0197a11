"""Two slips at once: which are seen in a claim, beside a wrong gradient that is known, and which are other work."""

from types import SimpleNamespace

import pytest

import chainrule as cr
from chainrule.tutor.hints import Explanation, edit_and_slip
from chainrule.tutor.verdicts import Kind

claimed, mended, right = (cr.parameter(name) for name in ("claimed", "mended", "right"))
GROUND = SimpleNamespace(fingerprint=id, same=lambda one, other: one is other)
SEEN = {  # where it stands, whatever else is wrong: a sign, a number, a transpose, an axis
    *(Kind.SIGN, Kind.FACTOR, Kind.NUMBER, Kind.EXTRA, Kind.ADDED, Kind.OPERATOR, Kind.ORDER, Kind.PRODUCT),
    *(Kind.TRANSPOSED, Kind.UNTRANSPOSED, Kind.AXIS, Kind.MEAN),
}


def hint(edit, slip):
    """What is said of a claim that these two explain together."""
    slips = [Explanation(slip, "The slip.", claimed, mended, is_edit=False)]
    edits = [Explanation(edit, "The edit.", mended, right, is_edit=True)]
    return edit_and_slip(SimpleNamespace(node=right), GROUND, slips, edits)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_seen_in_a_claim_is_said_beside_another_slip(kind):
    """And nothing else is: two guesses at once would explain anything."""
    found = hint(kind, Kind.SLOPE)
    assert (found is not None) == (kind in SEEN)
    if found is not None:
        assert found.kind is kind
        assert found.sentence == "The edit; besides, the slip."


@pytest.mark.parametrize("kind", Kind)
def test_another_derivative_is_no_slip_beside_another(kind):
    """Another parameter's, another cost's, or one that stops too early."""
    assert (hint(Kind.SIGN, kind) is None) == (kind in (Kind.PARAMETER, Kind.COST, Kind.EARLY))
