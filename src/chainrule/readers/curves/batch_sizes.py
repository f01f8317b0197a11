"""Batch sizes over the steps of a run: stairs, on an axis whose ticks are sizes that were used.

Sizes that grow by a factor rise evenly on a logarithmic axis, so each doubling is seen; sizes that do not, as a short
last batch, stand on a linear one.
"""

import numpy as np

from chainrule.readers.notation.numbers import format_number
from chainrule.readers.plot import Axis, FloatArray, Line, Look
from chainrule.readers.plot.axes import axis_for

MOST_TICKS = 6
LARGE = 4.0  # times the least: more than one doubling


def batch_axis(sizes: FloatArray) -> Axis:
    """Axis of the sizes; a logarithmic one from the least to the greatest where these are far apart."""
    used = np.unique(sizes[np.isfinite(sizes)])
    if not used.size or used[0] <= 0 or used[-1] < LARGE * used[0]:
        return axis_for(sizes, 3, title="batch size")
    # counted from the greatest, which the run ended with
    ticks = used[::-1][:: -(-len(used) // MOST_TICKS)][::-1]
    return Axis(float(used[0]), float(used[-1]), tuple(ticks.tolist()), True, "batch size, logarithmic")


def stairs(sizes: FloatArray, look: Look) -> Line:
    """The size of each step, joined at right angles: one size holds until the next."""
    ends = np.append(np.flatnonzero(np.diff(sizes)), len(sizes) - 1)
    starts = np.concatenate([[0], ends[:-1] + 1])
    corners = np.column_stack([starts, ends]).ravel()
    return Line("", corners + 1.0, sizes[corners], look, format_number(sizes[-1], 4))
