"""What a function is made of beside arithmetic: two ops that know of bits, and polynomials."""

from collections.abc import Sequence

import numpy as np

from chainrule.graph.node import Array, Node, as_node
from chainrule.ops.elementwise import entrywise, unary


def _two_to(n: Array) -> object:
    return np.ldexp(1.0, np.nan_to_num(n).astype(np.int64))


two_to = entrywise("two_to", unary, _two_to)  # 2ⁿ, of a whole number from −1023 to 1023
exponent = entrywise("exponent", unary, lambda x: np.frexp(x)[1] - 1.0)  # e of a positive normal x = f 2ᵉ, 1 ≤ f < 2
machine_sin = entrywise("machine_sin", unary, np.sin)
machine_cos = entrywise("machine_cos", unary, np.cos)
BITS = ("two_to", "exponent")
MACHINE = ("machine_sin", "machine_cos")


def polynomial(x: Node, coefficients: Sequence[float | Node]) -> Node:
    """The sum of coefficients times powers of x, the lowest first.

    Pairs c + d x are coefficients of a polynomial in x², and so on (Estrin, 1960): a processor computes them side by
    side, where Horner's rule would have each wait for the one before.
    """
    if len(coefficients) == 1:
        return as_node(coefficients[0])
    pairs = [(coefficients[i : i + 2]) for i in range(0, len(coefficients), 2)]
    return polynomial(x * x, [pair[0] + pair[1] * x if len(pair) == 2 else pair[0] for pair in pairs])
