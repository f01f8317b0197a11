"""Any edits in any order, in a real browser: no number on the page is older than the last one, and all are Python's."""

from pathlib import Path

import numpy as np
import pytest
from tests.browser.test_live_page import opened, written
from tests.live.boards import cases

import chainrule as cr

pytestmark = pytest.mark.browser
EDITS = (Path(__file__).parent / "edits.js").read_text("utf-8")
ACTIONS = 6  # in a sequence
SOME, MANY = ("full", 1, 6), [(name, seed, 50) for name in ("full", "batches") for seed in range(2, 7)]


def texts_of(values, name: str) -> list[str]:
    """A table of the page as Python writes it."""
    return [written(one) for row in np.atleast_2d(values[name]) for one in row[:8]]


@pytest.mark.parametrize(
    ("name", "seed", "count"), [SOME, *(pytest.param(*one, marks=pytest.mark.slow) for one in MANY)]
)
def test_no_number_is_older_than_the_last_edit(show, name, seed, count):
    """After each action every panel has the page's revision, and a number is the same wherever it stands.

    After each sequence the tables are Python's for the state that the page shares.
    """
    view = opened(show, cases()[name].page)
    found = view.evaluate(EDITS, [seed, count, ACTIONS])
    assert found["faults"] == []
    assert len(found["ends"]) == count
    for done, link, tables in found["ends"]:
        values = cr.open(link).bind()
        known = [
            (name, texts) for name, texts in tables if not name.startswith("∂L/∂") or name in values.graph.all_names
        ]
        assert len(known) > 8
        for array, texts in known:
            assert all(map(same, texts, texts_of(values, array))), (done, array, texts, texts_of(values, array))


def same(found: str, expected: str) -> bool:
    """Whether two texts are the same, or say the same nothing, which is what rounding leaves."""
    return found == expected or all(abs(float(one.replace("−", "-"))) < 1e-14 for one in (found, expected))
