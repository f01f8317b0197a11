"""Functions of single precision: how exact they are, what odd numbers give, and that loops of them vectorise."""

import platform
import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import unary

pytest.importorskip("numba")
import numba

from chainrule.engines.kernels import single
from chainrule.engines.kernels.decorators import loop, program
from chainrule.engines.numba_program import NumbaFunction

X = cr.input("X", (1, "m"))
ACCURACY = {"exp": 2, "log": 2, "erf": 2}  # units in the last place; the others have 4
FUNCTIONS = [op.name for op in ENTRYWISE if op.shape is unary and op.name != "gelu"]
NORMAL = float(np.finfo(np.float32).tiny)
EVERYWHERE = np.concatenate(
    [
        np.linspace(-20, 20, 400_001),
        np.linspace(-104, 89, 400_001),
        *(sign * np.geomspace(1e-44, 3e38, 400_001) for sign in (1, -1)),
    ]
).astype(np.float32)[None]
SIMPLE = ("exp", "log", "tanh", "softplus", "expm1", "log1p", "erf")


@pytest.fixture(scope="module")
def computed():
    """Each op over all those numbers, compiled in single precision, and by `evaluate` in double precision."""
    graph = cr.Graph({name: ALL_OPS[name](X) for name in FUNCTIONS})
    found = NumbaFunction(graph, np.float32)({"X": EVERYWHERE})
    with np.errstate(all="ignore"):
        exact = cr.evaluate(graph.outputs.values(), {graph.leaves["X"]: EVERYWHERE.astype(np.float64)})
    return {name: (found[name].astype(np.float64), array) for name, array in zip(found, exact, strict=True)}


def units_off(found, exact, size, smallest=NORMAL):
    """How far results are off, in units of the last place of numbers of this size, where these are normal numbers."""
    with np.errstate(all="ignore"):
        normal = np.isfinite(exact) & (np.abs(exact) >= smallest) & (size <= np.finfo(np.float32).max)
        return np.abs(found - exact)[normal] / np.spacing(size[normal].astype(np.float32))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_result_is_exact_to_some_units_in_the_last_place(name, computed):
    """Two for exp, log and erf, four for the rest, wherever the result is a normal number, and its factors are."""
    found, exact = computed[name]
    smallest = 100 * NORMAL if name == "silu" else NORMAL  # x times a probability
    assert units_off(found, exact, np.abs(exact), smallest).max() <= ACCURACY.get(name, 4)


def test_gelu_is_exact_as_far_as_the_exponent_is_that_it_falls_with():
    """Four units in the last place, and those that a unit of the exponent 2u makes in exp(2u)."""
    x = np.linspace(-8, 8, 200_001).astype(np.float32)[None]
    exponent = 2 * np.sqrt(2 / np.pi) * np.abs(x + 0.044715 * x.astype(np.float64) ** 3)
    graph = cr.Graph({"gelu": cr.gelu(X)})
    exact = cr.evaluate([graph.outputs["gelu"]], {X: x.astype(np.float64)})[0]
    found = NumbaFunction(graph, np.float32)({"X": x})["gelu"]
    off = np.abs(found - exact) / np.spacing(np.abs(exact).astype(np.float32))
    assert (off <= 4 * np.maximum(1, exponent)).all()


@program
def all_simple(x, out):
    """Functions of every entry."""
    for i in range(x.size):
        out[0, i] = single.exp(x[i])
        out[1, i] = single.log(x[i])
        out[2, i] = single.tanh(x[i])
        out[3, i] = single.softplus(x[i])
        out[4, i] = single.expm1(x[i])
        out[5, i] = single.log1p(x[i])
        out[6, i] = single.erf(x[i])


INF, NAN, LARGEST = np.inf, np.nan, float(np.finfo(np.float32).max)


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("exp", [(NAN, NAN), (INF, INF), (-INF, 0), (0, 1), (-0.0, 1), (LARGEST, INF), (-LARGEST, 0), (89, INF)]),
        ("log", [(NAN, NAN), (INF, INF), (-INF, NAN), (0, -INF), (-0.0, -INF), (-1, NAN), (1, 0), (-1e-40, NAN)]),
        ("tanh", [(NAN, NAN), (INF, 1), (-INF, -1), (0, 0), (-0.0, 0), (LARGEST, 1), (-LARGEST, -1), (1e-42, 1e-42)]),
        ("expm1", [(NAN, NAN), (INF, INF), (-INF, -1), (0, 0), (-0.0, 0), (LARGEST, INF), (1e-42, 1e-42), (89, INF)]),
        ("log1p", [(NAN, NAN), (INF, INF), (-INF, NAN), (0, 0), (-1, -INF), (-2, NAN), (1e-42, 1e-42)]),
        ("erf", [(NAN, NAN), (INF, 1), (-INF, -1), (0, 0), (-0.0, 0), (LARGEST, 1), (4, 1), (-4, -1)]),
        ("softplus", [(NAN, NAN), (INF, INF), (-INF, 0), (LARGEST, LARGEST), (-LARGEST, 0), (100, 100)]),
    ],
)
def test_odd_numbers_give_what_mathematics_says(name, pairs):
    """NaN, infinities, both zeros, the largest numbers and the smallest."""
    x, expected = (np.array(column, dtype=np.float32) for column in zip(*pairs, strict=True))
    out = np.empty((len(SIMPLE), x.size), dtype=np.float32)
    all_simple(x, out)
    found = out[SIMPLE.index(name)]
    np.testing.assert_array_equal(found, expected)


def test_results_that_are_no_normal_numbers_fade_out():
    """Exp goes down to the smallest number there is, within one of these; log is right for numbers so small."""
    x = np.linspace(-103.2, -87.4, 10_001, dtype=np.float32)
    out = np.empty((len(SIMPLE), x.size), dtype=np.float32)
    all_simple(x, out)
    np.testing.assert_allclose(out[0], np.exp(x.astype(np.float64)), rtol=1e-6, atol=1.5e-45)
    tiny = np.geomspace(1.5e-45, 1e-38, 10_001).astype(np.float32)
    all_simple(tiny, out)
    np.testing.assert_allclose(out[1], np.log(tiny.astype(np.float64)), rtol=1e-6)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the names of instructions are those of x86")
@pytest.mark.parametrize("name", SIMPLE)
def test_loops_compute_several_numbers_at_once(name):
    """The machine code of a loop multiplies packed numbers, and calls no library."""
    function = getattr(single, name)

    @loop
    def many(x, y):
        for i in range(x.size):
            y[i] = function(x[i])

    array = numba.float32[::1]
    many.compile((array, array))
    (assembly,) = many.inspect_asm().values()
    assert re.search(r"\bv?(mul|fn?m(add|sub)\d*)ps\b", assembly)
    assert not re.search(rf"\bcall\w*\s+.*\b{name}f?\b", assembly)
