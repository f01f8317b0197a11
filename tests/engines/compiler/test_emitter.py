"""The small compiler: what its code computes is what Python computes from the same text."""

import math

import numpy as np
import pytest

pytest.importorskip("numba")
from chainrule.engines import compiled
from chainrule.engines.compiled import Compiled
from chainrule.engines.compiler.kinds import UnsupportedError
from chainrule.engines.compiler.literals import parted
from chainrule.engines.compiler.modules import read_module

HEAD = "import math\nimport numpy as np\n\n"
NUMBERS = """
def inner(a, b):
    return a // b, a - b


def compute(i, j, x):
    whole, less = inner(i, j)
    total = 0.0
    left = 5
    while left > 0:
        total += x ** left
        left -= 1
    for each in (i, j):
        total += each
    if i < j and not x > 100.0:
        less = less - 10
    return whole, less, total, math.sqrt(x) if j != 0 else 1.0, max(i, j) >> 1, (i - 100) ^ 7 & 3 | 8
"""
ARRAYS = """
def compute(x, y, out):
    m, n = x.shape
    for i in range(m):
        for j in range(1, n):
            out[i, j] = x[i, j] - y[j, 0] * real(0.25)
    out[:, 0:1] = x[:, 2:3]
    out.reshape(m * n)[0] = x.T[1, 0]
    out[1:2] = y.T
    return out.size, np.dot(x[0], x[1])
""".replace("real", "np.float64")


def python(source):
    """The same text, run by Python."""
    namespace = {}
    exec(HEAD + source, namespace)  # noqa: S102
    return namespace["compute"]


def compiled_alone(source, monkeypatch):
    """The text as our own code; Numba may not help."""
    monkeypatch.setattr(compiled, "compile_module", lambda *_: pytest.fail("Numba was asked"))
    return Compiled(HEAD + source, "compute")


@pytest.mark.parametrize("numbers", [(7, 2, 0.5), (-7, 2, 3.0), (7, -2, 200.0), (0, 1, 1e-3)])
def test_numbers_are_those_of_python(numbers, monkeypatch):
    """Division rounds down, powers are whole, choices and loops go the same way."""
    found, expected = compiled_alone(NUMBERS, monkeypatch)(*numbers), python(NUMBERS)(*numbers)
    np.testing.assert_allclose(np.array(found, float), np.array(expected, float), rtol=1e-15)


@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_are_those_of_numpy(order, monkeypatch):
    """Entries, windows, turned and reshaped arrays, one written over the other, in either order of memory."""
    rng = np.random.default_rng(0)
    x, y = np.array(rng.normal(size=(3, 4)), order=order), rng.normal(size=(4, 1))
    found, expected = np.zeros((3, 4)), np.zeros((3, 4))
    size, dot = compiled_alone(ARRAYS, monkeypatch)(x if order == "C" else x.copy("C"), y, found)
    assert (size, dot) == (12, pytest.approx(python(ARRAYS)(x, y, expected)[1], rel=1e-15))
    np.testing.assert_allclose(found, expected, rtol=1e-15)


@pytest.mark.parametrize("shape", [(3, 4, 5), (1, 4, 5), (3, 4, 1), (1, 4, 1), (3, 0, 5)])
@pytest.mark.parametrize("turned", [(False, False), (True, False), (False, True), (True, True)])
def test_products_are_those_of_numpy(shape, turned, monkeypatch):
    """Of matrices, rows and columns, turned or not, and of nothing, which is zero."""
    m, k, n = shape
    rng = np.random.default_rng(1)
    a, b = (rng.normal(size=size[::-1] if turn else size) for size, turn in zip(((m, k), (k, n)), turned, strict=True))
    ends = [".T" if turn else "" for turn in turned]
    source = f"def compute(a, b, out):\n    np.dot(a{ends[0]}, b{ends[1]}, out)\n"
    out = np.full((m, n), np.nan)
    assert compiled_alone(source, monkeypatch)(a, b, out) is None
    np.testing.assert_allclose(out, (a.T if turned[0] else a) @ (b.T if turned[1] else b), rtol=1e-13, atol=1e-14)


def test_what_is_not_known_goes_to_numba(monkeypatch):
    """As does an array with gaps."""
    asked = []
    monkeypatch.setattr(compiled, "compile_module", lambda *text: asked.append(text) or (lambda *_: "Numba's"))
    text = "def compute(x):\n    return sorted(x)\n"
    assert Compiled(text, "compute")(np.zeros(3)) == "Numba's"
    assert Compiled("def compute(x):\n    return x.size\n", "compute")(np.zeros(6)[::2]) == "Numba's"
    assert [name for _, name in asked] == ["compute", "compute"]


def test_sums_see_what_is_no_number(monkeypatch):
    """Nothing is assumed to be finite."""
    lines = ("r = 0.0", "for i in range(x.size):", "    r = r + x[i]", "return r, math.isfinite(r)")
    source = "\n    ".join(["def compute(x):", *lines])
    total, finite = compiled_alone(source, monkeypatch)(np.array([1.0, math.inf, -math.inf]))
    assert math.isnan(total)
    assert not finite


def test_numbers_are_no_part_of_the_code():
    """Sizes, places and rates are taken out; a zero, a one, an exponent and an axis are not."""
    text = """
def loop_1(x1, s1, k1):
    for i in range(x1.shape[0]):
        x1[i + {offset}, 0] = real({rate}) * x1[i, 0] ** real(3.0) + real(0.0)
        x1[i, 0] = real(stays(k1, i, i, {kept})) * real({scale})


def run_steps(memory, slots, x):
    A = cut(memory, slots[{slot}], ({size}, m))
    B = A[{size}:9]
    loop_1(A, float({rate} / 3.0), dropout_key(1, 2, 3))
"""
    one = parted(text.format(offset=3, rate=0.9, kept=77, scale=2.0, slot=0, size=1), "run_steps")
    other = parted(text.format(offset=4, rate=0.7, kept=78, scale=1.25, slot=5, size=64), "run_steps")
    assert one.key == other.key
    assert sorted(one.numbers) == sorted([3, 0.9, 77, 2.0, 0, 1, 1, 9, 0.9, 3.0])
    assert parted(text.format(offset=3, rate=1.0, kept=7, scale=2.0, slot=0, size=1), "run_steps").key != one.key


def test_a_module_computes_nothing_but_its_numbers():
    """What stands at its top beside functions, imports and assignments is refused."""
    import ast

    with pytest.raises(UnsupportedError, match="print"):
        read_module(ast.parse("print(1)"))
