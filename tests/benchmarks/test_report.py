"""The report says what the results say: ratios by round, verdicts, and a README that is written between its marks."""

import re
from dataclasses import asdict
from xml.etree import ElementTree as ET

import pytest
from benchmarks.summary import geometric_mean, power, quartiles, ratios
from benchmarks.targets import Target, targets
from benchmarks.workloads import OTHERS, SIX, WORKLOADS

from benchmarks import report, results

MACHINE = {"processor": "a processor", "cores": 2, "python": "3", "packages": {"numpy": "2"}}
TIMES = {"floor": 9.0, "numba": 10.0, "numpy": 20.0, "jax": 15.0, "pytorch": 50.0, "sklearn": 60.0, "numba2": 10.0}


def measured(**changed):
    """Results in which every row took the same."""
    times = {name: [time, time, 2 * time] for name, time in (TIMES | changed).items()}
    shared = {"microseconds": times, "elsewhere": {"numba": [0.0]}}
    steps = [{"name": one.name, "workload": asdict(one), **shared} for one in WORKLOADS]
    imports = [{"what": "import", "contender": "chainrule", "seconds": [0.1, 0.2, 0.1]}]
    boards = [{"name": "a board", **shared}]
    records = {"steps": steps, "boards": boards, "cold": imports, "accuracy": [], "growth": []}
    return results.Results(dict.fromkeys(results.PARTS, MACHINE), records)


def verdict(found, beginning):
    """Whether the first target of that name is met."""
    return next(target for target in targets(found) if target.sentence.startswith(beginning)).met


def test_ratios_are_taken_by_round():
    """The median of the ratios, not the ratio of the medians."""
    assert ratios([10, 40, 90], [10, 20, 30]) == (1.5, 2, 2.5)
    assert geometric_mean([2, 8]) == pytest.approx(4)
    assert power([10, 100], [1, 100]) == pytest.approx(2)
    assert quartiles([7]) == (7, 7, 7)


def test_targets_are_met_missed_or_not_measured():
    """1.5 times faster than JAX is enough, 1.3 times is not, and a rival that took no part says nothing."""
    assert verdict(measured(), "faster than JAX, geometric") is True
    assert verdict(measured(jax=13.0), "faster than JAX, geometric") is False
    assert verdict(measured(), "faster than PyTorch, compiled") is None
    assert verdict(measured(), "`import chainrule`") is True
    assert verdict(measured(), "compiling from cold") is None
    assert verdict(measured(floor=8.0), "as long as matrix products") is False
    assert verdict(measured(), "faster than PyTorch: a board") is True
    assert verdict(measured(pytorch=9.0), "faster than PyTorch: a board") is False
    assert verdict(measured(pytorch=9.0, numpy=8.0), "faster than PyTorch: a board") is True  # our faster engine


@pytest.mark.parametrize(
    ("found", "at_most", "met"), [(2, False, True), (1, False, False), (2, True, False), (1, True, True)]
)
def test_a_bound_is_a_floor_or_a_ceiling(found, at_most, met):
    """At least 1.5, or at most 1.5."""
    assert Target("", found, 1.5, at_most=at_most).met is met


def test_the_readme_is_written_between_its_marks_and_says_what_is_missed(tmp_path):
    """The table and the misses stand between the marks; what is around them stays; writing twice changes nothing."""
    readme = tmp_path / "FRONT.md"
    readme.write_text("before\n<!-- benchmarks: here -->\nold\n<!-- end of benchmarks -->\nafter\n", "utf-8")
    for _ in range(2):
        report.write(measured(jax=9.0), readme, tmp_path)
        text = readme.read_text("utf-8")
        assert text.startswith("before\n<!-- benchmarks: here -->\n| network")
        assert text.endswith("<!-- end of benchmarks -->\nafter\n")
        assert text.count("- faster than JAX, geometric mean of six rows: 0.9×, needed at least 1.4×") == 1
    assert (tmp_path / "README.md").read_text("utf-8").count("**missed**") == text.count("\n- ")
    assert (tmp_path / "steps.svg").exists()


def test_the_projects_readme_has_the_marks():
    """There is one place for the table."""
    assert len(report.REGION.findall(report.README.read_text("utf-8"))) == 1


def test_the_picture_is_well_formed_and_shows_every_contender():
    """Each has its marker in each row and in the legend, and the description has the numbers."""
    from benchmarks.picture import LOOKS, picture

    drawn = picture(measured())
    root = ET.fromstring(drawn)  # noqa: S314 - our own picture
    assert root.find("{http://www.w3.org/2000/svg}desc").text.count("JAX 1.50") == len(WORKLOADS)
    for name in ("numba", "jax", "sklearn"):
        assert len(re.findall(f'class="mark {LOOKS[name][0]}"', drawn)) >= len(WORKLOADS) + 1
    assert len(set(LOOKS.values())) == len({marker for _, marker in LOOKS.values()})  # told apart without colour


def test_the_six_rows_are_those_of_the_design():
    """Networks, batches, optimizers and activations, in whole batches."""
    assert [row.name for row in SIX] == [
        "784-30-10, batch 10, SGD, sigmoid",
        "784-100-10, batch 32, SGD, sigmoid",
        "64-100-10, batch 200, Adam, ReLU",
        "54-256-256-7, batch 256, Adam, ReLU",
        "784-1024-1024-10, batch 512, Adam, ReLU",
        "2-16-16-2, batch 100, SGD, ReLU",
    ]
    assert all(row.rows % row.batch == 0 for row in WORKLOADS)
    assert "float64" in {row.dtype for row in OTHERS}
