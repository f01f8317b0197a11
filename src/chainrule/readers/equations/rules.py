"""The rule by which each op hands its cotangent G on, as a teacher names it beside a line of the derivation."""

from collections.abc import Mapping

from chainrule.graph.node import Node
from chainrule.ops.undefined import UNDEFINED

RULES: Mapping[str, str | tuple[str, ...]] = {  # one for all operands, or one each
    "add": "sum rule: each term gets G as it is",
    "subtract": ("sum rule: the first term gets G as it is", "sum rule: the second term gets G with a minus"),
    "negate": "constant factor −1",
    "multiply": "product rule: each factor gets G times the other",
    "divide": ("quotient rule: a/b hands G/b to a", "quotient rule: a/b hands −G a/b² to b"),
    "power": ("power rule: aᵇ hands G b aᵇ⁻¹ to a", "power rule: aᵇ hands G aᵇ log a to b"),
    "square": "power rule: (a²)′ = 2a",
    "sqrt": "power rule: (√a)′ = 1/(2√a)",
    "exp": "chain rule: exp′ = exp",
    "log": "chain rule: log′ a = 1/a",
    "cos": "chain rule: cos′ = −sin",
    "absolute": "chain rule: |a|′ is the sign of a",
    "maximum": "G goes to the larger operand, a tie is shared",
    "minimum": "G goes to the smaller operand, a tie is shared",
    "where": "G goes to the operand that was chosen",
    "sigmoid": "chain rule: σ′ = σ (1 − σ)",
    "tanh": "chain rule: tanh′ = 1 − tanh²",
    "relu": "chain rule: the slope of relu is 1 above 0, else 0",
    "leaky_relu": "chain rule: the slope is 1 above 0, else 0.01",
    "elu": "chain rule: the slope is 1 above 0, else exp",
    "softplus": "chain rule: softplus′ = σ",
    "silu": "chain rule and product rule: (z σ(z))′ = σ + z σ (1 − σ)",
    "gelu": "chain rule and product rule",
    "matmul": ("matrix product: A B hands G Bᵀ to A", "matrix product: A B hands Aᵀ G to B"),
    "transpose": "the transpose of G",
    "broadcast": "what was copied sums its copies' cotangents",
    "sum_to": "what was summed gets G in each entry",
    "reshape": "G in the operand's shape",
    "concatenate": "each part gets its own piece of G",
    "slice": "G where the slice was taken, 0 elsewhere",
    "sum": "sum rule: every summand gets G",
    "mean": "sum rule: every summand gets its share of G",
    "max": "G goes to the largest entry, ties share it",
    "logsumexp": "chain rule: the slope of logsumexp is softmax",
    "softmax": "∂pⱼ/∂aₖ = pⱼ (δⱼₖ − pₖ)",
    "log_softmax": "∂log pⱼ/∂aₖ = δⱼₖ − pₖ",
    "squared_error": "power rule: (ŷ − y)² has the slope 2 (ŷ − y)",
    "half_squared_error": "power rule: ½ (ŷ − y)² has the slope ŷ − y",
    "absolute_error": "chain rule: |ŷ − y| has the slope ±1",
    "huber": "chain rule: the slope of Huber's loss is ŷ − y between −1 and 1",
    "logistic": "error signal: σ(a) − y",
    "cross_entropy": "error signal: P − Y, where the columns of Y sum to 1",
}
START = "the cost by itself; in the rules, G is the cotangent that is handed on"
BROADCAST = "broadcast {name} over {along}, so its cotangent is summed"
REUSED = "used {times} times, so its cotangents add up"
FLAT = frozenset(
    {
        "input",
        "parameter",
        "constant",
        "dimension",
        "one_hot",
        "dropout_mask",
        "floor",
        "greater",
        "greater_equal",
        "less",
        "less_equal",
        "equal",
        "not_equal",
    }
)  # fmt: skip - ops that hand nothing on


def rule_of(node: Node, position: int) -> str:
    """The rule by which a node hands its cotangent on to one of its operands."""
    if node.op in UNDEFINED:
        return "chain rule: G times the slope of the function"
    rule = RULES[node.op.name]
    return rule if isinstance(rule, str) else rule[position]
