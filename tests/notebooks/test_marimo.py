"""marimo: a page and a widget in an app that is run: stepped by hand and from Python, its state read back."""

from pathlib import Path

import pytest
from tests.notebooks.conftest import BOARD, NUMBERS, RATE, answers, serving, theta_after, until

pytest.importorskip("marimo", reason="marimo is not installed; `make notebooks` does it")
pytest.importorskip("anywidget", reason="anywidget is not installed; `make notebooks` does it")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

APP = f'''
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import chainrule as cr
    board = cr.whiteboard("{BOARD}")
    page = board.page({NUMBERS}, optimizer=cr.SGD({RATE}))
    return cr, mo, page


@app.cell
def _(page):
    page
    return


@app.cell
def _(cr, mo, page):
    widget = mo.ui.anywidget(cr.widget(page))
    widget
    return (widget,)


@app.cell
def _(mo, widget):
    mo.ui.button(label="seek", on_click=lambda _: widget.widget.seek(5))
    return


@app.cell
def _(mo, widget):
    theta = widget.widget.model.theta if widget.value.get("state") else ()
    mo.md("told: " + " ".join([str(widget.value.get("step")), *(f"{{one:.10f}}" for one in theta)]))
    return


if __name__ == "__main__":
    app.run()
'''


def test_a_page_lives_in_marimo(view, tmp_path: Path):
    """The frame of a page computes; the widget tells its steps, and goes to the one that Python asks for."""
    file = tmp_path / "lesson.py"
    file.write_text(APP)
    port = "27341"
    with serving("marimo", ["run", str(file), "--headless", "--no-token", "--port", port], tmp_path, tmp_path / "log"):
        address = f"http://127.0.0.1:{port}"
        until(lambda: answers(address))
        view.goto(address)
        view.locator("iframe").nth(1).wait_for()
        pages = until(
            lambda: (
                [one for one in view.frames[1:] if one.locator("html[data-revision]").count()][1:] and view.frames[1:]
            )
        )
        for page in pages:
            page.click("[data-move=forward]")
            assert page.inner_text(".transport output").startswith("step 1,")
        said = view.get_by_text("told:")
        until(lambda: said.inner_text().split()[1:] == ["1", *theta_after(1)])
        view.get_by_role("button", name="seek").click()
        until(lambda: said.inner_text().split()[1:] == ["5", *theta_after(5)])
        assert sum(page.inner_text(".transport output").startswith("step 5,") for page in pages) == 1
