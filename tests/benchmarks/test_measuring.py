"""Measuring: turns that were disturbed, processes that start afresh, and how a cost grows."""

import json
import sys
from dataclasses import asdict

import pytest
from benchmarks.cold import fresh
from benchmarks.growth import powers
from benchmarks.pinning import environment
from benchmarks.steps import _turn
from benchmarks.workloads import Workload


class Scripted:
    """A worker whose answers are known."""

    def __init__(self, name, *answers):
        self.name, self.answers = name, list(answers)

    def ask(self, what, **details):
        """The next answer."""
        seconds, elsewhere = self.answers.pop(0)
        return {"seconds": seconds, "elsewhere": elsewhere}


def test_a_turn_in_which_the_core_served_others_is_repeated():
    """Of a disturbed turn and a better one, the better one counts; a quiet one is not repeated."""
    assert _turn(Scripted("jax", (3.0, 0.5), (1.0, 0.0)), 1) == (1.0, 0.0)
    assert _turn(Scripted("jax", (1.0, 0.0)), 1) == (1.0, 0.0)
    assert _turn(Scripted("jax", (2.0, 0.2), (3.0, 0.4)), 1) == (2.0, 0.2)


def test_two_cores_may_rest():
    """While one core works the other one waits, which is no disturbance."""
    assert _turn(Scripted("numba2", (1.0, 0.5)), 1) == (1.0, 0.0)


def test_a_fresh_process_says_how_long_an_import_took(tmp_path):
    """The seconds of an import, and memory where the system tells."""
    answer, most = fresh("import", "numpy", cache=tmp_path)
    assert 0 < answer["seconds"] < 60
    assert most > 1 or sys.platform != "linux"


def test_a_fresh_process_trains_twice(tmp_path):
    """The first training and the same again, which has nothing to compile."""
    workload = Workload((4, 3, 2), 8, "sgd", "relu", 80)
    answer, _ = fresh("train", "numpy", json.dumps(asdict(workload)), "2", cache=tmp_path)
    assert answer["first"] > 0
    assert answer["again"] > 0


def test_every_library_is_told_how_many_threads_it_may_have():
    """One core, one thread; other variables stay."""
    told = environment(1, EXTRA="here")
    assert {told["OMP_NUM_THREADS"], told["OPENBLAS_NUM_THREADS"], told["MKL_NUM_THREADS"]} == {"1"}
    assert "intra_op_parallelism_threads=1" in told["XLA_FLAGS"]
    assert told["EXTRA"] == "here"


def test_powers_are_those_between_the_two_largest_points():
    """What is constant first and square later is square."""
    points = [{"m": 1, "time": 9.0}, {"m": 10, "time": 9.0}, {"m": 100, "time": 900.0}]
    assert powers(points) == {"time": pytest.approx(2)}
