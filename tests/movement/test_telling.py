"""Telling: a long calculation says how far it is, where somebody looks."""

import io

import pytest

from chainrule.movement import telling
from chainrule.movement.telling import Telling


class Screen(io.StringIO):
    """A terminal, or none."""

    def __init__(self, terminal):
        super().__init__()
        self._terminal = terminal

    def isatty(self):
        """Whether somebody looks."""
        return self._terminal


@pytest.mark.parametrize(("terminal", "patience", "says"), [(True, 0, True), (False, 0, False), (True, 60, False)])
def test_who_looks_long_enough_is_told(terminal, patience, says, monkeypatch):
    """The share is said on a terminal, after a while, and the line is gone at the end."""
    screen = Screen(terminal)
    monkeypatch.setattr(telling.sys, "stderr", screen)
    monkeypatch.setattr(telling, "PATIENCE", patience)
    monkeypatch.setattr(telling, "PERIOD", 0)
    tell = Telling("landscape")
    for share in (0.25, 0.5, 1.0):
        tell(share)
    said = screen.getvalue()
    assert ("landscape: 25%, about " in said) == says
    assert said == "" or said.endswith(telling.CLEAR)
