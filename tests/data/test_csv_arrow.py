"""CSV files through pyarrow: the same table, or the same error, as from the exact reader."""

import random
import sys
from unittest.mock import patch

import pytest

from chainrule.data import csv_arrow
from chainrule.data.content import Content
from chainrule.data.csv_arrow import LONGEST_CELL, read_columns
from chainrule.data.csv_form import UTF_8, Form
from chainrule.data.files import read_table
from chainrule.errors import DataError

CELLS = [
    *["1", "2", "-0", "+5", "007", "1.5", "-.5", "3.", "1e3", "2E-3", "1e999", "4e-999", "0.1", "123456789012345678"],
    *["9223372036854775807", "9223372036854775808", " 7 ", "\u00a08", "1_0", "inf", "0x1", "1e", ".", "-", "+-1", "١"],
    *["", "?", "NA", " na", "n/a", "NaN", "null", "NULL", "x", "y z", "é", "🙂", "a'b", "TRUE", "2020-01-02", "#"],
    *['a"b', '"q"', '"a""b"', '""', '"a,b"', '"a;b"', '"l\nm"', '"l\r\nm"', '"l\rm"', '"\n"', '","', '" x"'],
]
FAULTS = ['"', '"open', '"a" b', '"a,"b', '"""', '"" x', ' "a"', "1,2", '"""a"" b', "\x00", "\x1c", "\ufeff", "\\"]
ENDS = ["\n"] * 4 + ["\r\n", "\r", "\n\n", "\r\n\r\n", "\n\r", "\n \n"]
WIDTHS = [1, 2, 2, 3]


@pytest.fixture(autouse=True)
def _every_file_is_worth_it(monkeypatch):
    monkeypatch.setattr(csv_arrow, "WORTH", 0)


def random_csv(dice):
    """A small CSV file, most of its cells of one kind, some with a fault."""
    width, end, delimiter = dice.choice(WIDTHS), dice.choice(ENDS), dice.choice(",,,;\t")
    kinds = [dice.sample(CELLS, dice.choice([1, 2, 3, 20])) for _ in range(width)]
    rows = [dice.sample(["a", "b", '"c"', '"d\ne"', " f ", "g"], width)]
    rows += [[dice.choice(kind) for kind in kinds] for _ in range(dice.randrange(8))]
    if dice.random() < 0.4:
        dice.choice(rows)[dice.randrange(width)] = dice.choice(FAULTS)
    if dice.random() < 0.1:
        dice.choice(rows).pop()
    text = "".join(delimiter.join(row) + (dice.choice(ENDS) if dice.random() < 0.1 else end) for row in rows)
    text = dice.choice(["", "", "", "\ufeff", "\n", "\ufeff\ufeff"]) + text
    text = text if dice.random() < 0.8 else text.rstrip("\r\n")
    content = text.encode()
    return content if dice.random() < 0.95 else content + dice.choice([b"\xff", b"\xed\xa0\x80", b"\xc3", b'"'])


def through_pyarrow(path, *names):
    """The columns of a comma separated file in UTF-8, or None."""
    return read_columns(Content.of(path), Form(UTF_8, ",", 0, True, names, 0, ()))


def outcome(path):
    """All that can be asked of the table in a file, or the error."""
    try:
        table = read_table(path)
    except DataError as fault:
        return str(fault)
    return [
        (
            *(type(column), column.name, column.missing.tolist(), column.written()),
            *(column.spelling.texts.tolist(), column.spelling.codes.tolist(), table.lines.tolist()),
            *((column.numbers.dtype, column.numbers.tobytes()) if hasattr(column, "numbers") else ()),
        )
        for column in table.columns
    ]


@pytest.mark.parametrize("block", [16, 1 << 22])
@pytest.mark.parametrize("seed", range(5))
def test_both_readers_agree(tmp_path, monkeypatch, seed, block):
    """Random small files give the same table or the same error with and without pyarrow, and pyarrow reads many."""
    monkeypatch.setattr(csv_arrow, "BLOCK", block)
    dice = random.Random(seed)  # noqa: S311
    path = tmp_path / "x.csv"
    answers = []

    def read_and_note(*given):
        answers.append(read_columns(*given))
        return answers[-1]

    for _ in range(150):
        content = random_csv(dice)
        path.write_bytes(content)
        with patch("chainrule.data.csv_file.read_columns", return_value=None):
            exact = outcome(path)
        with patch("chainrule.data.csv_file.read_columns", read_and_note):
            assert outcome(path) == exact, content
    assert sum(answer is not None for answer in answers) > (10 if block == 16 else 50)


@pytest.mark.parametrize(
    "rows",
    [
        b'1,"2" x\n',
        b'1,"2\n',
        b'1,"2,"3\n',
        b"1,\0\n",
        b"1,\xff\n",
        b"1\n",
        b"1," + b"x" * (LONGEST_CELL + 1) + b"\n",
    ],
)
def test_what_is_not_sound_is_left_to_the_exact_reader(tmp_path, rows):
    """A file that the exact reader refuses is not read through pyarrow."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" + rows)
    assert through_pyarrow(path, "a", "b") is None


def test_sound_file_is_read_through_pyarrow(tmp_path):
    """Quotes, line ends in them, and many blocks are no hindrance."""
    path = tmp_path / "x.csv"
    path.write_text('a,b\n1,"x\n""y"", z"\n' + "2,w\n" * (1 << 20) + "?,v\n")
    a, b = through_pyarrow(path, "a", "b")
    assert a.numbers[[0, 1, -2, -1]].tolist() == [1, 2, 2, 0]
    assert (a.missing.sum(), a.missing[-1]) == (1, True)
    assert b.spelling.texts.tolist() == ['x\n"y", z', "w", "v"]


def test_small_file_is_left_to_the_exact_reader(tmp_path, monkeypatch):
    """A file with few bytes for each column is not worth the import of pyarrow."""
    path = tmp_path / "x.csv"
    path.write_text("a\n" + "1\n" * 499)
    assert through_pyarrow(path, "a") is not None
    monkeypatch.setattr(csv_arrow, "WORTH", 1001)
    assert through_pyarrow(path, "a") is None


def test_without_pyarrow_the_exact_reader_reads(tmp_path, monkeypatch):
    """CSV is read without pyarrow, too."""
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,x\n")
    with_pyarrow = outcome(path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert through_pyarrow(path, "a", "b") is None
    assert outcome(path) == with_pyarrow
