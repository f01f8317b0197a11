"""What a table is learned with where nothing is chosen, by name; and that the report says what it was, and why."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ArgumentError, DivergenceError, SettingError
from chainrule.tables.defaults import layers_for
from chainrule.tables.pace import pace_for
from chainrule.tables.presets import PRESETS, Decision
from chainrule.tables.starts import starts_for, take_best_start
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


@pytest.mark.parametrize(("target", "rate"), [("cost", 0.07), ("kind", 0.04)])
def test_realmlp_has_its_own_rates(table, target, rate):
    """Another one for numbers than for classes, in batches of 256; what its board says is not said twice."""
    model = cr.TableModel(target, preset="realmlp_td_s", hidden=(8,), epochs=2, engine="numpy").fit(table)
    assert chosen(model)["learning_rate"] == (rate, "preset realmlp_td_s")
    assert chosen(model)["batch_size"] == (56, "preset realmlp_td_s")
    with pytest.raises(ArgumentError, match="dropout: the board of realmlp_td_s says this in its own lines"):
        cr.TableModel(target, preset="realmlp_td_s", dropout=0.1)


@pytest.mark.parametrize(
    ("settings", "starts"),
    [
        ({"hidden": (8,)}, 8),
        ({"hidden": (8,), "starts": 3}, 3),
        ({"hidden": (32,)}, 1),
        ({"hidden": ()}, 1),
        ({"hidden": (8,), "epochs": 100}, 1),
        ({"hidden": (8,), "members": 2}, 1),
        ({"preset": "realmlp_td_s"}, 1),
    ],
)
def test_narrow_layers_try_several_starts(settings, starts):
    """Where epochs are enough for first runs, and members have no starts of their own."""
    chosen = TableSettings(**settings)
    assert starts_for(chosen, layers_for(chosen), pace_for(400, 40, chosen))[0] == starts


def test_the_best_of_the_first_runs_is_gone_on_from():
    """Each has a start of its own, the first the network's; what counts is what it cost at its end."""
    network = cr.Network([2, 3, 1], seed=5)
    own, costs, starts = network.theta.copy(), iter([3.0, 2.0, 1.0, 4.0]), []

    def first_run(tried):
        starts.append(tried.theta.copy())
        tried.set_theta(tried.theta + 1)
        return next(costs)

    take_best_start(network, 5, 4, first_run)
    assert np.array_equal(starts[0], own)
    assert np.array_equal(network.theta, starts[2] + 1)
    assert len({one.tobytes() for one in starts}) == 4


def test_a_start_that_diverges_is_none():
    """It is left out; where all do, the network is as it was, and its training will say why."""
    network, costs = cr.Network([2, 3, 1]), iter([None, 2.0, None])

    def first_run(tried):
        if (cost := next(costs)) is None:
            raise DivergenceError("beyond", 1, "L", 0.1)
        return cost

    own = network.theta.copy()
    take_best_start(network, 0, 2, first_run)
    second = network.theta.copy()
    assert not np.array_equal(second, own)
    take_best_start(network, 0, 1, first_run)
    assert np.array_equal(network.theta, second)


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
