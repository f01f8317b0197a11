"""The alphabet: every op that a graph may hold, each with its shape, its NumPy meaning and its derivative.

`ALL_OPS` is closed: readers and engines have one entry for each, and a test names the one they forgot.
"""

from chainrule.graph.node import CONSTANT, INPUT, PARAMETER, Op
from chainrule.ops.activations import ACTIVATIONS
from chainrule.ops.dropout import DROPOUT
from chainrule.ops.elementwise import ELEMENTWISE
from chainrule.ops.linear import LINEAR
from chainrule.ops.losses import LABELS, LOSSES
from chainrule.ops.reductions import REDUCTIONS

LEAVES = (INPUT, PARAMETER, CONSTANT)
ALL_OPS: dict[str, Op] = {
    op.name: op for op in (*LEAVES, *ELEMENTWISE, *ACTIVATIONS, *LINEAR, *REDUCTIONS, *LABELS, *LOSSES, *DROPOUT)
}
