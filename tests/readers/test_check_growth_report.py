"""What a gradient of a person's own board costs by both ways."""

import re

import pytest

import chainrule as cr
from chainrule.readers.check import growth_report
from chainrule.readers.check.growth import Growth
from chainrule.readers.check.growth_report import GrowthReport, growth_of

BOARD = """data    X (n, m), y (1, m)
params  W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)
L = mean((w2 @ sigmoid(W1 @ X + b1) + b2 - y)**2)
"""


@pytest.fixture
def small(monkeypatch):
    """Arrays of few numbers, so that nobody waits."""
    monkeypatch.setattr(growth_report, "LARGEST", (1024, 4096))


def test_letters_of_parameters_grow(small):
    """All letters of parameters have one size, with which no array exceeds the largest; others stay."""
    growth = cr.whiteboard(BOARD).growth()
    assert growth.letters == ("k", "n")
    assert [point.m for point in growth.points] == [units**2 + 2 * units + 1 for units in (16, 64)]


def test_a_linear_model_grows_too(small):
    """Where the data outweigh the parameters, they decide how far it grows."""
    growth = cr.whiteboard("data X (n, m), y (1, m)\nparams w (1, n)\nL = mean((w @ X - y)**2)").growth()
    assert (growth.letters, [point.m for point in growth.points]) == (("n",), [16, 64])


def test_a_model_without_letters_is_refused():
    """Fixed shapes cannot grow, and the message shows one that can."""
    with pytest.raises(cr.GraphError, match=r"letters in the shapes of its parameters, such as params W \(k, n\)"):
        growth_of(cr.whiteboard("L = (w*x - y)**2").graph, "L")


def test_report_tells_counts_times_and_powers():
    """The text has 2m, the time of as many evaluations, and the fitted powers; the plot is an SVG."""
    report = GrowthReport(("n",), (Growth(1000, 1e-3, 2e-3), Growth(10_000, 1e-2, 2e-2)))
    text = str(report)
    assert "1,000 2,000 2.0 s 2.0 ms 10,000 20,000 3 min 20 s 20 ms" in " ".join(text.split())
    headings, row = (re.split(r"\s{2,}", line.strip()) for line in text.splitlines()[2:4])
    assert dict(zip(headings, row, strict=True)) == {
        "parameters": "1,000",
        "evaluations": "2,000",
        "differences": "2.0 s",  # 2,000 evaluations of a millisecond
        "one backward pass": "2.0 ms",
    }
    assert text.endswith("They grow with m^2, a backward pass with m^1.")
    assert report.svg() in report._repr_html_()
    assert repr(report) == text
