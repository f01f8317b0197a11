"""A board as a person uses it."""

import pytest

import chainrule as cr

GATES = "f = 1 / (1 + exp(-x))"


def test_numbers_may_be_given_by_name():
    """A dictionary is bound on the way: the equations, the trace, the circuit and the script are the same."""
    board = cr.whiteboard(GATES)
    bound = board.bind(x=1)
    assert str(board.equations(values={"x": 1})) == str(board.equations(values=bound))
    assert str(board.trace({"x": 1})) == str(board.trace(bound))
    assert board.diagram({"x": 1}) == board.diagram(bound)
    assert str(board.script({"x": 1})) == str(board.script(bound))
    assert board.check({"x": 1}).right


def test_numbers_on_the_board_need_not_be_given():
    """A board whose leaves have values traces and checks itself."""
    board = cr.whiteboard("data x = 1\nparams w = 2\nL = (w * x) ** 2")
    assert "L = " in str(board.trace())
    assert board.check().right


def test_a_board_that_ends_in_a_matrix_shows_its_forward_pass():
    """There is nothing to differentiate, and still something to read."""
    board = cr.whiteboard("data X (n, m)\nparams W (k, n)\nZ = W @ X")
    assert str(board.equations()) == "Z = W X"


@pytest.mark.parametrize(
    ("leaves", "message"),
    [({"y": 1}, "the board has no 'y' to bind; it has x"), ({}, r"x has no value; bind\(…\) gives one")],
)
def test_a_name_too_many_and_a_number_too_few_are_refused(leaves, message):
    """The message names the leaf."""
    with pytest.raises(cr.GraphError, match=message):
        cr.whiteboard(GATES).bind(**leaves)


def test_a_name_that_is_not_public_has_a_suggestion():
    """cr.tahn is meant to be cr.tanh."""
    for name, meant in (("hvp", "hessian_vector_product"), ("vjp", "gradient"), ("sgd", "SGD"), ("softmx", "softmax")):
        with pytest.raises(AttributeError, match=rf"^chainrule has no '{name}'; did you mean {meant}\?$"):
            getattr(cr, name)
    for name in ("arctan", "einsum", "det"):  # nothing that means something else is offered
        with pytest.raises(AttributeError, match=rf"^chainrule has no '{name}'$"):
            getattr(cr, name)
    with pytest.raises(AttributeError, match=r"chainrule has no 'hesian'; did you mean hessian\?"):
        _ = cr.hesian
    with pytest.raises(AttributeError, match=r"chainrule has no 'tahn'; did you mean tanh\?"):
        cr.tahn  # noqa: B018


@pytest.mark.parametrize(
    ("thing", "told"),
    [
        (cr.Adam, r"of the class Adam; call it first: equations\(Adam\(\)\)"),
        (cr.cosine, r"of the function cosine; call it first: equations\(cosine\(…\)\)"),
        (3, "of int; give a board, a network, a graph, a node, an optimizer or a schedule"),
    ],
)
def test_what_has_no_equations_is_told_what_has(thing, told):
    """A class or a function of ours is to be called."""
    with pytest.raises(cr.GraphError, match=f"^there are no equations {told}$"):
        cr.equations(thing)


def test_a_boards_own_numbers_are_taken_where_it_has_all():
    """Equations and circuits show them without being asked, and nothing in numbers with values=False."""
    board = cr.whiteboard("data x = 2\nparams w = 3\nL = (w*x)**2")
    assert str(board.equations()).startswith("L = (w x)² = (3 · 2)² = 36\n")
    assert str(board.equations()) == str(cr.equations(board)) == str(board.equations("final", board.bind()))
    assert str(board.equations(values=False)).startswith("L = (w x)²\n")
    assert str(cr.equations(board, values=False)) == str(board.equations(values=False))
    assert board.diagram() == board.diagram(board.bind())
    assert ">36<" in board.diagram()
    assert ">36<" not in board.diagram(False)
    assert ">36<" not in cr.whiteboard("data x = 2\nparams w\nL = (w*x)**2").diagram()  # w has none


def test_a_board_that_ends_in_a_matrix_shows_its_own_numbers():
    """There is no gradient, and there are numbers."""
    board = cr.whiteboard("data x (1, 3) = [1, 2, 3]\nA = 2*x")
    assert str(board.equations()) == "A = 2 x = 2 [1 2 3] = [2 4 6]"
    assert "4" in board.diagram()


def test_what_needs_numbers_has_no_word_for_none():
    """A trace, a check and a script are made of numbers."""
    board = cr.whiteboard("data x = 2\nparams w = 3\nL = (w*x)**2")
    for ask in (board.trace, board.check, board.script):
        with pytest.raises(cr.GraphError, match=r"^this is made of numbers, so values=False leaves nothing"):
            ask(False)


@pytest.mark.parametrize(
    "given", [lambda _: {"x": 3.0}, lambda _: {"values": {"x": 3.0}}, lambda board: {"values": board.bind(x=3.0)}]
)
def test_a_claim_takes_numbers_as_all_others_do(given):
    """By `values=`, bound or by name, and by keywords."""
    board = cr.whiteboard("f = x*x")
    assert board.claim("dx = 6", **given(board)).right
    assert not board.claim("dx = 7", **given(board)).right


def test_a_claim_refuses_what_are_no_values():
    """A number alone is no number of a name."""
    with pytest.raises(cr.GraphError, match="values are numbers by name"):
        cr.whiteboard("f = x*x").claim("dx = 6", 3)
