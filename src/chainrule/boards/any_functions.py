"""Functions of a board that may be any: the line `functions f, g`, and what their letters are kept apart from."""

import ast
import re
from collections.abc import Iterable, Sequence

from chainrule.boards.aliases import spelled_out
from chainrule.boards.board_functions import FUNCTIONS
from chainrule.boards.declarations import refuse_word
from chainrule.boards.faults import Place


def read_functions(place: Place) -> list[str] | None:
    """The names on a line that declares functions; None where the line does not begin with `functions`."""
    begins = re.match(r"\s*functions?\s+(?=[^\W\d])", place.text)
    if begins is None:
        return None
    names = [name.strip() for name in place.text[begins.end() :].split(",")]
    for name in names:
        refuse_word(name, place.at(begins.end()))
        if not name.isidentifier():
            raise place.at(begins.end()).fault(f"functions are declared by their names: functions f, g; not {name!r}")
        if name in FUNCTIONS:
            raise place.at(begins.end()).fault(f"{name} is a function already; choose another name")
        if names.count(name) > 1:
            raise place.at(begins.end()).fault(f"{name} is declared twice")
    return names


def function_called(name: str, functions: Iterable[str]) -> str:
    """The function that a name is, in this or another spelling; nothing where it is none.

    >>> function_called("theta", ["f", "θ"])
    'θ'
    """
    return next((one for one in functions if spelled_out(one) == spelled_out(name)), "")


def calls(expression: ast.expr, function: str) -> bool:
    """Whether an expression is the call of a function as a whole."""
    match expression:
        case ast.Call(func=ast.Name(id=name)):
            return name == function
    return False


def is_chain(functions: Sequence[str], lines: Sequence[Place]) -> bool:
    """Whether each function is called once, and none but the last line has the name of one: then ∂f/∂h is clear.

    Of a last line f = f(h(x), x), ∂f/∂x would be a slope and a part of it.
    """
    text = "\n".join(place.text for place in lines)
    calls = [len(re.findall(rf"(?<!\w){name}\s*\(", text)) for name in functions]
    named = {place.text.partition("=")[0].strip() for place in lines} & set(functions)
    of_names = any(re.search(rf"(?<!\w){name}\s*\((\s*\w+\s*\)|.*,)", text) for name in named)
    return max(calls, default=0) == 1 and not of_names and all(lines[-1].text.lstrip().startswith(one) for one in named)
