"""Predicting: labels or numbers, as the targets were, and probabilities for classes."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DataError, SettingError

RNG = np.random.default_rng(3)
X = RNG.normal(size=(30, 2))
LEFT = X[:, 0] > 0
LINE = {"softmax": [1, 0, -1, 0, 0, 0], "sigmoid": [-1, 0, 0]}  # theta of a network that looks at the first input

LABELS = (["left", "right"], [0, 1], [7, 9], [0.0, 1.0], [-1.5, 2.5], [False, True])


def classifier(output, labels, **choices):
    """A network that has met two labels and knows the side of 0."""
    network = cr.Network([2, 2 if output == "softmax" else 1], output=output, **choices)
    network.train(X, np.where(LEFT, *labels), epochs=0)
    network.set_theta(LINE[output])
    return network


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
@pytest.mark.parametrize("labels", LABELS, ids=str)
def test_labels_are_predicted_as_they_were_given(output, labels, tmp_path):
    """Texts, numbers and truth values come back as such, also from a file."""
    network = classifier(output, labels)
    network.save(tmp_path / "one.safetensors")
    for one in (network, cr.Network.load(tmp_path / "one.safetensors")):
        expected = np.where(LEFT, *labels)
        assert one.predict(X).tolist() == expected.tolist()
        assert one.predict(X).dtype.kind == expected.dtype.kind
        assert one.classes.tolist() == labels


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_probabilities_have_a_column_for_each_class(output):
    """In the order of `classes`, with the sum 1; the label is the one of the largest."""
    network = classifier(output, ["left", "right"], dtype="float64")
    found = network.probabilities(X)
    assert found.shape == (30, 2)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-15)
    slope = 2 if output == "softmax" else 1
    np.testing.assert_allclose(found[:, 1], 1 / (1 + np.exp(slope * X[:, 0])), rtol=1e-13)
    assert (network.classes[found.argmax(axis=1)] == network.predict(X)).all()


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_the_first_of_equally_probable_labels_is_predicted(output):
    """As metrics and tables have it: one half is not more than one half."""
    network = classifier(output, ["left", "right"])
    network.set_theta(np.zeros(network.layout.size))
    assert network.predict(X[:1]).tolist() == ["left"]
    assert network.probabilities(X[:1]).tolist() == [[0.5, 0.5]]


def test_several_sigmoids_have_a_probability_each():
    """They need not sum to 1, and the largest decides where there are labels."""
    network = cr.Network([2, 3], output="sigmoid", loss="half_squared_error", seed=1)
    network.train(X, RNG.integers(3, size=30), epochs=1)
    assert (network.probabilities(X) == network.output(X)).all()
    assert network.predict(X).tolist() == network.output(X).argmax(axis=1).tolist()


@pytest.mark.parametrize("targets", [X[:, 0], X[:, :1], X])
def test_numbers_are_predicted_in_double_precision(targets):
    """One for each row where there is one output, else a row of them; single precision is exact in it."""
    network = cr.Network([2, 3, 1 if targets is not X else 2])
    network.train(X, targets, epochs=1)
    found = network.predict(X)
    assert (found.dtype, network.output(X).dtype) == (np.float64, np.float32)
    assert found.shape == ((30, 2) if targets is X else (30,))
    assert (found.reshape(30, -1) == network.output(X)).all()


@pytest.mark.parametrize("kind", ["pictures", "new"])
def test_numbers_between_0_and_1_are_numbers(kind):
    """A sigmoid alone makes no classes, where the loss compares numbers."""
    network = cr.Network([2, 2], output="sigmoid", loss="squared_error")
    if kind == "pictures":
        network.train(X, LEFT[:, None] * [0.3, 0.7], epochs=1)
    assert (network.predict(X) == network.output(X)).all()


def test_several_labels_a_row_are_there_or_not(tmp_path):
    """A sigmoid each and the logistic loss: 1 from one half on, and the accuracy of labels while it trains."""
    Y = np.stack([X[:, 0] > 0, X[:, 1] > 0, X.sum(axis=1) > 0], axis=1).astype(int)
    network = cr.Network([2, 8, 3], output="sigmoid", loss="logistic", seed=0)
    run = network.train(X, Y, validation=(X, Y), epochs=80, batch_size=10, optimizer=cr.Adam(0.05), engine="numpy")
    found = network.predict(X)
    assert (found.dtype, found.shape) == (np.int64, (30, 3))
    assert (found == (network.probabilities(X) >= 0.5)).all()
    assert run.history.epochs["label_accuracy"][-1] == (found == Y).mean() > 0.9
    with pytest.raises(SettingError, match="there are label_accuracy, row_accuracy"):
        network.train(X, Y, validation=(X, Y), metrics=["rmse"], epochs=1)


def test_labels_need_an_output_that_was_chosen():
    """A network whose output and loss nobody chose predicts numbers, and labels are no numbers."""
    with pytest.raises(DataError, match=r"y holds a class label .* output='softmax' learns labels"):
        cr.Network([2, 3]).train(X, RNG.integers(3, size=30))
    labelled_by("identity")


def own(z):
    """A softmax of a person's own."""
    return cr.softmax(z)


