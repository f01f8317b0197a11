"""The examples run on small files like those that they are for, and are short."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from examples import matrix_factorization, names_lstm, names_mlp, names_transformer, two_processes

FILES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
NAMES = ["emma", "olivia", "ava", "isabella", "sophia", "charlotte", "mia", "amelia", "christopher", "al"] * 10


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_has_under_sixty_lines_and_says_how_to_run_it(file):
    """Its board among them."""
    text = file.read_text("utf-8")
    assert len(text.splitlines()) < 60
    assert f"    python examples/{file.name} " in text.split('"""')[1]


@pytest.mark.parametrize("example", [names_mlp, names_lstm, names_transformer], ids=lambda example: example.__name__)
def test_models_of_names_learn(tmp_path, example, capsys):
    """More epochs make the cost of held-out names smaller; to begin with it is that of letters at random, or more."""
    file = tmp_path / "names.txt"
    file.write_text("\n".join(NAMES), "utf-8")
    few, more = example.main(str(file), 0), example.main(str(file), 8)
    assert more < few
    assert few > 0.9 * math.log(27)
    assert "∂L/∂" in capsys.readouterr().out


def test_hidden_cells_are_told_by_the_others(tmp_path, capsys):
    """A matrix of rank two is told better by products of five numbers than by sums of two."""
    rng = np.random.default_rng(0)
    cells = (500 + 300 * rng.normal(size=(60, 2)) @ rng.normal(size=(2, 24))).round().astype(int)
    with (tmp_path / "bikes.csv").open("w", newline="", encoding="latin-1") as file:
        writer = csv.writer(file)
        writer.writerow(["Date", "Rented Bike Count", "Hour"])
        writer.writerows([f"day {day}", cells[day, hour], hour] for day in range(60) for hour in range(24))
    products, sums = matrix_factorization.main(str(tmp_path / "bikes.csv"), 60)
    assert products < 0.7 * sums
    assert "∂L/∂U = " in capsys.readouterr().out


def test_two_processes_end_where_one_does():
    """Five steps of Adam on two halves and on the whole: theta to 1e-12."""
    assert two_processes.main(5) < 1e-12
