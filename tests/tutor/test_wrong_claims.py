"""The tutor never calls a wrong answer right: right ones, damaged at random, against NumPy in higher precision."""

import ast
from functools import cache

import numpy as np
import pytest

from chainrule.errors import ChainruleError

from .networks import BOARDS, RIGHT, tutor

SHARE, ALL = 75, 300  # of each network
SIZES = ({"n": 2, "k": 3, "m": 5}, {"n": 5, "k": 2, "m": 3}, {"n": 3, "k": 6, "m": 4})
DIFFERENT, SAME = 1e-12, 1e-15
NAMES = {"M1": "x y w b yhat m", "M2": "X y w b yhat m", "M3": "X y W1 b1 w2 b2 Z yhat m k"}
NAMES["M4"] = NAMES["M3"] + " A"
OPERATORS = (ast.Add(), ast.Sub(), ast.Mult(), ast.Div(), ast.MatMult())


def real(x):
    """Numbers with more digits than the tutor has."""
    return np.asarray(x, dtype=np.longdouble)


def sigmoid(x):
    """σ in more digits."""
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {
    "sigmoid": sigmoid,
    "exp": np.exp,
    "sum": lambda x, axis=None: np.sum(x, axis=axis, keepdims=axis is not None),
    "mean": lambda x, axis=None: np.mean(x, axis=axis, keepdims=axis is not None),
}


@cache
def point(network, place):
    """Random numbers for every name of a network, and its gradients as the lecture derives them, by hand."""
    rng = np.random.default_rng([place, *network.encode()])
    sizes = SIZES[place]

    def draw(*shape):
        return real(rng.normal(size=[sizes.get(d, d) for d in shape]))

    at = {letter: real(size) for letter, size in sizes.items()}
    at |= {"y": draw(1, "m"), "b": draw(1, 1), "b1": draw("k", 1), "b2": draw(1, 1), "w2": draw(1, "k")}
    at |= {"W1": draw("k", "n"), "X": draw("n", "m"), "x": draw(1, "m"), "w": draw(1, "n")}
    if network == "M1":
        at |= {"w": draw(), "b": draw(), "X": at["x"]}
    at["Z"] = at["W1"] @ at["X"] + at["b1"] if network in ("M3", "M4") else None
    at["A"] = sigmoid(at["Z"]) if network == "M4" else at["Z"]
    below = {"M1": lambda: at["w"] * at["x"], "M2": lambda: at["w"] @ at["X"]}
    at["yhat"] = below.get(network, lambda: at["w2"] @ at["A"])() + at["b" if network in below else "b2"]
    G = at["dyhat"] = 2 / at["m"] * (at["yhat"] - at["y"])
    total = G.sum(axis=1, keepdims=True)
    if network in below:
        return at, {"w": G @ at["X"].T, "b": total}
    at["dA"] = at["w2"].T @ G
    D = at["dZ"] = at["dA"] * (at["A"] * (1 - at["A"]) if network == "M4" else 1)
    return at, {"W1": D @ at["X"].T, "b1": D.sum(axis=1, keepdims=True), "w2": G @ at["A"].T, "b2": total}


