"""Ops on entries: NumPy's numbers, Python's operators, and shapes that letters take part in."""

import operator
import re
from decimal import Decimal, localcontext

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import binary, broadcast_shape, ternary, unary

rng = np.random.default_rng(1)
A, B, C = rng.normal(size=(2, 3)), rng.normal(size=(1, 3)), np.array([[1.0], [0.0]])
a, b, c = cr.input("a", (2, 3)), cr.input("b", (1, 3)), cr.input("c", (2, 1))
NUMBERS = {a: A, b: B, c: C}


def value(node):
    """The number of a node over a, b and c."""
    return cr.evaluate([node], NUMBERS)[0]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (a + b, A + B),
        (a - b, A - B),
        (a * b, A * B),
        (a / b, A / B),
        (-a, -A),
        (abs(a), abs(A)),
        (cr.absolute(a), abs(A)),
        (a**2, A**2),
        (abs(a) ** b, abs(A) ** B),
        (2**a, 2**A),
        (cr.square(a), A * A),
        (cr.sqrt(abs(a)), np.sqrt(abs(A))),
        (cr.exp(a), np.exp(A)),
        (cr.log(abs(a)), np.log(abs(A))),
        (cr.cos(a), np.cos(A)),
        (cr.sin(a), np.sin(A)),
        (cr.expm1(a), np.exp(A) - 1),
        (cr.log1p(abs(a)), np.log(1 + abs(A))),
        (cr.sign(a), np.where(A > 0, 1, -1)),
        (cr.sign(0 * a), 0 * A),
        (cr.floor(3 * a), np.floor(3 * A)),
        (cr.maximum(a, b), np.maximum(A, B)),
        (cr.minimum(a, 0.1), np.minimum(A, 0.1)),
        (cr.where(c, a, b), np.where(C != 0, A, B)),
        (cr.where(a > 0, a, 0), np.where(A > 0, A, 0)),
    ],
)
def test_arithmetic_is_numpys(node, expected):
    """An op on entries gives the numbers that NumPy gives."""
    np.testing.assert_allclose(value(node), expected, rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize("x", [1e-300, 1e-17, -1e-9, 1e-3, -0.4, 3.0])
def test_expm1_and_log1p_keep_the_digits_that_cancel(x):
    """To 2 units in the last place they are eˣ − 1 and log(1 + x), computed in four hundred digits."""
    with localcontext(prec=400):
        exact = [float(Decimal(x).exp() - 1), float((1 + Decimal(x)).ln())]
    v = cr.input("v")
    for found, each in zip(cr.evaluate([cr.expm1(v), cr.log1p(v)], {v: x}), exact, strict=True):
        assert abs(found - each) <= 2 * np.spacing(abs(each))


def commutes(op):
    """Whether an op of two operands gives the same for them in the other order."""
    left, right = cr.evaluate([op(a, b), op(b, a)], NUMBERS)
    return np.array_equal(left, right)


def test_ops_are_commutative_that_say_so():
    """The trait is a fact about numbers, of every op on entries of two operands."""
    pairs = [op for op in ENTRYWISE if op.shape is binary]
    assert {op.name for op in pairs if op.commutative} == {op.name for op in pairs if commutes(op)}
    assert [op.name for op in ALL_OPS.values() if op.commutative and op not in pairs] == []


@pytest.mark.parametrize("name", ALL_OPS)
def test_ops_act_on_entries_that_say_so(name):
    """An op is entrywise where its shape is that to which its operands broadcast."""
    assert ALL_OPS[name].entrywise == (ALL_OPS[name].shape in (unary, binary, ternary))


@pytest.mark.parametrize("compare", [operator.gt, operator.ge, operator.lt, operator.le])
def test_comparisons_give_zero_or_one(compare):
    """Python's comparisons on nodes give 1 where they hold and 0 elsewhere."""
    pairs = [(a, b, A, B), (a, 0.0, A, 0.0), (a, A, A, A)]
    for left, right, one, other in pairs:
        np.testing.assert_array_equal(value(compare(left, right)), compare(one, other).astype(float))


def test_equal_and_not_equal_are_functions():
    """`==` compares identity, so equality of numbers has functions of its own."""
    np.testing.assert_array_equal(value(cr.equal(a, A)), np.ones((2, 3)))
    np.testing.assert_array_equal(value(cr.not_equal(a, A)), np.zeros((2, 3)))


def test_comparisons_with_nan_do_not_hold():
    """NaN is neither less, nor greater, nor equal; it is not equal."""
    x = cr.input("x")
    nodes = [x < 0, x > 0, x <= 0, x >= 0, cr.equal(x, x), cr.not_equal(x, x)]
    assert [float(v) for v in cr.evaluate(nodes, {x: np.nan})] == [0, 0, 0, 0, 0, 1]


OPERATORS = (operator.add, operator.sub, operator.mul, operator.truediv, operator.gt, operator.ge, operator.lt)


@pytest.mark.parametrize("apply", [*OPERATORS, operator.le, operator.pow])
@pytest.mark.parametrize("other", [2, 2.0, np.float64(2), np.float32(2), np.array(2.0), np.full((2, 3), 2.0)])
def test_numbers_and_arrays_stand_on_either_side(apply, other):
    """Python's operators take a number or an array on the left as on the right of a node."""
    x = cr.input("x", (2, 3))
    right, left = cr.evaluate([apply(x, other), apply(other, x)], {x: abs(A)})
    np.testing.assert_allclose(right, apply(abs(A), other), rtol=1e-15)
    np.testing.assert_allclose(left, apply(other, abs(A)), rtol=1e-15)


def test_matrix_product_takes_an_array_on_either_side():
    """`array @ node` is a node, not NumPy's attempt at one."""
    x = cr.input("x", (2, 2))
    M = np.array([[1.0, 2.0], [3.0, 4.0]])
    right, left = cr.evaluate([x @ M, M @ x], {x: np.array([[0.0, 1.0], [1.0, 1.0]])})
    assert right.tolist() == [[3, 4], [4, 6]]
    assert left.tolist() == [[2, 3], [4, 7]]


def test_a_power_of_two_is_a_square():
    """`x**2` is the op square, whose derivative prints as 2x."""
    assert (a**2).op.name == "square"
    assert (a**3).op.name == "power"


def test_a_condition_gets_nothing_back():
    """A choice jumps with its condition and is flat beside the jump, so its slope by it is 0."""
    x = cr.input("x")
    assert cr.evaluate([cr.gradient(cr.where(x, 2.0, 3.0), x)], {x: 0.5})[0] == 0


def test_where_takes_anything_but_zero_as_true():
    """A condition holds where it is not 0, NaN included, as in NumPy."""
    x = cr.input("x", 3)
    assert cr.evaluate([cr.where(x, 1, 2)], {x: [0.0, -0.5, np.nan]})[0].tolist() == [2, 1, 1]


def test_nan_passes_maximum_and_minimum():
    """NaN on either side of a maximum or minimum comes out."""
    x = cr.input("x")
    nodes = [cr.maximum(x, 0), cr.maximum(0, x), cr.minimum(x, 0), cr.minimum(0, x)]
    assert np.isnan(cr.evaluate(nodes, {x: np.nan})).all()


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ([()], ()),
        ([("n", "m"), ("n", 1)], ("n", "m")),
        ([("n", "m"), ("m",)], ("n", "m")),
        ([(1, "m"), ("n", 1)], ("n", "m")),
        ([("n",), (), (1, 1)], (1, "n")),
        ([(0,), (1,)], (0,)),
        ([(3, 1), (1, 4), ()], (3, 4)),
    ],
)
def test_shapes_broadcast_as_in_numpy(shapes, expected):
    """A 1 stretches to a number or to a letter, and missing axes are added in front."""
    assert broadcast_shape(*shapes) == expected


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        (("n", "m"), ("n", "k"), "(n, m) and (n, k) do not broadcast: m ≠ k"),
        (("m",), (3,), "(m,) and (3,) do not broadcast: m ≠ 3"),
        ((2, 3), (3, 2), "(2, 3) and (3, 2) do not broadcast: 2 ≠ 3"),
        ((0,), (3,), "(0,) and (3,) do not broadcast: 0 ≠ 3"),
    ],
)
def test_different_sizes_and_different_letters_do_not_broadcast(left, right, message):
    """A letter equals itself only: two letters, or a letter and a number, are refused on the user's line."""
    x, y = cr.input("x", left), cr.input("y", right)
    with pytest.raises(cr.ShapeError, match=rf"^{re.escape(message)} \(made at test_elementwise\.py:\d+\)$"):
        x + y


