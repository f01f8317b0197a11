"""Monitor: a callback that looks at a run while it trains, and says what it sees."""

import time
from collections.abc import Callable

from chainrule.errors import SettingError
from chainrule.graph.display import Displayed
from chainrule.monitor.findings import Finding, findings_in
from chainrule.monitor.look import Look, Looks
from chainrule.monitor.looking import Looking
from chainrule.monitor.picture import picture
from chainrule.monitor.report import report
from chainrule.settings import one_text, real_number, whole_number, written
from chainrule.training.callbacks import Callback, Run

QUICK, WHOLE = "quick", "whole"  # without and with eigenvalues
LARGE = 10_000_000  # entries times examples: beyond that a run does not wait for eigenvalues before its first step
WHOLE_OVER_QUICK = 8  # how many times longer a whole look may take
UNNOTICED = 0.1  # seconds: a last look that takes no longer is a whole one, however short the run was


class Monitor(Displayed, Callback):
    """Looks at layers, gradients, noise and curvature of a run: before its first step, now and then, and at its end.

    It paces itself: looks after the first wait until all of them together take no more than `share` of the run's time.
    What is measured then depends on the clock; with `every`, it looks after so many steps each, whatever that takes.
    `rows` examples are looked at, and `products` H v computed for the eigenvalues. `tell` is called with each sentence
    when it begins to be true.

    >>> import chainrule as cr
    >>> network = cr.Network([2, 3, 1], hidden="tanh")
    >>> run = network.train([[0, 0], [0, 1], [1, 0], [1, 1]], [0.0, 1, 1, 0], monitor=cr.Monitor(every=5), batch_size=4)
    >>> [look.step for look in run.monitor.looks]
    [0, 5, 10]
    """

    def __init__(
        self,
        every: int | None = None,
        *,
        rows: int = 256,
        products: int = 60,
        share: float = 0.05,
        tell: Callable[[str], object] | None = None,
    ) -> None:
        self.every = None if every is None else whole_number("every", every, 1)
        self.rows = whole_number("rows", rows, 1)
        self.products = whole_number("products", products, 2)
        self.share = real_number("share", share, 0, 1, above=True)
        if tell is not None and not callable(tell):
            raise SettingError(f"tell is a function of a sentence, such as print, not {written(tell)}")
        self._tell = tell
        self._looking: Looking | None = None
        self._forget()

    def _forget(self) -> None:
        self.looks: list[Look] = []
        self.findings: list[Finding] = []
        self.seconds = 0.0  # that looks have taken
        self._prices = {QUICK: 0.0, WHOLE: 0.0}  # seconds of the last look of each kind
        self._began = time.perf_counter()
        self._next_kind = QUICK

    @property
    def columns(self) -> Looks:
        """The looks as columns."""
        return Looks(tuple(self.looks))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was to be said, in the order in which it began to be true."""
        return tuple(finding.sentence for finding in self.findings)

    def svg(self, title: str = "Monitor") -> str:
        """What was measured over the steps, as a picture: noise, update ratios, curvature, units that are asleep."""
        return picture(self.columns, one_text("title", title))

    def __str__(self) -> str:
        return report(self.columns, self.findings, self.seconds)

    # ---- hooks -----------------------------------------------------------------------------------------------

    def started(self, run: Run) -> None:
        """Look before the first step."""
        self._forget()
        self._looking = Looking(run, self.rows, self.products)
        self.seconds = time.perf_counter() - self._began
        is_quick = self.every is None and self._looking.work > LARGE
        self._look(QUICK if is_quick else WHOLE)
        if is_quick:
            self._prices[WHOLE] = WHOLE_OVER_QUICK * self._prices[QUICK]  # until it is known

    def due(self, run: Run) -> int | None:
        """With `every`, the steps until the next look."""
        if self.every is None or not self.looks:
            return None
        return max(self.every - (run.step - self.looks[-1].step), 0)

    def progressed(self, run: Run) -> None:
        """Look, if it is time."""
        if self.every is not None:
            if self.due(run) == 0:
                self._look(WHOLE)
        else:
            self._look_if_there_is_time()

    def ended(self, run: Run) -> None:
        """Look at the end, if steps have been made since the last look."""
        if self.looks and self.looks[-1].step != run.step:
            is_cheap = self._prices[WHOLE] <= UNNOTICED or self._is_affordable(self._prices[WHOLE])
            self._look(WHOLE if self.every is not None or is_cheap else QUICK, last=True)
        self._looking = None  # it holds the examples

    # ---- looking ---------------------------------------------------------------------------------------------

    def _look_if_there_is_time(self) -> None:
        """Quick looks and whole ones in turn, where the share of the time is enough, also for a quick last one."""
        if self._is_affordable(self._prices[self._next_kind] + self._prices[QUICK]):
            self._look(self._next_kind)
            self._next_kind = QUICK if self._next_kind == WHOLE else WHOLE

    def _is_affordable(self, price: float) -> bool:
        return self.seconds + price <= self.share * (time.perf_counter() - self._began)

    def _look(self, kind: str, *, last: bool = False) -> None:
        assert self._looking is not None  # noqa: S101 - the run has started
        began = time.perf_counter()
        look = self._looking.look(bends=kind == WHOLE)
        self.looks.append(look)
        self._note(findings_in(look, is_first=len(self.looks) == 1, is_last=last))
        self._prices[kind] = time.perf_counter() - began
        self.seconds += self._prices[kind]

    def _note(self, found: list[Finding]) -> None:
        """Keep what is new, and tell it."""
        known = {finding.key for finding in self.findings}
        for finding in found:
            if finding.key not in known:
                self.findings.append(finding)
                if self._tell:
                    self._tell(finding.sentence)
