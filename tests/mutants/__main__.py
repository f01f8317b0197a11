"""Every mutant against the tests: `python -m tests.mutants`, which is `make mutants`.

Each entry of each table of the readers and the tutor, each VJP, each rule of `simplify` and each slip is made false,
one at a time, and the tests have to notice. What nothing notices survives; a survivor needs a test, or a reason in
`reasons.py`. Exit code 1 says that there is a survivor without a reason or a reason without a survivor.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .fresh import stages_of, tried
from .kinds import KINDS
from .mutant import Mutant
from .nursery import Nursery
from .outcomes import CAUGHT, FORKED, SURVIVED, TIMED_OUT, Forked, Outcome
from .reasons import reason_for
from .report import Found, report

LOADED = ("numpy", "numpy.random", "numba", "rich.console", "safetensors.numpy", "click")  # before all forks


def main() -> int:
    """Try them, show what came out, and say whether all is well."""
    options = _options()
    os.environ["CHAINRULE_CACHE"] = tempfile.mkdtemp(prefix="chainrule-mutants-")
    try:
        return _main(options)
    finally:
        shutil.rmtree(os.environ["CHAINRULE_CACHE"], ignore_errors=True)


def _main(options: argparse.Namespace) -> int:
    for name in LOADED:
        with suppress(ImportError):
            import_module(name)
    kinds = options.kind or list(KINDS)
    mutants = [one for kind in kinds for one in found(kind) if options.named in one.name]
    if options.list:
        print(*(f"{one.kind}  {one.name}" for one in mutants), sep="\n")
        return 0
    whole = not (options.sample or options.kind or options.named)
    if options.sample:
        mutants = random.Random(options.seed).sample(mutants, min(options.sample, len(mutants)))  # noqa: S311
    before = _before(options.log, mutants)
    mutants = [one for one in mutants if one not in before]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        outcomes = _in_nursery(mutants, options, progress)
        survivors = [one for one in mutants if outcomes[one].result == SURVIVED]
        outcomes |= _fresh([] if options.nursery else survivors, options, progress)
    return report({**before, **outcomes}, whole=whole)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="only mutants of this kind")
    parser.add_argument("--named", default="", help="only mutants with this text in their name")
    parser.add_argument("--sample", type=int, default=0, help="only so many, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--near", action="store_true", help="ask only the tests near each mutant")
    parser.add_argument("--nursery", action="store_true", help="do not try survivors again in a fresh process")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--seconds", type=float, default=300, help="that a mutant may take near it; elsewhere ten times"
    )
    parser.add_argument("--list", action="store_true", help="say their names, and try none")
    parser.add_argument("--log", help="a file for a line about each mutant; whom it tells caught is let alone")
    return parser.parse_args()


def found(kind: str) -> list[Mutant]:
    """Every mutant of a kind."""
    search = Forked(KINDS[kind].find, 600)  # type: ignore[attr-defined]
    mutants = search.answer_in_time()
    assert isinstance(mutants, list), mutants
    return mutants


def _in_nursery(mutants: Sequence[Mutant], options: argparse.Namespace, progress: Progress) -> Found:
    bar = progress.add_task("mutants", total=len(mutants))
    outcomes: Found = {}
    receiver, sender = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=_nurse, args=(mutants, options, sender))
    process.start()
    sender.close()
    with suppress(EOFError):
        while True:
            mutant, outcome = receiver.recv()
            outcomes[mutant] = outcome
            progress.advance(bar)
            _log(options.log, mutant, outcome)
    process.join()
    if process.exitcode or len(outcomes) != len(mutants):
        sys.exit("the nursery has died; what it said stands above")
    return outcomes


def _nurse(mutants: Sequence[Mutant], options: argparse.Namespace, sender: Connection) -> None:
    def tell(mutant: Mutant, outcome: Outcome) -> None:
        sender.send((mutant, outcome))

    Nursery(mutants, options.processes, options.seconds, tell).run()


def _fresh(mutants: Sequence[Mutant], options: argparse.Namespace, progress: Progress) -> Found:
    """The same mutants in fresh processes; all tests are asked where there is no reason to survive."""
    bar = progress.add_task("once more, from the first import on", total=len(mutants))
    outcomes: Found = {}
    waiting, running = list(mutants), []
    while waiting or running:
        while waiting and len(running) < options.processes:
            one = waiting.pop()
            stages = stages_of(one, whole=not (options.near or options.sample or reason_for(one.name)))
            run = lambda one=one, stages=stages: tried(one, stages)  # noqa: E731
            running.append(Forked(run, 10 * options.seconds, one))
        wait([one.ready for one in running], timeout=1)
        for trial in [trial for trial in running if trial.is_over()]:
            running.remove(trial)
            assert isinstance(trial.about, Mutant)
            outcomes[trial.about] = trial.answer()
            progress.advance(bar)
            _log(options.log, trial.about, outcomes[trial.about])
    return outcomes


def _before(file: str | None, mutants: Sequence[Mutant]) -> Found:
    """What a log tells of mutants that were caught before."""
    by_name, found = {one.name: one for one in mutants}, {}
    lines = Path(file).read_text(encoding="utf-8").splitlines() if file and Path(file).exists() else []
    for result, seconds, _, name, test in (line.split("\t", 4) for line in lines):
        if result in (CAUGHT, TIMED_OUT) and name in by_name:
            found[by_name[name]] = Outcome(result, test, float(seconds))
    return found


def _log(file: str | None, mutant: Mutant, outcome: Outcome) -> None:
    if file:
        with open(file, "a", encoding="utf-8") as log:  # noqa: PTH123
            log.write(f"{outcome.result}\t{outcome.seconds:.1f}\t{mutant.kind}\t{mutant.name}\t{outcome.test}\n")


if __name__ == "__main__":
    sys.exit(main())
