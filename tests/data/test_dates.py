"""Dates: the order that texts are in, the seconds they are, and what becomes of them."""

from datetime import UTC, datetime

import numpy as np
import pytest

from chainrule.data import fit_encoding, read_frame, read_table
from chainrule.data.coding_json import coding_from_json, coding_to_json
from chainrule.data.codings import CategoryCoding, DroppedCoding
from chainrule.data.date_coding import DateCoding
from chainrule.data.dates import DAY_FIRST, EIGHT, MONTH_FIRST, date_order, seconds_of
from chainrule.errors import DataError
from chainrule.json_fields import FieldError

ISO, NAMED, NAMED_FIRST = "year, month, day", "day, name of the month, year", "name of the month, day, year"
KNOWN = {
    "2020-02-29": (ISO, (2020, 2, 29)),
    "2020/2/9 7:05": (ISO, (2020, 2, 9, 7, 5)),
    "2019-03-23 20:21:09": (ISO, (2019, 3, 23, 20, 21, 9)),
    "2019-03-23T20:21:09.123Z": (ISO, (2019, 3, 23, 20, 21, 9)),
    "2019-03-23 20:21:09+02:00": (ISO, (2019, 3, 23, 20, 21, 9)),
    "20141013T000000": (EIGHT, (2014, 10, 13)),
    "20141013": (EIGHT, (2014, 10, 13)),
    "31/12/2017": (DAY_FIRST, (2017, 12, 31)),
    "31.12.2017 23:59": (DAY_FIRST, (2017, 12, 31, 23, 59)),
    "1.2.2017": (DAY_FIRST, (2017, 2, 1)),
    "31-12-71": (DAY_FIRST, (1971, 12, 31)),
    "12/31/17 1:05 PM": (MONTH_FIRST, (2017, 12, 31, 13, 5)),
    "12/31/2017, 12:05 a.m.": (MONTH_FIRST, (2017, 12, 31, 0, 5)),
    "1-Dec-2017": (NAMED, (2017, 12, 1)),
    "1 December 2017": (NAMED, (2017, 12, 1)),
    "Dec 1, 2017": (NAMED_FIRST, (2017, 12, 1)),
    "December 1st, 2017 08:00": (NAMED_FIRST, (2017, 12, 1, 8)),
    "23:15": ("time of day", (1970, 1, 1, 23, 15)),
    "18.30.00": ("time of day", (1970, 1, 1, 18, 30)),
    "7:15:30 pm": ("time of day", (1970, 1, 1, 19, 15, 30)),
}
UNKNOWN = (
    *(
        "2020-02-30",
        "2020-13-01",
        "31/31/2020",
        "1.2.3",
        "10.2.13",
        "555-1234",
        "12",
        "2020",
        "12345678",
        "may",
        "a-b-c",
    ),
    *("2020-01/02", "24:61", "10.12.13", "13:00 pm", "99999999", "2020-01-01 25:00", "30/02/2020"),
)


@pytest.mark.parametrize("text", KNOWN)
def test_a_date_is_known_in_its_order(text):
    """And is as many seconds as the standard library says."""
    order, parts = KNOWN[text]
    assert date_order([text, "", "NA"]) == order
    assert seconds_of(text, order) == datetime(*parts, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_no_date_is_none(text):
    """Days that no calendar has, versions, telephones, numbers."""
    assert date_order([text]) == ""


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1/12/2017", "13/12/2017"], DAY_FIRST),
        (["1/12/2017", "1/13/2017"], MONTH_FIRST),
        (["01/02/2017", "01/03/2017", "01/04/2017"], DAY_FIRST),
        (["01/01/2017", "02/01/2017", "03/01/2017"], MONTH_FIRST),
        (["1.2.2017", "3.4.2017"], DAY_FIRST),
        (["13/12/2017", "12/13/2017"], ""),
        (["2020-01-01", "soon"], ""),
        ([], ""),
    ],
)
def test_the_order_is_that_of_all(texts, order):
    """Where both are possible, what never changes is the day, and points stand behind days."""
    assert date_order(texts) == order


def days(count, start="2020-01-01"):
    """So many days in a row, as texts."""
    return [str(day) for day in np.datetime64(start) + np.arange(count)]


