"""Names: what Python, NumPy or a printer uses is a name like any other, on boards, in scripts, bound and compiled."""

import builtins
import keyword
import re
from contextlib import redirect_stdout
from io import StringIO
from itertools import cycle, product
from unicodedata import normalize

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.variables import RESERVED
from chainrule.errors import WhiteboardError
from chainrule.readers.script.code_lines import RESERVED as SCRIPT_RESERVED

OWN = (
    *(
        "self",
        "cls",
        "__debug__",
        "__file__",
        "__name__",
        "__builtins__",
        "__init__",
        "__",
        "_",
        "___",
        "type",
        "match",
    ),
    *("eta", "eta1", "theta", "learning_rate", "d", "dx", "dw", "dL", "dL_dw", "t", "t1", "t2", "u1", "g1", "s1", "W1"),
    *("loop_1", "key_1", "constants_1", "X_table", "x_rows", "delta1", "Z1", "hat", "yhat", "x_1", "new", "new_w"),
    *("λ", "µ", "Ω", "é", "e\u0301", "ﬁ", "𝐱", "ŷ", "σ", "π", "np", "nan", "inf", "e", "pi", "j", "text", "values"),
    *("leaves", "result", "compute", "run_steps", "sum", "mean", "exp", "sigmoid", "softmax", "relu", "result1", "at"),
)
FORMS = {
    "leaf": "data {0} (2, m)\nparams w (1, 2), b\nZ = sigmoid(w @ {0} + b)\nL = mean(Z**2)",
    "parameter": "data x (2, m)\nparams {0} (1, 2), w\nZ = softmax({0} @ x + w)\nL = mean(Z*Z*x) + w**2/m",
    "between": "data x (2, m)\nparams w (1, 2), b\n{0} = tanh(w @ x + b)\nL = mean({0}*{0})",
    "letter": "data x (2, {0})\nparams w (1, 2), b\nZ = w @ x + b\nL = sum(where(Z > 0, Z, Z**2))/{0}",
}
KEYWORDS = set(keyword.kwlist)
NAMES = sorted({*OWN, *RESERVED, *SCRIPT_RESERVED, *keyword.softkwlist} - KEYWORDS)
BUILTINS = sorted(set(dir(builtins)) - KEYWORDS)
PAIRS = [*product(FORMS, NAMES), *zip(cycle(FORMS), BUILTINS, strict=False)]
CASES = [(form, name) for form, name in PAIRS if normalize("NFKC", name) not in re.findall(r"\w+", FORMS[form])]
# a board is read, shown, judged and run with four names at once, each name at one place of the four, and by `make slow`
# with each name at each place; what a board says by itself, such as data, has boards of its own
TOGETHER = "data {0} (2, {3})\nparams {1} (1, 2), w\n{2} = tanh({1} @ {0} + w)\nL = mean({2}*{2}) + w**2/{3}"
ITS_WORDS = re.findall(r"\w+", TOGETHER)
ANY = [*dict.fromkeys(name for name in (*NAMES, *BUILTINS) if normalize("NFKC", name) not in ITS_WORDS)]
QUARTER = -(-len(ANY) // len(FORMS))
FOURS = [tuple(ANY[(i + place * QUARTER) % len(ANY)] for place in range(len(FORMS))) for i in range(QUARTER)]
TURNS = [case for case in CASES if case[1] not in ANY]
VARIABLES = [form for form in FORMS if form != "letter"]  # an engine knows one letter, m
OF_ENGINES = {*zip(cycle(VARIABLES), NAMES, strict=False), *zip(cycle(VARIABLES), BUILTINS, strict=False)}


def each(cases, turns):
    """All of these cases, those that are not in their turn by `make slow` only."""
    params = [pytest.param(*case, marks=() if case in turns else pytest.mark.slow, id="-".join(case)) for case in cases]
    return pytest.mark.parametrize(("form", "name"), params)


def read(form, *names):
    """The board of a form with these names in it, and numbers for its leaves."""
    board, rng = cr.whiteboard(form.format(*names)), np.random.default_rng(3)
    leaves = board.graph.leaves.items()
    return board, {n: rng.normal(size=[d if isinstance(d, int) else 3 for d in leaf.shape]) for n, leaf in leaves}


def printed(text):
    """What a script prints, line by line."""
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(text, "script.py", "exec"), {"__name__": "__main__", "__file__": "script.py"})  # noqa: S102
    return out.getvalue().splitlines()


@each(CASES, TURNS)
def test_a_board_and_its_script_take_any_name(form, name):
    """The script prints the cost of the board, learning or not, and bind, trace, check and claim take the name."""
    ask(*read(FORMS[form], name))


@pytest.mark.parametrize("names", FOURS, ids="-".join)
def test_a_board_and_its_script_take_any_names(names):
    """Four of them at a time."""
    ask(*read(TOGETHER, *names))


def ask(board, given):
    """What takes names: scripts, equations, a trace, a check, a claim."""
    values = board.bind(**given)
    cost = float(values["L"])
    (line,) = (one for one in printed(board.script(values).text) if one.startswith("L = "))
    assert float(line.removeprefix("L = ")) == pytest.approx(cost, rel=1e-12)
    first = printed(board.script(values, learning_rate=0.1, steps=2).text)[0]
    assert float(first.removeprefix("step 1: L = ")) == pytest.approx(cost, rel=1e-5)
    assert str(board.equations("derivation", values))
    assert str(board.trace(values, learning_rate=0.1))
    assert board.check(values).right
    assert not board.claim("dw = 3 * w", **given).right


@each([case for case in CASES if case[0] in VARIABLES], OF_ENGINES)
def test_an_engine_takes_any_name(form, name):
    """Every output of the printed NumPy function is that of evaluate."""
    board, given = read(FORMS[form], name)
    graph, values = board.backward(), board.bind(**given)
    for output, found in NumpyFunction(graph, np.float64)(given).items():
        np.testing.assert_allclose(found, values[output], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", sorted(KEYWORDS))
@pytest.mark.parametrize("text", ["data {}\nf = 1", "data {} (2, m)\nf = 1", "data x (2, {})\nf = sum(x)", "{} = 3*x"])
def test_a_word_of_python_is_refused(text, name):
    """Declared, as a size, or assigned, with a sentence that names it."""
    with pytest.raises(WhiteboardError, match=f"{name} is a word of Python; choose another name"):
        cr.whiteboard(text.format(name))
