"""A table's model in ONNX: what onnxruntime says of cells is what the model says, with unknown and missing ones.

TABLES names a folder of CSV files to try too; `make rows` does.
"""

import os
from pathlib import Path

import numpy as np
import pytest

import chainrule as cr
from chainrule.data import read_table
from chainrule.data.codings import CategoryCoding, numbers_of
from chainrule.data.date_coding import DateCoding, seconds_in
from chainrule.errors import SettingError
from chainrule.tables.onnx_model import onnx_model

FOLDER = os.environ.get("TABLES", "")
FILES = sorted(Path(FOLDER).glob("*.csv")) if FOLDER else []
NEAR = 1e-5
ROWS = 400
FAST = {"epochs": 2, "hidden": (6,)}
runtime = pytest.importorskip(
    "onnxruntime", reason="onnxruntime runs what was written; install it with: pip install onnxruntime"
)
pytestmark = pytest.mark.filterwarnings("ignore::chainrule.DataNote")


def columns():
    """A column of every kind: numbers with holes, with far ones, of two values; texts, codes, truth, dates, times."""
    rng = np.random.default_rng(3)
    size = rng.normal(size=ROWS)
    holes = np.where(rng.random(ROWS) < 0.1, np.nan, rng.uniform(0, 9, ROWS))
    towns = rng.choice(["north", "south", " west end", "only once"], ROWS, p=[0.5, 0.3, 0.19, 0.01]).astype(object)
    towns[::13] = None
    minutes = rng.integers(0, 40 * 365 * 24 * 60, ROWS)
    dates = np.datetime64("1960-01-01T00:00") + minutes.astype("timedelta64[m]")
    return {
        "size": size,
        "holes": holes,
        "far": np.exp(4 * rng.normal(size=ROWS)),
        "town": towns.tolist(),
        "zip code": rng.choice([1010, 2020, 3030], ROWS),
        "open": rng.choice(["True", "False"], ROWS).tolist(),
        "at": [str(one).replace("T", " ") for one in dates],
        "clock": [f"{minute // 60 % 24:02}:{minute % 60:02}" for minute in minutes.tolist()],
        "kind": np.where(size > 0, "big", "small"),
        "grade": rng.integers(1, 4, ROWS),
        "cost": 3000 + 500 * size,
    }


TARGETS = {
    "two classes": {"target": "kind", "ignore": ["cost"]},
    "two outputs": {"target": "kind", "ignore": ["cost"], "loss": "cross_entropy", "dtype": "float64"},
    "classes that are numbers": {"target": "grade", "task": "classes"},
    "classes that are truth": {"target": "open"},
    "numbers": {"target": "cost", "activation": "gelu"},
    "no hidden layer": {"target": "cost", "hidden": ()},
    "several networks": {"target": "kind", "members": 3},
    "RealMLP": {"target": "cost", "preset": "realmlp_td_s"},
}


def handed_in(model, data, rows, *, damaged=True):
    """The cells of each used column as the file wants them, some missing and some unknown; and as our model does."""
    table = model.read(data)
    cells, own = {}, {}
    for place, coding in enumerate(model.encoding.used):
        column, gone = table.column(coding.column), slice(place, None, 11)
        if isinstance(coding, CategoryCoding):
            texts = np.array(column.written(), object)[rows]
            if damaged:
                texts[gone], texts[place + 3 :: 17] = "", "never seen"
            cells[coding.column] = own[coding.column] = texts
        elif isinstance(coding, DateCoding):
            seconds, _, texts, at = seconds_in(column, rows, coding.order)
            cells[coding.column], written = seconds[at], np.array(texts, object)[at]
            if damaged:
                cells[coding.column][gone], written[gone] = np.nan, ""
            own[coding.column] = written
        else:
            numbers, missing = numbers_of(table, column)
            numbers = np.where(missing, np.nan, numbers)[rows]
            numbers[gone] = np.nan if damaged else numbers[gone]
            cells[coding.column] = own[coding.column] = numbers
    return cells, own


def said(content, cells):
    """The outputs of an ONNX model by name."""
    session = runtime.InferenceSession(content)
    return dict(zip((one.name for one in session.get_outputs()), session.run(None, cells), strict=True))


def assert_same(model, path, data, rows):
    """What the file says of these rows is what the model says."""
    model.onnx(path)
    cells, own = handed_in(model, data, rows)
    found = said(path.read_bytes(), cells)
    if model.classes is None:
        assert np.abs(found["prediction"] - model.predict(own)).max() <= NEAR * model.encoding.sd
        return
    shares = model.probabilities(own)
    np.testing.assert_allclose(found["probabilities"], shares, atol=NEAR, rtol=0)
    clear = np.sort(shares)[:, -1] - np.sort(shares)[:, -2] > 2 * NEAR
    expected = [label.lower() for label in map(str, model.predict(own)[clear])]
    assert [label.lower() for label in map(str, found["label"][clear])] == expected


