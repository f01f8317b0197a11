"""The page as a person holds it: its text, a file once it is saved, and a frame of its own in a notebook."""

from base64 import b64encode
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from chainrule.atomic import write_atomically
from chainrule.live.lesson import Lesson
from chainrule.readers.diagram import diagram
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.typeset.text import write_name

HEIGHT = 720  # pixels of a frame
SANDBOX = "allow-scripts allow-downloads"  # no origin, so that a page reaches nothing of the notebook
UNTRUSTED = "Nothing above? A notebook from elsewhere shows no page before it is trusted."
WIDGET = '<html lang="en" data-widget>'  # such a page tells its state to the frame around it, and to no other


class Page(str):
    """The text of an HTML file that computes; a notebook shows it running, or its circuit where it may not run.

    >>> import chainrule as cr
    >>> page = cr.whiteboard("f = x * x").page({"x": 3})
    >>> page[:15], sorted(page._repr_mimebundle_())
    ('<!DOCTYPE html>', ['image/svg+xml', 'text/html', 'text/plain'])
    """

    lesson: Lesson

    @classmethod
    def of(cls, text: str, lesson: Lesson) -> "Page":
        """The page of a lesson."""
        page = cls(text)
        page.lesson = lesson
        return page

    def save(self, path: str | Path) -> None:
        """Write it as a file, all at once or not at all."""
        content = self.encode()
        write_atomically(Path(path), lambda file: file.write(content))

    @cached_property
    def svg(self) -> str:
        """The circuit as it stands at the start."""
        sheet = self.lesson.sheet
        return diagram(
            sheet.graph,
            sheet.values,
            zoom=sheet.zoom,
            cost=sheet.cost,
            title=f"Circuit of {write_name(sheet.cost)}",
            blocks=sheet.blocks,
        )

    def frame(self, height: int = HEIGHT) -> str:
        """A frame that runs the page wherever HTML is shown, apart from all that is around it."""
        # as marks, for some notebooks make one line of what they are given, in which a comment would never end
        inside = escaped(self).replace("\n", "&#10;")
        title = escaped(self.lesson.sheet.title)
        style = f"width:100%;height:{height}px;border:0"
        return f'<iframe title="{title}" sandbox="{SANDBOX}" style="{style}" srcdoc="{inside}"></iframe>'

    def _repr_html_(self) -> str:
        picture = b64encode(self.svg.encode()).decode()
        image = f'<img alt="{escaped(self.lesson.sheet.title)}" src="data:image/svg+xml;base64,{picture}">'
        return f"{self.frame()}<details><summary>{UNTRUSTED}</summary>{image}</details>"

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """It running, its circuit, and a line, whichever a notebook can show."""
        said = f"<page that computes: {self.lesson.sheet.title}, {len(self):,} characters>"
        every = {"text/html": self._repr_html_(), "image/svg+xml": self.svg, "text/plain": said}
        return {
            kind: text
            for kind, text in every.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }


def framed(page: Page) -> str:
    """The text of a page that tells its state to the frame around it, and opens what that asks for."""
    return page.replace('<html lang="en">', WIDGET, 1)
