"""Slip rules: which ops have a slope that can be forgotten, and what each slip hands back by mistake."""

from contextlib import suppress

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.errors import ShapeError
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import unary
from chainrule.tutor.slip_rules import RULES, rare_slips_of, slips_of
from chainrule.tutor.verdicts import Kind

FUNCTIONS = [op.name for op in ENTRYWISE if op.shape is unary and op.name not in RULES]
LARGER, OF_ANY_SIGN = [0.5, 1.25, 3.5], [-2.0, 0.5, -0.25]
x, g = cr.input("x", 3), cr.input("g", 3)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_slips_if_its_slope_is_not_the_same_everywhere(name):
    """What is linear hands its cotangent on as it is, and what is flat nothing: there is no slope to forget."""
    node = ALL_OPS[name](x)
    slope = cr.gradient(cr.sum(node), x)
    points = [LARGER] if name in ("sqrt", "log", "log1p") else [LARGER, OF_ANY_SIGN]
    slopes = {each for at in points for each in cr.evaluate([slope], {x: at})[0].tolist()}
    assert bool(list(slips_of(node, g, lambda _: "x"))) == (len(slopes) > 1)


@pytest.mark.parametrize("node", [x.T, cr.concatenate([x]), x[0:3], cr.reshape(x, 3)])
def test_what_only_moves_entries_has_no_slips(node):
    """A transpose and its like are linear."""
    assert list(slips_of(node, g, lambda _: "x")) == []


@pytest.mark.parametrize("name", SAMPLERS)
def test_no_op_has_slips_that_cannot_be_listed(name):
    """A rule may make what does not fit, which is then no slip; the list of rules always comes to its end."""
    node = SAMPLERS[name](np.random.default_rng(3)).node
    for rules in (slips_of, rare_slips_of):
        for _, sentence, make in rules(node, cr.input("cotangent", node.shape), lambda _: "x"):
            assert sentence
            with suppress(ShapeError):
                assert len(make()) == len(node.operands)


# ---- each slip by hand: its kind, what its sentence has to say, and what the operands get ---------------------------

a, b, G, one = cr.input("a", (3, 3)), cr.input("b", (3, 3)), cr.input("G", (3, 3)), cr.input("one")
_rng = np.random.default_rng(5)
A, B, C = _rng.uniform(0.5, 1.5, (3, 3, 3)) * [[[1]], [[-1]], [[1]]]
NUMBERS = {a: A, b: np.abs(B), G: C, one: np.array(0.75)}
B = NUMBERS[b]
S, T = 1 / (1 + np.exp(-A)), np.tanh(A)
SLOPE_S, SLOPE_T = S * (1 - S), 1 - T**2


def softmax(numbers, axis=0):
    """Probabilities, along an axis."""
    return np.exp(numbers) / np.exp(numbers).sum(axis=axis, keepdims=True)


def back(numbers, axis):
    """What softmax hands back along an axis, by its matrix of slopes: p (G − Σ G p)."""
    p = softmax(numbers, axis)
    return p * (C - (C * p).sum(axis=axis, keepdims=True))


def back_log(numbers, axis):
    """What the logarithm of softmax hands back: G − p Σ G."""
    return C - softmax(numbers, axis) * C.sum(axis=axis, keepdims=True)


def norm(axis, centred=True):
    """A norm along an axis with ε = 1, what it divides by, and what it hands back: G less its shares, over that."""

    def mean(numbers):
        return numbers.mean(axis=axis, keepdims=True)

    above = A - mean(A) if centred else A
    below = np.sqrt(mean(above**2) + 1)
    whole = C - (mean(C) if centred else 0) - above / below * mean(C * above / below)
    return above / below, below, whole / below


