"""Findings: each sentence is said of a network that has the fault, and not of one that has not."""

import re

import numpy as np
import pytest

import chainrule as cr

from .networks import learn, recurrent

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 4))
LABELS, NUMBERS = (X[:, 0] > 0).astype(int), X @ [1.0, 2.0, -1.0, 0.5]
MANY = RNG.normal(size=(2000, 4))


def classifier(hidden="relu", layers=1, factor=1.0, shift=0.0, units=20, seed=0):
    """A network with two classes, its weights multiplied and its first biases shifted."""
    network = cr.Network([4, *[units] * layers, 1], hidden=hidden, output="sigmoid", dtype="float64", seed=seed)
    weights = {name: factor * value for name, value in network.parameters.items() if name[0] == "W"}
    network.set_theta(**weights, b1=network.parameters["b1"] + shift)
    return network


def linear():
    """A linear regression."""
    return cr.Network([4, 1], dtype="float64")


def product(factor):
    """ŷ = w₂ tanh(w₁ x), whose cost has a saddle at 0."""
    network = cr.Network([1, 1, 1], hidden="tanh", dtype="float64", seed=1)
    network.set_theta(factor * network.theta)
    return network


def full(rate):
    """Plain gradient descent over all rows."""
    return {"optimizer": cr.SGD(rate), "batch_size": "full"}


FAULTS = {
    "dead units": (
        lambda: learn(classifier(shift=-6.0), X, LABELS),
        lambda: learn(classifier(), X, LABELS),
        r"layer 1: 100 % of the units never fire on 200 rows; try .*leaky_relu",
    ),
    "saturated units": (
        lambda: learn(classifier("sigmoid", factor=40.0), X, LABELS),
        lambda: learn(classifier("sigmoid"), X, LABELS),
        r"layer 1: \d\d % of its activations are saturated, .*; try smaller starting weights",
    ),
    "vanishing gradients": (
        lambda: learn(classifier("sigmoid", layers=8, units=10), X, LABELS),
        lambda: learn(classifier("tanh", layers=3, units=10), X, LABELS),
        r"gradients vanish: that at layer 1 is \d+e-0\d of that at layer 9; try",
    ),
    "exploding gradients": (
        lambda: learn(classifier(layers=6, factor=8.0), X, LABELS, optimizer=cr.SGD(1e-12)),
        lambda: learn(classifier(layers=6), X, LABELS, optimizer=cr.SGD(1e-12)),
        r"gradients explode: that at layer 1 is [\d,]+ times that at layer 7; try",
    ),
    "learning rate above the limit": (
        lambda: learn(linear(), X, NUMBERS, epochs=2, **full(1.5)),
        lambda: learn(linear(), X, NUMBERS, epochs=2, **full(0.1)),
        r"the learning rate 1.5 is above 2/λmax = 0\.\d+ \(λmax is \d\.\d+\): .*; try",
    ),
    "step too long": (
        lambda: learn(classifier(), X, LABELS, **{**full(1.0), "optimizer": cr.Adam(1.0)}),
        lambda: learn(classifier(), X, LABELS, **{**full(1.0), "optimizer": cr.Adam(0.001)}),
        r"the coming step is [\d.]+ times as long as the quadratic's best along it, .*; try a rate of",
    ),
    "short update": (
        lambda: learn(linear(), X, NUMBERS, **full(1e-7)),
        lambda: learn(linear(), X, NUMBERS, **full(0.1)),
        r"a step changes theta by \de-07 of its length, .*; try a higher rate",
    ),
    "long update": (
        lambda: learn(classifier(), X, LABELS, **{**full(1.0), "optimizer": cr.Adam(1.0), "epochs": 1}),
        lambda: learn(classifier(), X, LABELS, **{**full(1.0), "optimizer": cr.Adam(0.001), "epochs": 1}),
        r"layer \d: a step changes its parameters by \d+ % of their length, .*; try a lower rate",
    ),
    "saddle": (
        lambda: learn(product(1e-3), X[:, :1], X[:, 0], epochs=1, **full(1e-6)),
        lambda: learn(product(1.0), X[:, :1], X[:, 0], epochs=300, **full(0.3)),
        r"a saddle with index 1: the gradient is \S+, and the smallest eigenvalue of H -\d.*; try smaller batches",
    ),
    "noise drowns the gradient": (
        lambda: learn(linear(), MANY, MANY[:, 0] + 5 * RNG.normal(size=2000), batch_size=1, epochs=1, **slow()),
        lambda: learn(linear(), MANY, MANY[:, 0], batch_size=64, epochs=1, **slow()),
        r"noise drowns the gradient: the noise scale is [\d,]+ examples, a batch has 1; try larger batches",
    ),
    "batch beyond the noise scale": (
        lambda: learn(linear(), MANY, MANY[:, 0] - 3, batch_size=1000, epochs=1, **slow()),
        lambda: learn(linear(), MANY, MANY[:, 0] - 3, batch_size=50, epochs=1, **slow()),
        r"a batch of 1,000 is \d+ times the noise scale of \d+ examples: .*; try smaller batches",
    ),
    "level of guessing": (
        lambda: learn(classifier(), X, RNG.permutation(LABELS), **full(1e-4)),
        lambda: learn(classifier(), X, LABELS),
        r"the cost 0\.\d+ is (above )?that of guessing: .* costs 0\.\d+; try another rate",
    ),
}  # fmt: skip


