"""The same table as a file, as a data frame and as a dict: the same model to the last bit, and the same predictions.

TABLES names a folder of CSV files to try too; `make rows` does.
"""

import os
import warnings
from pathlib import Path

import pytest

import chainrule as cr
from chainrule.data import read_table
from chainrule.errors import DataError

FOLDER = os.environ.get("TABLES", "")
FILES = [Path(__file__).parent / "saved" / "people.csv", *sorted(Path(FOLDER).glob("*.csv") if FOLDER else ())]
FRAMES = ("pandas", "polars", "dict")


def frame_of(path, package):
    """The table in a file as a package reads it."""
    if package == "polars":
        return pytest.importorskip("polars").read_csv(path, infer_schema_length=None, null_values=["NA"])
    frame = pytest.importorskip("pandas").read_csv(path)
    return dict(frame) if package == "dict" else frame


def told(model, data):
    """What a model predicts, and the notes that it has on the rows."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        predicted = model.predict(data)
    return predicted.tolist(), [str(one.message) for one in caught]


@pytest.mark.filterwarnings("ignore::chainrule.DataNote")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_makes_one_model_however_it_comes(path):
    """From pandas, polars and a dict as from the file: features, theta, predictions, notes."""
    pytest.importorskip("pyarrow")
    try:
        *_, target = read_table(path).names
    except DataError as error:
        pytest.skip(str(error))
    choices = {"target": target, "epochs": 1, "hidden": (6,)}
    from_file = cr.TableModel(**choices).fit(path)
    for package in FRAMES:
        frame = frame_of(path, package)
        model = cr.TableModel(**choices).fit(frame)
        assert model.encoding.feature_names == from_file.encoding.feature_names, package
        assert model.network.theta.tobytes() == from_file.network.theta.tobytes(), package
        assert told(from_file, frame) == told(from_file, path), package