P, P1 = softmax(A), softmax(A, 1)
N, SD, NORMED = norm(1)
R, RMS, ROOTED = norm(0, centred=False)
LOST_A, LOST_B = ("a is multiplied by b", "b", "missing"), ("b is multiplied by a", "a", "missing")
ENTRIES = ("entry by entry", "matrix product belongs")
I = np.linalg.inv(B)  # noqa: E741 - as it is written
LEFT, RIGHT = C @ B.T, A.T @ C  # what a matrix product hands back
HAND = {
    "product": (
        a * b,
        (Kind.MULTIPLIER, LOST_A, (C, C * A)),
        (Kind.ADDED, ("b is added", "a is multiplied"), (C + B, C * A)),
        (Kind.OPERAND, ("way back to a stands a itself",), (C * A, C * A)),
        (Kind.MULTIPLIER, LOST_B, (C * B, C)),
        (Kind.ADDED, ("a is added", "b is multiplied"), (C * B, C + A)),
        (Kind.OPERAND, ("way back to b stands b itself",), (C * B, C * B)),
    ),
    "quotient": (
        a / b,
        (Kind.MULTIPLIER, ("a is divided by b",), (C, -C * A / B**2)),
        (Kind.SIGN, ("b stands below the line", "sign"), (C / B, C * A / B**2)),
        (Kind.PART, ("b, below the line", "not complete"), (C / B, -C * A / B)),
        (Kind.PART, ("b, below the line", "not complete"), (C / B, -C / B**2)),
        (Kind.PART, ("b, below the line", "not complete"), (C / B, -C * A)),
    ),
    "power": (
        cr.power(a, b),
        (Kind.PART, ("exponent over a comes down", "missing"), (C * A ** (B - 1), None)),
        (Kind.PART, ("exponent over a falls by one", "does not"), (C * B * A**B, None)),
        (Kind.UNDIFFERENTIATED, ("power of a stands there as it is",), (C * A**B, None)),
        (Kind.SLOPE, ("power of a", "slope is missing"), (C, None)),
    ),
    "matrix product": (
        a @ b,
        (Kind.MULTIPLIER, LOST_A, (C, RIGHT)),
        (Kind.PRODUCT, ("b", *ENTRIES), (C * B, RIGHT)),
        (Kind.PRODUCT, ("b", *ENTRIES), (C * B.T, RIGHT)),
        (Kind.UNTRANSPOSED, ("back to a", "transpose of b"), (C @ B, RIGHT)),
        (Kind.ORDER, ("product with b", "back to a", "wrong order"), (B.T @ C, RIGHT)),
        (Kind.ORDER, ("product with b", "back to a", "wrong order"), (B @ C, RIGHT)),
        (Kind.OPERAND, ("way back to a stands a itself",), (C @ A.T, RIGHT)),
        (Kind.MULTIPLIER, LOST_B, (LEFT, C)),
        (Kind.PRODUCT, ("a", *ENTRIES), (LEFT, C * A)),
        (Kind.PRODUCT, ("a", *ENTRIES), (LEFT, C * A.T)),
        (Kind.UNTRANSPOSED, ("back to b", "transpose of a"), (LEFT, A @ C)),
        (Kind.ORDER, ("product with a", "back to b", "wrong order"), (LEFT, C @ A.T)),
        (Kind.ORDER, ("product with a", "back to b", "wrong order"), (LEFT, C @ A)),
        (Kind.OPERAND, ("way back to b stands b itself",), (LEFT, B.T @ C)),
    ),
    "inverse": (
        cr.inverse(b),
        (Kind.SLOPE, ("inverse of b", "slope is missing"), (C,)),
        (Kind.SIGN, ("inverse of b", "minus"), (I.T @ C @ I.T,)),
        (Kind.PART, ("inverse of b stands on both sides", "on one"), (-I.T @ C,)),
        (Kind.PART, ("inverse of b stands on both sides", "on one"), (-C @ I.T,)),
        (Kind.UNTRANSPOSED, ("inverse of b", "not transposed"), (-I @ C @ I,)),
        (Kind.PRODUCT, ("inverse of b", *ENTRIES), (-C * I * I,)),
    ),
    "difference": (
        a - b,
        (Kind.SIGN, ("b is subtracted", "sign turns"), (C, C)),
        (Kind.SIGN, ("a is not subtracted", "sign stays"), (-C, -C)),
    ),
    "mean": (cr.mean(a), (Kind.FACTOR, ("mean divides", "back to a", "missing"), (0.75 * np.ones((3, 3)),))),
    "largest": (cr.max(a), (Kind.SLOPE, ("max", "not every entry of a"), (0.75 * np.ones((3, 3)),))),
    "var": (cr.var(a), (Kind.SLOPE, ("var", "not every entry of a"), (0.75 * np.ones((3, 3)),))),
    "std": (cr.std(a), (Kind.SLOPE, ("std", "not every entry of a"), (0.75 * np.ones((3, 3)),))),
    "logsumexp": (
        cr.logsumexp(a, axis=None),
        (Kind.SLOPE, ("logsumexp", "not every entry of a"), (0.75 * np.ones((3, 3)),)),
    ),
    "softmax": (
        cr.softmax(a),
        (Kind.SLOPE, ("softmax", "slope is missing"), (C,)),
        (Kind.PART, ("entry of a moves every probability",), (C * P * (1 - P),)),
        (Kind.UNDIFFERENTIATED, ("softmax stands there as it is",), (C * P,)),
        (Kind.AXIS, ("softmax", "wrong axis"), (back(A, 1),)),
    ),
    "log softmax": (
        cr.log_softmax(a),
        (Kind.SLOPE, ("log_softmax", "slope is missing"), (C,)),
        (Kind.PART, ("entry of a moves every probability",), (C * np.log(P) * (1 - np.log(P)),)),
        (Kind.UNDIFFERENTIATED, ("log_softmax stands there as it is",), (C * np.log(P),)),
        (Kind.AXIS, ("log_softmax", "wrong axis"), (back_log(A, 1),)),
    ),
    "batch norm": (
        cr.batch_norm(a, epsilon=1),
        (Kind.SLOPE, ("batch norm", "slope is missing"), (C,)),
        (Kind.PART, ("entry of a moves the mean and the standard deviation",), (C / SD,)),
        (Kind.PART, ("standard deviation moves with a", "missing"), ((C - C.mean(1, keepdims=True)) / SD,)),
        (Kind.PART, ("The mean moves with a", "missing"), ((C - N * (C * N).mean(1, keepdims=True)) / SD,)),
        (Kind.MULTIPLIER, ("divides by the standard deviation of a",), (NORMED * SD,)),
        (Kind.AXIS, ("batch norm", "wrong axis"), (norm(0)[2],)),
    ),
    "layer norm": (
        cr.layer_norm(a, axis=1, epsilon=1),
        (Kind.SLOPE, ("layer norm", "slope is missing"), (C,)),
        (Kind.PART, ("entry of a moves the mean and the standard deviation",), (C / SD,)),
        (Kind.PART, ("standard deviation moves with a", "missing"), ((C - C.mean(1, keepdims=True)) / SD,)),
        (Kind.PART, ("The mean moves with a", "missing"), ((C - N * (C * N).mean(1, keepdims=True)) / SD,)),
        (Kind.MULTIPLIER, ("divides by the standard deviation of a",), (NORMED * SD,)),
        (Kind.AXIS, ("layer norm", "wrong axis"), (norm(0)[2],)),
    ),
    "RMS norm": (
        cr.rms_norm(a, epsilon=1),
        (Kind.SLOPE, ("RMS norm", "slope is missing"), (C,)),
        (Kind.PART, ("entry of a moves the root mean square",), (C / RMS,)),
        (Kind.MULTIPLIER, ("divides by the root mean square of a",), (ROOTED * RMS,)),
        (Kind.AXIS, ("RMS norm", "wrong axis"), (norm(1, centred=False)[2],)),
    ),
    "larger": (cr.maximum(a, b), (Kind.SLOPE, ("the result", "only the entry that was chosen"), (C, C))),
    "smaller": (cr.minimum(a, b), (Kind.SLOPE, ("the result", "only the entry that was chosen"), (C, C))),
    "choice": (cr.where(a > 0, a, b), (Kind.SLOPE, ("the result", "only the entry that was chosen"), (None, C, C))),
    "sigmoid": (
        cr.sigmoid(a),
        (Kind.SLOPE, ("the sigmoid", "slope is missing"), (C,)),
        (Kind.PART, ("Only a part of the slope of the sigmoid",), (C * (1 - S),)),
        (Kind.PART, ("Only a part of the slope of the sigmoid",), (C * S,)),
        (Kind.ADDED, ("slope of the sigmoid is added",), (C + SLOPE_S,)),
        (Kind.UNDIFFERENTIATED, ("The sigmoid stands there as it is",), (C * S,)),
        (Kind.PLACE, ("taken at the result", "belongs at a"), (C / (1 + np.exp(-S)) / (1 + np.exp(S)),)),
        (Kind.OPERAND, ("written with a where the result belongs",), (C * A * (1 - A),)),
        (Kind.OPERATOR, ("multiplies", "divided"), (C / SLOPE_S,)),
        (Kind.TWICE, ("slope of the sigmoid multiplies twice",), (C * SLOPE_S**2,)),
        (Kind.ANOTHER_SLOPE, ("slope of the tanh stands where that of the sigmoid",), (C * (1 - S**2),)),
        (Kind.ANOTHER_SLOPE, ("slope of the tanh stands where that of the sigmoid",), (C * SLOPE_T,)),
        (Kind.ANOTHER_SLOPE, ("slope of the relu stands where that of the sigmoid",), (C * (A > 0),)),
        (Kind.ANOTHER_SLOPE, ("slope of the relu stands where that of the sigmoid",), (C * (A > 0),)),
    ),
    "tanh": (
        cr.tanh(a),
        (Kind.SLOPE, ("the tanh", "slope is missing"), (C,)),
        (Kind.ADDED, ("slope of the tanh is added",), (C + SLOPE_T,)),
        (Kind.UNDIFFERENTIATED, ("The tanh stands there as it is",), (C * T,)),
        (Kind.PLACE, ("taken at the result", "belongs at a"), (C * (1 - np.tanh(T) ** 2),)),
        (Kind.OPERAND, ("written with a where the result belongs",), (C * (1 - A**2),)),
        (Kind.OPERATOR, ("multiplies", "divided"), (C / SLOPE_T,)),
        (Kind.TWICE, ("slope of the tanh multiplies twice",), (C * SLOPE_T**2,)),
        (Kind.PART, ("the result is squared; here it is not",), (C * (1 - T),)),
        (Kind.ANOTHER_SLOPE, ("slope of the sigmoid stands where that of the tanh",), (C * T * (1 - T),)),
        (Kind.ANOTHER_SLOPE, ("slope of the sigmoid stands where that of the tanh",), (C * SLOPE_S,)),
        (Kind.ANOTHER_SLOPE, ("slope of the relu stands where that of the tanh",), (C * (A > 0),)),
        (Kind.ANOTHER_SLOPE, ("slope of the relu stands where that of the tanh",), (C * (A > 0),)),
    ),
    "squared error": (
        cr.squared_error(a, b),
        (Kind.FACTOR, ("averaged over the examples", "missing"), (1.5 * (A - B), -1.5 * (A - B))),
    ),
    "half_squared_error": (
        cr.half_squared_error(a, b),
        (Kind.FACTOR, ("averaged over the examples", "missing"), (0.75 * (A - B), -0.75 * (A - B))),
    ),
    "absolute_error": (
        cr.absolute_error(a, b),
        (Kind.FACTOR, ("averaged over the examples", "missing"), (0.75 * np.sign(A - B), -0.75 * np.sign(A - B))),
    ),
    "huber": (
        cr.huber(a, b),
        (
            Kind.FACTOR,
            ("averaged over the examples", "missing"),
            (0.75 * np.clip(A - B, -1, 1), -0.75 * np.clip(A - B, -1, 1)),
        ),
    ),
    "logistic": (
        cr.logistic(a, b),
        (Kind.FACTOR, ("averaged over the examples", "missing"), (0.75 * (S - B), -0.75 * A)),
        (Kind.OPERAND, ("The logit a stands where its probability",), (0.25 * (A - B), -0.25 * A)),
        (Kind.TWICE, ("slope of the sigmoid has cancelled", "once more"), (0.25 * (S - B) * SLOPE_S, -0.25 * A)),
    ),
    "cross-entropy": (
        cr.cross_entropy(a, b, average=False),
        (Kind.OPERAND, ("The logit a stands where its probability",), (0.75 * (A * B.sum(0) - B), -0.75 * np.log(P))),
        (Kind.AXIS, ("softmax runs along the wrong axis",), (0.75 * (P1 * B.sum(0) - B), -0.75 * np.log(P))),
        (Kind.FUNCTION, ("sigmoid stands where softmax",), (0.75 * (S * B.sum(0) - B), -0.75 * np.log(P))),
    ),
}


