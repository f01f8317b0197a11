"""Random boards that are hard on rules: constants of either sign, powers of powers, deep nesting, scalars and arrays.

Each is what a person could type; some have no number anywhere, some are no boards at all (a shape does not fit).
"""

import numpy as np

ARRAYS = {"X": "(n, m)", "Y": "(n, m)", "W": "(k, n)", "b": "(k, 1)", "r": "(1, m)", "S": "(n, n)"}
SCALARS = ("x", "y", "w", "a", "c")
NUMBERS = ("2", "-2", "-1", "1", "0", "-0.5", "0.5", "3", "-3", "1e-5", "-1e3", "1/2", "-1/3", "1e300", "-7.25", "10")
EXPONENTS = ("2", "-2", "-1", "0.5", "-0.5", "3", "1", "0", "-3", "1/3", "-1.5", "1/2", "2*3", "-(1/2)")
UNARY = (
    *("exp({})", "-{}", "-(-{})", "log({})", "sqrt({})", "abs({})", "cos({})", "sin({})", "tanh({})", "sigmoid({})"),
    *("relu({})", "softplus({})", "({})", "1/{}", "1 - {}", "{} + 1e-5"),
)
PAIRED = ("{} + {}", "{} - {}", "{} * {}", "{} / {}", "maximum({}, {})", "minimum({}, {})", "where({} > 0, {}, 2)")
ON_ARRAYS = (
    *("sum({})", "mean({})", "sum({}, axis=0)", "mean({}, axis=1)", "softmax({})", "max({}, axis=0)", "{}.T"),
    *("logsumexp({}, axis=1)", "log_softmax({}, axis=1)"),
)


def hostile_board(seed):
    """The text of a board."""
    rng = np.random.default_rng([29, seed])
    arrays = rng.random() < 0.5
    lines, names = [], []
    for i in range(int(rng.integers(1, 5))):
        lines.append(f"h{i} = {_term(rng, names, int(rng.integers(1, 7)), arrays=arrays)}")
        names.append(f"h{i}")
    if arrays:
        head = ["data " + ", ".join(f"{name} {shape}" for name, shape in list(ARRAYS.items())[:2]) + ", x, y"]
        head.append("params " + ", ".join(f"{name} {shape}" for name, shape in list(ARRAYS.items())[2:]) + ", w, a, c")
        return "\n".join([*head, *lines, f"L = sum({' + '.join(f'sum({name})' for name in names)})"])
    return "\n".join(lines)


def _term(rng, names, depth, *, arrays):
    """An expression of so many levels at most."""
    if depth == 0 or rng.random() < 0.12:
        return _leaf(rng, names, arrays=arrays)
    inner = _bracketed(rng, _term(rng, names, depth - 1, arrays=arrays))
    pick = rng.random()
    if pick < 0.2:
        return f"{inner}**{_bracketed(rng, str(rng.choice(EXPONENTS)), 0.5)}"
    if pick < 0.4:
        return f"{rng.choice(NUMBERS)}*{inner}" if rng.random() < 0.7 else f"{inner}*({rng.choice(NUMBERS)})"
    if pick < 0.6:
        return str(rng.choice(UNARY)).format(inner)
    if arrays and pick < 0.7:
        return str(rng.choice(ON_ARRAYS)).format(inner)
    other = _bracketed(rng, _term(rng, names, depth - 1, arrays=arrays))
    if arrays and pick < 0.76:
        return f"{inner} @ {other}"
    return str(rng.choice(PAIRED)).format(inner, other)


def _leaf(rng, names, *, arrays):
    pick = rng.random()
    if pick < 0.3:
        return str(rng.choice(NUMBERS))
    if names and pick < 0.5:
        return str(rng.choice(names))
    if arrays and pick < 0.85:
        return str(rng.choice(list(ARRAYS)))
    return str(rng.choice(SCALARS))


def _bracketed(rng, text, share=0.85):
    """Mostly in brackets, and sometimes not, so that precedence is tried too."""
    return f"({text})" if rng.random() < share else text
