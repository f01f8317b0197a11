"""One record of both passes: a VJP is called in one place, and no name of a cotangent is taken apart again."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

import chainrule as cr
from chainrule.graph.passes import Derivative
from chainrule.readers.page import Sheet, page

from .house import MODULES, SOURCE, nodes, offenders

SIGN = "∂"
TAKING_APART = {  # methods of texts and functions of `re` that look for something in a text
    *("split", "rsplit", "partition", "rpartition", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"),
    *("startswith", "endswith", "find", "rfind", "index", "rindex", "count", "replace"),
    *("compile", "match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "Pattern"),
}
WRITTEN = {  # a board and a claim are texts that a person wrote: there ∂ is a way to write d, and ∂²L/∂w² a function
    "tutor/claim_text.py": {"replace"},
    "tutor/respelled.py": {"endswith"},
    "boards/faults.py": {"compile", "a comparison"},
}

# ---- VJPs ---------------------------------------------------------------------------------------------------------


def test_a_vjp_is_called_in_one_place():
    """Whatever shows or judges a derivative takes it from the record that this one call makes."""
    calls = [
        str(path.relative_to(SOURCE))
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "vjp"
    ]
    assert calls == ["transforms/differentiate.py"]


def test_no_vjp_is_handed_around():
    """Nobody reads `op.vjp` to call it elsewhere: who reads it is the function that calls it."""
    functions = [
        f"{path.relative_to(SOURCE)}:{function.name}"
        for path in MODULES
        for function in nodes(path)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Attribute) and node.attr == "vjp" for node in ast.walk(function))
    ]
    assert len(functions) == 1


# ---- names --------------------------------------------------------------------------------------------------------


@cache
def signed_names() -> set[str]:
    """The constants that hold a text with ∂ in it, in any module."""
    return {
        name.id
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Assign) and holds_sign(node.value, set())
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and name.id.isupper()
    }


def holds_sign(part: ast.AST, names: set[str]) -> bool:
    """Whether an expression is, or is made of, a text with ∂ in it."""
    for node in ast.walk(part):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SIGN in node.value:
            return True
        if isinstance(node, ast.Name) and node.id in names:
            return True
    return False


def taken_apart(module: Iterable[ast.AST], names: set[str]) -> Iterator[str]:
    """How a module looks for ∂ in a text: the methods that it calls, and comparisons."""
    for node in module:
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in TAKING_APART and any(holds_sign(part, names) for part in (*node.args, *node.keywords)):
                yield called
        if isinstance(node, ast.Compare) and holds_sign(node, names):
            yield "a comparison"
        if isinstance(node, ast.MatchValue) and holds_sign(node, names):
            yield "a pattern"


@pytest.mark.parametrize(
    "code",
    [
        *('name.startswith("∂")', 'name[1:].split("/∂")', 're.compile(r"∂(\\w+)/∂(\\w+)")', 're.sub("[∂d]", "", name)'),
        *('"∂" in name', 'name[0] == "\\u2202"', 'name.removeprefix(f"∂{cost}/∂")', "name.partition(PARTIAL)"),
        "match name[0]:\n    case '∂': pass",
    ],
)
def test_every_way_to_take_a_name_apart_is_seen(code):
    """Methods of texts, regular expressions, comparisons, and constants that stand for the sign."""
    assert list(taken_apart(ast.walk(ast.parse(code)), {"PARTIAL"}))


@pytest.mark.parametrize("code", ['f"∂{cost}/∂{by}"', 'Span("∂ ", "slope")', '"the cotangent ∂L/∂W1"', "name.by"])
def test_writing_a_name_is_no_taking_apart(code):
    """The sign may be written, and shown."""
    assert not list(taken_apart(ast.walk(ast.parse(code)), {"PARTIAL"}))


def test_no_name_of_a_cotangent_is_taken_apart():
    """`∂L/∂W1` is only how a name is written; what it is of and by is asked of the name."""

    def wrong(path):
        return {*taken_apart(nodes(path), signed_names())} - WRITTEN.get(str(path.relative_to(SOURCE)), set())

    assert offenders(wrong) == {}


def otherwise(cls: type[Derivative], cost: str, by: str) -> Derivative:
    """A name of a cotangent, as long as the usual one but written in another way."""
    name = str.__new__(cls, f"⟪{by}|{cost}⟫")
    name.cost, name.by = cost, by
    return name


def surfaces() -> list[str]:
    """All that is shown of a network's board, with numbers and without."""
    board = cr.whiteboard("""
        data X (2, m) = [[1, 2, 3], [0, 1, -1]], Y (1, m) = [[1, 0, 1]]
        params W1 (2, 2) = [[1, 2], [0.5, -1]], b1 (2, 1) = [[0.1], [0.2]], w2 (2, 1) = [[1], [-1]]
        Z1 = W1 @ X + b1
        A1 = sigmoid(Z1)
        Z2 = w2.T @ A1
        L = logistic(Z2, Y) + 0.1 * sum(W1**2)
    """)
    values, backward = board.bind(), board.backward()
    claims = ("dW1 = w2 @ (sigmoid(Z2) - Y) * A1 @ X.T", "dA1 = w2 @ (sigmoid(Z2) - Y) / m", "∂L/∂w2 = ∂L/∂Z1 @ X.T")
    equations = [board.equations(detail) for detail in ("final", "named", "derivation")]
    return [
        *(form for one in equations for form in (one.text(), one.latex(), one.mathml())),
        *(str(board.equations(detail, values=values)) for detail in ("final", "named", "derivation")),
        *(str(board.trace(values, detail=detail, learning_rate=0.1)) for detail in ("operations", "gates", "layers")),
        *(board.diagram(values, zoom=zoom) for zoom in ("layers", "operations", "gates")),
        *(str(board.claim(claim)) for claim in claims),
        str(board.check(values)),
        str(board.script(values, learning_rate=0.1)),
        page(Sheet("A board", board.graph, backward, "L", values)),
        str(cr.Network([2, 3, 1], hidden="sigmoid", seed=0).explain([[1, 2], [3, 4]], [0, 1])),
    ]


def test_everything_is_shown_alike_however_cotangents_are_called(monkeypatch):
    """Names of another form change nothing but themselves: no surface reads their letters."""
    usual = surfaces()
    monkeypatch.setattr(Derivative, "__new__", otherwise)
    other = surfaces()
    assert any("⟪" in text for text in other)
    assert [re.sub(r"⟪(\w+)\|(\w+)⟫", r"∂\2/∂\1", text) for text in other] == usual
