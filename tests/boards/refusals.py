"""A board that is refused: at a line and a column, with a message and the line as it was written."""

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError


def assert_refused(text: str, message: str) -> None:
    """The message names line and column, shows the line, and points at the place."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard(text)
    first, line, caret = str(caught.value).split("\n")
    number, column = (int(part.split()[-1]) for part in first.split(":")[0].split(", "))
    assert first == message
    assert line == f"    {text.splitlines()[number - 1]}"
    assert caret == " " * (3 + column) + "^"
