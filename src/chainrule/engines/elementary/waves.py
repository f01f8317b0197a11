"""Sin and cos: x = k π/2 + r, and a power series in r."""

import math

from chainrule.engines.elementary.bits import machine_cos, machine_sin, polynomial
from chainrule.graph.node import Node
from chainrule.ops.elementwise import absolute, equal, floor, where

HALF_PI = 1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21  # the first two have 33 bits
FARTHEST = 1e5  # radians: farther out sin and cos are the machine's own


def _wave(x: Node, quarters: int) -> Node:
    """Sin(x + quarters · π/2), from x = k π/2 + r with |r| at most π/4."""
    k = floor(x * (2 / math.pi) + 0.5)
    r = ((x - k * HALF_PI[0]) - k * HALF_PI[1]) - k * HALF_PI[2]
    square = r * r
    odd = r + r * (square * polynomial(square, [(-1) ** i / math.factorial(2 * i + 1) for i in range(1, 9)]))
    half = 0.5 * square
    near = 1 - half
    rest = square * square * polynomial(square, [(-1) ** i / math.factorial(2 * i) for i in range(2, 9)])
    even = near + (((1 - near) - half) + rest)
    turn = k + quarters
    quarter = turn - 4 * floor(turn * 0.25)
    y = where(equal(quarter - 2 * floor(quarter * 0.5), 1), even, odd)
    return where(quarter > 1, -y, y)


def sine(x: Node) -> Node:
    """The sine within 2 ulp."""
    return where(absolute(x) <= FARTHEST, _wave(x, 0), machine_sin(x))


def cosine(x: Node) -> Node:
    """The cosine within 2 ulp."""
    return where(absolute(x) <= FARTHEST, _wave(x, 1), machine_cos(x))
