"""Damage: right claims with one or two slips in them, of the kinds that learners make, each by its name."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from .boards import Board, Claim
from .functions import names_in, plain
from .truth import NOWHERE, asked, lines, question, values

TWICE = 0.25  # of the damaged claims have two slips
FUNCTIONS = (
    ("sigmoid", "tanh", "softmax", "relu", "exp", "silu", "σ"),
    ("softmax", "log_softmax"),
    ("exp", "log", "sqrt", "abs"),
)
OPERATORS = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div()}
EPSILON = 0.01  # a number below is there to keep a division from failing

Change = tuple[str, ast.expr]


@dataclass(frozen=True)
class Damaged:
    """A claim that was right before it was damaged, and the slips that it contains by name."""

    board: Board
    text: str
    slips: tuple[str, ...]
    original: Claim = field(compare=False)


def damaged(board: Board, rng: np.random.Generator) -> Damaged | None:
    """A random right claim of a board with one or two slips, or None where the slips leave it as it was."""
    claim = board.right[rng.integers(len(board.right))]
    left, _, expression = claim.text.partition("=")
    text, slips = plain(expression), []
    for _ in range(1 + int(rng.random() < TWICE)):
        slip, text = slipped(board, claim.text, text, rng)
        slips.append(slip)
    if ast.unparse(ast.parse(plain(expression))) == text:
        return None
    return Damaged(board, f"{left.strip()} = {text}", tuple(slips), claim)


def slipped(board: Board, claim: str, text: str, rng: np.random.Generator) -> tuple[str, str]:
    """The name of a slip and the text with it: every kind of slip that is possible is as likely as any other."""
    tree = ast.parse(text, mode="eval").body
    possible: dict[str, list[tuple[ast.expr, ast.expr]]] = {}
    for node, sign in parts(tree):
        for slip, new in changes(node, Known(board, claim, sign)):
            possible.setdefault(slip, []).append((node, new))
    slip = str(rng.choice(sorted(possible)))
    old, new = possible[slip][rng.integers(len(possible[slip]))]
    return slip, ast.unparse(ast.fix_missing_locations(Exchange(old, new).visit(tree)))


def parts(node: ast.expr, sign: bool = True) -> Iterator[tuple[ast.expr, bool]]:
    """Every part of an expression, function names aside, and whether it is a term, whose sign may be lost."""
    yield node, sign
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            yield from parts(left)
            yield from parts(right)
        case ast.BinOp(left=left, right=right):
            yield from parts(left, sign=False)
            yield from parts(right, sign=False)
        case ast.Call(args=arguments):
            for argument in arguments:
                yield from parts(argument)
        case ast.UnaryOp(operand=inner) | ast.Attribute(value=inner):
            yield from parts(inner, sign=False)
        case ast.Compare(left=left, comparators=[right]):
            yield from parts(left, sign=False)
            yield from parts(right, sign=False)


class Exchange(ast.NodeTransformer):
    """One part of an expression exchanged for another."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node):
        """The new part where the old one stood."""
        return self.new if node is self.old else self.generic_visit(node)


class Known:
    """What whoever slips has before them: the board's names by shape, and whether a sign may turn here."""

    def __init__(self, board: Board, claim: str, sign: bool) -> None:
        self.board, self.sign = board, sign
        self.shapes = {name: value.shape for name, value in values(board, 0, NOWHERE).items()}
        cost, _ = asked(board, claim)
        self.shapes = {one: shape for one, shape in self.shapes.items() if one != cost}
        for one in names_in(claim.partition("=")[2]):
            if (found := question(board, one)) and one not in self.shapes:
                self.shapes[one] = self.shapes.get(found[1], ())

    def others(self, name: str) -> Iterator[str]:
        """The names of the same shape; sizes for sizes."""
        letters = lines(self.board).letters
        for other, shape in self.shapes.items():
            if other != name and shape == self.shapes.get(name) and (other in letters) is (name in letters):
                yield other

    def fitting(self, name: str) -> Iterator[str]:
        """The names of the same shape, and plain numbers."""
        return (other for other, shape in self.shapes.items() if shape in ((), self.shapes.get(name)))


# ---- the slips ----------------------------------------------------------------------------------------------------


def changes(node: ast.expr, known: Known) -> Iterator[Change]:
    """The slips that can be made at one part of a claim."""
    if known.sign:
        yield "a sign", node.operand if isinstance(node, ast.UnaryOp) else ast.UnaryOp(ast.USub(), node)
    match node:
        case ast.Name():
            yield from of_name(node, known)
        case ast.Constant(value=int() | float() as value):
            for other in (1, 2, 3, 0.5, 2 * value, value + 1):
                if other != value:
                    yield "another number", ast.Constant(other)
        case ast.BinOp():
            yield from of_operator(node)
            yield from of_slope(node)
        case ast.Attribute(value=value):
            yield "a transpose missing", value
        case ast.Call():
            yield from of_call(node)
        case ast.Compare(left=left, ops=[comparison], comparators=[right]):
            turned = ast.Lt() if isinstance(comparison, ast.Gt | ast.GtE) else ast.Gt()
            yield "another comparison", ast.Compare(left, [turned], [right])
            yield "another comparison", left


def of_name(node: ast.Name, known: Known) -> Iterator[Change]:
    """Another name, of another time or layer; a transpose, a factor or a term too many."""
    for other in known.others(node.id):
        same = node.id.rstrip("0123456789") == other.rstrip("0123456789")
        yield "another step in time" if same else "another name", ast.Name(other)
    if len(known.shapes.get(node.id, ())) == 2:
        yield "a transpose too many", ast.Attribute(node, "T")
    for other in known.fitting(node.id):
        yield "a factor too many", ast.BinOp(node, ast.Mult(), ast.Name(other))
        yield "a term too many", ast.BinOp(node, ast.Add(), ast.Name(other))


