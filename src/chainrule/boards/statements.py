"""Statements: a line of a board as Python's own parser reads it, or what is wrong with the line."""

import ast
import keyword
import re

from chainrule.boards.board_functions import FUNCTIONS
from chainrule.boards.calls import DECIMAL_COMMA, POINT
from chainrule.boards.faults import WORD, Place, did_you_mean, readable, require_short_line, word_of_python
from chainrule.boards.literals import DEEPEST, TOO_DEEP, depth

NESTED = f"this line {TOO_DEEP}; give parts of it names on lines of their own"
EXAMPLES = {"data": "X (n, m)", "params": "W (k, n)", "upstream": "dout (k, m)", "running": "mu (k, 1), v (k, 1)"}
FIRST_WORDS = tuple(EXAMPLES)


def read_statement(place: Place) -> ast.stmt:
    """The statement on a line; its offsets count from the beginning of the line."""
    require_short_line(place)
    indent = indent_of(place)
    try:  # in brackets' place of an `if`, Python accepts the indent as it stands
        (statement,) = ast.parse(with_bounds(place.text.strip())).body
    except SyntaxError as error:
        column = indent + max((error.offset or 1) - 1, 0)
        raise place.at(min(column, len(place.text))).fault(_advice(str(error.msg), place.text)) from None
    except (RecursionError, MemoryError):
        raise place.at(indent).fault(NESTED) from None
    except ValueError:
        raise place.at(indent).fault("one assignment to a line, such as Z = W1 @ X + b1") from None
    for part in ast.walk(statement) if indent else ():
        if isinstance(part, ast.expr | ast.keyword):
            part.col_offset += indent
            part.end_col_offset = (part.end_col_offset or 0) + indent
    return statement


def require_readable(value: ast.expr, place: Place) -> None:
    """Nothing, or the error for an expression that is nested too deeply, or is two numbers and meant as one."""
    if depth(value) > DEEPEST:
        raise place.at(indent_of(place)).fault(NESTED)
    if isinstance(value, ast.Tuple) and (comma := DECIMAL_COMMA.search(place.text)):
        raise place.at(comma.start()).fault(POINT)


def with_bounds(text: str) -> str:
    """A line in which `1..T` is `1<<T`, which Python can parse, binds as weakly, and is as long."""
    return re.sub(r"(?<!\.)\.\.(?!\.)", "<<", text) if re.search(r"\bfor\b.*\bin\b", text) else text


def indent_of(place: Place) -> int:
    """The column where the text of a line begins."""
    return len(place.text) - len(place.text.lstrip())


def _advice(message: str, text: str) -> str:
    """What to say of a line that Python's parser refuses."""
    first, *more = text.split()
    if first == "for" and "in" in more and not text.endswith(":"):
        return "a loop's first line ends with a colon: for t in 1..T:"
    if first == "def" and "(" in text and not text.endswith(":"):
        return "a definition's first line ends with a colon: def layer(x, W):"
    if more and more[0][:1].isalpha() and (meant := did_you_mean(first, FIRST_WORDS)):
        return f"a line is an assignment, or begins with data or params{meant}"
    called = re.search(r"\b(\w+) +\w", text.partition("=")[2])
    if called and called[1] in FUNCTIONS:
        return f"{called[1]} is a function and takes brackets: {called[1]}(…)"
    if reserved := next(filter(keyword.iskeyword, WORD.findall(text)), ""):
        return word_of_python(reserved)
    return readable(message, text)


def no_assignment(statement: ast.stmt, *, in_loop: bool = False) -> str:
    """What to say of a line of Python that no board has."""
    match statement:
        case ast.Expr(value=ast.Name(id=("data" | "params" | "upstream") as word)):
            return f"{word} stands before a name and its shape: {word} {EXAMPLES[word]}"
        case ast.Import() | ast.ImportFrom():
            return "a board needs no import; leave this line out"
        case ast.ClassDef() | ast.While() | ast.If() | ast.With() | ast.Return() | ast.FunctionDef() | ast.For():
            return "a board has assignments only, one under the other, such as Z = W1 @ X + b1"
        case ast.AugAssign() if in_loop:
            return "a name is assigned once; what grows from step to step is written L[t] = L[t-1] + …"
        case ast.AugAssign():
            return "a name is assigned once; give what comes out another one, such as Z2 = Z + X"
    return "a line is an assignment such as Z = W1 @ X + b1, or begins with data or params"
