"""Calls and expressions as people bring them along from NumPy, PyTorch and the whiteboard."""

import numpy as np
import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError
from chainrule.graph.evaluate import evaluate
from chainrule.tutor.tutor import judge

BOARD = "data X (2, 3), Y (4, 3)\nparams W (4, 2), F (4, 3), t\nL = "
NUMBERS = {
    "X": np.array([[1.0, -2.0, 0.5], [0.3, 1.5, -1.0]]),
    "Y": np.arange(12.0).reshape(4, 3),
    "W": np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 1.0], [2.0, -2.0]]),
    "F": np.ones((4, 3)),
    "t": np.array(1.5),
}
X, Y, W = NUMBERS["X"], NUMBERS["Y"], NUMBERS["W"]


def value(expression):
    """What an expression comes to, as an array."""
    graph = read_whiteboard(BOARD + expression).graph
    return evaluate([graph.node("L")], {leaf: NUMBERS[name] for name, leaf in graph.leaves.items()})[0]


ELSEWHERE = (
    "arctan",
    "median",
    "asin",
    "selu",
    "argmin",
)  # functions, no misspelling


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        *(("np.dot(W, X)", W @ X), ("W.dot(X)", W @ X), ("torch.matmul(W, X)", W @ X), ("X.T.dot(W.T)", (W @ X).T)),
        *(("np.maximum(0, X)", np.maximum(0, X)), ("max(0, X)", np.maximum(0, X)), ("ReLU(X)", np.maximum(0, X))),
        *(("F.relu(X)", np.maximum(0, X)), ("torch.nn.functional.relu(X)", np.maximum(0, X)), ("F.sum()", 12)),
        *(("F.T @ Y", NUMBERS["F"].T @ Y), ("X.mean()", X.mean()), ("X.sum(axis=0)", X.sum(0, keepdims=True))),
        *(("np.sum(X, axis=0, keepdims=True)", X.sum(0, keepdims=True)), ("sum(X, axis=-1)", X.sum(1, keepdims=True))),
        *(("X.sum(dim=1, keepdim=True)", X.sum(1, keepdims=True)), ("X.max(axis=1)", X.max(1, keepdims=True))),
        *(("min(X, axis=0)", X.min(0, keepdims=True)), ("np.min(X)", -2), ("X.reshape(3, 2)", X.reshape(3, 2))),
        *(("np.reshape(X, (3, 2))", X.reshape(3, 2)), ("np.concatenate([W.T, X], axis=1)", np.hstack([W.T, X]))),
        *(("np.square(X)", X**2), ("np.power(X, 3)", X**3), ("ln(Y + 1)", np.log(Y + 1)), ("X.abs()", np.abs(X))),
        *(
            ("X.shape[0]*X.shape[1]", 6),
            ("X.shape[-1]", 3),
            ("np.pi*t", 1.5 * np.pi),
            ("pi*t", 1.5 * np.pi),
            ("π*t", 1.5 * np.pi),
            ("math.e*t", 1.5 * np.e),
        ),
        *(("e**X", np.exp(X)), ("1/(1 + e**(-t))", 1 / (1 + np.exp(-1.5))), ("np.exp(-t)", np.exp(-1.5))),
        *(
            ("2·t − 1", 2.0),
            ("2×t÷3", 1.0),
            ("X ⊙ X", X * X),
            ("X.transpose()", X.T),
            ("torch.where(X > 0, X, 0)", X.clip(0)),
        ),
    ],
)
def test_other_spellings_mean_the_same(expression, expected):
    """A prefix, a method, a synonym or a sign of mathematics computes what it computes elsewhere."""
    assert np.allclose(value(expression), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("sum(np.max(X, 0))", "column 9: max does not take 2 operands; an axis is written axis=0"),
        ("X.sum(0)", "column 5: sum does not take 2 operands; an axis is written axis=0"),
        ("X.sum(-1)", "column 5: sum does not take 2 operands; an axis is written axis=-1"),
        ("np.var(X, 0)", "column 5: var does not take 2 operands; an axis is written axis=0"),
        ("np.var(X, ddof=1)", r"var divides by n, how many entries there are; by n - 1 it is n/\(n - 1\)\*var\(X\)"),
        ("X.std(unbiased=True)", r"by n - 1 it is sqrt\(n/\(n - 1\)\)\*std\(X\)"),
        ("torch.var(X)", r"torch divides by n - 1, and a board by n: write var\(X\), or n/\(n - 1\)\*var\(X\)"),
        ("rmse(X, X)", r"write sqrt\(mean\(\(Yhat - Y\)\*\*2\)\)\n"),
        ("one_hot(t)", r"write data Y \(K, m\) one-hot, which declares what is known of Y\n"),
        ("tr(X)", r"column 5: a trace is that of a square matrix, got \(2, 3\): 2 ≠ 3\n"),
        ("np.full(X, 2)", r"there is no function full; write 7\*ones\(3, 2\)\n"),
        *((f"{name}(X)", f"there is no function {name.split('.')[-1]}\n") for name in ELSEWHERE),
        ("det(X)", r"there is no function det; write exp\(logdet\(A\)\); its logarithm is logdet\(A\)\n"),
        (
            "np.linalg.inv(X)",
            r"only a square matrix has an inverse and a determinant, and this is \(2, 3\)\n",
        ),
        ("sigmod(X)", r"there is no function sigmod; did you mean sigmoid\?\n"),
        ("||X||^2", r"a board has no bars; write ‖x‖² as sum\(x\*\*2\), and ‖x‖ as norm\(x\)\n"),
        ("1/2t", r"a product needs its sign, and brackets below a bar: 1/\(2\*m\), not 1/2m\n"),
        ("max(X, 0, axis=1)", "column 5: the larger of two has no axis"),
        ("F.softmax(X)", "softmax goes along a column here; write the axis: softmax.Z, axis=0., or axis=1 along"),
        ("F.cross_entropy(X, X)", "cross_entropy stands here without a prefix, and takes an example from each column"),
        ("0,5*t", "column 5: a decimal has a point: 0.5, not 0,5"),
        ("exp(0,5*t)", "column 5: exp does not take 2 operands; a decimal has a point: 0.5, not 0,5"),
        ("X.shape[2]", r"column 5: this shape is \(2, 3\); shape\[0\] is its first size"),
        ("X.shape", r"column 5: a shape is taken apart where it is used: X.shape\[0\], X.shape\[1\]"),
        ("lambda*t", "lambda is a word of Python; choose another name, such as lam or λ"),
        ("t // half", r"column 7: the operators of a board are \+ - \* / @ and \*\*; a remark begins with #"),
        ("t % half of it", "a remark begins with #"),
        ("t -- half", r"column 7: a remark begins with #; less a negative is written x - \(-y\)"),
        ("W * X", r"column 7: W \* X: W is \(4, 2\) and X is \(2, 3\); \* goes entry by entry; did you mean W @ X\?"),
        ("W·X", r"did you mean W @ X\?"),
        ("e^X", r"column 6: \^ is no operator here; write e\^x as exp\(x\)"),
        ("e**2*t", r"e is not known here; e\*\*x is written exp\(x\), and the number np.e"),
        ("tX", r"column 5: tX is not known here; a product needs its sign: t \* X"),
        ("Xⁿ", r"column 6: the sign ⁿ cannot stand here; write \*\*n"),
        ("t⁴", r"column 6: the sign ⁴ cannot stand here; write \*\*4"),
        ("X⁻¹", r"column 6: the sign ⁻ cannot stand here; write 1/x, or a power such as x\*\*\(-1\)"),
        (
            "np.linalg.norm(X, 1)",
            "an axis is written axis=1; the one norm here is the root of the sum of squares",
        ),
        ("sum(X, keepdims=0)", "keepdims is True or False: whether an axis that is reduced stays, with size 1"),
        ("softmax(X, axis=0, keepdims=False)", "keepdims is True or False: whether an axis that is reduced stays"),
        ("mean(X, axis=2, keepdims=False)", r"column 5: there is no axis 2 in the shape \(2, 3\)"),
        ("max(X, 0, keepdims=False)", "column 5: the larger of two has no axis"),
        (
            "norm(X, ord=1)",
            "the one norm here is the root of the sum of squares; that of absolute values is",
        ),
        ("W.T.dot(X)", r"column 5: W.T @ X: W.T is \(2, 4\) and X is \(2, 3\), so 4 ≠ 2; did you mean W\?"),
        ("X.grad", "column 5: dX is not known here"),
    ],
)
def test_what_is_not_read_is_answered_with_a_spelling(expression, message):
    """Whatever cannot stand on a board is answered by what can."""
    with pytest.raises(WhiteboardError, match=message):
        value(expression)


