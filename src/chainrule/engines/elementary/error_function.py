"""The error function, by the rational approximations of `ops.error_function`."""

from chainrule.engines.elementary.bits import polynomial
from chainrule.graph.node import Node
from chainrule.ops.elementwise import absolute, exp, maximum, minimum, where
from chainrule.ops.error_function import BOUND, FAR, LARGEST, NEAR


def normal_integral(x: Node) -> Node:
    """The error function within 2 ulp: 2/√π times the integral of e^(−t²) from 0 to x."""
    size = minimum(absolute(x), LARGEST)
    inside, outside = minimum(size, BOUND), maximum(size, BOUND)
    near = inside + inside * _ratio(NEAR, inside * inside)
    far = 1 - exp(-(outside * outside)) * _ratio(FAR, outside)
    y = where(size <= BOUND, near, far)
    return where(x < 0, -y, y)


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], x: Node) -> Node:
    above, below = (polynomial(x, coefficients) for coefficients in polynomials)
    return above / below
