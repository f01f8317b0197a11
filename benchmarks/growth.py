"""How the cost grows: measured in a process of its own, with the power that fits each."""

import json
import subprocess
import sys

from benchmarks.pinning import ROOT, environment
from benchmarks.results import Record
from benchmarks.settings import Settings
from benchmarks.summary import power


def measure_growth(settings: Settings) -> list[Record]:
    """For each way of growing, the points and the power of each quantity."""
    engine = next((name for name in ("numba", "numpy") if name in settings.contenders), None)
    if engine is None:
        return []
    print(f"growth: {engine}", file=sys.stderr)
    command = [sys.executable, "-m", "benchmarks.growing", engine, str(settings.repeats)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(1), check=True
    )
    return [
        {"with": what, "contender": engine, "points": points, "powers": powers(points)}
        for what, points in json.loads(done.stdout).items()
    ]


def powers(points: list[dict[str, float]]) -> dict[str, float]:
    """With which power of the first column the others grow, between the two largest points."""
    first, *others = points[0]
    x = [point[first] for point in points[-2:]]
    return {name: round(power(x, [point[name] for point in points[-2:]]), 2) for name in others}