@pytest.mark.parametrize(("shapes", "expected"), [(("", ""), 10.0), (("(2)", "(2)"), 18.0), (("(2)", ""), 20.0)])
def test_a_dot_of_numbers_and_vectors(shapes, expected):
    """np.dot multiplies numbers, and adds up the products of two vectors."""
    board = read_whiteboard("data a {}, b {}\nL = sum(np.dot(a, b))".format(*shapes))
    a, b = [2.0, 3.0] if shapes[0] else 2.5, [3.0, 4.0] if shapes[1] else 4.0
    leaves = {board.graph.node("a"): a, board.graph.node("b"): b}
    assert evaluate([board.graph.node("L")], leaves)[0] == expected


def test_e_is_a_name_where_the_board_has_one():
    """An error e keeps its square, and a power of e whose exponent is a number is never taken for exp."""
    squared = read_whiteboard("params e, x\nL = e**x").graph
    assert squared.node("L").op.name == "power"
    assert read_whiteboard("e = y - x\nL = e**2").graph.node("L").op.name == "square"
    assert read_whiteboard("L = e**2").graph.node("L").op.name == "square"


@pytest.mark.parametrize("claim", ["dx = 2*np.exp(2*x)", "dx = 2·e**(2·x)", "dx = 2*np.exp(np.multiply(2, x))"])
def test_claims_are_read_alike(claim):
    """What works on a board works in a claim."""
    assert judge(read_whiteboard("L = exp(2*x)"), claim).right


@pytest.mark.parametrize("line", ["// a remark", "% a remark", "-- a remark", "  /* a remark */", "# a remark"])
def test_a_line_may_be_a_remark_of_another_language(line):
    """Signs that no line begins with begin a remark."""
    assert list(read_whiteboard(f"{line}\nL = x").graph.all_names) == ["x", "L"]
