"""Making an encoding from training rows."""

import numpy as np
import pytest

from chainrule.data import fit_encoding, read_table
from chainrule.data.codings import CategoryCoding, DroppedCoding, NumberCoding
from chainrule.data.columns import array_column
from chainrule.data.table import checked_table
from chainrule.errors import DataError


def table(**columns):
    """A table of these columns and a target `y`."""
    count = len(next(iter(columns.values())))
    columns = {**columns, "y": [k % 2 for k in range(count)]}
    return checked_table("data", [array_column(name, np.array(values)) for name, values in columns.items()])


def coding(values, rows=None, **options):
    """The coding of a column `x` with these values, beside a column of numbers."""
    encoding = fit_encoding(table(x=values, also=range(len(values))), "y", rows, **options)
    return encoding.codings[0]


def test_numbers_are_standardised_with_the_rows_that_are_given():
    """Mean, standard deviation and median are those of the training rows, whatever the others hold."""
    assert coding([1.0, 3.0, 5.0, 1e9], np.array([0, 1, 2])) == NumberCoding("x", 3.0, np.std([1, 3, 5]), 3.0, False)


def test_held_out_rows_have_no_say():
    """Rows that are held out change nothing: neither numbers, nor categories, nor flags."""
    rows = np.arange(20)
    first = table(n=[*range(20), 99.0, np.nan], c=["a", "b"] * 10 + ["c", "?"])
    other = table(n=[*range(20), -7.0, 3.0], c=["a", "b"] * 10 + ["b", "d"])
    assert fit_encoding(first, "y", rows) == fit_encoding(other, "y", rows)


def test_missing_numbers_get_the_median_and_a_flag():
    """Where numbers are missing in training, the median of the others is kept, and a flag is added."""
    assert coding([1.0, np.nan, 2.0, 9.0]) == NumberCoding("x", 4.0, np.std([1, 2, 9]), 2.0, True)


def test_constant_number_that_can_be_missing_is_a_flag():
    """A column that is one number or nothing says whether it is missing, and no more."""
    found = coding([1.0, np.nan, 1.0, np.nan])
    assert found == NumberCoding("x", 1.0, 0.0, 1.0, True)
    assert found.feature_names == ("x (missing)",)


def test_categories_are_sorted():
    """Categories stand in alphabetical order; missing is one of its own."""
    assert coding(["b", "a", "?", "b", "a", "b"]) == CategoryCoding("x", ("a", "b"), False, True)


def test_rare_categories_share_a_feature():
    """In 1,000 rows a category with fewer than 5 is rare."""
    values = ["a"] * 500 + ["b"] * 491 + ["c"] * 5 + ["d"] * 4
    assert coding(values) == CategoryCoding("x", ("a", "b", "c"), True, False, seldom=("d",))


def test_the_most_common_categories_have_features_of_their_own(monkeypatch):
    """As many as there may be; how many rows have another one is said."""
    monkeypatch.setattr("chainrule.data.fitting.MOST_CATEGORIES", 50)
    found = coding([f"c{k % 60:02}" for k in range(1200)] + ["c59", "c59"])
    assert len(found.categories) == 50
    assert "c59" in found.categories
    assert found.rare
    assert found.note == "200 rows of 1,202 in 10 rare categories"


def test_thousands_of_categories_are_bounded_by_the_rows(monkeypatch):
    """Features of one column take so much memory and no more."""
    monkeypatch.setattr("chainrule.data.fitting.MOST_FEATURES", 60 * 1200)
    assert len(coding([f"c{k % 100:02}" for k in range(1200)]).categories) == 60


def test_few_numbers_far_out_do_not_scale_the_others():
    """Quartiles scale them, and what is far out is bent, never beyond 3, in its order."""
    values = [*np.linspace(-1, 1, 99), 1e9]
    found = coding(values)
    low, high = np.quantile(values, (0.25, 0.75))
    assert found == NumberCoding("x", np.median(values), (high - low) / 1.349, np.median(values), False, bent=True)
    made = table(x=values)
    features = fit_encoding(made, "y").features(made, dtype="float64")[:, 0]
    scaled = (np.array(values) - found.mean) / found.sd
    np.testing.assert_allclose(features, scaled / np.sqrt(1 + (scaled / 3) ** 2))
    assert (np.diff(features) > 0).all()
    assert features[-1] == pytest.approx(3)
    assert not coding(np.random.default_rng(0).normal(size=100).tolist()).bent


def test_numbers_that_are_declared_categories():
    """Every value is one, also where nearly all differ."""
    assert coding([1, 2, 1, 2], categorical=["x"]) == CategoryCoding("x", ("1", "2"), False, False)
    assert coding([3, 1, 2, 4], categorical=["x"]).categories == ("1", "2", "3", "4")
    assert coding([1.0, np.nan, 2.0, 1.0], categorical=["x"]).missing


