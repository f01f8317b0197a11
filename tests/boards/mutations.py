"""Boards bent at random: tokens replaced, doubled, dropped, lines moved, boards spliced, nasty literals put in."""

import ast
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from tests.readers.hostile_boards import hostile_board

from chainrule.boards.board_functions import FUNCTIONS
from chainrule.errors import ChainruleError
from chainrule.faces.board import Board

ROOT = Path(__file__).parents[2]
LONGEST = 1500  # of a board that is kept
HOSTILE = 100
TOKEN = re.compile(r"\d+\.?\d*(?:e[-+]?\d+)?|\w+|\*\*|[<>=!]=|\n|[ \t]+|.", re.DOTALL)
NUMBERS = (
    *(
        "0",
        "1",
        "2",
        "-1",
        "-2",
        "0.5",
        "1e5",
        "-1e-5",
        "1e300",
        "1e308",
        "1e-320",
        "1e999",
        "-1e999",
        "9" * 400,
        "0.1",
    ),
    *("1/3", "-0.0", "0x10", "1_0", "1e-400", "1j", "007", "10**400", "0/0", "1/0", "2**2000", "(-8)**(1/3)", "3.0"),
)
NAMES = (
    *(
        "x",
        "y",
        "w",
        "X",
        "W",
        "W1",
        "b",
        "Z",
        "A",
        "L",
        "f",
        "n",
        "m",
        "k",
        "data",
        "params",
        "yhat",
        "lambda",
        "None",
    ),
    *(
        "self",
        "__debug__",
        "np",
        "math",
        "print",
        "real",
        "eta",
        "theta",
        "step",
        "d",
        "dx",
        "dL",
        "t1",
        "s1",
        "loop_1",
    ),
    *("match", "_", "type", "learning_rate", "memory", "delta1", "λ", "µ", "ﬁ", "e\u0301", "x_1", "hat", "__init__"),
)
SIGNS = (
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    "+",
    "-",
    "*",
    "/",
    "@",
    "**",
    ">",
    "<=",
    "==",
    ".T",
    "'",
    "#",
    ":",
    ";",
    "^",
    ".",
)
OPERATORS = ("+", "-", "*", "/", "@", "**", ">", "<=")
FOREIGN = (
    "−",
    "×",
    "²",
    "ᵀ",
    "√",
    "\x00",
    "\x1b",
    "\u202e",
    "\ud800",
    "\u00a0",
    "\u2028",
    "\\",
    "{",
    "}",
    "~",
    "!",
    "🙂",
    "\r",
)
SHAPES = (
    "(n, m)",
    "(k, n)",
    "(1, m)",
    "(2, 3)",
    "(0, 3)",
    "(3)",
    "()",
    f"({'1, ' * 65}1)",
    "(999999999999, 2)",
    "(m, m)",
)
VALUES = ("= 1", "= [[1, 2], [3, 4]]", "= []", "= [1, [2]]", f"= {'-' * 5000}1", f"= {'[' * 80}1{']' * 80}", "= 1e999")
BLOCKS = (
    *(
        "\nfor t in 1..3:\n    h[t] = ",
        "\ndef f(x):\n    return ",
        "\nsizes T = 3\n",
        "\nupstream dout (n, m)\n",
        "1..T",
    ),
    *("h[t]", "h[t-1]", "h[3]", "x[1..3]", "[:, t]", "[t]", "[0:2]", "[y, arange(m)]", "sum(h[t] for t in 1..3)"),
    *("~ he", "~ dropout(0.5)", "one-hot", "index", "(m,) index", "f(x)", "(m, 1, 8, 8)", "(2, 1, 3, 3)"),
)
LONG = ("-" * 300, "(" * 150, " + x" * 150, "exp(" * 40, "\n" * 500, " " * 2000, "x" * 120)
POOL = (
    NUMBERS,
    NAMES,
    SIGNS,
    FOREIGN,
    SHAPES,
    VALUES,
    LONG,
    tuple(f"{name}(" for name in FUNCTIONS),
    ("axis=0", "axis=1", "keepdims=False", "stride=2", "padding=1"),
    BLOCKS,
)
LIKELY = np.array([3, 6, 5, 1, 1, 0.5, 0.3, 4, 1, 2])


