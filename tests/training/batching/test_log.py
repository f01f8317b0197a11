"""The picture of a scheme's decisions holds the numbers of its log."""

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

from chainrule.training.batching import log
from chainrule.training.batching.log import BatchingLog
from chainrule.training.batching.noise_matched import NoiseMatched
from chainrule.training.batching.scheme import Decision

DECISIONS = [
    Decision(0, 32, 0.1, "the first look comes later"),
    Decision(40, 64, 0.15, "promises 33.9%", 1.5, 812.25, 50.5, 0.0621, 1e-5, 2e-7, 201.5),
    Decision(60, 128, 0.2, "promises 12.0%", 2.0, 640.0, 48.25, 0.0754, 1e-5, 2e-7, 178.9),
]


@pytest.mark.parametrize(
    ("title", "column", "name"), [(title, column, name) for title, own in log.PANELS for name, column in own.items()]
)
def test_lines_are_the_columns_of_the_log(title, column, name):
    """What was measured and decided, at the steps of the looks; NaN where it was not asked for."""
    decided = BatchingLog(NoiseMatched(), DECISIONS)
    (line,) = (one for one in read_back(decided.svg()) if one.name == name and "y" in one.numbers)
    np.testing.assert_array_equal(line.numbers["x"], as_printed(decided.step))
    np.testing.assert_array_equal(line.numbers["y"], as_printed(getattr(decided, column)))
    assert title in decided.svg()


def test_a_log_tells_its_changes():
    """From 32 to 64 to 128, each with the reason, in words for who does not see the picture."""
    decided = BatchingLog(NoiseMatched(), DECISIONS)
    assert repr(decided) == "<batching: auto size, 3 looks, 32 → 64 → 128>"
    assert "From step 40 on 64 examples: promises 33.9%." in decided.svg()
    assert [one.size for one in decided.changes] == [32, 64, 128]
    with pytest.raises(AttributeError, match="a batching log has no 'sizes'; it has step, size, learning_rate"):
        decided.sizes  # noqa: B018
    assert "0 looks" in BatchingLog(NoiseMatched(), []).svg()
