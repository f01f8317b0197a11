"""How far an engine is from `evaluate`, and how far it may be."""

import numpy as np

import chainrule as cr

USUAL = {np.float64: 1e-12, np.float32: 1e-5}
LARGER = {np.float32: np.float64, np.float64: np.longdouble}
SMALLEST = 1e-3  # an array of nothing but rounding, such as the slope of a sum of probabilities, has no magnitude


def reference(graph, numbers, dtype=np.float64):
    """The outputs that `evaluate` computes."""
    leaves = {leaf: numbers[name] for name, leaf in graph.leaves.items()}
    return dict(zip(graph.outputs, cr.evaluate(graph.outputs.values(), leaves, dtype=dtype), strict=True))


def distance(found, expected):
    """The largest difference of two arrays as a share of the second one's largest magnitude."""
    return float(np.abs(found - expected).max() / max(np.abs(expected).max(), SMALLEST))


def disagreements(case, engine, types=tuple(USUAL)):
    """For each type and output, the distance of an engine's function from `evaluate`, and the largest one allowed.

    That is 1e-12 in double and 1e-5 in single precision. But some graphs are ill-conditioned: `evaluate` itself is off
    from its own answer in the next larger precision by more than that, and who rounds in another order is off by as
    much in another way. There, three times that own error is allowed.
    """
    rows = []
    for dtype in types:
        usual = USUAL[dtype]
        with np.errstate(all="ignore"):
            found = engine(case.graph, dtype)(case.numbers)
        for name, array in reference(case.graph, case.numbers, dtype).items():
            assert (found[name].shape, found[name].dtype) == (array.shape, dtype), name
            far = distance(found[name], array)
            allowed = max(usual, 3 * own_error(case, name, dtype)) if far > usual else usual
            rows.append((dtype.__name__, name, far, allowed))
    return rows


def too_far(rows):
    """What lies further away than it may; NaN does."""
    return [row for row in rows if not row[2] <= row[3]]


def own_error(case, name, dtype):
    """How far `evaluate` is from itself in the next larger precision: the largest of nine errors.

    They are those at the numbers of the case and, as one rounding may be lucky, at eight others within a thousandth.
    """
    errors = []
    for seed in range(9):
        rng = np.random.default_rng(seed)
        moved = {key: _moved(array, rng, 1e-3 if seed else 0.0) for key, array in case.numbers.items()}
        own, larger = (reference(case.graph, moved, one)[name] for one in (dtype, LARGER[dtype]))
        errors.append(distance(own.astype(LARGER[dtype]), larger))
    return max(errors)


def _moved(array, rng, share):
    real = np.asarray(array).dtype.kind == "f"
    return array * (1 + share * rng.uniform(-1, 1, np.shape(array))) if real else array
