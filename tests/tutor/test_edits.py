"""Edits: what is put right in a claim by each of them, and what is said of it."""

import re
from itertools import chain

import numpy as np
import pytest

import chainrule as cr
from chainrule.tutor.edits import Edits, fitting_edits
from chainrule.tutor.effort import Effort
from chainrule.tutor.verdicts import Kind

A, B, C, W1, W2 = np.random.default_rng(3).uniform(0.5, 1.5, (5, 3, 3))
NAMES = {name: cr.input(name, (3, 3)) for name in ("a", "b", "W1", "W2")}
NUMBERS = dict(zip(NAMES.values(), (A, B, W1, W2), strict=True))
GIVEN = cr.input("another derivative", (3, 3))
NUMBERS[GIVEN] = C
FUNCTIONS = {name: getattr(cr, name) for name in ("exp", "log", "sqrt", "sigmoid", "tanh", "relu", "softmax")}
FUNCTIONS |= {name: getattr(cr, name) for name in ("sum", "mean", "power", "absolute", "max", "logsumexp")}
FUNCTIONS |= {"log_softmax": cr.log_softmax}

TIMES = ("*", "entry by entry", "matrix product @ belongs")
AROUND = ("exp", "log", "sqrt", "absolute", "sigmoid", "tanh", "relu")
ROWS = [  # what is claimed, what is meant, and what is said
    ("a + b", "a * b", Kind.ADDED, "added that has to multiply"),
    ("a + b", "a - b", Kind.OPERATOR, "a plus stands where a minus belongs"),
    ("a + b", "a", Kind.EXTRA, "b is a term too many"),
    ("a + b", "b", Kind.EXTRA, "a is a term too many"),
    ("a - b", "a + b", Kind.OPERATOR, "a minus stands where a plus belongs"),
    ("a - b", "b - a", Kind.SIGN, "the difference is taken the wrong way round"),
    ("a - b", "a", Kind.EXTRA, "b is a term too many"),
    ("a - b", "b", Kind.EXTRA, "a is a term too many"),
    ("a * b", "a @ b", Kind.PRODUCT, TIMES),
    ("a * b", "b @ a", Kind.PRODUCT, TIMES),
    ("a * b", "a + b", Kind.OPERATOR, "multiplies that has to be added"),
    ("a * b", "a / b", Kind.OPERATOR, "multiplies that has to divide"),
    ("a * b", "a - b", Kind.OPERATOR, "multiplies that has to be subtracted"),
    ("a * b", "b", Kind.EXTRA, "a is a factor too many"),
    ("a * b", "a", Kind.EXTRA, "b is a factor too many"),
    ("a * b", "(a * b).T", Kind.UNTRANSPOSED, "a * b has to be transposed"),
    ("a / b", "a * b", Kind.OPERATOR, "divides that has to multiply"),
    ("a / b", "b / a", Kind.ORDER, "upside down"),
    ("a / b", "a - b", Kind.OPERATOR, "divides that has to be subtracted"),
    ("a / b", "a + b", Kind.OPERATOR, "divides that has to be added"),
    ("a / b", "a", Kind.EXTRA, "b divides, and does not belong there"),
    ("a @ b", "b @ a", Kind.ORDER, "the matrix product is in the wrong order"),
    ("a @ b", "a * b", Kind.PRODUCT, "@ stands where a product entry by entry belongs"),
    ("a @ b", "a @ b.T", Kind.UNTRANSPOSED, "b has to be transposed"),
    ("a @ b", "a.T @ b", Kind.UNTRANSPOSED, "a has to be transposed"),
    ("-a", "a", Kind.SIGN, "the sign is wrong"),
    ("a.T", "a", Kind.TRANSPOSED, "a.T is transposed that should not be"),
    ("a**2", "a", Kind.EXTRA, "a is squared that should not be"),
    ("a**2", "a * a * a", Kind.NUMBER, "the exponent of a is another"),
    ("power(a, 3)", "a * a", Kind.NUMBER, "exponent of a is another"),
    ("power(a, 3)", "a * a * a * a", Kind.NUMBER, "exponent of a is another"),
    ("exp(a)", "a", Kind.EXTRA, "exp is applied once too often"),
    ("exp(a)", "log(a)", Kind.FUNCTION, "exp stands where log belongs"),
    ("log(a)", "a", Kind.EXTRA, "log is applied once too often"),
    ("log(a)", "exp(a)", Kind.FUNCTION, "log stands where exp belongs"),
    ("sqrt(a)", "a", Kind.EXTRA, "root is taken that should not be"),
    *(("sigmoid(a)", f"{name}(a)", Kind.FUNCTION, f"sigmoid stands where {name} belongs") for name in ("tanh", "relu")),
    *((f"{name}(a)", "sigmoid(a)", Kind.FUNCTION, f"{name} stands where sigmoid belongs") for name in ("tanh", "relu")),
    ("sigmoid(a)", "softmax(a)", Kind.FUNCTION, "sigmoid stands where softmax belongs"),
    ("sigmoid(a)", "softmax(a, axis=1)", Kind.FUNCTION, "sigmoid stands where softmax along the rows belongs"),
    ("softmax(a)", "sigmoid(a)", Kind.FUNCTION, "softmax stands where sigmoid belongs"),
    ("sigmoid(a)", "a", Kind.EXTRA, "sigmoid is applied once too often"),
    *((f"{name}(a, axis=0)", f"{name}(a, axis=1)", Kind.AXIS, f"{name} runs along the wrong axis")
      for name in ("sum", "mean", "max", "logsumexp", "softmax", "log_softmax")),
    ("sum(a, axis=0)", "sum(a, axis=(0, 1))", Kind.AXIS, "sum runs along the wrong axis"),
    ("mean(a, axis=0)", "sum(a, axis=0)", Kind.MEAN, "A mean stands where a sum belongs"),
    ("sum(a, axis=0)", "mean(a, axis=0)", Kind.FACTOR, "A sum stands where a mean belongs"),
    ("sum(a, axis=0)", "a", Kind.EXTRA, "A sum is taken that does not belong there"),
    ("mean(a, axis=0)", "a", Kind.EXTRA, "A mean is taken that does not belong there"),
    *(("a * 3", f"a * {other}", Kind.NUMBER, "3 is not the number") for other in (4, 2, -3, 6, 1.5)),
    ("exp(a)", "-exp(a)", Kind.SIGN, "exp(a) has the wrong sign"),
    ("exp(a)", "2 * exp(a)", Kind.FACTOR, "exp(a) lacks a factor 2"),
    ("exp(a)", "exp(a) / 2", Kind.FACTOR, "exp(a) is twice what it should be"),
    ("exp(a)", "exp(a)**2", Kind.PART, "A square over exp(a) is missing"),
    ("exp(a)", "1 / exp(a)", Kind.OPERATOR, "exp(a) has to divide"),
    ("exp(a)", "sum(exp(a), axis=0)", Kind.SUM, "exp(a) has to be summed"),
    ("exp(a)", "sum(exp(a), axis=1)", Kind.SUM, "exp(a) has to be summed"),
    ("exp(a)", "sum(exp(a))", Kind.SUM, "exp(a) has to be summed"),
    *(("-a", f"{name}(-a)", Kind.FUNCTION, f"{name} is missing around -a") for name in AROUND if name not in
      ("log", "sqrt")),
    *(("a**2", f"{name}(a**2)", Kind.FUNCTION, f"{name} is missing around a**2") for name in ("log", "sqrt")),
    ("exp(a)", "exp(a) * b", Kind.MULTIPLIER, "exp(a) lacks the factor b."),
    ("exp(a)", "exp(a) / b", Kind.MULTIPLIER, "exp(a) lacks the divisor b."),
    ("exp(a)", "exp(a) + b", Kind.TERM, "exp(a) lacks the term b."),
    ("exp(a)", "exp(a) - b.T", Kind.TERM, "exp(a) lacks the term -b.T."),
    ("exp(a)", "exp(a) + given", Kind.TERM, "exp(a) lacks the term given."),
    ("exp(a)", "exp(a) @ b", Kind.MULTIPLIER, "exp(a) lacks the factor b, in a matrix product"),
    ("exp(a)", "b @ exp(a)", Kind.MULTIPLIER, "exp(a) lacks the factor b, in a matrix product"),
    ("exp(a)", "exp(b)", Kind.OPERAND, "a stands where b belongs"),
    ("exp(a)", "exp(a.T)", Kind.OPERAND, "a stands where a.T belongs"),
    ("a", "b", Kind.OPERAND, "a stands where b belongs"),
    ("exp(W1)", "exp(W2)", Kind.STEP, ("W1 stands where W2 belongs", "another step or layer")),
    ("a * exp(a)", "b * exp(a)", Kind.OPERAND, "Once, a stands where b belongs"),
    ("exp(a)", "exp(a - b)", Kind.TERM, "Beside a, the term -b is missing"),
    ("exp(a)", "exp((a + a.T) / 2)", Kind.SYMMETRIC, "only right where a is symmetric"),
    ("exp(a)", "exp(a**2)", Kind.PART, "A square over a is missing"),
]  # fmt: skip


