"""Telling: how far a long calculation is, on a terminal that somebody looks at."""

import sys
import time

from chainrule.readers.notation.numbers import format_seconds

PATIENCE, PERIOD = 1.0, 0.2  # seconds before the first word, and between two
CLEAR = "\r\x1b[K"


class Telling:
    """Says on standard error which share is done and about how long the rest takes; nothing where nobody looks."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = self._told = time.perf_counter()
        self._open = False

    def __call__(self, share: float) -> None:
        """Take note that this share is done."""
        now = time.perf_counter()
        gone = now - self._began
        if share >= 1:
            self._write(CLEAR if self._open else "")
            self._open = False
        elif gone >= PATIENCE and now - self._told >= PERIOD and sys.stderr.isatty():
            self._told, self._open = now, True
            left = format_seconds(gone * (1 - share) / max(share, 1e-9))
            self._write(f"{CLEAR}{self._what}: {share:.0%}, about {left} left")

    def _write(self, words: str) -> None:
        if words:
            sys.stderr.write(words)
            sys.stderr.flush()
