"""`chainrule check`: 0 when all is right, 5 when something is wrong, and what is said of it."""

import re
from pathlib import Path

import pytest

from chainrule.graph.graph import Graph
from chainrule.readers.typeset.text_blocks import columns

from .conftest import Ended, Run
from .test_explain import BOARD

WRONG, USAGE, DATA = 5, 2, 3


@pytest.fixture
def board(run: Run) -> str:
    """The file of a board."""
    Path("board.txt").write_text(BOARD, encoding="utf-8")
    return "board.txt"


CLAIMS = [
    (("dw2 = 2/m*(yhat - y) @ A.T",), 0, "∂L/∂w2: Right."),
    (("dw2 = (yhat - y) @ A.T",), WRONG, "∂L/∂w2: Right up to a factor: it is m/2 times the gradient"),
    (("dW1 = (w2.T @ (2/m*(yhat - y))) @ X.T",), WRONG, "∂L/∂W1: On the way back through the sigmoid"),
    (("db2 = sum(2/m*(yhat - y), axis=1)", "db1 = y"), WRONG, "∂L/∂b2: Right.\n∂L/∂b1: "),
]  # fmt: skip

REFUSED = [
    ((), USAGE, "missing argument 'TARGET'; see chainrule check --help"),
    (("none.txt",), DATA, "there is no file none.txt"),
    (("board.txt", "--reveal"), USAGE, "--reveal: there is nothing to reveal without a --claim"),
    (("board.txt", "--claim", "dW9 = 1"), USAGE, "--claim: line 1, column 1: dW9 is no derivative"),
    (("board.txt", "--claim", "dw2 = [[1]]"), USAGE, "--claim: a claim made of numbers is judged at values"),
    (("board.txt", "--claim", "dw2 = y", "--seed", "0"), USAGE, "--seed: this is for a check; claims are judged at"),
    (("board.txt", "--at", "Q=1"), USAGE, "--at: there is no Q to be given a value"),
    (("1 + 1",), USAGE, "TARGET: there is no name in it to differentiate by"),
    (("log(0*x)",), USAGE, "TARGET: f is finite at none of 40 random points; give it values"),
]  # fmt: skip


@pytest.mark.parametrize("target", ["board.txt", "1/(1+exp(-x))", "log(x) * w", "relu(w * x)"])
def test_derived_gradients_are_right(run: Run, board: str, target: str):
    """What chainrule derives agrees with finite differences, on any board, in 80 columns."""
    ended = run("check", target)
    assert (ended.code, ended.err) == (0, "")
    assert "agrees with central differences." in ended.out
    assert max(map(columns, ended.out.splitlines())) <= 80


def test_letters_get_sizes(run: Run, board: str):
    """Sizes are told; the seed decides them, and given numbers fix them."""
    assert run("check", board).out == run("check", board, "--seed", "0").out
    assert "Sizes: k = " in run("check", board, "--seed", "1").out
    assert "m = 2, n = 3." in run("check", board, "--at", "X=[[1,2],[3,4],[5,6]]").out


@pytest.mark.parametrize(("claims", "code", "sentence"), CLAIMS)
def test_claims(run: Run, board: str, claims: tuple[str, ...], code: int, sentence: str):
    """A claim is judged in a sentence; one that is wrong ends with 5."""
    ended = run("check", board, *(word for claim in claims for word in ("--claim", claim)))
    assert (ended.code, ended.err) == (code, "")
    assert ended.out.startswith(sentence)


def test_numbers_are_judged_at_values(run: Run):
    """A claim made of numbers is judged at the values of --at."""
    assert run("check", "w*x", "--claim", "dw = 3", "--at", "w=1, x=3").code == 0
    assert run("check", "w*x", "--claim", "dw = 4", "--at", "w=1, x=3").code == WRONG


def test_reveal_shows_the_gradient(run: Run, board: str):
    """The gradient is given away only when asked for, and only where the claim is wrong."""
    claim = ("--claim", "dw2 = (yhat - y) @ A.T")
    assert "∂L/∂w₂ = (2/m) (ŷ − y) Aᵀ" not in run("check", board, *claim).out
    assert run("check", board, *claim, "--reveal").out.endswith("\n  ∂L/∂w₂ = (2/m) (ŷ − y) Aᵀ\n")
    assert run("check", board, "--claim", "dw2 = 2/m*(yhat - y) @ A.T", "--reveal").out == "∂L/∂w2: Right.\n"


