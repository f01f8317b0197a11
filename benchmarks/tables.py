"""Tables: the results as Markdown."""

import statistics
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.contenders import CONTENDERS
from benchmarks.results import Record, Results, Row
from benchmarks.summary import geometric_mean
from benchmarks.targets import Target

LINEUP = ("floor", "numba", "numpy", "jax", "pytorch", "compiled", "sklearn")
STATES = {"cold": "cold", "cached": "once more", "widths": "another width and batch"}
WORDS = {
    "gradient": "one gradient, backward",
    "cost": "one cost",
    "differences": "central differences: 2m costs",
    "epoch": "an epoch",
    "example": "an example",
    "step": "a step",
}
TWO_CORES = ("numba", "numba2", "numpy", "numpy2")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table, the first column to the left and the others to the right.

    >>> table(["", "a"], [["b", "1"]])
    ['| | a |', '|---|--:|', '| b | 1 |']
    """
    lines = [head, *rows]
    marks = "|".join(["---", *["--:"] * (len(head) - 1)])
    first, *rest = (f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in lines)
    return [first, f"|{marks}|", *rest]


def number(value: float) -> str:
    """Three digits, thousands set apart.

    >>> number(4.0412), number(15.3), number(1045.2)
    ('4.04', '15.3', '1,045')
    """
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def present(rows: list[Row], names: Sequence[str]) -> list[str]:
    """Those contenders that some row has."""
    return [name for name in names if any(name in row.microseconds for row in rows)]


def steps(rows: list[Row], names: Sequence[str], first: str = "network, batch, optimizer, activation") -> list[str]:
    """Median microseconds of a step; the fastest contender's in bold."""

    def cell(row: Row, name: str) -> str:
        if name not in row.microseconds:
            return "–"
        medians = {one: row.spread(one)[1] for one in names if one in row.microseconds}
        fastest = min((one for one in medians if one != "floor"), key=medians.__getitem__, default="")
        return f"**{number(medians[name])}**" if name == fastest else number(medians[name])

    head = [first, *(CONTENDERS[name].label for name in names)]
    return table(head, ([row.name, *(cell(row, name) for name in names)] for row in rows))


def ratios(results: Results) -> list[str]:
    """How many times longer each rival takes, and the geometric mean over the six rows."""
    rivals = [name for name in present(results.rows, LINEUP) if name != results.engine]
    head = [f"times as long as {CONTENDERS[results.engine].label}", *(CONTENDERS[name].label for name in rivals)]

    def cells(row: Row) -> list[str]:
        found = (row.ratio(name, results.engine) for name in rivals)
        return ["–" if ratio is None else f"{ratio:.2f}" for ratio in found]

    means = []
    for name in rivals:
        found = [ratio for row in results.six if (ratio := row.ratio(name, results.engine)) is not None]
        means.append(f"**{geometric_mean(found):.2f}**" if found else "–")
    rows = [[row.name, *cells(row)] for row in results.rows]
    six = len(results.six)
    return table(head, [*rows[:six], ["**geometric mean of the six above**", *means], *rows[six:]])


def board_ratios(results: Results) -> list[str]:
    """How many times longer each rival takes than the faster of our engines, board by board, and as a mean."""
    rows = results.boards
    rivals = [name for name in present(rows, LINEUP) if name not in ("numba", "numpy")]
    found = [[row.over_ours(name) for name in rivals] for row in rows]
    cells = [
        [row.name, *("–" if one is None else f"{one:.2f}" for one in of_row)]
        for row, of_row in zip(rows, found, strict=True)
    ]
    known = [[one for one in of_rival if one is not None] for of_rival in zip(*found, strict=True)]
    means = ["**geometric mean**", *(f"**{geometric_mean(one):.2f}**" if one else "–" for one in known)]
    return table(["times as long as chainrule", *(CONTENDERS[name].label for name in rivals)], [*cells, means])


def spreads(rows: list[Row], names: Sequence[str]) -> list[str]:
    """Quartiles of a step's microseconds."""

    def cell(row: Row, name: str) -> str:
        if name not in row.microseconds:
            return "–"
        low, _, high = row.spread(name)
        return f"{number(low)} to {number(high)}"

    return table(
        ["quartiles", *(CONTENDERS[name].label for name in names)],
        ([row.name, *(cell(row, name) for name in names)] for row in rows),
    )


def profile(results: Results) -> list[str]:
    """Gather and products, each measured alone, and the rest of a step."""

    def cells(row: Row) -> list[str]:
        gather, products, whole = (row.spread(name)[1] for name in ("gather", "products", results.engine))
        rest = whole - gather - products
        return [number(gather), number(products), number(rest), number(whole), f"{rest / whole:.0%}"]

    head = ["microseconds", "gather", "matrix products", "the rest", "a whole step", "share of the rest"]
    needed = {"gather", "products", results.engine}
    return table(head, ([row.name, *cells(row)] for row in results.rows if needed <= set(row.microseconds)))


def verdicts(targets: Iterable[Target]) -> list[str]:
    """What must hold, and whether it does."""
    return table(
        ["what must hold", "needed", "found", ""], ([t.sentence, t.bound, t.figure, t.verdict] for t in targets)
    )


def _who(record: Record) -> str:
    return f"{CONTENDERS[record['contender']].label}, {record['workload']}"


def cold(results: Results) -> Iterator[str]:
    """Imports, compilations and memory."""
    imports = [[one["contender"], f"{statistics.median(one['seconds']):.3f}"] for one in results.cold("import")]
    yield from table(["import", "seconds"], imports)
    yield ""
    rows = [
        [
            f"{_who(one)}, {STATES[one['state']]}",
            f"{max(0.0, statistics.median(one['seconds'])):.2f}",
            f"{statistics.median(one['whole']):.2f}",
        ]
        for one in results.cold("compilation")
    ]
    yield from table(["two epochs of 20 steps in a fresh process", "compiling, s", "all with imports, s"], rows)
    yield ""
    memory = [[_who(one), number(one["megabytes"]), number(one["beyond"])] for one in results.cold("memory")]
    for one in results.cold("mapped"):
        name = f"{CONTENDERS[one['contender']].label}, 784-30-10 on a table of {one['gigabytes']:g} GB on disk"
        memory.append([name, number(one["megabytes"]), number(one["beyond"])])
    yield from table(["anonymous memory at its most", "MB", "MB beyond imports and data"], memory)


def accuracies(results: Results) -> list[str]:
    """Seconds and epochs to each goal."""
    rows = []
    for record in results.records["accuracy"]:
        cells = [f"{CONTENDERS[record['contender']].label}, {record['problem']}"]
        for goal in ("0.9", "0.95"):
            reached = [run[goal] for run in record["runs"] if run[goal]]
            seconds = statistics.median(one["seconds"] for one in reached) if reached else None
            cells.append("–" if seconds is None else f"{seconds * 1000:,.1f} ms ({reached[0]['epochs']})")
        rows.append(cells)
    return table(["time to held-out accuracy (epochs)", "90 %", "95 %"], rows)


def growth(results: Results) -> Iterator[str]:
    """The points of each way of growing, and the powers."""
    for record in results.records["growth"]:
        first, *others = record["points"][0]
        rows = [[f"{point[first]:,}", *(number(point[name] * 1e6) for name in others)] for point in record["points"]]
        rows.append(["grows with the power", *(f"{record['powers'][name]:.2f}" for name in others)])
        yield from table([first, *(f"{WORDS[name]}, µs" for name in others)], rows)
        yield ""
