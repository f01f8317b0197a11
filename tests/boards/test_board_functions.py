"""Functions by the names that people bring along."""

import re
from pathlib import Path

import pytest

from chainrule.boards.board_functions import FUNCTIONS, RENAMED, find_function, no_function
from chainrule.boards.facts import KNOWN
from chainrule.boards.grammar import read_whiteboard
from chainrule.boards.instead import INSTEAD
from chainrule.readers.equations import equations

WORDS = ("numbers", "nothing", "sum(…)", "data", "a loop")
BOARD = "data X (2, m), Y (2, m)\nparams x, z, y, p, a (2, 1), b (2, 1), A (2, 2), B (2, 2)\n"
BOARD += "data I (m, 2, 20, 10), tokens (m,) index, labels (m,) index, r (m,)\nparams W (4, 2, 3, 3), E (d, n)\n"
BOARD += "params D (2, m), S (m, n, d), q (m, n, d), k (m, n, d), v (m, n, d)\n"
BOARD += "params Z (2, m), Yhat (2, m), P (2, m), Q (2, m)\nf = "


@pytest.mark.parametrize(
    ("name", "means"), [("ReLU", "relu"), ("Log_Softmax", "log_softmax"), ("LogSoftmax", "log_softmax"), ("Sum", "sum")]
)
def test_capitals_and_underscores_make_no_difference(name, means):
    """A function is found however it is capitalised."""
    assert find_function(name) == means


def test_other_names_are_of_functions_that_there_are():
    """Every synonym leads to a function, and is none itself."""
    assert set(RENAMED.values()) <= set(FUNCTIONS)
    assert not set(RENAMED) & set(FUNCTIONS)


def test_a_capital_sigma_is_no_sigmoid():
    """Σ(x) is a sum, σ(x) the sigmoid."""
    assert (find_function("Σ"), find_function("σ")) == ("", "σ")
    assert no_function("Σ") == "there is no function Σ; write sum(…)"


def test_the_page_on_the_language_has_every_function():
    """Each stands in the table, and nothing that is none; the lines too."""
    page = (Path(__file__).parents[2] / "docs" / "language.md").read_text("utf-8")
    table = page.split("## Functions")[1].split("\n\nWhat is reduced")[0]
    words = [word for cell in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE) for word in cell.split()]
    assert sorted(words) == sorted(FUNCTIONS)
    for word in ("data", "params", "upstream", "running", "functions"):
        assert f"\n| `{word} " in page
    assert all(f"`{fact}`" in page for fact in KNOWN.split(", "))


@pytest.mark.parametrize("name", [name for name, instead in INSTEAD.items() if not instead.startswith(WORDS)])
def test_what_is_to_be_written_instead_can_be_read(name):
    """Each formula that stands in the place of a function is an expression of a board, and the function is none."""
    assert find_function(name) == ""
    written = re.split(";|, which|, where | or | for ", INSTEAD[name])[0]
    read_whiteboard(BOARD + written)


def test_a_fact_in_place_of_a_function_can_be_read():
    """The line is one of declarations."""
    assert read_whiteboard(INSTEAD["onehot"].split(", which")[0] + "\nf = sum(Y)").facts


@pytest.mark.parametrize(
    ("call", "printed"),
    [
        *(
            ("max(0, X)", "max(0, X)"),
            ("max(X, axis=0)", "max[axis 0](X)"),
            ("min(x, 1)", "min(x, 1)"),
            ("min(X)", "−max(−X)"),
        ),
        *(("power(X, 2)", "X²"), ("np.power(X, 3)", "X³"), ("np.dot(A, X)", "A X"), ("x.exp()", "exp(x)")),
    ],
)
def test_functions_of_two_readings(call, printed):
    """Max and min of one thing are reductions, of two the larger and the smaller; a power of 2 is a square."""
    assert printed in equations(read_whiteboard(BOARD + call).graph).text()
