"""The rules of `simplify`, a tuple for each op: plain ones of one line here, the others in files of their own.

A rule gets a node whose operands are simple already, and these operands; it returns a simpler node, or None where it
has nothing to say.
"""

from collections.abc import Callable

from chainrule.graph.node import Node, Op
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.linear import broadcast
from chainrule.transforms.rules.blocks import joined
from chainrule.transforms.rules.common_factors import common_factor, common_root, common_sum, like_terms
from chainrule.transforms.rules.fractions import one_bar, spread, unnested, unnested_scalar
from chainrule.transforms.rules.labels import picked_below, picked_below_in_rows
from chainrule.transforms.rules.matrices import (
    copies_of_transpose,
    its_own_transpose,
    one_by_one,
    product_of_copies,
    scalar_of_data_outwards,
    scalar_of_factor_outwards,
    scalar_of_product_outwards,
    scalar_out_of_transpose,
    times_identity,
    transpose_beside_inverse,
    transpose_of_entries,
    transpose_of_product,
)
from chainrule.transforms.rules.numbers import always, fold, never, signs_outwards, without_broadcast
from chainrule.transforms.rules.patterns import (
    in_place,
    is_number,
    is_op,
    is_some_number,
    number,
    stretched,
    without_sign,
)
from chainrule.transforms.rules.reductions import (
    constant_along,
    deviations,
    of_identity,
    of_labels,
    root_out_of_sum,
    scalar_out_of_sum,
    sum_of_copies,
    sum_over_ones,
)
from chainrule.transforms.rules.scalars import (
    collect_scalars,
    number_inwards,
    reciprocal,
    scalar_forwards,
    scalar_from_below,
    size_forwards,
)
from chainrule.transforms.rules.sums import alike_beside_number, cancelled, common_matrix, common_scalar

Rule = Callable[..., Node | None]  # of the node, then of its operands

PRODUCTS = (signs_outwards, reciprocal, collect_scalars, scalar_forwards, one_bar, spread, number_inwards)
TURNS = (
    lambda node, x: -node.with_operands((x.operands[0],)) if is_op(x, "negate") else None,  # (−x)ᵀ → −xᵀ
    scalar_out_of_transpose,
    transpose_of_product,
    transpose_of_entries,
    copies_of_transpose,
)
ALIKE = (like_terms, alike_beside_number, common_scalar, common_matrix, cancelled)
SUMS = (joined, *ALIKE, common_root, common_sum, common_factor)
RULES_BY_NAME: dict[str, tuple[Rule, ...]] = {
    "add": (
        lambda node, x, y: in_place(x, node) if is_number(y, 0) else None,  # x + 0 → x
        lambda node, x, y: in_place(y, node) if is_number(x, 0) else None,  # 0 + y → y
        lambda _, x, y: None if (z := without_sign(y)) is None else x - z,  # x + (−y) → x − y
        lambda _, x, y: None if (z := without_sign(x)) is None else y - z,  # (−x) + y → y − x
        lambda _, x, y: 2 * x if x is y else None,  # x + x → 2 · x
        *SUMS,
    ),
    "subtract": (
        lambda node, x, y: in_place(x, node) if is_number(y, 0) else None,  # x − 0 → x
        lambda node, x, y: -y if is_number(x, 0) and y.shape == node.shape else None,  # 0 − y → −y
        lambda _, x, y: None if (z := without_sign(y)) is None else x + z,  # x − (−y) → x + y
        *SUMS,
    ),
    "multiply": (
        lambda node, x, y: in_place(y, node) if is_number(x, 1) else None,  # 1 · y → y
        lambda node, x, y: in_place(x, node) if is_number(y, 1) else None,  # x · 1 → x
        lambda _, x, y: y * x if is_some_number(y) and not is_some_number(x) else None,  # x · 2 → 2 · x
        lambda _, x, y: y * x if y.shape == () != x.shape else None,  # X · s → s · X
        *PRODUCTS,
    ),
    "divide": (
        lambda node, x, y: in_place(x, node) if is_number(y, 1) else None,  # x / 1 → x
        signs_outwards,
        picked_below,
        one_bar,
        unnested_scalar,
        unnested,
        scalar_from_below,
        size_forwards,
    ),
    "negate": (
        lambda _, x: x.operands[0] if is_op(x, "negate") else None,  # −(−x) → x
        lambda _, x: x.operands[1] - x.operands[0] if is_op(x, "subtract") else None,  # −(x − y) → y − x
    ),
    "power": (
        lambda node, x, y: in_place(x, node) if is_number(y, 1) else None,  # x¹ → x
        lambda node, x, y: ALL_OPS["square"](x) if is_some_number(y) and is_number(y, 2) else None,  # x² → square
    ),
    "greater": (always,),
    "equal": (never,),
    "where": (  # where(1, x, y) → x, where(0, x, y) → y, where(c, x, x) → x
        lambda node, chosen, x, y: stretched(y if number(chosen) == 0 else x, node) if is_some_number(chosen) else None,
        lambda node, _, x, y: in_place(x, node) if x is y else None,
    ),
    "matmul": (
        one_by_one,
        times_identity,
        signs_outwards,
        product_of_copies,
        scalar_of_data_outwards,
        scalar_of_factor_outwards,
        scalar_of_product_outwards,
    ),
    "transpose": (
        lambda _, x: x.operands[0] if is_op(x, "transpose") else None,  # (xᵀ)ᵀ → x
        lambda _, x: x if x.rank < 2 or {*x.shape} == {1} else None,  # xᵀ → x of a number, a vector, a (1, 1)
        its_own_transpose,
        transpose_beside_inverse,
        *TURNS,
        picked_below_in_rows,
    ),
    "swapaxes": (
        lambda node, x: x.operands[0] if is_op(x, "swapaxes") and x.attributes == node.attributes else None,
        *TURNS,
    ),
    "broadcast": (
        lambda node, x: in_place(x, node),
        lambda node, x: broadcast(x.operands[0], shape=node.shape) if is_op(x, "broadcast") else None,
    ),
    "sum_to": (lambda node, x: in_place(x, node),),
    "reshape": (
        lambda node, x: in_place(x, node),
        lambda node, x: ALL_OPS["reshape"](x.operands[0], shape=node.shape) if is_op(x, "reshape") else None,
    ),
    "sum": (
        sum_over_ones,
        lambda node, x: -node.with_operands(x.operands) if is_op(x, "negate") else None,  # Σ −x → −Σ x
        of_labels,
        of_identity,
        sum_of_copies,
        deviations,
        scalar_out_of_sum,
        constant_along,
        root_out_of_sum,
    ),
}
RULES: dict[Op, tuple[Rule, ...]] = {ALL_OPS[name]: rules for name, rules in RULES_BY_NAME.items()}
for _primitive in (op for op in ENTRYWISE if op.definition is None):
    RULES[_primitive] = (fold, without_broadcast, *RULES.get(_primitive, ()))
# what computes more where the old operand stays in use
TWICE: tuple[Rule, ...] = (
    transpose_of_product,
    transpose_of_entries,
    common_matrix,
    scalar_out_of_sum,
    scalar_of_product_outwards,
    reciprocal,
    unnested,
    common_factor,
)
