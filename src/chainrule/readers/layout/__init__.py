"""Layout: boxes in columns from left to right, every link from a column to one further right.

The method is that of K. Sugiyama, S. Tagawa and M. Toda (1981): columns, an order within each column with few
crossings, then heights. A link that passes a column gets a lane of its own there, so that no link runs through a box.
It knows nothing of graphs of nodes, and the same boxes and links always come out the same.
"""

from chainrule.readers.layout.boxes import Box, Layout, Link, Point
from chainrule.readers.layout.frames import Frame, Framed, Placed, lay_out_framed
from chainrule.readers.layout.placing import lay_out

__all__ = ["Box", "Frame", "Framed", "Layout", "Link", "Placed", "Point", "lay_out", "lay_out_framed"]