class Damage(ast.NodeTransformer):
    """Changes the part of an expression with a given number, in a random way."""

    def __init__(self, rng, network):
        self.rng = rng
        self.names = NAMES[network].split()
        self.left = -1

    def visit(self, node):
        """Count the parts that can be damaged, and damage the one that is due."""
        if isinstance(node, ast.expr):
            self.left -= 1
            if self.left == 0:
                return self.damaged(node)
        return self.visit_Call(node) if isinstance(node, ast.Call) else self.generic_visit(node)

    def visit_Call(self, node):
        """The name of a function is no part of its own."""
        return ast.Call(node.func, [self.visit(argument) for argument in node.args], node.keywords)

    def damaged(self, node):
        """Another name, operator, number or argument; a part dropped, transposed, negated or added."""
        name = ast.Name(str(self.rng.choice(self.names)))
        operator = OPERATORS[self.rng.integers(len(OPERATORS))]
        choices = [
            ast.UnaryOp(ast.USub(), node),
            ast.BinOp(node, operator, name),
            ast.Attribute(node, "T"),
            name,
        ]
        match node:
            case ast.BinOp():
                choices += [node.left, node.right, ast.BinOp(node.right, node.op, node.left)]
                choices += [ast.BinOp(node.left, operator, node.right)] * 3
            case ast.Call(args=[argument]):
                choices += [argument, ast.Call(node.func, [argument], []), ast.Call(ast.Name("mean"), [argument], [])]
                choices += [ast.Call(node.func, [argument], [ast.keyword("axis", ast.Constant(0))])]
            case ast.Attribute():
                choices += [node.value] * 3
            case ast.Constant():
                choices += [ast.Constant(int(self.rng.integers(1, 5)))] * 3
        return choices[self.rng.integers(len(choices))]


class Numbers(ast.NodeTransformer):
    """Makes arrays of the numbers in an expression, so that they have a transpose as on a board."""

    def visit_keyword(self, node):
        """The number of an axis stays."""
        return node

    def visit_Constant(self, node):
        """Numbers in more digits."""
        return ast.Call(ast.Name("real"), [node], [])


def damaged(network, text, rng):
    """The text of a right answer with one or two parts of it damaged."""
    tree = ast.parse(text, mode="eval").body
    for _ in range(rng.integers(1, 3)):
        damage = Damage(rng, network)
        damage.left = int(rng.integers(1, 1 + sum(isinstance(part, ast.expr) for part in ast.walk(tree))))
        tree = damage.visit(ast.parse(ast.unparse(tree), mode="eval").body)
    return ast.unparse(tree)


def comparison(network, name, text):
    """Whether a text is the gradient, in NumPy and in more digits: True, False, or None where it is too close."""
    worst, code = 0.0, ast.unparse(Numbers().visit(ast.parse(text, mode="eval")))
    for place in range(len(SIZES)):
        at, gradients = point(network, place)
        true = gradients[name]
        try:
            with np.errstate(all="ignore"):
                found = real(eval(code, {"__builtins__": {}, "real": real, **FUNCTIONS, **at}))  # noqa: S307
        except (ValueError, TypeError, AttributeError):
            return False  # NumPy cannot make it fit either
        if found.shape != true.shape and not found.size == true.size == 1:
            return False
        error = np.abs(found - true.reshape(found.shape)).max() / np.abs(true).max()
        worst = max(worst, float(error) if np.isfinite(error) else 1.0)
    return worst <= SAME if not SAME < worst <= DIFFERENT else None


@pytest.mark.parametrize("count", [SHARE, pytest.param(ALL, marks=pytest.mark.slow)])
@pytest.mark.parametrize("network", BOARDS)
def test_no_wrong_claim_is_called_right(network, count):
    """Of many right answers damaged at random, those that are wrong are called wrong, and the others right."""
    rng = np.random.default_rng([11, *network.encode()])
    answers = [(name, text) for name, texts in RIGHT[network].items() for text in texts if "∂" not in text]
    answers = [(name, text) for name, text in answers if "dL/" not in text]
    refused = 0
    while refused < count:
        name, text = answers[rng.integers(len(answers))]
        text = damaged(network, text, rng)
        is_right = comparison(network, name, text)
        try:
            verdict = tutor(network).judge(f"d{name} = {text}")
        except ChainruleError:  # cannot be read, or a number without values: no verdict
            continue
        assert is_right is None or verdict.right is is_right, (name, text, verdict)
        refused += not verdict.right


@pytest.mark.parametrize("network", BOARDS)
def test_the_comparison_knows_the_right_answers(network):
    """The gradients by hand in more digits are what the right answers come to."""
    for name, texts in RIGHT[network].items():
        plain = [text for text in texts if "∂" not in text and "dL/" not in text]
        assert all(comparison(network, name, text) for text in plain)