def of_operator(node: ast.BinOp) -> Iterator[Change]:
    """Another operator, one side alone, or both the wrong way round."""
    left, right = node.left, node.right
    match node.op:
        case ast.Add() | ast.Sub():
            small = (isinstance(right, ast.Constant) and right.value <= EPSILON) or is_named(right, "eps")
            yield "ε missing" if small else "a term missing", left
            if isinstance(node.op, ast.Add) and same(right, ast.Attribute(left, "T", ast.Load())):
                yield "right for symmetric matrices", ast.BinOp(ast.Constant(2), ast.Mult(), left)
            yield "a term missing", right if isinstance(node.op, ast.Add) else ast.UnaryOp(ast.USub(), right)
            yield "another operator", ast.BinOp(left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), right)
            yield "added instead of multiplied, or back", ast.BinOp(left, ast.Mult(), right)
        case ast.Mult():
            yield from (("a factor missing", left), ("a factor missing", right))
            yield "another operator", ast.BinOp(left, ast.Div(), right)
            yield "added instead of multiplied, or back", ast.BinOp(left, ast.Add(), right)
            yield "another kind of product", ast.BinOp(left, ast.MatMult(), right)
        case ast.Div():
            yield "a factor missing", left
            yield "another operator", ast.BinOp(left, ast.Mult(), right)
            yield "a quotient upside down", ast.BinOp(right, ast.Div(), left)
        case ast.MatMult():
            yield from (("a factor missing", left), ("a factor missing", right))
            yield "another kind of product", ast.BinOp(left, ast.Mult(), right)
            yield "another order", ast.BinOp(right, ast.MatMult(), left)
        case ast.Pow():
            yield "another exponent", left
            if isinstance(right, ast.Constant):
                yield "another exponent", ast.BinOp(left, ast.Pow(), ast.Constant(right.value + 1))


def of_slope(node: ast.BinOp) -> Iterator[Change]:
    """The slope of another activation, or a slope twice."""
    match node:
        case ast.BinOp(left=before, op=ast.Mult(), right=ast.BinOp(left=ast.Constant(value=1), op=ast.Sub()) as slope):
            inner = slope.right
            yield "a slope twice", ast.BinOp(node, ast.Mult(), slope)
            if ends_with(before, inner):
                tanh = ast.BinOp(ast.Constant(1), ast.Sub(), ast.BinOp(inner, ast.Pow(), ast.Constant(2)))
                rest = before.left if isinstance(before, ast.BinOp) else None
                yield "the slope of tanh", ast.BinOp(rest, ast.Mult(), tanh) if rest else tanh
                yield "a slope twice", ast.BinOp(ast.BinOp(node, ast.Mult(), inner), ast.Mult(), slope)
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=ast.BinOp(left=inner, op=op, right=right)):
            squared = isinstance(op, ast.Pow) or (isinstance(op, ast.Mult) and same(inner, right))
            if squared:
                rest = ast.BinOp(ast.Constant(1), ast.Sub(), inner)
                yield "the slope of sigmoid", ast.BinOp(inner, ast.Mult(), rest)
                yield "a square missing in a slope", rest
        case ast.BinOp(op=ast.Mult(), right=ast.Compare(left=inner) as slope):
            yield "a slope twice", ast.BinOp(node, ast.Mult(), inner)
            rest = ast.BinOp(inner, ast.Mult(), ast.BinOp(ast.Constant(1), ast.Sub(), inner))
            yield "the slope of sigmoid", ast.BinOp(node.left, ast.Mult(), rest)


def of_call(node: ast.Call) -> Iterator[Change]:
    """Another function, none, another axis, a mean for a sum."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    for other in dict.fromkeys(other for group in FUNCTIONS if name in group for other in group):
        if other not in (name, {"σ": "sigmoid"}.get(name)):
            yield "another function", ast.Call(ast.Name(other), node.args, node.keywords if "softmax" in other else [])
    if len(node.args) == 1:
        yield "a sum missing" if name in ("sum", "mean") else "a function missing", node.args[0]
    if name in ("sum", "mean"):
        other = ast.Name("mean" if name == "sum" else "sum")
        yield "a mean for a sum, or back", ast.Call(other, node.args, node.keywords)
    if name in ("sum", "mean", "softmax", "log_softmax"):
        now = next((key.value.value for key in node.keywords), None if name in ("sum", "mean") else 0)
        axes: Sequence[int | None] = (None, 0, 1) if name in ("sum", "mean") else (0, 1)
        for axis in axes:
            if axis != now:
                keywords = [] if axis is None else [ast.keyword("axis", ast.Constant(axis))]
                yield "another axis", ast.Call(node.func, node.args, keywords)
    if name == "where" and len(node.args) == 3:
        condition, a, b = node.args
        yield "the other case", ast.Call(node.func, [condition, b, a], [])
        yield from (("one case for both", a), ("one case for both", b))


def same(a: ast.expr, b: ast.expr) -> bool:
    """Whether two parts read the same."""
    return ast.dump(a) == ast.dump(b)


def ends_with(node: ast.expr, last: ast.expr) -> bool:
    """Whether a product ends with a factor."""
    match node:
        case ast.BinOp(op=ast.Mult(), right=right):
            return same(right, last)
    return same(node, last)


def is_named(node: ast.expr, name: str) -> bool:
    """Whether a part is a name."""
    return isinstance(node, ast.Name) and node.id == name
