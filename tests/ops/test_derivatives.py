"""Every op's VJP against differences of its forward, to second order, and against its value in the complex plane."""

import zlib

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import unary

from .cases import EXCEPTED, SAMPLERS

POINTS = 5  # of each graph
COUNTS = pytest.mark.parametrize("graphs", [8, pytest.param(40, marks=pytest.mark.slow)])  # 40 or 200 cases for each op
STEP = 1e-3  # of the differences: their rule is exact up to STEP⁴
TOLERANCE = 1e-8  # relative to the size of what was added up
SAMPLED = sorted(SAMPLERS)


def generator(name):
    """A generator of its own for each op, the same in every run."""
    return np.random.default_rng([zlib.crc32(name.encode())])


def inner(us, vs):
    """⟨u, v⟩ over several arrays."""
    return sum(float(np.sum(u * v)) for u, v in zip(us, vs, strict=True))


class Weighed:
    """A weighted sum of one case's output, its gradient, and the gradient's own derivative along a direction."""

    def __init__(self, case):
        self.case, self.leaves = case, case.moving
        self.weights = cr.input("weights of the output", case.node.shape)
        self.across = [cr.input(f"direction {i}", leaf.shape) for i, leaf in enumerate(self.leaves)]
        self.cost = cr.sum(self.weights * case.node)
        self.slopes = gradients(self.cost, self.leaves)
        products = [cr.sum(slope * v) for slope, v in zip(self.slopes, self.across, strict=True)]
        self.curves = gradients(sum(products[1:], products[0]), self.leaves)

    def draw(self, rng):
        """Numbers for every leaf, and a direction in which to move."""
        numbers = self.case.numbers(rng)
        shapes = [numbers[leaf].shape for leaf in self.leaves]
        numbers |= {v: rng.normal(size=shape) for v, shape in zip(self.across, shapes, strict=True)}
        shape = np.broadcast_shapes(self.case.concrete(self.case.node.shape))
        numbers[self.weights] = rng.normal(size=shape)
        return numbers, [rng.uniform(-1, 1, size=shape) for shape in shapes]

    def at(self, nodes, numbers, dtype=np.float64):
        """The numbers of some nodes."""
        return cr.evaluate(nodes, numbers, sizes=self.case.sizes, dtype=dtype)


def gradients(cost, leaves):
    """The gradient by each leaf, as a list."""
    result = cr.gradient(cost, *leaves)
    return list(result) if isinstance(result, tuple) else [result]


def moved(numbers, leaves, direction, by):
    """The numbers with `leaves` moved along a direction."""
    return numbers | {leaf: numbers[leaf] + by * d for leaf, d in zip(leaves, direction, strict=True)}


def test_every_op_is_sampled_or_excepted():
    """An op is differentiated by this file, or it says why not."""
    assert set(SAMPLERS) | set(EXCEPTED) == set(ALL_OPS)
    assert not set(SAMPLERS) & set(EXCEPTED)


@COUNTS
@pytest.mark.parametrize("name", SAMPLED)
def test_vjp_agrees_with_central_differences_to_second_order(name, graphs):
    """The gradient is the slope of the cost, and the gradient of the gradient is the slope of the gradient."""
    rng = generator(name)
    for graph in range(graphs):
        weighed = Weighed(SAMPLERS[name](rng))
        for point in range(POINTS):
            numbers, direction = weighed.draw(rng)
            across = [numbers[v] for v in weighed.across]
            n = len(weighed.leaves)
            center = weighed.at([*weighed.slopes, *weighed.curves, weighed.cost], numbers)
            slopes, curves = center[:n], center[n : 2 * n]
            first = second = 0.0
            for times, by in ((8, 1), (-8, -1), (-1, 2), (1, -2)):  # Richardson's two central differences
                there = moved(numbers, weighed.leaves, direction, by * STEP)
                cost, *moved_slopes = weighed.at([weighed.cost, *weighed.slopes], there)
                first += times * float(cost) / (12 * STEP)
                second += times * inner(moved_slopes, across) / (12 * STEP)
            size = 1 + abs(first) + abs(second) + abs(float(center[-1]))
            where = f"{name}, graph {graph}, point {point}, shapes {[leaf.shape for leaf in weighed.leaves]}"
            assert abs(inner(slopes, direction) - first) <= TOLERANCE * size, where
            assert abs(inner(curves, direction) - second) <= TOLERANCE * size, where


# ---- in the complex plane -----------------------------------------------------------------------------------------

NOT_ANALYTIC = {
    "absolute": "the modulus of a complex number has no complex derivative",
    "absolute_error": "its definition holds the absolute value",
    "huber": "its definition holds the absolute value",
    "floor": "there is no floor of a complex number",
    "sign": "it is the direction of a complex number, which turns",
    "erf": "the error function is computed on the real line only",
}


