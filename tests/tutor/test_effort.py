"""Effort: trials end by count, not by the clock, and memory is asked for before it is taken."""

import gc
import time

import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.boards.random_values import require_small
from chainrule.errors import GraphError
from chainrule.tutor.edits import Edits
from chainrule.tutor.effort import MOST_NODES, Effort, SpentError, weight
from chainrule.tutor.gradient_answer import RARE, GradientAnswer
from chainrule.tutor.questions import Question
from chainrule.tutor.tutor import Tutor, judge
from chainrule.tutor.verdicts import Kind

PRODUCT = "f = " + "*".join(["x"] * 100)
SUMS = "\n".join(
    [f"a{i} = w{i}*x + {'*'.join(['w0'] * 20)}" for i in range(60)] + ["L = " + "+".join(f"a{i}" for i in range(60))]
)
LAYERS = "data X (5, m)\nparams " + ", ".join(f"W{i} (5, 5)" for i in range(40)) + "\nA0 = X\n"
LAYERS += "\n".join(f"A{i + 1} = tanh(W{i} @ A{i})" for i in range(40)) + "\nL = mean(A40**2)"


def test_trials_end_when_the_effort_is_spent():
    """Three trials of ten nodes fit into 35, the fourth does not."""
    effort = Effort(10, most=35)
    for _ in range(3):
        effort.take()
    with pytest.raises(SpentError):
        effort.take()


def test_large_arrays_and_products_weigh_more():
    """A number weighs 1, an array more the more entries it has, a product by its multiply-adds too."""
    x, X = cr.input("x"), cr.input("X", ("n", "n"))
    assert weight([x, -x], {}) == 2
    assert [weight([X], {"n": n}) for n in (3, 100)] == [1, 21]
    assert weight([X @ X], {"n": 100}) == 41


def test_memory_is_counted_before_it_is_taken():
    """All arrays together, however large."""
    X = cr.input("X", ("n", 10**12))
    require_small([cr.input("x", (1000, 1000))], {})
    with pytest.raises(
        GraphError, match=r"in all arrays together, and here there are 3,000,000,000,000; write letters"
    ):
        require_small([X], {"n": 3})


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        (PRODUCT, "dx = x"),
        (PRODUCT, "dx = 2 * x + f"),
        (SUMS, "dw0 = x * w1 + a3"),
        (LAYERS, "dW20 = W20 * W19 + W3"),
        (LAYERS, "dW20 = W20 @ X @ W19"),
    ],
)
def test_a_claim_about_a_large_board_takes_a_second(board, claim):
    """Edits, mends and slips end at the same limit."""
    tutor = Tutor(read_whiteboard(board))
    gc.disable()  # what other tests have left in memory is not walked through meanwhile
    try:
        begun = time.process_time()
        assert not tutor.judge(claim).right
        assert time.process_time() - begun < 2
    finally:
        gc.enable()


def test_slips_end_at_the_limit():
    """A product of a hundred factors has more slips than are tried."""
    board = read_whiteboard(PRODUCT)
    answer = GradientAnswer(board, Question("f", "x"), Tutor(board)._rng)
    assert 100 < len(answer.slips) * weight(answer.backward.order, {}) <= (1 + RARE) * MOST_NODES


def test_no_edit_is_tried_when_the_effort_is_spent():
    """Neither those that are looked for first nor the others, and nothing breaks."""
    names = read_whiteboard("params A (n, n), x (n, 1)\nL = x.T @ A @ x").graph.all_names
    spent, enough = (Edits(names["A"].T @ names["x"], names, Effort(10, most), str, {}) for most in (5, 1000))
    assert (list(spent.symmetric()), list(spent)) == ([], [])
    assert len(list(enough.symmetric())) == 1 < len(list(enough))


@pytest.mark.parametrize(
    ("claim", "kind", "sentence"),
    [
        (
            "dx = 2*x",
            Kind.INDEPENDENT,
            "g does not depend on x, so ∂g/∂x is 0. This is ∂f/∂x: the gradient of f, not of g.",
        ),
        ("dx = x", Kind.INDEPENDENT, "g does not depend on x, so ∂g/∂x is 0."),
        ("dx = 3", Kind.INDEPENDENT, "g does not depend on x, so ∂g/∂x is 0."),
        ("dx = 0", Kind.RIGHT, "Right, to the digits that are written."),
        ("dx = x - x", Kind.RIGHT, "Right."),
        ("df/dx = 2*x", Kind.RIGHT, "Right."),
        (
            "df/dy = 2*y",
            Kind.INDEPENDENT,
            "f does not depend on y, so ∂f/∂y is 0. This is ∂g/∂y: the gradient of g, not of f.",
        ),
    ],
)
def test_what_the_cost_does_not_use_has_no_gradient(claim, kind, sentence):
    """A board with two costs: the verdict says which of them does not depend on what, and whose gradient it is."""
    verdict = cr.whiteboard("f = x*x\ng = y*y").claim(claim, x=2.0, y=5.0)
    assert (verdict.kind, verdict.sentence) == (kind, sentence)


def test_what_a_claim_ignores_is_listed_up_to_a_dozen():
    """Of fifty weights twelve are named."""
    board = cr.whiteboard("L = x*(" + " + ".join(f"w{i}" for i in range(50)) + ")")
    sentence = board.claim("dx = x*x + 7").sentence
    assert sentence.count("w") == 12
    assert sentence.endswith(" and 38 more, and the claim does not.")


@pytest.mark.parametrize(("sign", "claim"), [("+", "dx = x21"), ("+", "dx = -sin(x21)*x21"), ("- x +", "dx = x21")])
def test_sums_of_sums_are_walked_once(sign, claim):
    """Doubling 22 times is 22 sums and four million terms."""
    lines = [f"x0 = x {sign} x", *(f"x{i} = x{i - 1} {sign} x{i - 1}" for i in range(1, 22)), "L = cos(x21)"]
    start = time.process_time()
    assert not judge(read_whiteboard("\n".join(lines)), claim).right
    assert time.process_time() - start < 5
