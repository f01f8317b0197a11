"""Functions of a number that every machine rounds alike: how exact they are, and what they are made of."""

import math
import re

import numpy as np
import pytest

from chainrule.engines.elementary.bits import BITS, MACHINE
from chainrule.engines.elementary.functions import FUNCTIONS, elementary_graph
from chainrule.engines.elementary.text import write_function
from chainrule.engines.javascript.program import TABLE

from .flat_python import KNOWN
from .test_numpy_program import ODD

RNG = np.random.default_rng(5)
COUNT = 1000
UNITS = {  # between what arguments, how many units in the last place of the result are allowed
    "exp": (-745, 709, 1),
    "expm1": (-30, 30, 2),
    "log": (0, 5, 1),
    "log1p": (-0.99, 3, 1.5),
    "tanh": (-20, 20, 3),
    "softplus": (-40, 40, 2),
    "sin": (-1e4, 1e4, 2),
    "cos": (-1e4, 1e4, 2),
    "erf": (-6, 6, 3),
}
EXACT = {"constant", "input", "add", "subtract", "multiply", "divide", "negate", "floor", "absolute", "where"}
COMPARISONS = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "maximum", "minimum"}


def longer(name, x):
    """What the function is in the next larger precision."""
    if name == "erf":
        return np.array([math.erf(one) for one in x], dtype=np.longdouble)
    wide = x.astype(np.longdouble)
    return np.log1p(np.exp(wide)) if name == "softplus" else getattr(np, name)(wide)


def assert_within(found, expected, units):
    """No number is further from what it should be than so many units in its last place."""
    one = np.spacing(np.abs(expected.astype(float))).astype(np.longdouble)
    assert float((np.abs(np.array(found, dtype=np.longdouble) - expected) / one).max()) <= units


@pytest.mark.parametrize("name", UNITS)
def test_functions_are_exact_to_a_few_units_in_the_last_place(name):
    """For arguments of their range, and for those that are a thousand and a billion times smaller."""
    low, high, units = UNITS[name]
    x = RNG.uniform(low, high, COUNT)
    x = np.concatenate([x, x / 1e3, x / 1e9])
    assert_within([KNOWN[name](one) for one in x.tolist()], longer(name, x), units)


def test_powers_are_exact_to_a_unit_in_the_last_place():
    """Though a large power multiplies the error of a logarithm by hundreds."""
    x, y = np.exp(RNG.uniform(-20, 20, COUNT)), RNG.uniform(-15, 15, COUNT)
    found = [KNOWN["power"](*pair) for pair in zip(x.tolist(), y.tolist(), strict=True)]
    assert_within(found, x.astype(np.longdouble) ** y.astype(np.longdouble), 1)


def test_powers_of_odd_numbers_are_those_of_ieee_754():
    """Zeros, infinities, NaN and negative numbers, in all pairs."""
    for x in ODD.tolist():
        for y in ODD.tolist():
            with np.errstate(all="ignore"):
                found, expected = KNOWN["power"](x, y), np.float64(x) ** np.float64(y)
            np.testing.assert_allclose(found, expected, rtol=1e-14, err_msg=f"{x} ** {y}")


def test_every_function_is_tried():
    """A new one is named here."""
    assert FUNCTIONS.keys() == {*UNITS, "power"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_made_of_what_every_machine_rounds_alike(name):
    """And of other functions of ours; sin and cos ask the machine far out alone."""
    used = {node.op.name for node in elementary_graph(name).order}
    allowed = EXACT | COMPARISONS | {*BITS, *FUNCTIONS} | ({*MACHINE} if name in ("sin", "cos") else set())
    assert used <= allowed
    text = "\n".join(write_function(name, elementary_graph(name), TABLE))
    called = set(re.findall(r"Math\.(\w+)", text))
    assert called <= {"floor", "abs", "max", "min"} | ({name} if name in ("sin", "cos") else set())


def test_a_function_is_written_as_it_stands():
    """No two roundings are made one: Cody and Waite's reduction has two subtractions."""
    text = "\n".join(write_function("exp", elementary_graph("exp"), TABLE))
    assert re.search(r"const (\w+) = (\w+) - (\w+) \* 0\.6931471803691238 - \3 \* 1\.9082149292705877e-10;", text)
