"""How far the Numba engine is from `evaluate`, and how far it may be."""

import numpy as np

import chainrule as cr
from chainrule.engines.numba_program import NumbaFunction

SMALLEST = 1e-3  # an array of nothing but rounding, such as the slope of a sum of probabilities, has no magnitude


def reference(graph, numbers, dtype):
    """The outputs that `evaluate` computes."""
    leaves = {leaf: numbers[name] for name, leaf in graph.leaves.items()}
    return dict(zip(graph.outputs, cr.evaluate(graph.outputs.values(), leaves, dtype=dtype), strict=True))


def distance(found, expected):
    """The largest difference of two arrays as a share of the second one's largest magnitude."""
    return float(np.abs(found - expected).max() / max(np.abs(expected).max(), SMALLEST))


def disagreements(case):
    """For each type and output, the distance from `evaluate`, and the largest one allowed.

    That is 1e-12 in double and 1e-5 in single precision. But in single precision some graphs are ill-conditioned:
    `evaluate` itself is off from its own answer in double precision by more than a rounding, and who rounds in another
    order is off by as much in another way. There, ten times that own error is allowed.
    """
    double = reference(case.graph, case.numbers, np.float64)
    single = reference(case.graph, case.numbers, np.float32)
    own = {name: distance(single[name].astype(np.float64), array) for name, array in double.items()}
    return [
        *_rows(case, double, np.float64, dict.fromkeys(double, 1e-12)),
        *_rows(case, single, np.float32, {name: max(1e-5, 10 * error) for name, error in own.items()}),
    ]


def _rows(case, expected, dtype, allowed):
    with np.errstate(all="ignore"):
        found = NumbaFunction(case.graph, dtype)(case.numbers)
    for name, array in expected.items():
        assert (found[name].shape, found[name].dtype) == (array.shape, dtype), name
    return [(dtype.__name__, name, distance(found[name], array), allowed[name]) for name, array in expected.items()]