@pytest.mark.parametrize("name", HAND)
def test_each_slip_hands_back_what_somebody_would_who_makes_it(name):
    """Every slip at a node has its kind, a sentence that says it, and the numbers that it leads to."""
    node, *expected = HAND[name]
    found = list(slips_found(node))
    for kind, words, numbers in expected:
        alike = [
            i
            for i, (other, sentence, parts) in enumerate(found)
            if kind == other and all(word in sentence for word in words) and same(numbers, parts)
        ]
        assert alike, (kind, words)
        del found[alike[0]]
    assert found == []


def slips_found(node):
    """The slips at a node, likely and rare: kind, sentence, and the numbers that they hand back."""
    cotangent = one if node.shape == () else G
    word = {a: "a", b: "b", node: "the result"}
    for rules in (slips_of, rare_slips_of):
        for kind, sentence, make in rules(node, cotangent, lambda node: word.get(node, "something")):
            yield kind, sentence, [None if part is None else cr.evaluate([part], NUMBERS)[0] for part in make()]


def same(numbers, parts):
    """Whether two lists of arrays are the same, and nothing stands where nothing should."""
    return len(numbers) == len(parts) and all(
        (one is None) == (other is None) and (one is None or np.allclose(one, other, rtol=1e-9))
        for one, other in zip(numbers, parts, strict=True)
    )


PROCESS = "data x (m, 1), y (m, 1)\nparams s\nK = (x - x.T)**2 + s**2*eye(m)\nL = 0.5*y.T @ inverse(K) @ y"


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("dK = -0.5*inverse(K) @ y @ y.T @ inverse(K)", "Right."),
        ("dK = inverse(K)", "depends on y"),
        ("dK = 0.5*y @ y.T", "inverse of K, its slope is missing"),
        ("dK = -0.5*inverse(K) @ y @ y.T", "inverse of K stands on both sides"),
    ],
)
def test_claims_on_the_likelihood_of_a_gaussian_process_are_judged(claim, words):
    """The derivative of yᵀ K⁻¹ y by K is −K⁻¹ y yᵀ K⁻¹, and what is wrong is told where it can be."""
    assert words in str(cr.whiteboard(PROCESS).claim(claim))
