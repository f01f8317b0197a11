"""A model at a row of a table in memory, as a sheet."""

import numpy as np
import pytest

from chainrule.tables.row_sheet import model_sheet, row_sheet


def test_the_numbers_of_a_row(table, classifier, regression):
    """The cost is the network's on that row; what was predicted and what is true stand above."""
    for model in (classifier, regression):
        sheet = row_sheet(model, table, 3, "m")
        X, y = model.arrays(table, np.array([2]))
        assert sheet.title == "m: row 3 of the data"
        assert float(sheet.values["L"]) == pytest.approx(model.network.cost(X, y), rel=1e-4)
        assert [listing.title for listing in sheet.listings] == ["Prediction", "Biggest gradients by an input"]
    assert dict(row_sheet(classifier, table, 3, "m").listings[0].rows)["true"] == table["kind"][2]


def test_without_a_row_there_are_no_numbers(classifier):
    """And the targets are labels, as in the network's own equations."""
    sheet = model_sheet(classifier.learner, "m")
    assert (sheet.title, sheet.values, "labels" in sheet.graph.leaves) == ("m", None, True)