def test_a_refusal_names_the_users_line():
    """The line in a ShapeError is the one on which the user wrote the expression."""
    line = operator.attrgetter("__code__.co_firstlineno")(test_a_refusal_names_the_users_line)
    with pytest.raises(cr.ShapeError, match=rf"\(made at test_elementwise\.py:{line + 4}\)$"):
        a @ a


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cr.log(a, 2), "log does not take 2 operands"),
        (lambda: cr.maximum(a), "maximum does not take 1 operand"),
        (lambda: cr.maximum(a, b, c), "maximum does not take 3 operands"),
        (lambda: cr.where(a > 0, a), "where does not take 2 operands"),
        (lambda: cr.exp(a, base=2), "exp does not take 1 operand, base"),
    ],
)
def test_ops_refuse_operands_that_they_do_not_take(make, message):
    """One operand too many would become NumPy's `out` and be written over, so it is refused."""
    with pytest.raises(cr.GraphError, match=rf"^{re.escape(message)} \(made at test_elementwise\.py:\d+\)$"):
        make()


@pytest.mark.parametrize(
    ("other", "written"),
    [("three", "str 'three'"), (None, "NoneType None"), (1j, "complex 1j"), ([a], "list [<input a (2, 3)>]")],
)
def test_operands_that_are_no_numbers_are_refused(other, written):
    """What is neither a node nor a number is named in the refusal."""
    with pytest.raises(cr.GraphError) as refusal:
        a + other
    assert str(refusal.value) == f"a node, a number or an array was needed, not {written}"
