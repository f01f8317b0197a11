"""The letters of names, one after the other: a transformer block, written on a board.

    python examples/names_transformer.py names.txt

The file holds a name a line, in small letters. The board reads 16 places at once and says at each what comes next; M is
−10⁹ where a place would look ahead, and Y is 0 behind the end of a name. It learns nine names of ten and is measured
on the others, the same ones as in `names_mlp.py`, in nats a letter. Reached with seed 0: 2.0431, where the perceptron
reaches 2.0878. (A. Vaswani and others, Attention Is All You Need, 2017, with norms in front as in GPT-2.)
"""

import sys
from pathlib import Path

import numpy as np

import chainrule as cr

BOARD = """
data   s (m, 16) index, Y (m, 16, 27), M (16, 16)
params E (27, 64) ~ 0.1 * normal, P (16, 64) ~ 0.1 * normal, Wy (64, 27) ~ glorot
params Wq (64, 64) ~ glorot, Wk (64, 64) ~ glorot, Wv (64, 64) ~ glorot, Wo (64, 64) ~ glorot
params W1 (64, 256) ~ he, b1 (256,) = 0, W2 (256, 64) ~ glorot, b2 (64,) = 0
X = E[s] + P
N = layer_norm(X, axis=2)
Q = N @ Wq
K = N @ Wk
V = N @ Wv
A = softmax(Q @ swapaxes(K, 1, 2) / sqrt(64) + M, axis=2)
H = X + A @ V @ Wo
F = H + relu(layer_norm(H, axis=2) @ W1 + b1) @ W2 + b2
logits = layer_norm(F, axis=2) @ Wy
L = -sum(Y * log_softmax(logits, axis=2)) / sum(Y)
"""


def examples(names: list[str]) -> dict[str, np.ndarray]:
    """Letters, 0 in front of a name; and the next letter at each place, one-hot up to the end of a name."""
    letters = np.array([[0, *(ord(letter) - 96 for letter in name.ljust(16, "`"))] for name in names])
    ends = np.array([[len(name)] for name in names])
    Y = np.eye(27)[letters[:, 1:]] * (np.arange(16) <= ends)[:, :, None]
    return {"s": letters[:, :-1], "Y": Y, "M": np.triu(np.full((16, 16), -1e9), 1)}


def main(path: str, epochs: int = 15, seed: int = 0) -> float:
    """Train, and return the nats a letter of names that were held out."""
    names = np.random.default_rng(seed).permutation(Path(path).read_text(encoding="utf-8").split())
    held_out = len(names) // 10
    board, settings = cr.whiteboard(BOARD), {"optimizer": cr.Adam(cr.cosine(3e-3)), "batch_size": 64, "seed": seed}
    print(board.equations("named"), "\n")
    print(board.train(examples(names[held_out:]), epochs=epochs, **settings))
    return board.cost(examples(names[:held_out]))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    print(f"{main(sys.argv[1], *map(int, sys.argv[2:])):.4f} nats a letter")
