"""Sample sets of a page: rows without noise, and the noise of one seed: any amount of it gives Python's rows."""

from collections.abc import Callable, Mapping

import numpy as np

from chainrule.data.samples import Sample, blobs, circles, line, moons, spirals, spread, xor
from chainrule.live.neurons import NUMBERS, Neurons

ROWS, SEED = 200, 0
USUAL: Mapping[str, tuple[Callable[[int, float, int], Sample], float]] = {  # with how much noise each begins
    "circles": (circles, 0.08),
    "moons": (moons, 0.1),
    "spirals": (spirals, 0.03),
    "xor": (xor, 0.1),
    "blobs": (blobs, 0.4),
    "line": (line, 0.1),
}


def sample_sets(neurons: Neurons) -> dict[str, object]:
    """The sets that a model can learn, and the noise that all of them share: x + noise · spread."""
    made = {name: make(ROWS, 0.0, SEED) for name, (make, _) in USUAL.items()}
    return {
        "spread": spread(1.0, ROWS, neurons.inputs, SEED).ravel().tolist(),
        "sets": [_written(name, sample) for name, sample in made.items() if _fits(sample, neurons)],
    }


def _fits(sample: Sample, neurons: Neurons) -> bool:
    if sample.X.shape[1] != neurons.inputs or (sample.task == "regression") != (neurons.answers == NUMBERS):
        return False
    return neurons.targets == 1 if neurons.answers == NUMBERS else len(np.unique(sample.y)) == len(neurons.classes)


def _written(name: str, sample: Sample) -> dict[str, object]:
    _, noise = USUAL[name]
    return {
        "name": name,
        "said": f"{name} of Python, {len(sample.X)} rows, seed {SEED}",
        "noise": noise,
        "moves": "targets" if sample.task == "regression" else "rows",
        "rows": sample.X.ravel().tolist(),
        "targets": sample.y.tolist(),
    }
