"""Races, and random search: runs from one start, compared by the same measures."""

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

import chainrule as cr
from chainrule.errors import SettingError

RNG = np.random.default_rng(11)
X = RNG.normal(size=(64, 1))
Y = 2 * X[:, 0] - 1 + 0.3 * RNG.normal(size=64)


def network():
    """A line, at 0."""
    made = cr.Network([1, 1], dtype="float64")
    made.set_theta([0.0, 0.0])
    return made


def test_lecture_2_is_one_call():
    """Gradient descent, √n rows and single rows run from one start; steps, epochs and examples count what each used."""
    found = cr.race(network(), (X, Y), optimizer=cr.SGD(0.05), epochs=2)
    names = [runner.name for runner in found.runners]
    assert names == ["sgd, η = 0.05, all 64 rows", "sgd, η = 0.05, batches of 8", "sgd, η = 0.05, batches of 1"]
    assert [runner.steps[-1] for runner in found.runners] == [2, 16, 128]
    assert [runner.examples[-1] for runner in found.runners] == [128, 128, 128]
    assert [runner.epochs[-1] for runner in found.runners] == [2, 2, 2]
    starts = [runner.path.places[0].tolist() for runner in found.runners]
    assert starts == [[0, 0]] * 3
    for runner in found.runners:
        assert (np.diff(runner.seconds) >= 0).all()
        assert runner.seconds[-1] > 0


def test_a_runner_ends_where_training_ends():
    """Each run is that of `train` with the same settings from the same theta, bit by bit, and the model stays."""
    model = network()
    found = cr.race(model, (X, Y), {"mine": {"optimizer": cr.Adam(0.1), "batch_size": 5, "seed": 0}}, epochs=3)
    trained = network()
    trained.train(X, Y, optimizer=cr.Adam(0.1), batch_size=5, epochs=3)
    assert found.runners[0].name == "mine"
    assert found.runners[0].attempt.record.end.tobytes() == trained.theta.tobytes()
    assert model.theta.tolist() == [0, 0]
    assert model.history.steps == 0


def test_a_run_that_diverges_is_shown_as_far_as_it_came():
    """Its name says so, and its last cost is larger than its first."""
    found = cr.race(network(), (X, Y), [{"optimizer": cr.SGD(1e6)}, {"optimizer": cr.SGD(0.1)}], epochs=40)
    wild, calm = found.runners
    assert wild.name.endswith("diverged")
    assert wild.cost[-1] > 1e6 * wild.cost[0]
    assert calm.cost[-1] < calm.cost[0]
    assert "<svg" in found.svg()


def test_the_picture_of_a_race_has_the_numbers_of_the_race():
    """Costs over steps, epochs, examples and seconds are read back; the picture is smaller than 300 KB."""
    found = cr.race(network(), (X, Y), optimizer=cr.SGD(0.05), epochs=4)
    picture = found.svg()
    for runner in found.runners:
        *_, steps, epochs, examples, seconds = (one.numbers for one in read_back(picture) if one.name == runner.name)
        for measure, line in (("steps", steps), ("epochs", epochs), ("examples", examples), ("seconds", seconds)):
            np.testing.assert_array_equal(line["x"], as_printed(getattr(runner, measure)))
            np.testing.assert_array_equal(line["y"], as_printed(runner.cost))
    assert len(picture.encode()) < 300_000
    assert "<svg" in found._repr_html_()


@pytest.mark.parametrize(
    ("runners", "more", "message"),
    [
        ([], {}, "a race needs runners"),
        (["sgd"], {}, "each runner of a race is settings of train, such as"),
        ([{"rate": 1}], {}, "a run has the settings optimizer"),
        ([{"epochs": 1}], {"start": [(0, 0), (1, 1)]}, "a race has one start"),
    ],
)
def test_what_cannot_race_is_refused(runners, more, message):
    """The message says what is needed, before anything runs."""
    with pytest.raises(SettingError, match=message):
        cr.race(network(), (X, Y), runners, **more)


def test_a_model_without_its_data_is_refused():
    """A network needs (X, y), a board its data by name."""
    with pytest.raises(SettingError, match=r"a network needs rows and targets, \(X, y\)"):
        cr.race(network(), X)
    with pytest.raises(SettingError, match="a network or a board is needed"):
        cr.race("network", (X, Y))


def test_random_search_keeps_the_least_so_far():
    """Best is the running minimum of the draws, its theta costs it, and descent starts at the first draw."""
    found = cr.random_search(network(), (X, Y), draws=60, spread=2.0, seed=5, optimizer=cr.SGD(0.1))
    np.testing.assert_array_equal(found.best, np.minimum.accumulate(found.cost))
    w, b = found.theta
    assert np.mean((w * X[:, 0] + b - Y) ** 2) == pytest.approx(found.best[-1], rel=1e-12)
    assert found.descent[0] == pytest.approx(found.cost[0], rel=1e-12)
    assert found.evaluations[0] == 1
    assert found.evaluations[-1] <= 60
    rng = np.random.default_rng(5)
    draws = rng.normal(0, 2.0, size=(60, 2))
    np.testing.assert_allclose(found.cost, [np.mean((w * X[:, 0] + b - Y) ** 2) for w, b in draws], rtol=1e-12)
    assert "<svg" in found.svg()


def saddle():
    """L = w²/2 − v²/2 + v⁴/4 + e v: a saddle at 0 between two valleys at v = ±1; e sums to 0 over the rows."""
    board = cr.whiteboard("""
        data   e (1, m)
        params w = 2, v = 0
        L = mean(w**2/2 - v**2/2 + v**4/4 + e*v)
    """)
    return board, {"e": np.tile([1.0, -1.0], 16)}


def left(seeds):
    """How many of so many seeds end in a valley, by gradient descent and by single rows."""
    board, data = saddle()
    counts = {"full": 0, 1: 0}
    stand = board.stand(data)
    for seed in range(seeds):
        for size in counts:
            settings = {
                "optimizer": cr.SGD(0.1),
                "batch_size": size,
                "epochs": 100 if size == "full" else 4,
                "seed": seed,
            }
            (w, v) = stand.run(stand.theta, settings).record.end
            assert abs(w) < 0.01
            counts[size] += abs(v) > 0.5
    return counts


@pytest.mark.parametrize("seeds", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_descent_stays_at_the_saddle_and_noise_leaves_it(seeds):
    """From (2, 0) gradient descent ends at the saddle for every seed, and steps of single rows end in a valley."""
    counts = left(seeds)
    assert counts["full"] == 0
    assert counts[1] >= 0.9 * seeds
