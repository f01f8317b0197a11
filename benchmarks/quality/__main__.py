"""What our defaults are worth on tables beside scikit-learn's perceptron, LightGBM and, if installed, RealMLP.

python -m benchmarks.quality FOLDER [SEEDS] [CONTENDER ...]
"""

import json
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
    """Learn every table with every contender, keep, print; whoever is not among contenders that are named is kept."""
    folder, seeds, asked = Path(sys.argv[1]), int((*sys.argv, SEEDS)[2]), sys.argv[3:]
    people = {name: run for name, run in present().items() if not asked or name in asked}
    described, runs = machine(), kept(asked)
    for path in tables(folder):
        for seed in range(seeds):
            rows = parted(path, seed)
            for name, run in people.items():
                began = time.process_time()  # of this process alone, whatever else the machine does
                found = score(rows, run(rows, seed))
                seconds = time.process_time() - began
                told = {"score": found, "least": least(rows), "seconds": seconds}
                runs.append({"table": rows.name, "seed": seed, "contender": name, **told})
                results.write("quality", described, runs, results.FOLDER)
                print(f"{rows.name:20} {seed} {name:14} {found:.4f} {seconds:6.1f} s", file=sys.stderr, flush=True)
    text = page(runs)
    (results.FOLDER / "quality.md").write_text(text, "utf-8")
    sys.stdout.write(text)


def kept(asked: list[str]) -> list[results.Record]:
    """What earlier calls measured of others, where some contenders are named; nothing where all are measured."""
    file = results.FOLDER / "quality.json"
    if not asked or not file.exists():
        return []
    earlier: list[results.Record] = json.loads(file.read_text("utf-8"))["records"]
    return [run for run in earlier if run["contender"] not in asked]


if __name__ == "__main__":
    main()
