"""Sixty bad boards and more, each with the message it gets: where, what, and what would mend it."""

import pytest

from chainrule.boards.call_settings import NORM
from chainrule.boards.facts import KNOWN
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError

LAYER = "data X (n, m), y (1, m)\nparams W1 (k, n), b1 (k, 1), w2 (1, k)\n"
INDEX = "data t (m,) index, y (1, m) index, r (m,)\nparams E (d, v), P (K, m), b (v,)\n"
OUTER = (
    "outer takes two vectors (n,) and (k,); "
    "write a @ b.T, where a (n, 1) and b (k, 1) are columns; of rows it is a.T @ b"
)
LABELS = (
    "one_hot takes whole numbers and how many there are, one_hot(y, K) of data y (1, m) index; "
    "or write data Y (K, m) one-hot, which declares what is known of Y"
)
COLUMNS = "one_hot makes a column for each label here: one_hot(y, K); one_hot(y, K).T has a row for each"
FORM = "a declaration is a name, perhaps a shape, a fact, a value: W1 (k, n), Y (K, m) one-hot, b (1, 1) = -2"
BAD = (
    ("f = f + 1", "line 1, column 1: f stands on both sides; give the left one another name"),
    ("", "line 1, column 1: the board is empty; write a line such as f = 1 / (1 + exp(-x))"),
    ("   \n\n", "line 1, column 1: the board is empty; write a line such as f = 1 / (1 + exp(-x))"),
    ("# nothing but a comment", "line 1, column 1: the board is empty; write a line such as f = 1 / (1 + exp(-x))"),
    ("data X (n, m)", "line 1, column 1: the board has no assignment; write a line such as yhat = w @ x + b"),
    ("params w = 2", "line 1, column 1: the board has no assignment; write a line such as yhat = w @ x + b"),
    ("data X (n, m)\nf = Z + X", "line 2, column 5: Z is not known here; declare it on a data or params line"),
    ("data X (n, m)\nf = x + X", "line 2, column 5: x is not known here; declare it on a data or params line"),
    (LAYER + "Z = W1 @ X + b2", "line 3, column 14: b2 is not known here; declare it on a data or params line"),
    (LAYER + "Z = W2 @ X", "line 3, column 5: W2 is not known here; declare it on a data or params line"),
    (LAYER + "Z = sigmod(W1 @ X)", "line 3, column 5: there is no function sigmod; did you mean sigmoid?"),
    (LAYER + "Z = sigmoid + X", "line 3, column 5: sigmoid is not known here; sigmoid is a function: sigmoid(…)"),
    (LAYER + "Z = m1 * X", "line 3, column 5: m1 is not known here; did you mean m?"),
    (LAYER + "Z = X @ W1", "line 3, column 7: X @ W1: X is (n, m) and W1 is (k, n), so m ≠ k"),
    (LAYER + "Z = W1 @ y", "line 3, column 8: W1 @ y: W1 is (k, n) and y is (1, m), so n ≠ 1"),
    (LAYER + "Z = W1 @ X.T", "line 3, column 8: W1 @ X.T: W1 is (k, n) and X.T is (m, n), so n ≠ m; did you mean X?"),
    (
        LAYER + "Z = W1 @ X @ X",
        "line 3, column 12: W1 @ X @ X: W1 @ X is (k, m) and X is (n, m), so m ≠ n; did you mean X.T?",
    ),
    (
        LAYER + "Z = W1 * X",
        "line 3, column 8: W1 * X: W1 is (k, n) and X is (n, m); * goes entry by entry; did you mean W1 @ X?",
    ),
    (LAYER + "Z = X + W1", "line 3, column 7: X + W1: X is (n, m) and W1 is (k, n)"),
    (LAYER + "Z = W1.T @ X", "line 3, column 10: W1.T @ X: W1.T is (n, k) and X is (n, m), so k ≠ n; did you mean W1?"),
    (
        LAYER + "Z = 2 @ X",
        "line 3, column 7: 2 @ X: 2 is () and X is (n, m); @ needs two matrices, * multiplies by a number",
    ),
    (
        LAYER + "Z = X @ m",
        "line 3, column 7: X @ m: X is (n, m) and m is (); @ needs two matrices, * multiplies by a number",
    ),
    (
        LAYER + "Z = w2 @ b1 + X @ y",
        "line 3, column 17: X @ y: X is (n, m) and y is (1, m), so m ≠ 1; did you mean y.T?",
    ),
    (LAYER + "L = mean((w2 @ X - y)**2)", "line 3, column 14: w2 @ X: w2 is (1, k) and X is (n, m), so k ≠ n"),
    (LAYER + "Z = X ^ 2", "line 3, column 7: ^ is no operator here; write a power as x ** 2"),
    (
        LAYER + "Z = X // 2",
        "line 3, column 7: the operators of a board are + - * / @ and **; a remark begins with #",
    ),
    (LAYER + "Z = X % 2", "line 3, column 7: the operators of a board are + - * / @ and **; a remark begins with #"),
    (
        LAYER + "Z = X and y",
        "line 3, column 5: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions",
    ),
    (
        LAYER + "Z = not X",
        "line 3, column 5: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions",
    ),
    (LAYER + "Z = X if y else y", "line 3, column 5: write a choice as where(condition, a, b)"),
    (
        LAYER + "Z = X[0]",
        "line 3, column 5: the shape is (n, m); for a part of n write a number in its place, or declare each part",
    ),
    (
        LAYER + "Z = X[:, 1]",
        "line 3, column 5: the shape is (n, m); for a part of m write a number in its place, or declare each part",
    ),
    ("data X (4, m)\nf = X[4]", "line 2, column 5: index 4 is outside an axis of size 4, whose places are 0 to 3"),
    (
        "data X (4, m)\nf = X[2:2]",
        "line 2, column 5: nothing of (4, m) is in these places; X[0:3] holds the first three",
    ),
    ("data X (4, m)\nf = X[0:4:2]", "line 2, column 5: a slice takes every place between two: X[0:3]"),
    ("data X (4, m)\nf = X[0, :, 1]", "line 2, column 5: 3 indices for the shape (4, m)"),
    (
        "data X (4, m)\nf = X[0.5]",
        "line 2, column 5: a place is a whole number or a slice, counted from 0: X[0], X[0:3], X[:, 1]",
    ),
    (
        "data X (n, m), Y (k, m)\nf = concatenate(X, Y)",
        (
            "line 2, column 5: no letter is the sum of n and k; write a line sizes n = 4, or a product for each part, "
            "Wx @ x + Wh @ h"
        ),
    ),
    ("data X (2, 3)\nf = reshape(X, 4, 2)", "line 2, column 5: reshape cannot turn (2, 3) into (4, 2): 6 ≠ 8"),
    ("data X (n, m)\nf = reshape(X, (m, n))", "line 2, column 5: reshape needs numbers, got (n, m); give n a number"),
    (INDEX + "Z = E @ r", "line 3, column 7: E @ r: E is (d, v) and r is (m,), so v ≠ m"),
    (INDEX + "Z = b @ r", "line 3, column 7: b @ r: b is (v,) and r is (m,), so v ≠ m"),
    (INDEX + "Z = b @ E", "line 3, column 7: b @ E: b is (v,) and E is (d, v), so v ≠ d; did you mean E.T?"),
    (INDEX + "Z = swapaxes(E, d)", "line 3, column 5: two axes are exchanged, in whole numbers: swapaxes(X, 1, 2)"),
    (
        INDEX + "Z = outer(E, b)",
        f"line 3, column 5: {OUTER}",
    ),
    (
        "data A (b, n, n), B (c, n, n)\nL = sum(A @ B)",
        "line 2, column 11: A @ B: A is (b, n, n) and B is (c, n, n); stacks have equal axes before the last two",
    ),
    (
        INDEX + "Z = E[:, r]",
        "line 3, column 5: an array is read at whole numbers, and r holds real ones; declare it so: data r (m,) index",
    ),
    (
        INDEX + "Z = E[:, b]",
        "line 3, column 5: an array is read at whole numbers that are given, data tokens (m,) index, not at b",
    ),
    (
        INDEX + "Z = E[:, 2*t]",
        "line 3, column 5: an array is read at whole numbers that are given, data tokens (m,) index, not at 2 * t",
    ),
    (
        INDEX + "Z = log(P[y])",
        "line 3, column 9: P[y] is a row of P (K, m) for each of y; one entry of each column is P[y, arange(m)]",
    ),
    (
        INDEX + "Z = P[y, arange(K)]",
        "line 3, column 5: P is (K, m), so the examples are arange(m), not arange(K)",
    ),
    (INDEX + "Z = P[y, arange(0, m)]", "line 3, column 5: a range counts up to one size: arange(m)"),
    (
        INDEX + "Z = P[y.T, arange(m)]",
        "line 3, column 5: y.T is (m, 1); one place for each example is (m,) or (1, m)",
    ),
    (
        INDEX + "Z = b[t, arange(m)]",
        "line 3, column 5: one entry of each example is picked from a matrix, and b is (v,)",
    ),
    (
        INDEX + "Z = one_hot(r, K)",
        f"line 3, column 5: {LABELS}",
    ),
    (
        INDEX + "Z = F.one_hot(y, K)",
        f"line 3, column 5: {COLUMNS}",
    ),
    (
        "data t (2,) index = [0, 0.5]\nL = sum(t)",
        "line 1, column 6: t has the entry 0.5, and t holds whole numbers from 0, as declared",
    ),
    (
        "params t (m,) index\nL = sum(t)",
        "line 1, column 8: only data is known to be an index, and t is a parameter; declare it on a data line",
    ),
    (
        LAYER + "Z = X.shape",
        "line 3, column 5: a shape is taken apart where it is used: X.shape[0], X.shape[1]",
    ),
    (
        LAYER + "Z = exp(X)(y)",
        "line 3, column 5: only functions by name can be called, such as sigmoid(Z) or sum(G, axis=1)",
    ),
    (
        LAYER + "Z = [1, 2]",
        "line 3, column 5: numbers in brackets belong to a data or params line: data x (1, 3) = [1, 2, 3]",
    ),
    (
        LAYER + "Z = (1, 2)",
        "line 3, column 5: numbers in brackets belong to a data or params line: data x (1, 3) = [1, 2, 3]",
    ),
    (LAYER + "Z = 'X'", "line 3, column 5: a board holds names and numbers only"),
    (LAYER + "Z = True", "line 3, column 5: a board holds names and numbers only"),
    (LAYER + "Z = None", "line 3, column 5: a board holds names and numbers only"),
    (LAYER + "Z = 0 < X < 1", "line 3, column 5: one comparison at a time; where(a > b, x, y) chooses"),
    (
        LAYER + "Z = lambda x: x",
        "line 3, column 5: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions",
    ),
    (
        "data X (n, m)\nparams W (k, n)\nZ = WX",
        "line 3, column 5: WX is not known here; a product needs its sign: W @ X",
    ),
    ("data x\nf = xx", "line 2, column 5: xx is not known here; a product needs its sign: x * x"),
    ("data x, y\nf = xy", "line 2, column 5: xy is not known here; a product needs its sign: x * y"),
    (LAYER + "Z = sum(X, 1)", "line 3, column 5: sum does not take 2 operands; an axis is written axis=1"),
    (LAYER + "Z = sum(X, axis=2)", "line 3, column 5: there is no axis 2 in the shape (n, m)"),
    (LAYER + "Z = sum(X, axis=y)", "line 3, column 17: axis is a whole number: 0 along a column, 1 along a row"),
    (
        LAYER + "Z = sum(X, axis=0, keepdims=y)",
        "line 3, column 29: keepdims is True or False: whether an axis that is reduced stays, with size 1",
    ),
    (LAYER + "Z = exp(X, axis=1)", "line 3, column 17: exp takes no settings"),
    (LAYER + "Z = sum()", "line 3, column 5: sum does not take 0 operands"),
    (LAYER + "Z = exp()", "line 3, column 5: exp does not take 0 operands"),
    (LAYER + "Z = exp(X, X)", "line 3, column 5: exp does not take 2 operands"),
    (LAYER + "Z = np.exq(X)", "line 3, column 5: there is no function exq; did you mean exp?"),
    (LAYER + "Z = mean(X, axis='0')", "line 3, column 18: axis is a whole number: 0 along a column, 1 along a row"),
    (LAYER + "Z = sum(X, axis=1.5)", "line 3, column 17: axis is a whole number: 0 along a column, 1 along a row"),
    (LAYER + "Z = sum(X, **y)", "line 3, column 14: sum takes axis= and keepdims="),
    (
        LAYER + "Z = sum(*X)",
        "line 3, column 9: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions",
    ),
    (
        LAYER + "L = squared_error(X, y)",
        "line 3, column 5: a loss needs predictions and targets of one shape, got (n, m) and (1, m)",
    ),
    (LAYER + "L = squared_error(X)", "line 3, column 5: squared_error does not take 1 operand"),
    (
        LAYER + "L = cross_entropy(m, m)",
        "line 3, column 5: cross_entropy needs a column of logits for each example, got ()",
    ),
    (LAYER + "Z = softmax(m)", "line 3, column 5: there is no axis 0 in the shape ()"),
    (LAYER + "Z = where(X, y)", "line 3, column 5: where does not take 2 operands"),
    (LAYER + "Z = (W1 @ X", "line 3, column 5: a bracket is open or closed once too often ('(' was never closed)"),
    (LAYER + "Z = W1 @ X)", "line 3, column 11: a bracket is open or closed once too often (unmatched ')')"),
    (LAYER + "Z = W1 X", "line 3, column 8: a product needs its sign: w * x, or W @ X for matrices"),
    (
        LAYER + "Z = ",
        "line 3, column 4: this line cannot be read (invalid syntax); write an assignment such as Z = W1 @ X + b1",
    ),
    (
        LAYER + "= X",
        "line 3, column 1: this line cannot be read (invalid syntax); write an assignment such as Z = W1 @ X + b1",
    ),
    (
        LAYER + "Z := X",
        "line 3, column 3: an assignment is written with = alone, such as Z = W1 @ X + b1",
    ),
    (
        LAYER + "Z == X",
        "line 3, column 1: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    (
        LAYER + "Z + X",
        "line 3, column 1: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    (
        LAYER + "Z = A = X",
        "line 3, column 1: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    (
        LAYER + "Z, A = X",
        "line 3, column 1: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    (
        LAYER + "Z += X",
        "line 3, column 1: a name is assigned once; give what comes out another one, such as Z2 = Z + X",
    ),
    (
        LAYER + "Z.T = X",
        "line 3, column 1: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    (LAYER + "X = W1", "line 3, column 1: X is declared above and cannot be assigned; choose another name"),
    (LAYER + "Z = X; A = X", "line 3, column 1: one assignment to a line, such as Z = W1 @ X + b1"),
    (LAYER + "A = Z\nZ = X", "line 3, column 5: Z is not known here; it is assigned only below, so move that line up"),
    (LAYER + "Z = X\nZ = X + X", "line 4, column 1: Z is assigned twice; give the second one another name"),
    (
        "  Z = x +\n",
        "line 1, column 10: this line cannot be read (invalid syntax); write an assignment such as Z = W1 @ X + b1",
    ),
    ("f = x\nx = 2", "line 2, column 1: x is used above before it is assigned; move this line up"),
    ("if x: y = 1", "line 1, column 1: a board has assignments only, one under the other, such as Z = W1 @ X + b1"),
    (
        "for = 2",
        "line 1, column 5: for is a word of Python; choose another name",
    ),
    ("import os", "line 1, column 1: a board needs no import; leave this line out"),
    ("Z = __import__('os')", "line 1, column 5: there is no function __import__"),
    ("Z = x.__class__", "line 1, column 5: the only attribute on a board is .T, the transpose"),
    ("Z = open('f')", "line 1, column 5: there is no function open"),
    (
        "Z = 1j * x",
        "line 1, column 5: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions",
    ),
    (
        "Z = x ** ",
        "line 1, column 9: this line cannot be read (invalid syntax); write an assignment such as Z = W1 @ X + b1",
    ),
    ("Z = {x}", "line 1, column 5: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions"),
    ("Z = x | y", "line 1, column 7: the operators of a board are + - * / @ and **"),
    ("Z = ~x", "line 1, column 5: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions"),
    ("data X (n, m), X (1, m)\nf = X", "line 1, column 16: X is declared twice"),
    (
        "data X (n, -1)\nf = X",
        "line 1, column 6: a size is a whole number or a letter, as in (k, n) or (3, 2), not '-1'",
    ),
    (
        "data X (n m)\nf = X",
        "line 1, column 6: a size is a whole number or a letter, as in (k, n) or (3, 2), not 'n m'",
    ),
    (
        "data X (1.5)\nf = X",
        "line 1, column 6: a size is a whole number or a letter, as in (k, n) or (3, 2), not '1.5'",
    ),
    (
        "data X (n, m\nf = X",
        f"line 1, column 6: {FORM}",
    ),
    (
        "data X n, m\nf = X",
        f"line 1, column 8: what is known of data is {KNOWN}",
    ),
    ("data for\nf = 1", "line 1, column 6: for is a word of Python; choose another name"),
    (
        "data X (2, 2) = [[1, 2], [3]]\nf = X",
        "line 1, column 6: a value is a number or rows of numbers such as [[1, 2], [3, 4]], not [[1, 2], [3]]",
    ),
    ("data X (2, 2) = [1, 2, 3]\nf = X", "line 1, column 6: the value has the shape (3,), not (2, 2)"),
    ("data X (n, 2) = [[1, 2, 3]]\nf = X", "line 1, column 6: the value has the shape (1, 3), not (n, 2)"),
    (
        "data X = abc\nf = X",
        "line 1, column 6: a value is a number or rows of numbers such as [[1, 2], [3, 4]], not abc",
    ),
    (
        "data x = 1e999\nf = x",
        "line 1, column 6: the value 1e999 is not finite; a number is at most about 1.8e308",
    ),
    (
        "params b = \nf = b",
        f"line 1, column 8: {FORM}",
    ),
    (
        "data , X\nf = X",
        "line 1, column 1: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    (
        "data x = __import__('os')\nf = x",
        "line 1, column 6: a value is a number or rows of numbers such as [[1, 2], [3, 4]], not __import__('os')",
    ),
    (
        "data X (0, 2)\nf = mean(X)",
        "line 1, column 6: a size is at least 1; nothing can be computed from an array without entries",
    ),
    ("data if (2, 2)\nf = 1", "line 1, column 6: if is a word of Python; choose another name"),
    (
        "data x = 'a'\nf = x",
        "line 1, column 6: a value is a number or rows of numbers such as [[1, 2], [3, 4]], not 'a'",
    ),
    ("data x = nan\nf=x", "line 1, column 6: a value is a number or rows of numbers such as [[1, 2], [3, 4]], not nan"),
    (
        "data x = True\nf = x",
        "line 1, column 6: a value is a number or rows of numbers such as [[1, 2], [3, 4]], not True",
    ),
    ("data n (n, m)\nf = n", "line 1, column 6: n is a size in a shape and cannot be a name too"),
    ("f = sum", "line 1, column 5: sum is not known here; sum is a function: sum(…)"),
    (
        "données X (2)\nf = X",
        "line 1, column 9: this line cannot be read (invalid syntax); write an assignment such as Z = W1 @ X + b1",
    ),
    ("f = ½ * x", "line 1, column 5: the sign ½ cannot stand here; write 1/2"),
    (
        "f = x\tx",
        "line 1, column 7: this line cannot be read (invalid syntax); write an assignment such as Z = W1 @ X + b1",
    ),
    ("f = (((((x", "line 1, column 9: a bracket is open or closed once too often ('(' was never closed)"),
    (
        "data x (2,2)\nx (3, 3)\nf = x",
        "line 2, column 1: a line is an assignment such as Z = W1 @ X + b1, or begins with data or params",
    ),
    ("\tf = y y", "line 1, column 8: a product needs its sign: w * x, or W @ X for matrices"),
    ("data X (n, m)\nm = X", "line 2, column 1: m is a size in a shape and cannot be assigned; choose another name"),
    (
        "data x = '1.5'\nf = x",
        "line 1, column 6: a value is a number or rows of numbers such as [[1, 2], [3, 4]], not '1.5'",
    ),
    ("f = x ≥ 0", "line 1, column 7: the sign ≥ cannot stand here; write >="),
    (
        "parms X (n, m)\nf = X",
        "line 1, column 7: a line is an assignment, or begins with data or params; did you mean params?",
    ),
    (
        "data X (1234567890123, 2)\nf = X",
        "line 1, column 6: a size has at most 12 digits; 1234567890123 is more than any array can have",
    ),
    ("f = reshape(x, 1.5)", "line 1, column 5: a new shape is written in letters or whole numbers: reshape(X, (3, 2))"),
    ("f = reshape(x, 2)", "line 1, column 5: reshape cannot turn () into (2,): 1 ≠ 2"),
    ("f = concatenate()", "line 1, column 5: concatenate needs at least one part"),
    ("f = concatenate(x, rows=1)", "line 1, column 25: concatenate takes axis= and nothing else"),
    ("f = 2x", "line 1, column 5: a product needs its sign: 2*x, not 2x"),
    ("f = 2(x + 1)", "line 1, column 5: a product needs its sign: 2 * (x + 1), not 2(x + 1)"),
    ("f = |x|", "line 1, column 5: a board has no bars; write |x| as abs(x)"),
    ("f = W' @ x", "line 1, column 6: a prime cannot stand here; the transpose of X is X.T"),
    ("f = W′ @ x", "line 1, column 6: the sign ′ cannot stand here; write .T for a transpose"),
    ("f = Wᵀ @ x", "line 1, column 6: the sign ᵀ cannot stand here; write .T"),
    ("f = W^T @ x", "line 1, column 6: ^ is no operator here; write the transpose as X.T"),
    ("f = √x", "line 1, column 5: the sign √ cannot stand here; write sqrt(…)"),
    ("f = exp x", "line 1, column 9: exp is a function and takes brackets: exp(…)"),
    (
        "let w = 3\nf = w",
        "line 1, column 1: a line begins with data for what is given, or with params for what is learned, not let",
    ),
    ("params b = 0,5\nf = b", "line 1, column 14: a decimal has a point: 0.5, not 0,5"),
    ("data W [2, 3]\nf = W", "line 1, column 8: a shape stands in parentheses, as in X (n, m)"),
    ("data W ∈ R^2\nf = W", "line 1, column 8: a shape stands in parentheses, as in X (n, m)"),
    ("params lambda\nf = 1", "line 1, column 8: lambda is a word of Python; choose another name, such as lam or λ"),
    ("f = xy + w\ng = x ≠ y", "line 2, column 7: the sign ≠ cannot stand here; write !="),
    ("while x: z = 1", "line 1, column 1: a board has assignments only, one under the other, such as Z = W1 @ X + b1"),
    ("return x", "line 1, column 1: a board has assignments only, one under the other, such as Z = W1 @ X + b1"),
    (
        LAYER + "Z = softmax(X, axis=0, keepdims=False)",
        "line 3, column 33: keepdims is True or False: whether an axis that is reduced stays, with size 1",
    ),
    (
        LAYER + "mu = mean(X, axis=1, keepdims=False)\nZ = X - mu",
        "line 4, column 7: X - mu: X is (n, m) and mu is (n,); what has one axis is a row",
    ),
    (LAYER + "Z = max(X, 0, keepdims=False)", "line 3, column 5: the larger of two has no axis"),
    (LAYER + "Z = var(X, axis=2)", "line 3, column 5: there is no axis 2 in the shape (n, m)"),
    (
        LAYER + "Z = var(X, axis=1, ddof=1)",
        "line 3, column 25: var divides by n, how many entries there are; by n - 1 it is n/(n - 1)*var(X)",
    ),
    (LAYER + "Z = std(X, 0)", "line 3, column 5: std does not take 2 operands; an axis is written axis=0"),
    (LAYER + "Z = std + X", "line 3, column 5: std is not known here; std is a function: std(…)"),
    (
        LAYER + "Z = torch.std(X, dim=0)",
        "line 3, column 5: torch divides by n - 1, and a board by n: write std(X), or sqrt(n/(n - 1))*std(X)",
    ),
    (LAYER + "Z = trace(X)", "line 3, column 5: a trace is that of a square matrix, got (n, m): n ≠ m"),
    (LAYER + "Z = trace(X, X)", "line 3, column 5: trace does not take 2 operands"),
    (
        LAYER + "Z = eye(n, m)",
        "line 3, column 5: an identity matrix has one size, a letter or a whole number from 1: eye(n)",
    ),
    (
        LAYER + "Z = eye(X)",
        "line 3, column 5: an identity matrix has one size, a letter or a whole number from 1: eye(n)",
    ),
    (LAYER + "Z = ones(0, m)", "line 3, column 5: the sizes of ones are letters or whole numbers from 1: ones(n, 1)"),
    (LAYER + "Z = zeros(X)", "line 3, column 5: the sizes of zeros are letters or whole numbers from 1: zeros(n, 1)"),
    (LAYER + "Z = zeros(q, m)", "line 3, column 11: q is not known here; declare it on a data or params line"),
    (
        LAYER + "Z = dot(X, W1.T)",
        "line 3, column 5: X @ W1.T: X is (n, m) and W1.T is (n, k), so m ≠ n; did you mean X.T?",
    ),
    (
        LAYER + "Z = reshape(X, y)",
        "line 3, column 5: a new shape is written in letters or whole numbers: reshape(X, (3, 2))",
    ),
    (LAYER + "Z = norm(X, p=2)", f"line 3, column 15: {NORM}"),
    (
        "data x (N, D)\nupstream dout (N, C)\nout = x**2",
        "line 2, column 10: dout is (N, C), and out is (N, D); an upstream gradient has the shape of its line",
    ),
    (
        "data x\nupstream dout, G\nout = x**2",
        "line 2, column 16: out has a cotangent already; name this one d and the name of another line",
    ),
    (
        "data x (N, D)\nupstream dout (N, D) binary\nout = x",
        "line 2, column 10: nothing is known of dout but its shape: it is handed in by whoever comes next",
    ),
    (
        "data x\nupsteam dout\nout = x",
        "line 2, column 9: a line is an assignment, or begins with data or params; did you mean upstream?",
    ),
    (
        "data x\nupstream dout\ndout = x",
        "line 3, column 1: dout is declared above and cannot be assigned; choose another name",
    ),
    ("f(x) = x", "line 1, column 1: left of = stands one name, such as f = …, not f(x) = …"),
)


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_board_is_refused_with_its_message(text, message):
    """The message names line and column, shows the line, and points at the place."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard(text)
    first, line, caret = str(caught.value).split("\n")
    number, column = (int(part.split()[-1]) for part in first.split(":")[0].split(", "))
    assert first == message
    assert line == "    " + (text.splitlines() or [""])[number - 1].split("#")[0].rstrip()
    assert caret == " " * (3 + column) + "^"


@pytest.mark.parametrize("expression", ["-" * 2000 + "x", "x" + " + x" * 1000])
def test_a_line_that_is_nested_too_deeply_is_refused(expression):
    """Depth ends in a message, not in a traceback."""
    with pytest.raises(WhiteboardError, match=r"^line 1, column 1: this line is nested too deeply; give parts of it"):
        read_whiteboard(f"f = {expression}")


def test_there_are_sixty_bad_boards():
    """No fewer than were promised, and no board twice."""
    assert len({text for text, _ in BAD}) >= 60


def test_the_micro_sign_is_the_greek_letter():
    """Python's parser takes letters that look alike for one, and so do declarations."""
    board = read_whiteboard("params \N{MICRO SIGN} = 2\nL = \N{MICRO SIGN} * \N{MICRO SIGN}")
    assert list(board.graph.leaves) == ["\N{GREEK SMALL LETTER MU}"]


def test_a_long_line_is_shown_where_it_matters():
    """Of a long line the part around the place is shown, and the caret stays under it."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard("f = " + " + ".join(["x"] * 500) + " + 2y + " + " + ".join(["x"] * 500))
    first, line, caret = str(caught.value).split("\n")
    assert first == "line 1, column 2005: a product needs its sign: 2*x, not 2x"
    assert len(line) <= 80
    assert (line[caret.index("^")], line[4], line[-1]) == ("2", "…", "…")


def test_signs_that_steer_a_screen_are_not_shown():
    """An escape sequence in a board does not reach the terminal."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard("f = x \x1b[31m\u202e red")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["f = " + "9" * 5000 + " * x", "data x = " + "[" * 500 + "\nf = x", "data x (" + "n" * 300 + " m)\nf = x"]
)
def test_no_message_is_endless(text):
    """However long what is wrong may be, the message fits a screen."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard(text)
    assert max(map(len, str(caught.value).split("\n"))) < 250
