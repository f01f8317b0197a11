"""What happens in a fresh process: one import, one training from cold, or one training whose memory is watched.

    python -m benchmarks.fresh import numpy
    python -m benchmarks.fresh train numba '{"sizes": …}' 2
    python -m benchmarks.fresh mapped numba table.npy

The answer is one line of JSON. Nothing heavy is imported before the clock runs.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.pinning import pin

# what each contender imports sooner or later: compiling is timed beyond that
IMPORTS = {
    "numba": ("chainrule", "chainrule.engines.compiled", "llvmlite.binding", "threadpoolctl"),
    "numpy": ("chainrule", "threadpoolctl"),
    "jax": ("jax", "jax.numpy"),
    "pytorch": ("torch",),
    "compiled": ("torch", "torch._inductor.compile_fx"),
    "sklearn": ("sklearn.neural_network",),
}


def imported(*names: str) -> dict[str, float]:
    """The seconds that it takes to import these modules."""
    began = time.perf_counter()
    for name in names:
        import_module(name)
    return {"seconds": time.perf_counter() - began}


def anonymous(process: int | str = "self") -> float:
    """MB of memory that belong to a process alone and to no file; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def trained(contender: str, fields: str, epochs: str) -> dict[str, float]:
    """Seconds of the imports, of the first training, and of the same training again, which compiles nothing."""
    imports = imported(*IMPORTS[contender])["seconds"]
    from benchmarks.contenders import CONTENDERS
    from benchmarks.workloads import initial_theta, made_up, read_workload

    workload = read_workload(json.loads(fields))
    examples, theta = made_up(workload), initial_theta(workload)
    start, before = CONTENDERS[contender].start(), anonymous()
    seconds = []
    began = time.perf_counter()
    session = start(workload, examples, 1)
    for _ in range(2):
        session.restart(theta)
        session.train(int(epochs))
        seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
    return {"import": imports, "first": seconds[0], "again": seconds[1], "before": before}


def mapped(contender: str, path: str) -> dict[str, float]:
    """An epoch over a table that stays on disk; its first column says the class."""
    import numpy as np

    import chainrule as cr

    table = np.load(path, mmap_mode="r")
    labels = np.arange(len(table)) % 10
    network = cr.Network([table.shape[1], 30, 10], output="softmax")
    before = anonymous()
    run = network.train(table, labels, optimizer=cr.SGD(0.01), batch_size=512, epochs=1, engine=contender)
    return {"before": before, "seconds": run.seconds, "steps": run.steps}


TASKS: dict[str, Callable[..., dict[str, float]]] = {"import": imported, "train": trained, "mapped": mapped}


def main() -> None:
    """One task, one line."""
    pin()
    task, *details = sys.argv[1:]
    print(json.dumps(TASKS[task](*details)))


if __name__ == "__main__":
    main()
