"""The lab in a real browser: a text that is rewritten computes, Python trains it, and no other page gets in."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from tests.browser.conftest import ARGUMENTS, installed

from chainrule.cli.benches import FIRST, numbers_for
from chainrule.cli.lab import _listening
from chainrule.lab.access import Access
from chainrule.lab.app import ROUTES, make_app
from chainrule.lab.bench import Bench

pytestmark = pytest.mark.browser
uvicorn = pytest.importorskip("uvicorn", reason="uvicorn is not installed")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed; `make browser` does it")


@dataclass
class Served:
    """A lab that answers, and what a browser complained about."""

    access: Access
    complaints: list[str]
    view: object = None

    @property
    def frame(self):
        """The page that is seen, once it has computed."""
        seen = self.view.locator("iframe:not([data-coming])")
        seen.wait_for()
        frame = seen.element_handle().content_frame()
        return frame or self.frame  # another one has just taken its place


@pytest.fixture
def served(browser) -> Iterator[Served]:
    """The lab of the XOR board, and a page of a new browser that has entered it."""
    listener = _listening(None)
    access = Access(listener.getsockname()[1], ROUTES)
    config = uvicorn.Config(make_app(Bench("XOR", FIRST, numbers_for), access), log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    view = context.new_page()
    found = Served(access, [], view)
    view.on("console", lambda message: found.complaints.append(message.text))
    view.on("pageerror", lambda error: found.complaints.append(str(error)))
    until(lambda: server.started)
    view.goto(access.address)
    yield found
    context.close()
    server.should_exit = True
    thread.join(10)
    listener.close()


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Nothing, once it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not hold in time"
        time.sleep(0.02)


def shown(served: Served, selector: str) -> str:
    """What stands there now; nothing while a frame makes room for another."""
    try:
        return served.frame.locator(selector).text_content(timeout=500) or ""
    except sync_api.Error:
        return ""


def test_a_text_that_is_rewritten_computes(served):
    """New equations and tables; a fault is told below the text while the page stays; numbers that fit are kept."""
    frame = served.frame
    frame.click("[data-move=forward]")
    first = frame.locator("[data-array=W1] td input").first.input_value()
    served.view.fill("#text", FIRST.replace("tanh(Z)", "sigmoid(Z"))
    served.view.wait_for_selector("#wrong:not(:empty)")
    assert "^" in served.view.inner_text("#wrong")
    assert served.view.get_attribute("#text", "aria-invalid") == "true"
    served.view.fill("#text", FIRST.replace("tanh(Z)", "sigmoid(Z)"))
    equations = "[data-panel=equations]"
    # asked first, for the browser's news of its frames is heard only while it is asked something
    until(lambda: "σ" in shown(served, equations) and len(served.view.frames) == 2)
    assert served.view.inner_text("#wrong") == ""
    assert served.frame.locator("[data-array=W1] td input").first.input_value() == first
    assert served.complaints == []


def test_python_trains_into_the_same_curve(served):
    """Steps arrive while it runs; it stops; the page can go on and back from there."""
    served.frame.wait_for_selector("html[data-revision]")
    served.view.fill("#epochs", "1000000")
    served.view.click("#train")
    until(lambda: "Python is at step" in served.view.inner_text("#said"))
    served.view.click("#stop")
    until(lambda: "stopped after" in served.view.inner_text("#said"))
    steps = int(served.view.inner_text("#said").split()[3])
    told = served.frame.locator(".transport output")
    until(lambda: told.inner_text().startswith(f"step {steps},"))
    served.frame.click("[data-move=forward]")
    assert told.inner_text().startswith(f"step {steps + 1},")
    served.frame.click("[data-move=back]")
    served.frame.click("[data-move=back]")
    assert told.inner_text().startswith(f"step {steps - 1},")
    assert served.view.is_enabled("#train")
    assert served.complaints == []


def test_a_name_that_is_rebound_to_this_machine_gets_nothing(served):
    """A page of another name that leads here, as after DNS rebinding: neither home, nor the token, nor a question."""
    port, token = served.access.port, served.access.token
    rules = [f"--host-resolver-rules=MAP evil.example:{port} 127.0.0.1:{port}"]
    rebound = served.view.context.browser.browser_type.launch(executable_path=installed(), args=[*ARGUMENTS, *rules])
    view = rebound.new_page()
    for path in ("/", f"/?token={token}"):
        assert view.goto(f"http://evil.example:{port}{path}").status == 403
    asked = "fetch('/board', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })"
    assert view.evaluate(f"{asked}.then((answer) => answer.status)") == 403
    rebound.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_lab_keeps_within_its_width(served, width):
    """The bench beside the page, or above it."""
    served.view.set_viewport_size({"width": width, "height": 900})
    served.frame.wait_for_selector("html[data-revision]")
    assert served.view.evaluate("document.documentElement.scrollWidth") == width
