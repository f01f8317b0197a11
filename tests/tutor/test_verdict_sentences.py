"""What the tutor says of claims that were made with one known slip: the kind, the sentence and the factor."""

import numpy as np
import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import topological
from chainrule.tutor.tutor import judge
from chainrule.tutor.verdicts import Kind

LAYER = "data X (n, m), y (1, m)\nparams w (1, n), b (1, 1)\nyhat = w @ X + b\nL = sum((yhat - y)**2)"
WAYS = "params x\nu = x**2\nv = exp(x)\nw = sin(x)\nL = u*v + w"
STEP = "data x, y, eta\nparams w\nL = (w*x - y)**2"
NO_RATE = "data x, y\nparams w\nL = (w*x - y)**2"
COSTS = "data x\nparams w\nz = w*x\nL1 = z**3\nL2 = z**2 + exp(L1)"
MATRICES = "data X (n, m)\nparams W (k, n)\nZ = W @ X\nL = sum(exp(Z))"
SQUARE = "data X (n, n)\nparams W (n, n)\nL = sum(exp(W @ X))"
ROW = "data X (n, m), y (1, m)\nparams w (1, n)\nL = mean((w @ X - y)**2)"
ENTRIES = "data A (k, m)\nparams B (k, m)\nL = sum(A * exp(B))"
NEURON = "data x (1, m), y (1, m)\nparams w, b\nyhat = w*x + b\nL = mean((yhat - y)**2)"
SUMMED = "data X (n, m)\nparams W (n, 1)\nL = sum(exp(W * X))"
CHAIN = "params x\nm = -x\ng = exp(m)\nh = 1 + g\nf = 1/h"
LABELS = "data X (n, m), Y (c, m)\nparams W (c, n)\nZ = W @ X\nL = -sum(Y * log(softmax(Z)))"
HALF = "data y, c\nparams w\nz = exp(3*w)\nL = (z - y)**2 + c*w"

