"""Schemes of live batch sizes: what they decide follows from what they saw, and a run that goes on decides alike."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.training.batching.controller import Controller
from chainrule.training.batching.noise import Noise
from chainrule.training.batching.scheme import Decision, Look, Scheme
from chainrule.training.batching.step_cost import StepCost

RNG = np.random.default_rng(2)
X = RNG.normal(size=(600, 6))
Y = X @ RNG.normal(size=6) + RNG.normal(size=600)
COUNTED = cr.NoiseMatched(start=8, every=5, wait=10, cost="counted")
SCHEMES = [COUNTED, cr.Doubling(start=8), cr.CABS(start=8), cr.AdaDamp(start=8, every=5)]
EACH = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda one: one.called)


def network():
    """A small network of numbers."""
    return cr.Network([6, 5, 1], output="identity", dtype="float64", seed=1)


def run_of(model, scheme, epochs=6, **more):
    """Its training by gradient descent with a rate that falls."""
    optimizer = cr.SGD(cr.inverse_time(0.02, decay=0.01))
    return model.train(X, Y, optimizer=optimizer, batch_size=scheme, epochs=epochs, engine="numpy", **more)


def look(noise=None, **more):
    """A look at a run, some of it as a test wants it."""
    seen = {
        "step": 100, "epoch": 0, "rows": 100_000, "size": 32, "learning_rate": 0.1, "factor": 1.0,
        "costs": np.array([1.0]), "is_adaptive": False, "noise": lambda rows: noise,
        "step_cost": lambda kind: StepCost(1e-4, 1e-6),
    }  # fmt: skip
    return Look(**{**seen, **more})


def test_auto_doubles_towards_what_pays():
    """𝓑 = 900 and c₀/c₁ = 100 give B* = 300: 32 becomes 64 with AdaScale's gain, and 256 stays."""
    noise, scheme = Noise(900.0, 1.0, 64), cr.NoiseMatched(32, beta=0.0)
    decision, _ = scheme.decide(look(noise), {})
    assert (decision.size, decision.noise_scale, decision.wanted) == (64, 900.0, pytest.approx(300.0))
    assert decision.rate_scale == pytest.approx((900 / 32 + 1) / (900 / 64 + 1))
    adaptive, _ = scheme.decide(look(noise, is_adaptive=True), {})
    assert adaptive.rate_scale == pytest.approx(decision.rate_scale**0.5)
    stays, _ = scheme.decide(look(noise, size=256), {})
    assert stays.size == 256


def test_auto_never_shrinks_and_stops_at_its_limit():
    """Where B* lies above the largest size, the rate falls by as much."""
    scheme = cr.NoiseMatched(32, beta=0.0, limit=128)
    less, _ = scheme.decide(look(Noise(0.01, 1.0, 64), size=64), {})
    assert less.size == 64
    most, _ = scheme.decide(look(Noise(900.0, 1.0, 64), size=128), {})
    assert most.size == 128
    assert most.rate_scale == pytest.approx((900 / 32 + 1) / (900 / 128 + 1) * 128 / 300)


def test_auto_wants_a_gain():
    """A doubling that promises less than five per cent is left alone."""
    decision, _ = cr.NoiseMatched(32, beta=0.0, gain=0.5).decide(look(Noise(900.0, 1.0, 64), size=128), {})
    assert decision.size == 128
    assert "only" in decision.why


def test_doubling_turns_a_falling_rate_into_growing_batches():
    """A rate at a quarter of its highest: four times the batch, and the rate that there was."""
    scheme = cr.Doubling()
    decision, _ = scheme.decide(look(factor=0.25, learning_rate=0.025), {"peak": 1.0})
    assert (decision.size, decision.learning_rate) == (128, pytest.approx(0.1))
    adaptive, _ = scheme.decide(look(factor=0.25, learning_rate=0.025, is_adaptive=True), {"peak": 1.0})
    assert adaptive.learning_rate == pytest.approx(0.05)  # half the rate is 1/√2 of it and twice the batch


def test_cabs_is_rate_times_noise_over_cost():
    """η S/L, between the first size and the limit."""
    decision, _ = cr.CABS(beta=0.0).decide(look(Noise(1000.0, 1.0, 64), costs=np.array([0.5])), {})
    assert decision.size == 200


def test_adadamp_grows_as_the_cost_falls():
    """A cost at a quarter of the first: four times the batch."""
    decision, _ = cr.AdaDamp(beta=0.0).decide(look(costs=np.array([0.25])), {"began": 1.0})
    assert decision.size == 128


