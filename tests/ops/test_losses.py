"""The losses: closed forms with their scale, example weights, one-hot labels, refusals."""

import re

import numpy as np
import pytest

import chainrule as cr

rng = np.random.default_rng(4)
A, Y = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
B = (rng.random((3, 5)) < 0.5).astype(float)  # targets of the logistic loss
P = rng.dirichlet(np.ones(3), 5).T  # columns of probabilities, targets of the cross-entropy
WEIGHTS = rng.uniform(0.5, 1.5, (1, 5))
a, y, weights = cr.input("a", (3, "m")), cr.input("y", (3, "m")), cr.input("weights", (1, "m"))

TERMS = {  # what each entry adds, before averaging
    cr.squared_error: (Y, (A - Y) ** 2),
    cr.half_squared_error: (Y, (A - Y) ** 2 / 2),
    cr.absolute_error: (Y, abs(A - Y)),
    cr.huber: (Y, np.where(abs(A - Y) <= 1, (A - Y) ** 2 / 2, abs(A - Y) - 0.5)),
    cr.logistic: (B, -B * np.log(1 / (1 + np.exp(-A))) - (1 - B) * np.log(1 / (1 + np.exp(A)))),
    cr.cross_entropy: (P, -P * np.log(np.exp(A) / np.exp(A).sum(axis=0))),
}
LOSSES = pytest.mark.parametrize("loss", TERMS, ids=lambda loss: loss.__name__)


def value(node, target):
    """The number of a node over a, y and the weights."""
    return float(cr.evaluate([node], {a: A, y: target, weights: WEIGHTS})[0])


@LOSSES
def test_loss_is_summed_over_outputs_and_averaged_over_examples(loss):
    """A loss is (1/m) times the sum of its terms."""
    target, terms = TERMS[loss]
    assert value(loss(a, y), target) == pytest.approx(terms.sum() / 5, rel=1e-13)


@LOSSES
def test_loss_can_be_summed(loss):
    """Without averaging a loss is the sum of its terms."""
    target, terms = TERMS[loss]
    assert value(loss(a, y, average=False), target) == pytest.approx(terms.sum(), rel=1e-13)


@LOSSES
def test_example_weights_multiply_the_terms_of_their_example(loss):
    """A weight of an example multiplies its column of terms."""
    target, terms = TERMS[loss]
    assert value(loss(a, y, weights), target) == pytest.approx((WEIGHTS * terms).sum() / 5, rel=1e-13)


@LOSSES
def test_average_is_the_sum_over_m(loss):
    """The two scales of a loss differ by the factor m."""
    target, _ = TERMS[loss]
    total, average = value(loss(a, y, average=False), target), value(loss(a, y), target)
    assert total == pytest.approx(5 * average, rel=1e-14)


@LOSSES
def test_loss_is_a_number(loss):
    """Whatever its operands, a loss has the shape ()."""
    assert loss(a, y).shape == ()


def test_losses_of_one_number():
    """A single prediction is one example."""
    p, t = cr.input("p"), cr.input("t")
    losses = [cr.squared_error(p, t), cr.half_squared_error(p, t), cr.absolute_error(p, t), cr.huber(p, t)]
    assert [float(v) for v in cr.evaluate(losses, {p: 3.0, t: 1.0})] == [4, 2, 2, 1.5]


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("cross_entropy", "cross_entropy"),
        ("logistic", "binary_cross_entropy_with_logits"),
        ("huber", "huber_loss"),
        ("squared_error", "mse_loss"),
        ("absolute_error", "l1_loss"),
    ],
)
def test_summed_loss_agrees_with_torch(name, function):
    """A summed loss and its gradient are torch's, to 1e-12."""
    torch = pytest.importorskip("torch")
    loss = getattr(cr, name)
    target = TERMS[loss][0]
    leaf = torch.tensor(A.T, requires_grad=True)
    theirs = getattr(torch.nn.functional, function)(leaf, torch.tensor(target.T), reduction="sum")
    theirs.backward()
    cost = loss(a, y, average=False)
    ours, slope = cr.evaluate([cost, cr.gradient(cost, a)], {a: A, y: target})
    assert float(ours) == pytest.approx(theirs.item(), rel=1e-12)
    np.testing.assert_allclose(slope.T, leaf.grad.numpy(), rtol=1e-12, atol=1e-12)


