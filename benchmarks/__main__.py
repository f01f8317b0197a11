"""Every comparison in one command; nobody else should be using the machine meanwhile.

python -m benchmarks                    everything, about half an hour
python -m benchmarks --quick            a look, about five minutes; nothing is kept
python -m benchmarks --report           the page, the picture and the README's table from kept results
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import report, results
from benchmarks.accuracy import measure_accuracy
from benchmarks.asking import available
from benchmarks.boards.measure import measure_boards
from benchmarks.cold import measure_cold
from benchmarks.growth import measure_growth
from benchmarks.machine import machine
from benchmarks.pinning import cores_here
from benchmarks.settings import Settings
from benchmarks.steps import measure_steps

FLOOR, ENGINES, RIVALS = ("floor", "gather", "products"), ("numba", "numpy"), ("jax", "pytorch", "compiled", "sklearn")
SLOW_TO_START = ("compiled",)  # left out of a quick look unless asked for
QUICK = results.FOLDER / "quick"
MEASURE: dict[str, Callable[[Settings], list[results.Record]]] = {
    "steps": measure_steps,
    "boards": measure_boards,
    "cold": measure_cold,
    "accuracy": measure_accuracy,
    "growth": measure_growth,
}


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, six rows, nothing kept")
    parser.add_argument("--report", action="store_true", help="measure nothing, write from kept results")
    parser.add_argument("--parts", nargs="+", choices=results.PARTS, default=results.PARTS)
    parser.add_argument("--engines", nargs="*", choices=ENGINES, default=ENGINES)
    parser.add_argument("--rivals", nargs="*", choices=RIVALS)
    parser.add_argument("--mnist", type=Path, help="an .npz file with x_train, y_train, x_test and y_test")
    return parser.parse_args()


def lineup(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Who takes part: the floor, our engines on one core, rivals, our engines on two cores."""
    rivals = arguments.rivals
    if rivals is None:
        rivals = [name for name in RIVALS if not (arguments.quick and name in SLOW_TO_START)]
    two = [f"{name}2" for name in arguments.engines] if len(cores_here()) > 1 else []
    return tuple(available([*FLOOR, *arguments.engines, *rivals, *two]))


def main() -> None:
    """Measure, keep, report."""
    arguments = asked()
    folder = QUICK if arguments.quick else results.FOLDER
    if not arguments.report:
        settings = Settings(lineup(arguments), arguments.quick, arguments.mnist)
        described = machine()
        for part in arguments.parts:
            results.write(part, described, MEASURE[part](settings), folder)
    found = results.read(folder)
    if not arguments.quick:
        report.write(found)
    sys.stdout.write(report.page(found))


if __name__ == "__main__":
    main()
