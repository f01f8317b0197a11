"""Gates: what a trace opens where it shows them."""

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.readers.trace import tracing  # which opens what stands in OPENED of chainrule.readers.trace.tracing


@pytest.mark.parametrize("name", [name for name, op in ALL_OPS.items() if op.definition and name != "upstream"])
def test_gates_open_what_has_a_definition(name):
    """Every compound op is other steps there than as an operation."""
    cases = (
        (case, case.numbers(rng)) for rng in map(np.random.default_rng, range(50)) for case in [SAMPLERS[name](rng)]
    )
    case, numbers = next((case, found) for case, found in cases if all(array.size for array in found.values()))
    graph = cr.Graph({"f": case.node})
    values = cr.Values(graph, {leaf.name: array for leaf, array in numbers.items()})
    assert str(tracing.trace(graph, values, "gates")) != str(tracing.trace(graph, values, "operations"))
