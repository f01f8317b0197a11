"""The Numba engine with compiling switched off: its printed text run by Python, the compiler's functions spelled out.

Run as a program with a first seed, a last one and a step, it prints how far random graphs are from `evaluate`, as JSON.
"""

import json
import os
import sys
import types

import numpy as np

KERNELS = "chainrule.engines.kernels"


def larger(a, b):
    """The larger number, or NaN."""
    return a if a >= b or a != a else b


def smaller(a, b):
    """The smaller number, or NaN."""
    return a if a <= b or a != a else b


INSTRUCTIONS = {
    "add": lambda total, x: total + x,
    "maximum": larger,
    "minimum": smaller,
    "where": lambda condition, a, b: a if condition != 0 else b,
    "choose": lambda condition, a, b: a if condition else b,
    "square": lambda x: x * x,
    "floor": np.floor,
    "sign": np.sign,
    "bits_of": lambda x: np.float32(x).view(np.int32),
    "from_bits": lambda bits: np.int32(bits).view(np.float32),
    "length": lambda n: n,
}
WINDOWS = {"cut": lambda memory, start, shape: memory[start : start + int(np.prod(shape))].reshape(shape)}


def spell_out():
    """Switch compiling off, and let the kernels find plain functions where the compiler's would be."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"  # before anybody imports numba
    for name, functions in (("instructions", INSTRUCTIONS), ("windows", WINDOWS)):
        module = types.ModuleType(f"{KERNELS}.{name}")
        vars(module).update(functions)
        sys.modules[module.__name__] = module


if __name__ == "__main__":
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    spell_out()
    from agreement import disagreements
    from random_graphs import random_graph

    from chainrule.engines.numba_program import NumbaFunction

    first, last, step = map(int, sys.argv[1:])
    print(json.dumps({seed: disagreements(random_graph(seed), NumbaFunction) for seed in range(first, last, step)}))
