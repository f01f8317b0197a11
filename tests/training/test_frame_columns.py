"""A network that learned from a data frame finds its columns by their names."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DataError
from chainrule.training.frame_columns import names_of

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")

DICE = np.random.default_rng(0)
COLUMNS = {name: DICE.normal(size=40) for name in ("width", "height", "age")}
Y = COLUMNS["width"] - 2 * COLUMNS["age"]


@pytest.fixture(params=[pandas.DataFrame, polars.DataFrame], ids=["pandas", "polars"])
def frame(request):
    """The columns as a frame."""
    return request.param(COLUMNS)


def test_columns_in_another_order_are_the_same_columns(frame, tmp_path):
    """Predictions, costs, gradients, checks and files do not depend on it; an array is taken as it stands."""
    network = cr.Network([3, 4, 1], seed=1)
    network.train(frame, Y, epochs=2, engine="numpy")
    turned = frame[["age", "width", "height"]]
    network.save(tmp_path / "one.safetensors")
    for one in (network, cr.Network.load(tmp_path / "one.safetensors")):
        assert (one.predict(turned) == one.predict(frame)).all()
        assert (one.gradient(turned, Y) == one.gradient(frame, Y)).all()
        assert one.cost(turned, Y) == one.cost(frame.to_numpy(), Y)
        assert (one.explain(turned, Y).values["A1"] == one.explain(frame, Y).values["A1"]).all()
        assert (one.predict(np.asarray(turned)) != one.predict(frame)).any()


def test_other_columns_are_refused(frame):
    """A name that is new or missing is told."""
    network = cr.Network([3, 1])
    network.train(frame, Y, epochs=1, engine="numpy")
    other = type(frame)({**{name: COLUMNS[name] for name in ("width", "height")}, "weight": Y})
    with pytest.raises(DataError, match=r"X has other columns than those .*: it lacks 'age' and it has 'weight'"):
        network.predict(other)


def test_only_a_frame_has_names():
    """No array has, and no frame whose names are numbers."""
    assert names_of(pandas.DataFrame(np.eye(2))) is None
    assert names_of(np.eye(2)) is None
    assert names_of([[1.0]]) is None
    network = cr.Network([2, 1])
    network.train(pandas.DataFrame(np.eye(2)), [0, 1], epochs=1, batch_size=1, engine="numpy")
    assert network.predict(pandas.DataFrame(np.eye(2), columns=["b", "a"])).shape == (2,)
