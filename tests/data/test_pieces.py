"""Numbers told in pieces: a layer over pieces draws lines with bends, which is what they are for."""

import numpy as np
import pytest

from chainrule.data import Encoding, Table, fit_encoding, read_frame
from chainrule.data.codings import NumberCoding
from chainrule.data.pieces import MOST_FEATURES, edges_of, reached, usual_pieces
from chainrule.data.piecewise import in_pieces
from chainrule.errors import DataError

rng = np.random.default_rng(0)


def told(columns: dict[str, object], pieces: int | None = 4, target: str = "y") -> tuple[Table, Encoding]:
    """A table, and its encoding with numbers in pieces."""
    table = read_frame(columns)
    rows = np.arange(table.row_count)
    return table, in_pieces(fit_encoding(table, target, rows), table, rows, pieces)


def test_a_layer_over_pieces_draws_any_line_with_bends_at_the_edges():
    """f(a_0) + Σ (f(a_{t+1}) − f(a_t)) · piece_t is linear interpolation, as numpy.interp computes it."""
    edges = np.sort(rng.normal(size=9))
    heights, values = rng.normal(size=9), rng.normal(scale=3, size=200)
    drawn = heights[0] + reached(values, tuple(edges)) @ np.diff(heights)
    assert drawn == pytest.approx(np.interp(values, edges, heights), abs=1e-12)


def test_a_value_that_comes_often_leaves_edges_to_the_others():
    """Of 10,000 zeros and 100 other numbers most edges lie among these; quantiles would all be 0."""
    values = np.concatenate([np.zeros(10_000), np.arange(1.0, 101.0)])
    edges = edges_of(values, 8)
    assert sum(edge > 0 for edge in edges) >= 4
    assert (edges[0], edges[-1]) == (0.0, 100.0)


def test_equally_frequent_values_get_quantiles():
    """Where no value comes twice, the edges part the rows into equal shares."""
    values = rng.permutation(np.linspace(0.0, 1.0, 1001) ** 2)
    assert edges_of(values, 4) == pytest.approx(np.quantile(values, [0, 0.25, 0.5, 0.75, 1]), rel=1e-5)


def test_edges_are_what_is_printed_of_them():
    """Six digits say an edge in full, so that names of features tell no other piece than the one that is computed."""
    assert all(float(f"{edge:g}") == edge for edge in edges_of(rng.normal(size=1000), 16))


@pytest.mark.parametrize(("rows", "numbers", "pieces"), [(100, 1, 0), (199, 3, 0), (200, 3, 4), (10**6, 3, 32)])
def test_few_rows_get_no_pieces(rows, numbers, pieces):
    """Fewer than 200 rows do as well without."""
    assert usual_pieces(rows, numbers) == pieces


def test_wide_tables_do_not_explode():
    """However many columns there are, their pieces together stay within bounds."""
    assert all(columns * usual_pieces(10**6, columns) <= MOST_FEATURES for columns in (1, 31, 200, 5000))


def test_features_stand_side_by_side():
    """The number, its pieces, and whether it is missing, where the median stands in."""
    table, encoding = told({"x": [0.0, 1.0, 2.0, 3.0, 4.0, None], "y": ["a", "b"] * 3})
    assert encoding.feature_names == ("x", "x 0 to 1", "x 1 to 2", "x 2 to 3", "x 3 to 4", "x (missing)")
    expected = [[1, 1, 1, 1, 0], [0, 0, 0, 0, 0], [1, 1, 0, 0, 1]]
    assert encoding.features(table)[[4, 0, 5], 1:].tolist() == expected
    said = "number, standardised (mean 2, sd 1.41), and in 4 pieces, missing: median 2 and a flag"
    assert encoding.report()[0].done == said


def test_two_different_numbers_need_no_pieces():
    """One piece would be the number again."""
    _, encoding = told({"x": [0.0, 1.0, 0.0, 1.0], "y": ["a", "b"] * 2})
    assert encoding.feature_names == ("x",)


def test_a_file_tells_the_edges():
    """And one with edges that cannot be is damaged."""
    _, encoding = told({"x": [0.0, 1.0, 2.0, 5.0], "y": ["a", "b"] * 2})
    written = encoding.to_json()
    assert Encoding.from_json(written) == encoding
    for edges in ([0.0], [0.0, 1.0], [0.0, 2.0, 1.0], ["a"], [0.0, 0.0, 1.0]):
        written["columns"][0]["edges"] = edges
        with pytest.raises(DataError, match="edges"):
            Encoding.from_json(written)


def test_files_of_numbers_alone_stay_as_they_were():
    """A coding without pieces writes nothing of them, and is read from files that know of none."""
    _, encoding = told({"x": [0.0, 1.0, 2.0, 5.0], "y": ["a", "b"] * 2}, 0)
    assert "edges" not in encoding.to_json()["columns"][0]
    assert encoding.codings == (NumberCoding("x", 2.0, np.std([0, 1, 2, 5]), 1.5, False),)
