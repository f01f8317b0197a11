"""Tables that are read block by block: every row in one part, the same features, and a training that can be resumed."""

from pathlib import Path

import numpy as np
import pytest

import chainrule as cr
from chainrule.data import read_table
from chainrule.errors import DataError
from chainrule.tables import streaming
from chainrule.tables.streaming import prepare_streamed
from chainrule.training import trainer
from chainrule.training.mapped import mapping_of, release

pa = pytest.importorskip("pyarrow")
ROWS = 600
FAST = {"epochs": 3, "hidden": (8,), "batch_size": 16, "engine": "numpy", "pieces": 4}


def columns():
    """Numbers with holes, texts with a rare one, and a target of either kind."""
    rng = np.random.default_rng(2)
    size = rng.normal(size=ROWS)
    holes = [None if i % 7 == 0 else float(i % 5) for i in range(ROWS)]
    towns = [("north", "south", None)[i % 3] for i in range(ROWS)]
    kind = np.where(size > 0, "big", "small").tolist()
    return {"size": size.tolist(), "holes": holes, "town": towns, "kind": kind, "cost": (3 * size).tolist()}


@pytest.fixture
def folder(tmp_path):
    """A folder of three Parquet files."""
    import pyarrow.parquet

    table = pa.table(columns())
    (made := tmp_path / "data").mkdir()
    for place in range(3):
        pyarrow.parquet.write_table(table.slice(200 * place, 200), made / f"{place}.parquet")
    return made


def sorted_rows(prepared):
    """All rows of all parts, features and target beside each other, in an order of their own."""
    rows = np.concatenate([np.column_stack([part.X, part.y]) for part in prepared.parts.values()])
    return rows[np.lexsort(rows.T)]


@pytest.mark.parametrize("target", ["kind", "cost"])
def test_every_row_is_in_one_part_with_the_features_that_it_has_in_memory(folder, target):
    """The encoding is that of all rows where they are few; training rows lie in a file, and those held out do not."""
    settings = {"target": target, "ignore": ["cost" if target == "kind" else "kind"], "validation": 0.2, "test": 0.1}
    prepared = prepare_streamed(folder, cr.TableModel(**settings, **FAST))
    model = cr.TableModel(**settings, **FAST)
    table = model.prepare(columns()).known.table
    expected = np.column_stack([prepared.encoding.features(table), prepared.encoding.targets(table)])
    assert np.array_equal(sorted_rows(prepared), expected[np.lexsort(expected.T)])
    mapped = {name: mapping_of(part.X) is not None for name, part in prepared.parts.items()}
    assert mapped == {"training": True, "validation": False, "test": False}
    sizes = [prepared.parts[name].rows for name in ("validation", "test")]
    assert 80 < sizes[0] < 160, sizes  # 600 draws at 0.2
    assert 35 < sizes[1] < 90, sizes


def test_a_large_text_file_is_streamed_and_learns_what_memory_does(folder, tmp_path, monkeypatch):
    """A text file beyond the bound, as good as the same rows in memory; the report says how it was read."""
    path = tmp_path / "t.csv"
    names, rows = list(columns()), zip(*columns().values(), strict=True)
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join([",".join(names), *lines]), encoding="utf-8")
    settings = {"target": "kind", "ignore": ["cost"], **FAST, "epochs": 20}
    held = cr.TableModel(**settings).fit(path)
    monkeypatch.setattr(streaming, "LARGE", 100)
    streamed = cr.TableModel(**settings).fit(path)
    assert "read block by block; the encoding is that of 600 rows at random" in streamed.report().reading
    assert "shuffled every epoch in two levels" in str(streamed.report())
    scores = [model.evaluate(read_table(path)).metrics["accuracy"] for model in (held, streamed)]
    assert min(scores) > 0.95, scores
    assert [one.column for one in streamed.columns] == [one.column for one in held.columns]


def test_a_streamed_training_that_was_killed_ends_with_the_bits_of_one_that_was_not(folder, tmp_path, monkeypatch):
    """The same folder and settings make the same file, the same order, the same model."""
    monkeypatch.setattr(trainer, "LONGEST", 1)
    settings = {"target": "cost", "ignore": ["kind"], **FAST}

    class Killed(Exception):  # noqa: N818
        pass

    class Kill(cr.Callback):
        def progressed(self, run):
            """In the second epoch."""
            if run.step == 40:
                raise Killed

    cr.TableModel(**settings).fit(folder).save(tmp_path / "whole")
    with pytest.raises(Killed):
        cr.TableModel(**settings).fit(folder, [cr.Checkpointing(tmp_path / "cut", every=0), Kill()])
    cr.TableModel(**settings).fit(folder, resume=tmp_path / "cut").save(tmp_path / "resumed")
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()


def test_a_sample_has_enough_rows_of_all_parts(folder, monkeypatch):
    """Twice as many as are needed, at the most, and from every file; the encoding is made of them alone."""
    monkeypatch.setattr(streaming, "SAMPLED", 90)
    prepared = prepare_streamed(folder, cr.TableModel("cost", ignore=["kind"], **FAST))
    (told,) = (note for note in prepared.notes if "at random" in note)
    assert 60 < int(told.split()[-4]) <= 180, told
    assert sum(part.rows for part in prepared.parts.values()) == ROWS


def test_what_takes_the_whole_table_is_refused(folder):
    """Groups, times, folds and weights are for tables in memory."""
    for name, value in (("group", "town"), ("time", "size"), ("folds", 3), ("weight", "size")):
        with pytest.raises(cr.SettingError, match=f"{name}.*is read block by block"):
            cr.TableModel("kind", **{name: value}).fit(folder)


def test_a_disk_that_is_too_small_is_told(folder, monkeypatch):
    """With the folder that another one can be named for."""

    class Full:
        def write(self, content):
            """No space."""
            raise OSError(28, "No space left on device", content[:0])

        def close(self):
            """As ever."""

    monkeypatch.setattr(streaming.tempfile, "TemporaryFile", Full)
    with pytest.raises(DataError, match=r"do not fit into .*No space left on device.*another folder in TMPDIR"):
        cr.TableModel("kind", **FAST).fit(folder)


def test_pages_that_were_read_are_given_back(tmp_path):
    """A page of a mapped file that was read counts as memory until it is released; an array elsewhere has none."""
    path = tmp_path / "rows"
    path.write_bytes(b"\1" * (1 << 22))
    array = np.memmap(path, np.uint8, "r")
    assert (int(array[::4096].sum()), resident(path) > 0) == (1024, True)
    release(array[10:], np.zeros(3))
    assert resident(path) == 0
    assert mapping_of(np.zeros(3)) is None


def resident(path):
    """The kilobytes of a mapped file that count as memory of this process."""
    areas = Path("/proc/self/smaps").read_text().split(str(path))
    return int(areas[1].split("Rss:")[1].split()[0])
