"""Scopes: a board remembers in which loop, at which step and in which call each of its nodes was written."""

from chainrule.boards.grammar import read_whiteboard
from chainrule.graph.scopes import CALL

BOARD = """
    sizes T = 2
    data x[1..T] (n, m), h[0] (k, m)
    params W (k, k), U (k, n)
    def cell(h, x):
        a = W @ h + U @ x
        return tanh(a)
    for t in 1..T:
        h[t] = cell(h[t-1], 2*x[t])
    L = sum(h[T]**2)
"""


def labels(board, node):
    """The scopes around a node, from the outermost to its own."""
    scope = board.scopes.get(node)
    return [one.label for one in scope.path] if scope else []


def test_a_node_stands_in_the_call_that_makes_it():
    """What a definition computes at step 2 is in the call, in the step, in the loop; its operand 2 x₂ in the step."""
    board = read_whiteboard(BOARD)
    for name in ("h_a_2", "h_2"):
        assert labels(board, board.graph.node(name)) == ["t = 1 … 2", "t = 2", "cell"]
    ((_, _), (_, doubled)) = board.scopes[board.graph.node("h_2")].operands
    assert labels(board, doubled) == ["t = 1 … 2", "t = 2"]


def test_leaves_and_what_follows_a_loop_stand_in_none():
    """Leaves belong to nobody, and the cost is outside."""
    board = read_whiteboard(BOARD)
    assert not [node for node in board.scopes if not node.operands]
    assert labels(board, board.graph.node("L")) == []


def test_a_call_knows_its_operands_and_its_line():
    """By the names that they have in the definition, and the step of the line that calls."""
    board = read_whiteboard(BOARD)
    scope = board.scopes[board.graph.node("h_2")]
    assert (scope.kind, scope.line) == (CALL, ("h", (2,)))
    assert [name for name, _ in scope.operands] == ["h", "x"]
    assert scope.operands[0][1] is board.graph.node("h_1")


def test_each_call_is_a_scope_of_its_own():
    """Two calls of one definition share nothing, also on one line."""
    board = read_whiteboard("def f(x):\n    return exp(x)\nL = f(a) + f(b)")
    first, second = board.graph.node("L").operands
    assert board.scopes[first] is not board.scopes[second]
    assert board.scopes[first].name == board.scopes[second].name == "f"
