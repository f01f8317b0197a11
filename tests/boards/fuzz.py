"""A search for boards that break something: `python -m tests.boards.fuzz --minutes 20`.

Boards are mutated at random, and those that reach lines of chainrule which no other one has reached become the
parents of more. Whatever is neither a WhiteboardError nor a full set of readers is a finding, and so is a board that
takes longer than two seconds; where a loop is written out in more than 100 nodes, longer than 20 ms for each of them.
"""

import argparse
import json
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

import numpy as np

import chainrule

from .everything import ask_everything
from .mutations import LONGEST, corpus, mutated

PACKAGE = Path(chainrule.__file__).parent
WATCHED = tuple(str(PACKAGE / folder) for folder in ("boards", "readers", "transforms", "ops"))
SLOW, HOPELESS = 2.0, 120.0  # seconds of one board
SLOW_NODE = 0.02  # seconds of one node, of what loops write out
WATCHING = 0.3  # so many boards are watched, which takes them three times as long
FRESH, LATEST = 0.3, 50  # so many of the parents are among the latest
REFUSED = 0.1  # so many are no boards themselves


@dataclass
class Finding:
    """A board that broke something, and how."""

    text: str
    seed: int
    what: str


@dataclass
class Found:
    """What a search came to."""

    boards: int = 0
    shown: int = 0
    slowest: float = 0.0
    slowest_text: str = ""
    lines: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)  # one for each place that breaks


class Coverage:
    """The lines that have been reached; a function whose every line has been is watched no longer."""

    def __init__(self) -> None:
        self._unseen: dict[CodeType, set[int]] = {}
        self.new = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> Callable[..., object] | None:
        """What Python calls at each call: a watcher of lines where there are unseen ones."""
        code = frame.f_code
        unseen = self._unseen.get(code)
        if unseen is None:
            watched = code.co_filename.startswith(WATCHED)
            unseen = self._unseen[code] = {line for *_, line in code.co_lines() if line} if watched else set()
        return self._line if unseen else None

    def _line(self, frame: FrameType, event: str, argument: object) -> Callable[..., object] | None:
        if event == "line":
            unseen = self._unseen[frame.f_code]
            if frame.f_lineno in unseen:
                unseen.discard(frame.f_lineno)
                self.new += 1
        return self._line


def search(seed: int, seconds: float, most: int = sys.maxsize, longest: int = LONGEST) -> Found:
    """What comes of mutating boards, none longer than `longest`, for so long, or so often."""
    rng = np.random.default_rng([41, seed])
    parents, refused, coverage, found = [*_no_longer(longest)], [""], Coverage(), Found()
    end = time.monotonic() + seconds
    waiting = list(rng.permutation(len(parents) // 2))[: most // 2]  # half of the corpus itself first, or a share of it
    while time.monotonic() < end and found.boards < most:
        one, two = (_parent(refused if rng.random() < REFUSED else parents, rng) for _ in range(2))
        text = parents[2 * waiting.pop() + seed % 2] if waiting else mutated(one, two, rng)
        before, shown = coverage.new, found.shown
        watcher = coverage if rng.random() < WATCHING else None
        _try(text, int(rng.integers(2**31)), watcher, found)
        if coverage.new > before:
            (parents if found.shown > shown else refused).append(text)
    found.lines = coverage.new
    return found


def _no_longer(longest: int) -> Iterator[str]:
    """The boards of the corpus that have at most so many letters."""
    return (text for text in corpus() if len(text) <= longest)


def _parent(parents: list[str], rng: np.random.Generator) -> str:
    """One of them, often one of the latest."""
    first = max(0, len(parents) - LATEST) if rng.random() < FRESH else 0
    return parents[int(rng.integers(first, len(parents)))]


def _try(text: str, seed: int, coverage: Coverage | None, found: Found) -> None:
    found.boards += 1
    begun = time.process_time()
    try:
        with _watched(coverage):
            found.shown += ask_everything(text, seed)
    except Exception as error:  # noqa: BLE001  a finding
        place = traceback.extract_tb(error.__traceback__)[-1]
        key = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        found.findings.setdefault(key, Finding(text, seed, f"{key}: {str(error)[:300]}"))
    taken = time.process_time() - begun
    if taken > SLOW:  # once more without being watched, which takes time
        taken = _timed(text, seed) * SLOW / _allowed(text)
    if taken > found.slowest:
        found.slowest, found.slowest_text = taken, text
    if taken > SLOW:
        found.findings.setdefault(f"slow {len(found.findings)}", Finding(text, seed, f"{taken:.1f} s"))


def _timed(text: str, seed: int) -> float:
    begun = time.process_time()
    with suppress(Exception), _watched(None):
        ask_everything(text, seed)
    return time.process_time() - begun


def _allowed(text: str) -> float:
    """The seconds that a board may take; one that breaks, or is none, has no nodes."""
    try:
        nodes = len(chainrule.whiteboard(text).backward().order)
    except Exception:  # noqa: BLE001  a finding elsewhere
        return SLOW
    return max(SLOW, SLOW_NODE * nodes) if "for " in text else SLOW


@contextmanager
def _watched(coverage: Coverage | None) -> Iterator[None]:
    """Lines are watched, and what takes far too long ends."""
    signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, HOPELESS)
    sys.settrace(coverage)
    try:
        yield
    finally:
        sys.settrace(None)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _give_up(*_: object) -> None:
    raise TimeoutError(f"more than {HOPELESS:g} s of a processor")


def _work(seed: int, seconds: float) -> Found:
    warnings.simplefilter("error")
    return search(seed, seconds)


def main() -> int:
    """Search on every core, and tell what was found; 1 where there are findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, help="a JSON file for the findings")
    chosen = parser.parse_args()
    with ProcessPoolExecutor(chosen.processes) as pool:
        jobs = [pool.submit(_work, 100 * chosen.seed + i, 60 * chosen.minutes) for i in range(chosen.processes)]
        results = [job.result() for job in jobs]
    findings = {key: one for result in results for key, one in result.findings.items()}
    for one in findings.values():
        print(f"{one.what}\n    seed {one.seed}, board {one.text[:300]!r}")
    if chosen.out:
        chosen.out.write_text(json.dumps([vars(one) for one in findings.values()], indent=1), encoding="utf-8")
    slowest = max(results, key=lambda one: one.slowest)
    boards, shown = sum(one.boards for one in results), sum(one.shown for one in results)
    print(f"{boards:,} boards in {chosen.minutes:g} minutes, {shown:,} of them shown, {len(findings)} findings;")
    print(
        f"{max(one.lines for one in results):,} lines reached; slowest {slowest.slowest:.2f} s:",
        repr(slowest.slowest_text[:200]),
    )
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
