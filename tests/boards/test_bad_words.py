"""Bad boards for every word of arrays, loops and layers, each with the message it gets: what would mend it."""

import pytest

from .refusals import assert_refused

ARRAYS = "data X (n, m), y (1, m), T (3, 4), t (m,) index, q (m,)\nparams W (k, n), b (k, 1), S (n, n), E (d, v)\n"
IMAGES = "data X (m, c, 8, 8), Z (m, c, 9), Q (n, m)\nparams K (o, c, 3, 3), J (o, c, 3), b (o, 1, 1)\n"
STACKS = "data A (b, n, d), B (b, n, d)\n"
BAD = (
    # ---- indices and slices
    (ARRAYS + "L = T[5]", "line 3, column 5: index 5 is outside an axis of size 3, whose places are 0 to 2"),
    (ARRAYS + "L = T[-5]", "line 3, column 5: index -5 is outside an axis of size 3, whose places are 0 to 2"),
    (ARRAYS + "L = T[2:1]", "line 3, column 5: nothing of (3, 4) is in these places; X[0:3] holds the first three"),
    (ARRAYS + "L = T[0, 1, 2]", "line 3, column 5: 3 indices for the shape (3, 4)"),
    (ARRAYS + "L = T[::2]", "line 3, column 5: a slice takes every place between two: X[0:3]"),
    (
        ARRAYS + "L = T[1.5]",
        "line 3, column 5: a place is a whole number or a slice, counted from 0: X[0], X[0:3], X[:, 1]",
    ),
    (
        ARRAYS + "L = T[..., 0]",
        "line 3, column 5: a place is a whole number or a slice, counted from 0: X[0], X[0:3], X[:, 1]",
    ),
    (
        ARRAYS + "L = T[0:k]",
        (
            "line 3, column 5: k has no number here, and a slice needs one when it is read; write a line "
            "sizes k = 3, or the number itself"
        ),
    ),
    (
        ARRAYS + "L = T[[0, 1]]",
        (
            "line 3, column 5: places in a list are declared, data t (2,) index = [0, 2], and read by their "
            "name: X[:, t]"
        ),
    ),
    (
        ARRAYS + "L = X[n]",
        ("line 3, column 5: an array is read at whole numbers that are given, data tokens (m,) index, not at n"),
    ),
    (
        ARRAYS + "L = T[T > 0]",
        ("line 3, column 5: an array is read at whole numbers that are given, data tokens (m,) index, not at T > 0"),
    ),
    # ---- gather and pick
    (
        ARRAYS.replace("q (m,)", "q (n,) index") + "L = sum(E[t, q])",
        (
            "line 3, column 9: E[t, q]: a matrix is read at a row and a column for each example, "
            "got (d, v) at (m,) and (n,)"
        ),
    ),
    (
        ARRAYS + "L = sum(E[t, X])",
        (
            "line 3, column 9: an array is read at whole numbers, and X holds real ones; declare it so: "
            "data X (n, m) index"
        ),
    ),
    (ARRAYS + "L = sum(mean(X, axis=(0, 5)))", "line 3, column 9: there is no axis 5 in the shape (n, m)"),
    (
        ARRAYS + "L = sum(mean(X, axis=(1, 1)))",
        "line 3, column 9: axis=(1, 1) names one twice in (n, m); write each once",
    ),
    (
        ARRAYS + "L = sum(mean(X, axis=(0, -2)))",
        "line 3, column 9: axis=(0, -2) names one twice in (n, m); write each once",
    ),
    (
        ARRAYS + "L = sum(mean(X, axis=()))",
        ("line 3, column 22: brackets without an axis reduce nothing; write one, axis=0, or several, axis=(0, 1)"),
    ),
    (
        ARRAYS + "L = sum(mean(X, axis=[0, 1]))",
        "line 3, column 22: several axes stand in parentheses: axis=(0, 1)",
    ),
    (ARRAYS + "L = sum(softmax(X, axis=[1]))", "line 3, column 25: an axis has no brackets: axis=1"),
    (
        ARRAYS + "L = X.mean((0, 1))",
        "line 3, column 5: mean does not take 2 operands; an axis is written axis=(0, 1)",
    ),
    (
        ARRAYS + "L = sum(X, (0, 1), keepdims=False)",
        "line 3, column 5: sum does not take 2 operands; an axis is written axis=(0, 1)",
    ),
    (ARRAYS + "L = np.max(X, [0])", "line 3, column 5: max does not take 2 operands; an axis is written axis=0"),
    (ARRAYS + "L = sum(X, ())", "line 3, column 5: sum does not take 2 operands; an axis is written axis=0"),
    (
        ARRAYS + "L = sum(concatenate(X, X, axis=(0, 1)))",
        "line 3, column 32: axis is a whole number: 0 along a column, 1 along a row",
    ),
    (
        ARRAYS + "L = E[:, t, 0]",
        (
            "line 3, column 5: whole numbers that are given stand for one axis, E[:, t] or E[t], for an entry of "
            "each, P[y, arange(m)], or for an entry at each pair, A[y, z]"
        ),
    ),
    (
        ARRAYS + "L = E[:, arange(v)]",
        "line 3, column 7: this cannot stand on a board; use names, numbers, + - * / @ **, .T and functions",
    ),
    (ARRAYS + "L = X[t, arange(n)]", "line 3, column 5: X is (n, m), so the examples are arange(m), not arange(n)"),
    (
        ARRAYS + "L = arange(m)",
        (
            "line 3, column 5: there is no function arange; write P[labels, arange(m)], where it stands in "
            "brackets beside whole numbers, and nowhere else"
        ),
    ),
    (
        ARRAYS + "L = E[:, t + 1]",
        ("line 3, column 5: an array is read at whole numbers that are given, data tokens (m,) index, not at t + 1"),
    ),
    (
        ARRAYS + "L = gather(E, t)",
        "line 3, column 5: there is no function gather; write E[:, tokens], where data tokens (m,) index",
    ),
    (
        ARRAYS + "L = pick(X, t)",
        ("line 3, column 5: there is no function pick; write P[labels, arange(m)], where data labels (m,) index"),
    ),
    (
        ARRAYS + "L = embedding(E, t)",
        "line 3, column 5: there is no function embedding; write E[:, tokens], where data tokens (m,) index",
    ),
    (ARRAYS + "L = E[tokens]", "line 3, column 7: tokens is not known here; declare it on a data or params line"),
    (
        ARRAYS + "L = one_hot(t)",
        (
            "line 3, column 5: one_hot takes whole numbers and how many there are, one_hot(y, K) of data y "
            "(1, m) index; or write data Y (K, m) one-hot, which declares what is known of Y"
        ),
    ),
    # ---- convolutions and pools
    (IMAGES + "L = conv2d(X)", "line 3, column 5: conv2d takes images and filters, conv2d(X, W)"),
    (
        IMAGES + "L = conv2d(X, K, 2)",
        (
            "line 3, column 5: conv2d takes images and filters, conv2d(X, W); a stride is written stride=2: "
            "conv2d(X, W, stride=2)"
        ),
    ),
    (
        IMAGES + "L = conv2d(X, K, b)",
        (
            "line 3, column 5: conv2d takes images and filters, conv2d(X, W); a bias is added: conv2d(X, W) + "
            "b with b (o, 1, 1)"
        ),
    ),
    (
        IMAGES + "L = conv2d(K, X)",
        "line 3, column 5: images stand first in conv2d(X, W), and filters behind; exchange the two",
    ),
    (
        IMAGES + "L = conv2d(Q, K)",
        "line 3, column 5: conv2d takes images (m, c, h, w): examples, channels, rows, columns, got (n, m)",
    ),
    (
        IMAGES + "L = conv1d(X, K)",
        "line 3, column 5: conv1d takes sequences (m, c, w): examples, channels, places, got (m, c, 8, 8)",
    ),
    (
        IMAGES + "L = conv1d(Z, K)",
        ("line 3, column 5: a convolution needs (m, c, w) and filters (o, c, k), got (m, c, 9) and (o, c, 3, 3)"),
    ),
    (
        IMAGES + "L = conv2d(X, K, stride=0)",
        "line 3, column 25: stride is a whole number from 1, the same along every axis",
    ),
    (
        IMAGES + "L = conv2d(X, K, padding='same')",
        (
            "line 3, column 26: padding is a whole number from 0, the same along every axis; padding=1 keeps "
            "the size with filters of 3 and a stride of 1"
        ),
    ),
    (
        IMAGES + "L = conv2d(X, K, padding=3)",
        "line 3, column 5: a padding of 3 leaves windows of 3 that hold zeros alone; at most 2 does",
    ),
    (IMAGES + "L = conv2d(X, K, dilation=2)", "line 3, column 27: conv2d takes stride= and padding= and nothing else"),
    (
        IMAGES + "L = max_pool(X)",
        "line 3, column 5: a window is as high as it is wide, one whole number: max_pool(X, 3, stride=2)",
    ),
    (IMAGES + "L = max_pool(X, 9)", "line 3, column 5: a window of 9 × 9 does not fit into 8 × 8"),
    (
        IMAGES + "L = max_pool(Q, 2)",
        (
            "line 3, column 5: a filter moves over one or two axes: images (m, c, h, w) or sequences (m, c, "
            "w) were needed, got (n, m)"
        ),
    ),
    (
        IMAGES + "L = max_pool(X, size=2)",
        "line 3, column 22: the size of a window stands behind what it looks at: max_pool(X, 2)",
    ),
    (
        IMAGES + "L = mean_pool(X, 2, padding=1)",
        "line 3, column 29: mean_pool takes stride= and nothing else; its windows lie within the image",
    ),
    # ---- concatenate and reshape
    (
        ARRAYS + "L = concatenate([X, T])",
        (
            "line 3, column 5: no letter is the sum of n and 3; write a line sizes n = 4, or a product for each "
            "part, Wx @ x + Wh @ h"
        ),
    ),
    (ARRAYS + "L = concatenate([T, T], axis=2)", "line 3, column 5: there is no axis 2 in the shape (3, 4)"),
    (
        ARRAYS + "L = concatenate([T, T], 1)",
        ("line 3, column 5: concatenate takes arrays with axes, and a number has none; an axis is written axis=1"),
    ),
    (ARRAYS + "L = concatenate([T, 1])", "line 3, column 5: concatenate takes arrays with axes, and a number has none"),
    (ARRAYS + "L = concatenate([])", "line 3, column 5: concatenate needs at least one part"),
    (
        ARRAYS + "L = [T, T]",
        ("line 3, column 5: arrays are put together by concatenate([A, B], axis=0), along sizes that are numbers"),
    ),
    (
        ARRAYS + "L = stack([T, T])",
        ("line 3, column 5: there is no function stack; write concatenate(A, B), where both have the axis already"),
    ),
    (ARRAYS + "L = reshape(X, (m, n))", "line 3, column 5: reshape needs numbers, got (n, m); give n a number"),
    (ARRAYS + "L = reshape(T, (5, 2))", "line 3, column 5: reshape cannot turn (3, 4) into (5, 2): 12 ≠ 10"),
    (
        ARRAYS + "L = reshape(T, (-1, -1))",
        ("line 3, column 5: one size of a new shape may be -1, and follows from the others: reshape(X, (2, -1))"),
    ),
    (
        ARRAYS + "L = reshape(T)",
        "line 3, column 5: a new shape is written in letters or whole numbers: reshape(X, (3, 2))",
    ),
    (
        ARRAYS + "L = reshape(X, n*m)",
        "line 3, column 5: a new shape is written in letters or whole numbers: reshape(X, (3, 2))",
    ),
    (
        ARRAYS + "L = squeeze(y)",
        ("line 3, column 5: there is no function squeeze; write reshape(r, (1, m)); axes of size 1 come and go"),
    ),
    (
        ARRAYS + "L = T.flatten()",
        (
            "line 3, column 5: there is no function flatten; write reshape(I, m, 400), where each example has "
            "400 entries"
        ),
    ),
    # ---- axes of stacks
    (
        STACKS + "L = A @ B",
        ("line 2, column 7: A @ B: A is (b, n, d) and B is (b, n, d), so d ≠ n; did you mean swapaxes(B, 1, 2)?"),
    ),
    (
        STACKS + "L = A @ B.T",
        ("line 2, column 7: A @ B.T: A is (b, n, d) and B.T is (d, n, b), so d ≠ n; did you mean swapaxes(B, 1, 2)?"),
    ),
    (
        STACKS + "L = A.mT",
        ("line 2, column 5: the only attribute on a board is .T, the transpose; of a stack write swapaxes(X, 1, 2)"),
    ),
    (STACKS + "L = swapaxes(A, 1)", "line 2, column 5: two axes are exchanged, in whole numbers: swapaxes(X, 1, 2)"),
    (STACKS + "L = swapaxes(A, 1, 5)", "line 2, column 5: there is no axis 5 in the shape (b, n, d)"),
    (
        STACKS + "L = transpose(A, 0, 2, 1)",
        ("line 2, column 5: transpose turns all axes around, as X.T does; two are exchanged by swapaxes(X, 1, 2)"),
    ),
    (
        STACKS + "L = A.permute(0, 2, 1)",
        ("line 2, column 5: there is no function permute; write swapaxes(S, 1, 2), where S is a stack of matrices"),
    ),
    (
        STACKS + "L = einsum('bnd,bmd->bnm', A, B)",
        (
            "line 2, column 5: there is no function einsum; write A @ B; of stacks swapaxes(B, 1, 2) turns "
            "each matrix around"
        ),
    ),
    (
        STACKS + "L = inverse(A)",
        "line 2, column 5: only a square matrix has an inverse and a determinant, and this is (b, n, d)",
    ),
    (STACKS + "L = trace(A)", "line 2, column 5: a trace is that of a square matrix, got (b, n, d)"),
    # ---- matrices
    (
        ARRAYS + "L = inverse(X)",
        "line 3, column 5: only a square matrix has an inverse and a determinant, and this is (n, m)",
    ),
    (ARRAYS + "L = inverse(S, S)", "line 3, column 5: inverse does not take 2 operands"),
    (
        ARRAYS + "L = logdet(W)",
        "line 3, column 5: only a square matrix has an inverse and a determinant, and this is (k, n)",
    ),
    (
        ARRAYS + "L = det(S)",
        "line 3, column 5: there is no function det; write exp(logdet(A)); its logarithm is logdet(A)",
    ),
    (ARRAYS + "L = solve(S, X)", "line 3, column 5: there is no function solve; write inverse(A) @ b"),
    (ARRAYS + "L = outer(q)", "line 3, column 5: outer does not take 1 operand"),
    (
        ARRAYS + "L = outer(X, X)",
        (
            "line 3, column 5: outer takes two vectors (n,) and (k,); write a @ b.T, where a (n, 1) and b (k, "
            "1) are columns; of rows it is a.T @ b"
        ),
    ),
    (
        ARRAYS + "L = norm(X, 2)",
        (
            "line 3, column 5: norm does not take 2 operands; an axis is written axis=2; the one norm here is "
            "the root of the sum of squares; that of absolute values is sum(abs(x))"
        ),
    ),
    (
        ARRAYS + "L = norm(X, ord=1)",
        (
            "line 3, column 17: the one norm here is the root of the sum of squares; that of absolute values "
            "is sum(abs(x))"
        ),
    ),
    (ARRAYS + "L = dot(X)", "line 3, column 5: dot does not take 1 operand"),
    (ARRAYS + "L = dot(W, W)", "line 3, column 5: W @ W: W is (k, n) and W is (k, n), so n ≠ k; did you mean W.T?"),
    (ARRAYS + "L = trace(X)", "line 3, column 5: a trace is that of a square matrix, got (n, m): n ≠ m"),
    (
        ARRAYS + "L = diag(S)",
        "line 3, column 5: there is no function diag; write eye(2)*A, which keeps a diagonal of two",
    ),
    # ---- var, std and what keeps an axis
    (ARRAYS + "L = var(X, 0)", "line 3, column 5: var does not take 2 operands; an axis is written axis=0"),
    (
        ARRAYS + "L = var(X, ddof=1)",
        "line 3, column 17: var divides by n, how many entries there are; by n - 1 it is n/(n - 1)*var(X)",
    ),
    (ARRAYS + "L = std(X, axis=3)", "line 3, column 5: there is no axis 3 in the shape (n, m)"),
    (
        ARRAYS + "L = std(X, unbiased=True)",
        ("line 3, column 21: std divides by n, how many entries there are; by n - 1 it is sqrt(n/(n - 1))*std(X)"),
    ),
    (ARRAYS + "L = var(X, axis=(0, k))", "line 3, column 17: axis is a whole number: 0 along a column, 1 along a row"),
    (
        ARRAYS + "L = sum(X, axis=0, keepdims=2)",
        "line 3, column 29: keepdims is True or False: whether an axis that is reduced stays, with size 1",
    ),
    (
        ARRAYS + "L = softmax(X, keepdims=False)",
        "line 3, column 25: keepdims is True or False: whether an axis that is reduced stays, with size 1",
    ),
    (
        ARRAYS + "L = mean(X, axis=1, keepdims=False) + X",
        (
            "line 3, column 37: mean(X, axis=1, keepdims=False) + X: mean(X, axis=1, keepdims=False) is (n,) "
            "and X is (n, m); what has one axis is a row"
        ),
    ),
    (ARRAYS + "L = max(X, axes=0)", "line 3, column 17: max takes axis= and keepdims="),
    # ---- ones and eye
    (ARRAYS + "L = ones()", "line 3, column 5: the sizes of ones are letters or whole numbers from 1: ones(n, 1)"),
    (ARRAYS + "L = ones(p, 1)", "line 3, column 10: p is not known here; declare it on a data or params line"),
    (
        ARRAYS + "L = ones(n, 1.5)",
        "line 3, column 5: the sizes of ones are letters or whole numbers from 1: ones(n, 1)",
    ),
    (ARRAYS + "L = ones(X)", "line 3, column 5: the sizes of ones are letters or whole numbers from 1: ones(n, 1)"),
    (
        ARRAYS + "L = eye(n, m)",
        "line 3, column 5: an identity matrix has one size, a letter or a whole number from 1: eye(n)",
    ),
    (
        ARRAYS + "L = eye(-1)",
        "line 3, column 5: an identity matrix has one size, a letter or a whole number from 1: eye(n)",
    ),
    (ARRAYS + "L = S + I", "line 3, column 9: I is not known here; the identity matrix is eye(n)"),
    (ARRAYS + "L = ones_like(X, X)", "line 3, column 5: ones_like does not take 2 operands"),
    (ARRAYS + "L = full((n, 1), 2)", "line 3, column 5: there is no function full; write 7*ones(3, 2)"),
    # ---- upstream
    (
        "data x (n, m)\nupstream g (n, n)\nout = 2*x",
        "line 2, column 10: g is (n, n), and out is (n, m); an upstream gradient has the shape of its line",
    ),
    (
        "data x (n, m)\nupstream g\nout = 2*x",
        "line 2, column 10: g is (), and out is (n, m); an upstream gradient has the shape of its line",
    ),
    ("upstream g (n, m)", "line 1, column 1: the board has no assignment; write a line such as yhat = w @ x + b"),
    ("data x (n, m)\nupstream dz (n, m), dz (n, m)\nz = 2*x", "line 2, column 21: dz is declared twice"),
    (
        "data x (n, m)\nupstream dq (n, m), dr (n, m)\nz = 2*x",
        "line 2, column 21: z has a cotangent already; name this one d and the name of another line",
    ),
    (
        "data x (n, m)\nupstream g (n, m)\nL = sum(x)",
        "line 2, column 10: g is (n, m), and L is (); an upstream gradient has the shape of its line",
    ),
    (
        "data x (n, m)\nupstream g (n, m) one-hot\nz = 2*x",
        "line 2, column 10: nothing is known of g but its shape: it is handed in by whoever comes next",
    ),
    (
        "data x (n, m)\nupstream\nz = 2*x",
        "line 2, column 1: upstream stands before a name and its shape: upstream dout (k, m)",
    ),
    ("data x (n, m)\nupstream x (n, m)\nz = 2*x", "line 2, column 10: x is declared twice"),
    # ---- what is drawn
    (
        "params W (k, n) ~ he2\nL = sum(W)",
        (
            "line 1, column 8: behind ~ stands how a parameter is drawn: normal, lecun, glorot, he, zeros, or "
            "0.01 * normal"
        ),
    ),
    (
        "params W (k, n) ~\nL = sum(W)",
        (
            "line 1, column 8: behind ~ stands how a parameter is drawn: normal, lecun, glorot, he, zeros, or "
            "0.01 * normal"
        ),
    ),
    (
        "data W (k, n) ~ he\nL = sum(W)",
        "line 1, column 6: what is drawn once, and then learned, is a parameter: params W (k, n) ~ he",
    ),
    (
        "params W (k, n) ~ he = 3\nL = sum(W)",
        "line 1, column 8: what is drawn, as in W (k, n) ~ he, has no value and no fact; write one of them",
    ),
    (
        "params W (k, n) ~ dropout(0.5)\nL = sum(W)",
        "line 1, column 8: a mask is drawn anew at each step, and so is data: data D (k, m) ~ dropout(0.2)",
    ),
    (
        "data D (k, m) ~ dropout\nL = sum(D)",
        (
            "line 1, column 6: data is drawn as a mask of dropout, and the share it drops is below 1: D (k, "
            "m) ~ dropout(0.2); or as noise: eps (k, m) ~ normal, or ~ 0.1 * normal"
        ),
    ),
    (
        "data D (k, m) ~ dropout(1.5)\nL = sum(D)",
        (
            "line 1, column 6: data is drawn as a mask of dropout, and the share it drops is below 1: D (k, "
            "m) ~ dropout(0.2); or as noise: eps (k, m) ~ normal, or ~ 0.1 * normal"
        ),
    ),
    (
        "data D (k, m) ~ bernoulli(0.5)\nL = sum(D)",
        (
            "line 1, column 6: data is drawn as a mask of dropout, and the share it drops is below 1: D (k, "
            "m) ~ dropout(0.2); or as noise: eps (k, m) ~ normal, or ~ 0.1 * normal"
        ),
    ),
    (
        "data X (n, m)\nZ = dropout(X, 0.5)",
        ("line 2, column 5: there is no function dropout; write D*Z, where data D (k, m) ~ dropout(0.2) is the mask"),
    ),
    (
        "params b (k, 1) = zeros(k, 1)\nL = sum(b)",
        "line 1, column 8: one number stands for all entries, as in b (k, 1) = 0; not zeros(k, 1)",
    ),
    (
        "params W (k, n) = randn(k, n)\nL = sum(W)",
        "line 1, column 8: what is drawn stands behind ~, as in W (k, n) ~ normal; not randn(k, n)",
    ),
    (
        "params u (m,) index\nL = sum(u)",
        ("line 1, column 8: only data is known to be an index, and u is a parameter; declare it on a data line"),
    ),
    (
        "data t (2,) index = [0, -1]\nL = sum(t)",
        "line 1, column 6: t has the entry -1, and t holds whole numbers from 0, as declared",
    ),
    (
        "data t (2,) index = [0, 5]\nparams E (d, 3)\nL = sum(E[:, t])",
        "line 1, column 6: t has the entry 5, and what is read at it has 3 places, from 0 to 2",
    ),
    (
        "data t[1..2] (2,) index = [[0, 1], [2, 3]]\nparams E (d, 3)\nL = sum(E[:, t[2]])",
        "line 1, column 6: t[2] has the entry 3, and what is read at it has 3 places, from 0 to 2",
    ),
    # ---- sizes and blocks
    ("sizes\nL = x", "line 1, column 6: a line of sizes gives letters their numbers: sizes T = 3, k = 4"),
    ("sizes T\nL = x", "line 1, column 6: a line of sizes gives letters their numbers: sizes T = 3, k = 4"),
    ("sizes T: 3\nL = x", "line 1, column 6: a line of sizes gives letters their numbers: sizes T = 3, k = 4"),
    (
        "sizes T = 2.5\nL = x",
        (
            "line 1, column 7: a size is a whole number, 1 or more, and T = 2.5 is none; other numbers are data: "
            "data T = 2.5"
        ),
    ),
    (
        "noise eps (k, m) ~ normal\nL = sum(eps)",
        "line 1, column 1: noise that each step draws anew is data: data eps (k, m) ~ normal",
    ),
    ("sizes T = 3 k = 4\nL = x", "line 1, column 7: a line of sizes gives letters their numbers: sizes T = 3, k = 4"),
    (
        "sizes n = 3\ndata X (n, m) = [[1, 2]]\nL = sum(X)",
        "line 2, column 6: the value has the shape (1, 2), not (3, m)",
    ),
    (
        "data X (m, 1, h, w)\nparams K (o, 1, 3, 3)\nZ = conv2d(X, K)",
        "line 3, column 5: what a filter moves over needs numbers, got (h, w); give h a number",
    ),
    (
        "data X (m, 3, 8, 8)\nparams K (o, 1, 3, 3)\nZ = conv2d(X, K)",
        (
            "line 3, column 5: filters (o, c, …) look at as many channels as there are in (m, c, …), got (m, "
            "3, 8, 8) and filters (o, 1, 3, 3): 3 ≠ 1"
        ),
    ),
    (
        "data X (m, 1, 8, 8)\nparams K (o, 1, k, k)\nZ = conv2d(X, K)",
        "line 3, column 5: the size of a filter is in numbers, got (o, 1, k, k); give k a number",
    ),
    (
        "def cell(h):\n    return lstm(h)\nL = cell(x)",
        (
            "line 2, column 12: there is no function lstm; write a loop: for t in 1..T:, and in it h[t] = "
            "tanh(W @ h[t-1] + U @ x[t]) (called on line 3)"
        ),
    ),
    (
        "for t in 1..3:\n    h[t] = gru(x[t])\nL = h[3]",
        (
            "line 2, column 12: there is no function gru; write a loop: for t in 1..T:, and in it h[t] = "
            "tanh(W @ h[t-1] + U @ x[t])"
        ),
    ),
    (
        "data x (n, m)\nS = cumsum(x)",
        ("line 2, column 5: there is no function cumsum; write a loop: for t in 1..T:, and in it S[t] = S[t-1] + x[t]"),
    ),
)


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_board_is_refused_with_its_message(text, message):
    """The message names line and column, shows the line, and points at the place."""
    assert_refused(text, message)


def test_there_are_sixty_more():
    """No board twice."""
    assert len({text for text, _ in BAD}) == len(BAD) >= 60
