"""Best hint: of all that explains a wrong formula, what takes the fewest slips, on the weakest ground that will do."""

from collections.abc import Callable
from itertools import chain

from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.tutor.answer import Answer
from chainrule.tutor.edits import Edits, fitting_edits
from chainrule.tutor.effort import weight
from chainrule.tutor.hints import Edited, Hint, derived, edit_and_slip, exact, multiple, with_a_factor
from chainrule.tutor.phrases import Words
from chainrule.tutor.points import RandomPoints
from chainrule.tutor.terms import factor_of_one_term, wrong_term


def best_hint(answer: Answer, claimed: Node, call: Words) -> Hint | None:
    """What to say of a formula that is wrong; one slip where the labels sum to 1 comes before two where they do not."""
    effort = answer.effort(weight(topological([claimed]), answer.points.sizes))
    found = Edits(claimed, answer.names, effort, call, answer.given)
    slips, symmetric = derived(answer, claimed), Edited(answer, found.symmetric())
    edits = Edited(answer, chain(fitting_edits(claimed, answer.node.shape), found))

    def one_slip(ground: RandomPoints) -> Hint | None:
        return (
            multiple(answer, ground, claimed)
            or exact(answer, ground, symmetric)  # before a transpose that is missed where two belong
            or exact(answer, ground, slips)
            or factor_of_one_term(answer, ground, claimed, call)
            or exact(answer, ground, edits)
        )

    def two_slips(ground: RandomPoints) -> Hint | None:
        return (
            wrong_term(answer, ground, claimed, call)
            or with_a_factor(answer, ground, chain(slips, edits))
            or edit_and_slip(answer, ground, slips, edits)
        )

    return on_weakest_ground(answer, one_slip, two_slips)


def on_weakest_ground(answer: Answer, *finders: Callable[[RandomPoints], Hint | None]) -> Hint | None:
    """What the first of these finds on any ground, the weakest first; else what the next one does."""
    for find in finders:
        for clause, points in answer.grounds:
            if hint := find(points):
                return hint.where(clause)
    return None
