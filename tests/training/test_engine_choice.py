"""Which engine runs: by what was asked for, what is installed, and the problem; never by a clock or a cache."""

import inspect
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines import numba_training
from chainrule.engines.engine import Compiling, Engine
from chainrule.engines.numba_training import LARGEST_GRAPH, WORTH_COMPILING, WORTH_LOOPS
from chainrule.engines.registry import ENGINES
from chainrule.errors import SettingError
from chainrule.training import engine_choice
from chainrule.training.engine_choice import choose_engine

X = np.random.default_rng(0).normal(size=(20, 3))
Y = X[:, :1]
ENOUGH, LITTLE = WORTH_COMPILING, WORTH_COMPILING - 1


def install(monkeypatch, *packages):
    """Let these packages, and no others, be installed."""
    monkeypatch.setattr(numba_training, "find_spec", lambda name: name if name in packages else None)


def compile_up_to(monkeypatch, ops=LARGEST_GRAPH, from_work=WORTH_COMPILING):
    """Let Numba take graphs of so many ops as a whole, and be worth it from so many multiply-adds on."""
    monkeypatch.setitem(ENGINES, "numba", replace(ENGINES["numba"], compiling=Compiling(from_work, ops, WORTH_LOOPS)))


@pytest.fixture(autouse=True)
def _compiling(monkeypatch):
    """Nobody has switched compiling off."""
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)


@pytest.mark.parametrize(
    ("asked", "multiply_adds", "ops", "engine", "why"),
    [
        ("numpy", 10**15, 10, "numpy", "as asked for"),
        ("numba", 0, 10, "numba", "as asked for"),
        ("numba", 10**15, LARGEST_GRAPH, "numba", "as asked for"),
        ("numba", 0, LARGEST_GRAPH + 1, "numba", "as asked for"),
        (
            "auto",
            WORTH_LOOPS,
            LARGEST_GRAPH + 1,
            "numba",
            "3.0e+10 multiply-adds are worth compiling a step of 601 ops for",
        ),
        (
            "auto",
            WORTH_LOOPS - 1,
            LARGEST_GRAPH + 1,
            "numpy",
            "3.0e+10 multiply-adds are not worth compiling a step of 601 ops for",
        ),
        ("auto", ENOUGH, LARGEST_GRAPH, "numba", "6.0e+09 multiply-adds are worth compiling for"),
        ("auto", LITTLE, 10, "numpy", "6.0e+09 multiply-adds are not worth compiling for"),
        ("auto", 0, 10, "numpy", "0.0e+00 multiply-adds are not worth compiling for"),
    ],
)
def test_engine_follows_from_the_problem(asked, multiply_adds, ops, engine, why, monkeypatch):
    """A fixed threshold of multiply-adds, and a higher one for large graphs."""
    install(monkeypatch, "numba", "platformdirs", "scipy")
    choice = choose_engine(asked, multiply_adds, ops)
    assert (choice.engine, choice.why) == (engine, why)


@pytest.mark.parametrize("there", [(), ("numba", "platformdirs"), ("scipy", "platformdirs")])
def test_without_numba_or_scipy_auto_takes_numpy_and_numba_is_refused(there, monkeypatch):
    """The refusal says what to install; NumPy can be asked for as ever."""
    install(monkeypatch, *there)
    choice = choose_engine("auto", ENOUGH, 10)
    assert (choice.engine, choice.why) == ("numpy", "numba and scipy are not installed")
    assert choose_engine("numpy", ENOUGH, 10).engine == "numpy"
    with pytest.raises(SettingError, match=r"the Numba engine needs numba and scipy: pip install 'chainrule\[fast\]'"):
        choose_engine("numba", ENOUGH, 10)


@pytest.mark.parametrize("asked", ["jax", "Numba", "", None, 5])
def test_engine_that_does_not_exist_is_refused(asked):
    """With those that do."""
    with pytest.raises(SettingError, match=f"engine is one of auto, numba, numpy, not {asked!r}"):
        choose_engine(asked, 0, 0)


