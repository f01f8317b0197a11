"""What a page draws: frames while it plays, recorded steps that come back, drags, edits, and loading."""

from collections.abc import Iterator
from time import sleep

import numpy as np

import chainrule as cr
from benchmarks.browser.chromium import Chromium, Trace, within
from chainrule.data.samples import circles

ROWS, FRAMES, STEPS, EDITS, MOVES = 250, 200, 1_000, 20, 200
TOO_LONG = 50  # milliseconds: a task that people notice
DEEP, WIDE = [2, *[8] * 6, 1], [2, 8, 8, 2]


def lines(chromium: Chromium) -> Iterator[str]:
    """A line for each measurement, in milliseconds of the main thread's processor time."""
    sample = circles(ROWS)
    deep, wide = (cr.Network(sizes, hidden="tanh", loss="squared_error") for sizes in (DEEP, WIDE))
    address, view = chromium.file_of(deep, sample.X, sample.y), chromium.blank()
    loaded, trace = chromium.traced(view, lambda: view.goto(address) and within(view, "loaded"))
    yield f"2-8×6-1 loaded after {loaded:.0f} ms; {longest(trace)}"
    within(view, "show", "surfaces")
    sleep(3)  # until the landscape is computed
    spent = chromium.worked(view, "play", FRAMES) / FRAMES
    rate, trace = chromium.traced(view, lambda: within(view, "play", FRAMES))
    yield f"playing with all surfaces of 2-8×6-1: {spent:.1f} ms a frame, {rate:.0f} frames/s here; {longest(trace)}"
    _, trace = chromium.traced(view, lambda: within(view, "edit", EDITS))
    yield f"numbers of 2-8×6-1 edited: {longest(trace)}"
    view = chromium.opened(wide, sample.X, sample.y)
    _, trace = chromium.traced(view, lambda: within(view, "back", STEPS))
    yield f"a recorded step of 2-8-8-2 restored and laid out: {spread(trace.handled('input'))}"
    _, trace = chromium.traced(view, lambda: within(view, "drag", MOVES))
    yield f"the start of 2-8-8-2 dragged, drawn and laid out: {spread(trace.handled('pointermove'))}"


def longest(trace: Trace) -> str:
    """The longest task, and how many are too long."""
    return f"the longest task {max(trace.tasks):.0f} ms, {sum(one > TOO_LONG for one in trace.tasks)} above {TOO_LONG}"


def spread(times: list[float]) -> str:
    """The middle, 99 % and the most of some times."""
    middle, most_of, most = np.percentile(times, [50, 99, 100])
    return f"median {middle:.1f}, 99% {most_of:.1f}, most {most:.1f} ms"
