"""The measure of the tutor: `python -m tests.tutor.families.measure`, which is `make tutor`.

Right claims in other spellings have to be called right, damaged ones must not, most of these get a hint, and every hint
is true: without the slip that it names the claim is the gradient. What is true is found out without chainrule.
"""

import argparse
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from .boards import Board, boards
from .damage import damaged
from .judged import Judged, judged

PER_BOARD, ATTEMPTS = 52, 40  # damaged claims, and how often another one is tried for each
MOST_REFUSED, FEWEST_HINTS = 0.02, 0.75
SHOWN = 25


# ---- all of them --------------------------------------------------------------------------------------------------


def right_ones(board: Board) -> Iterator[Judged]:
    """The right claims of a board; what they rest on has to be said, and nothing where they rest on nothing."""
    for claim in board.right:
        one = judged(board, claim.text, claim)
        if one.outcome != "right" or (not claim.facts and one.sentence != "Right."):
            one = Judged(**{**vars(one), "outcome": "refused"})
        yield one


def damaged_ones(board: Board, count: int, seed: int) -> Iterator[Judged]:
    """So many different damaged claims of a board that are wrong, and those between that turn out to be right."""
    rng = np.random.default_rng([seed, *board.name.encode()])
    tried, wrong = set(), 0
    for _ in range(ATTEMPTS * count):
        one = damaged(board, rng)
        if one is None or one.text in tried:
            continue
        tried.add(one.text)
        found = judged(board, one.text, one.original, one.slips)
        yield found
        wrong += found.outcome in ("accepted", "hint", "no hint", "crash")
        if wrong == count:
            return


def _work(index: int, count: int, seed: int) -> tuple[list[Judged], list[Judged], float]:
    warnings.simplefilter("error")
    board, start = boards()[index], time.perf_counter()
    return list(right_ones(board)), list(damaged_ones(board, count, seed)), time.perf_counter() - start


def measured(count: int, seed: int, processes: int) -> tuple[list[Judged], list[Judged], float]:
    """Every right claim and so many damaged ones of each board, judged, and the seconds that it took."""
    with ProcessPoolExecutor(processes) as pool:
        jobs = [pool.submit(_work, index, count, seed) for index in range(len(boards()))]
        results = [job.result() for job in jobs]
    right = [one for some, _, _ in results for one in some]
    wrong = [one for _, some, _ in results for one in some]
    return right, wrong, sum(seconds for _, _, seconds in results)


# ---- what is printed ----------------------------------------------------------------------------------------------