ALONG_M = "W was stretched along m, and the sum has to run along that."
UPHILL = "This goes uphill: gradient descent subtracts the gradient."
SEVERAL = "x acts on the cost in more than one way"
ONCE_TOO_OFTEN = "it is divided by m once too often, as if a mean stood where a sum belongs"
SAYS = [
    # a sum that is missing, is a mean, runs elsewhere
    (LAYER, "db = 2*(yhat - y)", Kind.SUM, "b serves all m of them: what comes back from each has to be summed."),
    (LAYER, "db = mean(2*(yhat - y))", Kind.MEAN,
     f"Right up to a factor: it is 1/m times the gradient; {ONCE_TOO_OFTEN}."),
    (SUMMED, "dW = sum(X*exp(W*X))", Kind.AXIS, ALONG_M),
    (SUMMED, "dW = ones(n, 1)*sum(X*exp(W*X))", Kind.AXIS, ALONG_M),
    (SUMMED, "dW = sum(X*exp(W*X), axis=0)", Kind.AXIS, ALONG_M),
    # factors, signs, transposes, another derivative
    (LAYER, "dw = (2*(yhat - y) @ X.T).T", Kind.TRANSPOSED, "Right, but transposed."),
    (LAYER, "db = -sum(2*(yhat - y))", Kind.SIGN, "Right up to the sign, which is the other one."),
    (LAYER, "db = sum(yhat - y)", Kind.FACTOR,
     "Right up to a factor: it is 1/2 times the gradient; look for a 2, which a square brings down."),
    (MATRICES, "dW = exp(Z)", Kind.EARLY, "This is ∂L/∂Z; the chain rule goes on from Z to W."),
    (MATRICES, "dX = exp(Z) @ X.T", Kind.PARAMETER, "This is ∂L/∂W, not ∂L/∂X."),
    (COSTS, "dL2/dw = 3*z**2*x", Kind.COST, "This is ∂L1/∂w: the gradient of L1, not of L2."),
    ("params x\nf = sqrt(x**2 + 1e-4)", "dx = x/sqrt(x**2)", Kind.EPSILON,
     "The 0.0001 that keeps it from 0 is missing."),
    # several ways
    (WAYS, "dx = u*v + cos(x)", Kind.PATH, f"{SEVERAL}, and the way through u is missing."),
    (WAYS, "dx = 2*x*v", Kind.PATH, f"{SEVERAL}; the way through w and the way through v are missing."),
    (WAYS, "dx = 2*x*v + u*v - cos(x)", Kind.SIGN, "The term -cos(x) has the other sign; the rest is right."),
    (WAYS, "dx = 2*x*v + u*v + 2*cos(x)", Kind.FACTOR,
     "The term 2 * cos(x) is 2 times what it should be; the rest is right."),
    (WAYS, "dx = 2*x*v + u*v + 3*x", Kind.TERM,
     "The term 3 * x is not what comes back on the way through w; the rest is right."),
    (HALF, "dw = 2*(z - y) + c", Kind.EARLY, "On the way through z, the chain rule stops at z and has to go on to w."),
    # shapes that do not fit
    (ROW, "dw = 2/m*(w @ X - y) @ X", Kind.UNTRANSPOSED, "X has to be transposed for this product."),
    (ROW, "dw = 2/m*(w*X - y) @ X.T", Kind.PRODUCT, "Between w and X, a matrix product belongs, @ and not *."),
    (MATRICES, "dX = W @ exp(Z)", Kind.UNTRANSPOSED, "W has to be transposed for this product."),
    (MATRICES, "dX = exp(Z) @ W", Kind.UNTRANSPOSED, "W has to be transposed for this product."),
    (MATRICES, "dW = X @ exp(Z)", Kind.UNTRANSPOSED, "X has to be transposed for this product."),
    (MATRICES, "dW = X.T @ exp(Z)", Kind.ORDER, "X.T and exp(Z) are the wrong way round in a matrix product."),
    (ENTRIES, "dB = A @ exp(B)", Kind.PRODUCT, "Between A and exp(B), a product entry by entry belongs, * and not @."),
    (ROW, "dw = 2/m*(X*w - y) @ X.T", Kind.PRODUCT, "Between X and w, a matrix product belongs, @ and not *."),
    (MATRICES, "dW = exp(Z) * X", Kind.PRODUCT, "Between exp(Z) and X, a matrix product belongs, @ and not *."),
    (MATRICES, "dX = W * exp(Z)", Kind.PRODUCT, "Between W and exp(Z), a matrix product belongs, @ and not *."),
    (ENTRIES, "dB = exp(B) * A.T", Kind.UNTRANSPOSED, "A.T has to be transposed for this product."),
    (ENTRIES, "dB = A.T * exp(B)", Kind.UNTRANSPOSED, "A.T has to be transposed for this product."),
    (ROW, "dw = w @ y", Kind.SHAPE,
     "The shapes do not fit: w @ y: w is (1, n) and y is (1, m), so n ≠ 1; did you mean w.T?"),
    # what is right
    (LAYER, "dw = 2*(yhat - y) @ X.T", Kind.RIGHT, "Right."),
    (LABELS, "dZ = softmax(Z) - Y", Kind.RIGHT, "Right, where every column of Y sums to 1."),
    # nothing that is known by name
    (LAYER, "dw = X", Kind.SHAPE, "∂L/∂w has the shape of w, (1, n), not (n, m)."),
    (LAYER, "dw = w*w", Kind.IGNORES, "The gradient depends on X, b, y, and the claim does not."),
    (COSTS, "dL2/dw = x*exp(L1)", Kind.WRONG, "Not the gradient: the shape is right, but the numbers are others."),
    ("data x\nparams w, v\nL = w*x", "dv = x", Kind.INDEPENDENT, "L does not depend on v, so ∂L/∂v is 0."),
    # steps of gradient descent
    (STEP, "w_new = w + eta*2*(w*x - y)*x", Kind.SIGN, UPHILL),
    (STEP, "w_new = -eta*2*(w*x - y)*x", Kind.EXTRA,
     "This is the step alone; it is taken from where the parameter was."),
    (NO_RATE, "w_new = w - 0.1*2*(w*x - y)*x", Kind.RIGHT,
     "Right: a step of gradient descent with the learning rate 0.1."),
    (NO_RATE, "w_new = w + 0.1*2*(w*x - y)*x", Kind.SIGN, UPHILL),
    (NO_RATE, "w_new = w - 0.1*2*(w*x - y)", Kind.MULTIPLIER,
     "w is multiplied by x, so x belongs into the derivative by w; it is missing."),
    (NO_RATE, "w_new = w - 0.1*w*w*exp(x)", Kind.WRONG, "What is subtracted is no multiple of the gradient."),
    (NEURON, "w_new = w - 0.1*x", Kind.SHAPE, "w after a step has the shape of w, (), not (1, m)."),
]  # fmt: skip
SIZES = {"n": 2, "m": 3, "k": 4}
NUMBERS = {"x": [[1, 2, 3]], "y": [[2, 3, 5]], "w": 0.5, "b": 0.1}  # dL/dw is -10.266667
STEP_NUMBERS = {"x": 2.0, "y": 1.0, "eta": 0.1, "w": 1.0}  # dL/dw is 4
AT_NUMBERS = [
    (NEURON, NUMBERS, "dw = -10.266667", Kind.RIGHT, "Right, to the digits that are written."),
    (NEURON, NUMBERS, "dw = -1e1", Kind.DIGITS, "Right, as far as so few digits can say."),
    (NEURON, NUMBERS, "dw = -10.28", Kind.WRONG, "These are not the numbers of the gradient at these values."),
    (NEURON, NUMBERS, "dw = [1, 2]", Kind.SHAPE, "∂L/∂w has the shape of w, (), not (2,)."),
    (CHAIN, {"x": 1.0}, "df/dh = -0.533", Kind.RIGHT,
     "Right, with what comes before it rounded to 2 decimals; unrounded, it is −0.5344."),
    (STEP, STEP_NUMBERS, "w_new = 0.6", Kind.RIGHT, "Right, to the digits that are written."),
    (STEP, STEP_NUMBERS, "w_new = -3.0", Kind.FACTOR, "The learning rate is missing."),
    (STEP, STEP_NUMBERS, "w_new = w - 0.2*2*(w*x - y)*x", Kind.FACTOR,
     "This step has the learning rate 0.2, and the board's is 0.1."),
    ("params x\nf = 3*x", {}, "dx = 3", Kind.RIGHT, "Right."),
    ("params x (2, 1)\nf = sum(3*x)", {}, "dx = 3", Kind.SHAPE,
     "∂f/∂x has the shape of x, (2, 1), not one number."),
]  # fmt: skip


