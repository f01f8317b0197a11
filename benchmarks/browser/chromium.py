"""Chromium as it is measured: pages of networks, functions that run in them, and how long the main thread worked."""

import json
from collections import Counter
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

    def tasks(self, view: Page, name: str, given: object = None) -> tuple[Any, list[float]]:
        """What a function within the page returns, and milliseconds of the main thread in each task meanwhile."""
        self.browser.start_tracing(page=view, categories=["toplevel", "devtools.timeline"])
        found = within(view, name, given)
        return found, _tasks(json.loads(self.browser.stop_tracing())["traceEvents"])


def within(view: Page, name: str, given: object = None) -> Any:  # noqa: ANN401 - JSON
    """A function of within.js, called in the page."""
    return view.evaluate(f"given => ({WITHIN}).{name}(given)", given)


def _tasks(events: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of processor time in each task of the thread that runs scripts, lays out and paints."""
    threads = {(one["pid"], one["tid"]) for one in events if one["name"] == "thread_name" and _is_main(one)}
    calls = Counter((one["pid"], one["tid"]) for one in events if one["name"] == "FunctionCall")
    busiest = max(threads, key=lambda thread: calls[thread])
    own = (one for one in events if one["name"] == TASK and (one["pid"], one["tid"]) == busiest)
    return sorted((one.get("tdur", 0) / 1000 for one in own), reverse=True)


def _is_main(event: dict[str, Any]) -> bool:
    return bool(event["args"]["name"] == MAIN)
