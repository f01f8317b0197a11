"""Everything that can be asked of a board: its readers, its check, its script, a claim."""

from collections.abc import Mapping
from contextlib import redirect_stdout, suppress
from io import StringIO

import numpy as np
from tests.readers.whole_arrays import whole_arrays

import chainrule as cr
from chainrule.boards.random_values import complete_values
from chainrule.errors import ChainruleError, GraphError, SettingError, WhiteboardError
from chainrule.faces.board import Board
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, input
from chainrule.graph.values import Values
from chainrule.ops.reductions import sum as total
from chainrule.readers.equations import DETAILS as LINES
from chainrule.readers.equations.descent import learned
from chainrule.readers.page import Sheet, page
from chainrule.readers.trace.tracing import DETAILS
from chainrule.readers.typeset.text import write_name
from chainrule.transforms.differentiate import differentiate, passes
from chainrule.transforms.simplify import simplify

USUAL = 1e6  # beyond it, a difference may be all rounding
DIGITS = 8  # so many units of the last digit may be lost by each term
ZOOMS = ("operations", "layers", "gates")
# what a board that can be read may still be refused for, in one sentence
DOCUMENTED = (
    "a cost is one number",
    "this graph opens into",
    "random numbers are drawn",
    "the graph has no cotangent of a leaf",
)


def ask_everything(text: str, seed: int) -> bool:
    """Whether a text is a board; then every reader has had its say, and whatever is no documented refusal is raised."""
    rng = np.random.default_rng(seed)
    try:
        board = cr.whiteboard(text)
    except WhiteboardError:
        return False
    for lines in LINES:
        equations = board.equations(lines)
        assert equations.text()
        assert equations.latex()
        assert equations.mathml()
    for detail in ("final", "named") if board.whiteboard.scopes else ():
        with suppress(SettingError):  # whose inside is read outside
            assert board.equations(detail, False, closed=True).text()
    try:
        board.backward()
        given = board.whiteboard.values
        values = board.bind(**board.whiteboard.obeying(complete_values(board.graph, given, rng), given))
        _with_numbers(board, values, rng)
    except GraphError as error:
        if not str(error).startswith(DOCUMENTED) and "may be any function" not in str(error):
            raise
    return True


def _with_numbers(board: Board, values: Values, rng: np.random.Generator) -> None:
    _simplified(board, values)
    _script(board, values)
    if rng.random() < 0.1:
        _claim(board, rng)
    assert str(board.check(values, entries=20))
    assert board.equations("final", values).text()
    rate = 0.1 if learned(board.backward()) else None
    for detail in DETAILS:
        assert board.trace(values, detail, learning_rate=rate).text(80)
    if rng.random() < 0.2:
        sheet = Sheet(
            "a board", board.graph, board.backward(), board.whiteboard.cost, values, "operations", "operations"
        )
        assert page(sheet).startswith("<!")
    for zoom in ZOOMS:
        for closed in (None, True, False) if board.whiteboard.scopes else (None,):
            assert board.diagram(values, zoom=zoom, closed=closed).startswith("<svg")


def _simplified(board: Board, values: Values) -> None:
    """What simplify has made of both passes has the numbers of both passes as they were differentiated."""
    raw = differentiate(board.graph, board.wrt, board.whiteboard.cost)
    leaves = {name: values[name] for name in raw.leaves}
    if bool((np.abs(values[board.whiteboard.cost]) < USUAL).all()):
        same_numbers(raw, simplify(raw), leaves)


def same_numbers(raw: Graph, plain: Graph, leaves: Mapping[str, Array]) -> None:
    """An AssertionError where the outputs of two graphs are further apart than the rounding in both may bring them."""
    with np.errstate(all="ignore"):
        expected, found = (Values(graph, leaves) for graph in (raw, plain))
        for name in raw.outputs:
            one, other = expected[name], found[name]
            usual = np.isfinite(one) & np.isfinite(other)
            far = np.abs(one - other)[usual].max(initial=0)
            if far > 1e-6 * max(1, np.abs(one[usual]).max(initial=0)):
                lost = sum(_rounding(values, name, (one - other) * usual) for values in (expected, found))
                assert far <= lost, (str(name), one, other)


def _rounding(values: Values, name: str, far: float | Array = 1.0) -> float:
    """How much of a difference rounding explains: the last digit of each term, by the slope (Linnainmaa, 1976)."""
    node = values.graph.node(name)
    sign = input("sign of the difference", node.shape)
    order = topological([node])
    slopes = passes(total(sign * node), [one for one in order if not one.operands]).cotangents
    terms = [one for one in order if one in slopes]
    leaves = {
        sign: np.broadcast_to(np.sign(far), values[node].shape),
        **{leaf: values[leaf] for leaf in order if leaf.is_leaf},
    }
    known = evaluate([*terms, *(slopes[one] for one in terms)], leaves, sizes=values.sizes)
    parts = (np.abs(term * slope).sum() for term, slope in zip(known, known[len(terms) :], strict=False))
    return DIGITS * float(np.finfo(float).eps * sum(parts))


def _script(board: Board, values: Values) -> None:
    """The script runs, learning or not, and prints the cost that we have."""
    cost = board.whiteboard.cost
    learns = bool(learned(board.backward()))
    ways = [({}, write_name(cost)), ({"learning_rate": 0.1, "steps": 1}, f"step 1: {write_name(cost)}")]
    for learning, begins in ways[: 1 + learns]:
        made, out = board.script(values, **learning), StringIO()
        code = compile(made.text, "script", "exec")
        if made.arrays:
            continue
        try:
            with redirect_stdout(out), np.errstate(all="ignore"):
                exec(code, space := {"__name__": "__main__"})  # noqa: S102  printed by us, a moment ago
        except np.linalg.LinAlgError:  # what NumPy says of a singular matrix, which has no inverse
            assert _has_none(board, values, "inverse")
            continue
        assert whole_arrays(space, board.graph) == []
        said = [line for line in out.getvalue().splitlines() if line.startswith(f"{begins} = ")]
        if said:
            found = float(said[0].removeprefix(f"{begins} = ").strip("[]"))
            expected = values[cost].item()
            is_near = np.isclose(found, expected, rtol=1e-5, equal_nan=True)
            assert is_near or abs(found - expected) <= _rounding(values, cost), (found, expected)


def _has_none(board: Board, values: Values, op: str) -> bool:
    return any(np.isnan(values[node]).all() for node in board.backward().order if node.op.name == op)


def _claim(board: Board, rng: np.random.Generator) -> None:
    """Any name's gradient, stated as anything else on the board: right, wrong, or refused with a sentence."""
    names = list(board.graph.all_names)
    wrt, one, two = (str(rng.choice(names)) for _ in range(3))
    sign = str(rng.choice(["*", "+", "@", "/", "-"]))
    with suppress(ChainruleError):
        assert str(board.claim(f"d{wrt} = {one} {sign} {two}"))
