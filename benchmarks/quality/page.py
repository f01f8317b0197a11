"""The results as Markdown: a line for each table, then means; what is lost stands beside what is won."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks.tables import number, table

Runs = Sequence[Mapping[str, object]]  # of a table, a seed and a contender: score, least, seconds


def page(runs: Runs) -> str:
    """R² or accuracy and seconds of each contender, the mean normalised score and the mean rank."""
    return "\n".join(_lines(runs)) + "\n"


def normalised(runs: Runs, name: str) -> dict[str, float]:
    """Each contender's score on a table from 0, a guess that looks at no column, to 1, the best of them."""
    scores = {one: mean(runs, name, one, "score") for one in contenders(runs)}
    least, best = mean(runs, name, None, "least"), max(scores.values())
    return {one: (score - least) / (best - least) if best > least else 1.0 for one, score in scores.items()}


def ranks(runs: Runs, name: str) -> dict[str, float]:
    """Each contender's place on a table, 1 for the best; equal scores share their places."""
    scores = {one: round(mean(runs, name, one, "score"), 4) for one in contenders(runs)}
    return {
        one: 1 + sum(other > score for other in scores.values()) + (sum(o == score for o in scores.values()) - 1) / 2
        for one, score in scores.items()
    }


def contenders(runs: Runs) -> list[str]:
    """Their names in the order of the runs."""
    return list(dict.fromkeys(str(run["contender"]) for run in runs))


def whole(runs: Runs) -> list[str]:
    """The contenders that have learned every table; means of others would be of other tables."""
    names = {run["table"] for run in runs}
    return [one for one in contenders(runs) if {run["table"] for run in runs if run["contender"] == one} == names]


def mean(runs: Runs, name: str, contender: str | None, what: str) -> float:
    """The mean over the seeds."""
    found = [run[what] for run in runs if run["table"] == name and contender in (None, run["contender"])]
    return statistics.fmean(found)  # type: ignore[arg-type]


def _lines(runs: Runs) -> Iterator[str]:
    names, people = list(dict.fromkeys(str(run["table"]) for run in runs)), contenders(runs)
    seeds = len({run["seed"] for run in runs})
    yield f"R², or accuracy of classes, on a fifth of the rows, never seen; {seeds} seeds; CPU seconds in brackets."
    yield ""

    def cell(name: str, one: str) -> str:
        if not any(run["table"] == name and run["contender"] == one for run in runs):
            return "–"
        score, best = mean(runs, name, one, "score"), max(float(run["score"]) for run in means if run["table"] == name)
        told = f"{score:.4f}"
        return f"{f'**{told}**' if score == best else told} ({number(mean(runs, name, one, 'seconds'))})"

    measured = {(str(run["table"]), str(run["contender"])) for run in runs}
    means = [{"table": name, "score": mean(runs, name, one, "score")} for name, one in measured]
    rows = [[name, *(cell(name, one) for one in people)] for name in names]
    finished = whole(runs)
    compared = [run for run in runs if run["contender"] in finished]
    scores = {name: normalised(compared, name) for name in names}
    places = {name: ranks(compared, name) for name in names}

    def over(told: Callable[[str], str]) -> list[str]:
        return [told(one) if one in finished else "–" for one in people]

    rows += [
        ["**mean normalised score**", *over(lambda one: f"{_over(scores, one):.4f}")],
        ["**mean rank**", *over(lambda one: f"{_over(places, one):.2f}")],
        ["**seconds of all**", *over(lambda one: number(sum(mean(runs, name, one, "seconds") for name in names)))],
    ]
    yield from table(["", *people], rows)


def _over(tables: Mapping[str, Mapping[str, float]], contender: str) -> float:
    """The mean over the tables."""
    return statistics.fmean(told[contender] for told in tables.values())