def test_exceptions_from_the_complex_step_are_sampled_otherwise():
    """What is not analytic is still tested by central differences."""
    assert set(NOT_ANALYTIC) <= set(SAMPLERS)


@COUNTS
@pytest.mark.parametrize("name", sorted(set(SAMPLERS) - set(NOT_ANALYTIC)))
def test_vjp_agrees_with_the_complex_step_of_the_opened_definition(name, graphs):
    """Im f(x + ihv)/h has no cancellation, so the gradient and its gradient agree with it to 1e-12."""
    rng = generator(name)
    for _ in range(graphs):
        weighed = Weighed(SAMPLERS[name](rng))
        opened = [cr.expand(node) for node in (weighed.cost, *weighed.slopes)]
        for point in range(POINTS):
            numbers, direction = weighed.draw(rng)
            derivatives = weighed.at([*weighed.slopes, *weighed.curves], numbers)
            n = len(weighed.leaves)
            there = moved(numbers, weighed.leaves, direction, 1e-100j)
            cost, *slopes = weighed.at(opened, there, np.complex128)
            first = cost.imag / 1e-100
            second = inner([slope.imag / 1e-100 for slope in slopes], [numbers[v] for v in weighed.across])
            assert abs(inner(derivatives[:n], direction) - first) <= 1e-12 * max(1, abs(first)), (name, point)
            assert abs(inner(derivatives[n:], direction) - second) <= 1e-12 * max(1, abs(second)), (name, point)


# ---- in single precision ------------------------------------------------------------------------------------------


def single(array):
    """Real numbers in single precision; an index stays what it is."""
    return array if np.issubdtype(array.dtype, np.integer) else np.float32(array)


def norm(arrays):
    """The length of several arrays as one vector."""
    return float(np.sqrt(sum(np.sum(np.square(array, dtype=np.float64)) for array in arrays)))


@COUNTS
@pytest.mark.parametrize("name", SAMPLED)
def test_float32_agrees_with_float64(name, graphs):
    """Values and gradients in float32 are those in float64 to 1e-5 of their length."""
    rng = generator(name)
    for _ in range(graphs):
        weighed = Weighed(SAMPLERS[name](rng))
        nodes = [weighed.case.node, *weighed.slopes]
        for point in range(POINTS):
            numbers = {leaf: single(array) for leaf, array in weighed.draw(rng)[0].items()}
            wide = weighed.at(nodes, numbers)
            narrow = weighed.at(nodes, numbers, np.float32)
            assert {array.dtype for array in narrow} == {np.dtype(np.float32)}
            assert norm(np.subtract(a, b) for a, b in zip(narrow, wide, strict=True)) <= 1e-5 * max(1, norm(wide)), (
                point
            )


# ---- at kinks -----------------------------------------------------------------------------------------------------

x, y = cr.input("x"), cr.input("y")
# the op at its corner: the cost, the leaf that moves, the point, and the numbers of the other leaves
KINKS = {
    "relu": [(cr.relu(x), x, 0.0, {})],
    "leaky_relu": [(cr.leaky_relu(x), x, 0.0, {})],
    "elu": [(cr.elu(x), x, 0.0, {})],
    "absolute": [(abs(x), x, 0.0, {})],
    "maximum": [(cr.maximum(x, y), x, 0.5, {y: 0.5}), (cr.maximum(y, x), x, 0.5, {y: 0.5})],
    "minimum": [(cr.minimum(x, y), x, 0.5, {y: 0.5}), (cr.minimum(y, x), x, 0.5, {y: 0.5})],
    "max": [(cr.max(cr.concatenate([cr.reshape(x, 1), np.array([0.5, 0.25])])), x, 0.5, {})],
    "max_pool": [
        (cr.sum(cr.max_pool(cr.reshape(cr.concatenate([cr.reshape(x, 1), [0.5]]), (1, 1, 2)), 2)), x, 0.5, {})
    ],
    "absolute_error": [(cr.absolute_error(x, y), x, 0.5, {y: 0.5}), (cr.absolute_error(y, x), x, 0.5, {y: 0.5})],
    "huber": [(cr.huber(x, y), leaf, 0.5, {other: c}) for leaf, other in ((x, y), (y, x)) for c in (-0.5, 0.5, 1.5)],
}
JUMPS = {
    **dict.fromkeys(
        ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"),
        "a comparison is flat on both sides of its jump and has no slope in it",
    ),
    "floor": "a staircase is flat on both sides of its jumps and has no slope in them",
    "sign": "a sign is flat on both sides of its jump and has no slope in it",
    "where": "its slopes are those of its branches; its condition only jumps",
}
SMOOTH = sorted(
    op.name for op in ENTRYWISE if op.shape is unary and not op.sides and op.name not in ("sqrt", "log", "elu")
)


