"""The table of a race: each size's seconds to the target, and how `auto` stands beside the best and beside 200."""

from math import isfinite
from statistics import median

from benchmarks.batching.measure import FIXED, RATES, SEEDS
from benchmarks.machine import sentence
from benchmarks.results import Record

NEEDED_BEST, NEEDED_USUAL = 1.0, 1.3
EXPLAINED = f"""\
Milliseconds of training until the cost on held-out rows has gone 98 % of the way from its start to the lowest that a
fixed size came to: the median of {len(SEEDS)} seeds, each size with the best rate of Adam, `auto` too, of
{", ".join(map(str, RATES))}. A time is that of the steps, of each size as it was measured in the same run in processor
seconds, and of the looks of the scheme. Compiling, the times of three sizes from which `auto` knows c₀ and c₁ (once for
a process), and measuring the held-out cost are left out for all.
"""


def page(kept: Record) -> str:
    """The table as Markdown, with what must hold and what was found."""
    rows = [_row(record) for record in kept["records"]]
    names = [*map(str, FIXED), "min(200, n)", "auto"]
    over_best, over_usual = (median([ratio(record, kind) for record in kept["records"]]) for kind in ("best", "usual"))
    lines = [
        "# Which batch size is fastest?\n",
        f"Written by `make batching`. {sentence(kept['machine'])}.\n",
        EXPLAINED,
        f"| data, rows | {' | '.join(names)} | best fixed / auto | 200 / auto |",
        f"|---|{'--:|' * (len(names) + 2)}",
        *rows,
        "",
        "| what must hold, in the median of the data sets | needed | found | |",
        "|---|--:|--:|--:|",
        _verdict("`auto` is as fast as the best fixed size", over_best, NEEDED_BEST),
        _verdict("`auto` is faster than min(200, n)", over_usual, NEEDED_USUAL),
        "",
        *_reasons(kept["records"]),
        "",
        _why(kept["records"]),
    ]
    return "\n".join(lines) + "\n"


def seconds(record: Record, arm: str) -> float:
    """The median over seeds."""
    return median(record["arms"][arm]["seconds"])


def best_fixed(record: Record) -> str:
    """The fixed size that is fastest."""
    return min(map(str, FIXED), key=lambda size: seconds(record, size))


def ratio(record: Record, kind: str) -> float:
    """How many times longer than `auto` the best fixed size takes, or the usual one."""
    arm = best_fixed(record) if kind == "best" else str(record["usual"])
    return seconds(record, arm) / seconds(record, "auto")


def _row(record: Record) -> str:
    arms = [*map(str, FIXED), str(record["usual"]), "auto"]
    cells = [_cell(record, arm) for arm in arms]
    ratios = [f"{ratio(record, kind):.2f}" for kind in ("best", "usual")]
    return f"| {record['name']}, {record['rows']:,} | {' | '.join([*cells, *ratios])} |"


def _cell(record: Record, arm: str) -> str:
    found = seconds(record, arm)
    text = f"{1e3 * found:.1f}" if isfinite(found) else "never"
    return f"**{text}**" if arm == best_fixed(record) else text


def _verdict(what: str, found: float, needed: float) -> str:
    short = "met" if found >= needed else f"**missed** by {1 - found / needed:.1%}"
    return f"| {what} | at least {needed}× | {found:.3f}× | {short} |"


def _why(records: list[Record]) -> str:
    """What no fixed size could do either, and how much of `auto` was at work."""
    known = median([seconds(one, str(one["usual"])) / seconds(one, best_fixed(one)) for one in records])
    short = sum(median(one["arms"]["auto"]["looks"]) == 0 for one in records)
    fixed = max(2 - one["step_seconds"]["128"] / one["step_seconds"]["64"] for one in records)
    return f"""\
The best fixed size, which is known only afterwards, is {known:.2f} times as fast as min(200, n) in the median: so much
the first size alone can gain. In {short} of {len(records)} sets `auto` was at the target before its first look, in the
median of seeds: there it is its first size, √n rounded down to a power of two, and what it measures neither helps
nor costs anything. On one core a larger batch saves only c₀, at most {fixed:.0%} of a step of 64, so that growing has
little to give."""


def _reasons(records: list[Record]) -> list[str]:
    """What `auto` did until the target, set by set: where it began, how often it looked, and what that took."""
    lines = ["| `auto` | sizes at the target | rate | looks | share of the time | best fixed, its rate |"]
    lines.append("|---|--:|--:|--:|--:|--:|")
    for record in records:
        arm, best = record["arms"]["auto"], best_fixed(record)
        sizes = ", ".join(str(size) for size in sorted(set(arm["last_size"])))
        share = median(
            own / all_ if isfinite(all_) else 0.0 for own, all_ in zip(arm["looking"], arm["seconds"], strict=True)
        )
        rate = record["arms"][best]["rate"]
        lines.append(
            f"| {record['name']} | {sizes} | {arm['rate']:g} | {median(arm['looks']):g} | {share:.1%} "
            f"| {best}, {rate:g} |"
        )
    return lines