@EACH
def test_what_is_decided_is_what_runs(scheme):
    """Each step has the size that the last decision before it named, but for the last of an epoch, and its rate."""
    model = network()
    run = run_of(model, scheme, last="drop")
    assert run.batching.decisions
    sizes, rates = run.history.batch_size, run.history.learning_rate
    plain = 0.02 / (1 + 0.01 * np.arange(run.steps))
    for one, following in zip(run.batching, [*run.batching][1:], strict=False):
        part = slice(int(one.step), int(following.step))
        assert set(sizes[part]) <= {one.size}
        np.testing.assert_allclose(rates[part], plain[part] * one.rate_scale, rtol=1e-12)


@EACH
def test_a_run_that_goes_on_decides_alike(scheme, tmp_path):
    """Two calls with a file between them end with the bits of one."""
    whole, parts = network(), network()
    run_of(whole, scheme, 4)
    run_of(parts, scheme, 2)
    parts.save(tmp_path / "model.safetensors")
    again = cr.Network.load(tmp_path / "model.safetensors")
    run_of(again, scheme, 2)
    assert again.history.batch_size.tolist() == whole.history.batch_size.tolist()
    np.testing.assert_allclose(again.theta, whole.theta, rtol=0, atol=0)


@pytest.mark.parametrize("kept", [{"each": 0.0, "fixed": 1.0}, {"fixed": -1.0, "each": 1e-6}, {}])
def test_a_cost_that_no_step_has_is_asked_for_again(kept):
    """What a damaged file says of c₀ and c₁ is not believed."""
    decision, new = cr.NoiseMatched(32, beta=0.0).decide(look(Noise(900.0, 1.0, 64)), kept)
    assert (new["fixed"], new["each"]) == (1e-4, 1e-6)
    assert decision.wanted == pytest.approx(300.0)


@pytest.mark.parametrize("damage", [{"next": np.inf}, {"weight": np.nan}, {"size": 0.5}, {"rate_scale": -1.0}])
def test_what_a_file_cannot_have_kept_is_refused(damage):
    """Numbers that are none, half an example, a rate below 0."""
    with pytest.raises(SettingError, match="what a batching scheme has kept lacks"):
        Controller(COUNTED, 600).load_state({"size": 8.0, "rate_scale": 1.0, "next": 5.0, **damage})


def test_boards_have_live_sizes():
    """A board with a convolution decides by norms of blocks."""
    board = cr.whiteboard(
        "data X (m, 1, 4, 4), y (m, 1)\nparams F (2, 1, 3, 3), w (8, 1)\n"
        "A = reshape(relu(conv2d(X, F)), (m, 8))\nL = mean((A @ w - y)**2)"
    )
    images = RNG.normal(size=(400, 1, 4, 4))
    scheme = cr.NoiseMatched(start=8, every=5, wait=5, cost="counted")
    run = board.train(X=images, y=images.sum(axis=(1, 2, 3)), batch_size=scheme, epochs=3)
    assert len(run.batching) > 3
    assert all(np.isfinite(one.noise_scale) for one in [*run.batching][1:])
    assert "batching: auto size" in repr(run.batching)


def test_an_epoch_ends_where_its_last_rows_are_too_few_for_a_new_size():
    """74 of 75 batches of 8 are done when the size becomes 16: the next epoch goes on with 37 of these."""

    class Late(Scheme):
        def decide(self, look, kept):
            return Decision(look.step, 8 if look.step < 74 else 16, look.learning_rate, "late"), {"next": 74.0}

    run = run_of(network(), Late(start=8), 2, last="drop")
    assert np.unique(run.history.batch_size, return_counts=True)[1].tolist() == [74, 37]


def test_auto_begins_with_a_power_of_two_below_the_root_of_the_rows():
    """√n, rounded down: 600 rows begin with 16, 16,512 with 128; a number that is given stays."""
    assert [cr.NoiseMatched().first_size(rows) for rows in (1, 600, 16_512)] == [1, 16, 128]
    assert cr.NoiseMatched(32).first_size(600) == 32


def test_auto_looks_first_when_a_run_has_become_long():
    """Before `wait` steps nothing is measured, so a short run costs what one of a fixed size does."""
    assert Controller(cr.NoiseMatched(wait=300), 600).steps_to_look(0) == 300
    assert len(run_of(network(), cr.NoiseMatched(start=8, wait=75), 1).batching) == 0


def test_names_of_schemes_are_choices():
    """`auto`, `doubling`, `cabs` and `adadamp` are words for them; another word is answered with these."""
    run = run_of(network(), "auto", 2)
    assert run.batching.scheme == cr.NoiseMatched()
    with pytest.raises(SettingError, match='"full", "auto", "doubling", "cabs", "adadamp"'):
        run_of(network(), "best")
    with pytest.raises(SettingError, match="cost is one of measured, counted"):
        cr.NoiseMatched(cost="guessed")