def read(text):
    """The node of a text, with the names of the board in it."""
    return eval(text, {**FUNCTIONS, **NAMES, "given": GIVEN})  # noqa: S307


@pytest.mark.parametrize(("claimed", "meant", "kind", "words"), ROWS)
def test_each_edit_puts_one_thing_right(claimed, meant, kind, words):
    """Among the edits of a claim is the one that makes what was meant of it, with its kind and a sentence."""
    claim = read(claimed)
    numbers = cr.evaluate([read(meant)], NUMBERS)[0]
    words = (words,) if isinstance(words, str) else words
    assert any(
        edit.kind == kind and all(word in edit.sentence for word in words) and same(edit.mended, numbers)
        for edit in edits_of(claim, claimed)
    )


def edits_of(claim, text):
    """All edits of a claim, which is called as it is written."""
    called = {**{node: name for name, node in NAMES.items()}, claim: text}
    edits = Edits(claim, NAMES, Effort(1, 100_000), lambda node: called.get(node, ""), {"given": GIVEN})
    return chain(edits, edits.symmetric())


def same(node, numbers):
    """Whether a node has these numbers."""
    found = cr.evaluate([node], NUMBERS)[0]
    return found.shape == numbers.shape and np.allclose(found, numbers, rtol=1e-9)