def slow():
    """A rate at which little changes in an epoch."""
    return {"optimizer": cr.SGD(1e-5)}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_is_told_with_its_number_and_what_to_try(rule):
    """The network that has the fault hears of it, the one that has not does not."""
    at_fault, sound, sentence = FAULTS[rule]
    told = {finding.rule: finding for finding in at_fault().findings}
    assert rule in told
    assert re.match(sentence, told[rule].sentence)
    assert np.isfinite(told[rule].number)
    assert rule not in {finding.rule for finding in sound().findings}


def test_the_smallest_eigenvalue_at_a_saddle_is_known():
    """At θ = 0 of ŷ = w₂ tanh(w₁ x + b₁) + b₂ and y = x, H is 2 for b₂ and ±2 mean(x²) for w₁ and w₂ together."""
    x = X[:, :1] - X[:, :1].mean()
    network = product(0.0)
    bent = learn(network, x, x[:, 0], epochs=1, **full(1e-9)).looks[0].curvature
    slope = 2 * float(np.square(x).mean())
    np.testing.assert_allclose(np.sort(bent.spectrum.values), np.sort([-slope, 0, slope, 2]), atol=1e-10)
    assert (bent.kind, bent.spectrum.index) == ("saddle", 1)


def test_a_function_without_examples_has_saddles_too():
    """a² − b² − 2 c² + 9 at 0: index 2, eigenvalues 2, −2 and −4; a bowl in the same place is a minimum."""
    for text, kind, values in (
        ("a**2 - b**2 - 2*c**2 + 9", "saddle", [-4, -2, 2]),
        ("a**2 + b**2 + 2*c**2 + 9", "minimum", [2, 2, 4]),
    ):
        board = cr.whiteboard(f"params a = 0, b = 0, c = 0\nL = {text}")
        run = board.train(epochs=1, dtype="float64", engine="numpy", optimizer=cr.SGD(0.1), monitor=True)
        bent = run.monitor.looks[0].curvature
        np.testing.assert_allclose(bent.spectrum.values, values, atol=1e-12)
        assert (bent.kind, bent.spectrum.index) == (kind, sum(value < 0 for value in values))
        assert ("a saddle with index 2" in str(run.monitor)) is (kind == "saddle")


def test_gradients_that_vanish_along_a_loop_are_told_of_its_steps():
    """With W small, nothing comes back from step 4 to step 1."""
    board, data = recurrent()
    board.train(data, epochs=0, dtype="float64")
    tied = cr.whiteboard(board.whiteboard.text.replace("W (3, 3) ~ glorot", "W (3, 3) ~ 0.01 * normal"))
    for one, is_told in ((tied, True), (board, False)):
        run = one.train(data, epochs=1, engine="numpy", monitor=True)
        told = {(finding.rule, finding.place): finding for finding in run.monitor.findings}
        assert (("vanishing gradients", "h") in told) is is_told