def test_a_wrong_gradient_ends_with_5(run: Run, monkeypatch: pytest.MonkeyPatch):
    """A rule that is wrong is found, by name."""

    def wrong(self: object) -> Graph:
        graph = type(self)._differentiated(self, "f")
        return Graph({**graph.outputs, "∂f/∂w": 2 * graph.node("∂f/∂w")}, graph.names, graph.unused)

    monkeypatch.setattr("chainrule.faces.board.Board.backward", wrong)
    ended = run("check", "w*x")
    assert ended.code == WRONG
    assert ended.out.startswith("Wrong: ∂f/∂w does not agree with central differences.")


def test_quiet_says_it_by_the_exit_code(run: Run, board: str):
    """With --quiet nothing is printed."""
    ended = run("check", board, "--claim", "dw2 = y", "--quiet")
    assert (ended.code, ended.out, ended.err) == (WRONG, "", "")


@pytest.mark.parametrize(("words", "code", "sentence"), REFUSED)
def test_refusals(run: Run, board: str, words: tuple[str, ...], code: int, sentence: str):
    """What cannot be checked is answered by a sentence."""
    ended = run("check", *words)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith(f"error: {sentence}")


# ---- models, and growth ---------------------------------------------------------------------------------------------


def test_a_model_is_checked_at_rows_of_a_table(run: Run, model: str, table: str):
    """The gradient of a model by every parameter agrees with differences, at the first rows of its data."""
    ended = run("check", model, "--data", table)
    assert (ended.code, ended.err) == (0, "")
    assert "The gradient of L agrees with central differences." in ended.out
    assert [f"∂L/∂{name}" in ended.out for name in ("W1", "b1", "W2", "b2")] == [True] * 4
    assert ended.out.endswith("At all 60 rows of flowers.csv.\n")
    assert "At the first 64 of 400 rows of moons." in run_on_moons(run)


def run_on_moons(run: Run) -> str:
    """What is said of a model of moons."""
    assert run("train", "moons", "--epochs", "1", "--hidden", "3", "--quiet").code == 0
    return run("check", "moons.safetensors", "--data", "moons").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "--data: a model is checked at rows of a table; name one that has them"),
        (("--data", "flowers.csv", "--at", "X=1"), "--at: this is for boards"),
        (("--data", "flowers.csv", "--growth", "a.svg"), "--growth: this is for boards"),
        (("--data", "flowers.csv", "--seed", "0"), "--seed: this is for boards"),
        (("--row", "3"), "--row: of which table? give --data too"),
        (("--data", "flowers.csv", "--row", "61"), "--row: flowers.csv has 60 rows, counted from 1; 61 is none"),
        (("--claim", "dW9 = 1"), "--claim: line 1, column 1: dW9 is no derivative by a name of the board; "),
        (("--claim", "rhubarb"), "--claim: line 1, column 1: a claim is a line such as dW1 = "),
        (("--claim", "dW2 = dZ2 @ Q.T"), "--claim: line 1, column 13: Q does not stand on the board"),
        (("--claim", "L = 0.7"),
         "--claim: a claim made of numbers is judged at values, and these have none: D1, X, Y; --data DATA has some"),
        (("--claim", "dW2 = dZ2 @ A1.T", "--at", "X=1"), "--at: this is for boards"),
    ],
)  # fmt: skip
def test_refusals_of_models(run: Run, model: str, words: tuple[str, ...], sentence: str):
    """A model needs rows, and a claim names of its own."""
    ended = run("check", model, *words)
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err.startswith(f"error: {sentence}")


MODEL_CLAIMS = [
    (("dW2 = dZ2 @ A1.T",), 0, "∂L/∂W2: Right.\n"),
    (("dZ2 = (A2 - Y)/m",), 0, "∂L/∂Z2: Right, where every column of Y sums to 1.\n"),
    (("dZ1 = W2.T @ dZ2",), WRONG, "∂L/∂Z1: This is ∂L/∂A1; the chain rule goes on from A1 to Z1.\n"),
    (("dW2 = dZ2 @ A1.T", "db2 = sum(dZ2)"), WRONG, "∂L/∂W2: Right.\n∂L/∂b2: "),
]