def named(name, values, **options):
    """The coding of a column of this name."""
    encoding = fit_encoding(table(**{name: values, "also": np.arange(len(values)) % 7}), "y", **options)
    return encoding.codings[0]


@pytest.mark.parametrize("name", ["Id", "customer_id", "rowNumber", "ID", "index", "column 1", "Unnamed: 0", "#"])
def test_what_numbers_the_rows_is_left_out(name):
    """Where its name says so too; who wants it keeps it."""
    found = named(name, np.arange(1, 21))
    assert found == DroppedCoding(name, "it numbers the rows, 1 to 20; keep it to have it used")
    assert isinstance(named(name, np.arange(1, 21), keep=[name]), NumberCoding)


@pytest.mark.parametrize("name", ["year", "x", "age", "video", "paid", "income"])
def test_what_counts_under_another_name_is_used(name):
    """It may be time."""
    assert isinstance(named(name, np.arange(1, 21)), NumberCoding)


def test_identifiers_are_left_out():
    """Whole numbers that are nearly all different, by a name of identifiers."""
    dice = np.random.default_rng(0)
    numbers = dice.permutation(10_000)[:100]
    told = "an identifier, 100 different numbers in 100 rows; keep it to have it used"
    assert named("house id", numbers) == DroppedCoding("house id", told)
    assert isinstance(named("size", numbers), NumberCoding)
    assert isinstance(named("house id", numbers % 50), NumberCoding)
    assert isinstance(named("id", numbers / 7), NumberCoding)


def test_codes_by_their_name_are_categories():
    """Where each has rows enough; else they stay numbers."""
    zips = np.repeat([98001, 98002, 98003, 98199], 10)
    assert named("zipcode", zips).categories == ("98001", "98002", "98003", "98199")
    assert isinstance(named("zipcode", zips, keep=["zipcode"]), NumberCoding)
    assert isinstance(named("zip", np.arange(98001, 98041)), NumberCoding)
    assert isinstance(named("size", zips), NumberCoding)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([2.0] * 4, "constant"),
        (["a"] * 4, "constant"),
        ([np.nan] * 4, "no values"),
        (["?"] * 4, "no values"),
        (["ann", "bob", "cy", "di"], "nearly every text is different"),
    ],
)
def test_columns_without_use_are_dropped(values, reason):
    """A column that is constant, empty, or different in every row is dropped, and says so."""
    assert coding(values) == DroppedCoding("x", reason)


def test_ignored_column_is_dropped():
    """A column that is to be ignored is dropped."""
    assert coding([1, 2, 3, 4], ignore=["x"]) == DroppedCoding("x", "as asked")


def test_row_index_of_pandas_is_dropped():
    """The row index that pandas writes to Parquet is dropped."""
    found = fit_encoding(table(__index_level_0__=[0, 1, 2], x=[1, 2, 3]), "y")
    assert found.codings[0] == DroppedCoding("__index_level_0__", "row index of pandas")


def test_text_among_numbers_is_named(tmp_path):
    """A column of numbers that one cell makes a text says which cell and where."""
    path = tmp_path / "x.csv"
    path.write_text("x,y\n" + "1,a\n2,b\n" * 5 + "abc,a\n")
    found = fit_encoding(read_table(path), "y").codings[0]
    assert found.note == "text because of 'abc' in line 12"
    assert found.sentence == f"3 categories one-hot ({found.note})"


def test_regression_target_is_standardised():
    """The mean and standard deviation of a regression's target are kept."""
    encoding = fit_encoding(table(x=[1.0, 2.0, 6.0]), "x")
    assert (encoding.task, encoding.mean, encoding.sd) == ("regression", 3.0, np.std([1, 2, 6]))


REFUSALS = [
    ({"x": [1, 1]}, {}, "no column of data can be learned from, beside the target: 'x' is dropped: constant"),
    (
        {"x": [-1.7e308, 1.7e308]},
        {},
        (
            "column 'x' of data reaches from -1.7e+308 to 1.7e+308, which cannot be standardised in floating point; "
            "use another unit"
        ),
    ),
    ({"x": [1, 2]}, {"ignore": ["xx"]}, "data has no column 'xx'; did you mean 'x'?"),
    ({"x": [1, 2]}, {"rows": np.array([], np.int64)}, "there are no rows of data to learn column 'y' from"),
]


@pytest.mark.parametrize(("columns", "options", "message"), REFUSALS)
def test_refusals(columns, options, message):
    """What cannot be encoded is refused with the reason."""
    with pytest.raises(DataError) as caught:
        fit_encoding(table(**columns), "y", **options)
    assert str(caught.value) == message


def test_target_alone_is_refused():
    """A table with nothing but the target cannot be learned from."""
    with pytest.raises(DataError) as caught:
        fit_encoding(checked_table("data", [array_column("y", np.array([0, 1]))]), "y")
    assert str(caught.value) == "no column of data can be learned from, beside the target: none there"
