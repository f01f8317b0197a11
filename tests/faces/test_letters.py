"""Letters: no two names of a board are written with the same ones."""

from itertools import combinations

import pytest

import chainrule as cr
from chainrule.readers.equations.descent import rate_of
from chainrule.readers.notation.names import spelled
from chainrule.readers.typeset.text import write_name

NAMES = (
    *("x", "x1", "x_1", "x11", "x_11", "x_i", "xi", "ξ", "X1", "X_1", "u1", "u_1", "theta", "θ", "theta1", "θ1", "θ_1"),
    *("theta_1", "eta", "η", "yhat", "ŷ", "y_hat", "yhat1", "ŷ_1", "W_xh", "Wxh", "lam", "λ", "sigma", "ς", "σ"),
    *("Sigma", "Σ", "x̄", "xbar", "alpha_k", "α_k", "a_b_c", "a_b", "dx", "x_", "_x", "W1_2", "W_1_2"),
)
PAIRS = list(combinations(NAMES, 2))
ALIKE = [pair for pair in PAIRS if write_name(pair[0]) == write_name(pair[1])]


def test_one_spelling_for_what_is_written_alike():
    """Two names are spelled alike exactly where they are written alike; there are some of both."""
    assert [pair for pair in PAIRS if spelled(pair[0]) == spelled(pair[1])] == ALIKE
    assert len(ALIKE) > 10


@pytest.mark.parametrize("pair", ALIKE, ids="-".join)
@pytest.mark.parametrize("board", ["data {0}, {1}\nf = {0}*{1}", "data {0}\n{1} = 2*{0}\nf = {1}**2"])
def test_a_board_refuses_names_that_are_written_alike(board, pair):
    """It says which, and how they would be written."""
    with pytest.raises(cr.WhiteboardError) as caught:
        cr.whiteboard(board.format(*pair))
    told = str(caught.value)
    if "is another spelling of" not in told:  # said of a line that assigns, at its place
        assert f"are written alike, {write_name(pair[0])};" in told
    assert pair[0] in told
    assert pair[1] in told


def test_sizes_are_letters_too():
    """The size n1 beside the size n_1, or beside a name."""
    for text in ("data X (n1, n_1)\nf = sum(X)", "data X (n1, 2), n_1\nf = sum(X)*n_1"):
        with pytest.raises(cr.WhiteboardError, match=r"n1 and n_1 are|n_1 and n1 are"):
            cr.whiteboard(text)


@pytest.mark.parametrize("name", ["pi", "π", "pi_"])
def test_the_number_pi_has_its_letter(name):
    """Beside np.pi no name is written π; by itself it may be."""
    with pytest.raises(cr.WhiteboardError, match=f"^np.pi and {name} are two names and are written alike, π; give one"):
        cr.whiteboard(f"params {name}\ndata x\nL = np.pi*x + {name}*x")
    assert str(cr.whiteboard(f"params {name}\ndata x\nL = 3*x + {name}*x").equations()).startswith("L = 3 x + π x")


def test_one_name_in_two_spellings_is_one():
    """What is declared as theta and used as θ has nothing to be taken for."""
    assert str(cr.whiteboard("params theta, x\nL = θ*x").equations()).splitlines()[0] == "L = θ x"


def test_graphs_and_nodes_are_not_written_with_such_names():
    """Their equations are refused; a notebook shows what they are made of."""
    product = cr.input("x1") * cr.input("x_1")
    for thing in (product, cr.Graph({"f": product})):
        with pytest.raises(cr.GraphError, match=r"^x1 and x_1 are two names and are written alike, x₁; give one of "):
            cr.equations(thing)
        assert "x₁" not in thing._repr_html_()


def test_new_names_are_written_otherwise_than_those_on_the_board():
    """What a trace calls u, g or η is nobody else, however that one is spelled."""
    board = cr.whiteboard("data x = 2\nparams u_1 = 3, g_1 = 4, η = 1\nL = exp(x*u_1*g_1)*x*u_1*η")
    steps = board.trace().steps
    names = {*(step.name for step in steps), *board.graph.all_names, rate_of(board.backward())}
    assert {"u2", "g2", "eta1"} <= names
    assert len({write_name(name) for name in names}) == len(names)


def test_a_node_is_called_by_a_free_letter():
    """An expression without a name is y, unless a leaf is written so."""
    assert str(cr.equations(cr.input("y") * cr.input("y_1"))) == "y₂ = y y₁"