def test_engine_that_compiles_nothing_is_taken_on_its_own_once_it_stands_in_the_table(monkeypatch):
    """After those that are faster, where the work is worth their compiling; and it can be asked for."""
    install(monkeypatch, "numba", "platformdirs", "scipy")
    monkeypatch.setitem(ENGINES, "third", Engine("third", ENGINES["numpy"].prepare))
    assert choose_engine("auto", LITTLE, 10).engine == "third"
    assert choose_engine("auto", ENOUGH, 10).engine == "numba"
    assert choose_engine("third", ENOUGH, 10).why == "as asked for"
    with pytest.raises(SettingError, match="engine is one of auto, numba, numpy, third, not 'fourth'"):
        choose_engine("fourth", 0, 0)


def test_rule_is_given_the_problem_and_nothing_else():
    """Its module reads no clock and no folder."""
    assert list(inspect.signature(choose_engine).parameters) == ["asked", "multiply_adds", "ops"]
    names = set(vars(engine_choice))
    assert names.isdisjoint({"time", "os", "Path", "cache_folder"})


def test_network_that_is_refused_an_engine_is_left_as_it_was(monkeypatch):
    """The optimizer's state and clock go on."""
    network = cr.Network([3, 1])
    network.train(X, Y, optimizer=cr.Momentum(0.1), epochs=2, batch_size=5)
    before = network._checkpoint.progress.vectors["velocity"].copy()
    install(monkeypatch)
    with pytest.raises(SettingError, match="the Numba engine needs numba"):
        network.train(X, Y, optimizer=cr.Adam(0.1), engine="numba")
    assert np.array_equal(network._checkpoint.progress.vectors["velocity"], before)
    assert network._checkpoint.progress.position.step == 8


def test_multiply_adds_are_those_of_all_steps(monkeypatch):
    """Forward and backward products of every epoch; the threshold decides by them."""
    install(monkeypatch, "numba", "platformdirs", "scipy")
    seen = []
    monkeypatch.setattr(
        "chainrule.training.model.choose_engine", lambda *told: seen.append(told[1:]) or engine_choice.NUMPY
    )
    for epochs, rows in ((1, 20), (3, 20), (3, 10)):
        cr.Network([3, 4, 1]).train(X[:rows], Y[:rows], batch_size=5, epochs=epochs)
    (one, ops), (three, _), (half, _) = seen
    assert three == 3 * one == 2 * half
    assert one >= 20 * (3 * 4 + 4)
    assert 20 < ops < 200


def test_deep_network_is_compiled_loop_by_loop_where_that_pays(monkeypatch):
    """130 layers take more work than these steps have, and a run says so."""
    install(monkeypatch, "numba", "platformdirs", "scipy")
    compile_up_to(monkeypatch, from_work=1)
    run = cr.Network([3, *[2] * 130, 1]).train(X, Y, epochs=1, batch_size=5)
    assert run.engine == "numpy"
    assert "multiply-adds are not worth compiling a step of" in run.why


def test_work_that_is_worth_it_is_compiled(monkeypatch):
    """With a low threshold a small network is."""
    pytest.importorskip("numba")
    compile_up_to(monkeypatch, from_work=100)
    run = cr.Network([3, 1], seed=1).train(X, Y, optimizer=cr.SGD(0.1), epochs=1, batch_size=5)
    assert (run.engine, run.why) == ("numba", "1.2e+02 multiply-adds are worth compiling for")


def test_numpy_engine_imports_nothing_of_numbas():
    """Looking whether it is installed does not load it: small work starts at once."""
    program = """
import sys, numpy as np, chainrule as cr
cr.Network([3, 1]).train(np.ones((9, 3)), np.ones(9), epochs=1)
print(*sorted({"numba", "llvmlite", "scipy", "platformdirs", "pyarrow", "sklearn"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == []


@pytest.mark.parametrize(("value", "engine"), [("1", "numpy"), (" 1", "numpy"), ("0", "numba"), ("", "numba")])
def test_where_compiling_is_switched_off_the_work_goes_to_numpy(value, engine, monkeypatch):
    """As people do to look for an error; whoever asks for Numba all the same is told how to have it."""
    install(monkeypatch, "numba", "platformdirs", "scipy")
    monkeypatch.setenv("NUMBA_DISABLE_JIT", value)
    choice = choose_engine("auto", ENOUGH, 10)
    assert choice.engine == engine
    if engine == "numpy":
        assert choice.why == "NUMBA_DISABLE_JIT switches compiling off"
        with pytest.raises(SettingError, match="NUMBA_DISABLE_JIT switches compiling off; unset it, or take the NumPy"):
            choose_engine("numba", ENOUGH, 10)
