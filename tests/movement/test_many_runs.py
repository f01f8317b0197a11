"""On fifty random runs, every number in every picture of movement is the run's, to the printed digits."""

import pytest
from tests.readers.reading_plots import as_printed, read_back

from .small_runs import random_run


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_every_number_of_fifty_runs_is_read_back(seed):
    """Slices, surfaces, scatter and five steps."""
    run = random_run(seed)[3]
    strip, surfaces, scatter, turns = run.slices("b1[0,0]", 3), run.surfaces(), run.scatter(), run.five_steps()
    curves = [mark for mark in read_back(strip.svg()) if mark.name == "cost"]
    for curve, one in zip(curves, strip.slices, strict=True):
        assert (curve.numbers["x"] == as_printed(one.w)).all()
        assert (curve.numbers["y"] == as_printed(one.cost)).all()
    cells = [mark for mark in read_back(surfaces.svg()) if mark.name in surfaces.names]
    for cell, values in zip(cells, [one for moment in surfaces.moments for one in moment.values], strict=True):
        assert (cell.numbers["value"] == as_printed(values, 3)).all()
    (heat, *_) = [mark for mark in read_back(scatter.svg()) if mark.name == "p − ½"]
    assert (heat.numbers["value"] == as_printed(scatter.margins[0], 3)).all()
    thetas = [mark for mark in read_back(turns.svg()) if mark.name == "θ"]
    for column, turn in zip(thetas, turns.turns, strict=True):
        assert (column.numbers["value"] == as_printed(turn.theta)).all()
