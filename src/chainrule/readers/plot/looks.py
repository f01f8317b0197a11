"""Looks: how a mark is drawn, so that it is told apart by colour, by dash and by marker.

The colours are those of Okabe and Ito, which people who see fewer colours can tell apart.
"""

from dataclasses import dataclass

MARKERS = {
    "circle": "m-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0z",
    "square": "m-3-3h6v6h-6z",
    "triangle": "m0-4l3.8 6.8h-7.6z",
    "diamond": "m0-4.4l4.2 4.4l-4.2 4.4l-4.2-4.4z",
}


@dataclass(frozen=True)
class Look:
    """How a line is drawn: colour (a CSS class), dashes, marker, and whether its points are joined."""

    colour: str
    dash: str = ""
    marker: str = ""
    joined: bool = True


LOOKS = (
    Look("green", "", "triangle"),
    Look("purple", "7 4", "diamond"),
    Look("orange", "2 4", "circle"),
    Look("blue", "10 4 2 4", "square"),
    Look("vermillion", "4 3", "triangle"),
    Look("ink", "1 4", "diamond"),
)
