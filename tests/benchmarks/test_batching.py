"""The race of batch sizes: when a target was reached, and what the table says of it."""

import numpy as np
import pytest
from benchmarks.batching.measure import FIXED
from benchmarks.batching.race import Course, run_once
from benchmarks.batching.sets import races
from benchmarks.batching.table import best_fixed, page, ratio


def record(auto, best=2.0):
    """One race of which size 64 takes `best` ms, `auto` its own, all others 4 ms."""
    times = {**dict.fromkeys((*map(str, FIXED), "200"), 4.0), "64": best, "auto": auto}
    arms = {
        name: {
            "rate": 0.01,
            "seconds": [1e-3 * time] * 5,
            "looks": [0] * 5,
            "looking": [0.0] * 5,
            "last_size": [64] * 5,
        }
        for name, time in times.items()
    }
    return {"name": "made up", "rows": 1000, "usual": 200, "arms": arms, "step_seconds": {"64": 3.0, "128": 5.0}}


def test_a_target_is_reached_between_two_looks():
    """Costs 4 and 2 after 0 and 10 steps of 1 s: 3 is reached after 5 s, with half of what looks took; 1 never."""
    course = Course([0, 10], [4.0, 2.0], [0, 2], [0.0, 1.0], np.full(10, 8))
    assert course.seconds_until(3.0, lambda sizes: np.ones(len(sizes)), per_look=0.5) == pytest.approx(6.0)
    assert course.seconds_until(1.0, lambda sizes: np.ones(len(sizes))) == np.inf


def test_a_table_says_what_is_missed_and_by_how_much():
    """Auto at 2.5 ms is 0.8 times as fast as 2 ms, and 1.6 times as 4 ms."""
    kept = {"machine": {"processor": "p", "cores": 1, "python": "3", "packages": {}}, "records": [record(2.5)]}
    assert best_fixed(kept["records"][0]) == "64"
    assert (ratio(kept["records"][0], "best"), ratio(kept["records"][0], "usual")) == pytest.approx((0.8, 1.6))
    text = page(kept)
    assert "| 0.800× | **missed** by 20.0% |" in text
    assert "| 1.600× | met |" in text


def test_a_run_ends_at_its_target():
    """Digits, batches of 64: the last cost but for the epoch's rest is at the target, and sizes are what ran."""
    digits, noisy = races(None)
    assert (digits.name, noisy.rows) == ("digits", 16_000)
    course = run_once(digits, 64, 0.01, 0)
    assert min(course.costs) <= digits.target < course.costs[0]
    assert set(course.sizes) == {64}
    assert course.size_at(digits.target) == 64
