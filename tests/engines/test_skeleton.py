"""The skeleton: a step is the same in every language, and a window that no step reads is not made."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.registry import ENGINES
from chainrule.engines.task import TableType
from chainrule.training.program import TrainingProgram

from .flat_python import FLAT

TYPES = TableType("X", "float64"), TableType("Y", "float64")


def sources(frozen=()):
    """What each engine prints for a network's training, without the loops before it."""
    pytest.importorskip("numba")
    network = cr.Network([3, 4, 2], dropout=0.2, dtype="float64")
    task = TrainingProgram(network.architecture, cr.Adam(), np.float64, TYPES, frozenset(frozen)).task
    texts = [engine.prepare(task).source for engine in (*ENGINES.values(), FLAT)]
    return [text.partition("def run_steps(")[2] for text in texts]


def test_step_is_the_same_in_every_language():
    """Gather, forward, test, backward, update."""
    parts = ["W1 = ", "for i", "X_table", "# forward", "costs[i] = L", "isfinite(costs[i])", "return i"]
    parts += ["# backward", "# update", "step += 1", "return "]
    for text in sources():
        places = [text.rindex(part) for part in parts]
        assert places == sorted(places)


def test_windows_that_no_step_reads_are_not_made():
    """A frozen parameter has no slope."""
    for text, frozen in zip(sources(), sources(frozen=["W1"]), strict=True):
        assert "dW1 = " in text
        assert "dW1 = " not in frozen
        assert "W1 = " in frozen
