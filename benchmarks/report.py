"""The report: a page with every figure, the README's table and the picture, all written from the results."""

import re
from pathlib import Path

from benchmarks import tables
from benchmarks.contenders import CONTENDERS
from benchmarks.machine import sentence
from benchmarks.picture import picture
from benchmarks.pinning import ROOT
from benchmarks.results import FOLDER, Results
from benchmarks.summary import geometric_mean
from benchmarks.targets import targets

README = ROOT / "README.md"
PICTURE = FOLDER / "steps.svg"
REGION = re.compile(r"(<!-- benchmarks: [^\n]*-->\n).*?(<!-- end of benchmarks -->)", re.DOTALL)


def page(results: Results) -> str:
    """Every figure, as Markdown."""
    rows = results.rows
    names = tables.present(rows, tables.LINEUP)
    two = tables.present(rows, tables.TWO_CORES)
    parts = [
        "# How fast\n",
        f"Written by `make bench`. {sentence(results.machines['steps'])}.\n" if rows else "",
        f"{METHOD}\n",
        f"{BUSY.format(results.elsewhere())}\n" if results.elsewhere() > QUIET else "",
        "## What must hold\n",
        *tables.verdicts(targets(results)),
        "\n## How long a step takes\n",
        "Medians, in microseconds.\n",
        *tables.steps(rows, names),
        "\n![The same as a picture](steps.svg)\n",
        *tables.ratios(results),
        "",
        *tables.spreads(rows, names),
        "\n## Where the time goes\n",
        PROFILE,
        *tables.profile(results),
        "\n## Boards\n",
        BOARDS,
        f"{BUSY.format(results.elsewhere('boards'))}\n" if results.elsewhere("boards") > QUIET else "",
        *tables.steps(results.boards, tables.present(results.boards, tables.LINEUP), "board"),
        "",
        *tables.board_ratios(results),
        "\n## One core and two\n",
        *tables.steps(rows, two),
        "\n## From cold\n",
        *tables.cold(results),
        "\n## Time to accuracy\n",
        "Seconds of training steps, without compiling and without looking at the held-out rows.\n",
        *tables.accuracies(results),
        "\n## How the cost grows\n",
        *tables.growth(results),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


METHOD = """\
Every contender is a process of its own that stays alive and warm, on the same core, with one thread. They have their
turns one after the other, round after round; a turn in which the core served others is repeated once. A ratio is taken
in each round, and the median of the ratios is given.
All compute the same: softmax with cross-entropy, from the same theta, rows shuffled by index inside the timed loop,
each epoch anew; a test sees to it that they reach the same cost. JAX is one jitted scan over an epoch with donated
state; PyTorch has fused optimizers; PyTorch compiled is a whole step in one graph, with the C++ wrapper. scikit-learn
has one logistic output where there are two classes. "Matrix products and gather alone" is what a step cannot do
without: NumPy's `take` and `dot`, both into memory that is there already."""


QUIET = 0.01  # the share of the time that a core may spend on others
BUSY = "**The machine was not quiet**: its core spent {:.0%} of the time of these turns on others."
PROFILE = """\
What a step of chainrule takes beside gathering rows and multiplying matrices as NumPy does it: activations, the cost,
sums, the update, and the loop around them. It is below zero where calling NumPy costs more than what NumPy does.
"""


BOARDS = """\
The boards of `examples/` with Adam, in float32, beside the same models in PyTorch's own words (its LSTM, its attention,
its convolutions) and in JAX, one jitted scan over an epoch. All start at the same parameters and take the same rows.
"""


def summary(results: Results) -> str:
    """The README's part: six rows, the means, and what is missed."""
    names = tables.present(results.six, tables.LINEUP)
    missed = [target for target in targets(results) if target.met is False]
    lines = [
        *tables.steps(results.six, names),
        "",
        "Median microseconds of a step, one core, float32, rows shuffled by all.",
        _means(results),
        "",
        f"Measured on {sentence(results.machines['steps'])}.",
        *([BUSY.format(results.elsewhere())] if results.elsewhere() > QUIET else []),
        "[Every figure](benchmarks/results/README.md): spread, two cores, float64, compiling, memory.",
        "",
        "![How many times longer than chainrule each takes, row by row](benchmarks/results/steps.svg)",
    ]
    if missed:
        lines += ["", "Missed so far, of what we hold ourselves to:", ""]
        lines += [f"- {target.sentence}: {target.figure}, needed {target.bound}" for target in missed]
    return "\n".join(lines) + "\n"


def _means(results: Results) -> str:
    """Geometric means of the six rows in a sentence."""
    found = []
    for rival in ("jax", "pytorch", "compiled", "sklearn"):
        ratios = [ratio for row in results.six if (ratio := row.ratio(rival, results.engine)) is not None]
        if ratios:
            found.append(f"{CONTENDERS[rival].label} takes {geometric_mean(ratios):.1f} times as long")
    return f"As a geometric mean, {'; '.join(found)}." if found else ""


def write(results: Results, readme: Path = README, folder: Path = FOLDER) -> None:
    """The page, the picture, and the README between its two marks."""
    (folder / "README.md").write_text(page(results), "utf-8")
    if results.rows:
        (folder / "steps.svg").write_text(picture(results), "utf-8")
        text = readme.read_text("utf-8")
        readme.write_text(REGION.sub(lambda marks: f"{marks[1]}{summary(results)}{marks[2]}", text), "utf-8")
