"""Chromium as it is measured: pages of networks, functions that run in them, and how long the main thread worked."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

import chainrule as cr

WITHIN = (Path(__file__).parent / "within.js").read_text("utf-8").partition("*/")[2]
TASK, MAIN = "ThreadControllerImpl::RunTask", "CrRendererMain"


@dataclass(frozen=True)
class Chromium:
    """A browser, and a folder for pages."""

    browser: Browser
    folder: Path

    def blank(self) -> Page:
        """A page of nothing."""
        return self.browser.new_page()

    def opened(self, network: cr.Network, X: np.ndarray, y: np.ndarray) -> Page:
        """The page of a network, in batches of 10."""
        view = self.browser.new_page(viewport={"width": 1280, "height": 900})
        view.goto(self.file_of(network, X, y))
        view.wait_for_selector("html[data-revision]")
        return view

    def file_of(self, network: cr.Network, X: np.ndarray, y: np.ndarray) -> str:
        """The address of its page."""
        file = self.folder / "page.html"
        file.write_text(network.page(X, y, optimizer=cr.SGD(0.03), batch_size=10), encoding="utf-8")
        return file.as_uri()

    def worked(self, view: Page, name: str, given: object = None) -> float:
        """Milliseconds of processor time that the main thread spends on a function within the page."""
        session = view.context.new_cdp_session(view)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> float:
            found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
            return float(1000 * found["TaskDuration"])

        start = spent()
        within(view, name, given)
        return spent() - start

    def traced(self, view: Page, act: Callable[[], Any]) -> tuple[Any, "Trace"]:
        """What something returns that happens in a page, and what the main thread did meanwhile."""
        self.browser.start_tracing(page=view, categories=["toplevel", "devtools.timeline"])
        found = act()
        return found, Trace(json.loads(self.browser.stop_tracing())["traceEvents"])


@dataclass(frozen=True)
class Trace:
    """What threads did, as Chromium noted it."""

    events: list[dict[str, Any]]

    @property
    def tasks(self) -> list[float]:
        """Milliseconds of processor time in each task of the thread that runs scripts, lays out and paints."""
        return [_spent(one) for one in self._main if one["name"] == TASK]

    def handled(self, kind: str) -> list[float]:
        """Milliseconds of processor time in which each event of a kind was handled."""
        return [_spent(one) for one in self._main if one["name"] == "EventDispatch" and _kind(one) == kind]

    @property
    def _main(self) -> list[dict[str, Any]]:
        threads = {_thread(one) for one in self.events if one["name"] == "thread_name" and one["args"]["name"] == MAIN}
        calls = Counter(_thread(one) for one in self.events if one["name"] == "FunctionCall")
        busiest = max(threads, key=lambda thread: calls[thread])
        return [one for one in self.events if _thread(one) == busiest]


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _spent(event: dict[str, Any]) -> float:
    return float(event.get("tdur", 0) / 1000)


def _kind(event: dict[str, Any]) -> str:
    return str(event["args"].get("data", {}).get("type"))


def within(view: Page, name: str, given: object = None) -> Any:
    """A function of within.js, called in the page."""
    return view.evaluate(f"given => ({WITHIN}).{name}(given)", given)
