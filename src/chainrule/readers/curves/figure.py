"""Figure: what a picture of curves says, before anything is drawn, and the style sheet that it is drawn with.

Each line is told apart by colour, by dash and by marker. The colours are those of Okabe and Ito, which people
who see fewer colours can tell apart. A dark screen gets a dark picture; paper gets a light one.
"""

from dataclasses import dataclass

from chainrule.readers.curves.axes import Axis, FloatArray

MARKERS = {
    "circle": "m-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0z",
    "square": "m-3-3h6v6h-6z",
    "triangle": "m0-4l3.8 6.8h-7.6z",
    "diamond": "m0-4.4l4.2 4.4l-4.2 4.4l-4.2-4.4z",
}

STYLE = """
.chainrule-curves{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;max-width:100%;height:auto}
.chainrule-curves .paper{fill:#fff}
.chainrule-curves text{fill:#1b1b1b}
.chainrule-curves .title{font-size:17px;font-weight:600}
.chainrule-curves .panel{font-weight:600}
.chainrule-curves .quiet{fill:#5a5a5a}
.chainrule-curves .value{font-weight:600}
.chainrule-curves .grid{stroke:#e4e4e4;fill:none}
.chainrule-curves .leader{stroke:#b0b0b0;fill:none;stroke-width:.8}
.chainrule-curves .best{stroke:#1b1b1b;fill:none;stroke-dasharray:1 3;stroke-linecap:round}
.chainrule-curves .line{fill:none;stroke:currentColor;stroke-width:2}
.chainrule-curves .line{stroke-linejoin:round;stroke-linecap:round}
.chainrule-curves .faint{stroke-width:1;stroke-opacity:.4}
.chainrule-curves .mark{fill:currentColor;stroke:#fff;stroke-width:1;paint-order:stroke}
.chainrule-curves .blue{color:#0072b2}
.chainrule-curves .vermillion{color:#d55e00}
.chainrule-curves .green{color:#009e73}
.chainrule-curves .purple{color:#cc79a7}
.chainrule-curves .orange{color:#e69f00}
.chainrule-curves .ink{color:#3a3a3a}
@media screen and (prefers-color-scheme:dark){
.chainrule-curves .paper{fill:#14171a}
.chainrule-curves text{fill:#ececec}
.chainrule-curves .quiet{fill:#a9adb2}
.chainrule-curves .grid{stroke:#2b3035}
.chainrule-curves .leader{stroke:#565c63}
.chainrule-curves .best{stroke:#ececec}
.chainrule-curves .mark{stroke:#14171a}
.chainrule-curves .blue{color:#56b4e9}
.chainrule-curves .ink{color:#c8ccd0}
}
"""


@dataclass(frozen=True)
class Look:
    """How a line is drawn: colour (a CSS class), dashes, marker, and whether its points are joined."""

    colour: str
    dash: str = ""
    marker: str = ""
    joined: bool = True


STEP_LOOK = Look("blue")
FAINT_STEP_LOOK = Look("blue faint")
EPOCH_LOOK = Look("blue", marker="circle", joined=False)
VALIDATION_LOOK = Look("vermillion", "7 4", "square")
STRIP_LOOK = Look("ink")
METRIC_LOOKS = (
    Look("green", "", "triangle"),
    Look("purple", "7 4", "diamond"),
    Look("orange", "2 4", "circle"),
    Look("blue", "10 4 2 4", "square"),
    Look("vermillion", "4 3", "triangle"),
    Look("ink", "1 4", "diamond"),
)


@dataclass(frozen=True)
class Line:
    """A named series of points, and the text of its last value; the name is empty where the panel says it."""

    name: str
    x: FloatArray
    y: FloatArray
    look: Look
    value: str = ""


@dataclass(frozen=True)
class Panel:
    """Lines that share one vertical axis."""

    title: str
    height: float
    axis: Axis
    lines: tuple[Line, ...]

    @property
    def heading(self) -> str:
        """Title, and whether the axis is logarithmic."""
        return f"{self.title}, logarithmic" if self.axis.logarithmic else self.title


@dataclass(frozen=True)
class TickRow:
    """Named ticks under the panels, each a place on the horizontal axis and its text."""

    name: str
    places: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """All that a picture says: its words, its panels, and a mark at one place on the horizontal axis."""

    title: str
    subtitle: str
    description: str
    panels: tuple[Panel, ...]
    horizontal: Axis
    rows: tuple[TickRow, ...]
    mark: tuple[float, str] | None = None
