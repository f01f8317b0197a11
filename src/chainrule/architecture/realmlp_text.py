"""The whiteboard of RealMLP-TD-S (Holzmüller, Grinsztajn and Steinwart, 2024, arXiv 2407.04491, appendix A).

Inputs are bent towards ±3 and scaled one by one, weights stand in the neural tangent parametrization, W/√n, so that
every layer learns alike, and classes are smoothed. What the paper gives a rate of its own, six times for scales and a
tenth for biases, is here multiplied by that number, which under Adam is the same.
"""

from collections.abc import Iterator, Sequence

SMOOTHED = 0.1  # of a class is shared among all
SELU = "1.0507009873554805*(relu({0}) + 1.6732632423543772*expm1(minimum({0}, 0)))"  # Klambauer et al., 2017
MISH = "{0}*tanh(softplus({0}))"  # Misra, 2019


def realmlp_text(inputs: int, hidden: Sequence[int], classes: int) -> str:
    """The board for so many inputs and classes, 0 of them for a number.

    >>> print(realmlp_text(2, (3,), 0))
    data X (2, m), Y (1, m)
    params s (2, 1) = 0.16666666666666666
    params W1 (3, 2) ~ normal, b1 (3, 1) ~ 10 * normal
    params W2 (1, 3) = 0, b2 (1, 1) = 0
    A0 = 6*s * X / sqrt(1 + X**2/9)
    Z1 = W1 @ A0 / sqrt(2) + 0.1*b1
    A1 = Z1*tanh(softplus(Z1))
    Z2 = W2 @ A1 / sqrt(3) + 0.1*b2
    L = squared_error(Z2, Y)
    """
    return "\n".join(_lines((inputs, *hidden, classes or 1), classes))


def _lines(sizes: Sequence[int], classes: int) -> Iterator[str]:
    last = len(sizes) - 1
    yield f"data X ({sizes[0]}, m), Y ({sizes[-1]}, m){' one-hot' if classes else ''}"
    yield f"params s ({sizes[0]}, 1) = {1 / 6!r}"
    for layer in range(1, last):
        weight, bias = f"W{layer} ({sizes[layer]}, {sizes[layer - 1]})", f"b{layer} ({sizes[layer]}, 1)"
        yield f"params {weight} ~ normal, {bias} ~ 10 * normal"
    yield f"params W{last} ({sizes[last]}, {sizes[last - 1]}) = 0, b{last} ({sizes[last]}, 1) = 0"
    yield "A0 = 6*s * X / sqrt(1 + X**2/9)"
    for layer in range(1, last + 1):
        yield f"Z{layer} = W{layer} @ A{layer - 1} / sqrt({sizes[layer - 1]}) + 0.1*b{layer}"
        if layer < last:
            yield f"A{layer} = {(SELU if classes else MISH).format(f'Z{layer}')}"
    if not classes:
        yield f"L = squared_error(Z{last}, Y)"
        return
    # to smooth a target is to add a share of the cost of all classes alike
    all_alike = f"mean(logsumexp(Z{last}) - mean(Z{last}, axis=0))"
    yield f"L = {1 - SMOOTHED:g}*cross_entropy(Z{last}, Y) + {SMOOTHED:g}*{all_alike}"
