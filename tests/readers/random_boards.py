"""Random boards as a person types them: sizes as letters, named arrays on the way, one cost at the end."""

import re

import numpy as np

import chainrule as cr

LEAVES = {
    "X": ("n", "m"),
    "y": (1, "m"),
    "W1": ("k", "n"),
    "b1": ("k", 1),
    "W2": ("k", "k"),
    "w3": (1, "k"),
    "b2": (1, 1),
    "c": (),
}
DATA = ("X", "y")
ENTRYWISE = (  # of one array
    *("sigmoid({0})", "tanh({0})", "exp(-{0}**2)", "relu({0})", "softplus({0})", "sin({0})", "-{0}", "{0}**2"),
    *("c * {0}", "{0} / (1 + {0}**2)", "sqrt(1 + {0}**2)", "1 - {0}", "{0} - mean({0})", "{0} + c", "softmax({0})"),
)
PAIRED = ("{0} + {1}", "{0} - {1}", "{0} * {1}", "maximum({0}, {1})", "{0} / (2 + {1}**2)")
STEPS = {  # from arrays (k, m) to another
    "W2 @ {0}": 2,
    "W2.T @ {0} + b1": 2,
    **dict.fromkeys(ENTRYWISE, 6),
    **dict.fromkeys(PAIRED, 6),
}
COSTS = (
    *("mean(({0} - y)**2)", "sum(({0} - y)**2)", "sum(({0} - y)**2) / (2 * m)", "mean(abs({0} - y))"),
    "squared_error({0}, y)",
    "logistic({0}, y)",
)


def random_board(seed):
    """The text of a board, and numbers for its leaves; sizes are 2 or 3, so that every array can be written out."""
    rng = np.random.default_rng([23, seed])
    lines, made = ["Z = W1 @ X + b1"], ["Z"]
    likely = np.array(list(STEPS.values()), dtype=float)
    names = [f"{letter}{number}" for number in (1, 2) for letter in "AHUV"]
    for name in names[: rng.integers(1, 6)]:
        rule = str(rng.choice(list(STEPS), p=likely / likely.sum()))
        lines.append(f"{name} = {rule.format(made[-1], rng.choice(made))}")
        made.append(name)
    lines.append(f"yhat = w3 @ {made[-1]} + b2")
    lines.append(f"L = {rng.choice(COSTS).format('yhat')}")
    text = "\n".join(lines)
    used = [name for name in LEAVES if name in DATA or name in re.findall(r"\w+", text)]

    def declared(names):
        return ", ".join(
            f"{name} {'(' + ', '.join(map(str, LEAVES[name])) + ')' if LEAVES[name] else ''}" for name in names
        )

    head = f"data {declared(DATA)}\nparams {declared([name for name in used if name not in DATA])}\n"
    sizes = {letter: int(rng.integers(2, 4)) for letter in "nmk"}
    numbers = {name: rng.normal(size=tuple(sizes.get(d, d) for d in LEAVES[name])) for name in used}
    return cr.whiteboard(head + text), numbers
