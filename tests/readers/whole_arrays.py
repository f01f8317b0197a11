"""Arrays of whole numbers and of truth among the variables of a script, where the board's numbers are real."""

import numpy as np

from chainrule.ops.identifiers import identifier
from chainrule.ops.indexing import is_index


def whole_arrays(space, graph):
    """The names of those that are no index."""
    indices = {identifier(name) for name, node in graph.all_names.items() if is_index(node)}
    found = {name: value for name, value in space.items() if isinstance(value, np.ndarray | np.generic)}
    return [name for name, value in found.items() if value.dtype.kind in "iub" and name not in indices]
