"""What a person chooses for a table: refused at once where it cannot be, in the words of Python and of the options."""

import pytest

import chainrule as cr
from chainrule.cli.exits import option_of
from chainrule.errors import ArgumentError, SettingError
from chainrule.tables.table_settings import TableSettings


def test_what_is_given_is_kept():
    """Names alone are several, and whole numbers may come as floats."""
    chosen = TableSettings("kind", ignore="id", epochs=3.0, validation=0.25)
    assert (chosen.target, chosen.ignore, chosen.epochs, chosen.validation) == ("kind", ("id",), 3, 0.25)


REFUSED = [
    ({"target": 3}, "target is the name of a column, not 3"),
    ({"ignore": 3}, "ignore takes names such as ['W1'], not 3"),
    ({"task": "clases"}, "task: there is no 'clases'; did you mean 'classes'?"),
    ({"class_weight": "heavy"}, "class_weight: there is no 'heavy'; there are balanced"),
    ({"optimizer": "adma"}, "optimizer: there is no 'adma'; did you mean 'adam'?"),
    (
        {"optimizer": None},
        "optimizer: there is no None; there are sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw",
    ),
    ({"schedule": "cosin"}, "schedule: there is no 'cosin'; did you mean 'cosine'?"),
    ({"schedule": "warm_up"}, "schedule: there is no 'warm_up'; there are constant,"),
    ({"dtype": "float16"}, "dtype: there is no 'float16'; did you mean 'float64'?"),
    ({"engine": "jax"}, "engine: there is no 'jax'; there are auto, numba, numpy"),
    ({"validation": 1}, "validation is a number from 0 to below 1, not 1"),
    ({"test": -0.1}, "test is a number from 0 to below 1, not -0.1"),
    ({"epochs": 0}, "epochs is a whole number from 1, not 0"),
    ({"patience": 1.5}, "patience is a whole number from 0, not 1.5"),
    ({"seed": -1}, "seed is a whole number from 0, not -1"),
    ({"learning_rate": 0}, "learning_rate is a number above 0, not 0"),
    ({"hidden": 64}, "hidden: sizes such as (64, 32) are needed, not 64"),
]


@pytest.mark.parametrize(("choices", "sentence"), REFUSED, ids=[str(row[0]) for row in REFUSED])
def test_what_cannot_be_is_refused_at_once(choices, sentence):
    """Before any table is read, with what was found and what there is."""
    with pytest.raises(SettingError) as caught:
        TableSettings(**choices)
    assert str(caught.value).startswith(sentence)


def test_what_is_changed_later_is_looked_at_again(table):
    """A setting is an attribute; `fit` uses what it is then."""
    model = cr.TableModel("kind", hidden=(4,))
    model.epochs = 2
    assert model.fit(table).report().record()["epochs"] == 2
    model.epochs = -2
    with pytest.raises(SettingError, match="epochs is a whole number from 1, not -2"):
        model.fit(table)


@pytest.mark.parametrize("extra", [{"learning_rate": 0.1}, {"warm_up": 3}, {"clip_norm": 1.0}])
def test_an_optimizer_brings_its_own_rate(extra):
    """What an object has is not said a second time."""
    with pytest.raises(ArgumentError, match="optimizer: an object has a learning_rate and a clip_norm of its own"):
        TableSettings(optimizer=cr.Adam(0.01), **extra)


def test_an_interface_spells_the_names_of_arguments():
    """The command line writes them as its options, wherever they stand in the sentence."""
    error = ArgumentError("class_weight", "it goes with {} only", "warm_up")
    assert str(error) == "class_weight: it goes with warm_up only"
    assert error.told(option_of) == "--class-weight: it goes with --warm-up only"


def test_what_a_sentence_quotes_is_left_alone():
    """Braces in the name of a column are not names of arguments."""
    assert str(ArgumentError("loss", "'{}' holds numbers")) == "loss: '{}' holds numbers"
