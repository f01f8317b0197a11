"""From cold: importing, compiling, the whole of a training, and memory, each in processes started afresh."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from benchmarks.fresh import IMPORTS, anonymous
from benchmarks.pinning import ROOT, environment
from benchmarks.results import Record
from benchmarks.settings import Settings
from benchmarks.workloads import SIX, Workload

THREE_LAYERS = Workload((64, 100, 50, 10), 32, "adam", "relu", 640, title="three layers, 64-100-50-10")
TWELVE_LAYERS = Workload((64, *[30] * 11, 10), 32, "adam", "relu", 640, title="twelve layers, 64-30×11-10")
# `import chainrule` fetches what a name needs when the name is used: its network is imported in full besides
MODULES = ("numpy", "chainrule", "chainrule.faces.network", "sklearn.neural_network", "jax", "torch")
GIGABYTES = 4


def fresh(*task: str, cache: Path) -> tuple[dict[str, float], float]:
    """The answer of a fresh process, and the most anonymous memory that it had, in MB, looked at every 5 ms."""
    command = [sys.executable, "-m", "benchmarks.fresh", *task]
    folders = {name: str(cache) for name in ("CHAINRULE_CACHE", "NUMBA_CACHE_DIR", "TORCHINDUCTOR_CACHE_DIR")}
    most = 0.0
    with tempfile.TemporaryFile("w+") as printed:  # a pipe may fill up while nobody reads it
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=printed, text=True, cwd=ROOT, env=environment(1, **folders)
        )
        while process.poll() is None:
            most = max(most, anonymous(process.pid))
            time.sleep(0.005)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        printed.seek(0)
        return json.loads(printed.read().splitlines()[-1]), most


def measure_cold(settings: Settings) -> list[Record]:
    """Imports, compilation, memory."""
    contenders = [name for name in settings.contenders if name in IMPORTS]
    packages = {"numba": "chainrule", "numpy": "chainrule", "jax": "jax", "pytorch": "torch", "compiled": "torch"}
    wanted = {*MODULES[:3]} | {packages.get(name, "sklearn.neural_network") for name in contenders}
    with tempfile.TemporaryDirectory() as folder:
        return [
            *_imports([name for name in MODULES if name in wanted], settings, Path(folder)),
            *_compilations(contenders, settings),
            *_memory(contenders, Path(folder)),
            *_mapped([name for name in contenders if name in ("numba", "numpy")], settings, Path(folder)),
        ]


def _imports(modules: list[str], settings: Settings, cache: Path) -> list[Record]:
    seconds: dict[str, list[float]] = {name: [] for name in modules}
    for turn in range(settings.repeats + 1):
        for name in modules:
            print(f"import {name}", file=sys.stderr)
            answer, _ = fresh("import", name, cache=cache)
            if turn:  # the first reads files that are not in memory yet
                seconds[name].append(answer["seconds"])
    return [{"what": "import", "contender": name, "seconds": all_of_them} for name, all_of_them in seconds.items()]


def _compilations(contenders: list[str], settings: Settings) -> list[Record]:
    """Seconds of a first training beyond those of the same again: with an empty cache, with a full one, and resized."""
    records: list[Record] = []
    for workload in (THREE_LAYERS, TWELVE_LAYERS):
        for name in contenders:
            print(f"from cold: {name}, {workload.title}", file=sys.stderr)
            states = {"cold": workload, "cached": workload, "widths": of_other_widths(workload)}
            found: dict[str, list[dict[str, float]]] = {state: [] for state in states}
            for _ in range(1 if name == "compiled" else min(settings.repeats, 3)):
                with _folder() as cache:
                    for state, one in states.items():
                        found[state].append(_train(name, one, 2, cache)[0])
            for state, answers in found.items():
                beyond = [answer["first"] - answer["again"] for answer in answers]
                whole = [answer["import"] + answer["first"] for answer in answers]
                record = {"what": "compilation", "contender": name, "workload": workload.title, "state": state}
                records.append({**record, "seconds": beyond, "whole": whole})
    return records


def of_other_widths(workload: Workload) -> Workload:
    """The same network with other hidden layers, and another batch.

    >>> of_other_widths(THREE_LAYERS).sizes
    (64, 109, 59, 10)
    """
    first, *hidden, last = workload.sizes
    return replace(workload, sizes=(first, *(size + 9 for size in hidden), last), batch=40)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _train(name: str, workload: Workload, epochs: int, cache: Path) -> tuple[dict[str, float], float]:
    return fresh("train", name, json.dumps(asdict(workload)), str(epochs), cache=cache)


def _memory(contenders: list[str], cache: Path) -> list[Record]:
    records: list[Record] = []
    for workload in (SIX[3], replace(SIX[4], rows=4 * 512)):
        for name in contenders:
            print(f"memory: {name}, {workload.name}", file=sys.stderr)
            answer, most = _train(name, workload, 1, cache)
            record = {"what": "memory", "contender": name, "workload": workload.name}
            records.append({**record, "megabytes": most, "beyond": most - answer["before"]})
    return records


def _mapped(engines: list[str], settings: Settings, folder: Path) -> list[Record]:
    """The memory of an epoch over a table on disk: 4 GB, or a quarter of one for a quick look."""
    gigabytes = 0.25 if settings.quick else GIGABYTES
    path, rows = folder / "table.npy", int(gigabytes * 10**9 / 784 / 4)
    np.lib.format.open_memmap(path, "w+", np.float32, (rows, 784)).flush()  # a file with holes reads as zeros
    records: list[Record] = []
    for name in engines:
        print(f"memory: {name}, a table of {gigabytes} GB on disk", file=sys.stderr)
        answer, most = fresh("mapped", name, str(path), cache=folder)
        record = {"what": "mapped", "contender": name, "gigabytes": gigabytes, "megabytes": most}
        records.append({**record, "beyond": most - answer["before"], "seconds": answer["seconds"]})
    return records
