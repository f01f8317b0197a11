"""The four networks of lecture 3 as boards, right answers in many spellings, and slips with their names."""

from functools import cache

from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.tutor import Tutor

COST = "yhat = {yhat}\nL = mean((yhat - y)**2)"
LAYERS = """
data   X (n, m), y (1, m)
params W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)
Z = W1 @ X + b1
"""
BOARDS = {
    "M1": "data x (1, m), y (1, m)\nparams w, b\n" + COST.format(yhat="w*x + b"),
    "M2": "data X (n, m), y (1, m)\nparams w (1, n), b (1, 1)\n" + COST.format(yhat="w @ X + b"),
    "M3": LAYERS + COST.format(yhat="w2 @ Z + b2"),
    "M4": LAYERS + "A = sigmoid(Z)\n" + COST.format(yhat="w2 @ A + b2"),
}

BIAS = (
    "2/m * sum(yhat - y)",
    "2 * mean(yhat - y)",
    "sum(2/m*(yhat - y), axis=1)",
    "-2/m * sum(y - yhat)",
    "sum(dyhat)",
    "mean(yhat - y) + mean(yhat) - mean(y)",
)
RIGHT = {
    "M1": {
        "w": (
            "sum(2/m*(yhat - y)*x)",
            "2/m*(yhat - y) @ x.T",
            "2*mean((yhat - y)*x)",
            "-2/m*sum(x*(y - w*x - b))",
            "2*(w*mean(x*x) + b*mean(x) - mean(x*y))",
            "sum(∂L/∂yhat * x)",
        ),
        "b": BIAS,
    },
    "M2": {
        "w": (
            "2/m*(yhat - y) @ X.T",
            "(2/m)*((w @ X + b) - y) @ X.T",
            "(X @ (yhat - y).T).T * 2/m",
            "-(2/m)*(y - yhat) @ X.T",
            "dL/dyhat @ X.T",
            "2/m*(w @ X @ X.T + b @ sum(X, axis=1).T - y @ X.T)",
        ),
        "b": BIAS,
    },
    "M3": {
        "W1": (
            "w2.T @ (2/m*(yhat - y)) @ X.T",
            "2/m*(X @ (yhat - y).T @ w2).T",
            "dZ @ X.T",
            "w2.T @ dyhat @ X.T",
            "w2.T * ((2/m*(yhat - y)) @ X.T)",
            "-2/m*w2.T @ ((y - w2 @ Z - b2) @ X.T)",
        ),
        "b1": (
            "w2.T @ sum(2/m*(yhat - y), axis=1)",
            "sum(w2.T @ (2/m*(yhat - y)), axis=1)",
            "sum(dZ, axis=1)",
            "2*mean(yhat - y)*w2.T",
            "-(2/m)*sum(y - yhat)*w2.T",
            "(2*mean(w2.T @ (yhat - y), axis=1))",
        ),
        "w2": (
            "2/m*(yhat - y) @ Z.T",
            "(Z @ (2/m*(yhat - y)).T).T",
            "dyhat @ Z.T",
            "2/m*(yhat - y) @ (W1 @ X + b1).T",
            "2/m*(yhat @ Z.T - y @ Z.T)",
            "2*mean((yhat - y)*Z, axis=1).T",
        ),
        "b2": BIAS,
    },
    "M4": {
        "W1": (
            "((w2.T @ (2/m*(yhat - y))) * A * (1 - A)) @ X.T",
            "dZ @ X.T",
            "((w2.T @ dyhat) * (A - A**2)) @ X.T",
            "(X @ ((w2.T @ (2/m*(yhat - y))) * A * (1 - A)).T).T",
            "2/m*(w2.T * ((A*sigmoid(-Z)*(yhat - y)) @ X.T))",
            "(dA * sigmoid(Z) * (1 - sigmoid(Z))) @ X.T",
        ),
        "b1": (
            "sum((w2.T @ (2/m*(yhat - y))) * A * (1 - A), axis=1)",
            "sum(dZ, axis=1)",
            "2*mean((yhat - y)*w2.T*A*(1 - A), axis=1)",
            "w2.T * ((A - A*A) @ (2/m*(yhat - y)).T)",
            "-2/m*sum((w2.T @ (y - yhat)) * A / (1 + exp(Z)), axis=1)",
        ),
        "w2": (
            "2/m*(yhat - y) @ A.T",
            "(A @ (2/m*(yhat - y)).T).T",
            "dyhat @ A.T",
            "2/m*(yhat - y) @ sigmoid(W1 @ X + b1).T",
            "2*mean((yhat - y)*A, axis=1).T",
        ),
        "b2": BIAS,
    },
}

