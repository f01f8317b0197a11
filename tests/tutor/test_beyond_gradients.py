"""Claims beyond gradients: values of the forward pass, steps of gradient descent, numbers on slides."""

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import ChainruleError
from chainrule.tutor.tutor import judge
from chainrule.tutor.verdicts import Kind

# the neuron of lecture 1
NEURON = """
data x0 = -1, x1 = -2
params w0 = 2, w1 = -3, w2 = -3
q = w0*x0 + w1*x1 + w2
e1 = exp(-q)
h = 1 + e1
f = 1/h
"""
LINE = """
data x (1, m) = [[1, 2, 3]], y (1, m) = [[2, 3, 5]]
params w = 0.5, b = 0.1
yhat = w*x + b
L = mean((yhat - y)**2)
"""
RATED = LINE.replace("params", "data eta = 0.1\nparams")


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("h = 1.37", True),
        ("h = 1.38", False),
        ("h = 1 + exp(-q)", True),
        ("h = 1 - exp(-q)", False),
        ("q + f = 1.73", True),
        ("q + f = 1.74", False),
        ("f = 0.7", True),  # to one digit
        ("f = 0.8", False),
        ("dq*x0 = -0.2", True),
    ],
)
def test_a_value_is_claimed_like_a_gradient(claim, right):
    """A name of the board, or an expression in such, in numbers or as a formula."""
    assert judge(read_whiteboard(NEURON), claim).right is right


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("dh = -0.533", "Right, with what comes before it rounded to 2 decimals; unrounded, it is −0.5344."),
        ("dh = -0.534", "Right, to the digits that are written."),
        ("dh = -0.532", "These are not the numbers of the gradient at these values."),
        ("dh = -0.54", "These are not the numbers of the gradient at these values."),
        ("dq = 0.2", "Right, as far as so few digits can say."),
        ("f = 1", "Too coarse to tell: no digit of this can be checked; write more of them."),
        ("dq = 0", "It is small, but not 0; write so many digits that one of them is not 0."),
        ("dq = 0.00", "The gradient is not 0 at these values."),
    ],
)
def test_a_number_is_judged_as_it_was_written(claim, sentence):
    """To its digits, and with the rounding of the slide's numbers before it: −1/1.37² is −0.533."""
    assert judge(read_whiteboard(NEURON), claim).sentence == sentence


@pytest.mark.parametrize("claim", ["f = 1", "dq = 0", "dq = 0.0", "dx0 = 0"])
def test_a_number_without_a_correct_digit_is_not_right(claim):
    """0.73 is not 1, and 0.2 is not 0, though both round to them."""
    assert not judge(read_whiteboard(NEURON), claim).right


@pytest.mark.parametrize(
    ("claim", "decimals"),
    [
        ("dq = 0.73*(1 - 0.73)", "2 decimals"),
        ("dw0 = (0.73)*(1 - 0.73)*(-1)", "2 decimals"),
        ("dw0 = 0.7*(1 - 0.7)*(-1)", "1 decimal"),
        ("dq = 0.74*(1 - 0.74)", ""),
        ("dq = 0.73*(1 + 0.73)", ""),
        ("dw0 = 0.73*(1 - 0.73)", ""),
    ],
)
def test_a_calculation_with_rounded_numbers_is_right(claim, decimals):
    """CS231n goes on with the 0.73 of its slide, whatever the sigmoid was made of."""
    verdict = judge(read_whiteboard(NEURON), claim)
    assert verdict.right is bool(decimals)
    assert decimals in verdict.sentence


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("w := w + 0.4", "Right at these values: a step of gradient descent with the learning rate 0.1."),
        ("w := w - 0.4", "This goes uphill: gradient descent subtracts the gradient."),
        ("w := w + 0.4*w", "What is subtracted is no multiple of the gradient."),
    ],
)
def test_a_step_in_numbers_is_judged_at_the_numbers_of_the_board(claim, sentence):
    """The gradient is −4 there, and 0.4 is a tenth of it."""
    assert judge(read_whiteboard("data x = 2, y = 3\nparams w = 1\nL = (w*x - y)**2"), claim).sentence == sentence


