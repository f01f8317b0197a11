"""The benchmark of tables: rows that nobody saw, scores with their closed forms, ranks that share places."""

import numpy as np
import pandas as pd
import pytest
from benchmarks.quality.page import normalised, page, ranks
from benchmarks.quality.tables import TARGETS, least, parted, score


def runs(**scores: float) -> list[dict[str, object]]:
    """A run of each contender on one table."""
    return [
        {"table": "t", "seed": 0, "contender": name, "score": found, "least": 0.5, "seconds": 1.0}
        for name, found in scores.items()
    ]


@pytest.fixture
def rows(tmp_path):
    """Forty banknotes."""
    path = tmp_path / "banknote.csv"
    pd.DataFrame({"x": range(40), TARGETS[path.name]: [0, 0, 0, 1] * 10}).to_csv(path, index=False)
    return parted(path, 0)


def test_no_row_is_learned_and_measured(rows):
    """The two parts have every row once."""
    assert sorted([*rows.learned.x, *rows.measured.x]) == list(range(40))
    assert len(rows.measured) == 8


def test_scores_have_closed_forms(rows):
    """The truth scores 1, and a guess the share of its class."""
    assert score(rows, rows.truth) == 1.0
    assert least(rows) == pytest.approx(np.mean(rows.truth == 0))


def test_scores_are_normalised_and_ranked():
    """From a guess to the best; equal scores share their places."""
    found = runs(a=0.9, b=0.7, c=0.7, d=0.5)
    assert normalised(found, "t") == pytest.approx({"a": 1, "b": 0.5, "c": 0.5, "d": 0})
    assert ranks(found, "t") == {"a": 1, "b": 2.5, "c": 2.5, "d": 4}
    assert "| t | **0.9000** (1.00) | 0.7000 (1.00) |" in page(found)


def test_who_has_not_learned_every_table_has_no_means():
    """They would be of other tables; its scores stand in the table, and nobody's means move."""
    both = [*runs(a=0.9, b=0.7), *({**run, "table": "u"} for run in runs(a=0.8, b=0.6))]
    text = page([*both, *runs(c=1.0)])
    assert "| t | 0.9000 (1.00) | 0.7000 (1.00) | **1.0000** (1.00) |" in text
    assert "| u | **0.8000** (1.00) | 0.6000 (1.00) | – |" in text
    assert [line + " – |" for line in page(both).splitlines()[-3:]] == text.splitlines()[-3:]
