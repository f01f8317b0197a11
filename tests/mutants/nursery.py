"""The nursery: a process that has read chainrule and the tests once, and is forked for each mutant.

A mutant is planted into what is there already, and tests are asked one after the other, likely ones first, until one
fails. A test that catches something is asked where nothing is false too: there it has to pass. What had been derived
from a table before it was made false is true still, so a mutant may survive here and nowhere else; and none is asked
for long. Who survives here is tried again in a fresh process.
"""

import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from time import process_time

import pytest

from .kinds import Bends
from .mutant import Mutant
from .outcomes import CAUGHT, SURVIVED, Forked, Outcome, Recorder, silently
from .suites import Order, near

OPTIONS = ("-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist")
LONGEST = 8.0  # seconds of a processor that tests are asked for
ENDLESS = 20.0  # seconds of a processor after which one test fails: rules that are false may never end
Told = Callable[[Mutant, Outcome], None]


class Nursery:
    """Pytest with the tests near some mutants, which instead of running them tries the mutants."""

    def __init__(self, mutants: Sequence[Mutant], processes: int, seconds: float, tell: Told) -> None:
        self.mutants, self.processes, self.seconds, self.tell = mutants, processes, seconds, tell
        self.order, self.recorder = Order(), Recorder()
        self.items: dict[str, pytest.Item] = {}
        self.passing: dict[str, bool] = {}  # where nothing is false, of each test that has caught something

    def run(self) -> None:
        """Read everything, and try all mutants."""
        silently()
        self.bends = Bends(self.mutants)
        files = dict.fromkeys(file for one in self.mutants for file in near(one))
        code = pytest.main([*OPTIONS, *files], plugins=[self, self.recorder])
        assert code == pytest.ExitCode.OK, f"pytest ended with {code!s}: {self.recorder.failed}"

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants in place of running the tests."""
        self.items = {item.nodeid: item for item in session.items}
        waiting = list(reversed(self.mutants))
        running: list[Forked] = []
        while waiting or running:
            while waiting and len(running) < self.processes:
                one = waiting.pop()
                running.append(Forked(lambda one=one: self._tried(one), self.seconds, one))  # type: ignore[misc]
            wait([one.ready for one in running], timeout=1)
            for trial in [trial for trial in running if trial.is_over()]:
                running.remove(trial)
                outcome, mutant = trial.answer(), trial.about
                assert isinstance(mutant, Mutant)
                if outcome.result == CAUGHT and not self._passes(outcome.test):
                    waiting.append(mutant)  # to be tried again, without that test
                    continue
                self.order.learn(mutant, outcome)
                self.tell(mutant, outcome)
        return True

    def _passes(self, test: str) -> bool:
        """Whether a test passes where nothing is false."""
        if test not in self.passing:
            run = Forked(lambda: Outcome(CAUGHT if self._fails(test) else SURVIVED), self.seconds)
            self.passing[test] = run.answer_in_time().result == SURVIVED
        return self.passing[test]

    # ---- in forks ---------------------------------------------------------------------------------------------------

    def _tried(self, mutant: Mutant) -> Outcome:
        self.bends.plant(mutant)
        files = set(near(mutant))
        tests = [test for test in self.items if test.split("::")[0] in files and self.passing.get(test, True)]
        begin, spent = process_time(), {}
        for test in self.order.sorted(mutant, tests):
            start = process_time()
            failed = self._fails(test)
            spent[test.partition("[")[0]] = process_time() - start
            if failed:
                return Outcome(CAUGHT, test, spent=spent)
            if process_time() - begin > LONGEST:
                break
        return Outcome(SURVIVED, spent=spent)

    def _fails(self, test: str) -> bool:
        item = self.items[test]
        signal.signal(signal.SIGPROF, _out_of_time)
        signal.setitimer(signal.ITIMER_PROF, ENDLESS)
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        except TimeoutError:  # it was pytest's own turn
            return True
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        return bool(self.recorder.failed)


def _out_of_time(signum: int, frame: object) -> None:
    raise TimeoutError(f"a test takes more than {ENDLESS} s of a processor")
