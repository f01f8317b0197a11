"""Whatever kills a command or fails beneath it: its files are the old ones or the new ones, and soon nothing else is.

`make faults` does all of it, `make test` a little. A seed decides what is done when, so that it can be done again.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from chainrule.atomic import PART
from chainrule.cli.training_files import picture_note

from .trials import CALLS, COMMANDS, MODEL, PICTURE, Ended, Files, Ground, failing_at, killed_at, places

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="killing and tracing are those of Linux")
# a seed, and how many trials it makes of each command; one may miss, where this time there are fewer calls
A_FEW = [pytest.param(0, 4, id="a few")]
MANY = [pytest.param(seed, 18, id=f"seed {seed}", marks=pytest.mark.slow) for seed in (1, 2)]
MANY_ERRORS = [pytest.param(seed, 90, id=f"seed {seed}", marks=pytest.mark.slow) for seed in (1, 2, 3)]
KILLED = -9


# a compilation takes its seconds each time
TRIED = [pytest.param(name, marks=pytest.mark.slow if name == "compile" else ()) for name in COMMANDS]


@pytest.fixture(params=TRIED, scope="module")
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Where a command is tried."""
    made = Ground(tmp_path_factory.mktemp(request.param), request.param)
    yield made
    made.close()


def left(files: Files) -> list[str]:
    """The parts among these files."""
    return [name for name in files if PART.fullmatch(Path(name).name)]


def require_whole(ground: Ground, ended: Ended) -> None:
    """Each file is the old or the new one, and no mixture goes unsaid; the next run leaves the new ones alone."""
    files = ground.files()
    parts = left(files)
    assert sorted(files) == sorted([*ground.old, *parts]), ended
    assert all(files[name] in (ground.old[name], ground.new[name]) for name in ground.old), ended
    assert bool(picture_note(ground.folder / MODEL)) == one_is_new(ground, files), ended
    after = ground.run()
    assert (after.code, after.err) == (0, ""), ended
    assert ground.files() == ground.new, ended
    assert list(ground.temporary.iterdir()) == []


def one_is_new(ground: Ground, files: Files) -> bool:
    """Whether of a model and its picture one is the old one, and one the new one."""
    made = [name for name in (MODEL, PICTURE) if ground.old[name] != ground.new[name]]
    return len({files[name] == ground.new[name] for name in made}) > 1


@pytest.mark.parametrize(("seed", "trials"), [*A_FEW, *MANY])
def test_killed_at_any_moment(ground: Ground, seed: int, trials: int):
    """By somebody who does not wait."""
    began = time.perf_counter()
    ground.fresh()
    ground.run()
    chance, seconds = np.random.default_rng([seed, 0]), time.perf_counter() - began
    for _ in range(ground.share(trials)):
        ground.fresh()
        require_whole(ground, ground.run(kill_after=chance.uniform(0, seconds)))


@pytest.mark.parametrize(("seed", "trials"), [*A_FEW, *MANY])
def test_killed_at_a_system_call(ground: Ground, seed: int, trials: int):
    """At the opening, writing, locking, moving or closing of a file."""
    hits = 0
    for kind, number in places(ground, np.random.default_rng([seed, 1]), ground.share(trials)):
        ground.fresh()
        ended = ground.run(tamper=killed_at(kind, number))
        hits += ended.code == KILLED
        require_whole(ground, ended)
    assert hits >= ground.share(trials) - 1


@pytest.mark.parametrize(("seed", "trials"), [*A_FEW, *MANY_ERRORS])
def test_system_call_that_fails(ground: Ground, seed: int, trials: int):
    """It is done without, or told in one sentence with one code; and a part is left only where removing it failed."""
    chance, hits = np.random.default_rng([seed, 2]), 0
    for kind, number in places(ground, chance, ground.share(trials)):
        ground.fresh()
        ended = ground.run(tamper=failing_at(kind, number, str(chance.choice(CALLS[kind]))))
        hits += "(INJECTED)" in ended.tampered
        said = [line for line in ended.err.splitlines() if not line.startswith("note: ")]
        assert ended.code in (0, 1, 2, 3), ended
        assert len(said) == (ended.code > 0), ended
        assert all(line.startswith("error: ") for line in said), ended
        assert not left(ground.files()) or "unlink" in kind, ended
        require_whole(ground, ended)
    assert hits >= ground.share(trials) - 1