@pytest.mark.parametrize(("claims", "code", "said"), MODEL_CLAIMS)
def test_claims_on_a_model(run: Run, model: str, claims: tuple[str, ...], code: int, said: str):
    """They have the names of its network, and need no rows as long as they are made of names."""
    words = [word for claim in claims for word in ("--claim", claim)]
    ended = run("check", model, *words)
    assert (ended.code, ended.err) == (code, "")
    assert ended.out.startswith(said)
    at_rows = run("check", model, *words, "--data", "flowers.csv")
    assert (at_rows.code, at_rows.out) == (code, f"{ended.out}\nAt all 60 rows of flowers.csv.\n")
    assert run("check", model, *words, "--quiet").out == ""


def test_numbers_of_a_model_are_judged_at_a_row(run: Run, model: str):
    """What `explain` says of a row is right of this row and wrong of the next."""
    shown = run("explain", model, "--data", "flowers.csv", "--row", "3").out
    cost = re.search(r"^ +cost +(\S+)$", shown, re.MULTILINE)
    assert cost
    claim = ("--data", "flowers.csv", "--claim", f"L = {cost[1]}")
    assert run("check", model, *claim, "--row", "3") == Ended(
        0, "L: Right, to the digits that are written.\n\nAt row 3 of flowers.csv.\n", ""
    )
    assert run("check", model, *claim, "--row", "4").code == WRONG
    assert run("check", model, *claim).code == WRONG


def test_claims_on_standardised_numbers_say_their_unit(run: Run):
    """A cost that is claimed of a regression is in standard units, and that is said."""
    assert run("train", "line", "--epochs", "1", "--hidden", "3", "--quiet").code == 0
    ended = run("check", "line.safetensors", "--claim", "L = 100", "--data", "line", "--row", "1")
    assert ended.code == WRONG
    assert "Note: the calculation and the cost are about y in standard units" in ended.out


def test_reveal_shows_the_gradient_of_a_model(run: Run, model: str):
    """As it does of a board."""
    ended = run("check", model, "--claim", "dW2 = dZ2 @ A1", "--reveal")
    assert ended.code == WRONG
    assert "\n  ∂L/∂W₂ = " in ended.out


def test_one_row_of_a_model_is_checked(run: Run, model: str):
    """By --row, counted from 1."""
    ended = run("check", model, "--data", "flowers.csv", "--row", "60")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("At row 60 of flowers.csv.\n")


def test_growth_is_measured_and_plotted(run: Run, board: str, monkeypatch: pytest.MonkeyPatch):
    """--growth tells the powers of m in 80 columns, and writes the plot; a file that is there is kept."""
    monkeypatch.setattr("chainrule.readers.check.growth_report.LARGEST", (256, 512, 1024))
    ended = run("check", board, "--growth", "growth.svg")
    assert (ended.code, ended.err) == (0, "")
    assert "What a gradient costs, while k and n grow:" in ended.out
    assert "They grow with m^" in ended.out
    assert max(map(columns, ended.out.splitlines())) <= 80
    assert Path("growth.svg").read_text("utf-8").startswith("<svg")
    again = run("check", board, "--growth", "growth.svg")
    assert (again.code, again.out) == (USAGE, "")
    assert again.err.startswith("error: --growth: growth.svg is there already; --force writes over it")


def test_growth_needs_letters(run: Run):
    """Where no parameter has a letter in its shape, nothing can grow."""
    ended = run("check", "w*x", "--growth", "growth.svg")
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err.startswith("error: --growth: a model grows by letters in the shapes of its parameters")
    assert not Path("growth.svg").exists()


def test_data_is_for_models(run: Run, board: str):
    """A board takes no table."""
    assert run("check", board, "--data", "moons").err.startswith("error: --data: this is for models")


def test_a_point_where_the_cost_is_infinite_is_not_judged(run: Run):
    """Its numbers were given, so none are drawn, and it is neither right nor wrong."""
    ended = run("check", "exp(x)", "--at", "x=1000")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Not judged: every entry of the gradient of f stands where f or its slope is not")
