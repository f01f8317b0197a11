"""Which batch size is fastest, and is `batch_size="auto"`? One command makes the table.

    python -m benchmarks.batching [FOLDER]

A folder with mnist-10k.npz, adult.csv, california_housing.csv and online_shoppers.csv, or some of them, adds these.
"""

import json
import sys
from pathlib import Path

from benchmarks import results
from benchmarks.batching.measure import measure
from benchmarks.batching.sets import races
from benchmarks.batching.table import page
from benchmarks.machine import machine


def main() -> None:
    """Measure, keep, print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    described = machine()
    records = [measure(race) for race in races(folder)]
    results.write("batching", described, records, results.FOLDER)
    text = page(json.loads((results.FOLDER / "batching.json").read_text("utf-8")))
    (results.FOLDER / "batching.md").write_text(text, "utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
