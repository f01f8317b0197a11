"""The encoding at work."""

import numpy as np
import pytest

from chainrule.data import Encoding, fit_encoding, read_table
from chainrule.data.codings import CategoryCoding, DroppedCoding, NumberCoding
from chainrule.data.columns import array_column
from chainrule.data.encoding import ColumnReport
from chainrule.data.table import checked_table
from chainrule.errors import DataError

ENCODING = Encoding(
    "y",
    "classes",
    ("no", "yes"),
    0.0,
    1.0,
    (
        NumberCoding("age", 40.0, 10.0, 38.0, True),
        DroppedCoding("id", "constant"),
        CategoryCoding("job", ("cook", "smith"), True, True),
        CategoryCoding("sex", ("f", "m"), False, False),
    ),
)
REGRESSION = Encoding("y", "regression", None, 100.0, 20.0, (NumberCoding("age", 40.0, 10.0, 38.0, False),))
CONTENT = "age,job,sex,y\n50,cook,f,yes\n?, smith,m,no\n30,?,x,no\n40,baker,?,yes\n"


def read(tmp_path, content):
    """The table of a CSV file with this content, and its path."""
    path = tmp_path / "data.csv"
    path.write_text(content)
    return read_table(path)


def test_features_of_every_kind(tmp_path):
    """Numbers are standardised or filled in; known, rare, missing and unknown categories have their features."""
    features = ENCODING.features(read(tmp_path, CONTENT))
    expected = [
        [1, 0, 1, 0, 0, 0, 1, 0],
        [-0.2, 1, 0, 1, 0, 0, 0, 1],
        [-1, 0, 0, 0, 0, 1, 0, 0],  # without rare categories an unknown one is all zeros
        [0, 0, 0, 0, 1, 0, 0, 0],
    ]
    assert np.array_equal(features, np.array(expected, dtype=np.float32))


