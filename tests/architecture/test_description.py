"""An architecture as plain data: names stay, functions become their names."""

import json

import pytest

import chainrule as cr
from chainrule.architecture.description import describe, read_architecture
from chainrule.errors import ModelFileError
from chainrule.json_fields import FieldError


def swish(z):
    """A person's own activation."""
    return z * cr.sigmoid(z)


def test_description_is_plain_and_reads_back_equal():
    """Through JSON, with every choice that a network has."""
    architecture = cr.Network(
        [3, 4, 5, 2],
        hidden=("relu", "tanh"),
        output="softmax",
        average=False,
        l2=0.1,
        dropout=0.2,
        initializer="lecun",
    ).architecture
    assert read_architecture(json.loads(json.dumps(describe(architecture))), {}) == architecture


def test_functions_are_looked_up_by_name():
    """As hidden activation, output and loss."""

    def loss(yhat, y):
        return cr.mean((yhat - y) ** 2)

    architecture = cr.Network([3, 4, 2], hidden=swish, output=swish, loss=loss).architecture
    data = json.loads(json.dumps(describe(architecture)))
    assert read_architecture(data, {"swish": swish, "loss": loss}) == architecture


def test_missing_function_is_named():
    """The message says how to hand it in."""
    data = describe(cr.Network([3, 4, 2], hidden=swish).architecture)
    message = r"a function called 'swish', and files hold no code; load it with functions=\{'swish': …\}"
    with pytest.raises(ModelFileError, match=message):
        read_architecture(data, {})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sizes": 3}, "'sizes' must be a list, not 3"),
        ({"hidden": "relu"}, "'hidden' must be a list, not 'relu'"),
        ({"l2": "0.1"}, "'l2' must be a finite number, not '0.1'"),
        ({"dropout": None}, "'dropout' must be a finite number, not None"),
        ({"average": 1}, "'average' must be true or false, not 1"),
        ({"output": {"name": "f"}}, "a function lacks 'function'"),
    ],
)
def test_damaged_description_is_refused(change, message):
    """Types are checked before anything is made."""
    data = describe(cr.Network([3, 4, 2]).architecture)
    with pytest.raises(FieldError, match=message):
        read_architecture({**data, **change}, {})