@pytest.mark.parametrize(
    ("values", "message"),
    [({"f": 10}, "f is computed on the board"), ({"u": 10}, "u does not stand on the board")],
)
def test_what_is_computed_takes_no_number(values, message):
    """A claim cannot bring the value that it claims."""
    with pytest.raises(ChainruleError, match=f"{message}; numbers are given to x"):
        judge(read_whiteboard("f = 1/(1 + exp(-x))"), "f = 10", values)


@pytest.mark.parametrize(
    ("board", "claim", "kind"),
    [
        (RATED, "w := w - eta*dw", Kind.RIGHT),
        (RATED, "w <- w - eta*dL/dw", Kind.RIGHT),
        (RATED, "w ← w - eta*2/m*sum((yhat - y)*x)", Kind.RIGHT),
        (RATED, "w -= eta*dw", Kind.RIGHT),
        (RATED, "w = w - 0.1*dw", Kind.RIGHT),
        (RATED, "w_new = 1.527", Kind.RIGHT),
        (RATED, "w - 0.1*dw = 1.527", Kind.RIGHT),
        (RATED, "w := w + eta*dw", Kind.SIGN),
        (RATED, "w += eta*dw", Kind.SIGN),
        (RATED, "w := -eta*dw", Kind.EXTRA),
        (RATED, "w := w - dw", Kind.FACTOR),
        (RATED, "w := w - 0.2*dw", Kind.FACTOR),
        (RATED, "w := w - eta*sum((yhat - y)**2*x)/m", Kind.UNDIFFERENTIATED),
        (RATED, "w := 1.6", Kind.WRONG),
        (LINE, "w := w - 0.1*dw", Kind.RIGHT),
        (LINE, "w := w + 0.1*dw", Kind.SIGN),
        (LINE, "w := w - 0.1*sum(2/m*(yhat - y))", Kind.MULTIPLIER),
        (LINE, "w := b", Kind.WRONG),
    ],
)
def test_a_step_is_judged(board, claim, kind):
    """W − η ∂L/∂w, with the learning rate of the board or of the claim."""
    assert judge(read_whiteboard(board), claim).kind is kind


@pytest.mark.parametrize("rate", ["eta", "η", "lr", "alpha", "learning_rate"])
@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("w := w - {}*dw", "Right."),
        ("w -= {}*2/m*sum((yhat - y)*x)", "Right."),
        ("w = w + {}*dw", "This goes uphill: gradient descent subtracts the gradient."),
        ("w := -{}*dw", "This is the step alone; it is taken from where the parameter was."),
        ("w := w - {0}*{0}*dw", "In {0} * {0}, {0} is a factor too many."),
    ],
)
def test_a_learning_rate_needs_no_declaration(rate, claim, sentence):
    """By any of its names it is a number of its own: its square is another."""
    assert judge(read_whiteboard(LINE), claim.format(rate)).sentence == sentence.format(rate)


@pytest.mark.parametrize(
    ("board", "claim", "message"),
    [
        (RATED, "w := w - lr*dw", "lr does not stand on the board; the learning rate is eta here"),
        (LINE, "w := w - lr*eta*dw", "does not stand on the board; the learning rate is (lr|eta) here"),
        (LINE, "dw = eta*dyhat", "eta does not stand on the board$"),
    ],
)
def test_a_step_has_one_learning_rate(board, claim, message):
    """That of the board, or the one that the claim begins with; a gradient has none."""
    with pytest.raises(ChainruleError, match=message.replace("$", "(?m:$)")):
        judge(read_whiteboard(board), claim)


def test_a_step_of_a_matrix_goes_uphill_too():
    """Where the gradient is no square, so that its transpose is no step."""
    board = read_whiteboard("data X (n, m)\nparams W (k, n)\nL = sum(tanh(W @ X))")
    assert judge(board, "W := W + eta*dW").kind is Kind.SIGN
    assert judge(board, "W := W - eta*dW").right


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("h := 3", ":= is for a parameter after a step"),
        ("h = h", "h is what is asked for; state it without itself"),
        ("w0 := 1.9", "how far a step goes is said by the learning rate; declare one: data eta = 0.1"),
        ("q + = 3", "this line cannot be read"),
    ],
)
def test_what_cannot_be_judged_says_why(claim, message):
    """One sentence, and what to write instead."""
    with pytest.raises(ChainruleError, match=message):
        judge(read_whiteboard(NEURON), claim)
