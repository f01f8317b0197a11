"""Trainings that are killed, again and again, or fail beneath: what is resumed ends with the bytes of a whole one.

`make faults` does it. A seed decides what is done when.
"""

import os
import time
from collections.abc import Iterator

import numpy as np
import pytest

from chainrule.atomic import PART

from .trials import CALLS, MODEL, TRAIN, Ended, Ground, failing_at, places

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="killing and tracing are those of Linux"),
]
CHECKPOINT = "flowers.checkpoint.safetensors"
ALWAYS = ("--checkpoint-every", "1e-9", "--quiet")  # between every two stretches of steps
BEGIN = (*TRAIN[:4], "--hidden", "32", "--epochs", "8", "--engine", "numpy", *ALWAYS)
RESUME = (*TRAIN[:2], "--resume", CHECKPOINT, *ALWAYS)
MOST = 60  # times that a run is killed; each resumed one is given longer
SEEDS = (1, 2, 3)
TRIALS, ERRORS = 20, 60  # of a seed


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Where trainings are tried."""
    made = Ground(tmp_path_factory.mktemp("resumed"), "train")
    yield made
    made.close()


@pytest.fixture(scope="module")
def whole(ground: Ground) -> bytes:
    """The model of a training that ran through, whose name is free at the beginning."""
    for name in (MODEL, "flowers.svg"):
        (ground.template / name).unlink()
    ground.fresh()
    assert ground.run(words=BEGIN).code == 0
    return ground.files()[MODEL]


def words_of(ground: Ground) -> tuple[str, ...]:
    """What a person would do now: go on where there is a checkpoint, else begin."""
    return RESUME if (ground.folder / CHECKPOINT).exists() else BEGIN


def require_ended(ground: Ground, whole: bytes, ended: Ended) -> None:
    """The model is that of a whole training, and nothing else is left."""
    files = ground.files()
    assert files[MODEL] == whole, ended
    assert CHECKPOINT not in files, ended
    assert not [name for name in files if PART.fullmatch(name)], ended


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_again_and_again(ground: Ground, whole: bytes, seed: int) -> None:
    """Whenever that was, the training goes on from its last checkpoint, or from the one before."""
    began = time.perf_counter()
    ground.fresh()
    ground.run(words=BEGIN)
    chance, seconds = np.random.default_rng([seed, 3]), time.perf_counter() - began
    for _ in range(TRIALS):
        ground.fresh()
        for attempt in range(MOST):
            longer = seconds * (0.5 + attempt / 4)
            ended = ground.run(words=words_of(ground), kill_after=chance.uniform(0, longer))
            assert ended.code in (0, -9), ended
            if ended.code == 0:
                break
        require_ended(ground, whole, ended)


@pytest.mark.parametrize("seed", SEEDS)
def test_system_call_of_a_checkpoint_that_fails(ground: Ground, whole: bytes, seed: int) -> None:
    """A checkpoint that cannot be written is told, and the training goes on; whatever ends it, it can be resumed."""
    chance = np.random.default_rng([seed, 4])
    for kind, number in places(ground, chance, ERRORS, words=BEGIN):
        ground.fresh()
        ended = ground.run(words=BEGIN, tamper=failing_at(kind, number, str(chance.choice(CALLS[kind]))))
        assert ended.code in (0, 1, 2, 3), ended
        if ended.code:
            ended = ground.run(words=words_of(ground))
            assert ended.code == 0, ended
        if (ground.folder / CHECKPOINT).exists():  # which could not be removed
            ended = ground.run(words=RESUME)
        require_ended(ground, whole, ended)
