"""Sizes: numbers, shapes, lines and boards that are too large are refused in a sentence, at once."""

import gc
import time
from contextlib import suppress

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import GraphError, ShapeError, WhiteboardError

REFUSED = (
    ("f = 1e999*x", "line 1, column 5: a number is at most about 1.8e308"),
    ("f = x*1" + "0" * 400, "line 1, column 7: a number has at most 100 digits, not 401"),
    ("f = " + "(x) + " * 1000 + "x", "line 1, column 1: a line has at most 5,000 signs, not 6,005"),
    ("f = " + "a" * 101, "line 1, column 5: a name has at most 100 letters, not 101"),
    ("data " + "a" * 101 + "\nf = 1", "line 1, column 6: a name has at most 100 letters, not 101"),
    ("params w = 1e999\nf = w", "line 1, column 8: the value 1e999 is not finite"),
    ("params w = " + "-" * 90_000 + "1\nf = w", "line 1, column 8: the value ------"),
    ("params w = []\nf = w", "line 1, column 8: a value has at least one number, not []"),
    ("params w () = [[1, 2]]\nf = w", "line 1, column 8: the value has the shape (1, 2), not ()"),
    ("data X (0, 3)\nf = sum(X)", "line 1, column 6: a size is at least 1"),
    ("data X (" + "1, " * 65 + ")\nf = sum(X)", "line 1, column 6: a shape has at most 64 sizes, not 65"),
    ("data X (2)\nf = reshape(X" + ", 1" * 64 + ", 2)", "line 2, column 5: an array has at most 64 axes, not 65"),
    (
        "data x (1, m) = [[1, 2]], y (1, m) = [[1]]\nf = x",
        "line 1, column 27: y has m = 1, but a value above has m = 2",
    ),
    ("f = \ud800", "line 1, column 5: the sign U+D800, which cannot be seen, cannot stand here"),
    ("f = x\u00a0+ y", "line 1, column 6: the sign U+00A0, which cannot be seen, cannot stand here"),
    ("f = x\0", "line 1, column 6: the sign U+0000, which cannot be seen, cannot stand here"),
    ("\n" * 1_000_000 + "f = x", "line 1, column 1: 1,000,005 bytes are too many; at most 100,000 are read"),
    ("f = " + "x.T + " * 100 + "x @ x", "line 1, column 607: x @ x: x is () and x is ()"),
)
LARGE = {
    "spaces in a declaration": "data x" + " " * 90_000 + "!\nf = x",
    "spaces in a shape": "data x (n" + " " * 90_000 + "\nf = x",
    "spaces before =": "f" + " " * 4_000 + "= x",
    "empty lines": "\n" * 99_000 + "f = x",
    "declarations": "data " + ",".join(f"a{i}" for i in range(14_000)) + "\nf = a1",
    "lines of declarations": "\n".join(f"data a{i} (n{i})" for i in range(5_000)) + "\nf = sum(a1)",
    "values": "data " + ",".join(f"a{i}=1" for i in range(10_000)) + "\nf = a1",
    "assignments": "\n".join(f"a{i}=x" for i in range(10_000)),
    "a chain": "a0=x\n" + "\n".join(f"a{i + 1}=a{i}+x" for i in range(6_000)),
    "wide lines": "data λ (1,1)\n" + "\n".join(f"f{i}=concatenate({'λ+λ,' * 900})" for i in range(25)),
    "a typing error": "data " + ",".join(f"abcd{i}" for i in range(10_000)) + "\nf = abcdx",
    "equal signs": "=" * 99_000,
    "a chain of equal signs": "f=" * 49_000,
    "a line of equal signs": "f=" * 2_400,
    "products without a sign": "= x" * 1_600,
    "brackets": "f = " + "(" * 4_900,
    "a value": "data x = [" + "1," * 49_000 + "1]\nf = sum(x)",
    "sizes": "data x (" + "n," * 40_000 + ")\nf = sum(x)",
}


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_is_too_large_is_refused(text, message):
    """With a sentence, at its place."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard(text)
    assert str(caught.value).startswith(message)
    assert max(map(len, str(caught.value).split("\n"))) < 250


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_text_is_read_in_linear_time(text):
    """Whether it is a board or not, 100 kB take a second at most; a busy computer may try twice."""
    assert seconds_to_read(text) < 1 or seconds_to_read(text) < 1


def seconds_to_read(text):
    """What reading takes of a processor, not counting what Python looks through that other tests have left behind."""
    gc.freeze()
    begun = time.process_time()
    with suppress(WhiteboardError):
        read_whiteboard(text)
    taken = time.process_time() - begun
    gc.unfreeze()
    return taken


@pytest.mark.parametrize("text", ["f = x/0", "f = x*10**400", "f = x*(0/0)", "f = x + exp(1000)", "f = x*(-8)**(1/3)"])
def test_what_is_computed_may_be_infinite(text):
    """It is shown as it is, by every reader."""
    board = cr.whiteboard(text)
    values = board.bind(x=2.0)
    assert not np.isfinite(values["f"])
    assert board.equations("derivation", values).mathml()
    assert board.equations().latex()
    assert str(board.trace(values))
    assert board.diagram(values, zoom="gates").startswith("<svg")
    assert str(board.check(values))
    compile(board.script(values).text, "script", "exec")


def test_an_array_has_as_many_axes_as_numpy_allows():
    """64 of them, and no more."""
    assert cr.input("X", (1,) * 64).rank == 64
    with pytest.raises(ShapeError, match=r"^an array has at most 64 axes, not 65"):
        cr.input("X", (1,) * 65)


@pytest.mark.parametrize("value", [10**400, [1, 10**400], -(10**5000)], ids=["large", "among others", "very large"])
def test_a_number_beyond_64_bits_is_no_constant(value):
    """Nor the number of a leaf."""
    with pytest.raises(GraphError, match=r"^a node, a number or an array was needed|needs numbers up to about 1.8e308"):
        cr.input("x") + value
    with pytest.raises(GraphError, match=r"^x needs numbers up to about 1\.8e308, not"):
        cr.whiteboard("f = sum(x)").bind(x=value)


@pytest.mark.parametrize("shape", ["999999999999", "999999999999, 999999999999", "2000, 2000", "1, 1000000"])
def test_random_numbers_for_large_sizes_are_refused(shape):
    """Before any memory is taken."""
    board = cr.whiteboard(f"data X ({shape})\nparams w\nL = mean((w*X)**2)")
    with pytest.raises(GraphError, match=r"^random numbers are drawn for at most 1,000,000 in all arrays together"):
        board.claim("dw = w")
