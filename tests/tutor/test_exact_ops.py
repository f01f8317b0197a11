"""Which ops round nothing, and which give whole numbers: asked of single precision beside double."""

import inspect
import warnings

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.ops.reductions import dimension
from chainrule.tutor import questions, rounding  # chainrule.tutor.questions, chainrule.tutor.rounding

DRAWS = 25
WITHOUT_OPERANDS = {"input", "parameter", "constant", "dimension"}
ELSEWHERE = {"eye", "one_hot", "dropout_mask", "uniform", "undefined", "where"}


def uses(name, rng):
    """Random uses of an op with numbers of single precision for its leaves."""
    if name in SAMPLERS:
        case = SAMPLERS[name](rng)
        return case.node, case.numbers(rng), case.sizes
    op = ALL_OPS[name]
    leaves = [cr.input(letter, (3, 4)) for letter in "xy"[: len(inspect.signature(op.shape).parameters)]]
    return op(*leaves), {leaf: rng.normal(size=(3, 4)) for leaf in leaves}, {}


def rounds(name):
    """Whether single precision gives another number than double, in some draw."""
    rng = np.random.default_rng(5)
    for _ in range(DRAWS):
        node, numbers, sizes = uses(name, rng)
        real = [leaf for leaf in numbers if leaf.attributes["kind"] == "real"]
        single = {**numbers, **{leaf: np.asarray(numbers[leaf], np.float32) for leaf in real}}
        double = {**single, **{leaf: single[leaf].astype(np.float64) for leaf in real}}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            (one,) = cr.evaluate([node], single, sizes=sizes, dtype=np.float32)
            (other,) = cr.evaluate([node], double, sizes=sizes)
        if not np.array_equal(one.astype(np.float64), other):
            return True
    return False


@pytest.mark.parametrize("name", sorted({*ALL_OPS} - WITHOUT_OPERANDS - ELSEWHERE))
def test_an_op_is_exact_that_rounds_nothing(name):
    """It picks numbers, moves them, compares them, or turns their sign."""
    assert (name in rounding.EXACT) != rounds(name)


def test_the_others_are_exact_by_what_they_are():
    """A number, ones and zeros, one of two; a mask is no number of a claim."""
    assert {"constant", "one_hot", "where"} <= rounding.EXACT
    assert rounding.EXACT.isdisjoint({"input", "parameter", "dropout_mask", "undefined"})


@pytest.mark.parametrize("make", [lambda: cr.eye("n"), lambda: dimension("n"), lambda: dimension("n") - 1])
def test_what_is_made_of_whole_numbers_is_not_moved(make):
    """No difference between two sizes, or two identity matrices, is rounding, for neither rounds."""
    one, other = make(), make()
    (number,) = cr.evaluate([one], {}, sizes={"n": 3})
    apart = np.full(number.shape, rounding.UNIT)
    assert not rounding.is_rounding(0 * apart, apart, (one, other), {}, {"n": 3}, np.random.default_rng(0))


@pytest.mark.parametrize("name", sorted(name for name, op in ALL_OPS.items() if op.entrywise and name not in ELSEWHERE))
def test_a_step_gives_whole_numbers(name):
    """Of numbers that are none."""
    node, numbers, sizes = uses(name, np.random.default_rng(7))
    with np.errstate(all="ignore"):
        (found,) = cr.evaluate([node], numbers, sizes=sizes)
    assert (name in rounding.STEPS) == bool((found == np.round(found)).all())


def test_a_rate_without_a_declaration_goes_by_its_name():
    """Each of the names that people have for it."""
    assert {name: leaf.name for name, leaf in questions.UNDECLARED.items()} == {name: name for name in questions.RATES}
