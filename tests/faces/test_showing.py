"""Showing: what a network says of itself agrees with what it does."""

import numpy as np
import pytest

import chainrule as cr

RNG = np.random.default_rng(3)
X = RNG.normal(size=(9, 4))
LABELS = np.arange(9) % 3
NUMBERS = RNG.normal(size=9)


def classifier(**choices):
    """A network of three classes that has learned a little."""
    network = cr.Network([4, 5, 3], hidden="tanh", seed=1, output="softmax", **choices)
    network.train(X, LABELS, epochs=2, batch_size=3, optimizer=cr.SGD(0.1))
    return network


def test_equations_are_those_of_the_public_function():
    """`network.equations()` is `cr.equations(network)`, in each degree of detail."""
    network = classifier()
    for detail in ("final", "named", "derivation"):
        assert str(network.equations(detail)) == str(cr.equations(network, detail))
    assert "∂L/∂Z₂ = (1/m) (A₂ − Y)" in str(network.equations("named"))


def test_a_classifier_expects_labels_until_it_has_met_numbers():
    """An untrained one has the error signal P − Y; trained on tables, it knows nothing of their sums."""
    network = cr.Network([4, 3], output="softmax")
    assert "∂L/∂W₁ = (1/m) (A₁ − Y) Xᵀ" in str(network.equations())
    network.train(X, np.eye(3)[LABELS], epochs=1)
    assert "∂L/∂W₁ = (1/m) (A₁ ⊙ 1⃗ᵀ Y − Y) Xᵀ" in str(network.equations())


@pytest.mark.parametrize("trained", [None, LABELS, np.eye(3)[LABELS]], ids=["new", "labels", "numbers"])
def test_code_and_equations_read_the_same_targets(trained):
    """What `source` gathers is what `equations` and `diagram` are written with: labels, or numbers Y."""
    network = cr.Network([4, 3], output="softmax")
    if trained is not None:
        network.train(X, trained, epochs=1)
    expected = trained is None or trained.ndim == 1
    assert network.labelled is expected
    assert ("labels" in network.source()) is expected
    assert ("one_hot" in network.diagram(zoom="operations")) is expected
    assert ("1⃗ᵀ Y" not in str(network.equations())) is expected


@pytest.mark.parametrize("targets", [LABELS, NUMBERS], ids=["labels", "numbers"])
def test_explanation_agrees_with_gradient_and_prediction(targets):
    """The values are those of `predict` and `gradient`, in float64 and without dropout."""
    outputs = 3 if targets is LABELS else 1
    chosen = {"output": "softmax"} if targets is LABELS else {}
    network = cr.Network([4, 5, outputs], **chosen, l2=0.1, dropout=0.3, dtype="float64", seed=1)
    explanation = network.explain(X[:2], targets[:2])
    values = explanation.values
    gradient = network.gradient(X[:2], targets[:2])
    for name, part in network.layout.views(gradient).items():
        np.testing.assert_allclose(values[f"∂L/∂{name}"], part, rtol=1e-12, atol=1e-15)
    prediction = values["A2" if "A2" in values.graph.all_names else "Z2"]
    np.testing.assert_allclose(prediction.T, network.output(X[:2]), rtol=1e-12)
    assert prediction.dtype == np.float64


def test_explanation_reads_as_equations_and_steps():
    """Its text holds both, in 80 columns, and its trace the degree of detail that was asked for."""
    explanation = classifier().explain(X[:1], LABELS[:1])
    text = str(explanation)
    assert text.startswith(str(explanation.equations).splitlines()[0])
    assert text.endswith(str(explanation.trace))
    assert "Z₁ = W₁ X + b₁" in text
    assert max(map(len, text.splitlines())) <= 80
    steps = [len(classifier().explain(X[:1], LABELS[:1], d).trace.steps) for d in ("layers", "operations")]
    assert steps[0] < steps[1]


def test_an_explanation_shows_a_step_of_learning():
    """With a learning rate, every parameter moves along its slope, and the cost is told again."""
    network = cr.Network([4, 5, 3], output="softmax", dtype="float64", seed=1)
    explanation = network.explain(X[:2], LABELS[:2], learning_rate=0.5)
    steps = {step.name: step for step in explanation.trace.phase("update")}
    assert list(steps) == ["W1", "b1", "W2", "b2", "L"]
    for name in network.parameters:
        np.testing.assert_allclose(
            steps[name].result, network.parameters[name] - 0.5 * explanation.values[f"∂L/∂{name}"]
        )
    assert not network.explain(X[:2], LABELS[:2]).trace.phase("update")


def test_explaining_teaches_no_classes():
    """A network that has met no labels knows none afterwards."""
    network = cr.Network([4, 3], output="softmax")
    network.explain(X[:1], LABELS[:1])
    network.check(X, LABELS)
    network.script(X, LABELS)
    assert network.classes is None


def test_explanation_refuses_what_does_not_fit():
    """The message is that of training."""
    with pytest.raises(cr.ShapeError, match=r"for one example use X.reshape\(1, 4\)"):
        classifier().explain(X[0], LABELS[0])
    with pytest.raises(cr.SettingError, match="the detail of a trace is one of"):
        _ = classifier().explain(X[:1], LABELS[:1], "all").trace


@pytest.mark.parametrize("zoom", ["layers", "operations", "gates"])
def test_diagram_shows_shapes_or_numbers(zoom):
    """Without rows there is the circuit; with rows the prediction; with targets the cotangents too."""
    network = classifier(dropout=0.2)
    plain, predicted, whole = (network.diagram(*data, zoom=zoom) for data in ((), (X[:1],), (X[:1], LABELS[:1])))
    assert "data-value" not in plain
    assert "data-value" in predicted
    assert "∂L/∂" not in predicted
    assert "∂L/∂" in whole


def test_diagram_of_targets_alone_is_refused():
    """Targets say nothing without rows."""
    with pytest.raises(cr.SettingError, match="y goes with X"):
        classifier().diagram(y=LABELS)


def test_neurons_show_the_weights():
    """A line for each weight, with its number where there is room."""
    network = cr.Network([2, 3, 1], dtype="float64")
    network.set_theta(np.arange(13) / 8)
    assert "0.125" in network.neurons()
    assert network.neurons(prefix="mine").count("mine-title") == 2


def test_check_finds_the_gradient_right():
    """Every parameter is checked in float64, although the network is single."""
    report = classifier(l2=0.01).check(X, LABELS)
    assert report.right
    assert [one.name for one in report.parameters] == ["W1", "b1", "W2", "b2"]
    assert report.numbers == 43


def test_script_repeats_the_training():
    """Theta of the printed file is that of `train` from the same start."""
    choices = {"hidden": "tanh", "output": "softmax", "seed": 1, "dtype": "float64"}
    network = cr.Network([4, 5, 3], **choices)
    how = {"optimizer": cr.Adam(0.05), "batch_size": 4, "epochs": 3, "last": "keep"}
    script = network.script(X, LABELS, **how)
    network.train(X, LABELS, **how)
    space = {"print": lambda *_: None}
    exec(script.text, space)  # noqa: S102
    np.testing.assert_allclose(space["theta"], network.theta, rtol=1e-12, atol=1e-12)
    assert repr(script).startswith('"""Training of a network.')
