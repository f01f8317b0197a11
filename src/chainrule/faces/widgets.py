"""Widgets: a page in a notebook whose state Python reads and writes, by anywidget."""

from functools import cache
from importlib.resources import files
from typing import Any

from chainrule.errors import MissingPackageError, SettingError
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.faces.opening import opened
from chainrule.live import Page
from chainrule.live.shared import read_text
from chainrule.live.shown_page import HEIGHT, framed
from chainrule.settings import whole_number, written

SCRIPT = files("chainrule.live") / "bundle" / "widget.js"


def widget(page: Page, height: int = HEIGHT) -> Any:
    """A page as a widget of a notebook: `widget.step` is the one that is seen, `widget.model` what stands there.

    `widget.model` is the board, or the network, with the numbers of the page, as `cr.open` gives it; `widget.seek(12)`
    goes to another step, and `widget.show(text)` to a state that was `widget.state` before. It needs the extra
    [notebook]; without a kernel a notebook shows no widget, and `page` itself is what still runs there.
    """
    if not isinstance(page, Page):
        raise SettingError(f"a widget shows a page, such as board.page({{…}}), not {written(page)}")
    title = page.lesson.sheet.title
    return _widget_class()(page=framed(page), title=title, height=whole_number("height", height, 100))


@cache
def _widget_class() -> Any:
    """The class, which stands on a package that is installed by choice."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise MissingPackageError('a widget needs anywidget: pip install "chainrule[notebook]"') from None

    class PageWidget(anywidget.AnyWidget):
        """A page, the state that it tells, and what it is asked."""

        _esm = SCRIPT.read_text("utf-8")
        page = traitlets.Unicode().tag(sync=True)
        title = traitlets.Unicode().tag(sync=True)
        height = traitlets.Int().tag(sync=True)
        state = traitlets.Unicode().tag(sync=True)
        step = traitlets.Int().tag(sync=True)
        asked = traitlets.Dict().tag(sync=True)

        @property
        def model(self) -> Board | Network:
            """The board, or the network, with the numbers that are seen."""
            if not self.state:
                raise SettingError("the page has told no state yet; show it first, and go on in the next cell")
            return opened(read_text(self.state, "the page"))

        def seek(self, step: int) -> None:
            """Go to a step, which is made if it was not."""
            self._ask({"step": whole_number("step", step, 0, 100_000)})

        def show(self, state: str) -> None:
            """Show a state: what `state` was, or the text of a file."""
            read_text(state, "this state")
            self._ask({"open": state})

        def _ask(self, asked: dict[str, object]) -> None:
            count = int(self.asked.get("count", 0)) + 1  # asking the same again is asking too
            self.asked = {**asked, "count": count}

    return PageWidget
