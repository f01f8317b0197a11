"""Bikes that were rented in Seoul, a matrix of 365 days and 24 hours: a tenth of its cells is told by the others.

    python examples/matrix_factorization.py seoul_bike.csv

The file has the columns Date, Hour and Rented Bike Count. Every day and every hour has five numbers and a bias, which
are learned from nine cells of ten; what a hidden cell holds is their scalar product. Reached with seed 0: off by 121.1
bikes (root mean square), where the best sums of a day and an hour are off by 344.9.
(R. Salakhutdinov and A. Mnih, Probabilistic Matrix Factorization, 2008.)
"""

import csv
import sys
from pathlib import Path

import numpy as np

import chainrule as cr

BOARD = """
data   i (m,) index, j (m,) index, r (m,), lam = 0.02
params U (k, 365) ~ 0.1 * normal, V (k, 24) ~ 0.1 * normal, a (365,) = 0, b (24,) = 0, c = 0
u = U[:, i]
v = V[:, j]
rhat = sum(u*v, axis=0, keepdims=False) + a[i] + b[j] + c
L = mean((rhat - r)**2) + lam*(sum(u**2) + sum(v**2) + sum(a[i]**2) + sum(b[j]**2))/m
"""


def cells(path: str) -> dict[str, np.ndarray]:
    """The day, the hour and the thousands of bikes of each cell."""
    rows = list(csv.DictReader(Path(path).read_text(encoding="latin-1").splitlines()))
    days = {date: place for place, date in enumerate(dict.fromkeys(row["Date"] for row in rows))}
    i, j = ([days[row["Date"]] for row in rows], [int(row["Hour"]) for row in rows])
    return {"i": np.array(i), "j": np.array(j), "r": np.array([int(row["Rented Bike Count"]) / 1000 for row in rows])}


def sums(known: dict[str, np.ndarray], hidden: dict[str, np.ndarray]) -> np.ndarray:
    """What least squares make of hidden cells as a number of the day and a number of the hour."""
    table, asked = (np.hstack([np.eye(365)[one["i"]], np.eye(24)[one["j"]]]) for one in (known, hidden))
    return asked @ np.linalg.lstsq(table, known["r"])[0]


def main(path: str, epochs: int = 200, seed: int = 0) -> tuple[float, float]:
    """Train, and return by how many bikes hidden cells are missed, and by how many with sums."""
    both = cells(path)
    hidden, known = np.split(np.random.default_rng(seed).permutation(len(both["r"])), [len(both["r"]) // 10])
    hidden, known = ({name: table[rows] for name, table in both.items()} for rows in (hidden, known))
    board, settings = cr.whiteboard(BOARD), {"optimizer": cr.Adam(cr.cosine(0.02)), "batch_size": 64, "seed": seed}
    print(board.equations("named"), "\n")
    print(board.train(known, sizes={"k": 5}, epochs=epochs, **settings))
    found = board.predict("rhat", hidden), sums(known, hidden)
    return tuple(1000 * float(np.sqrt(np.mean((one - hidden["r"]) ** 2))) for one in found)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    errors = main(sys.argv[1], *map(int, sys.argv[2:]))
    print("off by {:.1f} bikes; sums of a day and an hour by {:.1f}".format(*errors))
