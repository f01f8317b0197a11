"""Output and loss: the one that is left out is the one that goes with the other."""

import pytest

import chainrule as cr
from chainrule.architecture.output_losses import LOSSES, find_loss, match_output_and_loss
from chainrule.errors import SettingError


@pytest.mark.parametrize(
    ("output", "loss", "matched"),
    [
        (None, None, ("identity", "squared_error")),
        ("identity", None, ("identity", "squared_error")),
        ("sigmoid", None, ("sigmoid", "logistic")),
        ("softmax", None, ("softmax", "cross_entropy")),
        ("tanh", None, ("tanh", "squared_error")),
        (None, "squared_error", ("identity", "squared_error")),
        (None, "huber", ("identity", "huber")),
        (None, "logistic", ("sigmoid", "logistic")),
        (None, "cross_entropy", ("softmax", "cross_entropy")),
        ("sigmoid", "half_squared_error", ("sigmoid", "half_squared_error")),
        ("softmax", "absolute_error", ("softmax", "absolute_error")),
    ],
)
def test_the_one_left_out_goes_with_the_other(output, loss, matched):
    """Identity with the squared error, sigmoid with the logistic loss, softmax with the cross-entropy."""
    assert match_output_and_loss(output, loss) == matched


@pytest.mark.parametrize(
    ("output", "loss", "message"),
    [
        ("identity", "logistic", "logistic works on logits and needs output='sigmoid', not 'identity'"),
        ("sigmoid", "cross_entropy", "cross_entropy works on logits and needs output='softmax', not 'sigmoid'"),
        (cr.tanh, "logistic", "logistic works on logits and needs output='sigmoid', not <op tanh>"),
    ],
)
def test_loss_on_logits_with_another_output_is_refused(output, loss, message):
    """It applies its output itself, so another one would be ignored."""
    with pytest.raises(SettingError, match=message):
        cr.Network([2, 1], output=output, loss=loss)


@pytest.mark.parametrize("loss", ["mse", 5])
def test_unknown_loss_is_refused(loss):
    """The message lists the known ones."""
    message = f"there is no loss {loss!r}; there are {', '.join(LOSSES)}, or give a function of nodes"
    with pytest.raises(SettingError, match=message):
        cr.Network([2, 1], loss=loss)


def test_loss_is_found_by_name():
    """And knows the output that it goes with."""
    assert find_loss("logistic").output == "sigmoid"


def test_functions_are_matched_with_the_plain_choice():
    """A person's own output goes with the squared error, a person's own loss with the identity."""

    def own(*nodes):
        return nodes[0]

    assert match_output_and_loss(own, None) == (own, "squared_error")
    assert match_output_and_loss(None, own) == ("identity", own)
