"""`chainrule predict` of files that come block by block: the same bytes, whatever the size of a block."""

from pathlib import Path

import numpy as np
import pytest

from chainrule.cli import main
from chainrule.data import arrow_blocks, csv_blocks, read_table, write_table

from .conftest import FLOWERS, Run, flowers

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model, and rows for it as text and as Parquet, with categories and holes that training did not show."""
    made = tmp_path_factory.mktemp("blocks")
    (made / "train.csv").write_text("\n".join([FLOWERS, *flowers()]) + "\n")
    words = ("--target", "kind", "--epochs", "2", "--hidden", "4", "--quiet", "--out", str(made / "m.safetensors"))
    assert main(["train", str(made / "train.csv"), *words]) == 0
    rng = np.random.default_rng(1)
    lines = [
        f"{x:.3f},{('red', 'green', '')[i % 3]},{('big', 'small')[int(x < 0)]}"
        for i, x in enumerate(rng.normal(size=150))
    ]
    (made / "new.csv").write_text("\n".join([FLOWERS, *lines]) + "\n")
    write_table(made / "new.parquet", read_table(made / "new.csv"), {})
    return made


def predicted(run: Run, folder: Path, data: str, out: str) -> tuple[bytes, str]:
    """The file that a command writes, and what it says."""
    words = ("--out", out, "--force", "--probabilities")
    ended = run("predict", str(folder / "m.safetensors"), str(folder / data), *words)
    assert ended.code == 0, ended
    return Path(out).read_bytes(), ended.err


@pytest.mark.parametrize(
    ("data", "out"), [("new.parquet", "a.csv"), ("new.parquet", "a.parquet"), ("new.csv", "a.csv")]
)
def test_blocks_change_no_bit(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, data: str, out: str) -> None:
    """One row at a time, 7, 64, all: the same predictions, the same notes with the same counts, the same metrics."""
    whole, said = predicted(run, folder, data, out)
    cells = read_table(out).columns
    assert "50 cells with categories that training did not show" in " ".join(said.split())
    for rows in (1, 7, 64):
        monkeypatch.setattr(arrow_blocks, "BLOCK", rows)
        monkeypatch.setattr(csv_blocks, "BLOCK", 17 * rows)
        monkeypatch.setattr(csv_blocks, "TAIL", 17)
        made, told = predicted(run, folder, data, out)
        assert told == said
        assert [one.written() for one in read_table(out).columns] == [one.written() for one in cells]
        assert made == whole or out.endswith("parquet")  # whose bytes tell the batches


def test_blocks_go_to_standard_output_too(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one line of names."""
    words = ("predict", str(folder / "m.safetensors"), str(folder / "new.parquet"), "--quiet")
    whole = run(*words).out
    monkeypatch.setattr(arrow_blocks, "BLOCK", 7)
    assert run(*words).out == whole


def test_columns_that_change_their_kind_are_refused(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Parquet file has one type for a column; CSV takes all, and the old file stays."""
    lines = [f"1,red,{i}" for i in range(30)] + ["1,red,much"] * 5
    Path("odd.csv").write_text("\n".join(["size,colour,extra", *lines]) + "\n")
    monkeypatch.setattr(csv_blocks, "BLOCK", 100)
    monkeypatch.setattr(csv_blocks, "TAIL", 10)
    ended = run("predict", str(folder / "m.safetensors"), "odd.csv", "--out", "odd.parquet", "--quiet")
    assert (ended.code, "further rows have other kinds of cells" in ended.err) == (3, True), ended
    assert not Path("odd.parquet").exists()
    assert run("predict", str(folder / "m.safetensors"), "odd.csv", "--out", "made.csv", "--quiet").code == 0