def coding(cells, **columns):
    """The coding of a column `x` with these cells."""
    return fit_encoding(read_frame({"x": cells, "y": ["a", "b"] * (len(cells) // 2), **columns}), "y").codings[0]


def test_parts_that_differ_become_features():
    """Days and year in one scale; month, weekday and hour as sine and cosine; what is the same in all is none."""
    found = coding(days(800))
    assert found.parts == ("days", "year", "month", "weekday")
    assert found.feature_names[:3] == ("x (days)", "x (year)", "x (month, sine)")
    assert coding(days(14)).parts == ("days", "weekday")
    assert coding([f"{hour}:00" for hour in range(24)]).parts == ("hour",)
    assert coding(["2020-01-01", "2020-01-01"], z=[1, 2]) == DroppedCoding("x", "constant")
    assert coding(days(10) * 2, z=[1, 2] * 10).sentence == (
        "date (year, month, day): days standardised; weekday as sine and cosine"
    )


def test_features_of_dates():
    """Days are standardised; an angle has radius 1, comes back after a week, a day or a year, and Monday is 0."""
    cells = [f"{day} {hour:02}:00:00" for day, hour in zip(days(1464), [0, 6, 12, 18] * 366, strict=True)]
    table = read_frame({"x": cells, "y": ["a", "b"] * 732})
    encoding = fit_encoding(table, "y")
    X = dict(zip(encoding.feature_names, encoding.features(table, dtype="float64").T, strict=True))
    assert X["x (days)"].mean() == pytest.approx(0, abs=1e-12)
    assert X["x (days)"].std() == pytest.approx(1)
    for part in ("month", "weekday", "hour"):
        np.testing.assert_allclose(X[f"x ({part}, sine)"] ** 2 + X[f"x ({part}, cosine)"] ** 2, 1)
    assert np.allclose(X["x (weekday, sine)"][7:], X["x (weekday, sine)"][:-7])
    assert np.allclose(X["x (hour, cosine)"][:4], [1, 0, -1, 0])
    assert np.allclose(X["x (month, sine)"][1461], X["x (month, sine)"][0])
    monday = cells.index("2020-01-06 06:00:00")
    assert (X["x (weekday, cosine)"][monday], X["x (weekday, sine)"][monday]) == (1, 0)


@pytest.mark.parametrize("kind", ["csv", "parquet", "pandas", "polars", "compact", "numbers"])
def test_dates_are_the_same_in_every_format(tmp_path, kind):
    """As texts, as dates with a type, as timestamps, as eight digits."""
    pa = pytest.importorskip("pyarrow")
    expected = fit_encoding(read_frame({"x": days(30), "y": ["a", "b"] * 15}), "y")
    values, labels = np.array(days(30), dtype="datetime64[s]"), ["a", "b"] * 15
    if kind == "csv":
        (tmp_path / "x.csv").write_text(
            "x,y\n" + "".join(f"{day},{y}\n" for day, y in zip(days(30), labels, strict=True))
        )
        table = read_table(tmp_path / "x.csv")
    elif kind == "parquet":
        from pyarrow import parquet

        parquet.write_table(
            pa.table({"x": pa.array(values.astype("datetime64[D]")), "y": labels}), tmp_path / "x.parquet"
        )
        table = read_table(tmp_path / "x.parquet")
    elif kind in ("pandas", "polars"):
        table = read_frame(pytest.importorskip(kind).DataFrame({"x": values.astype("datetime64[ms]"), "y": labels}))
    else:
        eight = [day.replace("-", "") for day in days(30)]
        table = read_frame({"x": list(map(int, eight)) if kind == "numbers" else eight, "y": labels})
    found = fit_encoding(table, "y")
    assert found.feature_names == expected.feature_names
    assert np.array_equal(found.features(table), expected.features(read_frame({"x": days(30), "y": labels})))


def test_missing_dates_and_wrong_ones():
    """A missing one is the median day with a flag, or a note where training had none; what is no date is refused."""
    flagged = fit_encoding(read_frame({"x": [*days(19), ""], "y": ["a", "b"] * 10}), "y")
    assert flagged.codings[0].feature_names[-1] == "x (missing)"
    one = flagged.features(read_frame({"x": [None, "2020-01-10"]}))
    assert one[:, -1].tolist() == [1, 0]
    assert np.array_equal(one[0, :-1], one[1, :-1])
    never = fit_encoding(read_frame({"x": days(20), "y": ["a", "b"] * 10}), "y")
    (note,) = never.notes(read_frame({"x": ["-", "2020-01-10"]}))
    assert note.sentence == "'x': missing in 1 row and never in training; the median 2020-01-10 stands in"
    with pytest.raises(DataError, match=r"row 2 of the data, column 'x': 'soon' is no date .year, month, day. where"):
        never.features(read_frame({"x": ["2020-01-10", "soon"]}))


def test_numbers_that_are_no_dates_stay_numbers():
    """Eight digits are a date only where all of them are."""
    found = fit_encoding(read_frame({"x": [20200101, 20200102, 20209999], "y": ["a", "b", "a"]}), "y").codings[0]
    assert not isinstance(found, DateCoding | CategoryCoding)


def test_a_coding_of_dates_is_kept():
    """As JSON; a damaged one is refused."""
    found = coding(days(30))
    written = coding_to_json(found)
    assert coding_from_json(written) == found
    for damage in ({"order": "x"}, {"parts": []}, {"parts": ["hour", "days"]}, {"sd": 0}, {"median": 1e9}):
        with pytest.raises(FieldError):
            coding_from_json({**written, **damage})
