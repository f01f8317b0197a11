"""Suites: which files of tests lie near a kind of mutant, and which test is asked first whether it notices one."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from .mutant import Mutant
from .outcomes import Outcome

ROOT = Path(__file__).parents[2]
ROOMS: Mapping[str, tuple[str, ...]] = {  # near a kind of mutant, beside the room of its own module
    "tables": ("faces",),
    "vjps": ("ops", "transforms", "readers"),
    "rules": ("transforms", "readers", "tutor"),
    "slips": ("tutor",),
}
# they run chainrule in processes of their own, where there is no mutant, or ask for what is not there
ELSEWHERE = ("faults", "browser", "benchmarks", "mutants")
CLOCKS = ("test_effort.py", "test_pace.py")  # what fails by the clock has not seen what is false
OWN = {"rules": ("test_rule_fires", "test_every_rule_has_a_case")}  # tests that are about each of a kind: asked first
UNKNOWN = 0.1  # seconds of a test that was never asked


@cache
def all_files() -> list[str]:
    """Every file of tests that a mutant can be shown to."""
    files = (str(file.relative_to(ROOT)) for file in sorted((ROOT / "tests").rglob("test_*.py")))
    return [file for file in files if file.split("/")[1] not in ELSEWHERE and not file.endswith(CLOCKS)]


def near(mutant: Mutant) -> list[str]:
    """The files of tests near a mutant: its module's examples, its rooms, those that have to do with its kind."""
    rooms = (*mutant.module.split(".")[1:-1], *ROOMS[mutant.kind])
    return [_source_of(mutant.module), *(file for file in all_files() if file.split("/")[1] in rooms)]


def _source_of(module: str) -> str:
    """The file of a module."""
    path = f"src/{module.replace('.', '/')}"
    return f"{path}.py" if (ROOT / f"{path}.py").exists() else f"{path}/__init__.py"


class Order:
    """The order in which tests are asked, which learns from those that caught something and from how long they take."""

    def __init__(self) -> None:
        self._sizes = {file: (ROOT / file).stat().st_size for file in all_files()}  # of the others, 0
        self._caught: dict[str, Counter[str]] = {}  # of each module, how many each function of tests has caught
        self._caught_at: dict[str, str] = {}  # of each place, the latest test
        self._seconds: dict[str, float] = {}  # of each function of tests, for one of its tests

    def learn(self, mutant: Mutant, outcome: Outcome) -> None:
        """Remember how long tests took, and which one has caught a mutant."""
        self._seconds |= outcome.spent
        if outcome.test:
            self._caught.setdefault(mutant.module, Counter())[_function(outcome.test)] += 1
            self._caught_at[f"{mutant.module}: {mutant.place}"] = outcome.test

    def sorted(self, mutant: Mutant, tests: Sequence[str]) -> list[str]:
        """The tests, the likeliest first: what caught at this place, or names it, or caught others; then quick ones."""
        here = self._caught_at.get(f"{mutant.module}: {mutant.place}", "")
        caught = self._caught.get(mutant.module, Counter())
        named = _named(mutant)
        room = f"tests/{mutant.module.split('.')[1]}/"
        table = re.match(r"\w+", mutant.place)
        about = {  # how much of a file is about it: its module, and its table too
            file: 1 + bool(mutant.kind == "tables" and table and table[0] in text)
            for file in {test.split("::")[0] for test in tests}
            if mutant.module in (text := _text(file))
        }
        words = _words(mutant.module.removeprefix("chainrule.").replace(".", "_"))

        def likely(test: str) -> int:
            if _function(test).endswith(OWN.get(mutant.kind, ())):
                return 4
            has_caught = max(_function(test) in caught, about.get(test.split("::")[0], 0))
            return bool(named and named.search(test.partition("[")[2])) + has_caught

        def late(test: str) -> tuple[float, ...]:
            file, function = test.split("::")[0], _function(test)
            alike = len(words & _words(Path(file).stem))
            seconds = self._seconds.get(function, UNKNOWN) / (1 + caught[function] + alike)
            return test != here, seconds, not file.startswith(room), self._sizes.get(file, 0)

        groups: dict[int, list[str]] = {}
        for test in sorted(tests, key=late):
            groups.setdefault(likely(test), []).append(test)
        return [test for level in sorted(groups, reverse=True) for test in _by_turns(groups[level])]


def _by_turns(tests: Sequence[str]) -> list[str]:
    """One test of each function, then the second ones of each: those of a function mostly see the same."""
    met: Counter[str] = Counter()
    turns = []
    for test in tests:
        met[_function(test)] += 1
        turns.append((met[_function(test)].bit_length(), test))
    return [test for _, test in sorted(turns, key=lambda turn: turn[0])]


def _named(mutant: Mutant) -> re.Pattern[str] | None:
    """What stands in the name of a test that is about the place of a mutant: a key, an op, a kind of slip."""
    pattern = r", (.+?)(?: \(\d+\))?$" if mutant.kind == "slips" else r"\['(.+?)'\]|^(\w+)(?=,)"
    key = re.search(pattern, mutant.place)
    if key is None:
        return None
    word = next(filter(None, key.groups())).encode("unicode_escape").decode("ascii")  # as pytest writes it
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])")


def _function(test: str) -> str:
    return test.partition("[")[0]


def _words(name: str) -> set[str]:
    """The words of a name, whether they speak of one or of several."""
    return {word.rstrip("s") for word in name.split("_")}


@cache
def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")
