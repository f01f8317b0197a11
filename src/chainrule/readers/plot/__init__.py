"""The one drawing library for pictures with axes: a grid of panels as one SVG that needs nothing else.

axes, axis_scales       from numbers to places between two ends
looks, plot_style       what tells lines apart without colour; the one style sheet
marks                   what stands in a panel, in data coordinates
figure                  panels, number columns, and the grid of them
panels                  draws a figure
"""

from chainrule.readers.plot.axes import Axis, FloatArray, axis_between, axis_for
from chainrule.readers.plot.figure import Figure, NumberColumn, NumberColumns, Panel, TickRow
from chainrule.readers.plot.looks import LOOKS, Look
from chainrule.readers.plot.marks import Arrow, Bars, Contours, Dots, Heat, Line, Mark, Note, Upright
from chainrule.readers.plot.panels import draw

__all__ = [
    "LOOKS",
    "Arrow",
    "Axis",
    "Bars",
    "Contours",
    "Dots",
    "Figure",
    "FloatArray",
    "Heat",
    "Line",
    "Look",
    "Mark",
    "Note",
    "NumberColumn",
    "NumberColumns",
    "Panel",
    "TickRow",
    "Upright",
    "axis_between",
    "axis_for",
    "draw",
]
