"""Text: words and numbers with a place, and how wide they are; every number can be read back from its attributes."""

import html
import re
from dataclasses import dataclass, replace

SIZE = 12.0  # pixels
_NARROW, _WIDE = frozenset(".,:;'|!()[]ijltf ·₁¹⃗\u0302"), frozenset("mwMWΣ—⋮@%")


@dataclass(frozen=True)
class Span:
    """A piece of text in one style; a number has a name and a value that can be read back.

    `room` is a text whose width is kept free, for a number that another one takes the place of.
    """

    content: str
    css: str = ""
    name: str = ""
    value: str = ""
    room: str = ""

    @property
    def width(self) -> float:
        """About how wide it is, or may become."""
        return max(measure(self.content), measure(self.room))


@dataclass(frozen=True)
class Text:
    """Spans in a row, from a place on the baseline."""

    x: float
    y: float
    spans: tuple[Span, ...]
    anchor: str = "start"
    css: str = ""

    def moved(self, x: float, y: float) -> "Text":
        """The same text further right and down."""
        return replace(self, x=self.x + x, y=self.y + y)


def measure(content: str, size: float = SIZE) -> float:
    """About the width of a text in pixels; rather too wide than too narrow, since fonts differ."""
    return size * sum(_width(letter) for letter in content)


def _width(letter: str) -> float:
    if letter == "\u0302":
        return 0.0
    return 0.36 if letter in _NARROW else 0.98 if letter in _WIDE else 0.64


def escaped(content: str) -> str:
    """Content as XML text; characters that XML forbids become a replacement sign."""
    return html.escape(re.sub(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "\ufffd", content))


def coordinate(value: float) -> str:
    """Pixels to a tenth, which is finer than any screen shows."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def draw_text(text: Text) -> str:
    """A text element; spaces at the ends of spans become distances, since viewers disagree about such spaces."""
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    css = f' class="{text.css}"' if text.css else ""
    place = f'x="{coordinate(text.x)}" y="{coordinate(text.y)}"'
    spans, spaces = "", 0
    for span in text.spans:
        spaces += len(span.content) - len(span.content.lstrip(" "))
        if word := span.content.strip(" "):
            spans += _span(replace(span, content=word), spaces if spans else 0)
            spaces = len(span.content) - len(span.content.rstrip(" "))
    return f"<text {place}{css}{anchor}>{spans}</text>"


def _span(span: Span, spaces: int) -> str:
    distance = f' dx="{coordinate(spaces * SIZE * _width(" "))}"' if spaces else ""
    css = f' class="{span.css}"' if span.css else ""
    data = f' data-name="{escaped(span.name)}" data-value="{escaped(span.value)}"' if span.value else ""
    content = escaped(span.content)
    return f"<tspan{distance}{css}{data}>{content}</tspan>" if distance or css or data else content