def test_kinks_and_jumps_are_told_apart():
    """An op with sides has a corner to test, or a jump and the reason why there is nothing to test, never both."""
    assert not set(KINKS) & set(JUMPS)
    with_sides = {op.name for op in ALL_OPS.values() if op.sides}
    assert set(KINKS) | set(JUMPS) == with_sides | {"elu", "huber"}  # the slope of these two has a corner


@pytest.mark.parametrize("name", sorted(KINKS))
def test_vjp_at_a_kink_lies_between_the_slopes_left_and_right(name):
    """At a corner the answer is a subgradient: no smaller than the lesser slope, no larger than the greater."""
    for cost, leaf, point, others in KINKS[name]:
        step = 2.0**-24
        here, left, right = (float(cr.evaluate([cost], {leaf: point + by, **others})[0]) for by in (0, -step, step))
        slopes = sorted([(here - left) / step, (right - here) / step])
        (answer,) = cr.evaluate([cr.gradient(cost, leaf)], {leaf: point, **others})
        assert slopes[0] - step <= answer <= slopes[1] + step


@pytest.mark.parametrize("name", SMOOTH)
def test_vjp_of_a_smooth_op_is_its_slope_at_zero(name):
    """Zero, where the activations with a corner have theirs, is no special point for the smooth ones."""
    node, step = ALL_OPS[name](x), 1e-5
    left, right = (float(cr.evaluate([node], {x: by})[0]) for by in (-step, step))
    (answer,) = cr.evaluate([cr.gradient(node, x)], {x: 0.0})
    assert answer == pytest.approx((right - left) / (2 * step), abs=1e-9)


def slope_at(cost, leaf, value):
    """The gradient by one leaf at one point."""
    return cr.evaluate([cr.gradient(cost, leaf)], {leaf: value})[0].tolist()


def test_slope_of_relu_at_zero_is_zero():
    """relu′(0) = 0."""
    assert slope_at(cr.relu(x), x, 0.0) == 0


def test_slope_of_leaky_relu_at_zero_is_its_leak():
    """At 0 the leaky relu belongs to its lower branch."""
    assert slope_at(cr.leaky_relu(x), x, 0.0) == 0.01


def test_slope_of_elu_at_zero_is_one():
    """The elu has no corner at 0, and neither has its opened definition."""
    assert slope_at(cr.elu(x), x, 0.0) == 1
    assert slope_at(cr.expand(cr.elu(x)), x, 0.0) == 1


def test_slope_of_the_absolute_value_at_zero_is_zero():
    """The absolute value is flat at its corner."""
    assert slope_at(abs(x), x, 0.0) == 0


def test_ties_share_the_cotangent_of_max_equally():
    """Of three entries, two of them largest, each of the two gets half."""
    v = cr.input("v", 3)
    assert slope_at(cr.max(v), v, [2.0, 1.0, 2.0]) == [0.5, 0, 0.5]


def test_ties_share_the_cotangent_of_maximum_and_minimum_equally():
    """Two equal operands get half of the cotangent each."""
    for node in (cr.maximum(x, y), cr.minimum(x, y)):
        slopes = cr.evaluate(cr.gradient(node, x, y), {x: 1.0, y: 1.0})
        assert [float(slope) for slope in slopes] == [0.5, 0.5]


def test_relu_lets_nan_through():
    """The relu of NaN is NaN, so a divergence stays seen."""
    assert np.isnan(cr.evaluate([cr.relu(x)], {x: np.nan})[0])


def test_power_is_differentiable_at_zero():
    """x³, x¹ and x⁰ have slopes 0, 1 and 0 at 0, and second slopes 0."""
    v = cr.input("v", 3)
    slope = cr.gradient(cr.sum(v ** np.array([3.0, 1.0, 0.0])), v)
    assert cr.evaluate([slope], {v: np.zeros(3)})[0].tolist() == [0, 1, 0]
    assert slope_at(cr.sum(slope), v, np.zeros(3)) == [0, 0, 0]


def test_mixed_derivative_of_a_power_at_exponent_zero():
    """∂²(aᵇ)/∂a∂b = 1/a at b = 0."""
    mixed = cr.gradient(cr.gradient(x**y, x), y)
    assert float(cr.evaluate([mixed], {x: 2.0, y: 0.0})[0]) == 0.5


def test_no_cotangent_passes_a_comparison():
    """A comparison is flat, so its gradient is zero."""
    assert slope_at((x > 0) + cr.floor(x), x, 0.5) == 0
