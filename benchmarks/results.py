"""Results: what was measured, as JSON with the machine's description, and the figures that are read from it."""

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.summary import quartiles, ratios
from benchmarks.workloads import SIX

FOLDER = Path(__file__).parent / "results"
PARTS = ("steps", "boards", "cold", "accuracy", "growth")
Record = dict[str, Any]  # what JSON holds


def write(part: str, machine: Record, records: list[Record], folder: Path) -> None:
    """One file for each part."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine, "records": records}, indent=1, ensure_ascii=False)
    (folder / f"{part}.json").write_text(text + "\n", "utf-8")


@dataclass(frozen=True)
class Row:
    """One workload: the microseconds of a step for each contender, one number for each round."""

    name: str
    microseconds: dict[str, list[float]]

    def spread(self, contender: str) -> tuple[float, float, float]:
        """Lower quartile, median and upper quartile of a step's microseconds."""
        return quartiles(self.microseconds[contender])

    def ratios(self, over: str, under: str) -> tuple[float, float, float]:
        """How many times longer the one takes than the other: lower quartile, median, upper quartile of all rounds."""
        return ratios(self.microseconds[over], self.microseconds[under])

    def over_ours(self, rival: str) -> float | None:
        """How many times longer a rival takes than the faster of our engines; None if one of them is missing."""
        ours = [name for name in ("numba", "numpy") if name in self.microseconds]
        fastest = min(ours, key=lambda name: self.spread(name)[1], default="")
        return self.ratio(rival, fastest) if fastest else None

    def ratio(self, over: str, under: str) -> float | None:
        """The median of these, None if one of them is missing."""
        return self.ratios(over, under)[1] if {over, under} <= set(self.microseconds) else None


@dataclass(frozen=True)
class Results:
    """All parts that have been measured."""

    machines: dict[str, Record]
    records: dict[str, list[Record]]

    @property
    def rows(self) -> list[Row]:
        """How long steps take."""
        return [Row(record["name"], record["microseconds"]) for record in self.records["steps"]]

    @property
    def boards(self) -> list[Row]:
        """How long steps of boards take."""
        return [Row(record["name"], record["microseconds"]) for record in self.records["boards"]]

    def elsewhere(self, part: str = "steps") -> float:
        """The mean share of a turn's time that its core spent on others."""
        shares = [share for record in self.records[part] for turns in record["elsewhere"].values() for share in turns]
        return statistics.fmean(shares) if shares else 0.0

    @property
    def six(self) -> list[Row]:
        """The rows that the targets speak of."""
        return self.rows[: len(SIX)]

    @property
    def engine(self) -> str:
        """The engine that is compared with rivals: the compiled one where it was measured."""
        return "numba" if any("numba" in row.microseconds for row in self.rows) else "numpy"

    def cold(self, what: str, **wanted: str) -> Iterator[Record]:
        """The records of imports, compilations or memory that have these fields."""
        for record in self.records["cold"]:
            if record["what"] == what and all(record[field] == value for field, value in wanted.items()):
                yield record

    def seconds(self, what: str, **wanted: str) -> float | None:
        """The median seconds of the record with these fields; None where there is none."""
        return next((statistics.median(record["seconds"]) for record in self.cold(what, **wanted)), None)


def read(folder: Path = FOLDER) -> Results:
    """What the files of a folder hold."""
    files = {part: folder / f"{part}.json" for part in PARTS}
    kept = {part: json.loads(file.read_text("utf-8")) for part, file in files.items() if file.exists()}
    return Results(
        {part: one["machine"] for part, one in kept.items()},
        {part: kept[part]["records"] if part in kept else [] for part in PARTS},
    )