def test_a_size_may_be_missing():
    """The m of a mean is among what may stand beside a claim."""
    x = cr.input("x", ("n", "m"))
    found = Edits(cr.exp(x), {"x": x}, Effort(1, 10_000), lambda node: "it", {})
    numbers = np.ones((2, 3))
    assert any(
        edit.kind == Kind.MULTIPLIER and np.allclose(cr.evaluate([edit.mended], {x: numbers})[0], 3 * np.e)
        for edit in found
    )


@pytest.mark.parametrize(
    ("shape", "asked", "kind", "words", "made"),
    [
        ((1, 3), (2, 3), Kind.COPIED, ("copied to all 2 rows", "shape is (2, 3)", "ones(2, 1)"), [[1, 2, 3]] * 2),
        ((2, 1), (2, 3), Kind.COPIED, ("copied to all 3 columns", "ones(1, 3)"), [[1] * 3, [2] * 3]),
        ((1, 1, 2), (2, 1, 2), Kind.COPIED, ("copied 2 times along axis 0:", "ones(2, 1, 1)"), [[[1, 2]], [[1, 2]]]),
        ((1, 2, 1), (1, 2, 3), Kind.COPIED, ("copied 3 times along axis 2:", "ones(1, 1, 3)"), [[[1] * 3, [2] * 3]]),
        ((2, 3), (1, 3), Kind.SUM, ("summed over all 2",), [[5, 7, 9]]),
        ((2, 3), (2, 1), Kind.SUM, ("summed over all 3",), [[6], [15]]),
    ],
)
def test_another_shape_is_copied_or_summed(shape, asked, kind, words, made):
    """A claim that has too few rows or columns is copied, one that has too many is summed."""
    claim = cr.input("x", shape)
    (edit,) = fitting_edits(claim, asked)
    numbers = np.arange(1.0, np.prod(shape) + 1).reshape(shape)
    assert edit.kind == kind
    assert all(word in edit.sentence for word in words)
    np.testing.assert_array_equal(cr.evaluate([edit.mended], {claim: numbers})[0], made)


@pytest.mark.parametrize("axes", [0, 1, 2, 3, (1, 2), (0, 3), (0, 1, 2, 3)])
def test_what_was_reduced_along_any_axes_is_copied_back(axes):
    """∂/∂X of Σ S², S the sums along some axes of X, is 2 S copied to the shape of X, as ones do."""
    board = cr.whiteboard(f"params X (2, 3, 4, 5)\nL = sum(sum(X, axis={axes})**2)")
    short = board.claim(f"dX = 2*sum(X, axis={axes})")
    ones = re.search(r"ones\(.*?\)", short.sentence)[0]
    assert short.kind == Kind.COPIED
    assert board.claim(f"dX = 2*sum(X, axis={axes})*{ones}").right
