"""Pictures of a recorded run: slices, surfaces, scatter and boundary, the five steps; a delegating line for each."""

from collections.abc import Sequence

import numpy as np

from chainrule.errors import SettingError
from chainrule.movement.boundary import scatter_at
from chainrule.movement.five_steps import TURNS, five_steps_of
from chainrule.movement.slices import STRIP, Along, slice_at, slice_strip
from chainrule.movement.surfaces import record_surfaces
from chainrule.readers.movement.five_steps_picture import FiveSteps
from chainrule.readers.movement.scatter_picture import Scatter
from chainrule.readers.movement.slice_picture import Slice, SliceStrip
from chainrule.readers.movement.surface_picture import Surfaces
from chainrule.training.record import Record


class RunPictures:
    """What is drawn of a run that was recorded, `train(record=True)`. Each raises SettingError where it was not."""

    record: Record | None

    def slice(self, along: Along, step: int = 1) -> Slice:
        """The cost over an entry such as "W1[0,0]" before a step, with tangent, −η·slope, and where it lands.

        `along` may also be "gradient" (the way down), "update", or a vector like theta.
        """
        return slice_at(self._recorded(), along, step)

    def slices(self, along: Along, steps: int | Sequence[int] = STRIP) -> SliceStrip:
        """Slices at so many steps, or before these, with the same axes, and ŷ beside y: lecture 1's slides."""
        return slice_strip(self._recorded(), along, steps)

    def surfaces(
        self, steps: int | Sequence[int] | None = None, *, columns: Sequence[int] = (0, 1), row: int | None = None
    ) -> Surfaces:
        """Every neuron's sum over two inputs, with its line at 0: before and after, or at so many moments.

        Where rows have more inputs than two, the others are those of one `row`, which the picture says.
        """
        return record_surfaces(self._recorded(), steps, columns=columns, row=row)

    def scatter(self, *, columns: Sequence[int] = (0, 1), row: int | None = None) -> Scatter:
        """The rows by class over two inputs, with the boundary that the run ended with, and the table z0, z1, …, y."""
        record = self._recorded()
        theta = np.asarray(record.end, dtype=np.float64)
        return scatter_at(record.trainable, record.examples, theta, columns=columns, row=row)

    def five_steps(self, steps: int | Sequence[int] = TURNS) -> FiveSteps:
        """Model, performance, gradient, update, repeat, as lecture 1 hangs them together, with the numbers of each."""
        return five_steps_of(self._recorded(), steps)

    def _recorded(self) -> Record:
        if self.record is None:
            raise SettingError("the run was not recorded; train(record=True) keeps what its steps were made of")
        return self.record
