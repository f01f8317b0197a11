"""Gradients read as a lecturer would write them: public tasks of learners, each with its textbook's answer.

What is printed is held against numbers by the read-back tests; here it is held against what stands in textbooks.
"""

from pathlib import Path

import pytest

import chainrule as cr

TASKS = [task.split("\n", 1) for task in Path(__file__).with_name("textbook.txt").read_text("utf-8").split("== ")[1:]]


@pytest.mark.parametrize(("name", "task"), TASKS, ids=[name for name, _ in TASKS])
def test_gradients_read_as_in_a_textbook(name, task):
    """Signs and scalars in front, one bar, one transpose, nothing left of what cancels."""
    board, expected = task.split("\n--\n")
    written = str(cr.whiteboard(board).equations(values=False)).splitlines()
    assert [line.strip() for line in written if line.strip().startswith("∂")] == expected.strip().splitlines()
