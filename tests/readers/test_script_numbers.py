"""Scripts whose numbers Python would refuse, or count on in endless digits: they print what evaluate finds."""

import re
from contextlib import redirect_stdout
from io import StringIO

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops.spelling import EXPRESSIONS
from chainrule.readers.script import plain_numbers  # chainrule.readers.script.plain_numbers

from .whole_arrays import whole_arrays

BOARDS = (
    *(
        "f = x/0",
        "f = x*10**400",
        "f = x*(0/0)",
        "f = x + exp(1000)",
        "f = x*(-8)**(1/3)",
        "f = x**1000",
        "f = (-x)**0.5",
    ),
    *(
        "f = 1/(x - x)",
        "f = x*2**2000",
        "f = 0**(-x)",
        "f = x*0**(-1)",
        "f = x*log(0)",
        "f = x*1e308*10",
        "f = 2**x**2000",
    ),
    *("f = x*(1/0 - 1/0)", "f = where(x > 0, 1/0, x)", "f = sqrt(-x)", "f = 5", "f = 1/0", "f = 2**10000 + x"),
    *("f = (x*1e200)**2", "f = (1e200*x)**2/3", "f = abs(-x*10**400)", "f = tanh(x)*3**700", "f = 10**17 + 1 - 10**17"),
    *("f = x*(2**60 + 1 - 2**60)", "h = a\ng = 0*x\nf = softplus(-1/3)", "g = 0\nh = a\nf = softplus(-1/3)"),
    *("f = gelu(1)/0", "f = x*max(2)**(-1)", "f = x*max(0)**(-1)", "f = x*(-1/3)**gelu(2)", "f = x*gelu(10)**400"),
    *("f = x*gelu(gelu(1e300))", "data X (2, n)\nf = sum(X)*maximum(n, 2)**(-1)*abs(n)**(-1)"),
    *("data X (2, m)\nf = sum(X)/(m - 3)", "data X (2, m)\nf = mean(X) + 1/(m - 3)", "data X (2, 2)\nf = sum(X**2)/0"),
    *("f = x/-0.0", "f = x**2/(-0.0) + 1", "data X (3, 3)\nf = logdet(X - 3*eye(3))", "f = dx*x"),
)


def printed(text):
    """The number that a script prints for f, by itself or in its first step."""
    out = StringIO()
    with redirect_stdout(out), np.errstate(all="ignore"):
        exec(compile(text, "script", "exec"), {"__name__": "__main__"})  # noqa: S102
    (line,) = [line for line in out.getvalue().splitlines() if line.startswith(("f = ", "step 1: f = "))]
    return float(line.split(" = ")[1])


@pytest.mark.parametrize("text", BOARDS)
@pytest.mark.parametrize("rate", [None, 0.1])
def test_a_script_goes_on_where_numpy_does(text, rate):
    """Infinity and NaN are answers, and whole numbers have no more digits than floats."""
    names = sorted(set(re.findall(r"\bd?[ax]\b", text))) if rate is not None else []
    board = cr.whiteboard(f"params {', '.join(names)}\n{text}" if names else text)
    leaves = board.graph.leaves.items()
    values = board.bind(**{n: np.full([d if isinstance(d, int) else 3 for d in leaf.shape], 2.0) for n, leaf in leaves})
    found = printed(board.script(values, **({"learning_rate": rate, "steps": 1} if names else {})).text)
    np.testing.assert_allclose(found, values["f"], rtol=1e-5)


WHOLE = {  # what a script would hand to NumPy in whole numbers alone
    "data t (4,) index\nf = sum((t + 1)**-1)": 25 / 12,
    "data t index\nparams x\nf = x*t**-1": 2 / 3,
    "data X (2, m)\nf = sum(where(X > 1, 4, 2)**-1)": 1.5,
    "data X (2, m)\nf = sum((m*(X > 1) + 1)**-1)": 1.5,
    "data X (2, m)\nf = sum(where(X > 3, 1, m)**-1)": 2,
    "data X (2, m)\nf = sum((4*(X > 1) + (X > 0))**-1)": 1.2,
    "data x\nf = where(x, 4, 2)**-1": 0.25,
    "data x\nf = (-1000*(1 <= relu(x)))**-1": -1e-3,
    "data X (2, m)\nf = sum(max(2 * (X > 1), axis=0)**-1)": 1.5,
    "data t (4,) index\nparams x\nf = x*sum(sigmoid(t)*t)": 2 * sum(k / (1 + np.exp(-k)) for k in range(4)),
}


@pytest.mark.parametrize("text", WHOLE)
def test_no_array_of_a_script_is_one_of_whole_numbers(text):
    """What it prints is the number in closed form, and whatever NumPy computes in it is a float."""
    board = cr.whiteboard(text)
    given = {"X": np.full((2, 3), 2.0), "x": 2.0, "t": np.arange(4) if "(4,)" in text else 3}
    values = board.bind(**{name: given[name] for name in board.graph.leaves})
    space, out = {}, StringIO()
    with redirect_stdout(out):
        exec(board.script(values).text, space)  # noqa: S102
    np.testing.assert_allclose([space["f"], values["f"]], WHOLE[text], rtol=1e-12)
    assert whole_arrays(space, board.graph) == []


@pytest.mark.parametrize(
    "text", ["f = (w*x - y)**2", "f = w*x/3", "f = 1/2*x*x", "data X (2, m), w\nf = sum(X)/m + w/(m + 1)"]
)
def test_usual_numbers_are_plain(text):
    """Where nothing can go wrong, a leaf is typed as a person does."""
    board = cr.whiteboard(text)
    leaves = board.graph.leaves.items()
    values = board.bind(**{n: np.full([d if isinstance(d, int) else 3 for d in leaf.shape], 2.0) for n, leaf in leaves})
    assert "np.float64" not in board.script(values).text


@pytest.mark.parametrize(
    ("value", "written"), [(np.inf, "inf"), (-np.inf, "− inf"), (np.nan, "nan"), (2.0**70, "1.18059162071741e+21")]
)
def test_every_number_is_written(value, written):
    """As a constant of an equation."""
    assert written in cr.equations(cr.input("x") + value).text()


def test_what_python_computes_by_its_own_signs_is_told_by_the_spelling():
    """Of plain numbers, without a function's name."""
    own = set()
    for name, (text, _) in EXPRESSIONS.items():
        try:
            eval(text.format("7.0", "2.0"), {"__builtins__": {}})  # noqa: S307
        except (NameError, KeyError, AttributeError, TypeError, IndexError, SyntaxError):
            continue
        own.add(name)
    assert own == plain_numbers.SIGNS
