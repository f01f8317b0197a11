"""Whole numbers in a script: where NumPy makes floats of them they stay as they are, elsewhere one gets a point."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import binary, unary
from chainrule.ops.spelling import ATOM
from chainrule.readers.script.real_numbers import Numbers

INDEX, SIZE = cr.input("t", "m", kind="index"), cr.dimension("n")
HANDED = [op for op in ENTRYWISE if op.forward is not None and op.shape in (unary, binary)]
WHOLE_OF_WHOLE = {  # Python's own signs
    "add": (SIZE, SIZE),
    "subtract": (SIZE, SIZE),
    "multiply": (SIZE, SIZE),
    "power": (SIZE, SIZE),
    "negate": (SIZE,),
    "square": (SIZE,),
    "same": (SIZE,),
}


@pytest.mark.parametrize("op", HANDED, ids=lambda op: op.name)
def test_an_index_gets_a_point_where_numpy_would_go_on_in_whole_numbers(op):
    """Of roots, logarithms, quotients and comparisons it makes floats, or truth; of sums and signs whole numbers."""
    count = 1 if op.shape is unary else 2
    found = np.asarray(op.forward(*[np.array([2, 3])] * count))
    texts = [("t", ATOM)] * count
    handed = Numbers().handed_in(op(*[INDEX] * count), texts)
    if found.dtype.kind in "fb" or op.name in ("greater", "greater_equal", "less", "less_equal", "equal"):
        assert handed == texts
    else:
        assert handed[0][0] == "1.0 * t"
        assert handed[1:] == texts[1:]


@pytest.mark.parametrize("name", WHOLE_OF_WHOLE)
def test_what_is_made_of_sizes_by_signs_is_whole(name):
    """2 n and n + 1 are Python's own whole numbers, and a function of NumPy's is handed a float."""
    numbers, node = Numbers(), ALL_OPS[name](*WHOLE_OF_WHOLE[name])
    numbers.add(SIZE, "n")
    numbers.add(node, "made of n")
    assert numbers.handed_in(cr.absolute(node), [("made of n", ATOM)]) == [("float(made of n)", ATOM)]


def test_a_quotient_of_sizes_is_a_float():
    """Python's own 1/n is none that loses anything."""
    numbers, node = Numbers(), SIZE / SIZE
    numbers.add(SIZE, "n")
    numbers.add(node, "n / n")
    assert numbers.handed_in(cr.absolute(node), [("n / n", ATOM)]) == [("n / n", ATOM)]
