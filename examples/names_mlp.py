"""The letters of names, one after the other: the multilayer perceptron of makemore, written on a board.

    python examples/names_mlp.py names.txt

The file holds a name a line, in small letters. From three letters the board predicts the next: each is looked up in a
table of ten numbers, and 200 neurons read the three together. It learns nine names of ten, in any order, and is
measured on the others, in nats a letter, the end of a name being a letter too. Reached with seed 0: 2.0878.
(A. Karpathy, makemore, 2022, after Y. Bengio and others, A Neural Probabilistic Language Model, 2003.)
"""

import sys
from pathlib import Path

import numpy as np

import chainrule as cr

BOARD = """
data   X (m, 3) index, y (m,) index
params C (27, 10) ~ normal, W1 (30, 200) ~ he, b1 (200,) = 0
params W2 (200, 27) ~ 0.01 * normal, b2 (27,) = 0
h = tanh(reshape(C[X], m, 30) @ W1 + b1)
logits = h @ W2 + b2
L = cross_entropy(logits.T, y)
"""


def examples(names: list[str]) -> dict[str, np.ndarray]:
    """Three letters and the next, for each letter of each name; 0 stands before and behind a name."""
    lines = [[0, 0, 0, *(ord(letter) - 96 for letter in name), 0] for name in names]
    windows = np.array([line[i : i + 4] for line in lines for i in range(len(line) - 3)])
    return {"X": windows[:, :3], "y": windows[:, 3]}


def invented(board: cr.Board, generator: np.random.Generator) -> str:
    """A name, letter by letter, each drawn as probable as the board finds it."""
    line = [0, 0, 0]
    while len(line) == 3 or line[-1]:
        chances = board.predict("softmax(logits, axis=1)", X=[line[-3:]])[0]
        line.append(int(generator.choice(27, p=chances / chances.sum())))
    return "".join(chr(96 + place) for place in line[3:-1])


def main(path: str, epochs: int = 20, seed: int = 0) -> float:
    """Train, invent some names, and return the nats a letter of names that were held out."""
    generator = np.random.default_rng(seed)
    names = generator.permutation(Path(path).read_text(encoding="utf-8").split())
    held_out = len(names) // 10
    board = cr.whiteboard(BOARD)
    print(board.equations("named"), "\n")
    print(board.train(examples(names[held_out:]), optimizer=cr.Adam(cr.cosine(2e-3)), batch_size=64, epochs=epochs))
    print("\ninvented:", *(invented(board, generator) for _ in range(8)))
    return board.cost(examples(names[:held_out]))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    print(f"{main(sys.argv[1], *map(int, sys.argv[2:])):.4f} nats a letter")
