"""What people call a cost, a learning rate and an ε, and how they write a step: each of these is understood."""

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import ChainruleError
from chainrule.ops import ALL_OPS
from chainrule.tutor import rounding  # chainrule.tutor.rounding
from chainrule.tutor.tutor import judge

BOARD = "data x, y\nparams w\nS = (w*x - y)**2"


def said(board, claim):
    """The kind of verdict."""
    return judge(read_whiteboard(board), claim, {}).kind


@pytest.mark.parametrize("cost", ["J", "L", "C", "E", "loss", "cost", "Loss", "Cost"])
def test_a_cost_may_be_called_by_another_name_than_the_boards(cost):
    """Books call it L, J, C or E, code calls it loss or cost."""
    assert said(BOARD, f"d{cost}/dw = 2*(w*x - y)*x") == "right"


def test_not_every_name_is_a_cost():
    """One that nobody uses for a cost is refused."""
    with pytest.raises(ChainruleError):
        said(BOARD, "dq/dw = 2*(w*x - y)*x")


@pytest.mark.parametrize("rate", ["eta", "η", "learning_rate", "lr", "alpha", "α", "rate", "step_size"])
def test_a_learning_rate_has_many_names(rate):
    """The step along the gradient times the board's own rate is right."""
    assert said(f"data {rate}\n{BOARD}", f"w_new = w - {rate}*2*(w*x - y)*x") == "right"


@pytest.mark.parametrize("epsilon", ["eps", "epsilon", "ε", "ϵ"])
def test_an_epsilon_has_many_names(epsilon):
    """What keeps a logarithm from 0 is missed by its name."""
    board = f"data {epsilon}\nparams x\nf = log(exp(x) + {epsilon})"
    assert said(board, "dx = exp(x)/exp(x)") == "missing ε"


@pytest.mark.parametrize(
    ("claim", "verdict"), [("w -= 0.1*2*(w*x - y)*x", "right"), ("w += 0.1*2*(w*x - y)*x", "sign")]
)
def test_a_step_is_written_as_in_code(claim, verdict):
    """What -= subtracts is the step; += goes uphill."""
    assert said(BOARD, claim) == verdict


@pytest.mark.parametrize("left", ["dS/dw", "dS / dw", "w.grad", "∇w S", "∇_w", "grad w", "grad(w)", "nabla_w", "∂S/∂w"])
def test_a_derivative_is_written_in_many_ways(left):
    """With a fraction, by ∇, by the attribute of a tensor."""
    assert said(BOARD, f"{left} = 2*(w*x - y)*x") == "right"


@pytest.mark.parametrize("name", sorted(SAMPLERS.keys() - {"erf"}))  # which has no form in more digits
def test_what_rounds_nothing_gives_the_same_in_more_digits(name):
    """An exact op gives in double precision what it gives in more; every other one rounds somewhere."""
    rng, same = np.random.default_rng(2), True
    for _ in range(30):
        case = SAMPLERS[name](rng)
        drawn = case.numbers(rng)
        numbers = {leaf: array / 3 if array.dtype.kind == "f" else array for leaf, array in drawn.items()}  # all digits
        few, more = (
            cr.evaluate([case.node], numbers, sizes=case.sizes, dtype=dtype)[0] for dtype in (np.float64, np.longdouble)
        )
        same = same and bool((few == more).all())
    assert same is (name in rounding.EXACT)


def test_what_is_as_it_was_written_rounds_nothing():
    """Numbers and labels are not computed."""
    assert {"constant", "one_hot"} <= rounding.EXACT <= set(ALL_OPS)


@pytest.mark.parametrize("sign", ["-{0}", "{0} * 2", "{0} / 2", "{0} + 0", "{0} - 0"])
def test_labels_keep_their_places(sign):
    """What is done entry by entry to one-hot columns times logarithms keeps them labels."""
    board = f"data X (n, m), Y (c, m)\nparams W (c, n)\nZ = W @ X\nL = -sum(({sign.format('Y')}) * log(softmax(Z)))"
    verdict = judge(read_whiteboard(board), f"dZ = softmax(Z)*({sign.format('1')}) - ({sign.format('Y')})", {})
    assert verdict.right, verdict
