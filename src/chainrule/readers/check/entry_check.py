"""One entry of a gradient against differences: right, wrong, or not judged, for no difference shows a slope there.

    relative error = |a − d| / max(|a|, |d|)

where both are so small that the difference shows rounding only, relative to what it can show. Not judged is an entry at
a corner or a jump, one where the cost or its slope is not finite, and a slope that rounding hides whatever the step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.readers.check.corners import Corner, corners
from chainrule.readers.check.measured_slopes import STEP, Cost, Index, Slopes

TOLERANCE = 1e-6  # central differences of a smooth cost are closer, a slip is farther
OTHER_STEPS = (1e-3, 1e-4, 1e-7)  # a gradient that is right agrees at one of the steps; a wrong one at none
SMALL_STEPS = (STEP, 1e-3, 1e-7)  # of an entry's own size, where that is below 1
BEND = 1e-3  # slopes left and right that differ by more may belong to a corner
# powers of 1/ε: across a jump slopes grow with the first, at the root of 0 with ½; truncation falls with 2
JUMP, ROOT, TRUNCATION = 0.8, 0.3, 1.9
INFINITE, TOO_SMALL = "not finite", "too small"  # why there is no slope to compare with


@dataclass(frozen=True)
class EntryCheck:
    """One entry of a gradient: analytic, measured, and how far they lie apart."""

    index: Index
    analytic: float
    difference: float
    relative_error: float
    corners: tuple[Corner, ...] = ()
    hidden: str = ""  # why there is nothing to compare with, beside corners

    @property
    def unjudged(self) -> str:
        """Why it is neither right nor wrong, in a word; "" where it is one of them."""
        return self.corners[0].kind if self.corners else self.hidden

    @property
    def right(self) -> bool:
        """Whether both agree."""
        return self.relative_error <= TOLERANCE

    @property
    def agrees(self) -> bool:
        """Whether both agree, and no rounding hides that they do not."""
        return self.right and not self.hidden


def check_entry(
    graph: Graph, cost: Cost, leaf: Node, fixed: Mapping[Node, Array], index: Index, analytic: float
) -> EntryCheck:
    """The verdict on one entry of a leaf's gradient; `fixed` does not move with the leaf."""
    slopes = cost.slopes(leaf, fixed, index)
    best = _compared(index, analytic, slopes)
    if not np.isfinite(cost.value):
        return replace(best, hidden=INFINITE)
    bent = _bends(slopes)
    if best.agrees and not bent:
        return best
    found = _sides_changed(graph, cost, leaf, fixed, index, slopes) if bent else ()
    if best.agrees and not found:
        return best
    near = cost.slopes(leaf, fixed, index, OTHER_STEPS[-1])
    if _grows(slopes, near, JUMP):
        height = (near.left + near.right) * near.step
        found = found or _sides_changed(graph, cost, leaf, fixed, index, slopes)
        found = tuple(replace(one, jump=height) for one in found)
    elif (found or not np.isfinite(analytic)) and _is_steep(slopes, near):
        return replace(best, hidden=INFINITE)
    if found:
        return replace(best, corners=found)
    best = _at_other_steps(cost, leaf, fixed, best, slopes, near)
    if best.right or best.hidden:
        return best
    # corners whose bends cancel: max(x, 0) + min(x, 0) is x, and no slope of its parts is that of x
    return replace(best, corners=_sides_changed(graph, cost, leaf, fixed, index, slopes))


def _at_other_steps(
    cost: Cost, leaf: Node, fixed: Mapping[Node, Array], first: EntryCheck, slopes: Slopes, near: Slopes
) -> EntryCheck:
    """The comparison at the step where gradient and difference agree best."""
    index, analytic = first.index, first.analytic
    others = [cost.slopes(leaf, fixed, index, step) for step in OTHER_STEPS[:-1]]
    if analytic == 0 and _vanishes(slopes, near):
        around = max(abs(slopes.central), abs(others[0].central))
        return replace(_compared(index, analytic, near), relative_error=abs(near.central) / around)
    if 0 < (size := abs(float(cost.number(leaf)[index]))) < 1:
        others += [cost.slopes(leaf, fixed, index, step, size) for step in SMALL_STEPS]
    compared = [first, *(_compared(index, analytic, other) for other in (*others, near) if other.step)]
    if np.isfinite(analytic) and not any(np.isfinite(one.difference) for one in compared):
        return replace(first, hidden=INFINITE)
    return min(compared, key=lambda entry: (bool(entry.hidden), entry.relative_error))


def _compared(index: Index, analytic: float, slopes: Slopes) -> EntryCheck:
    difference = slopes.central
    size = max(abs(analytic), abs(difference))
    error = error_of(analytic, difference, max(size, slopes.rounding / TOLERANCE))
    hidden = TOO_SMALL if analytic != difference and size <= slopes.rounding < np.inf else ""
    return EntryCheck(index, analytic, difference, error, hidden=hidden)


@np.errstate(all="ignore")
def error_of(analytic: float, difference: float, scale: float) -> float:
    """How far two numbers lie apart, in parts of a scale; infinitely far where one of them is not finite."""
    error = float(np.abs(np.subtract(analytic, difference)) / scale)
    return error if np.isfinite(error) else float("inf")


def _bends(slopes: Slopes) -> bool:
    """Whether the slopes left and right differ by more than rounding does, as at a corner."""
    bend = abs(slopes.right - slopes.left)
    return not bend <= BEND * max(abs(slopes.left), abs(slopes.right)) + 4 * slopes.rounding


def _grows(slopes: Slopes, near: Slopes, power: float) -> bool:
    """Whether the slope to one side, with a nearer step ε, grows at least as ε^−power does."""
    sides = ((slopes.left, near.left), (slopes.right, near.right))
    growth = (slopes.step / near.step) ** power
    finite = bool(np.isfinite((near.left, near.right)).all())
    return finite and any(abs(close) > growth * abs(far) + near.rounding for far, close in sides)


def _is_steep(slopes: Slopes, near: Slopes) -> bool:
    """Whether the slope to one side has no limit: it is not finite, or grows as that of a root does at 0."""
    return not np.isfinite((near.left, near.right)).all() or _grows(slopes, near, ROOT)


def _vanishes(slopes: Slopes, near: Slopes) -> bool:
    """Whether a difference falls with the step as truncation does, ε², and leaves nothing."""
    finite = bool(np.isfinite(slopes.central)) and slopes.central != 0
    return finite and abs(near.central) <= abs(slopes.central) * (near.step / slopes.step) ** TRUNCATION


def _sides_changed(
    graph: Graph, cost: Cost, leaf: Node, fixed: Mapping[Node, Array], index: Index, slopes: Slopes
) -> tuple[Corner, ...]:
    left, right = (cost.moved(leaf, fixed, index, by) for by in (-slopes.step, slopes.step))
    return tuple(corners(graph, cost.node, (left, cost.here, right), index, slopes))
