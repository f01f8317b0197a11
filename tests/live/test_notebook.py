"""The page in a notebook: a frame that is apart from all that is around it, a picture, a line; and a widget."""

import json
from html import unescape

import pytest
from tests.live.boards import cases
from tests.live.test_shared import state

import chainrule as cr


def test_the_frame_holds_the_very_page():
    """In one line, so that no notebook can fold its lines, and without an origin."""
    page = cases()["full"].page
    frame = page.frame(500)
    assert "\n" not in frame
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    assert "height:500px" in frame
    assert unescape(frame.partition('srcdoc="')[2].removesuffix('"></iframe>')) == page


def test_a_notebook_that_runs_nothing_shows_the_circuit():
    """As SVG, and a line where there is nothing but text."""
    page = cases()["full"].page
    bundle = page._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"] == f"<page that computes: A board that computes, {len(page):,} characters>"
    assert page._repr_mimebundle_(include=["text/plain"]) == {"text/plain": bundle["text/plain"]}
    assert "text/html" not in page._repr_mimebundle_(exclude=["text/html"])


def test_a_page_is_saved_as_it_is(tmp_path):
    """Byte by byte."""
    page = cases()["full"].page
    page.save(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_bytes() == page.encode()


def test_a_widget_reads_and_asks():
    """What its page tells is a board; a step and a state are asked for, each time anew."""
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    widget = cr.widget(cases()["batches"].page)
    with pytest.raises(cr.SettingError, match="has told no state yet"):
        _ = widget.model
    widget.state = json.dumps(state())
    assert widget.model.theta.tolist() == state()["now"]["theta"]
    widget.seek(3)
    assert widget.asked == {"step": 3, "count": 1}
    widget.show(widget.state)
    assert widget.asked == {"open": widget.state, "count": 2}
    with pytest.raises(cr.ModelFileError, match="this state is damaged"):
        widget.show("{}")
    with pytest.raises(cr.SettingError, match="step"):
        widget.seek(-1)


def test_a_widget_shows_pages_only():
    """A text is none."""
    with pytest.raises(cr.SettingError, match="a widget shows a page"):
        cr.widget("<html>")
