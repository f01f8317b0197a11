"""The alphabet: every op that a graph may hold, each with its shape, its NumPy meaning and its derivative.

`ALL_OPS` is closed. What readers say of an op follows from its traits unless they know better, engines spell those
that cannot be opened, and a test names what is missing.
"""

from chainrule.graph.among_arrays import FUNCTIONS, OPERATORS
from chainrule.graph.node import ALPHABET, CONSTANT, INPUT, PARAMETER, Op
from chainrule.ops.activations import ACTIVATIONS
from chainrule.ops.convolution import CONVOLUTION
from chainrule.ops.dropout import DROPOUT
from chainrule.ops.elementwise import ELEMENTWISE
from chainrule.ops.error_function import ERROR_FUNCTION
from chainrule.ops.filtering import FILTERING
from chainrule.ops.identity import IDENTITY
from chainrule.ops.indexing import INDEXING
from chainrule.ops.inverses import INVERSES
from chainrule.ops.linear import LINEAR
from chainrule.ops.losses import LABELS, LOSSES
from chainrule.ops.normalization import NORMS
from chainrule.ops.products import PRODUCTS
from chainrule.ops.reductions import REDUCTIONS
from chainrule.ops.upstream import UPSTREAM
from chainrule.ops.variance import SPREADS
from chainrule.ops.windows import WINDOWS

LEAVES = (INPUT, PARAMETER, CONSTANT)
GROUPS = (
    *(LEAVES, ELEMENTWISE, ERROR_FUNCTION, ACTIVATIONS, PRODUCTS, INVERSES, LINEAR, REDUCTIONS, SPREADS, NORMS),
    *(IDENTITY, LABELS, INDEXING, LOSSES, DROPOUT, WINDOWS, FILTERING, CONVOLUTION, UPSTREAM),
)
ALL_OPS: dict[str, Op] = {op.name: op for group in GROUPS for op in group}
ALPHABET.update(ALL_OPS)
FUNCTIONS.update({name: f"cr.{name}(…)" for name in ALL_OPS if name not in OPERATORS})
ENTRYWISE = tuple(op for op in ALL_OPS.values() if op.entrywise)
