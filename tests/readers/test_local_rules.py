"""Local rules: what a gate hands back to what arrives, and to nothing else."""

import pytest

import chainrule as cr
from chainrule.readers.diagram.local_rules import local_rules

W = cr.input("W", ("k", "n"))


@pytest.mark.parametrize(
    ("gate", "rules"),
    [
        (2 * W, ["∂L/∂a = 2 G"]),
        (W / cr.dimension("m"), ["∂L/∂a = (1/m) G"]),
        (cr.exp(W), ["∂L/∂a = G ⊙ out"]),
    ],
)
def test_numbers_and_sizes_are_told_as_they_are(gate, rules):
    """Nobody asks for the slope by a 2 or by m."""
    assert local_rules(gate, "L") == rules
