"""JupyterLab: a page and a widget, stepped from Python, opened again without a kernel, and untrusted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.notebooks.conftest import BOARD, NUMBERS, RATE, answers, serving, theta_after, until

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed; `make notebooks` does it")
pytest.importorskip("anywidget", reason="anywidget is not installed; `make notebooks` does it")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = f"""import chainrule as cr
board = cr.whiteboard("{BOARD}")
page = board.page({NUMBERS}, optimizer=cr.SGD({RATE}))
page"""
CELLS = (
    FIRST,
    "widget = cr.widget(page)\nwidget",
    'print("the page is at", widget.step, "with", *(f"{one:.10f}" for one in widget.model.theta))',
    "widget.seek(5)",
    'print("Python reads", widget.step, "with", *(f"{one:.10f}" for one in widget.model.theta))',
)
WITHOUT_KERNELS = ["--KernelSpecManager.ensure_native_kernel=False", "--KernelSpecManager.allowed_kernelspecs=none"]


def notebook(file: Path) -> None:
    """A file with the cells, none of which was run."""
    cells = [
        {"cell_type": "code", "execution_count": None, "id": f"cell-{i}", "metadata": {}, "outputs": [], "source": cell}
        for i, cell in enumerate(CELLS)
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    file.write_text(json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


@contextmanager
def lab(root: Path, home: Path, words: list[str] = []) -> Iterator[str]:  # noqa: B006 - read only
    """The address of a JupyterLab that serves a folder."""
    home.mkdir(exist_ok=True)
    quiet = ["--no-browser", "--ServerApp.port=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={root}"]
    everybody = [
        "--allow-root",
        "--ServerApp.disable_check_xsrf=True",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with serving("jupyterlab", [*quiet, *everybody, *words], home, home / "log"):
        runtime = home / "JUPYTER_RUNTIME_DIR"
        said = until(lambda: next(iter(runtime.glob("jpserver-*.json")), None))
        address = json.loads(said.read_text())["url"]
        until(lambda: answers(f"{address}api"))
        yield address


def shown(view, address: str) -> None:
    """The notebook, once it is there."""
    view.goto(f"{address}lab/tree/lesson.ipynb")
    view.locator(".jp-Notebook .jp-Cell").first.wait_for()


def without_kernel(view) -> None:
    """No to the question which kernel is wanted."""
    view.locator(".jp-Dialog").first.wait_for()
    view.keyboard.press("Escape")
    view.locator(".jp-Dialog").first.wait_for(state="detached")


def run(view, cell: int) -> None:
    """Run a cell."""
    view.locator(".jp-Cell").nth(cell).locator(".jp-InputPrompt").first.click()
    view.keyboard.press("Control+Enter")


def output(view, cell: int):
    """Where a cell's output is."""
    return view.locator(".jp-Cell").nth(cell).locator(".jp-Cell-outputWrapper")


def page_in(view, cell: int):
    """The page that a cell shows, once it computes."""
    frame = output(view, cell).locator("iframe")
    frame.scroll_into_view_if_needed()
    found = frame.element_handle().content_frame()
    found.wait_for_selector("html[data-revision]")
    return found


def text_of(view, cell: int) -> str:
    """What a cell printed, once it did."""
    return until(lambda: output(view, cell).inner_text().strip() or None)


def test_a_page_lives_in_jupyterlab(view, tmp_path):
    """Fresh, stepped by hand and from Python with its state read back, opened again without a kernel, and untrusted."""
    root, home = tmp_path / "root", tmp_path / "home"
    root.mkdir()
    notebook(root / "lesson.ipynb")
    with lab(root, home) as address:
        shown(view, address)
        view.get_by_text("| Idle").first.wait_for()  # what is run before is lost
        for cell in range(2):
            run(view, cell)
            page_in(view, cell)
        page_in(view, 0).click("[data-move=forward]")
        page_in(view, 1).click("[data-move=forward]")
        page_in(view, 1).click("[data-move=forward]")
        run(view, 2)
        assert text_of(view, 2).split() == ["the", "page", "is", "at", "2", "with", *theta_after(2)]
        run(view, 3)
        told = page_in(view, 1).locator(".transport output")
        until(lambda: told.inner_text().startswith("step 5,"))
        run(view, 4)
        assert text_of(view, 4).split() == ["Python", "reads", "5", "with", *theta_after(5)]
        view.keyboard.press("Control+s")
        until(lambda: "Python reads" in (root / "lesson.ipynb").read_text())
    with lab(root, home, WITHOUT_KERNELS) as address:
        shown(view, address)
        without_kernel(view)
        page = page_in(view, 0)
        page.click("[data-move=forward]")
        assert page.inner_text(".transport output").startswith("step 1,")
    with lab(root, tmp_path / "stranger", WITHOUT_KERNELS) as address:
        shown(view, address)
        without_kernel(view)
        said = output(view, 0)
        said.locator("summary").click()
        assert said.locator("iframe").count() == 0
        assert said.locator("img").evaluate("one => one.naturalWidth") > 100
