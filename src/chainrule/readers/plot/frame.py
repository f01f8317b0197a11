"""Frame: the rectangle, in pixels, in which the numbers of a panel are drawn."""

from dataclasses import dataclass

from chainrule.readers.plot.axes import Axis, FloatArray


@dataclass(frozen=True)
class Frame:
    """Left, top, width and height in pixels, and the two axes."""

    left: float
    top: float
    width: float
    height: float
    horizontal: Axis
    vertical: Axis

    @property
    def right(self) -> float:
        """Pixels from the left edge of the picture to the frame's right one."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Pixels from the top edge of the picture to the frame's lower one."""
        return self.top + self.height

    def x(self, values: FloatArray) -> FloatArray:
        """Pixels from the left edge of the picture."""
        return self.left + self.width * self.horizontal.fraction(values)

    def y(self, values: FloatArray) -> FloatArray:
        """Pixels from the top edge of the picture."""
        return self.top + self.height * (1 - self.vertical.fraction(values))
