"""The order of terms that every rule of `simplify` lowers, so that no chain of rules can go on for ever.

Three numbers, compared one after the other. None of them can fall for ever, and what lowers one of them at a node
lowers it in every term around that node, because `size` grows with the size of each operand, and a rule that leaves the
size as it is moves factors, or copies, and leaves everything else where it was.

- `size`: a positive whole number from the sizes of the operands; ≥ 3 for whatever is no plain number;
- `misplaced`: pairs of factors of one product of which the number, or the scalar, stands behind the other one;
- `buried`: ops that stand around copies (`broadcast`), which rules bring out.
"""

from math import prod

from chainrule.graph.graph import topological
from chainrule.graph.node import CONSTANT
from chainrule.ops import ALL_OPS
from chainrule.transforms.simplify import _value

SUM, COPIES, NEGATE, PRODUCT = (ALL_OPS[name] for name in ("sum", "broadcast", "negate", "multiply"))


def order(node):
    """The size, the misplaced factors and the buried copies of a term, each part counted wherever it is used."""
    sizes, copies, buried, misplaced = {}, {}, {}, {}
    for one in topological([node]):
        operands = one.operands
        sizes[one] = size(one, [sizes[operand] for operand in operands])
        inside = sum(copies[operand] for operand in operands)
        copies[one] = inside + (one.op is COPIES)
        buried[one] = inside + sum(buried[operand] for operand in operands)
        mine = sum(misplaced[operand] for operand in operands)
        misplaced[one] = mine + (pairs(*operands) if one.op is PRODUCT else 0)
    return sizes[node], misplaced[node], buried[node]


def size(node, operands):
    """The size of a term from those of its operands."""
    if node.op is CONSTANT and node.shape == ():
        return 3 if node.attributes["value"] < 0 else 2
    match node.op.name:
        case "multiply":
            return prod(operands) + (node.shape != ())
        case "divide":
            return prod(operands)
        case "sum":
            return 2 * operands[0]
        case "broadcast":
            return operands[0] + 1
        case _:
            return sum(operands) + (2 if operands else 3)


def pairs(left, right):
    """The pairs of a factor on the left and one on the right that stand the wrong way round."""
    return sum(wrong(a, b) for a in factors(left) for b in factors(right))


def wrong(a, b):
    """Whether b, behind a, belongs before it: a scalar behind an array, a number behind what is none."""
    return 1000 * (a.shape != () and b.shape == ()) + (_value(a) is None and _value(b) is not None)


def factors(node):
    """The factors of a product; whatever is no product, and a number made of numbers, is its own only factor."""
    if node.op is not PRODUCT or _value(node) is not None:
        return [node]
    return [factor for operand in node.operands for factor in factors(operand)]