REFUSED = (
    (lambda: cr.Network([2, 1]).probabilities(X),
     "probabilities come from a sigmoid or a softmax, and this network ends in identity; predict(X) gives numbers"),
    (lambda: labelled_by("identity").probabilities(X), "in identity; predict(X) gives labels, output(X) its numbers"),
    (lambda: labelled_by(own).probabilities(X), "ends in own; predict(X) gives labels, output(X) its numbers"),
    (lambda: cr.Network([2, 2], output="softmax").predict(X),
     "this network knows no labels: train it on some, or ask for probabilities(X)"),
    (lambda: cr.Network([2, 1], output="sigmoid").predict(X), "this network knows no labels"),
    (lambda: in_columns().predict(X), "this network knows no labels"),
)  # fmt: skip


def labelled_by(output):
    """A network of three classes that ends in no probabilities, as far as anybody knows."""
    network = cr.Network([2, 3], output=output, loss="squared_error")
    network.train(X, RNG.integers(3, size=30), epochs=0)
    assert network.predict(X).tolist() == network.output(X).argmax(axis=1).tolist()
    return network


def in_columns():
    """A network of two classes that was trained on a column for each."""
    network = cr.Network([2, 2], output="softmax")
    network.train(X, np.eye(2)[LEFT.astype(int)], epochs=1)
    return network


@pytest.mark.parametrize(("ask", "sentence"), REFUSED)
def test_what_a_network_cannot_answer_is_refused(ask, sentence):
    """The message says what to ask instead."""
    with pytest.raises(SettingError) as caught:
        ask()
    assert sentence in str(caught.value)


def test_activations_are_what_each_layer_gives():
    """A1 = σ(W1 X + b1), A2 = tanh(W2 A1 + b2), and the output as `output` has it; without dropout."""
    network = cr.Network([2, 3, 4, 1], hidden=("sigmoid", "tanh"), dropout=0.5, dtype="float64", seed=3)
    rows = np.random.default_rng(0).normal(size=(200, 2))
    layers = network.activations(rows)
    assert list(layers) == ["A1", "A2", "Z3"]
    of = network.parameters
    first = 1 / (1 + np.exp(-(rows @ of["W1"].T + of["b1"].T)))
    np.testing.assert_allclose(layers["A1"], first, rtol=1e-12)
    np.testing.assert_allclose(layers["A2"], np.tanh(first @ of["W2"].T + of["b2"].T), rtol=1e-12)
    np.testing.assert_array_equal(layers["Z3"], network.output(rows))


def test_a_network_can_be_told_its_classes():
    """Before rows that show only some of them; as many as it has outputs, two for one."""
    network = cr.Network([1, 3], output="softmax")
    network.classes = ["red", "green", "blue"]
    network.train([[0.0], [1.0]], ["red", "green"], epochs=1, engine="numpy")
    assert network.classes.tolist() == ["blue", "green", "red"]
    assert network.probabilities([[0.0]]).shape == (1, 3)
    with pytest.raises(cr.DataError, match="classes has 2 different labels; the network has 3 outputs"):
        network.classes = ["red", "green"]
