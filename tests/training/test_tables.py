"""Tables of any type and order, mapped files among them: what they give, and that they stay on disk."""

import sys
from pathlib import Path

import numpy as np
import pytest

import chainrule as cr
from chainrule.training.examples import prepare_inputs

pytest.importorskip("numba")
from numba.core import event

STATUS = Path("/proc/self/status")
on_linux = pytest.mark.skipif(not STATUS.exists(), reason="Linux says how much memory is a process's own")
RNG = np.random.default_rng(3)


def trained(X, y, engine="numba", epochs=2, **more):
    """Theta of a small network after some epochs."""
    network = cr.Network([X.shape[1], 1], seed=1)
    run = network.train(X, y, optimizer=cr.SGD(0.01), batch_size=10, epochs=epochs, engine=engine, **more)
    assert run.engine == engine
    return network.theta


def mapped(path, numbers, order, mode="r"):
    """The numbers as a mapped file in this order."""
    file = np.memmap(path, numbers.dtype, "w+", shape=numbers.shape, order=order)
    file[...] = numbers
    file.flush()
    return np.memmap(path, numbers.dtype, mode, shape=numbers.shape, order=order)


COMPILED = [("float32", "C"), ("float32", "F"), ("uint8", "C")]  # each is compiled anew
COMPILED += [pytest.param(*one, marks=pytest.mark.slow) for one in (("float64", "C"), ("float64", "F"), ("uint8", "F"))]


@pytest.mark.parametrize(("kind", "order"), COMPILED)
def test_mapped_table_gives_what_the_same_numbers_in_memory_give(kind, order, tmp_path):
    """Read-only, used as it is, by either engine: bit for bit in one order, and nearly in the other."""
    numbers = RNG.integers(0, 5, (43, 6)).astype(kind)
    y = numbers[:, 0] * 0.5 - 1
    table = mapped(tmp_path / "table", numbers, order)
    network = cr.Network([6, 1])
    assert prepare_inputs(network.architecture, table, np.float32) is table
    in_memory = trained(np.asarray(numbers.astype(np.float32), order=order), y)
    assert np.array_equal(trained(table, y), in_memory)
    np.testing.assert_allclose(trained(table, y, "numpy"), in_memory, rtol=1e-5, atol=1e-6)
    assert np.array_equal(table, numbers)


@pytest.mark.parametrize("mode", ["r", "r+", "c"])
def test_map_that_may_be_written_to_is_not_and_needs_no_code_of_its_own(mode, tmp_path):
    """What was compiled for a table in memory runs on it."""
    numbers = RNG.normal(size=(43, 6)).astype(np.float32)
    in_memory = trained(numbers, numbers[:, 0])
    table = mapped(tmp_path / "table", numbers, "C", mode)
    with event.install_recorder("numba:compile") as recorder:
        assert np.array_equal(trained(table, numbers[:, 0]), in_memory)
    assert len(recorder.buffer) == 0
    assert np.array_equal(table, numbers)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(43, 1), (1, 6)])
def test_table_of_one_row_or_column_is_of_either_order(shape, order):
    """It is contiguous both ways."""
    numbers = np.asarray(RNG.normal(size=shape).astype(np.float32), order=order)
    y = numbers[:, 0] * 2
    network, plain = (trained(numbers, y, engine, last="keep") for engine in ("numba", "numpy"))
    np.testing.assert_allclose(network, plain, rtol=1e-5)


@pytest.mark.parametrize("make", [lambda X: X[::2], lambda X: X[:, ::2], lambda X: X[::-1], lambda X: X.astype(">f4")])
def test_table_that_is_not_contiguous_or_foreign_is_copied_once(make):
    """Every other row or column, from the end, or of another byte order."""
    table = make(RNG.normal(size=(40, 6)).astype(np.float32))
    y = np.asarray(table[:, 0], dtype=np.float64)
    assert np.array_equal(trained(table, y), trained(np.ascontiguousarray(table, dtype=np.float32), y))


# ---- memory -------------------------------------------------------------------------------------------------------


def own_memory():
    """Bytes of anonymous pages: those of mapped files do not count."""
    lines = STATUS.read_text("utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith("RssAnon")]
    return int(line.split()[1]) * 1024


class Grown(cr.Callback):
    """The most memory beyond that at the start."""

    def __init__(self):
        self.before, self.most = own_memory(), 0

    def progressed(self, run):
        """Look."""
        self.most = max(self.most, own_memory() - self.before)


def growth(path, rows, order="C", columns=256):
    """How much memory of its own an epoch over a mapped float32 table takes, beyond what a first small one left."""
    table = np.memmap(path, np.float32, "w+", shape=(rows, columns), order=order)  # a sparse file: zeros take no room
    y = np.zeros(rows, dtype=np.float32)
    network = cr.Network([columns, 4, 1], seed=1)
    more = {"optimizer": cr.SGD(0.01), "batch_size": 512, "epochs": 1, "engine": "numba"}
    network.train(np.asarray(table[:512], order=order), y[:512], **more)  # compiles
    grown = Grown()
    run = network.train(table, y, callbacks=[grown], **more)
    assert run.examples > rows - 512
    return grown.most


@on_linux
@pytest.mark.parametrize("order", ["C", "F"])
def test_mapped_table_is_not_copied_as_a_whole(order, tmp_path):
    """Of 200 MB less than 40 are ever held."""
    assert growth(tmp_path / "table", 200_000_000 // 1024, order) < 40e6


@pytest.mark.slow
@on_linux
def test_table_of_four_gigabytes_takes_less_than_400_megabytes(tmp_path):
    """Its order of rows, its targets, and the batches."""
    sys.stdout.flush()
    assert growth(tmp_path / "table", 4_000_000_000 // 1024) < 400e6
