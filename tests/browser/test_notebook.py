"""The page where notebooks show it: in a frame without an origin, and as a widget whose state is read and written."""

import json

import pytest
from tests.browser.test_live_page import assert_shows
from tests.live.boards import cases

from chainrule.faces.widgets import SCRIPT
from chainrule.live.shown_page import framed

pytestmark = pytest.mark.browser

OUTER = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A notebook</title><body>{}</body></html>"""
FAKE = """<script type="module">
const values = JSON.parse({values});
const acts = new Set();
globalThis.kernel = {{ values, saved: 0, ask(asked) {{ values.asked = asked; acts.forEach((act) => act()); }} }};
const model = {{ get: (name) => values[name], set: (name, value) => {{ values[name] = value; }},
  save_changes: () => {{ kernel.saved += 1; }}, on: (_, act) => acts.add(act), off: (_, act) => acts.delete(act) }};
const script = URL.createObjectURL(new Blob([{script}], {{ type: "text/javascript" }}));
const widget = (await import(script)).default;
globalThis.remove = widget.render({{ model, el: document.body }});
</script>"""


def frame_of(view):
    """The page inside."""
    frame = view.locator("iframe").element_handle().content_frame()
    frame.wait_for_selector("html[data-revision]")
    return frame


def test_a_page_runs_in_the_frame_of_a_notebook(show):
    """It makes steps there, and its numbers are Python's."""
    case = cases()["batches"]
    frame = frame_of(show(OUTER.format(case.page._repr_html_())).view)
    frame.click("[data-move=forward]")
    assert_shows(frame, case, case.parameters(1))
    frame.click("[data-share=copy]")
    frame.wait_for_selector("[data-panel=share] [role=status]:not(:empty)", state="attached")
    assert frame.input_value("[name=link]").startswith("#state=1.")


def test_a_widget_tells_its_state_and_does_what_it_is_asked(show):
    """Steps that are made there are read, a step and a state that are asked for are shown."""
    case = cases()["batches"]
    page = framed(case.page)
    values = json.dumps(json.dumps({"page": page, "title": "A page", "height": 600, "asked": {}}))
    text = FAKE.format(values=values.replace("<", "\\u003c"), script=json.dumps(SCRIPT.read_text("utf-8")))
    view = show(OUTER.format(text)).view
    frame = frame_of(view)

    def until(step: int) -> str:
        view.wait_for_function(f"kernel.values.step === {step}")
        return view.evaluate("kernel.values.state")

    start = until(0)
    frame.click("[data-move=forward]")
    first = until(1)
    view.evaluate("kernel.ask({ step: 5 })")
    assert json.loads(until(5))["step"] == 5
    assert_shows(frame, case, case.parameters(5))
    view.evaluate("text => kernel.ask({ open: text })", first)
    assert until(1) == first
    assert_shows(frame, case, case.parameters(1))
    view.evaluate("text => kernel.ask({ open: text })", start)
    assert until(0) == start
    view.evaluate("remove()")
    assert view.locator("iframe").count() == 0


def test_a_page_that_is_framed_by_a_stranger_tells_nothing(show):
    """Only a page that was made for a widget speaks to what is around it."""
    listen = "<script>globalThis.heard = []; addEventListener('message', (event) => heard.push(event.data));</script>"
    view = show(OUTER.format(listen + cases()["full"].page.frame())).view
    frame = frame_of(view)
    frame.click("[data-move=forward]")
    frame.wait_for_selector("html[data-revision='1']")
    assert view.evaluate("new Promise((done) => setTimeout(() => done(heard.length), 50))") == 0
