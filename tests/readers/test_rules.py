"""Rules: what is printed of an op's derivative, and that the two in indices are its Jacobian."""

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.readers.equations.rules import NAMES, rule_of
from chainrule.transforms.differentiate import handed_back

x, y, A, B = cr.input("x"), cr.input("y"), cr.input("A", (2, "m")), cr.input("B", ("m", 3))
R = cr.input("R", (2, 3))
SAID = {  # a node, and its rule for each operand
    "add": (x + y, "sum rule: a + b hands G to a", "sum rule: a + b hands G to b"),
    "subtract": (x - y, "sum rule: a − b hands G to a", "sum rule: a − b hands −G to b"),
    "negate": (-x, "chain rule: (−a)′ = −1"),
    "multiply": (x * y, "product rule: a b hands G b to a", "product rule: a b hands G a to b"),
    "divide": (x / y, "quotient rule: a/b hands G/b to a", "quotient rule: a/b hands −G a/b² to b"),
    "power": (
        x**y,
        "power rule: for a > 0, a^b hands G b a^(b − 1) to a",
        "power rule: for a > 0, a^b hands G a^b log(a) to b",
    ),
    "square": (x**2, "power rule: (a²)′ = 2 a"),
    "sqrt": (cr.sqrt(x), "power rule: (√a)′ = 1/(2 √a)"),
    "exp": (cr.exp(x), "chain rule: exp′ = exp"),
    "expm1": (cr.expm1(x), "chain rule: expm1′(a) = 1 + expm1(a)"),
    "log": (cr.log(x), "chain rule: log′(a) = 1/a"),
    "sin": (cr.sin(x), "chain rule: sin′ = cos"),
    "cos": (cr.cos(x), "chain rule: cos′ = −sin"),
    "absolute": (abs(x), "chain rule: (|a|)′ = sign(a)"),
    "sigmoid": (cr.sigmoid(x), "chain rule: σ′ = σ (1 − σ)"),
    "tanh": (cr.tanh(x), "chain rule: tanh′ = 1 − tanh²"),
    "relu": (cr.relu(x), "chain rule: relu′(a) = [a > 0]"),
    "softplus": (cr.softplus(x), "chain rule: softplus′ = σ"),
    "silu": (cr.silu(x), "chain rule: silu′ = σ + silu (1 − σ)"),
    "gelu": (cr.gelu(x), "chain rule"),  # its slope is longer than a line
    "maximum": (
        cr.maximum(x, y),
        "maximum: max(a, b) hands G ([a > b] + 0.5 [a = b]) to a",
        "maximum: max(a, b) hands G ([b > a] + 0.5 [a = b]) to b",
    ),
    "where": (cr.where(x, y, y), "", "choice: (b if a ≠ 0 else c) hands (G if a ≠ 0 else 0) to b", "choice: "),
    "matmul": (A @ B, "matrix product: A B hands G Bᵀ to A", "matrix product: A B hands Aᵀ G to B"),
    "sum": (cr.sum(R), "sum rule: Σ A hands G 1_(2×3) to A"),
    "sum_to": (ALL_OPS["sum_to"](R, shape=(1, 1)), "sum rule: Σ A hands G 1_(2×3) to A"),
    "mean": (cr.mean(R), "sum rule: (1/(2 · 3)) Σ A hands (1/6) G 1_(2×3) to A"),
    "broadcast": (ALL_OPS["broadcast"](x, shape=(2, 3)), "copy: A 1_(2×3) hands Σ G to A"),
    "max": (cr.max(cr.input("v", (3, 1)), axis=0), "maximum: R = max(A) hands [A = R] ⊙ G/("),
    "softmax": (cr.softmax(R), "softmax: ∂pⱼ/∂aₖ = pⱼ (δⱼₖ − pₖ)"),
    "log_softmax": (cr.log_softmax(R), "log softmax: ∂log pⱼ/∂aₖ = δⱼₖ − pₖ"),
    "squared_error": (
        cr.squared_error(x, y),
        "power rule: (ŷ − y)² has the slope 2 (ŷ − y) by ŷ",
        "power rule: (ŷ − y)² has the slope −2 (ŷ − y) by y",
    ),
    "half_squared_error": (cr.half_squared_error(x, y), "power rule: (1/2) (ŷ − y)² has the slope ŷ − y by ŷ", ""),
    "logistic": (
        cr.logistic(x, y),
        "error signal: softplus(a) − y a has the slope σ(a) − y by a",
        "error signal: softplus(a) − y a has the slope −a by y",
    ),
    "cross_entropy": (
        cr.cross_entropy(R, R),
        "error signal: −Σ (y ⊙ log softmax(a)) has the slope softmax(a) ⊙ 1⃗ᵀ y − y by a",
        "error signal: −Σ (y ⊙ log softmax(a)) has the slope −log softmax(a) by y",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_the_rule_is_the_textbooks(name):
    """It is printed from the VJP of the op, and reads as a lecturer would write it."""
    node, *rules = SAID[name]
    assert node.op.name == name
    for position, rule in enumerate(rules):
        if rule:
            assert rule_of(node, position).startswith(rule)


def test_a_rule_knows_what_the_graph_knows_of_a_target():
    """A column of one_hot sums to 1, so its slope is P − Y; weights that the loss has are said."""
    labels, w = cr.input("l", (1, "m"), kind="index"), cr.input("w", (1, "m"))
    Z = cr.input("Z", (2, "m"))
    loss = cr.cross_entropy(Z, cr.one_hot(labels, 2))
    assert rule_of(loss, 0) == "error signal: −Σ (y ⊙ log softmax(a)) has the slope softmax(a) − y by a"
    weighted = cr.logistic(cr.input("z", (1, "m")), cr.input("y", (1, "m")), w)
    assert rule_of(weighted, 0) == "error signal: w (softplus(a) − y a) has the slope w (σ(a) − y) by a"


def test_a_power_with_a_number_says_it():
    """The rule of x³ needs no condition on x."""
    assert rule_of(x**3, 0) == "power rule: a³ hands 3 G a² to a"


def test_every_name_of_a_rule_is_among_them():
    """What is typed is looked at above or below."""
    assert set(NAMES) <= set(SAID)


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_a_rule_in_indices_is_the_jacobian(name):
    """The text itself, computed for all j and k at once, is the derivative of every entry by every entry."""
    x = np.array([0.5, -1.0, 2.0, 0.25])
    p = np.exp(x) / np.exp(x).sum()
    signs = {"pⱼ (": "pj * (", "δⱼₖ": "delta", "pⱼ": "pj", "pₖ": "pk", "−": "-"}
    code = rule_of(ALL_OPS[name](R, axis=(0,)), 0).split(" = ")[1]
    for sign, word in signs.items():
        code = code.replace(sign, word)
    said = eval(code, {"pj": p[:, None], "pk": p[None, :], "delta": np.eye(4)})  # noqa: S307 - our own text
    np.testing.assert_allclose(said, cr.jacobian(lambda v: ALL_OPS[name](v, axis=(0,)))(x), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", sorted(SAMPLERS))
def test_every_op_that_hands_something_back_has_a_rule(name):
    """Whatever its shapes and attributes are, it begins with a name in words and fits into a line."""
    for seed in range(5):
        node = SAMPLERS[name](np.random.default_rng(seed)).node
        for part in handed_back(node, cr.input("G", node.shape)):
            rule = rule_of(node, part.position)
            assert rule[0].isalpha()
            assert len(rule) < 110
