"""What the tutor says of a claim, beside the truth."""

from dataclasses import dataclass
from functools import cache

from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import ChainruleError
from chainrule.tutor.tutor import Tutor
from chainrule.tutor.verdicts import Kind, Verdict

from .boards import Board, Claim, facts_in
from .hints import hint_fault
from .truth import Truth, truth

NO_HINT = (Kind.WRONG, Kind.SHAPE, Kind.IGNORES)


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
