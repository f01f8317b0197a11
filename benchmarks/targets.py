"""Targets: what must hold, and whether it does, as ratios and bounds read from the results."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.cold import GIGABYTES, THREE_LAYERS, TWELVE_LAYERS
from benchmarks.contenders import CONTENDERS
from benchmarks.results import Results, Row
from benchmarks.summary import geometric_mean

NOISE = 0.95  # two cores are not slower than one if they are this much faster, or more


@dataclass(frozen=True)
class Target:
    """A sentence, what is needed, and what was found; None where it was not measured."""

    sentence: str
    found: float | None
    needed: float
    unit: str = "×"
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether it holds."""
        if self.found is None:
            return None
        return self.found <= self.needed if self.at_most else self.found >= self.needed

    @property
    def verdict(self) -> str:
        """Met, missed, or not measured."""
        return {True: "met", False: "**missed**", None: "not measured"}[self.met]

    @property
    def bound(self) -> str:
        """What is needed, in words."""
        return f"at {'most' if self.at_most else 'least'} {self.needed:g}{self.unit}"

    @property
    def figure(self) -> str:
        """What was found."""
        return "" if self.found is None else f"{self.found:.3g}{self.unit}"


def targets(results: Results) -> list[Target]:
    """Every one of them."""
    parts = (_rivals, _floor, _boards, _two_cores, _numpy, _once)
    return [target for part in parts for target in part(results)]


def _ratios(rows: list[Row], over: str, under: str) -> list[float]:
    return [ratio for row in rows if (ratio := row.ratio(over, under)) is not None]


def _over(ratios: list[float], what: Callable[[list[float]], float]) -> float | None:
    return what(ratios) if ratios else None


def _rivals(results: Results) -> Iterator[Target]:
    """Six rows on one core: how many times faster than each rival."""
    for rival, mean in (("jax", 1.4), ("pytorch", 4.0), ("compiled", 4.0), ("sklearn", 5.0)):
        label, ratios = CONTENDERS[rival].label, _ratios(results.six, rival, results.engine)
        yield Target(f"faster than {label}, geometric mean of six rows", _over(ratios, geometric_mean), mean)
        if rival != "sklearn":
            yield Target(f"faster than {label}, the least of six rows", _over(ratios, min), 1.0)


def _floor(results: Results) -> Iterator[Target]:
    """Times longer than the products and the gather alone."""
    for place, most in ((1, 1.15), (2, 1.15), (3, 1.10), (4, 1.10)):
        rows = results.six[place : place + 1]
        name = rows[0].name if rows else f"row {place + 1}"
        found = _over(_ratios(rows, results.engine, "floor"), min)
        yield Target(f"as long as matrix products and gather alone: {name}", found, most, at_most=True)


def _boards(results: Results) -> Iterator[Target]:
    """Each board beside PyTorch."""
    for row in results.boards:
        yield Target(f"faster than PyTorch: {row.name}, on a board", row.over_ours("pytorch"), 1.0)


def _two_cores(results: Results) -> Iterator[Target]:
    for engine in ("numba", "numpy"):
        label = CONTENDERS[engine].label
        ratios = _ratios(results.six, engine, f"{engine}2")
        if not ratios:
            continue
        yield Target(f"{label}: two cores beside one, the least of six rows, within noise", min(ratios), NOISE)
        if engine == "numba" and len(ratios) == len(results.six):
            yield Target(f"{label}: two cores beside one, {results.six[4].name}", ratios[4], 1.5)


def _numpy(results: Results) -> Iterator[Target]:
    label = CONTENDERS["numpy"].label
    least = _over(_ratios(results.six, "sklearn", "numpy"), min)
    yield Target(f"{label}: faster than scikit-learn, the least of six rows", least, 1.0)
    for place in (0, 2, 5):
        rows = results.six[place : place + 1]
        name = rows[0].name if rows else f"row {place + 1}"
        found = _over(_ratios(rows, "pytorch", "numpy"), min)
        yield Target(f"{label}: faster than PyTorch: {name}", found, 1.0)


def _once(results: Results) -> Iterator[Target]:
    """Imports, compilation and memory."""
    for workload, state, most in (
        *((THREE_LAYERS, "cold", 0.9), (TWELVE_LAYERS, "cold", 1.3)),
        *((one, state, 0.08) for state in ("cached", "widths") for one in (THREE_LAYERS, TWELVE_LAYERS)),
    ):
        found = results.seconds("compilation", contender="numba", state=state, workload=workload.title)
        start = {
            "cold": "from cold",
            "cached": "from the cache, beyond imports",
            "widths": "another width and batch, beyond imports",
        }[state]
        yield Target(f"compiling {start}: {workload.title}", found, most, " s", at_most=True)
    imported = results.seconds("import", contender="chainrule")
    yield Target("`import chainrule`", imported, 0.15, " s", at_most=True)
    mapped = [record for record in results.cold("mapped") if record["gigabytes"] == GIGABYTES]
    megabytes = max((record["megabytes"] for record in mapped), default=None)
    yield Target("anonymous memory, training on a table of 4 GB on disk", megabytes, 400, " MB", at_most=True)