def test_gradient_by_a_logit_is_probability_minus_target():
    """Logistic and cross-entropy have the slopes σ(a) − y and P − Y."""
    logistic = cr.gradient(cr.logistic(a, y, average=False), a)
    (slope,) = cr.evaluate([logistic], {a: A, y: B})
    np.testing.assert_allclose(slope, 1 / (1 + np.exp(-A)) - B, rtol=1e-13, atol=1e-15)
    cross_entropy = cr.gradient(cr.cross_entropy(a, y, average=False), a)
    (slope,) = cr.evaluate([cross_entropy], {a: A, y: P})
    np.testing.assert_allclose(slope, np.exp(A) / np.exp(A).sum(axis=0) - P, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ([(3, "m"), (2, "m")], "a loss needs predictions and targets of one shape, got (3, m) and (2, m)"),
        (
            [("m",), (1, "m")],
            "a loss needs predictions and targets of one shape, got (m,) and (1, m); declare the targets as (m,)",
        ),
        ([(3, "m"), (3, "m"), ("m",)], "example weights must be (1, m), got (m,)"),
        ([(3, "m"), (3, "m"), (3, "m")], "example weights must be (1, m), got (3, m)"),
        ([(3, 0), (3, 0)], "there is no average over no examples: (3, 0)"),
    ],
)
def test_losses_refuse_what_does_not_fit(shapes, message):
    """Predictions and targets of two shapes, weights that are not one for each example, and no examples."""
    operands = [cr.input(f"x{i}", shape) for i, shape in enumerate(shapes)]
    with pytest.raises(cr.ShapeError, match=rf"^{re.escape(message)} \(made at test_losses\.py:\d+\)$"):
        cr.squared_error(*operands)


def test_average_over_examples_that_turn_out_to_be_none_is_refused():
    """When m gets the number 0, an averaged loss is refused, and a summed one is 0."""
    none = {a: np.ones((3, 0)), y: np.ones((3, 0))}
    with pytest.raises(cr.ShapeError, match=r"^there is no average over no examples: \(3, 0\) \(made at"):
        cr.evaluate([cr.squared_error(a, y)], none)
    assert cr.evaluate([cr.squared_error(a, y, average=False)], none) == [0.0]


def test_cross_entropy_needs_a_column_for_each_example():
    """Of a plain vector of logits nobody knows whether its entries are classes or examples."""
    message = re.escape("cross_entropy needs a column of logits for each example, got (3,) (made at test_losses.py:")
    with pytest.raises(cr.ShapeError, match=f"^{message}\\d+\\)$"):
        cr.cross_entropy(cr.input("a", 3), cr.input("y", 3))


# ---- labels -------------------------------------------------------------------------------------------------------


def test_one_hot_is_a_column_for_each_label():
    """A label's column has a 1 in the label's row."""
    labels = cr.input("labels", (1, "m"), kind="index")
    (Y,) = cr.evaluate([cr.one_hot(labels, 3)], {labels: [[0, 2, 1, 2]]})
    assert Y.tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]]


def test_one_hot_is_real_in_the_programs_dtype():
    """Labels are whole numbers, their one-hot columns numbers of the program's dtype."""
    labels = cr.input("labels", (1, "m"), kind="index")
    (Y,) = cr.evaluate([cr.one_hot(labels, 2)], {labels: np.array([[1]], dtype=np.uint8)}, dtype=np.float32)
    assert Y.dtype == np.float32


def test_labels_may_have_one_axis():
    """Of (m,) labels, one-hot columns are those of (1, m), and their classes may be a letter."""
    labels, Z = cr.input("labels", "m", kind="index"), cr.input("Z", ("K", "m"))
    Y = cr.one_hot(labels, "K")
    assert Y.shape == ("K", "m")
    assert cr.evaluate([Y], {labels: [2, 0], Z: np.zeros((3, 2))})[0].tolist() == [[0, 1], [0, 0], [1, 0]]


def test_one_hot_refuses_labels_that_are_not_a_row():
    """Labels are (1, m) or (m,): one for each example."""
    message = re.escape("one_hot needs labels of shape (1, m) or (m,), got (n, m) (made at test_losses.py:")
    with pytest.raises(cr.ShapeError, match=f"^{message}\\d+\\)$"):
        cr.one_hot(cr.input("labels", ("n", "m"), kind="index"), 3)