# a claim, the kind of slip, and the factor where the claim is a multiple of the gradient
SLIPS = {
    "M1": (
        ("dw = 2/m*sum((y - yhat)*x)", "sign", "−1"),
        ("dw = 1/m*sum((yhat - y)*x)", "factor", "1/2"),
        ("dw = 2*sum((yhat - y)*x)", "factor", "m"),
        ("dw = sum((yhat - y)*x)", "factor", "m/2"),
        ("db = 2/m*mean(yhat - y)", "mean instead of sum", "1/m"),
        ("db = 2/m*(yhat - y)", "missing sum", ""),
        ("dw = 2/m*(yhat - y)*x", "missing sum", ""),
        ("dw = 2/m*sum(yhat - y)", "missing multiplier", ""),
        ("db = 2/m*sum((yhat - y)*x)", "another derivative", ""),
        ("dw = sum(2/m*(yhat - y) + x)", "added instead of multiplied", ""),
        ("dw = 2/m*sum((yhat - y)*y)", "wrong operand", ""),
        ("dw = sum((yhat - y)**2*x)/m", "not differentiated", ""),
        ("dw = 2/m*sum(yhat*x)", "missing term", ""),
        ("dw = 2/m*sum((yhat + y)*x)", "wrong operator", ""),
        ("dw = 2/m*(yhat - y) @ x", "missing transpose", ""),
        ("dw = x.T @ (2/m*(yhat - y))", "order of the product", ""),
        ("dw = 2*sum(x)/m", "part of the slope", ""),
        ("db = sum(x)/m", "ignores something", ""),
    ),
    "M2": (
        ("dw = 2/m*(y - yhat) @ X.T", "sign", "−1"),
        ("dw = 1/m*(yhat - y) @ X.T", "factor", "1/2"),
        ("dw = 2*(yhat - y) @ X.T", "factor", "m"),
        ("dw = (yhat - y) @ X.T", "factor", "m/2"),
        ("dw = X @ (2/m*(yhat - y)).T", "transposed", ""),
        ("dw = 2/m*(yhat - y) @ X", "missing transpose", ""),
        ("dw = X.T @ (2/m*(yhat - y))", "order of the product", ""),
        ("dw = 2/m*(yhat - y) * X.T", "wrong kind of product", ""),
        ("db = 2/m*(yhat - y)", "missing sum", ""),
        ("db = mean(2/m*(yhat - y))", "mean instead of sum", "1/m"),
        ("db = sum(2/m*(yhat - y), axis=0)", "missing sum", ""),
        ("dw = 2/m*(yhat - y)", "stops too early", ""),
        ("dw = 2/m*yhat @ X.T", "missing term", ""),
        ("dw = 2/m*(yhat + y) @ X.T", "wrong operator", ""),
        ("dw = (yhat - y)**2/m @ X.T", "not differentiated", ""),
        ("dw = 2/m*(yhat - y) @ X.T + w", "a factor too many", ""),
        ("dw = 2/m*(X - y) @ X.T", "wrong shape", ""),
        ("dw = w", "ignores something", ""),
    ),
    "M3": (
        ("dW1 = w2.T @ (2/m*(y - yhat)) @ X.T", "sign", "−1"),
        ("dW1 = w2.T @ (1/m*(yhat - y)) @ X.T", "factor", "1/2"),
        ("dW1 = w2.T @ (2*(yhat - y)) @ X.T", "factor", "m"),
        ("dW1 = w2.T @ (yhat - y) @ X.T", "factor", "m/2"),
        ("dW1 = X @ (2/m*(yhat - y)).T @ w2", "transposed", ""),
        ("dW1 = w2 @ (2/m*(yhat - y)) @ X.T", "missing transpose", ""),
        ("dW1 = w2.T @ (2/m*(yhat - y)) @ X", "missing transpose", ""),
        ("dW1 = X.T @ (w2.T @ (2/m*(yhat - y)))", "order of the product", ""),
        ("dW1 = (w2.T @ (2/m*(yhat - y))) * X.T", "wrong kind of product", ""),
        ("dW1 = w2.T @ (2/m*(yhat - y))", "stops too early", ""),
        ("dW1 = sum(2/m*(yhat - y)) * X", "wrong shape", ""),
        ("db1 = w2.T @ (2/m*(yhat - y))", "missing sum", ""),
        ("db1 = sum(w2.T @ (2/m*(yhat - y)), axis=0)", "summed along the wrong axis", ""),
        ("db1 = mean(w2.T @ (2/m*(yhat - y)), axis=1)", "mean instead of sum", "1/m"),
        ("dw2 = 2/m*(yhat - y) @ (W1 @ X).T", "missing term", ""),
        ("dW1 = w2.T @ (2/m*yhat) @ X.T", "missing term", ""),
        ("dW1 = w2.T @ (2/m*(yhat + y)) @ X.T", "wrong operator", ""),
        ("dW1 = w2.T @ ((yhat - y)**2/m) @ X.T", "not differentiated", ""),
        ("dW1 = b1 @ (2/m*(yhat - y)) @ X.T", "wrong operand", ""),
        ("db1 = 2/m*sum(yhat - y) + w2.T", "added instead of multiplied", ""),
    ),
    "M4": (
        ("dW1 = ((w2.T @ (2/m*(y - yhat))) * A * (1 - A)) @ X.T", "sign", "−1"),
        ("dW1 = ((w2.T @ (1/m*(yhat - y))) * A * (1 - A)) @ X.T", "factor", "1/2"),
        ("dW1 = ((w2.T @ (2*(yhat - y))) * A * (1 - A)) @ X.T", "factor", "m"),
        ("dW1 = ((w2.T @ (yhat - y)) * A * (1 - A)) @ X.T", "factor", "m/2"),
        ("dW1 = X @ ((w2.T @ (2/m*(yhat - y))) * A * (1 - A)).T", "transposed", ""),
        ("dW1 = (w2.T @ (2/m*(yhat - y))) @ X.T", "missing slope", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat - y))) * A) @ X.T", "part of the slope", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat - y))) * (1 - A)) @ X.T", "part of the slope", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat - y))) * sigmoid(A) * (1 - sigmoid(A))) @ X.T", "slope at the wrong place", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat - y))) * Z * (1 - Z)) @ X.T", "wrong operand", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat - y))) + A * (1 - A)) @ X.T", "added instead of multiplied", ""),
        ("dW1 = ((w2 @ (2/m*(yhat - y))) * A * (1 - A)) @ X.T", "missing transpose", ""),
        ("dW1 = X.T @ ((w2.T @ (2/m*(yhat - y))) * A * (1 - A))", "order of the product", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat - y))) @ (A * (1 - A))) @ X.T", "wrong kind of product", ""),
        ("dW1 = ((2/m*(yhat - y)) * A * (1 - A)) @ X.T", "missing multiplier", ""),
        ("dW1 = (w2.T @ (2/m*(yhat - y))) * A * (1 - A)", "stops too early", ""),
        ("db1 = (w2.T @ (2/m*(yhat - y))) * A * (1 - A)", "missing sum", ""),
        ("db1 = sum((w2.T @ (2/m*(yhat - y))) * A * (1 - A), axis=0)", "summed along the wrong axis", ""),
        ("db1 = mean((w2.T @ (2/m*(yhat - y))) * A * (1 - A), axis=1)", "mean instead of sum", "1/m"),
        ("dw2 = 2/m*(yhat - y) @ Z.T", "wrong operand", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat + y))) * A * (1 - A)) @ X.T", "wrong operator", ""),
        ("dW1 = ((w2.T @ (2/m*(yhat - y))) * A * (1 + A)) @ X.T", "wrong operator", ""),
        ("dW1 = ((w2.T @ ((yhat - y)**2/m)) * A * (1 - A)) @ X.T", "not differentiated", ""),
    ),
}


@cache
def tutor(network):
    """The tutor of a network, made once: what it worked out for one claim serves the next."""
    return Tutor(read_whiteboard(BOARDS[network]))
