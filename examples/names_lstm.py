"""The letters of names, one after the other: an LSTM, written on a board.

    python examples/names_lstm.py names.txt

The file holds a name a line, in small letters. The board reads a name letter by letter and says after each what comes
next; w is 0 behind the end of a name. It learns nine names of ten and is measured on the others, the same ones as in
`names_mlp.py`, in nats a letter. Reached with seed 0: 1.9368, where the perceptron reaches 2.0878.
(S. Hochreiter and J. Schmidhuber, Long Short-Term Memory, 1997; its forget gate is of F. Gers and others, 2000.)
"""

import sys
from pathlib import Path

import numpy as np

import chainrule as cr

BOARD = """
sizes  T = 16, k = 128
data   s[0..T] (1, m) index, w[1..T] (1, m)
params E (32, 27) ~ normal, W (512, 160) ~ glorot, b (512, 1) = 0, V (27, k) ~ glorot, d (27, 1) = 0
h[0] = zeros(k, m)
c[0] = zeros(k, m)
for t in 1..T:
    z[t] = W @ concatenate([h[t-1], E[:, s[t-1]]]) + b
    i[t] = sigmoid(z[t][0:128])
    f[t] = sigmoid(z[t][128:256])
    o[t] = sigmoid(z[t][256:384])
    c[t] = f[t]*c[t-1] + i[t]*tanh(z[t][384:512])
    h[t] = o[t]*tanh(c[t])
    l[t] = log_softmax(V @ h[t] + d)[s[t], arange(m)]
letters = sum(sum(w[t]) for t in 1..T)
L = -sum(sum(w[t]*l[t]) for t in 1..T)/letters
"""
STEPS = np.arange(1, 17)


def examples(names: list[str]) -> dict[str, np.ndarray]:
    """Letters by step: 0 in front of a name and behind it; and weights, which are 1 up to the end of a name."""
    letters = np.array([[0, *(ord(letter) - 96 for letter in name.ljust(16, "`"))] for name in names])
    lengths = np.array([[len(name)] for name in names])
    return {"s": letters.T, "w": (lengths + 1 >= STEPS).T.astype(float)}


def main(path: str, epochs: int = 10, seed: int = 0) -> float:
    """Train, and return the nats a letter of names that were held out."""
    names = np.random.default_rng(seed).permutation(Path(path).read_text(encoding="utf-8").split())
    held_out = len(names) // 10
    board, settings = cr.whiteboard(BOARD), {"optimizer": cr.Adam(cr.cosine(5e-3)), "batch_size": 64, "seed": seed}
    print(board.equations("named"), "\n")
    print(board.train(examples(names[held_out:]), epochs=epochs, **settings))
    return board.cost(examples(names[:held_out]))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    print(f"{main(sys.argv[1], *map(int, sys.argv[2:])):.4f} nats a letter")