@cache
def corpus() -> tuple[str, ...]:
    """Every text in the tests and lessons that is a board, and some that are hard on rules."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "=" in node.value:
                found[node.value] = None
    for path in sorted((ROOT / "docs" / "lessons").glob("*.md")):
        found |= dict.fromkeys(re.findall(r"```\w*\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL))
    found |= dict.fromkeys(map(hostile_board, range(HOSTILE)))
    return tuple(text for text in found if len(text) < LONGEST and _is_board(text))


def _is_board(text: str) -> bool:
    try:
        Board(text)
    except ChainruleError:
        return False
    return True


def mutated(text: str, other: str, rng: np.random.Generator) -> str:
    """A text with a thing or two changed, seldom more; some of them come from another board."""
    for _ in range(int(rng.geometric(0.6))):
        text = _once(text, other, rng)
    return text[: 4 * LONGEST]


def _once(text: str, other: str, rng: np.random.Generator) -> str:
    tokens = TOKEN.findall(text) or [" "]
    i, j = sorted(int(rng.integers(len(tokens))) for _ in range(2))
    kind = int(rng.integers(15))
    if kind < 4:  # another token of its kind in the place of one
        tokens[i] = _alike(tokens[i], text if rng.random() < 0.7 else other, rng)
    elif kind < 6:  # any other
        tokens[i] = _token(other, rng)
    elif kind == 6:
        tokens.insert(i, _token(other, rng))
    elif kind == 7:
        del tokens[i : i + int(rng.integers(1, 4))]
    elif kind == 8:  # a part twice
        tokens[i:i] = tokens[i : min(j, i + 30)]
    elif kind == 9:  # another name throughout
        old, new = _pick([one for one in tokens if one.isidentifier()] or [" "], rng), _pick(NAMES, rng)
        tokens = [new if one == old else one for one in tokens]
    elif kind < 14:  # a token in brackets of a function
        tokens[i] = f"{_pick(tuple(FUNCTIONS), rng)}({tokens[i]})"
    else:
        return _lines(text, other, rng)
    return "".join(tokens)


def _pick(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]


def _token(other: str, rng: np.random.Generator) -> str:
    """A token of another board, or one from the lists."""
    if rng.random() < 0.3:
        return _pick(TOKEN.findall(other) or [""], rng)
    return _pick(POOL[int(rng.choice(len(POOL), p=LIKELY / LIKELY.sum()))], rng)


def _alike(token: str, other: str, rng: np.random.Generator) -> str:
    """A name for a name, a number for a number, a sign for a sign."""
    kind, pool = _kind(token)
    alike = [one for one in TOKEN.findall(other) if kind(one)]  # mostly its own board, whose names are known
    return _pick(alike, rng) if alike and rng.random() < 0.7 else _pick(pool, rng)


def _kind(token: str) -> tuple[Callable[[str], bool], Sequence[str]]:
    """How tokens of a token's kind are told, and a list of some."""
    if token.isidentifier():
        return str.isidentifier, NAMES
    if token[0].isdecimal():
        return lambda one: one[0].isdecimal(), NUMBERS
    return OPERATORS.__contains__, OPERATORS


def _lines(text: str, other: str, rng: np.random.Generator) -> str:
    """Lines swapped, or half of one board and half of another."""
    lines, more = text.split("\n"), other.split("\n")
    i, j = (int(rng.integers(len(lines))) for _ in range(2))
    if rng.random() < 0.5:
        lines[i], lines[j] = lines[j], lines[i]
        return "\n".join(lines)
    return "\n".join([*lines[: i + 1], *more[int(rng.integers(len(more))) :]])
