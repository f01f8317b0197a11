"""Displays: a table that others fill, and texts that fit on a line."""

import chainrule as cr
from chainrule.graph.display import WIDTH, Displayed, shortened, wrapped


class Unknown(Displayed):
    """Something of which nobody has said how it looks."""


class OwnNetwork(cr.Network):
    """A person's own kind of network."""


def test_what_nobody_wrote_a_display_for_shows_its_kind():
    """There is a text, and nothing else."""
    assert repr(Unknown()) == "<Unknown>"
    assert Unknown()._repr_html_() is None
    assert Unknown()._repr_latex_() is None


def test_a_subclass_looks_like_its_base():
    """A person's own network shows its layers."""
    assert "3 parameters" in OwnNetwork([2, 1])._repr_html_()


def test_long_reprs_end_in_dots():
    """Of a graph with many leaves the first are shown."""
    graph = cr.Graph({"L": sum((cr.input(f"x{i}") for i in range(50)), start=cr.constant(0))})
    assert len(repr(graph)) == WIDTH
    assert repr(graph).endswith("…>")
    assert shortened("<short>") == "<short>"
    assert len(repr(cr.input("x" * 100))) == WIDTH
    assert len(repr(cr.Network([2] * 60))) == WIDTH


def test_wrapped_lines_break_where_they_are_too_wide():
    """A line as wide as the screen stays, whatever signs without a width it has."""
    line = "1\u20d7" * WIDTH
    assert wrapped(line) == line
    assert wrapped(f"first\n{'word ' * 30}").splitlines()[2].startswith("    word")
