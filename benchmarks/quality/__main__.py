"""What our defaults are worth on tables beside scikit-learn's perceptron, LightGBM and, if installed, RealMLP.

python -m benchmarks.quality FOLDER [SEEDS] [CONTENDER ...]
"""

import sys
import time
from pathlib import Path

from benchmarks import results
from benchmarks.machine import machine
from benchmarks.quality.contenders import present
from benchmarks.quality.page import page
from benchmarks.quality.tables import least, parted, score, tables

SEEDS = 5


def main() -> None:
    """Learn every table with every contender, keep, print."""
    folder, seeds, asked = Path(sys.argv[1]), int((*sys.argv, SEEDS)[2]), sys.argv[3:]
    people = {name: run for name, run in present().items() if not asked or name in asked}
    described, runs = machine(), []
    for path in tables(folder):
        for seed in range(seeds):
            rows = parted(path, seed)
            for name, run in people.items():
                began = time.perf_counter()
                found = score(rows, run(rows, seed))
                seconds = time.perf_counter() - began
                told = {"score": found, "least": least(rows), "seconds": seconds}
                runs.append({"table": rows.name, "seed": seed, "contender": name, **told})
                print(f"{rows.name:20} {seed} {name:14} {found:.4f} {seconds:6.1f} s", file=sys.stderr, flush=True)
    results.write("quality", described, runs, results.FOLDER)
    text = page(runs)
    (results.FOLDER / "quality.md").write_text(text, "utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