@pytest.mark.parametrize(("board", "claim", "kind", "sentence"), SAYS)
def test_a_slip_gets_its_own_sentence(board, claim, kind, sentence):
    """Each claim was made from the gradient by one slip; the sentence says which, and without it the claim is right."""
    verdict = judge(read_whiteboard(board), claim, {})
    assert (verdict.kind, verdict.sentence) == (kind, sentence)
    if verdict.undone is not None:
        rng = np.random.default_rng(0)
        leaves = {leaf for leaf in topological([verdict.undone, verdict.reveal]) if leaf.is_leaf}
        numbers = {leaf: rng.normal(size=[SIZES.get(d, d) for d in leaf.shape]) for leaf in leaves}
        undone, gradient = evaluate([verdict.undone, verdict.reveal], numbers, sizes=SIZES)
        np.testing.assert_allclose(undone, gradient, rtol=1e-9)


@pytest.mark.parametrize(("board", "values", "claim", "kind", "sentence"), AT_NUMBERS)
def test_numbers_get_a_sentence_of_their_own(board, values, claim, kind, sentence):
    """What is written in digits is judged at the values of the board, to the digits that are written."""
    verdict = judge(read_whiteboard(board), claim, values)
    assert (verdict.kind, verdict.sentence) == (kind, sentence)
    assert verdict.right is sentence.startswith("Right")
