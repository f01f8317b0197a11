"""Lines of code: what is read at an index is written as a person writes it with NumPy."""

import numpy as np
import pytest

import chainrule as cr


@pytest.mark.parametrize(  # the fields that chainrule.readers.script.code_lines has of `_at_index`
    ("shape", "read"),
    [("(K, m)", "P[y, np.arange(m)]"), ("(m, K)", "P[np.arange(m), y]"), ("(K, n)", "P[y]"), ("(K, n)", "P[:, y]")],
)
def test_an_index_stands_on_its_axis(shape, read):
    """Beside the places of the examples where each has an entry of its own, behind a colon where columns are read."""
    board = cr.whiteboard(f"data y (m,) index\nparams P {shape}\nz = {read.replace('np.', '')}\nL = sum(z)")
    lines = board.script(board.bind(y=[1, 0], P=np.ones((2, 2)))).text.splitlines()
    assert f"z = {read}" in lines
