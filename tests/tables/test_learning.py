"""What the choices make of a network and its training."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ArgumentError

FAST = {"epochs": 1, "hidden": (5,)}


def test_balanced_classes_count_the_same(table):
    """Weights m / (k · rows of the class) make a rare class as heavy as a common one: the cost is the weighted one."""
    rare = {"x": table["size"], "y": ["rare"] * 8 + ["common"] * 72}
    model = cr.TableModel(
        "y", class_weight="balanced", loss="cross_entropy", dropout=0, epochs=1, batch_size="full", validation=0, test=0
    )
    first = model.fit(rare).report().learned.run.history.cost[0]
    start = cr.Network([1, 128, 64, 2], output="softmax", dropout=0)
    X, y = model.arrays(rare)
    weights = 80 / (2 * np.bincount(y)[y])
    shares = start.output(X)[np.arange(80), y]
    assert first == pytest.approx(-(weights * np.log(shares)).mean(), rel=1e-5)


def test_a_person_s_optimizer_is_used_as_it_is(table):
    """Its rate, its schedule and its rule."""
    model = cr.TableModel("kind", optimizer=cr.Nesterov(cr.cosine(0.05)), **FAST).fit(table)
    assert model.network.history.learning_rate[0] == 0.05


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"target": "cost", "loss": "logistic"}, "loss: logistic is for classes, and 'cost' holds numbers"),
        ({"target": "town", "loss": "logistic"}, "loss: logistic is for two classes, and there are 3; use cross_"),
        ({"target": "cost", "class_weight": "balanced"}, "class_weight: weights are for classes, and the target holds"),
    ],
)
def test_choices_that_do_not_fit_the_target(table, choices, sentence):
    """Are refused under the name of the argument."""
    towns = {**table, "town": ["north", "south", "west", "south"] * 20}
    with pytest.raises(ArgumentError) as caught:
        cr.TableModel(**choices, **FAST).fit(towns)
    assert str(caught.value).startswith(sentence)


def test_a_linear_model_has_no_dropout(table):
    """There is nothing to drop."""
    model = cr.TableModel("cost", hidden=(), epochs=1).fit(table)
    assert (model.network.architecture.depth, model.network.architecture.dropout) == (1, 0.0)
