"""Tables of the tutor's edits and phrases, each entry held against what it makes of a claim."""

import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.tutor.edits import Edits
from chainrule.tutor.effort import Effort
from chainrule.tutor.operator_edits import operator_edits
from chainrule.tutor.phrases import with_another
from chainrule.tutor.verdicts import Kind

a = cr.parameter("a", ("n", "m"))
MAY_BE_MISSING = {"exp", "log", "sqrt", "absolute", "sigmoid", "tanh", "relu"}
ALONG_AXES = {
    "softmax",
    "log_softmax",
    "logsumexp",
    "max",
    "sum",
    "mean",
    "var",
    "std",
    "batch_norm",
    "layer_norm",
    "rms_norm",
}
PLAIN = ("A", "At", "Beside", "Every", "In", "On", "Once,", "Only", "The", "This", "What")


def test_these_functions_may_be_missing_around_a_name():
    """Each with its word, and no others."""
    claim = cr.sin(a)
    edits = Edits(claim, {"a": a}, Effort(1, 100_000), lambda node: "it" if node is claim else "", {})
    made = [(edit.sentence, edit.mended) for edit in edits if edit.kind == Kind.FUNCTION]
    found = {(sentence, node.op.name) for sentence, node in made if node.operands == (claim,)}
    assert found == {(f"{name} is missing around it.", name) for name in MAY_BE_MISSING}


@pytest.mark.parametrize("name", sorted(ALONG_AXES))
def test_what_goes_along_an_axis_may_go_along_another(name):
    """Said of each op that does."""
    node = ALL_OPS[name](a, axis=(0,), **{"epsilon": 0.1} if "norm" in name else {})
    made = [make((a,)) for kind, _, make in operator_edits(node, lambda _: "") if kind == Kind.AXIS]
    assert any(one.op.name == name and one.attributes["axis"] == (1,) for one in made)


@pytest.mark.parametrize("word", PLAIN)
def test_a_second_sentence_goes_on_in_small_letters(word):
    """Where its first word is no name."""
    said = with_another(Kind.SIGN, "The sign is wrong.", f"{word} is so.")[1]
    assert said == f"The sign is wrong; besides, {word.lower()} is so."


@pytest.mark.parametrize("name", ["W1", "X", "Z", "Once"])
def test_a_name_stays_as_it_is(name):
    """Letters of a board are what they are."""
    said = with_another(Kind.SIGN, "The sign is wrong.", f"{name} is so.")[1]
    assert said == f"The sign is wrong; besides, {name} is so."


@pytest.mark.parametrize(
    ("claim", "side"), [("S.T @ (ones(n, 1) @ x.T)", "on the left"), ("(ones(n, 1) @ x.T) @ S.T", "on the right")]
)
def test_of_two_ways_through_one_product_the_missing_one_is_told_by_its_side(claim, side):
    """S S has S twice."""
    board = cr.whiteboard("params S (n, n)\ndata x (n, 1)\nA = S @ S\nL = sum(A @ x)")
    sentence = f"S acts on the cost in more than one way, and the way through S {side} in A is missing."
    assert board.claim(f"dS = {claim}").sentence == sentence
