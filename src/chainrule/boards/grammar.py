"""A board's text to its graph: declarations, assignments, costs."""

import ast
import keyword
import re
from collections.abc import Callable, Container

from chainrule.boards.aliases import Spellings
from chainrule.boards.any_functions import calls, function_called, is_chain, read_functions
from chainrule.boards.board_functions import FUNCTIONS
from chainrule.boards.calls import DECIMAL_COMMA, POINT, with_exp
from chainrule.boards.declarations import Declaration, read_declarations
from chainrule.boards.expressions import Reader
from chainrule.boards.faults import (
    WORD,
    Place,
    did_you_mean,
    plain,
    readable,
    refuse_signs,
    require_short,
    require_short_line,
    without_remark,
    word_of_python,
)
from chainrule.boards.literals import DEEPEST, TOO_DEEP, depth
from chainrule.boards.operators import fitting_product
from chainrule.boards.whiteboard import Whiteboard
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input, parameter
from chainrule.ops.reductions import dimension
from chainrule.ops.undefined import undefined

NESTED = f"this line {TOO_DEEP}; give parts of it names on lines of their own"
NOT_DECLARED = "; declare it on a data or params line"
CONSTANTS = {**dict.fromkeys(("pi", "π"), "the number is np.pi"), "e": "e**x is written exp(x), and the number np.e"}


def read_whiteboard(text: str) -> Whiteboard:
    """The board that a text describes.

    >>> read_whiteboard("f = 1 / (1 + exp(-x))").graph
    <graph of 7 nodes: x () -> f ()>
    """
    return _Writer(text).board()


