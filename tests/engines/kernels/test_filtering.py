"""Windows and products of filters as compiled code has them are what the ops of that name compute."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS

pytest.importorskip("numba")
from chainrule.engines.kernels import filtering
from chainrule.engines.kernels.decorators import program

RNG = np.random.default_rng(0)
NAMES = {"product_for_maps": "maps_of", "product_for_windows": "windows_of", "product_for_filters": "filters_of"}


@program
def unfold(x, geometry, out):
    """As a compiled program calls it."""
    filtering.unfold(x, geometry, out)


@program
def fold(x, geometry, out):
    """As a compiled program calls it."""
    filtering.fold(x, geometry, out)


@program
def maps_of(a, b, out):
    """As a compiled program calls it."""
    filtering.maps_of(a, b, out)


@program
def windows_of(a, b, out):
    """As a compiled program calls it."""
    filtering.windows_of(a, b, out)


@program
def filters_of(a, b, out):
    """As a compiled program calls it."""
    filtering.filters_of(a, b, out)


def computed(node, numbers):
    """What `evaluate` has."""
    (found,) = cr.evaluate([node], numbers)
    return found


@pytest.mark.parametrize(("stride", "padding"), [((1, 1), (0, 0)), ((2, 1), (1, 0)), ((3, 2), (2, 2))])
def test_windows_are_taken_and_put_back_as_the_ops_do(stride, padding):
    """Of images of 7 × 5 and windows of 3 × 2, the edge included."""
    X, x = cr.input("X", (2, 3, 7, 5)), RNG.normal(size=(2, 3, 7, 5))
    node = ALL_OPS["unfold"](X, size=(3, 2), stride=stride, padding=padding)
    geometry, out = (7, 5, 3, 2, *node.shape[4:], *stride, *padding), np.full(node.shape, np.nan)
    unfold(x, geometry, out)
    assert np.array_equal(out, computed(node, {X: x}))
    U, u, back = cr.input("U", node.shape), RNG.normal(size=node.shape), np.full(x.shape, np.nan)
    fold(u, geometry, back)
    folded = ALL_OPS["fold"](U, size=(3, 2), stride=stride, padding=padding, shape=X.shape)
    np.testing.assert_allclose(back, computed(folded, {U: u}), rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_products_are_those_of_the_ops(name):
    """Two examples, three filters, two channels, windows of 2 × 3 in 4 × 2 places."""
    shapes = {"filters": (3, 2, 2, 3), "windows": (2, 2, 2, 3, 4, 2), "maps": (2, 3, 4, 2)}
    made = name.removeprefix("product_for_")
    leaves = [cr.input(one, shape) for one, shape in shapes.items() if one != made]
    numbers = {leaf: RNG.normal(size=leaf.shape) for leaf in leaves}
    out = np.full(shapes[made], np.nan)
    {"maps_of": maps_of, "windows_of": windows_of, "filters_of": filters_of}[NAMES[name]](*numbers.values(), out)
    np.testing.assert_allclose(out, computed(ALL_OPS[name](*leaves), numbers), rtol=1e-13, atol=1e-13)
