"""Compiled programs: what is compiled when, and what is read from disk."""

import numpy as np
import pytest

pytest.importorskip("numba")
import chainrule as cr
from chainrule.engines import compiled
from chainrule.engines.cache import OWN, CacheNote, note_once
from chainrule.engines.compiler import machine
from chainrule.training.program import program_for

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(96, 5)).astype(np.float32), RNG.normal(size=(96, 3)).astype(np.float32)


@pytest.fixture
def made(monkeypatch, tmp_path):
    """How often code was made, in a folder of its own."""
    count = []
    make = machine.object_code
    monkeypatch.setattr(machine, "object_code", lambda text: count.append(text) or make(text))
    monkeypatch.setattr(compiled, "compile_module", lambda *_: pytest.fail("Numba was asked"))
    monkeypatch.setenv("CHAINRULE_CACHE", str(tmp_path))
    program_for.cache_clear()
    yield count
    program_for.cache_clear()


def trained(sizes=(8, 6), optimizer=None, batch_size=16, engine="numba", **settings):
    """Theta after some steps."""
    network = cr.Network([5, *sizes, 3], seed=0, **settings)
    network.train(X, Y, optimizer=optimizer or cr.Adam(0.01), batch_size=batch_size, epochs=2, engine=engine)
    return network.theta


OTHERS = {
    "another width": ((64, 33), {}),
    "another batch": ((8, 6), {"batch_size": 24}),
    "another rate": ((8, 6), {"optimizer": cr.Adam(0.3, beta1=0.7)}),
    "another share of dropout": ((8, 6), {"dropout": 0.5}),
    "another weight of the norm": ((8, 6), {"l2": 0.25}),
}


def test_only_a_new_structure_is_compiled(made):
    """Widths, batches, rates and shares are numbers that code is handed; its steps stay those of NumPy."""
    for structure in ({}, {"dropout": 0.2, "l2": 0.1}):
        trained(**structure)
    assert len(made) == 2
    for sizes, given in OTHERS.values():
        whole = {"dropout": 0.2, "l2": 0.1, **given} if given.keys() & {"dropout", "l2"} else given
        found, expected = trained(sizes, **whole), trained(sizes, engine="numpy", **whole)
        np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-5)
    assert len(made) == 2


def test_code_on_disk_is_loaded(made, tmp_path):
    """With the same bits; a file that is damaged is made anew."""
    first = trained()
    program_for.cache_clear()
    assert trained().tobytes() == first.tobytes()
    assert len(made) == 1
    (file,) = (tmp_path / OWN).iterdir()
    good = file.read_bytes()
    file.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    program_for.cache_clear()
    assert trained().tobytes() == first.tobytes()
    assert len(made) == 2
    assert file.read_bytes() == good


def test_a_folder_that_others_can_write_to_is_not_read(made, tmp_path):
    """Code is made anew, and not kept."""
    trained()
    (tmp_path / OWN).chmod(0o777)
    program_for.cache_clear()
    note_once.cache_clear()
    with pytest.warns(CacheNote, match="others can write to it|can write"):
        trained()
    assert len(made) == 2
    assert len(list((tmp_path / OWN).iterdir())) == 1


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{"dropout": 0.2}, {"hidden": "gelu", "l2": 0.1}, {"hidden": "sigmoid"}])
def test_bits_are_those_of_numba(settings, monkeypatch):
    """Both compile the same text."""
    own = trained(**settings)
    program_for.cache_clear()
    monkeypatch.setattr(compiled, "is_known", lambda source: False)
    assert trained(**settings).tobytes() == own.tobytes()
    program_for.cache_clear()


def test_a_hundred_layers_are_compiled(made):
    """In one module; Python does not go from loop to loop."""
    assert np.isfinite(trained(sizes=(4,) * 60)).all()
    assert len(made) == 1
