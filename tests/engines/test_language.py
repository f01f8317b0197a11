"""A third language is tables and a frame: it computes what `evaluate` computes, and trains as the others do."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.javascript.source import Javascript
from chainrule.engines.numba_source import Numba
from chainrule.engines.numpy_source import Numpy
from chainrule.engines.registry import ENGINES
from chainrule.engines.steps import ENTRYWISE
from chainrule.ops import ALL_OPS
from chainrule.ops.spelling import LINES, SCALARS, VIEWS

from .agreement import disagreements, distance, reference, too_far
from .flat_python import FLAT, FlatFunction, FlatPython
from .random_graphs import COUNT, random_graph

SEEDS = range(0, COUNT, 3)
RNG = np.random.default_rng(1)
LOOPING = Numba(), Javascript(), FlatPython()  # languages that write loops


# ---- totality -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LOOPING, ids=lambda language: type(language).__name__)
def test_language_with_loops_spells_every_op(language):
    """Entries by every op of a loop, numbers by every op of numbers, and whole arrays by the rest."""
    assert ENTRYWISE - language.nests.entries.keys() == set()
    assert SCALARS.keys() | {"entry"} == language.numbers.keys()
    assert LINES.keys() - ENTRYWISE - {"sum", "max", "concatenate"} <= language.arrays.keys()
    assert {"broadcast", "part"} <= language.arrays.keys()
    assert language.views.keys() == VIEWS.keys()


def test_language_without_loops_spells_every_op():
    """As a line for arrays, or a window; and numbers."""
    assert (Numpy.nests, Numpy.arrays.keys(), Numpy.views.keys()) == (None, LINES.keys(), VIEWS.keys())
    assert Numpy.numbers.keys() == SCALARS.keys() | {"entry"}


# ---- a third language ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(4))
def test_third_language_means_what_evaluate_means(part):
    """Random graphs with their gradients, to 1e-12 or what `agreement` says of unstable ones."""
    for seed in SEEDS[part::4]:
        rows = disagreements(random_graph(seed), lambda graph, _: FlatFunction(graph), (np.float64,))
        assert too_far(rows) == [], seed


def test_graphs_of_the_third_language_hold_every_op():
    """None of the alphabet is left out."""
    assert {node.op.name for seed in SEEDS for node in random_graph(seed).graph.order} == set(ALL_OPS)


def test_words_of_a_language_are_no_variables():
    """Leaves may have any name all the same."""
    leaves = [cr.input(name, (2, "m")) for name in FlatPython.words]
    total = leaves[0]
    for leaf in leaves[1:]:
        total = cr.tanh(total + leaf) @ leaf.T @ leaf
    graph = cr.Graph({"total": total})
    numbers = {leaf.name: RNG.uniform(-1, 1, (2, 3)) for leaf in leaves}
    for name, array in reference(graph, numbers, np.float64).items():
        assert distance(FlatFunction(graph)(numbers)[name], array) <= 1e-12


NETWORKS = {  # settings of a network, its optimizer, and its targets
    "labels": ({"dropout": 0.3, "l2": 0.1, "output": "softmax"}, cr.Adam(0.01)),
    "clipping": ({"hidden": "gelu", "loss": "huber"}, cr.AdamW(cr.cosine(0.01), clip_norm=0.5)),
    "frozen": ({"hidden": "tanh", "frozen": ("W1",)}, cr.Nesterov(0.1)),
}
ROWS, WEIGHTS = RNG.normal(size=(17, 3)), RNG.uniform(0.5, 2, 17)


@pytest.mark.parametrize("case", NETWORKS)
def test_third_engine_trains_as_numpy_does_once_it_stands_in_the_table(case, monkeypatch):
    """With weights, a schedule, and batches of three sizes; nothing but the table names it."""
    monkeypatch.setitem(ENGINES, "flat", FLAT)
    settings, optimizer = NETWORKS[case]
    targets = (ROWS[:, 0] > 0).astype(int) if case == "labels" else ROWS[:, :2] * ROWS[:, 1:]
    found = []
    for engine in ("numpy", "flat"):
        network = cr.Network([3, 4, 2], seed=3, dtype="float64", **settings)
        more = {"optimizer": optimizer, "weights": WEIGHTS, "batch_size": growing, "last": "keep"}
        run = network.train(ROWS, targets, epochs=3, engine=engine, **more)
        assert run.engine == engine
        found.append([network.theta, run.history.cost])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13)


def growing(step, epoch):
    """Batches of 3 to 5 rows."""
    return 3 + step % 3
