"""A real browser that may ask nobody for anything: every request, error and warning of a page is written down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

import pytest

BINARIES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--font-render-hinting=none", "--force-color-profile=srgb"]


@dataclass
class Shown:
    """A page as a browser shows it, with what it asked for and what it complained about."""

    view: object
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Show = Callable[..., Shown]


def installed() -> str:
    """The browser that is installed, or nothing."""
    return next(filter(None, map(which, BINARIES)), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium, where Playwright and a browser are installed."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed; `make browser` does it")
    binary = installed()
    if not binary:
        pytest.skip("no Chromium is installed; as root on Debian, `make browser` does it")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser, tmp_path: Path) -> Iterator[Show]:
    """Show a page's text from a file, as wide and as light as is wanted; at the end it asked for nothing else.

    `after` stands behind the name of the file: a query, a fragment.
    """
    opened: list[Shown] = []

    def show(text: str, width: int = 1280, scheme: str = "light", after: str = "") -> Shown:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        view = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
        shown = Shown(view)
        view.on("console", lambda message: shown.complaints.append(message.text))
        view.on("pageerror", lambda error: shown.complaints.append(str(error)))

        def answer(route) -> None:
            if route.request.url.partition("?")[0].partition("#")[0] == file.as_uri():
                route.continue_()
            else:
                shown.requests.append(route.request.url)
                route.abort()

        view.route("**/*", answer)
        view.goto(file.as_uri() + after)
        opened.append(shown)
        return shown

    yield show
    for shown in opened:
        shown.view.close()
        assert (shown.requests, shown.complaints) == ([], [])
