"""Initializers: how far weights and biases spread, and that a seed says it all."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.architecture.initializers import INITIALIZERS, find_initializer
from chainrule.errors import SettingError

INPUTS, OUTPUTS = 300, 200


def parameters(initializer, **more):
    """The first parameters of a network of one layer."""
    return cr.Network([INPUTS, OUTPUTS], initializer=initializer, dtype="float64", **more).parameters


@pytest.mark.parametrize(
    ("initializer", "variance"),
    [("normal", 1), ("lecun", 1 / INPUTS), ("glorot", 2 / (INPUTS + OUTPUTS)), ("he", 2 / INPUTS), ("zeros", 0)],
)
def test_weights_have_the_variance_of_the_textbook(initializer, variance):
    """60,000 draws lie within one percent of the deviation, and around zero."""
    weights = parameters(initializer)["W1"]
    assert weights.std() == pytest.approx(variance**0.5, rel=0.01)
    assert abs(weights.mean()) <= 4 * variance**0.5 / weights.size**0.5


def test_biases_start_at_zero_except_in_lecture_1():
    """Whose code draws everything from normal(0, 1)."""
    biases = {name: parameters(name)["b1"] for name in INITIALIZERS}
    assert {name for name, bias in biases.items() if bias.any()} == {"normal"}
    assert biases["normal"].std() == pytest.approx(1, rel=0.15)


def test_same_seed_gives_the_same_theta_and_another_seed_another():
    """The seed of the network is the only source of randomness."""
    first, again, other = (cr.Network([5, 4, 3], seed=seed).theta for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.isin(first[first != 0], other).any()


def test_types_share_their_draws():
    """A network in single precision starts where the one in double precision does, rounded."""
    single, double = (cr.Network([5, 4, 3], seed=3, dtype=dtype).theta for dtype in ("float32", "float64"))
    assert (single.dtype, double.dtype) == (np.float32, np.float64)
    assert np.array_equal(single, double.astype(np.float32))


def test_layer_before_a_rectifier_starts_with_he_and_others_with_glorot():
    """Unless the initializer is chosen."""
    architecture = cr.Network([5, 4, 3, 2], hidden=("relu", "tanh"), output="sigmoid").architecture
    assert [architecture.initializer_of(layer) for layer in (1, 2, 3)] == ["he", "glorot", "glorot"]
    chosen = cr.Network([5, 4, 3, 2], hidden="relu", initializer="lecun").architecture
    assert [chosen.initializer_of(layer) for layer in (1, 2, 3)] == ["lecun"] * 3


def test_unknown_initializer_is_refused():
    """The message lists the known ones, and a network says so at once."""
    message = "there is no initializer 'xavier'; there are normal, lecun, glorot, he, zeros"
    with pytest.raises(SettingError, match=message):
        find_initializer("xavier")
    with pytest.raises(SettingError, match=message):
        cr.Network([2, 1], initializer="xavier")