@pytest.mark.parametrize("kind", TARGETS)
def test_cells_become_what_the_model_says_of_them(tmp_path, kind):
    """Probabilities and labels, or numbers, of rows with unknown categories, missing numbers and missing dates."""
    data = columns()
    model = cr.TableModel(**{**FAST, **TARGETS[kind]}).fit(data)
    assert_same(model, tmp_path / "model.onnx", data, np.arange(ROWS))


@pytest.mark.slow
@pytest.mark.skipif(not FILES, reason="TABLES names no folder with CSV files")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_real_tables_become_what_the_model_says_of_them(tmp_path, path):
    """The first 1,000 rows of a real table, some cells of which are unknown and some missing."""
    *_, target = read_table(path).names
    model = cr.TableModel(target, epochs=3).fit(path)
    assert_same(model, tmp_path / "model.onnx", path, np.arange(min(1000, read_table(path).row_count)))


def test_spellings_of_a_category_are_one():
    """Spaces before a text, numerals that are equal, and TRUE are the category; every word for nothing is missing."""
    words = [" north", "1e0", "1.00", " +1 ", "TRUE", "n/a", " NULL", "?", "elsewhere"]
    rng = np.random.default_rng(1)
    data = {"place": rng.choice(["north", "1", "true", "south"], 200).tolist(), "y": rng.normal(size=200)}
    model = cr.TableModel("y", **FAST).fit(data)
    found = said(onnx_of(model), {"place": np.array(words, object)})["prediction"]
    meant = ["north", "1", "1", "1", "true", "", "", "", "elsewhere"]
    np.testing.assert_allclose(found, model.predict({"place": meant}), rtol=NEAR)


def onnx_of(model):
    """The bytes of a model."""
    return onnx_model(model.learner, model.encoding)


@pytest.mark.parametrize("day", ["1899-12-31", "1900-03-01", "1969-12-31", "1970-01-01", "2000-02-29", "2100-02-28"])
def test_days_around_the_ends_of_months_and_centuries(day):
    """The calendar of the operations is that of NumPy, before 1970 too, and on leap days."""
    days = np.datetime64(day) + np.arange(-2, 3)
    data = {"at": [str(one) for one in np.datetime64("1890-01-01") + 97 * np.arange(900)], "y": np.arange(900.0)}
    model = cr.TableModel("y", **FAST, dtype="float64").fit(data)
    seconds = days.astype("datetime64[s]").astype(np.float64)
    found = said(onnx_of(model), {"at": seconds})["prediction"]
    np.testing.assert_allclose(found, model.predict({"at": days.astype(str).tolist()}), rtol=1e-9)


def test_without_the_encoding_features_come_in(tmp_path):
    """The last layer's output for features as `arrays` gives them."""
    data = columns()
    model = cr.TableModel("kind", ignore=["cost"], **FAST).fit(data)
    model.onnx(tmp_path / "model.onnx", encoded=False)
    X, _ = model.arrays(data)
    (output,) = said((tmp_path / "model.onnx").read_bytes(), {"X": X}).values()
    np.testing.assert_allclose(output, model.network.output(X), atol=NEAR)


def test_a_board_becomes_its_operations(tmp_path):
    """A board that learns from a table: what its cost compares with the target."""
    text = """
        data   X (n, m), y (1, m)
        params W (k, n), b (k, 1), v (1, k)
        A = tanh(W @ X + b)
        L = mean((v @ A - y)**2)
    """
    data = {name: column for name, column in columns().items() if name in ("size", "town", "cost")}
    model = cr.TableModel("cost", board=text, sizes={"k": 3}, epochs=2).fit(data)
    assert_same(model, tmp_path / "model.onnx", data, np.arange(ROWS))


def test_a_column_may_be_called_as_an_output_is():
    """The output has another name then, and both hold what they should."""
    rng = np.random.default_rng(0)
    data = {"prediction": rng.normal(size=ROWS), "y": rng.normal(size=ROWS)}
    model = cr.TableModel("y", **FAST).fit(data)
    found = said(onnx_of(model), {"prediction": data["prediction"]})
    np.testing.assert_allclose(found["prediction1"], model.predict(data), rtol=NEAR)


def test_what_is_no_truth_is_refused(tmp_path):
    """Encoded or not is a question of truth."""
    model = cr.TableModel("kind", ignore=["cost"], **FAST).fit(columns())
    with pytest.raises(SettingError, match="encoded"):
        model.onnx(tmp_path / "model.onnx", encoded="yes")
