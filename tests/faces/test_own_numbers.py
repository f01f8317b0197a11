"""Numbers: None is one's own, False is none, and whatever is given is by name or bound."""

import inspect
from functools import partial

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import GraphError

TEXT = "data x = 2\nparams w = 3\nf = (w*x - 1)**2"
board, lacking = cr.whiteboard(TEXT), cr.whiteboard(TEXT.replace("x = 2", "x"))
x, w = (cr.whiteboard(TEXT).graph.leaves[name] for name in "xw")
node = (w * x - 1) ** 2
graph = cr.Graph({"f": node})
network = cr.Network([2, 3, 1], hidden="tanh", dropout=0.2, seed=1)
EXPLAINED = network.explain([[0.5, -1.0]], [2.0]).values
COLUMNS = {"X": [[0.5], [-1.0]], "Y": [[2.0]]}

OWN = {  # methods and functions with `values`, on something that has all its numbers
    "Board.check": board.check,
    "Board.claim": partial(board.claim, "df/dw = 20"),
    "Board.diagram": board.diagram,
    "Board.equations": board.equations,
    "Board.page": board.page,
    "Board.script": board.script,
    "Board.trace": board.trace,
    "equations of a board": partial(cr.equations, board),
}
LETTERS = {  # and on something that has none of its own, or not all of them
    "Network.equations": (network.equations, EXPLAINED, COLUMNS),
    "equations of a network": (partial(cr.equations, network), EXPLAINED, COLUMNS),
    "equations of a graph": (partial(cr.equations, graph), cr.Values(graph, {"x": 2, "w": 3}), {"x": 2, "w": 3}),
    "equations of a node": (partial(cr.equations, node), cr.Values(graph, {"x": 2, "w": 3}), {"x": 2, "w": 3}),
    "Board.diagram": (lacking.diagram, lacking.bind(x=2), {"x": 2}),
    "Board.equations": (lacking.equations, lacking.bind(x=2), {"x": 2}),
}
WITHOUT = {"Board.diagram", "Board.equations", "equations of a board"}  # what can do without numbers
FOREIGN = cr.whiteboard(TEXT).bind()
EACH_OWN = pytest.mark.parametrize("name", OWN)


def test_every_method_with_values_is_called():
    """A new one, of any face or function, is told here what it is called on."""
    faces = (cr.Board, cr.Network, cr.TableModel)
    methods = {
        f"{face.__name__}.{name}"
        for face in faces
        for name, method in inspect.getmembers(face, inspect.isfunction)
        if not name.startswith("_") and "values" in inspect.signature(method).parameters
    }
    functions = [getattr(cr, name) for name in cr.__all__ if inspect.isfunction(getattr(cr, name))]
    with_values = {one.__name__ for one in functions if "values" in inspect.signature(one).parameters}
    called = {name.split()[0] for name in (*OWN, *LETTERS)}
    assert called == methods | with_values


@EACH_OWN
def test_its_own_numbers_are_taken_without_being_asked_for(name):
    """None, nothing by name, and what `bind()` gives are one thing; a number given by name takes the place of one."""
    ask = OWN[name]
    own = str(ask())
    assert own == str(ask(values=None)) == str(ask(values={})) == str(ask(values=board.bind()))
    assert own != str(ask(values={"x": 5})) == str(ask(values=board.bind(x=5)))


@EACH_OWN
def test_false_is_the_word_for_none(name):
    """Nothing of what is shown then is a number of the board; what is made of numbers is refused."""
    ask = OWN[name]
    if name not in WITHOUT:
        with pytest.raises(GraphError, match=r"^this is made of numbers, so values=False leaves nothing; "):
            ask(values=False)
        return
    bare = cr.whiteboard("data x\nparams w\nf = (w*x - 1)**2")
    assert str(ask(values=False)) == str(getattr(bare, "diagram" if "diagram" in name else "equations")())


@pytest.mark.parametrize("name", LETTERS)
def test_who_lacks_numbers_shows_letters_until_they_are_given(name):
    """None and False are alike; by name and bound are alike."""
    ask, values, by_name = LETTERS[name]
    assert str(ask()) == str(ask(values=None)) == str(ask(values=False))
    assert str(ask()) != str(ask(values=by_name)) == str(ask(values=values))
    with pytest.raises(GraphError, match=r"x has no value; |X, Y have no value; "):
        ask(values={leaf: number for leaf, number in by_name.items() if leaf == "w"})


@pytest.mark.parametrize("name", [*OWN, *LETTERS])
@pytest.mark.parametrize(
    "odd", [FOREIGN, 5, True, [1.0], {5: 1.0}, {"q": 1.0}], ids=["other", "5", "true", "list", "number", "unknown"]
)
def test_what_are_not_its_numbers_is_refused(name, odd):
    """Those of something else, which may have the same names, and what are no numbers by name."""
    ask = OWN[name] if name in OWN else LETTERS[name][0]
    message = r"^these numbers are those|^values are numbers by name|^the \w+ has no 'q'|^q does not stand on the board"
    with pytest.raises(cr.ChainruleError, match=message):
        ask(values=odd)


def test_check_and_claims_take_the_numbers_of_the_board():
    """A number given by name takes the place of one on the board there, too."""
    assert cr.check(board).right
    assert cr.check(board, x=5.0).right
    assert board.claim("df/dw = 20").right
    assert board.claim("df/dw = 140", x=5).right
    assert board.bind(x=5)["f"] == 196
    with pytest.raises(GraphError, match=r"^x has no value; bind\(…\) gives one$"):
        cr.check(lacking)
    with pytest.raises(GraphError, match=r"^x has no value; give one by name, such as check\(…, x=1\.0\)$"):
        cr.check(graph, w=1.0)


def test_network_shows_its_own_parameters_beside_given_columns():
    """The numbers of its own are those of theta."""
    shown = network.equations("named", values=COLUMNS).text()
    first = np.asarray(EXPLAINED["Z1"])[0, 0]
    assert f"{first:.3f}"[:5].replace("-", "−") in shown