def share(part: int, whole: int) -> str:
    """A percentage, or a dash of nothing."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def among(ones: Iterable[Judged], *outcomes: str) -> list[Judged]:
    """Those that came out so."""
    return [one for one in ones if one.outcome in outcomes]


def row(name: str, right: Sequence[Judged], ones: Sequence[Judged]) -> list[str]:
    """One line of the table of families."""
    wrong = among(ones, "accepted", "hint", "no hint", "crash")
    single = [one for one in wrong if len(one.slips) == 1]
    double = [one for one in wrong if len(one.slips) == 2]
    faults = sum(bool(one.fault) for one in wrong)
    return [
        name,
        *(str(len(right)), str(len(among(right, "refused", "unread", "crash")))),
        *(str(len(wrong)), str(len(among(wrong, "accepted")))),
        *(share(len(among(some, "hint")), len(some)) for some in (wrong, single, double)),
        *(str(faults), str(len(among(ones, "refused"))), str(len(among(ones, "crash")))),
    ]


HEAD = "family", "right", "refused", "wrong", "accepted", "hint", "one slip", "two slips", "false", "harmless", "broken"
NOTE = """right, refused: claims in other spellings; wrong: damaged ones; accepted: those called right;
hint: the slip has its name, which is false where the claim without it is not the gradient;
harmless: damaged, still right, and refused"""


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(text.rjust(width) if i else text.ljust(width) for i, (text, width) in enumerate(cells))
        for cells in (zip(one, widths, strict=True) for one in rows)
    )


def by_family(right: Sequence[Judged], wrong: Sequence[Judged]) -> str:
    """The table of families, with all of them below."""
    names = dict.fromkeys(one.family for one in right)
    parts = [
        row(name, [one for one in right if one.family == name], [one for one in wrong if one.family == name])
        for name in names
    ]
    return table([HEAD, *parts, row("all", right, wrong)])


def by_slip(wrong: Sequence[Judged]) -> str:
    """For claims with one slip: how often each gets a hint, and what is said most often."""
    ones = [one for one in among(wrong, "accepted", "hint", "no hint") if len(one.slips) == 1]
    slips = Counter(one.slips[0] for one in ones)
    rows = []
    for slip, count in slips.most_common():
        of_it = [one for one in ones if one.slips[0] == slip]
        said = Counter(one.kind for one in of_it).most_common(4)
        hints = share(len(among(of_it, "hint")), count)
        rows.append([slip, str(count), hints, ", ".join(f"{kind} {number}" for kind, number in said)])
    return table([["one slip", "claims", "hint", "most often"], *rows])


def listed(title: str, ones: Sequence[Judged], most: int) -> str:
    """The shortest of some claims, with what was said."""
    shown = sorted(ones, key=lambda one: len(one.text))[:most]
    texts = []
    for one in shown:
        remarks = [f"[{one.fault}]" * bool(one.fault), f"({', '.join(one.slips)})" * bool(one.slips)]
        texts += [f"  {one.board}: {one.text}" + f"    # {one.source}" * bool(one.source)]
        texts += [" ".join(["      " + one.sentence, *filter(None, remarks)])]
    return "\n".join([f"{title}: {len(ones)}", *texts])


def failures(right: Sequence[Judged], ones: Sequence[Judged]) -> list[str]:
    """What does not hold."""
    refused = among(right, "refused", "unread", "crash")
    wrong = among(ones, "accepted", "hint", "no hint", "crash")
    must = {
        "no wrong claim is accepted": not among(ones, "accepted"),
        "no claim breaks the tutor": not among([*right, *ones], "crash"),
        "at most 2 % of the right claims are refused": len(refused) <= MOST_REFUSED * len(right),
        "no right claim is refused that a public source writes so": not [one for one in refused if one.source],
        "at least 75 % of the damaged claims get a hint": len(among(wrong, "hint")) >= FEWEST_HINTS * len(wrong),
        "every hint is true": not [one for one in wrong if one.fault],
    }
    return [fact for fact, holds in must.items() if not holds]


def main() -> int:
    """Measure the tutor, print the figures, and return 1 where something does not hold that must."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-board", type=int, default=PER_BOARD, help="damaged claims of each board")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", type=int, default=SHOWN, help="how many examples of each kind")
    parser.add_argument("--family", help="list the claims of one family that get no hint")
    chosen = parser.parse_args()
    right, ones, seconds = measured(chosen.per_board, chosen.seed, chosen.processes)
    refused = among(right, "refused", "unread", "crash")
    print(by_family(right, ones), NOTE, by_slip(ones), "", sep="\n\n")
    print(listed("wrong claims accepted", among(ones, "accepted"), chosen.show))
    print(listed("right claims refused", refused, chosen.show))
    print(listed("damaged claims refused that are right", among(ones, "refused"), chosen.show))
    print(listed("claims that break the tutor", among([*right, *ones], "crash"), chosen.show))
    print(listed("false hints", [one for one in ones if one.fault], chosen.show))
    silent = [one for one in among(ones, "no hint") if len(one.slips) == 1 and chosen.family in (None, one.family)]
    print(listed("one slip and no hint", silent, chosen.show))
    single = [one for one in among(ones, "hint") if len(one.slips) == 1]
    second = [one for one in single if "wrong too" in one.sentence]
    print(listed("one slip, and the hint speaks of two", second, chosen.show), f"among {len(single)} hints")
    print(f"\n{len(right)} right and {len(ones):,} damaged claims on {len(boards())} boards in {seconds:.0f} s of work")
    for fact in (found := failures(right, ones)):
        print(f"does not hold: {fact}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
