"""Boards that are timed are the rivals' models too: from the same parameters, over the same rows, to the same cost."""

import pytest
from benchmarks.boards.models import MODELS
from benchmarks.boards.sessions import SESSIONS
from benchmarks.contenders import CONTENDERS


@pytest.fixture(scope="module", params=MODELS)
def model(request):
    """A model's name, its cost at the start, and after an epoch of `board.train`."""
    session = SESSIONS["numpy"](request.param)
    start = session.cost()
    assert session.train(1) > 0
    return request.param, start, session.cost()


def test_training_lowers_the_cost(model):
    """What is timed is training."""
    _, start, end = model
    assert end < start


@pytest.mark.parametrize("rival", ["jax", "pytorch"])
def test_a_rival_has_the_same_costs(model, rival):
    """Before the first step, and after twenty of Adam's in float32; a second block begins where the first one did."""
    if missing := CONTENDERS[rival].missing:
        pytest.skip(f"needs {missing}")
    name, start, end = model
    session = SESSIONS[rival](name)
    assert session.cost() == pytest.approx(start, rel=1e-5)
    for _ in range(2):
        session.restart()
        session.train(1)
        assert start - session.cost() == pytest.approx(start - end, rel=0.01)
