"""Builds the prepared pages: one or more for each lesson, and for each picture of the lectures, in this folder.

Run: `make pages`. Boards are read from the lessons, so that a page computes what its lesson shows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

import chainrule as cr
from chainrule.data.samples import digits

FOLDER = Path(__file__).parent
LESSONS = FOLDER.parent / "lessons"
BOARD = r"\b{}\s*=\s*(?:cr\.whiteboard\()?\"\"\"(.*?)\"\"\""
POINTS = {"X": [[1, 2, -1], [0.5, -1, 2]], "y": [[1, 0, 2]]}
LAYERS = {"W1": [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]], "b1": [[0.1], [0], [-0.1]], "w2": [[1, -1, 0.5]], "b2": 0.2}
W = [0.1, 0.5, -0.4, -0.2, 0.3, 0.8, 0.4, -0.6, 0.2, -0.3, 0.7, -0.5, 0.9]  # lesson 3's 13 numbers
INDEX = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pages that compute</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}}</style>
<h1>Pages that compute</h1>
<ul>
{}
</ul>
</html>
"""


@dataclass(frozen=True)
class Prepared:
    """A page: its file's name, which begins with the number of its lesson, its title, and what makes it."""

    name: str
    title: str
    make: Callable[[str], str]

    @property
    def file(self) -> Path:
        """Where it is written."""
        return FOLDER / f"{self.name}.html"

    def page(self) -> str:
        """Its text."""
        return self.make(self.title)


def board_of(lesson: int, name: str) -> cr.Board:
    """The board that a lesson calls so."""
    (path,) = LESSONS.glob(f"{lesson}-*.md")
    found = re.search(BOARD.format(name), path.read_text("utf-8"), re.DOTALL)
    if found is None:
        raise LookupError(f"{path.name} has no board {name}")
    return cr.whiteboard(found[1])


def of_board(lesson: int, name: str, numbers: Mapping[str, object], rate: float = 0.1) -> Callable[[str], str]:
    """What makes the page of a lesson's board at these numbers."""
    return lambda title: board_of(lesson, name).page(numbers, optimizer=cr.SGD(rate), title=title)


def network(title: str) -> str:
    """Lecture 1's 2-3-1 network, with its 13 numbers."""
    made = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", loss="squared_error", dtype="float64")
    made.set_theta(W1=[W[1:3], W[4:6], W[7:9]], b1=[[W[0]], [W[3]], [W[6]]], W2=[W[10:13]], b2=[[W[9]]])
    return made.page([[1, 0.5], [0, 1], [1, 1], [0, 0]], [1, 1, 0, 0], optimizer=cr.SGD(1.0), batch_size=4, title=title)


def classes(title: str) -> str:
    """Softmax and cross-entropy on three clouds."""
    rng = np.random.default_rng(2)
    labels = np.arange(24) % 3
    X = np.array([[0, 2], [2, -1], [-2, -1]])[labels] + 0.8 * rng.normal(size=(24, 2))
    made = cr.Network([2, 3], output="softmax", loss="cross_entropy", dtype="float64")
    return made.page(X, labels, optimizer=cr.SGD(0.5), batch_size=6, title=title)


def descent(title: str) -> str:
    """Lesson 7's plane with noise, in batches."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(256, 2))
    y = X @ [2, -1] + 0.5 + rng.normal(size=256)
    made = cr.Network([2, 1], loss="squared_error", dtype="float64")
    made.set_theta(np.zeros(3))
    return made.page(X, y, optimizer=cr.SGD(0.05), batch_size=16, title=title)


def line(title: str) -> str:
    """The line whose landscape lecture 3 walks down."""
    rng = np.random.default_rng(4)
    x = rng.normal(1, 1, size=(64, 1))
    y = 2 * x[:, 0] - 1 + 0.5 * rng.normal(size=64)
    made = cr.Network([1, 1], loss="squared_error", dtype="float64")
    made.set_theta([-1.0, 2.0])
    return made.page(x, y, optimizer=cr.SGD(0.05), batch_size=64, title=title)


def xor(title: str) -> str:
    """A network that bends the plane."""
    corners = [[0, 0], [0, 1], [1, 0], [1, 1]]
    made = cr.Network([2, 3, 1], hidden="tanh", output="sigmoid", dtype="float64")
    return made.page(corners, [0, 1, 1, 0], optimizer=cr.SGD(0.5), batch_size=4, title=title)


def noise(title: str) -> str:
    """Lesson 10's twenty inputs, and a target of which no network can know a part."""
    rng = np.random.default_rng(3)
    weights, X = rng.normal(size=20), rng.normal(size=(400, 20))
    y = X @ weights + 2 * rng.normal(size=400)
    made = cr.Network([20, 1], loss="half_squared_error", dtype="float64", seed=1)
    return made.page(X, y, optimizer=cr.SGD(0.03), batch_size=8, title=title)


def written_digits(title: str) -> str:
    """Lecture 2's classifier of digits, with 8 × 8 pixels and eighty of them."""
    sample = digits()
    settings = {"hidden": "sigmoid", "output": "sigmoid", "loss": "half_squared_error", "dtype": "float64"}
    made = cr.Network([64, 30, 10], initializer="normal", **settings)
    one_hot = np.eye(10)[sample.y[:80].astype(int)]
    return made.page(sample.X[:80] / 16, one_hot, optimizer=cr.SGD(3.0), batch_size=10, title=title)


PAGES = (
    Prepared("1-gate-chain", "The gate chain", of_board(1, "gates", {"x": 1})),
    Prepared("2-one-neuron", "The one-neuron network", of_board(2, "neuron", {}, 1.0)),
    Prepared("2-inside-sigmoid", "What is inside σ", of_board(2, "inside", {"z": 3})),
    Prepared("3-network", "The 2-3-1 network and its 13 numbers", network),
    Prepared("4-line", "A line", of_board(4, "line", {"x": [[1, 2, 3]], "y": [[2, 3, 5]], "w": 0.5, "b": 0.1})),
    Prepared("4-plane", "A plane", of_board(4, "plane", {**POINTS, "w": [[0.5, -0.25]], "b": 0.1})),
    Prepared("4-two-linear-layers", "Two linear layers", of_board(4, "linear", {**POINTS, **LAYERS})),
    Prepared("4-two-layers", "Two layers with σ", of_board(4, "network", {**POINTS, **LAYERS})),
    Prepared("5-error-signals", "Prediction minus label", classes),
    Prepared("6-finite-differences", "Finite differences", of_board(6, "board", {**POINTS, **LAYERS})),
    Prepared("7-batches", "Gradient descent and SGD", descent),
    Prepared("7-digits", "Handwritten digits, in batches of ten", written_digits),
    Prepared("8-one-weight", "One weight", of_board(8, "TEXT", {}, 0.05)),
    Prepared("9-landscape", "Landscape and path", line),
    Prepared("9-xor", "A network for XOR", xor),
    Prepared("9-saddle", "A saddle", of_board(9, "saddle", {"e": [[1, -1] * 16]})),
    Prepared("10-noise", "Noise and batches", noise),
)


def main() -> None:
    """Write every page, and an index of them."""
    for one in PAGES:
        one.file.write_text(one.page(), "utf-8")
        print(f"{one.file.relative_to(FOLDER.parent.parent)}: {one.file.stat().st_size / 1000:.0f} kB")
    links = "\n".join(f'<li><a href="{one.file.name}">{escape(one.title)}</a></li>' for one in PAGES)
    (FOLDER / "index.html").write_text(INDEX.format(links), "utf-8")


if __name__ == "__main__":
    main()
