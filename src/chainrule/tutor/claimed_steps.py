"""Claimed steps: `dh[t] = W.T @ (dh[t+1] * …)`, a claim about every step of a loop, and h[2] in what is said of one."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from chainrule.boards.steps import Counting, write_step
from chainrule.boards.whiteboard import Whiteboard
from chainrule.graph.graph import without_brackets
from chainrule.graph.scopes import LOOP, Scope
from chainrule.tutor.claim_text import IN_BRACKETS
from chainrule.tutor.respelled import Respelled, in_brackets
from chainrule.tutor.verdicts import Verdict

MOST_NODES = 600  # of all boards at which a claim is judged: one of a long loop is judged at fewer steps
WITH_INDEX_BELOW = r"(?<!\w)(?P<name>d?(?:{bases}))_(?:\{{(?P<long>{letter}[^{{}}]*)\}}|(?P<short>{letter})(?!\w))"


@dataclass(frozen=True)
class Stepwise:
    """A claim about every step: the letter that counts them, its left side, and the claim at each of them."""

    letter: str
    left: str
    at: Mapping[int, Respelled]


def claims_by_step(whiteboard: Whiteboard, text: str) -> Stepwise | None:
    """A claim at the steps of a loop, at each where all that it names stands on the board; None where it has none."""
    for letter, steps in _loops(whiteboard).items():
        claimed = _in_brackets(whiteboard, Respelled.of(text), letter)
        written = claimed.text
        if not _counts(written, letter) or re.search(rf"\bfor\s+{letter}\b", written):
            continue
        left = written.partition("=")[0]
        if not _counts(left, letter):
            told = f"{letter} counts steps on the right, and nothing does on the left"
            raise claimed.place().fault(f"{told}; a sum over steps is sum(… for {letter} in 1..T)")
        found = {number: _at(whiteboard, claimed, letter, number) for number in steps}
        at = {number: claim for number, claim in found.items() if claim and _is_known(whiteboard, claim.text)}
        return Stepwise(letter, left.strip(), at) if at else None
    return None


def tried(numbers: Iterable[int], nodes: int) -> list[int]:
    """The steps at which a claim is judged, the last one first, where the way back begins; on large boards two or so.

    >>> tried(range(1, 5), 30), tried(range(1, 41), 300)
    ([4, 3, 2, 1], [40, 1])
    """
    last, *others = sorted(numbers, reverse=True)
    most = max(MOST_NODES // nodes, 2)
    if len(others) < most:
        return [last, *others]
    return [last, *others[: most - 2], others[-1]]


def together(claims: Stepwise, judged: Mapping[int, Verdict]) -> Verdict:
    """What is said of all steps: that the claim is right, or what is to be said of the first that is not."""
    letter, steps = claims.letter, [*claims.at]
    for number, one in judged.items():
        if not one.right:
            return replace(one, sentence=f"At {letter} = {number}: {one.sentence}") if len(steps) > 1 else one
    one = max(judged.values(), key=lambda verdict: len(verdict.sentence))  # what any step rests on is said
    first, last = min(steps), max(steps)
    where = f"for {letter} = {first}" + (f" … {last}" if last > first else "")
    if len(judged) < len(steps):
        where = f"at {letter} = {', '.join(map(str, sorted(judged)))}, of {first} … {last}"
    rests_on = one.sentence.removeprefix("Right").rstrip(".")
    return replace(one, sentence=f"Right, {where}{rests_on}.", called=claims.left)


def with_steps_written(whiteboard: Whiteboard, verdict: Verdict, text: str) -> Verdict:
    """A verdict that calls h[2] so, unless the claim calls something by its name in the graph, h_2."""
    bracketed = in_brackets(whiteboard.steps, text)
    step = bracketed(verdict.name)
    called = verdict.called or (step if step != verdict.name else "")
    return replace(verdict, sentence=bracketed(verdict.sentence), called=called)


def _counts(text: str, letter: str) -> bool:
    return re.search(rf"\[[^][]*\b{letter}\b[^][]*\]", text) is not None


def _loops(whiteboard: Whiteboard) -> dict[str, list[int]]:
    """The letter of each loop, and the numbers that it takes, in all loops that have it."""
    scopes: dict[Scope, None] = {one: None for scope in whiteboard.scopes.values() for one in scope.path}
    found: dict[str, set[int]] = {}
    for scope in scopes:
        if scope.kind == LOOP:
            found.setdefault(scope.name, set()).update(range(min(scope.steps), max(scope.steps) + 1))
    return {letter: sorted(numbers) for letter, numbers in found.items()}


def _in_brackets(whiteboard: Whiteboard, claim: Respelled, letter: str) -> Respelled:
    """A claim in which h_t and h_{t+1} are h[t] and h[t+1]."""
    bases = sorted({re.escape(base) for base, _ in whiteboard.steps.values()}, key=len, reverse=True)
    below = WITH_INDEX_BELOW.format(bases="|".join(bases), letter=letter)
    return claim.sub(re.compile(below), lambda match: f"{match['name']}[{match['long'] or match['short']}]")


def _at(whiteboard: Whiteboard, claim: Respelled, letter: str, number: int) -> Respelled | None:
    """The claim at a step; None where what stands in brackets is no step there."""
    counting, fits = Counting(dict(whiteboard.sizes), {letter: number}), True

    def numbered(match: re.Match[str]) -> str:
        nonlocal fits
        try:
            index = counting.index(ast.parse(match["index"].strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            index = None
        if index is None:
            return match[0]
        fits = fits and min(index) >= 0
        return write_step(match["name"], index)

    at_step = claim.sub(IN_BRACKETS, numbered)
    return at_step if fits else None


def _is_known(whiteboard: Whiteboard, claim: str) -> bool:
    """Whether everything in brackets of a claim stands on the board."""
    bases = {base for base, _ in whiteboard.steps.values()}
    for name, index in IN_BRACKETS.findall(claim):
        base = name if name in bases else name.removeprefix("d")
        if base in bases and without_brackets(f"{base}[{index}]") not in whiteboard.steps:
            return False
    return True