class _Writer:
    """Reads a board line by line, remembering what each name means."""

    def __init__(self, text: str) -> None:
        require_short(text)
        self._text = text
        self._declarations: dict[str, Declaration] = {}
        self._leaves: dict[str, Node] = {}
        self._letters: set[str] = set()  # of all shapes
        self._assigned: dict[str, Node] = {}
        self._used: set[str] = set()
        self._spellings = Spellings()  # of all of these
        self._functions: dict[str, Callable[..., Node]] = {}
        self._reader = Reader(self._find, self._functions)
        places = [Place(number, without_remark(line)) for number, line in enumerate(plain(text).splitlines(), 1)]
        self._places = [place for place in places if place.text.strip()]

    def board(self) -> Whiteboard:
        """Everything, once all lines are read."""
        if not self._places:
            raise Place(1, "").fault("the board is empty; write a line such as f = 1 / (1 + exp(-x))")
        assignments = [place for place in self._places if not self._declare(place)]
        self._require_apart_from_functions()
        chained = is_chain(list(self._functions), assignments)
        self._functions.update({name: undefined(name, chained=chained) for name in self._functions})
        for one in self._declarations.values():
            if one.name in self._letters:
                raise one.place.fault(f"{one.name} is a size in a shape and cannot be a name too")
        self._require_one_size()
        if not assignments:
            raise self._places[-1].fault("the board has no assignment; write a line such as yhat = w @ x + b")
        for place in assignments:
            self._assign(place)
        costs = [name for name in self._assigned if name not in self._used]
        outputs = {name: self._assigned[name] for name in costs}
        names = {name: node for name, node in self._assigned.items() if name not in outputs}
        graph = Graph(outputs, names, tuple(self._leaves.values()))
        given = {name: one.value for name, one in self._declarations.items() if one.value is not None}
        values = {name: value for name, value in given.items() if value.ndim == len(self._declarations[name].shape)}
        fills = {name: float(value) for name, value in given.items() if name not in values}
        starts = {name: one.start for name, one in self._declarations.items() if one.start is not None}
        undeclared = tuple(name for name in self._leaves if name not in self._declarations)
        facts = {name: one.fact for name, one in self._declarations.items() if one.fact is not None}
        masks = {name: one.rate for name, one in self._declarations.items() if one.rate is not None}
        fills |= dict.fromkeys(masks, 1.0)  # nothing is dropped where nothing is trained
        known = (values, facts, undeclared, self._reader.parts, fills, starts, masks)
        return Whiteboard(self._text, graph, tuple(costs), *known)

    def _declare(self, place: Place) -> bool:
        refuse_signs(place)
        if (functions := read_functions(place)) is not None:
            self._functions.update({name: undefined(name) for name in functions})
            return True
        declarations = read_declarations(place)
        for one in declarations or ():
            if one.name in self._declarations:
                raise one.place.fault(f"{one.name} is declared twice")
            self._declarations[one.name] = one
            self._letters.update(d for d in one.shape if isinstance(d, str))
            for spelled in (one.name, *one.shape):
                self._spellings.add(str(spelled))
            self._leaves[one.name] = one.leaf()
        return declarations is not None

    def _require_one_size(self) -> None:
        """Nothing, or the error for values that give a letter two sizes."""
        sizes: dict[str, int] = {}
        for one in self._declarations.values():
            for letter, size in zip(one.shape, () if one.value is None else one.value.shape, strict=False):
                if isinstance(letter, str) and sizes.setdefault(letter, size) != size:
                    before = f"a value above has {letter} = {sizes[letter]}"
                    raise one.place.fault(f"{one.name} has {letter} = {size}, but {before}")

    def _require_apart_from_functions(self) -> None:
        """Nothing, or the error for a name or a size that is the letter of an undefined function too."""
        for one in self._declarations.values():
            for name in (one.name, *one.shape):
                if function := function_called(str(name), self._functions):
                    raise one.place.fault(f"{function} is a function here; give one of the two another letter")

    def _assign(self, place: Place) -> None:
        name, expression, indent = self._parse(place)
        if (function := function_called(name, self._functions)) and not calls(expression, function):
            told = f"{function} is a function here; only what it gives may be called so: {function} = {function}(…)"
            raise place.at(indent).fault(told)
        if name in self._declarations:
            raise place.at(indent).fault(f"{name} is declared above and cannot be assigned; choose another name")
        if name in self._letters:
            raise place.at(indent).fault(f"{name} is a size in a shape and cannot be assigned; choose another name")
        if name in self._assigned:
            raise place.at(indent).fault(f"{name} is assigned twice; give the second one another name")
        if name in self._leaves:
            raise place.at(indent).fault(f"{name} is used above before it is assigned; move this line up")
        self._require_one_spelling(name, place.at(indent))
        try:
            self._assigned[name] = self._reader.read(expression, place)
        except (RecursionError, MemoryError):  # where the stack was deep before
            raise place.at(indent).fault(NESTED) from None
        self._spellings.add(name)
        if name in self._leaves:
            raise place.at(indent).fault(f"{name} stands on both sides; give the left one another name")
        self._require_one_spelling(name, place.at(indent))

    def _require_one_spelling(self, name: str, place: Place) -> None:
        """Nothing, or the error for what is assigned under another spelling of a name: lines would mean either."""
        if other := self._spellings.other(name):
            raise place.fault(f"{name} is another spelling of {other}, a name above; give it another name")

    def _parse(self, place: Place) -> tuple[str, ast.expr, int]:
        """The name and the expression of an assignment; offsets count from the whole line."""
        require_short_line(place)
        indent = len(place.text) - len(place.text.lstrip())
        try:  # in brackets' place of an `if`, Python accepts the indent as it stands
            (statement,) = ast.parse(place.text.strip()).body
        except SyntaxError as error:
            column = indent + max((error.offset or 1) - 1, 0)
            raise place.at(min(column, len(place.text))).fault(self._advice(str(error.msg), place.text)) from None
        except (RecursionError, MemoryError):
            raise place.at(indent).fault(NESTED) from None
        except ValueError:
            raise place.at(indent).fault("one assignment to a line, such as Z = W1 @ X + b1") from None
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if depth(value) > DEEPEST:
                    raise place.at(indent).fault(NESTED)
                if isinstance(value, ast.Tuple) and (comma := DECIMAL_COMMA.search(place.text)):
                    raise place.at(comma.start()).fault(POINT)
                if indent:
                    for part in ast.walk(value):
                        if isinstance(part, ast.expr | ast.keyword):
                            part.col_offset += indent
                            part.end_col_offset = (part.end_col_offset or 0) + indent
                e_is_a_name = any("e" in names for names in (self._declarations, self._assigned, self._letters))
                return name, value if e_is_a_name or "**" not in place.text else with_exp(value), indent
        raise place.at(indent).fault(_no_assignment(statement))

    @staticmethod
    def _advice(message: str, text: str) -> str:
        """What to say of a line that Python's parser refuses."""
        first, *more = text.split()
        if more and more[0][:1].isalpha() and (meant := did_you_mean(first, ("data", "params"))):
            return f"a line is an assignment, or begins with data or params{meant}"
        called = re.search(r"\b(\w+) +\w", text.partition("=")[2])
        if called and called[1] in FUNCTIONS:
            return f"{called[1]} is a function and takes brackets: {called[1]}(…)"
        if reserved := next(filter(keyword.iskeyword, WORD.findall(text)), ""):
            return word_of_python(reserved)
        return readable(message, text)

    def _find(self, name: str, place: Place) -> Node:
        self._used.add(name)
        if name in self._assigned:
            return self._assigned[name]
        if name in self._leaves:
            return self._leaves[name]
        if name in self._letters:
            return dimension(name)
        if function := function_called(name, self._functions):
            raise place.fault(f"{function} is a function here and takes brackets: {function}(…)")
        if other := self._spellings.other(name):
            return self._find(other, place)
        if self._declarations or name in FUNCTIONS:
            raise place.fault(f"{name} is not known here{self._hint(name)}")
        make = input if name[0] in "xyXY" else parameter
        self._leaves[name] = make(name)
        self._spellings.add(name)
        return self._leaves[name]

    def _hint(self, name: str) -> str:
        """What to do about a name that nobody knows."""
        if name in FUNCTIONS:
            return f"; {name} is a function: {name}(…)"
        if any(place.text.partition("=")[0].strip() == name for place in self._places):
            return "; it is assigned only below, so move that line up"
        if name in CONSTANTS:
            return f"; {CONSTANTS[name]}"
        if product := as_product(name, self._names):
            left, right = product.split(" * ")
            a, b = (self._find(one, self._places[0]) for one in (left, right))
            return f"; a product needs its sign: {fitting_product(left, a, right, b)}"
        return did_you_mean(name, self._names) or NOT_DECLARED

    @property
    def _names(self) -> list[str]:
        return [*self._assigned, *self._leaves, *self._letters]


def _no_assignment(statement: ast.stmt) -> str:
    """What to say of a line of Python that no board has."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            return "a board needs no import; leave this line out"
        case ast.FunctionDef() | ast.ClassDef() | ast.For() | ast.While() | ast.If() | ast.With() | ast.Return():
            return "a board has assignments only, one under the other, such as Z = W1 @ X + b1"
        case ast.AugAssign():
            return "a name is assigned once; give what comes out another one, such as Z2 = Z + X"
    return "a line is an assignment such as Z = W1 @ X + b1, or begins with data or params"


def as_product(name: str, known: Container[str]) -> str:
    """`xy` as `x * y`, where both are names."""
    cuts = ((name[:cut], name[cut:]) for cut in range(1, len(name)))
    return next((f"{left} * {right}" for left, right in cuts if left in known and right in known), "")
