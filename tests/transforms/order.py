"""The order of terms that every rule of `simplify` lowers, so that no chain of rules can go on for ever.

Whole numbers, compared one after the other. None of them can fall for ever, and each is added up over the parts of a
term, or grows with each of them, so that what lowers a part of a term lowers the whole.

- `length`: the leaves that are no numbers, each counted wherever it is used, and four for each sum along an axis;
- `numbers`: operands that are numbers, without the 1 of 1/x;
- `below`: scalars that stand, or could come to stand, below a bar with an array, and sizes below one;
- `nested`: quotients that stand within quotients;
- `size`: a positive whole number from the sizes of the operands; ≥ 3 for whatever is no plain number;
- `arrays`: products that are arrays;
- `inner`: products and quotients within sums along an axis, matrix products and transposes, which rules bring out;
- `misplaced`: pairs of factors of one product of which the number, or the scalar, stands behind the other one;
- `buried`: ops that stand around copies (`broadcast`), which rules bring out;
- `barred`: quotients that are a factor of a scalar product, beside the bar instead of above it.
"""

from math import prod
from typing import NamedTuple

from chainrule.graph.graph import topological
from chainrule.graph.node import CONSTANT
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.transforms.rules.patterns import is_size, number

SUM, COPIES, PRODUCT, QUOTIENT = (ALL_OPS[name] for name in ("sum", "broadcast", "multiply", "divide"))
PRODUCTS, AROUND = {PRODUCT, QUOTIENT}, {SUM, *(ALL_OPS[name] for name in ("matmul", "transpose", "swapaxes"))}
THROUGH = ("divide", "negate", "matmul", "sum", "transpose", "swapaxes", "broadcast", "sum_to", "reshape")


class Order(NamedTuple):
    """What is compared, in this order."""

    length: int
    numbers: int
    below: int
    nested: int
    size: int
    arrays: int
    inner: int
    misplaced: int
    buried: int
    barred: int


def order(node):
    """The order of a term, each part counted wherever it is used."""
    found, held = {}, {}
    for one in topological([node]):
        parts = [found[operand] for operand in one.operands]
        copies, quotients, products = map(sum, zip((0,) * 3, *(held[x] for x in one.operands), strict=True))
        held[one] = copies + (one.op is COPIES), quotients + (one.op is QUOTIENT), products + (one.op in PRODUCTS)
        found[one] = Order(
            sum(part.length for part in parts) + length(one),
            sum(part.numbers for part in parts) + sum(counts(one, i) for i in range(len(parts))),
            sum(part.below for part in parts) + (below(*one.operands) if one.op is QUOTIENT else 0),
            sum(part.nested for part in parts) + (quotients if one.op is QUOTIENT else 0),
            size(one, [part.size for part in parts]),
            sum(part.arrays for part in parts) + (one.op is PRODUCT and one.shape != ()),
            sum(part.inner for part in parts) + (products if one.op in AROUND else 0),
            sum(part.misplaced for part in parts) + (pairs(*one.operands) if one.op is PRODUCT else 0),
            sum(part.buried for part in parts) + (copies if one.op is not COPIES else 0),
            sum(part.barred for part in parts) + (barred(one) if one.op is PRODUCT and one.shape == () else 0),
        )
    return found[node]


def length(node):
    """What a node adds to the length of its operands."""
    if node.op is SUM:
        return 4
    return int(not node.operands and not is_constant(node))


def is_constant(node):
    """Whether a node is a number."""
    return node.op is CONSTANT and node.shape == ()


def counts(node, position):
    """Whether an operand is a number that counts."""
    operand = node.operands[position]
    reciprocal = node.op is QUOTIENT and position == 0 and is_constant(operand) and operand.attributes["value"] == 1
    return is_constant(operand) and not reciprocal


def size(node, operands):
    """The size of a term from those of its operands."""
    if node.op is CONSTANT and node.shape == ():
        return 3 if node.attributes["value"] < 0 else 2
    match node.op.name:
        case "multiply":
            return prod(operands)
        case "divide" | "matmul":
            return 2 * prod(operands)
        case "sum":
            return 2 * operands[0]
        case "transpose" | "swapaxes":
            return 3 * operands[0]
        case "broadcast":
            return operands[0] + 1
        case _:
            return sum(operands) + (2 if operands else 3)


def below(above, under):
    """The scalars below a bar with arrays: all of them where an array stands there, else only sizes."""
    if above.shape == under.shape == ():
        return 0
    return scales(under) if under.shape != () or is_sized(under) else 0


def is_sized(node):
    """Whether a node is a size, or a product of sizes and numbers, in whatever rules take away."""
    if node.op is PRODUCT:
        return any(map(is_sized, node.operands)) and all(is_sized(x) or number(x) is not None for x in node.operands)
    if node.op.name in ("negate", "transpose", "swapaxes", "broadcast", "sum_to", "reshape"):
        return is_sized(node.operands[0])
    return is_size(node)


def scales(node):
    """The scalars that a term is multiplied by, or that rules can bring out of it."""
    if (node.op is PRODUCT and number(node) is None) or node.op.name in THROUGH:
        made = node.shape == () and any(operand.shape != () for operand in node.operands)  # such as Σ X
        return sum(map(scales, node.operands)) + made
    return int(is_copied(node) and number(node) is None)


def is_copied(node):
    """Whether a node is a scalar, or as many copies of one as rules may bring out."""
    if node.shape == ():
        return True
    return (node.op is COPIES or node.op in ENTRYWISE) and all(map(is_copied, node.operands))


def pairs(left, right):
    """The pairs of a factor on the left and one on the right that stand the wrong way round."""
    return sum(wrong(a, b) for a in factors(left) for b in factors(right))


def wrong(a, b):
    """Whether b, behind a, belongs before it: a scalar behind an array, a number behind what is none."""
    return 1000 * (a.shape != () and b.shape == ()) + (number(a) is None and number(b) is not None)


def factors(node):
    """The factors of a product; whatever is no product, and a number made of numbers, is its own only factor."""
    if node.op is not PRODUCT or number(node) is not None:
        return [node]
    return [factor for operand in node.operands for factor in factors(operand)]


def barred(node):
    """The factors of a product that are quotients."""
    return sum(factor.op is QUOTIENT for factor in factors(node))
