"""Replies: a verdict about an answer, and the sentences that more than one kind of claim gets."""

from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.tutor.answer import Answer
from chainrule.tutor.gradient_answer import GradientAnswer
from chainrule.tutor.hints import Ground, Hint
from chainrule.tutor.verdicts import Kind, Verdict


def independent(answer: Answer, ground: Ground, claimed: Node) -> tuple[Kind, str]:
    """What is to be said where the cost does not depend on what is asked for, and the claim is not 0."""
    cost, name = answer.question.cost, answer.question.name
    other = next((f" {slip.sentence}" for slip in answer.slips if ground.same(claimed, slip.gradient)), "")
    return Kind.INDEPENDENT, f"{cost} does not depend on {name}, so {answer.question} is 0.{other}"


def verdict(answer: Answer, kind: Kind, sentence: str) -> Verdict:
    """A kind and a sentence, with the answer for those who give up."""
    return Verdict(kind, sentence, answer.name, answer.revealed)


def hinted(answer: Answer, hint: Hint) -> Verdict:
    """What a hint says."""
    return Verdict(hint.kind, hint.sentence, answer.name, answer.revealed, hint.factor, hint.undone)


def turns(comparison: str) -> str:
    """What is to be said of what is right on one side of a comparison."""
    return f"Not everywhere: on one side of where {comparison} turns, it is something else."


def shape_sentence(answer: Answer, shape: str) -> str:
    """What is to be said of another shape."""
    needed = write_shape(answer.node.shape)
    if isinstance(answer, GradientAnswer):
        return f"{answer.name} has the shape of {answer.question.name}, {needed}, not {shape}."
    return f"{answer.name} has the shape {needed}, not {shape}."
