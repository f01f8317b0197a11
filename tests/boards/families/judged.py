"""What the tutor says of a claim, beside the truth: whether it is so, and whether a hint is true."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from chainrule.boards.claims import Tutor
from chainrule.boards.grammar import read_whiteboard
from chainrule.boards.verdicts import Kind, Verdict
from chainrule.errors import ChainruleError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import topological

from .boards import Board, Claim, Fact, facts_in
from .truth import NOWHERE, PLACES, Truth, asked, claimed, comparisons, difference, gradient, leaves, lines, truth

CLOSE = 1e-7  # of the largest entry: the tutor's numbers have fewer digits than these
NO_HINT = (Kind.WRONG, Kind.SHAPE, Kind.IGNORES)
WITHOUT_SLIP = (Kind.INDEPENDENT, Kind.DIGITS)  # these say what is the matter, and there is nothing to undo


@dataclass(frozen=True)
class Judged:
    """A claim, what the tutor says of it, and whether that is so."""

    family: str
    board: str
    text: str
    original: str
    slips: tuple[str, ...]
    kind: str
    sentence: str
    outcome: str  # right, accepted, refused, hint, no hint, unread, crash, between
    fault: str = ""  # of a hint
    source: str = ""


@cache
def tutor(board: Board) -> Tutor:
    """The tutor of a board, made once."""
    return Tutor(read_whiteboard(board.text))


def judged(board: Board, text: str, right: Claim, slips: tuple[str, ...] = ()) -> Judged:
    """What the tutor says of a claim, beside the truth."""
    source = "" if slips else right.source

    def found(kind: str, sentence: str, outcome: str, fault: str = "") -> Judged:
        return Judged(board.family, board.name, text, right.text, slips, kind, sentence, outcome, fault, source)

    try:
        verdict = tutor(board).judge(text)
    except ChainruleError as error:
        return found("", str(error).split("\n")[0], "unread")
    except Exception as error:  # noqa: BLE001  a finding, which is to be shown beside the others
        return found("", repr(error), "crash")
    outcome = _outcome(board, text, verdict)
    fault = hint_fault(board, text, verdict) if outcome == "hint" else ""
    return found(verdict.kind.value, verdict.sentence, outcome, fault)


def _outcome(board: Board, text: str, verdict: Verdict) -> str:
    if verdict.right:
        facts = facts_in(verdict.sentence)
        if not facts and verdict.sentence != "Right.":
            return "accepted"  # on what it does not say
        return "accepted" if truth(board, text, facts) is Truth.WRONG else "right"
    is_true = truth(board, text)
    if is_true is Truth.RIGHT:
        return "refused"
    if is_true is not Truth.WRONG or any(truth(board, text, facts) is not Truth.WRONG for facts in board.facts):
        return "between"
    return "no hint" if verdict.kind in NO_HINT else "hint"


# ---- whether a hint is true ---------------------------------------------------------------------------------------


def hint_fault(board: Board, text: str, verdict: Verdict) -> str:
    """What is false about a hint; nothing where it is true, be it only for labels of the board's kinds."""
    faults = [_hint_fault(board, text, verdict, facts) for facts in sorted({NOWHERE, *board.facts}, key=len)]
    return "" if "" in faults else faults[0]


def _hint_fault(board: Board, text: str, verdict: Verdict, facts: frozenset[Fact]) -> str:
    if other := re.match(r"This is ∂(\w+)/∂(\w+)", verdict.sentence):
        scale = _scale(board, verdict.factor, facts)
        truths = [scale(place) * gradient(board, place, facts, *other.groups()) for place in range(PLACES)]
        pairs = ((claimed(board, text, place, facts), true) for place, true in enumerate(truths))
        if not all(difference(found, true) < CLOSE for found, true in pairs):
            return f"it is not {other[0].removeprefix('This is ')}"
    if verdict.factor and verdict.sentence.startswith("Right up to"):
        scale = _scale(board, verdict.factor, facts)
        pairs = comparisons(board, text, facts)
        if not all(difference(found, scale(place) * true) < CLOSE for place, (found, true) in enumerate(pairs)):
            return f"it is not {verdict.factor} times the gradient"
    return "" if _undone(board, text, verdict, facts) else "without the slip it is not the gradient"


def _scale(board: Board, factor: str, facts: frozenset[Fact]) -> Callable[[int], np.longdouble]:
    """The number that a factor such as m/(2·n) is at a place."""
    code = factor.replace("−", "-").replace("·", "*") or "1"

    def scale(place: int) -> np.longdouble:
        at = leaves(board, place, facts)
        return np.longdouble(eval(code, {"__builtins__": {}}, {one: at[one] for one in lines(board).letters}))  # noqa: S307

    return scale


def _undone(board: Board, text: str, verdict: Verdict, facts: frozenset[Fact]) -> bool:
    """Whether the claim without the slip is the gradient."""
    if verdict.kind in WITHOUT_SLIP or not hasattr(verdict, "undone"):
        return True
    node = verdict.undone
    if node is None:
        return False
    used = [leaf for leaf in topological([node]) if leaf.is_leaf]
    for place in range(PLACES):
        at = leaves(board, place, facts)
        sizes = {letter: int(at[letter]) for letter in lines(board).letters}
        given = {leaf: at[leaf.name] for leaf in used}
        (number,) = evaluate([node], given, sizes=sizes, dtype=np.longdouble)
        true = gradient(board, place, facts, *asked(board, text))
        if number.size != true.size or not difference(number, true) < CLOSE:
            return False
    return True