def test_names_of_features():
    """Every feature has a name, in the order of the features."""
    assert ENCODING.feature_names == (
        "age",
        "age (missing)",
        "job = cook",
        "job = smith",
        "job = (rare or unknown)",
        "job = (missing)",
        "sex = f",
        "sex = m",
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_features_are_c_ordered(tmp_path, dtype):
    """Features come in C order and in the type that is asked for."""
    features = ENCODING.features(read(tmp_path, CONTENT), dtype=dtype)
    assert features.flags.c_contiguous
    assert features.dtype == dtype


def test_rows_in_the_order_that_is_given(tmp_path):
    """Features and targets of some rows are those rows of all, in the order that is given."""
    table = read(tmp_path, CONTENT)
    rows = np.array([3, 0])
    assert np.array_equal(ENCODING.features(table, rows), ENCODING.features(table)[rows])
    assert ENCODING.targets(table, rows).tolist() == [1, 1]


def test_order_of_columns_does_not_matter(tmp_path):
    """Columns are found by name."""
    table = read(tmp_path, CONTENT)
    turned = checked_table("turned", table.columns[::-1])
    assert np.array_equal(ENCODING.features(table), ENCODING.features(turned))


def test_prediction_needs_no_target_and_names_extra_columns(tmp_path):
    """The target and dropped columns may be absent; columns that are not known are named."""
    table = read(tmp_path, "more,age,job,sex\n1,50,cook,f\n")
    assert ENCODING.match(table) == ("more",)
    assert ENCODING.features(table).shape == (1, 8)


def test_numbers_in_a_text_column_are_numbers():
    """A column that a Parquet file holds as text is read, where every cell is a number."""
    table = checked_table("data", [array_column("age", np.array(["50", "?"]))])
    assert REGRESSION.features(table).tolist() == [[1.0], [np.float32(-0.2)]]


def test_categories_that_are_numbers_are_found():
    """Categories are found also where a whole file looks like numbers."""
    encoding = Encoding("y", "classes", ("a", "b"), 0.0, 1.0, (CategoryCoding("c", ("1", "4+"), False, False),))
    table = checked_table("data", [array_column("c", np.array([1.0, 2.0]))])
    assert encoding.features(table).tolist() == [[1.0, 0.0], [0.0, 0.0]]


def test_class_targets_are_positions(tmp_path):
    """The target of a class is its position, as int64."""
    targets = ENCODING.targets(read(tmp_path, CONTENT))
    assert targets.dtype == np.int64
    assert targets.tolist() == [1, 0, 0, 1]


def test_regression_targets_return_to_their_unit():
    """Standardised targets, and predictions of them, are turned back."""
    table = checked_table("data", [array_column("y", np.array([80.0, 120.0]))])
    targets = REGRESSION.targets(table)
    assert targets.tolist() == [-1.0, 1.0]
    assert REGRESSION.restored(targets.astype(np.float32)).tolist() == [80.0, 120.0]


def test_report_says_what_is_done():
    """Every column has a sentence."""
    assert ENCODING.report() == [
        ColumnReport("age", "number, standardised (mean 40, sd 10), missing: median 38 and a flag"),
        ColumnReport("id", "dropped: constant"),
        ColumnReport("job", "2 categories one-hot, rare and unknown together, missing apart"),
        ColumnReport("sex", "2 categories one-hot"),
    ]


def test_training_features_have_mean_0_and_sd_1():
    """Over the training rows a standardised column has mean 0 and standard deviation 1."""
    table = checked_table("data", [array_column(name, np.arange(9.0) ** 2) for name in ("x", "y")])
    features = fit_encoding(table, "y").features(table, dtype=np.float64)
    assert features.mean() == pytest.approx(0, abs=1e-12)
    assert features.std() == pytest.approx(1)


REFUSALS = [
    (ENCODING, "age,sexx\n1,f\n", "{} lacks 2 columns of the model: 'job', 'sex'"),
    (REGRESSION, "aage\n1\n", "{} lacks 1 column of the model: 'age'; is 'aage' the same as 'age'?"),
    (
        REGRESSION,
        "age\n1\n?\nold\n",
        "line 4 of {}, column 'age': 'old' is text where the model needs a number; correct it or leave the cell empty",
    ),
    (
        REGRESSION,
        "age\n1\n1e300\n",
        (
            "line 3 of {}, column 'age': the number is too far from those in training (mean 40, sd 10); "
            "correct it or leave the cell empty"
        ),
    ),
]


@pytest.mark.parametrize(("encoding", "content", "message"), REFUSALS)
def test_features_that_cannot_be_made_are_refused(tmp_path, encoding, content, message):
    """Columns that are not there, texts for numbers and numbers out of reach are refused with their place."""
    table = read(tmp_path, content)
    with pytest.raises(DataError) as caught:
        encoding.features(table)
    assert str(caught.value) == message.format(table.source)


TARGET_REFUSALS = [
    (ENCODING, "y\nyes\nmaybe\n", "line 3 of {}, column 'y': 'maybe' is not one of the 2 classes that were learned"),
    (
        REGRESSION,
        "y\n1\nx\n",
        "line 3 of {}, column 'y': 'x' is text where the model needs a number; correct it or leave the cell empty",
    ),
    (REGRESSION, "z\n1\n", "{} has no column 'y'; its columns are 'z'"),
    (
        REGRESSION,
        "y\n1\n?\n",
        ("the target is missing in 1 of 2 rows, first in line 3 of {}, column 'y'; remove those rows or fill them in"),
    ),
]


@pytest.mark.parametrize(("encoding", "content", "message"), TARGET_REFUSALS)
def test_targets_that_cannot_be_made_are_refused(tmp_path, encoding, content, message):
    """Unknown labels, texts for numbers and missing targets are refused with their place."""
    table = read(tmp_path, content)
    with pytest.raises(DataError) as caught:
        encoding.targets(table)
    assert str(caught.value) == message.format(table.source)


def test_a_target_of_texts_that_are_numbers_is_one_of_numbers(tmp_path):
    """A file with types may hold them as texts; metrics are found all the same."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    (tmp_path / "t.csv").write_text("x,y\n1,2.0\n2,4.0\n3,9.0\n", encoding="utf-8")
    pq.write_table(pa.table({"x": [1, 2, 3], "y": ["2.0", "4.0", "9.0"]}), tmp_path / "t.parquet")
    encoding = fit_encoding(read_table(tmp_path / "t.csv"), "y")
    expected = encoding.targets(read_table(tmp_path / "t.csv"))
    assert encoding.targets(read_table(tmp_path / "t.parquet")).tolist() == expected.tolist()
