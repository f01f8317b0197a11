"""Claim text: the many ways to say which gradient is meant."""

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError
from chainrule.tutor.claim_text import read_claim  # by its LEFT_SIDES
from chainrule.tutor.tutor import judge

BOARD = read_whiteboard(
    "data X (n, m), Y (K, m)\nparams theta (K, n)\nZ1 = theta @ X\nyhat = sigmoid(Z1)\nL = sum((yhat - Y)**2)"
)


@pytest.mark.parametrize(
    "left",
    [
        *(
            "dtheta",
            "dθ",
            "dL/dtheta",
            "∂L/∂θ",
            "dL_dtheta",
            "dJ/dtheta",
            "∂J/∂θ",
            "dloss/dtheta",
            "d_theta",
            "dL / dθ",
        ),
        *("grad_L(θ)", "grad_L theta"),
        *("grad_theta", "gradtheta", "grad theta", "grad(θ)", "theta.grad", "θ.grad", "∇theta", "∇_θ L", "nabla_theta"),
    ],
)
def test_a_gradient_has_many_names(left):
    """All of these ask for ∂L/∂theta, whose name is the board's."""
    assert str(read_claim(BOARD, f"{left} = 1").question) == "∂L/∂theta"


@pytest.mark.parametrize("left", ["dZ1", "delta1", "δ1", "δ₁", "delta_1", "Z1.grad", "dZ_1"])
def test_an_error_signal_is_the_cotangent_of_a_score(left):
    """δ₁ is how the equations write ∂L/∂Z1."""
    assert str(read_claim(BOARD, f"{left} = 1").question) == "∂L/∂Z1"


@pytest.mark.parametrize(
    "right",
    [
        *("delta1 @ X.T", "δ₁.dot(X.T)", "∂J/∂Z1 @ X.T", "grad_Z1 @ np.transpose(X)", "Z1.grad @ X.T"),
        *("(dŷ*ŷ*(1 − ŷ)) @ X.T", "(dJ/dyhat ⊙ y_hat ⊙ (1 − y_hat)) @ X.T", "2·((ŷ - Y)·ŷ·(1 - ŷ)) @ X.T"),
    ],
)
def test_the_right_side_may_use_them_too(right):
    """Signals, gradients and names in any spelling stand in a formula."""
    assert judge(BOARD, f"dθ = {right}").right


def test_a_name_of_the_board_comes_first():
    """On a board with a delta1, delta1 is that; where J is a name, dJ/dw is about J."""
    board = read_whiteboard("params w\nJ = w*w\ndelta1 = 3*w\nL = J + delta1")
    assert str(read_claim(board, "dJ/dw = 1").question) == "∂J/∂w"
    assert judge(board, "dJ/dw = 2*w").right
    assert judge(board, "dw = 2*w + delta1/w").right


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("dtheta.T = X", "column 1: a claim is about all of dtheta as it stands"),
        ("dtheta[0] = 1", "column 1: a claim is about all of dtheta as it stands"),
        ("dtheto = X", "column 1: dtheto is no derivative by a name of the board; .*; did you mean dtheta?"),
        ("dtheta = 0,5*X", "column 10: a decimal has a point: 0.5, not 0,5"),
    ],
)
def test_a_left_side_that_is_none_is_answered(claim, message):
    """A transpose, an entry, an unknown name."""
    with pytest.raises(WhiteboardError, match=message):
        judge(BOARD, claim)


@pytest.mark.parametrize("left", ["grad f", "∇f", "grad(f)", "grad_f", "nabla_f"])
def test_the_gradient_of_the_cost_is_by_its_only_parameter(left):
    """As a textbook writes ∇f = 2x; data is no parameter, and f.grad is a program's name for ∂f/∂f."""
    board = read_whiteboard("data a (n, 1)\nparams x (n, 1)\nf = sum(a*x**2)")
    assert judge(board, f"{left} = 2*a*x").sentence == "Right."
    assert judge(board, "f.grad = 1").sentence == "Right."


@pytest.mark.parametrize(
    "left",
    ["grad_w(L)", "grad_w L", "grad(L, w)", "gradient(L, w)", "nabla_w L", "∇_w L", "∇w L", "grad_w(J)", "grad w"],
)
def test_a_gradient_names_what_it_is_by(left):
    """As papers and programs write it: below the sign, or as the second argument."""
    board = read_whiteboard("data x\nparams w, b\nL = (w*x + b)**2")
    assert judge(board, f"{left} = 2*(w*x + b)*x").sentence == "Right."
    assert judge(board, f"{left} = 2*(w*x + b)").sentence != "Right."


def test_a_gradient_by_what_is_not_there():
    """The name is told, and theta stands for all parameters."""
    board = read_whiteboard("data x\nparams w, b\nL = (w*x + b)**2")
    with pytest.raises(WhiteboardError, match="v does not stand on the board"):
        judge(board, "grad_v(L) = 2")
    with pytest.raises(
        WhiteboardError, match="grad_theta L is by several parameters, and a claim is by one, such as dw"
    ):
        judge(board, "grad_theta L = 2")


def test_the_gradient_by_several_parameters_is_asked_for_one_by_one():
    """No claim is about all of them."""
    with pytest.raises(WhiteboardError, match="∇f is by several parameters, and a claim is by one, such as da"):
        judge(read_whiteboard("params a, b\nf = a*b"), "∇f = a")


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("dW = 2*||W||^2", r"write ‖x‖² as sum\(x\*\*2\), and ‖x‖ as norm\(x\)"),
        ("dW = 2*|W|", r"write \|x\| as abs\(x\)"),
        ("dW = np.outer(W, W)", r"write a @ b.T, where a \(n, 1\) and b \(k, 1\) are columns; of rows it is a.T @ b"),
    ],
)
def test_what_a_board_has_instead_is_named(claim, message):
    """Two bars are a norm, one is an absolute value; an outer product is one of a column and a row."""
    with pytest.raises(WhiteboardError, match=message):
        judge(read_whiteboard("params W (k, n)\nL = sum(W**2)"), claim)
