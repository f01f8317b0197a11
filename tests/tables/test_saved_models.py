"""Model files of an earlier chainrule: they are read, predict what they predicted, and are written as they were.

The files in `saved` were made before tables were a library, by `chainrule train people.csv --target kind --ignore cost
--epochs 40 --hidden 4`, the same for cost with `--dtype float64`, and `chainrule predict`.
"""

import json
from pathlib import Path

import numpy as np
import pytest

import chainrule as cr
from chainrule.data import read_table
from chainrule.training.model_file import open_model_file

SAVED = Path(__file__).parent / "saved"
PEOPLE = SAVED / "people.csv"


def described(path: Path) -> dict[str, object]:
    """What a model file says of itself, versions apart."""
    with open_model_file(path) as file:
        description = json.loads(json.dumps(file.description))
    del description["versions"]
    return description


@pytest.mark.filterwarnings("ignore::chainrule.DataNote")
def test_classes_are_predicted_as_they_were():
    """Each label, and each probability as closely as another processor can have it."""
    then, model = read_table(SAVED / "predicted_kind.csv"), cr.TableModel.load(SAVED / "kind.safetensors")
    assert model.predict(PEOPLE).tolist() == then.column("kind_predicted").written()
    expected = np.column_stack([then.column(f"P(kind = {label})").numbers for label in model.classes.tolist()])
    assert model.probabilities(PEOPLE) == pytest.approx(expected, rel=1e-5)


@pytest.mark.filterwarnings("ignore::chainrule.DataNote")
def test_numbers_are_predicted_as_they_were():
    """In their own unit, from a network in double precision."""
    then = read_table(SAVED / "predicted_cost.csv").column("cost_predicted").numbers
    assert cr.TableModel.load(SAVED / "cost.safetensors").predict(PEOPLE) == pytest.approx(then, rel=1e-12)


@pytest.mark.parametrize("name", ["kind", "cost"])
def test_a_file_is_written_as_it_was(name, tmp_path):
    """Loaded and saved it has the same tensors and says the same, so that the earlier chainrule reads it too."""
    path = tmp_path / "again.safetensors"
    cr.TableModel.load(SAVED / f"{name}.safetensors").save(path)
    assert described(path) == described(SAVED / f"{name}.safetensors")
    safetensors = pytest.importorskip("safetensors.numpy")
    then, now = (safetensors.load_file(one) for one in (SAVED / f"{name}.safetensors", path))
    assert {key: value.tobytes() for key, value in then.items()} == {key: value.tobytes() for key, value in now.items()}


def test_a_new_file_says_what_an_old_one_said(tmp_path):
    """The same fields, in the description and in each column of the encoding."""
    model = cr.TableModel("kind", ignore="cost", epochs=1, hidden=(4,)).fit(PEOPLE)
    model.save(tmp_path / "new.safetensors")
    now, then = described(tmp_path / "new.safetensors"), described(SAVED / "kind.safetensors")
    assert now.keys() == then.keys()
    assert [column.keys() for column in now["encoding"]["columns"]] == [
        column.keys() for column in then["encoding"]["columns"]
    ]
    assert now["encoding"] == then["encoding"]
