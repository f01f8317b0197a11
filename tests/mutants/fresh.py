"""A fresh process for one mutant: false from the first import on, so that all that is derived from it is false too."""

from collections.abc import Sequence

import pytest

from .kinds import Bends
from .mutant import Mutant
from .nursery import OPTIONS
from .outcomes import CAUGHT, SURVIVED, Outcome, Recorder, silently
from .suites import all_files, near


def tried(mutant: Mutant, stages: Sequence[Sequence[str]]) -> Outcome:
    """What comes of a mutant where files of tests are asked, one stage after the other."""
    silently()
    bends = Bends([mutant], mutant)
    if mutant.at is None:
        bends.plant(mutant)
    for stage in stages:
        recorder = Recorder()
        code = pytest.main([*OPTIONS, "-x", *stage], plugins=[recorder])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return Outcome(CAUGHT, recorder.failed or f"pytest ended with {code!s}")
    return Outcome(SURVIVED)


def stages_of(mutant: Mutant, *, whole: bool) -> list[list[str]]:
    """The files near a mutant, those of its own room first, then all others."""
    close = near(mutant)
    room = f"tests/{mutant.module.split('.')[1]}/"
    close.sort(key=lambda file: not file.startswith((room, "src")))
    return [close, [file for file in all_files() if file not in close]] if whole else [close]
