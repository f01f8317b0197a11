"""Bad loops, sums over steps, sizes and definitions, each with the message it gets: where, what, what would mend it."""

import pytest

from .refusals import assert_refused

STEPS = "data x[1..3] (n, m), h[0] (k, m)\nparams W (k, k), U (k, n)\n"
LINE = "    h[t] = tanh(W @ h[t-1] + U @ x[t])"
HOW = "a loop goes over whole numbers: for t in 1..T:, or for t in range(1, T + 1):"
NUMBER = "T has no number here, and a loop needs one when it is read; write a line sizes T = 3, or the number itself"
BAD = (
    (
        "data x[t] (n, m)\nparams W (k, n)\nL = sum(W @ x[1])",
        "line 1, column 7: steps stand in brackets as in data x[1..3] (n, m), or h[0] for one",
    ),
    (
        STEPS + "for t in 1..3:\nL = sum(x[1])",
        "line 3, column 1: the lines of a block stand below its first line, moved in",
    ),
    (STEPS + "for t in 1..3:", "line 3, column 1: the lines of a block stand below its first line, moved in"),
    (
        STEPS + "for t in 1..3: h[t] = x[t]",
        "line 3, column 1: the lines of a block stand below its first line, moved in",
    ),
    (STEPS + "for t in 1..3\n" + LINE, "line 3, column 14: a loop's first line ends with a colon: for t in 1..T:"),
    (
        STEPS + "for t in x:\n" + LINE,
        f"line 3, column 10: {HOW}",
    ),
    (
        STEPS + "for t in 3:\n" + LINE,
        f"line 3, column 10: {HOW}",
    ),
    (
        STEPS + "for t in 1..T:\n" + LINE,
        f"line 3, column 13: {NUMBER}",
    ),
    (
        STEPS + "for t in range(1, T):\n" + LINE,
        f"line 3, column 19: {NUMBER}",
    ),
    (
        STEPS + "for t:\n" + LINE,
        f"line 3, column 1: {HOW}",
    ),
    (
        STEPS + "for t = 1..3:\n" + LINE,
        f"line 3, column 1: {HOW}",
    ),
    (
        STEPS + "for t in 1:3:\n" + LINE,
        f"line 3, column 1: {HOW}",
    ),
    (
        STEPS + "for t in 1...3:\n" + LINE,
        f"line 3, column 1: {HOW}",
    ),
    (
        STEPS + "for t, s in 1..3:\n" + LINE,
        f"line 3, column 1: {HOW}",
    ),
    (
        "sizes T = 1\n" + STEPS + "for t in 2..T:\n" + LINE,
        "line 4, column 10: this loop has no step: it ends before it begins, with 2..T",
    ),
    (
        STEPS + "for t in range(3, 1):\n" + LINE,
        "line 3, column 10: this loop has no step: it ends before it begins, with range(3, 1)",
    ),
    (STEPS + "for t in range(1, 3, 0):\n" + LINE, "line 3, column 10: a loop goes on by a number that is not 0"),
    (
        STEPS + "for t in 1..1.5:\n" + LINE,
        "line 3, column 13: a loop begins and ends at a whole number or a size, not at 1.5",
    ),
    (
        STEPS + "for t in 1..10**9:\n" + LINE,
        "line 3, column 13: a loop begins and ends at a whole number or a size, not at 10 ** 9",
    ),
    (
        STEPS + "for t in 1..1000000000:\n" + LINE,
        "line 3, column 10: a loop has at most 1,000 steps, not 1,000,000,000; every one is written down",
    ),
    (
        STEPS + "for W in 1..3:\n    h[W] = x[W]",
        "line 3, column 1: W is a name of the board; take another letter for the step",
    ),
    (
        STEPS + "for n in 1..3:\n    h[n] = x[n]",
        "line 3, column 1: n is a name of the board; take another letter for the step",
    ),
    (
        STEPS + "sizes T = 3\nfor T in 1..T:\n    h[T] = x[T]",
        "line 4, column 5: T is a size, T = 3; take another letter for the step",
    ),
    (
        STEPS + "for t in 1..3:\n    for t in 1..3:\n        a[t] = x[t]",
        "line 4, column 9: t counts the steps of a loop around this already; take another letter",
    ),
    (
        STEPS + "for t in 1..3:\n    h[t] = tanh(W @ h[t+1])",
        "line 4, column 21: h[2] is not known here; so far, h goes up to h[0]",
    ),
    (
        STEPS + "for t in 1..3:\n    h[t] = tanh(W @ h[t])",
        "line 4, column 21: h[1] is not known here; so far, h goes up to h[0]",
    ),
    (
        STEPS + "for t in 1..3:\n    h[t] = tanh(W @ h[t-2])",
        "line 4, column 21: h[-1] lies before all steps; they count from 0",
    ),
    (
        STEPS + "for t in 1..3:\n    h[t] = tanh(W @ g[t-1])",
        "line 4, column 21: g[0] is not known here; declare it, data g[0], or assign it above the loop",
    ),
    (
        STEPS + "for t in 1..3:\n    h[t] = tanh(W @ h[s])",
        "line 4, column 21: h is read at its steps, such as h[0]: at numbers, and letters of loops around this line",
    ),
    (
        STEPS + "for t in 1..3:\n    h[t] = tanh(W @ h)",
        "line 4, column 21: h is not known here; h has steps, such as h[0]",
    ),
    (
        STEPS + "for t in 1..3:\n" + LINE + "\nL = sum(h[4])",
        "line 5, column 9: h[4] is not known here; so far, h goes up to h[3]",
    ),
    (STEPS + "for t in 1..4:\n    a[t] = x[t]", "line 4, column 12: x[4] is not known here; so far, x goes up to x[3]"),
    (
        STEPS + "for t in 0..2:\n    h[t] = x[t+1]",
        "line 4, column 5: h[0] is declared above and cannot be assigned; choose another name",
    ),
    (
        STEPS + "for t in 1..3:\n    h[1] = U @ x[t]",
        "line 4, column 5: h[1] is assigned twice; give the second one another name",
    ),
    (
        STEPS + "for t in 1..3:\n    a = U @ x[t]",
        "line 4, column 5: a would be assigned anew in every step; write a[t] = …",
    ),
    (
        STEPS + "for t in 1..3:\n    a, b = x[t]",
        "line 4, column 5: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    (
        STEPS + "for t in 1..3:\n    a[t] += U @ x[t]",
        "line 4, column 5: a name is assigned once; what grows from step to step is written L[t] = L[t-1] + …",
    ),
    (
        STEPS + "for t in 1..3:\n    a[t/2] = U @ x[t]",
        "line 4, column 5: a step is a whole number, 0 or more: a[t] in a loop over t, or a[1]",
    ),
    (
        STEPS + "for t in 1..3:\n    a[t-2] = U @ x[t]",
        "line 4, column 5: a step is a whole number, 0 or more: a[t] in a loop over t, or a[1]",
    ),
    (
        STEPS + "for t in 1..3:\n    W[t] = U @ x[t]",
        "line 4, column 5: W is a name of its own, so it has no steps; choose another name",
    ),
    (
        STEPS + "for t in 1..3:\n    a[t] = W @ x[t]",
        "line 4, column 14: W @ x[1]: W is (k, k) and x[1] is (n, m), so k ≠ n",
    ),
    (
        STEPS + "for t in 1..3:\n" + LINE + "\nh = h[3]",
        "line 5, column 1: h has steps, and is no name of its own; choose another name, or a step",
    ),
    (
        STEPS + "t = 3\nfor t in 1..3:\n    a[t] = x[t]",
        "line 4, column 1: t is a name of the board; take another letter for the step",
    ),
    (STEPS + "L = sum(x[t] for t in 1..4)", "line 3, column 9: x[4] is not known here; so far, x goes up to x[3]"),
    (
        STEPS + "L = sum(x[t] for t in x)",
        f"line 3, column 23: {HOW}",
    ),
    (
        STEPS + "L = sum(x[t] for t in 1..3 if t)",
        "line 3, column 9: a sum over steps has one loop: sum(L[t] for t in 1..T)",
    ),
    (
        STEPS + "L = mean(x[t] for t in 1..3)",
        "line 3, column 10: a sum over steps has one loop: sum(L[t] for t in 1..T)",
    ),
    (
        STEPS + "L = sum(x[t] for t in 1..3 for s in 1..3)",
        "line 3, column 8: a sum over steps has one loop: sum(L[t] for t in 1..T)",
    ),
    (STEPS + "L = sum(x[1], x[t] for t in 1..3)", "line 3, column 15: for is a word of Python; choose another name"),
    (
        STEPS + "for t in 3..1:\n" + LINE,
        "line 4, column 21: h[2] is not known here; so far, h goes up to h[0]",
    ),
    (
        STEPS + "L = sum(x[t] for t in 3..1)",
        "line 3, column 23: this loop has no step: it ends before it begins, with 3..1; upwards it is 1..3",
    ),
    (
        "data y, h[1..2, 0] (k, m)\nL = y",
        (
            "line 1, column 9: a declaration has steps along one number, h[0]; along two a loop assigns them, such as "
            "h[l, 0] = zeros(k, m) in for l in 1..2:"
        ),
    ),
    (
        "data x[3..1] (n, m)\nL = sum(x[1])",
        "line 1, column 7: this loop has no step: it ends before it begins, with 3..1; upwards it is 1..3",
    ),
    (
        "sizes h = 0.25\nL = 1",
        (
            "line 1, column 7: a size is a whole number, 1 or more, and h = 0.25 is none; other numbers are data: "
            "data h = 0.25"
        ),
    ),
    ("sizes T = t\nL = 1", "line 1, column 7: a line of sizes gives letters their numbers: sizes T = 3, k = 4"),
    (
        "sizes T = 0\nL = 1",
        "line 1, column 7: a size is a whole number, 1 or more, and T = 0 is none; other numbers are data: data T = 0",
    ),
    ("sizes T = 3, T = 4\nL = 1", "line 1, column 7: T has a number already, 3"),
    ("sizes T = 3\nT = 4", "line 2, column 1: T is a number here, 3, and cannot be assigned"),
    ("sizes T = 3\ndata T\nL = 1", "line 2, column 6: T is a size, 3, and no name"),
    ("sizes n = 3\ndata x (n) = [1, 2]\nL = sum(x)", "line 2, column 6: the value has the shape (2,), not (3,)"),
    (
        "data x[1..T] (n, m)\nL = 1",
        f"line 1, column 7: {NUMBER}",
    ),
    ("data x[-1] (n, m)\nL = 1", "line 1, column 7: steps count from 0 or from 1"),
    (
        "data x[1..2000] (n, m)\nL = 1",
        "line 1, column 7: a loop has at most 1,000 steps, not 2,000; every one is written down",
    ),
    (
        "data x[1..3] (n, m), x (n, m)\nL = 1",
        "line 1, column 22: a name has steps, x[1], or none; give one of the two another name",
    ),
    (
        "data x (n, m), x[1] (n, m)\nL = 1",
        "line 1, column 16: a name has steps, x[1], or none; give one of the two another name",
    ),
    ("data x[1] (n, m), x[1..2] (n, m)\nL = 1", "line 1, column 19: x[1] is declared twice"),
    (
        "for a in 1..2:\n for b in 1..2:\n  for c in 1..2:\n   for d in 1..2:\n    for e in 1..2:\n     f[e] = x",
        "line 5, column 5: at most 4 loops stand one within the other",
    ),
    ("def f(z): return z\ny = f(x)", "line 1, column 1: the lines of a block stand below its first line, moved in"),
    (
        "def f(z)\n    return z\ny = f(x)",
        "line 1, column 9: a definition's first line ends with a colon: def layer(x, W):",
    ),
    (
        "def f(z):\n    h = 2*z\ny = f(x)",
        "line 2, column 5: f returns nothing; its last line is a return, such as return h",
    ),
    (
        "def f(z):\n    return\ny = f(x)",
        "line 2, column 5: a definition has assignments, and return … as its last line",
    ),
    (
        "def f(z):\n    return z\n    h = 2*z\ny = f(x)",
        "line 2, column 5: return is the last line of f; nothing stands below it",
    ),
    (
        "def f(z):\n    2*z\n    return z\ny = f(x)",
        "line 2, column 5: a definition has assignments, and return … as its last line",
    ),
    (
        "def f(z):\n    for t in 1..3:\n        a[t] = z\n    return z\ny = f(x)",
        "line 2, column 5: a definition has assignments and a return, and no block in it",
    ),
    (
        "def f(z):\n    z = 2*z\n    return z\ny = f(x)",
        "line 2, column 5: z has a meaning in f above; choose another name",
    ),
    (
        "def f(z):\n    return f(z - 1)\ny = f(x)",
        "line 2, column 12: f calls itself, and would go on for ever; write a loop: for t in 1..T: (called on line 3)",
    ),
    (
        "def f(z):\n    return g(z)\ndef g(z):\n    return f(z)\ny = f(x)",
        "line 4, column 12: f calls itself, and would go on for ever; write a loop: for t in 1..T: (called on line 2)",
    ),
    ("def f(z, w):\n    return z*w\ny = f(x)", "line 3, column 5: f takes 2 operands, f(z, w), not 1"),
    ("def f(z, w):\n    return z*w\ny = f(z=x, w=x)", "line 3, column 5: operands stand in order: f(z, w)"),
    (
        "def f(z, w=1):\n    return z*w\ny = f(x, x)",
        "line 1, column 1: a definition begins with def layer(x, W): and names alone stand in its brackets",
    ),
    (
        "def f(*z):\n    return z\ny = f(x)",
        "line 1, column 1: a definition begins with def layer(x, W): and names alone stand in its brackets",
    ),
    (
        "def f():\n    return 1\ny = f()",
        "line 1, column 1: a definition begins with def layer(x, W): and names alone stand in its brackets",
    ),
    ("def exp(z):\n    return z\ny = exp(x)", "line 1, column 1: exp is a function already; choose another name"),
    (
        "def f(z):\n    return z\ndef f(z):\n    return 2*z\ny = f(x)",
        "line 3, column 1: f is defined twice; give the second one another name",
    ),
    ("def f(z):\n    return z\nf = f(x)", "line 3, column 1: f is a definition here; choose another name"),
    ("def f(z):\n    return z\ny = f", "line 3, column 5: f is a definition here and takes brackets: f(z)"),
    (
        "data f\ndef f(z):\n    return z\ny = f(x)",
        "line 2, column 1: f is declared above; choose another name for the definition",
    ),
    (
        STEPS + "for t in 1..3:\n    def f(z):\n        return z\nL = 1",
        "line 4, column 5: a definition stands above the loop and not in it",
    ),
    (
        STEPS + "def f(z):\n    return W @ z\ny = f(x[1])",
        "line 4, column 14: W @ z: W is (k, k) and z is (n, m), so k ≠ n (called on line 5)",
    ),
    (
        STEPS + "def f(z):\n    return q @ z\ny = f(x[1])",
        "line 4, column 12: q is not known here; declare it on a data or params line (called on line 5)",
    ),
    ("def f(z):\n    return z", "line 2, column 1: the board has no assignment; write a line such as yhat = w @ x + b"),
)


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_loop_or_definition_is_refused_with_its_message(text, message):
    """The message names line and column, shows the line as it was written, and points at the place."""
    assert_refused(text, message)
