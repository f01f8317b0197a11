"""One race measured: every size with every rate and seed, the seconds of each to the target."""

import sys
from statistics import median

from benchmarks.batching.pace import step_seconds, stretch_seconds, tau
from benchmarks.batching.race import run_once
from benchmarks.batching.sets import Race
from benchmarks.results import Record

FIXED = (16, 32, 64, 128, 256, 512, 1024)
RATES = (0.001, 0.003, 0.01, 0.03)
SEEDS = range(5)
TIMED = (16, 32, 64, 100, 128, 200, 256, 512, 1024, 2048, 4096)
ROUNDS = 7


def measure(race: Race) -> Record:
    """The median seconds over seeds for each size with its best rate, and what `auto` did."""
    print(f"batching: {race.name}", file=sys.stderr)
    usual = min(200, race.rows)
    pace = step_seconds(race, TIMED, ROUNDS)
    seconds, per_look = tau(pace), stretch_seconds(race)
    run_once(race, "auto", RATES[0], 0)  # what a process does once: compiling, and timing steps of three sizes
    record: Record = {"name": race.name, "rows": race.rows, "sizes": race.sizes, "target": race.target}
    record |= {"usual": usual, "step_seconds": pace, "stretch_seconds": per_look, "arms": {}}
    for size in (*FIXED, usual, "auto"):
        courses = {rate: [run_once(race, size, rate, seed) for seed in SEEDS] for rate in RATES}
        times = {
            rate: [one.seconds_until(race.target, seconds, per_look) for one in runs] for rate, runs in courses.items()
        }
        best = min(times, key=lambda rate: median(times[rate]))
        record["arms"][str(size)] = {
            "rate": best,
            "seconds": times[best],
            "looks": [one.looks_until(race.target) for one in courses[best]],
            "looking": [one.looking_until(race.target) for one in courses[best]],
            "last_size": [one.size_at(race.target) for one in courses[best]],
        }
    return record
