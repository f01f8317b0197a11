"""What a table is learned with where nothing is chosen, by name; and that the report says what it was, and why."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ArgumentError, SettingError
from chainrule.tables.defaults import layers_for
from chainrule.tables.pace import pace_for
from chainrule.tables.presets import PRESETS, Decision
from chainrule.tables.table_settings import TableSettings

FEW = {"epochs": 2, "engine": "numpy", "hidden": (5,)}


def chosen(model):
    """What was chosen by name, as values and reasons."""
    return {name: (one["value"], one["why"]) for name, one in model.report().record()["chosen"].items()}


def test_choices_win_over_a_preset_and_a_preset_over_what_is_usual():
    """Each with its reason."""
    layers = layers_for(TableSettings(preset="fast", dropout=0.1))
    assert (layers.hidden, layers.dropout, layers.members) == (PRESETS["fast"].hidden, 0.1, 1)
    reasons = {one.name: one.why for one in layers.decisions}
    assert reasons == {"hidden": "preset fast", "activation": "as usual", "dropout": "as asked for"}


def test_fast_makes_fewer_steps():
    """As many as the preset says."""
    epochs = {name: pace_for(640, 100, TableSettings(preset=name)).epochs for name in ("default", "fast")}
    assert epochs["default"] / epochs["fast"] == pytest.approx(
        PRESETS["default"].steps / PRESETS["fast"].steps, rel=0.1
    )


def test_plain_tells_each_number_once(table):
    """There is an input for it, and none for its pieces."""
    whole = {"x": np.arange(400.0), "y": np.arange(400.0)}
    assert len(cr.TableModel("y", preset="plain", **FEW).fit(whole).encoding.feature_names) == 1
    assert len(cr.TableModel("y", **FEW).fit(whole).encoding.feature_names) > 1


@pytest.mark.parametrize("target", ["cost", "kind", "town"])
def test_several_networks_are_one_model(table, target, tmp_path):
    """It predicts as its file does, and its gradient is that of finite differences."""
    table = {**table, "town": ["north", "south", "west", "south"] * 20}
    model = cr.TableModel(target, preset="best", members=3, **FEW).fit(table)
    assert chosen(model)["members"] == (3, "as asked for")
    model.save(tmp_path / "model.safetensors")
    again = cr.TableModel.load(tmp_path / "model.safetensors")
    assert np.array_equal(again.predict(table), model.predict(table))
    if target != "cost":
        assert again.probabilities(table).sum(axis=1) == pytest.approx(1, abs=1e-5)
    X, y = model.arrays(table, [0, 1, 2])
    board = model.trained
    values = board.bind(**{**board.parameters, **model.learner.leaves(X, y)})
    assert board.check(values)


def test_a_report_says_what_was_chosen_and_why(table):
    """In the text, and in what programs read."""
    model = cr.TableModel("cost", learning_rate=0.01, **FEW).fit(table)
    assert chosen(model)["learning_rate"] == (0.01, "as asked for")
    assert chosen(model)["preset"] == ("default", PRESETS["default"].why)
    assert chosen(model)["dropout"] == (0.0, "layers of less than 32 units")
    assert chosen(model)["hidden"] == ([5], "as asked for")
    text = " ".join(str(model.report()).split())
    for one in model.report().learned.decisions:
        assert one.sentence in text


def test_an_activation_of_one_s_own_is_told_by_its_name():
    """A function is no plain data."""

    def swish(z):
        return z * cr.sigmoid(z)

    assert Decision("activation", swish, "as asked for").plain == {"value": "swish", "why": "as asked for"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"preset": "bst"}, "preset: there is no 'bst'; did you mean 'best'?"),
        ({"members": 0}, "members is a whole number from 1, not 0"),
        ({"preset": "best", "board": "data X (n, m), y (1, m)\nparams w (1, n)\nL = squared_error(w @ X, y)"},
         "preset: this is for a network, and board says in its own lines what it is"),
    ],
)  # fmt: skip
def test_presets_that_cannot_be(settings, sentence):
    """Are refused before a table is read."""
    with pytest.raises((ArgumentError, SettingError)) as caught:
        TableSettings(**settings)
    assert str(caught.value).startswith(sentence)


def test_members_need_a_cost_that_falls_apart(table):
    """The mean and the spread of absolute errors are not their mean."""
    with pytest.raises(SettingError, match="members are averaged by squared_error"):
        cr.TableModel("cost", members=2, loss="huber", **FEW).fit(table)
