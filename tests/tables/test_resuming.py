"""Trainings of tables that were cut off: the same table and settings end them with the bits of one that was not."""

from pathlib import Path

import numpy as np
import pytest

import chainrule as cr
from chainrule.data import read_table, write_table
from chainrule.errors import DataError, ModelFileError, SettingError
from chainrule.tables.resuming import read_cut_off
from chainrule.training import trainer

FAST = {"epochs": 4, "hidden": (32,), "dropout": 0.3, "batch_size": 16, "engine": "numpy", "patience": 2}
KINDS = {
    "classes": {"target": "kind", "ignore": ["cost"], "schedule": "cosine"},
    "numbers": {"target": "cost", "ignore": ["kind"], "warm_up": 3, "optimizer": "momentum"},
}


class Killed(Exception):  # noqa: N818 - it is no error
    """The process is gone."""


def kill_after(step):
    """A callback that ends everything after so many steps."""

    class Kill(cr.Callback):
        def progressed(self, run):
            if run.step == step:
                raise Killed

    return Kill()


@pytest.fixture(autouse=True)
def single_steps(monkeypatch):
    """Every step is looked at, and may be the last."""
    monkeypatch.setattr(trainer, "LONGEST", 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same table in two formats."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("resuming")
    rng = np.random.default_rng(7)
    size = rng.normal(size=90)
    lines = [
        f"{one:.3f},{'north' if i % 3 else ''},{'big' if one > 0 else 'small'},{3 * one:.2f}"
        for i, one in enumerate(size)
    ]
    (folder / "t.csv").write_text("\n".join(["size,town,kind,cost", *lines]) + "\n", encoding="utf-8")
    write_table(folder / "t.parquet", read_table(folder / "t.csv"), {})
    return folder


def cut_off(data, path, step, **settings):
    """The checkpoint of a training that was killed after so many steps."""
    with pytest.raises(Killed):
        cr.TableModel(**settings).fit(data, [cr.Checkpointing(path, every=0), kill_after(step)])


def bytes_of(model, path):
    """The file of a model."""
    model.save(path)
    return path.read_bytes()


def assert_resumes(files, tmp_path, kind, ending, steps):
    """Whatever the step after which it was killed, the file is the same in the end."""
    data, settings = files / f"t.{ending}", {**FAST, **KINDS[kind]}
    whole = bytes_of(cr.TableModel(**settings).fit(data), tmp_path / "whole")
    for step in steps:
        cut_off(data, path := tmp_path / "cut.safetensors", step, **settings)
        found = read_cut_off(path)
        resumed = cr.TableModel(**found.chosen()).fit(data, resume=path)
        assert bytes_of(resumed, tmp_path / "resumed") == whole, step


@pytest.mark.parametrize(("kind", "ending"), [("classes", "csv"), ("numbers", "parquet")])
def test_a_training_that_was_killed_ends_with_the_bits_of_one_that_was_not(files, tmp_path, kind, ending):
    """In an epoch, at the end of one and after it, from a text file and a Parquet file."""
    assert_resumes(files, tmp_path, kind, ending, (1, 3, 4, 7))


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_a_training_may_be_its_last(files, tmp_path, kind, ending):
    """All steps, in both formats, of classes and of numbers."""
    assert_resumes(files, tmp_path, kind, ending, range(1, 4 * (63 // 16) + 1))


def test_another_table_or_other_settings_are_refused(files, tmp_path):
    """The run that goes on is the one that was begun, or none."""
    data, settings = files / "t.csv", {**FAST, **KINDS["classes"]}
    cut_off(data, path := tmp_path / "cut.safetensors", 3, **settings)
    other = tmp_path / "t.csv"
    other.write_text(data.read_text("utf-8").replace("big", "huge"), encoding="utf-8")
    with pytest.raises(DataError, match=r"t is not the table that .* was begun with; give that one"):
        cr.TableModel(**settings).fit(other, resume=path)
    with pytest.raises(SettingError, match=r"begun with other settings: 'dropout', 'seed'; leave them"):
        cr.TableModel(**{**settings, "seed": 1, "dropout": 0.2}).fit(data, resume=path)


def test_objects_of_python_are_given_again(files, tmp_path):
    """A file does not hold an optimizer that somebody made; the run goes on where one like it is given."""
    data, settings = files / "t.csv", {**FAST, **KINDS["classes"], "optimizer": cr.Adam(cr.cosine(0.02))}
    del settings["schedule"]
    whole = bytes_of(cr.TableModel(**settings).fit(data), tmp_path / "whole")
    cut_off(data, path := tmp_path / "cut.safetensors", 5, **settings)
    with pytest.raises(SettingError, match=r"begun with objects of Python's; resume it there: fit\(data, resume="):
        read_cut_off(path).chosen()
    assert bytes_of(cr.TableModel(**settings).fit(data, resume=path), tmp_path / "resumed") == whole


def test_files_without_a_run_that_was_cut_off_are_refused(files, tmp_path):
    """A model that is done, a network that was trained on numbers, and what is damaged."""
    settings = {**FAST, **KINDS["classes"]}
    cr.TableModel(**settings).fit(files / "t.csv").save(done := tmp_path / "done.safetensors")
    with pytest.raises(ModelFileError, match="whose training came to its end; leave --resume out"):
        read_cut_off(done)
    network, path = cr.Network([1, 1]), tmp_path / "cut.safetensors"
    with pytest.raises(Killed):
        network.train([[1.0], [2.0]], [1.0, 2.0], callbacks=[cr.Checkpointing(path, every=0), kill_after(2)])
    with pytest.raises(ModelFileError, match="begun on numbers in Python"):
        read_cut_off(path)
    cut_off(files / "t.csv", path, 2, **settings)
    for asked, why in (
        ({"settings": {"hidden_layers": 3}, "digest": 0}, "which this chainrule does not know"),
        ({"settings": 3, "digest": 0}, "is damaged: the settings are an object"),
        ({"settings": {}}, "is damaged: what was asked for lacks 'digest'"),
    ):
        network = cr.Network.load(path)
        network.asked = asked
        network.save(other := Path(tmp_path / "other.safetensors"))
        with pytest.raises(ModelFileError, match=why):
            read_cut_off(other).chosen()
