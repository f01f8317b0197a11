"""The rule by which each op hands its cotangent G on, as a teacher names it beside a line of the derivation.

The names of the rules are typed, what they say is printed from the op's own VJP, or derived from its definition.
"""

from collections.abc import Mapping

from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.ops.losses import LOSSES
from chainrule.ops.undefined import UNDEFINED
from chainrule.ops.upstream import is_layer
from chainrule.readers.indices.jacobians import jacobian_of
from chainrule.readers.notation.formula import Call, Formula, Symbol
from chainrule.readers.notation.op_slopes import Slope, any_slope, entry_slope, loss_slope, power_slope
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.typeset.text import to_text

NAMES: Mapping[str, str] = {  # the others are the chain rule, or are called as the op is
    **dict.fromkeys(("add", "subtract", "sum", "sum_to", "mean"), "sum rule"),
    "multiply": "product rule",
    "divide": "quotient rule",
    **dict.fromkeys(("power", "square", "sqrt", "squared_error", "half_squared_error"), "power rule"),
    **dict.fromkeys(("logistic", "cross_entropy"), "error signal"),
}
START = "the cost by itself; in the rules, G is the cotangent that is handed on"
BROADCAST = "broadcast {name} over {along}, so its cotangent is summed"
HANDED_IN = "handed in, in place of a cost; in the rules, G is the cotangent that is handed on"
REUSED = "used {times} times, so its cotangents add up"
LONGEST = 80  # signs of a slope that is still read


def rule_of(node: Node, position: int) -> str:
    """The rule by which a node hands its cotangent on to one of its operands.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> rule_of(cr.tanh(x), 0), rule_of(cr.sqrt(x), 0), rule_of(x / 2, 0)
    ('chain rule: tanh′ = 1 − tanh²', 'power rule: (√a)′ = 1/(2 √a)', 'quotient rule: a/b hands G/b to a')
    """
    if is_layer(node) and position % 2 == 0:
        return HANDED_IN
    if node.op in UNDEFINED:
        return "chain rule: G times the slope of the function"
    is_function = node.op in LOSSES or (node.op.entrywise and len(node.operands) == 1)
    name = NAMES.get(node.op.name, "chain rule" if is_function else node.op.called)
    said = _said(node, position)
    return f"{name}: {said}" if len(said) < LONGEST else name


def _said(node: Node, position: int) -> str:
    if node.op.name in ("softmax", "log_softmax"):
        return to_text(jacobian_of(node.op))
    if node.op in LOSSES:
        prediction = "a" if NAMES.get(node.op.name) == "error signal" else "yhat"
        letters = [Symbol(letter) for letter in (prediction, "y", "w")]
        one = loss_slope(node, position, letters[: len(node.operands)])
        return f"{to_text(one.whole)} has the slope {to_text(one.formula)} by {to_text(one.letter)}"
    if node.op.entrywise and len(node.operands) == 1:
        return _of_function(entry_slope(node.op, 0, "a"))
    if node.op.entrywise:
        return _of_entries(node, position)
    return _of_arrays(any_slope(node, position, "G"))


def _of_entries(node: Node, position: int) -> str:
    """What an op on entries hands back; a power does so by its exponent, where that is a number."""
    exponent = node.operands[-1]
    if node.op.name == "power" and position == 0 and exponent.op.name == "constant" and exponent.shape == ():
        one, where = power_slope(exponent, "G"), ""
    else:
        one = entry_slope(node.op, position, "abc"[: len(node.operands)], "G")
        where = "for a > 0, " * (node.op.name == "power")
    return f"{where}{to_text(one.whole)} hands {to_text(one.formula)} to {to_text(one.letter)}"


def _of_arrays(one: Slope) -> str:
    """What an op hands back, which is called R where it stands in that itself."""
    whole, letter = to_text(one.whole), to_text(one.letter)
    if whole == letter:  # whose copies are not written
        whole = f"a copy of {letter}"
    result: dict[Node, Formula] = {one.node: Symbol("R")}
    if one.node in topological([one.part]):
        whole = f"R = {whole}"
    return f"{whole} hands {to_text(write_tree(one.part, result))} to {letter}"


def _of_function(one: Slope) -> str:
    """f′ = …, without its operand where that says it all."""
    whole = one.whole
    if not isinstance(whole, Call):
        return f"({to_text(whole)})′ = {to_text(one.formula)}"
    if one.without_point is not None:
        return f"{whole.function}′ = {to_text(one.without_point)}"
    return f"{whole.function}′({to_text(one.letter)}) = {to_text(one.formula)}"
