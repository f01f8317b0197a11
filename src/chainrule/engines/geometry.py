"""Geometry: the numbers that say how a filter moves over images, for engines whose functions take them."""

from chainrule.graph.node import Node
from chainrule.ops.windows import places, steps_of


def geometry(node: Node) -> list[int]:
    """Rows and columns of images, of a window, and of all windows; stride and padding: a sequence has one row."""
    images = node.shape if node.op.name == "fold" else node.operands[0].shape
    steps = steps_of(node)
    count = places(images, **steps)
    along = (images[2:], steps["size"], count, steps["stride"], steps["padding"])
    one_row = (1, 1, 1, 1, 0)
    pairs = [pair if len(pair) == 2 else (first, *pair) for pair, first in zip(along, one_row, strict=True)]
    return [int(number) for pair in pairs for number in pair]
