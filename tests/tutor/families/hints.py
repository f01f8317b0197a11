"""Whether a hint is true: what its sentence states is tried in NumPy, and the claim without the slip is the gradient.

A sentence of a known form is tried by the claim's own text, so that nothing of the tutor is taken on trust.
"""

import ast
import re
from collections.abc import Iterator

import numpy as np

from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import topological
from chainrule.tutor.verdicts import Kind, Verdict

from .boards import Board, Fact, facts_in
from .functions import plain
from .truth import Truth, asked, claimed, difference, gradient, leaves, lines, truth

PLACES = 4
CLOSE = 1e-7  # of the largest entry: the tutor's numbers have fewer digits than these
WITHOUT_SLIP = (
    Kind.INDEPENDENT,
    Kind.DIGITS,
    Kind.COARSE,
)  # these say what is the matter, and there is nothing to undo
OTHER = re.compile(r"This is ∂(\w+)/∂(\w+)")
STANDS_FOR = re.compile(r"(?:Once, )?(\w+(?:\.T)?) stands where (\w+(?:\.T)?) belongs")


def hint_fault(board: Board, text: str, verdict: Verdict) -> str:
    """What is false about a hint; nothing where it is true, be it only where the labels are as the hint says."""
    facts = facts_in(verdict.sentence)
    if (other := OTHER.match(verdict.sentence)) and not _is(board, text, verdict.factor, other.groups(), facts):
        return f"it is not ∂{other[1]}/∂{other[2]}"
    if verdict.sentence.startswith("Right up to") and not _is(board, text, verdict.factor, asked(board, text), facts):
        return f"it is not {verdict.factor} times the gradient"
    if exchange := STANDS_FOR.match(verdict.sentence):
        mended = [f"{one} / ({written(verdict.factor)})" for one in exchanged(text, *exchange.groups())]
        if mended and all(truth(board, one, facts) is Truth.WRONG for one in mended):
            return f"with {exchange[2]} for {exchange[1]} it is not the gradient"
    return "" if _undone(board, text, verdict, facts) else "without the slip it is not the gradient"


def _is(board: Board, text: str, factor: str, derivative: tuple[str, ...], facts: frozenset[Fact]) -> bool:
    """Whether a claim is so many times a derivative."""
    for place in range(PLACES):
        at = {letter: leaves(board, place, facts)[letter] for letter in lines(board).letters}
        times = np.longdouble(eval(written(factor), {"__builtins__": {}}, at))  # noqa: S307
        cost, name = derivative
        true = times * gradient(board, place, facts, cost, name)
        if not difference(claimed(board, text, place, facts), true) < CLOSE:
            return False
    return True


def written(factor: str) -> str:
    """A factor such as −2·m as an expression, and none as 1."""
    return factor.replace("−", "-").replace("·", "*") or "1"


def exchanged(text: str, old: str, new: str) -> Iterator[str]:
    """A claim with one name in the place of another: at each place where that stands, and at all of them."""
    left, _, expression = text.partition("=")
    wanted = ast.dump(ast.parse(old, mode="eval").body)
    count = sum(ast.dump(node) == wanted for node in ast.walk(ast.parse(plain(expression))))
    for places in (*([place] for place in range(count)), range(count) if count > 1 else ()):
        tree = ast.parse(plain(expression))
        if places:
            found = [node for node in ast.walk(tree) if ast.dump(node) == wanted]
            mended = Exchange([found[place] for place in places], new).visit(tree)
            yield f"{left.strip()} = ({ast.unparse(mended)})"


class Exchange(ast.NodeTransformer):
    """Some parts of an expression exchanged for a name."""

    def __init__(self, old: list[ast.AST], new: str) -> None:
        self.old, self.new = old, new

    def visit(self, node):
        """The name where an old part stood."""
        if any(node is one for one in self.old):
            return ast.parse(self.new, mode="eval").body
        return self.generic_visit(node)


def _undone(board: Board, text: str, verdict: Verdict, facts: frozenset[Fact]) -> bool:
    """Whether the claim without the slip, as the tutor has it, is the gradient."""
    if verdict.kind in WITHOUT_SLIP or not hasattr(verdict, "undone"):
        return True
    node = verdict.undone
    if node is None:
        return False
    used = [leaf for leaf in topological([node]) if leaf.is_leaf]
    for place in range(PLACES):
        at = leaves(board, place, facts)
        sizes = {letter: int(at[letter]) for letter in lines(board).letters}
        (number,) = evaluate([node], {leaf: at[leaf.name] for leaf in used}, sizes=sizes, dtype=np.longdouble)
        true = gradient(board, place, facts, *asked(board, text))
        if number.size != true.size or not difference(number, true) < CLOSE:
            return False
    return True
